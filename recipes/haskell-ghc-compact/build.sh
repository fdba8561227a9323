package=ghc-compact
unpacked=$in/ghc-further/ghc-compact
. "$in/ghc-package/share/package.sh"
