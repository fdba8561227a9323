# What the recipe of a kernel does, NAME its argument: lib/kernel.o is the kernel behind its contract; lib/NAME.o the same
# with all its names, for programs that are part of the kernel. Sections stay apart, so that the link of the guest can
# drop the functions that it does not need.
flags="$(cat "$in/kernel-interface/share/cflags") -std=c11 -Os -g -ffreestanding -mgeneral-regs-only
    -ffile-prefix-map=$recipe=/kernel-$1 -ffile-prefix-map=$in=/in -ffile-prefix-map=$PWD=/build
    -Wall -Wextra -Werror -Wstrict-prototypes -Wmissing-prototypes -Wshadow -Wundef -Wvla
    -I$recipe/include -I$in/kernel-arch/include -I$in/kernel-interface/include"

for source in "$recipe"/src/*.c; do
    name="${source##*/}"
    gcc $flags -c -o "${name%.c}.o" "$source"
done

mkdir "$out/lib"
ld -m elf_x86_64 -r --unique -o "$out/lib/$1.o" *.o --whole-archive "$in/kernel-arch/lib/arch.a"
objcopy --keep-global-symbols="$in/kernel-arch/lib/contract.symbols" "$out/lib/$1.o" "$out/lib/kernel.o"
cp "$in/kernel-arch/lib/kernel.ld" "$in/kernel-arch/lib/code-order.ld" "$in/kernel-arch/lib/ldflags" "$out/lib/"
cp -R --no-preserve=mode "$in/kernel-arch/bin" "$out/"
cp -R --no-preserve=mode "$recipe/include" "$out/"
cp -R --no-preserve=mode "$in/kernel-arch/include/." "$out/include/"
