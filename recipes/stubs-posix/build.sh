# The objects of stubs-minimal and those of stubs/, which stand in the place of the former where they have the same name.

flags=$(cat "$in/machine-flags/share/cflags")
own_headers=$(gcc-12 -print-file-name=include)
ar x "$in/stubs-minimal/lib/libstubs.a"
rm console.o
for file in "$recipe"/stubs/*.c "$recipe"/core/*.c; do
    # shellcheck disable=SC2086 # the flags are words
    gcc-12 $flags -std=gnu17 -D_GNU_SOURCE -O2 -g1 -Wall -Wextra -Werror -fno-builtin -nostdinc -isystem "$own_headers" \
        -isystem "$in/posix-headers/include" -isystem "$in/libc/include" -isystem "$in/kernel-interface/include" \
        -isystem "$in/stubs-minimal/internal" -iquote "$recipe/core" \
        "-ffile-prefix-map=$PWD=/build" "-ffile-prefix-map=$recipe=/stubs-posix" -c "$file" -o "$(basename "$file" .c).o"
done

mkdir "$out/lib" "$out/share"
ar rcsD "$out/lib/libstubs.a" ./*.o
nm --defined-only --extern-only --format=posix "$out/lib/libstubs.a" | sed -n 's/^\([A-Za-z_][A-Za-z_0-9]*\) [A-Z] .*/\1/p' | sort -u >"$out/share/symbols"
cp -R --no-preserve=mode "$in/posix-headers/include" "$out/include"
