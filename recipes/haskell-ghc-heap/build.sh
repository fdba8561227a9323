package=ghc-heap
unpacked=$in/ghc-further/ghc-heap
. "$in/ghc-package/share/package.sh"
