# One package by Cabal; a recipe `haskell-<package>` sources this. It is registered where its users see it: at
# /in/haskell-<package>. What is set before: `package`; `folder` beneath libraries/ of GHC's source, or `unpacked`, a folder
# of any; perhaps `options` of Cabal, and a function `prepare`, which is run in the folder of the sources. If the recipe has
# a list `batches`, they are compiled first, two at once (see ghc-in-batches).

refuse() {
    echo "guestpipe-error: what: $1" >&2
    echo "guestpipe-error: where: $2" >&2
    echo "guestpipe-error: hint: $3" >&2
    exit 1
}

target=$in/ghc-target
cp -R --no-preserve=mode "${unpacked:=$in/ghc-source/libraries/$folder}" source
cd source
if command -v prepare >/build/found; then
    prepare
fi

databases=
for input in "$in"/haskell-*; do
    [ ! -d "$input" ] || databases="$databases --package-db=$input/package.conf.d" # none: the pattern itself
done
place=/in/haskell-$(printf %s "$package" | tr A-Z a-z)
run() {
    log=/build/$1.log
    "$in/ghc-generated/bin/setup" "$@" --builddir=/build/dist >"$log" 2>&1 || {
        cat "$log" >&2
        refuse "\`$package\` does not build (\`setup $1\`)" "$unpacked" "what Cabal and GHC said is in the log above"
    }
    cat "$log"
}
compiler=$target/bin/guest-ghc
[ ! -f "$recipe/batches" ] || compiler=$in/ghc-package/bin/ghc-in-batches
# shellcheck disable=SC2086 # words
run configure --ghc --with-ghc="$compiler" --with-ghc-pkg="$target/bin/guest-ghc-pkg" \
    --with-gcc="$target/bin/guest-cc" --with-hsc2hs="$target/bin/guest-hsc2hs" --with-ld=ld.bfd --with-ar=ar --with-strip=strip \
    --package-db=clear --package-db=global $databases --ipid="$package-$(tr -d '\r' <"$(echo ./*.cabal)" | sed -n 's/^[Vv]ersion: *//p')" \
    --prefix="$place" --libdir="$place" --libsubdir=lib --dynlibdir="$place/lib" --datadir="$place/share" --docdir="$place/doc" \
    --disable-shared --disable-executable-dynamic --disable-library-profiling --disable-library-for-ghci \
    --disable-library-stripping --disable-tests --disable-benchmarks --disable-debug-info --enable-split-sections \
    --ghc-options=-O2 --ghc-options=-optc-O2 ${options:-}
run build --verbose=1
if [ -f "$recipe/batches" ]; then
    again=$(sed -n 's/.*Compiling \([^ []*\) .*/\1/p' /build/build.log | sort | uniq -d | tr '\n' ' ')
    [ -z "$again" ] ||
        refuse "compiled twice: $again" "\`batches\` of the recipe" "a module is on one line only, and after what it imports"
fi
run copy --destdir=/build/copied
run register --gen-pkg-config=/build/package.conf
rm -rf "/build/copied$place/doc"
cp -R "/build/copied$place/." "$out"

mkdir "$out/package.conf.d"
awk '/^[a-z]/ { left_out = /^(haddock-|data-dir|dynamic-library-dirs)/ } !left_out' /build/package.conf >"$out/package.conf.d/$package.conf"
# shellcheck disable=SC2086
"$target/bin/guest-ghc-pkg" "--package-db=$out/package.conf.d" recache
rm -f "$out/package.conf.d/package.cache.lock"
