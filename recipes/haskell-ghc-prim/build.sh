package=ghc-prim
folder=ghc-prim

prepare() {
    # The module that gives the primitive operations as functions is made from their table; the operations themselves
    # (GHC.Prim) are no module with a source.
    install -m 644 "$in/ghc-generated/GHC/PrimopWrappers.hs" GHC/PrimopWrappers.hs
}

. "$in/ghc-package/share/package.sh"
