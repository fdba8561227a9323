package=integer-gmp
unpacked=$in/ghc-further/integer-gmp
. "$in/ghc-package/share/package.sh"
