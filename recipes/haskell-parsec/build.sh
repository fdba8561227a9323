package=parsec
folder=parsec
. "$in/ghc-package/share/package.sh"
