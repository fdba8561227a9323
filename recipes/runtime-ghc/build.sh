# Collects archives; the runtime system and `base` need each other, so they are bound as one.

mkdir "$out/lib"
for archive in "$in"/*/lib/lib*.a; do
    cp "$archive" "$out/lib"
done
# An object, not a member of an archive: it is linked although nothing refers to it.
"$in/ghc-target/bin/guest-cc" -O2 -Wall -Werror "-ffile-prefix-map=$recipe=/runtime-ghc" -c "$recipe/locale.c" -o "$out/lib/locale.o"
