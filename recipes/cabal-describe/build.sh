# Debian's package makes its cache when it is installed; the folder of the root cannot be written.
mkdir packages "$out/bin"
cp /usr/lib/ghc/package.conf.d/*.conf packages
/usr/lib/ghc/bin/ghc-pkg --global-package-db=packages recache
/usr/lib/ghc/bin/ghc -B/usr/lib/ghc -clear-package-db -package-db /build/packages -O0 -v0 -Wall -Werror \
    -hide-all-packages -package base -package Cabal -package containers -package directory -outputdir /build/objects -o describe "$recipe/Main.hs"
strip describe
cp describe "$out/bin"
