# The library of the package twice, both by Cabal: first for the build machine, not optimised, since splices of those who use
# it, and its own, run there; then for the guest. Programs that the package has beside it need what no guest asked for.

. "$in/debian-source/share/unpack.sh"
splices=$in/ghc-splices

twin() {
    log=/build/twin-$1.log
    "$in/ghc-generated/bin/setup" "$@" --builddir=/build/twin >"$log" 2>&1 || {
        cat "$log" >&2
        refuse "\`$package\` does not build for the build machine (\`setup $1\`)" "source $name" "what Cabal and GHC said is in the log above"
    }
    cat "$log"
}

twins=
for input in "$in"/haskell-*; do
    [ ! -d "$input/twin" ] || twins="$twins --package-db=$input/twin/package.conf.d"
done
cp -R unpacked twin-source
cd twin-source
# shellcheck disable=SC2086 # words
twin configure --ghc --with-ghc="$splices/bin/host-ghc" --with-ghc-pkg="$splices/bin/host-ghc-pkg" \
    --with-gcc=gcc-12 --with-hsc2hs="$splices/bin/host-hsc2hs" --with-ld=ld.bfd --with-ar=ar --with-strip=strip \
    --package-db=clear --package-db=global $twins --ipid='$pkgid' \
    --prefix="/in/$name/twin" --libdir="/in/$name/twin" --libsubdir=lib --datadir="/in/$name/share" --docdir="/in/$name/twin/doc" \
    --disable-shared --disable-executable-dynamic --disable-library-profiling --disable-library-for-ghci \
    --disable-library-stripping --disable-tests --disable-benchmarks --disable-debug-info \
    --ghc-options="-O0 -fno-omit-interface-pragmas -fexternal-interpreter -pgmi$splices/bin/splice-server" ${flags:+"--flags=$flags"} "lib:$package"
twin build --verbose=1
twin copy --destdir=/build/copied-twin
twin register --gen-pkg-config=/build/twin.conf
rm -rf "/build/copied-twin/in/$name/twin/doc"
mkdir "$out/twin"
cp -R "/build/copied-twin/in/$name/twin/." "$out/twin"
mkdir "$out/twin/package.conf.d"
awk '/^[a-z]/ { left_out = /^(haddock-|data-dir|dynamic-library-dirs)/ } !left_out' /build/twin.conf >"$out/twin/package.conf.d/$package.conf"
"$splices/bin/host-ghc-pkg" "--package-db=$out/twin/package.conf.d" recache
rm -f "$out/twin/package.conf.d/package.cache.lock"
cd /build

unpacked=/build/unpacked
mkdir /build/dist
# GHC tells what it loads by its real place.
dist=$(realpath /build/dist)
options="--with-ghc=$splices/bin/guest-ghc --ghc-options=-fexternal-interpreter --ghc-options=-pgmi$splices/bin/splice-server --ghc-options=-opti--twin=$dist/=/build/twin/"
for flag in ${flags:-}; do
    options="$options --flags=$flag"
done
# The version as Cabal reads it, whatever stands around it in the description; the last of two counts.
options="$options --ipid=\$pkgid lib:$package"
. "$in/ghc-package/share/package.sh"
