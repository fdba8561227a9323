# The trees of program.files, each at its place, to one object: a table of paths, and the bytes behind it.

refuse() {
    echo "guestpipe-error: what: $1" >&2
    echo "guestpipe-error: where: guest.toml: program.files" >&2
    echo "guestpipe-error: hint: $2" >&2
    exit 1
}

mkdir root
index=0
while IFS= read -r place || [ -n "$place" ]; do
    target=root${place%/}
    mkdir -p "$(dirname "$target")" 2>/dev/null ||
        refuse "\`$place\` would be in what is a file" "rename it, or the file"
    if [ -d "$source/$index" ]; then
        mkdir -p "$target" 2>/dev/null || refuse "\`$place\` is a file and a folder" "rename one of them"
        cp -R "$source/$index/." "$target"
    else
        [ ! -d "$target" ] || refuse "\`$place\` is a file and a folder" "rename one of them"
        cp "$source/$index" "$target"
    fi
    index=$((index + 1))
done <"$settings/program.files"
[ ! -e root/dev ] || refuse "\`/dev\` is the guest's own" "rename the folder \`dev\`"

find root -name '*
*' >strange
[ ! -s strange ] || refuse "the name of a file has a line break: $(sed 's/^root//' strange | tr '\n' ' ')" "rename it"
find root | LC_ALL=C awk 'length($0) - 4 > 1023' | sed 's/^root//' >long
[ ! -s long ] || refuse "a path of more than 1023 bytes: $(head -n 1 long)" "shorten it"

# The bytes of a name, as the assembler takes them.
quoted() { od -An -v -tu1 | sed -e 's/^ *//' -e 's/  */,/g' -e 's/^/.byte /'; }

# One file at a time, by a name of our own: theirs may have any character.
number=0
pack() {
    name=${1#root}
    echo ".section .rodata.stubs_packed_names, \"a\""
    echo "name_$number:"
    printf '%s' "$name" | quoted
    echo '.byte 0'
    if [ -h "$1" ]; then
        mode=0120777
        readlink -n "$1" >"bytes_$number"
    elif [ -d "$1" ]; then
        mode=0040755
        : >"bytes_$number"
    elif [ -x "$1" ]; then
        mode=0100755
        ln "$1" "bytes_$number"
    else
        mode=0100644
        ln "$1" "bytes_$number"
    fi
    echo '.section .rodata.stubs_packed_bytes, "a"'
    echo '.balign 16'
    echo "bytes_$number:"
    echo ".incbin \"bytes_$number\""
    echo '.section .rodata.stubs_packed_files, "a"'
    echo ".quad name_$number, bytes_$number, $(stat -c %s "bytes_$number"), $mode"
    number=$((number + 1))
}

{
    echo '.section .rodata.stubs_packed_files, "a"'
    echo '.balign 8'
    echo '.globl stubs_packed_files'
    echo 'stubs_packed_files:'
    find root -mindepth 1 | LC_ALL=C sort >paths
    while IFS= read -r path; do
        pack "$path"
    done <paths
    echo '.section .rodata.stubs_packed_files, "a"'
    echo '.quad 0, 0, 0, 0'
} >files.s
mkdir "$out/lib"
as -o "$out/lib/files.o" files.s
