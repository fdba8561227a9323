cp /usr/lib/ghc/package.conf.d/*.conf "$out"
for file in "$in"/linux-haskell/var/lib/ghc/package.conf.d/*.conf; do
    sed "s,/usr/lib/haskell-packages/,$in/linux-haskell&," "$file" >"$out/$(basename "$file")"
done
/usr/lib/ghc/bin/ghc-pkg --global-package-db="$out" recache
rm -f "$out/package.cache.lock"
