# Kernel, program, runtime, stubs and libc to one ELF: linked three times. Of the first link is learnt what code there is
# and where it jumps, of the second, with that in order, where each symbol stands; the third has the table of those.

refuse() {
    echo "guestpipe-error: what: $1" >&2
    echo "guestpipe-error: where: $2" >&2
    echo "guestpipe-error: hint: $3" >&2
    exit 1
}

# tiers/ says what each tier of stubs has, so that an unresolved symbol can be told where to find it.
tier=$(cat "$settings/libc.stubs")
if [ -e "$recipe/tiers/$tier" ]; then
    diff "$recipe/tiers/$tier" "$in/stubs/share/symbols" >&2 ||
        refuse "recipes/link/tiers/$tier is not what the stubs \`$tier\` define" "recipes/link/tiers/$tier" "copy share/symbols of the stubs there"
fi

# The command line, to the byte.
{
    echo '.section .rodata.kernel_baked_command_line, "a"'
    echo '.globl kernel_baked_command_line'
    echo 'kernel_baked_command_line:'
    od -An -v -tu1 -w16 "$settings/program.command-line" | sed -e 's/^ *//' -e 's/  */,/g' -e 's/^/.byte /'
    echo '.byte 0'
    echo '.size kernel_baked_command_line, . - kernel_baked_command_line'
} >command-line.s
as -o command-line.o command-line.s

libraries=
while IFS= read -r library || [ -n "$library" ]; do
    [ -n "$library" ] || continue
    [ -f "$in/libc/lib/lib$library.a" ] ||
        refuse "there is no library \`$library\`" "guest.toml: program.libraries" \
            "the libc of this guest has: $(ls "$in/libc/lib" | sed -n 's/^lib\(.*\)\.a$/\1/p' | tr '\n' ' ')"
    libraries="$libraries $in/libc/lib/lib$library.a"
done <"$settings/program.libraries"

runtime=
[ ! -d "$in/runtime" ] || runtime=$(find "$in/runtime/lib" -name '*.o' -o -name '*.a' | LC_ALL=C sort)

# What the program finds in its file system stands before the stubs, whose own has nothing.
files=
[ ! -d "$in/files" ] || files=$in/files/lib/files.o

stubs=$in/stubs/lib/libstubs.a
traced=
wraps=
if [ "$(cat "$settings/libc.trace")" = true ]; then
    . "$recipe/trace/trace.sh"
fi

packages=$(find "$in/program/lib" -name '*.a' | LC_ALL=C sort)

# The stubs stand before libc: what both define is the stubs'. Warnings of ld are shown but do not fail the link: in
# upstream objects nobody could mend them.
link() {
    output=$1
    shift
    # shellcheck disable=SC2046,SC2086 # words
    ld $(cat "$in/kernel/lib/ldflags") -L . -L "$in/kernel/lib" -T "$in/kernel/lib/kernel.ld" -o "$output" \
        "$in/kernel/lib/kernel.o" "$@" command-line.o "$in/program/lib/program.o" $files $traced $wraps \
        --start-group $packages $runtime "$stubs" $libraries "$in/libc/lib/libc.a" \
        "$(gcc-12 -print-libgcc-file-name)" --end-group >ld.log 2>&1
}

code_symbols() {
    nm -n --defined-only "$1" | sed -n 's/^\([0-9a-f]*\) [tTwW] /\1 /p'
}

if ! link first.elf -Map first.map; then
    cat ld.log >&2
    for library in "$in"/libc/lib/lib*.a; do
        name=$(basename "$library" .a)
        nm --defined-only --extern-only --format=posix "$library" 2>nm.log | sed -n "s/^\([A-Za-z_][A-Za-z_0-9]*\) [A-Z] .*/${name#lib} \1/p"
    done >library-symbols
    awk -f "$recipe/names.awk" -f "$recipe/explain.awk" -v tiers="$(cd "$recipe/tiers" && echo *)" -v folder="$recipe/tiers" -v bound="$tier" \
        -v libraries=library-symbols ld.log >explained
    if [ -s explained ]; then
        cat explained >&2
    else
        first=$(sed -n 's/^ld: //p' ld.log | grep -v ': in function ' | head -n 1)
        refuse "the guest does not link: ${first:-ld failed}" "link" "what ld said is in the log above"
    fi
    exit 1
fi
cat ld.log >&2

readable() {
    if [ -n "$runtime" ]; then
        awk -f "$recipe/names.awk" -f "$recipe/haskell.awk"
    else
        cat
    fi
}
objdump --disassemble --no-show-raw-insn first.elf >first.code
awk -f "$recipe/order.awk" first.map first.code >code-order.ld
link ordered.elf || { cat ld.log >&2; exit 1; }
nm -n --defined-only ordered.elf | readable | sh "$in/kernel/bin/symbols.sh" >symbols.s
as -o symbols.o symbols.s
link guest.debug.elf symbols.o || { cat ld.log >&2; exit 1; }
code_symbols ordered.elf >before.symbols
code_symbols guest.debug.elf >after.symbols
cmp before.symbols after.symbols >&2 ||
    refuse "the table of symbols does not match the image" "link" "kernel.ld has to put .rodata.kernel_symbol_table behind all code"

mv guest.debug.elf "$out/"
strip --strip-all -o "$out/guest.elf" "$out/guest.debug.elf"
chmod 755 "$out/guest.elf" "$out/guest.debug.elf"
