package=stm
folder=stm
. "$in/ghc-package/share/package.sh"
