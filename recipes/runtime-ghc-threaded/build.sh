# The libraries are those of the other runtime, to the byte; the runtime system is another, with another default.
mkdir "$out/lib"
cp --no-preserve=mode "$in"/runtime-ghc/lib/*.a "$in"/runtime-ghc/lib/*.o "$out/lib"
cp "$in/ghc-rts-threaded/lib/libHSrts.a" "$out/lib/libHSrts.a"
"$in/ghc-target/bin/guest-cc" -O2 -Wall -Werror -DTHREADED_RTS "-I$in/ghc-target/include" \
    "-ffile-prefix-map=$recipe=/runtime-ghc-threaded" -c "$recipe/defaults.c" -o "$out/lib/defaults.o"
