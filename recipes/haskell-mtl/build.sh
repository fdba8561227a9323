package=mtl
folder=mtl
. "$in/ghc-package/share/package.sh"
