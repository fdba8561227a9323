package=transformers
folder=transformers
. "$in/ghc-package/share/package.sh"
