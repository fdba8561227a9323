package=ghc-bignum
folder=ghc-bignum
options="--flags=gmp --extra-include-dirs=$in/libgmp/include"

prepare() {
    install -m 644 "$recipe/HsIntegerGmp.h" gmp/ghc-gmp.h include
    rm -f configure
}

. "$in/ghc-package/share/package.sh"

# The link takes what lies beside the package's own archive.
cp "$in/libgmp/lib/libgmp.a" "$out/lib"
