# Sourced by build.sh for `guestpipe run --trace-libc`: sets $stubs, $traced and $wraps. Calls among the stubs are not traced: they are
# one object here, whose symbols are weak, so that what the program defines itself still wins.

nm --defined-only --extern-only --format=posix "$in/stubs/lib/libstubs.a" 2>nm.log |
    sed -n 's/^\([A-Za-z_][A-Za-z_0-9]*\) T .*/\1/p' | grep -v '^stub' | LC_ALL=C sort -u >functions
# A function of a tier that is not ours is told with all that it may take.
awk 'NR == FNR { if ($1 != "#") { known[$1] = 1; result[$1] = $2; taken[$1] = $3 } next }
    result[$1] == "-" { next }
    $1 in known { printf "CALL(%s, '\''%s'\'', \"%s\")\n", $1, result[$1], taken[$1]; next }
    { printf "CALL(%s, '\''x'\'', \"xxxxxx\")\n", $1 }' "$recipe/trace/calls" functions >calls.inc
sed -n 's/^#define[ \t]*\(E[A-Z0-9]*\)[ \t]\([0-9]*\)[ \t].*/{\2, "\1"},/p' "$in/libc-headers/include/sys/errno.h" >errors.inc
# shellcheck disable=SC2046 # words
gcc-12 $(cat "$in/machine-flags/share/cflags") -std=gnu17 -D_GNU_SOURCE -O2 -Wall -Wextra -Werror -Wno-missing-prototypes -fno-builtin -nostdinc \
    -isystem "$(gcc-12 -print-file-name=include)" -isystem "$in/libc-headers/include" -iquote . \
    -c "$recipe/trace/trace.c" -o trace.o
ld -m elf_x86_64 -r --wrap=stub_refused -o stubs.o --whole-archive "$in/stubs/lib/libstubs.a"
nm --defined-only --extern-only --format=posix stubs.o | cut -d ' ' -f 1 >defined
objcopy --weaken-symbols=defined stubs.o
ar rcsD traced-stubs.a stubs.o
stubs=traced-stubs.a
traced=trace.o
wraps="--wrap=stub_refused $(sed -n 's/^CALL(\([^,]*\),.*/--wrap=\1/p' calls.inc | tr '\n' ' ')"
