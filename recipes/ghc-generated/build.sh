# Builds for the build machine, with the packages that Debian's ghc has: three of GHC's own generators, two of which are run
# here, and the program that builds Haskell packages.

cp -R --no-preserve=mode "$in/ghc-source/includes" "$in/ghc-source/utils" "$in/ghc-source/compiler" .

# Debian's package makes its cache when it is installed; the folder of the root cannot be written.
mkdir packages
cp /usr/lib/ghc/package.conf.d/*.conf packages
/usr/lib/ghc/bin/ghc-pkg --global-package-db=packages recache

build() {
    program=$1
    shift
    mkdir "objects-$program"
    (cd "utils/$program" && /usr/lib/ghc/bin/ghc -B/usr/lib/ghc -clear-package-db -package-db /build/packages \
        -O0 -v0 -XHaskell2010 -I/build/includes \
        -outputdir "/build/objects-$program" -o "/build/$program" "$@" Main.hs)
}
mkdir utils/setup
echo 'import Distribution.Simple
main :: IO ()
main = defaultMain' >utils/setup/Main.hs

build genapply -package pretty &
genapply=$!
build genprimopcode -package array
wait "$genapply"
build setup -package Cabal &
setup=$!
build deriveConstants -package containers -package process -package filepath
wait "$setup"

mkdir -p "$out/bin" "$out/rts" "$out/GHC"
strip deriveConstants setup
cp deriveConstants setup "$out/bin"
./genapply >"$out/rts/AutoApply.cmm"
gcc-12 -E -undef -traditional -P -x c -Iincludes -I/usr/lib/ghc/include compiler/GHC/Builtin/primops.txt.pp >primops.txt
./genprimopcode --make-haskell-wrappers <primops.txt >"$out/GHC/PrimopWrappers.hs"
./genprimopcode --make-haskell-source <primops.txt >"$out/GHC/Prim.hs"
