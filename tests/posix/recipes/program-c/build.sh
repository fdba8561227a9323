# lib/program.o: the guest's main() and all tests, each with a name in place of its main() and nothing else global.
# linux/NAME: a test as a program of Linux. tests: their names. refused: those that no guest can be made of, and why.

tar -xf "$source/posixtestsuite" --no-same-owner
cd posixtestsuite*
include=$PWD/include
cd conformance/interfaces
find pthread_* sem_* -name '[0-9]*-[0-9]*.c' | sed 's,\.c$,,' | LC_ALL=C sort >/build/tests
mkdir -p "$out/lib" "$out/linux" /build/objects

for library in "$in"/libc/lib/*.a "$in"/stubs/lib/*.a; do
    nm --defined-only --extern-only --format=posix "$library" 2>/dev/null
done | sed -n 's/^\([A-Za-z_][A-Za-z_0-9]*\) [A-Z] .*/\1/p' | sort -u >/build/defined

cat >/build/options <<END
$(cat "$in/machine-flags/share/cflags")
-O2 -g1 -w -nostdinc -isystem $(gcc-12 -print-file-name=include) -isystem $in/stubs/include -isystem $in/libc/include
-ffile-prefix-map=$PWD=.
END

# What a test of that path is called as a function and as a file.
cat >/build/one <<'END'
path=$1 name=$(echo "$1" | tr /- __)
folder=$(dirname "$path")
gcc-12 -pthread -O2 -w -I"$include" -I"$folder" "$path.c" -o "$out/linux/$name" -lrt 2>"/build/objects/$name.linux.log" || exit 0
object=/build/objects/$name.o
if ! gcc-12 @/build/options -I"$include" -I"$folder" -c "$path.c" -o "$object" 2>"/build/objects/$name.log"; then
    echo "$path does not compile: $(sed -n 's/.*error: //p' "/build/objects/$name.log" | head -n 1)" >"/build/objects/$name.refused"
    rm -f "$object"
    exit 0
fi
missing=$(nm --undefined-only --format=posix "$object" | sed 's/ .*//' | sort -u | comm -23 - /build/defined | tr '\n' ' ')
if [ -n "$missing" ]; then
    echo "$path does not link: $missing" >"/build/objects/$name.refused"
    rm -f "$object"
    exit 0
fi
objcopy --redefine-sym "main=$name" --keep-global-symbol "$name" "$object"
END
export include out
tr '\n' '\0' </build/tests | xargs -0 -n 1 -P "$jobs" sh -eu /build/one

: >"$out/tests"
: >"$out/refused"
while IFS= read -r path; do
    name=$(echo "$path" | tr /- __)
    [ -e "$out/linux/$name" ] || continue
    if [ -e "/build/objects/$name.refused" ]; then
        cat "/build/objects/$name.refused" >>"$out/refused"
        continue
    fi
    echo "TEST(\"$path\", $name)" >>/build/tests.h
    echo "$path" >>"$out/tests"
done </build/tests
gcc-12 @/build/options -I/build -c "$source/program/main.c" -o /build/main.o
find /build/objects -name '*.o' | LC_ALL=C sort | xargs ld -m elf_x86_64 -r -o "$out/lib/program.o" /build/main.o
