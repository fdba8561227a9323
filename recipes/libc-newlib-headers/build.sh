# `make install` copies headers only when it has built libc. What it would copy is put together here; libc-newlib compares.

mkdir "$out/share"
install -m 644 "$recipe/prepare.sh" "$out/share"
. "$recipe/prepare.sh"

cd objects
# shellcheck disable=SC2086 # words
/build/newlib/newlib/configure --host="$target" --build=x86_64-pc-linux-gnu --no-recursion $options >configure.log 2>&1 ||
    { cat configure.log; exit 1; }

copy() {
    mkdir -p "$out/include/$2"
    for header in /build/newlib/newlib/libc/"$1"/*.h; do
        [ ! -f "$header" ] || install -m 644 "$header" "$out/include/$2" # none: the pattern itself
    done
}
for folder in . machine rpc ssp sys; do
    copy "include/$folder" "$folder"
done
copy machine/x86_64/machine machine
copy machine/x86_64/sys sys
copy machine/x86_64/include .
mkdir "$out/include/bits"
# Those of the source are placeholders.
install -m 644 newlib.h _newlib_version.h "$out/include"
for header in $(sed -n 's/^NO_INCLUDE_LIST = *//p' Makefile); do
    rm -f "$out/include/$header"
done
