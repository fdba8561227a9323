package=exceptions
folder=exceptions
. "$in/ghc-package/share/package.sh"
