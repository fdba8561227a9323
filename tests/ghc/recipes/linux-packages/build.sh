cp /usr/lib/ghc/package.conf.d/*.conf "$out"
/usr/lib/ghc/bin/ghc-pkg --global-package-db="$out" recache
rm -f "$out/package.cache.lock"
