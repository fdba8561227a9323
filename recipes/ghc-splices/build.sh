# A top folder for Debian's ghc as it is; its package makes the cache when it is installed, and the folder of the root
# cannot be written.
debian=/usr/lib/ghc
mkdir -p "$out/bin" "$out/top/bin" "$out/top/package.conf.d"
cp "$debian/settings" "$debian/llvm-targets" "$debian/llvm-passes" "$debian/ghc-usage.txt" "$debian/template-hsc.h" "$debian/platformConstants" "$out/top"
cp "$debian/bin/unlit" "$out/top/bin"
cp "$debian"/package.conf.d/*.conf "$out/top/package.conf.d"
"$debian/bin/ghc-pkg" "--global-package-db=$out/top/package.conf.d" recache
rm -f "$out/top/package.conf.d/package.cache.lock"
install -m 755 "$recipe"/bin/* "$out/bin"

# Archives that it loads find the C library's functions in the server itself.
"$out/bin/host-ghc" -O1 -v0 -Wall -Werror -hide-all-packages -package base -package directory -package filepath -package ghci -package libiserv \
    -optl-Wl,--export-dynamic -outputdir /build/objects -o "$out/bin/splice-server" "$recipe/Main.hs"
strip "$out/bin/splice-server"
