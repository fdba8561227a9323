# The same sources and options as program-c, but the host's C library, linked statically: it runs on any machine.

cd "$source/program"
set --
while IFS= read -r folder || [ -n "$folder" ]; do
    [ ! -d "$folder" ] || set -- "$@" "-I$folder"
done <"$settings/program.include"
while IFS= read -r option || [ -n "$option" ]; do
    [ -z "$option" ] || set -- "$@" "$option"
done <"$settings/program.c-options"
find . -type f -name '*.[cSs]' | LC_ALL=C sort >/build/units
while IFS= read -r unit; do
    set -- "$@" "$unit"
done </build/units
gcc-12 -O2 -g0 -static -pthread "-ffile-prefix-map=$source/program=." -o "$out/program" "$@" -lm
