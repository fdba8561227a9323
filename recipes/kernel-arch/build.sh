# arch.a holds one object for each source; kernels take all of it, and the link of the guest drops what is not used.
flags="$(cat "$in/kernel-interface/share/cflags") -std=c11 -Os -g -ffreestanding -mgeneral-regs-only
    -ffile-prefix-map=$recipe=/kernel-arch -ffile-prefix-map=$in=/in -ffile-prefix-map=$PWD=/build
    -Wall -Wextra -Werror -Wstrict-prototypes -Wmissing-prototypes -Wshadow -Wundef -Wvla
    -I$recipe/include -I$in/kernel-interface/include"

for source in "$recipe"/src/*.[cS] "$recipe"/portable/*.c "$recipe"/memory/*.c; do
    name="${source##*/}"
    gcc $flags -c -o "${name%.*}.o" "$source"
done

mkdir "$out/lib"
ar rcD "$out/lib/arch.a" *.o
cp "$recipe"/lib/* "$out/lib/"
cp -R "$recipe/include" "$recipe/bin" "$recipe/share" "$out/"
