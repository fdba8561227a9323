# Collects archives; the runtime system and `base` need each other, so they are bound as one.

mkdir "$out/lib"
for archive in "$in"/*/lib/lib*.a; do
    cp "$archive" "$out/lib"
done

case $(cat "$settings/runtime.rtsopts") in
none) rtsopts=RtsOptsNone ;;
some) rtsopts=RtsOptsSafeOnly ;;
all) rtsopts=RtsOptsAll ;;
ignore) rtsopts=RtsOptsIgnore ;;
ignoreAll) rtsopts=RtsOptsIgnoreAll ;;
esac
# GHC takes them apart at spaces and knows no quotes; the resolver refuses what is none of its options.
options=NULL
[ ! -s "$settings/runtime.options" ] || options="\"$(tr '\n' ' ' <"$settings/runtime.options")\""
printf '#define %s\n' "DECLARED_RTSOPTS $rtsopts" "DECLARED_OPTIONS $options" >declared.h

compile() {
    "$in/ghc-target/bin/guest-cc" -O2 -Wall -Werror -include declared.h "-I$in/ghc-target/include" \
        "-ffile-prefix-map=$recipe=/runtime-ghc" -c "$recipe/$1.c" -o "$2/$1.o"
}
# An object, not a member of an archive: it is linked although nothing refers to it.
compile locale "$out/lib"
compile options .
compile start .
LC_ALL=C ar qcD "$out/lib/libstart.a" options.o start.o
