package=ghc-bignum
folder=ghc-bignum
options=--flags=native

prepare() {
    # Nothing is found out by configure: it only looks for GMP.
    rm -f configure
}

. "$in/ghc-package/share/package.sh"
