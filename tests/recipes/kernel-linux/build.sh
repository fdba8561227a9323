# kernel.o with the contract's names alone; the linker script is that of kernels, as Linux loads what they do.
flags="$(cat "$in/kernel-interface/share/cflags") -std=c17 -O2 -g1 -ffreestanding -Wall -Wextra -Werror
    -ffile-prefix-map=$recipe=/kernel-linux -I$in/kernel-interface/include"

for source in "$recipe"/src/*.[cS]; do
    # shellcheck disable=SC2086 # the flags are words
    gcc $flags -c -o "$(basename "$source").o" "$source"
done

mkdir "$out/lib"
ld -m elf_x86_64 -r --unique -o all.o ./*.o
objcopy --wildcard --keep-global-symbol='kernel_[!l]*' --keep-global-symbol='kernel_linux_main' all.o "$out/lib/kernel.o"
cp "$in/kernel-arch/lib/kernel.ld" "$in/kernel-arch/lib/code-order.ld" "$out/lib/"
# Linux wants a segment's place in the file to be that in memory, modulo a page.
sed 's/ -n / /' "$in/kernel-arch/lib/ldflags" >"$out/lib/ldflags"
cp -R --no-preserve=mode "$in/kernel-arch/bin" "$out/"
