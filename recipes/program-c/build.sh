# Every .c, .S and .s of the guest's sources, compiled from the guest's own folder so that messages name its paths.

refuse() {
    echo "guestpipe-error: what: $1" >&2
    echo "guestpipe-error: where: $2" >&2
    echo "guestpipe-error: hint: $3" >&2
    exit 1
}

cd "$source/program"
find . -type f | sed 's,^\./,,' | LC_ALL=C sort >/build/files
grep -E '\.(c|S|s)$' /build/files >/build/units ||
    refuse "none of the program's sources is a .c, .S or .s file" "guest.toml: program.sources" "name at least the file with main()"
foreign=$(grep -E '\.(cc|cpp|cxx|c\+\+|C|m|mm|f|f90|go|rs|hs|d|adb)$' /build/files | head -n 1) || true
[ -z "$foreign" ] ||
    refuse "\`$foreign\` is not C" "guest.toml: program.sources" "language \`c\` takes .c, .h, .S and .s; take the file out of the sources"

# Options are one a line; every compiler gets them as one file of arguments.
quote() { sed -e 's/[\\"]/\\&/g' -e 's/^/"/' -e 's/$/"/'; }
{
    tr ' ' '\n' <"$in/machine-flags/share/cflags"
    echo "-O2 -g -pipe -nostdinc -isystem $(gcc-12 -print-file-name=include)"
    # A tier of stubs may bring headers that libc has not, or in the place of libc's.
    [ ! -d "$in/stubs/include" ] || echo "-isystem $in/stubs/include"
    echo "-isystem $in/libc/include -ffile-prefix-map=$source/program=. -ffile-prefix-map=$in/libc/include=/newlib/include"
    echo "-ffile-prefix-map=$in/stubs/include=/stubs/include -fdiagnostics-color=never"
    while IFS= read -r folder || [ -n "$folder" ]; do
        [ -d "$folder" ] || continue # a folder without any source has nothing to include
        printf '%s\n' "-I$folder" | quote
    done <"$settings/program.include"
    while IFS= read -r option || [ -n "$option" ]; do
        [ -z "$option" ] || printf '%s\n' "$option" | quote
    done <"$settings/program.c-options"
} >/build/options

cat >/build/compile <<'END'
unit=$1
case $unit in -*) named=./$unit ;; *) named=$unit ;; esac
mkdir -p "/build/objects/$(dirname -- "$unit")"
gcc-12 @/build/options -c "$named" -o "/build/objects/$unit.o" >"/build/objects/$unit.log" 2>&1 || : >"/build/objects/$unit.failed"
END
tr '\n' '\0' </build/units | xargs -0 -n 1 -P "$jobs" sh -eu /build/compile

# Messages in the order of the files, whoever finished first.
while IFS= read -r unit; do
    cat "/build/objects/$unit.log"
done </build/units >/build/log
cat /build/log >&2
while IFS= read -r unit; do
    [ -e "/build/objects/$unit.failed" ] || continue
    place=$(sed -n 's|^\([^:]*:[0-9][0-9:]*\): [a-z ]*[Ee]rror: .*|\1|p' "/build/objects/$unit.log" | head -n 1)
    case $place in
    "$in"/*/include/*) # say where the user includes it
        header=${place#"$in"/*/include/}
        place=$(sed -n 's|^.* from \([^/][^:]*:[0-9]*\)[,:]$|\1|p' "/build/objects/$unit.log" | head -n 1)" in <${header%%:*}>"
        ;;
    esac
    reason=$(sed -n 's|.*[Ee]rror: ||p' "/build/objects/$unit.log" | head -n 1)
    sed -n '1,20s/^/guestpipe-error: said: /p' "/build/objects/$unit.log" >&2
    refuse "\`$unit\` does not compile: ${reason:-the compiler failed}" "${place:-$unit}" \
        "the log has all that the compiler said; only the files of program.sources are there to be included"
done </build/units

sed 's/^/guestpipe-note: /' /build/log >&2

# One object: its parts stay separate sections, so that the link can still leave out what is not used.
mkdir "$out/lib"
cd /build/objects
if ! sed 's,.*,./&.o,' /build/units | tr '\n' '\0' | xargs -0 ld -m elf_x86_64 -r -o "$out/lib/program.o" 2>/build/merge.log; then
    cat /build/merge.log >&2
    twice=$(sed -n 's/.*multiple definition of `\([^'\'']*\)'\''.*/\1/p' /build/merge.log | head -n 1)
    [ -n "$twice" ] || exit 1
    # `b.c.o:./b.c:1` where ld changes the file, `./b.c:1` where it goes on with one.
    second=$(sed -n 's/^\(.*\): multiple definition of .*/\1/p' /build/merge.log | head -n 1 | sed 's/.*\.o://; s/^\(\.\/\)*//')
    first=$(sed -n 's/.*multiple definition of .*; \(.*\): first defined here.*/\1/p' /build/merge.log | head -n 1 | sed 's/.*\.o://; s/^\(\.\/\)*//')
    refuse "\`$twice\` is defined twice" "$second and $first" "make one of them \`static\`, or take one of the files out of program.sources"
fi
