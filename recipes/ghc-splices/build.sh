# A top folder for Debian's ghc as it is; its package makes the cache when it is installed, and the folder of the root
# cannot be written. One after the other: `recache` would take them in the order that the folder has on this disk.
debian=/usr/lib/ghc
packages=$out/top/package.conf.d
mkdir -p "$out/bin" "$out/top/bin"
cp "$debian/settings" "$debian/llvm-targets" "$debian/llvm-passes" "$debian/ghc-usage.txt" "$debian/template-hsc.h" "$debian/platformConstants" "$out/top"
cp "$debian/bin/unlit" "$out/top/bin"
"$debian/bin/ghc-pkg" init "$packages"
for conf in "$debian"/package.conf.d/*.conf; do
    "$debian/bin/ghc-pkg" "--global-package-db=$packages" --force -v0 register "$conf" 2>>/build/register.log
done
rm -f "$packages/package.cache.lock"
install -m 755 "$recipe"/bin/* "$out/bin"

# Archives that it loads find the C library's functions in the server itself.
"$out/bin/host-ghc" -O1 -v0 -Wall -Werror -hide-all-packages -package base -package directory -package filepath -package ghci -package libiserv \
    -optl-Wl,--export-dynamic -outputdir /build/objects -o "$out/bin/splice-server" "$recipe/Main.hs"
strip "$out/bin/splice-server"
