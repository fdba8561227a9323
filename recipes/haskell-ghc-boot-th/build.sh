package=ghc-boot-th
folder=ghc-boot-th
. "$in/ghc-package/share/package.sh"
