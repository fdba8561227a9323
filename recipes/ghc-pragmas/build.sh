# Linked with the compiler's shared library, which is among the tools of whoever runs it. That one asks for libtinfo, of
# which there is no name for linkers here.
ln -s "$(find /lib /usr/lib -name 'libtinfo.so.*' | LC_ALL=C sort | head -n 1)" /build/libtinfo.so
mkdir "$out/bin"
"$in/ghc-splices/bin/host-ghc" -O1 -v0 -Wall -Werror -dynamic -hide-all-packages -package base -package ghc \
    -optl-L/build -outputdir /build/objects -o "$out/bin/pragmas" "$recipe/Main.hs"
strip "$out/bin/pragmas"
