package=text
folder=text
. "$in/ghc-package/share/package.sh"
