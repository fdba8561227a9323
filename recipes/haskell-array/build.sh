package=array
folder=array
. "$in/ghc-package/share/package.sh"
