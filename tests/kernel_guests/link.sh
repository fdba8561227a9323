# link.sh SOURCE KERNEL-OBJECT BAKED-COMMAND-LINE: /build/guest.elf of one guest. Kernel and interface are at /kernel, /interface.
# One that sees the contract alone brings the formatting of its messages along.
flags=$(cat /interface/share/cflags)
gcc $flags -std=c11 -O2 -ffreestanding -Wall -Wextra -Werror -I/interface/include -I/kernel/include -c -o program.o "$1"
messages=
if [ "$2" = kernel.o ]; then
    gcc $flags -std=c11 -O2 -ffreestanding -I/kernel/include -c -o messages.o /checkout/recipes/kernel-arch/portable/format.c
    messages=messages.o
fi
{
    echo '.section .rodata'
    echo '.globl kernel_baked_command_line'
    echo 'kernel_baked_command_line:'
    printf '%s' "$3" | od -An -v -tu1 -w16 | sed -e 's/^ *//' -e 's/  */,/g' -e 's/^/.byte /'
    echo '.byte 0'
} >command-line.s
as -o command-line.o command-line.s
link() {
    output=$1
    shift
    ld $(cat /kernel/lib/ldflags) -L /kernel/lib -T /kernel/lib/kernel.ld -o "$output" "$@" program.o $messages command-line.o "$(gcc -print-libgcc-file-name)"
}
link first.elf "/kernel/lib/$2"
nm -n --defined-only first.elf | sh /kernel/bin/symbols.sh >symbols.s
as -o symbols.o symbols.s
link guest.debug.elf "/kernel/lib/$2" symbols.o
strip -s -o guest.elf guest.debug.elf
