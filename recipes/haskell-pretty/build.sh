package=pretty
folder=pretty
. "$in/ghc-package/share/package.sh"
