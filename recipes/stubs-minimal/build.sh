# One object per file of stubs/ (the 18, and environ) and newlib/ (what newlib needs besides); the list of what they define.

flags=$(cat "$in/machine-flags/share/cflags")
own_headers=$(gcc-12 -print-file-name=include)
for file in "$recipe"/stubs/*.c "$recipe"/newlib/*.c; do
    name=${file#"$recipe"/}
    # shellcheck disable=SC2086 # the flags are words
    gcc-12 $flags -std=c17 -O2 -g1 -Wall -Wextra -Werror -fno-builtin -nostdinc -isystem "$own_headers" \
        -isystem "$in/libc/include" -isystem "$in/kernel-interface/include" -isystem "$recipe/internal" \
        -iquote "$recipe" \
        "-ffile-prefix-map=$PWD=/build" "-ffile-prefix-map=$recipe=/stubs-minimal" -c "$file" -o "$(basename "$name" .c).o"
done

mkdir "$out/lib" "$out/share"
ar rcsD "$out/lib/libstubs.a" ./*.o
nm --defined-only --extern-only --format=posix "$out/lib/libstubs.a" | sed -n 's/^\([A-Za-z_][A-Za-z_0-9]*\) [A-Z] .*/\1/p' | sort -u >"$out/share/symbols"
cp -R --no-preserve=mode "$recipe/internal" "$out/internal"
