package=binary
folder=binary
. "$in/ghc-package/share/package.sh"
