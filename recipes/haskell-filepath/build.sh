package=filepath
folder=filepath
. "$in/ghc-package/share/package.sh"
