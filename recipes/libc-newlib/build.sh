# libc and libm, of the source that libc-newlib-headers prepares.

. "$in/libc-newlib-headers/share/prepare.sh"

# -g1: guest.debug.elf can say which line of newlib a fault or an unresolved symbol is in; its types are of no use there.
# GETREENT_PROVIDED: __getreent is the stubs' (patch 0003).
cd objects
# shellcheck disable=SC2086 # words
/build/newlib/configure --target="$target" $options MAKEINFO=true \
    CFLAGS_FOR_TARGET="-O2 -g1 -ffile-prefix-map=/build/newlib/newlib=/newlib -ffile-prefix-map=$PWD=/newlib-objects -DGETREENT_PROVIDED" \
    >configure.log 2>&1 || { cat configure.log; exit 1; }
make -j"$jobs" all-target-newlib >make.log 2>&1 || { tail -n 200 make.log; exit 1; }
make install-target-newlib DESTDIR=/build/installed >install.log 2>&1 || { cat install.log; exit 1; }

diff -r "/build/installed/newlib/$target/include" "$in/libc-newlib-headers/include" ||
    refuse "newlib installs other headers than libc-newlib-headers has" "recipes/libc-newlib-headers/build.sh" \
        "the differences are in the log above"

# newlib configures libc/posix as a whole or not at all, and calls of the system are the stubs'. Of it, what asks for none:
# regular expressions and patterns of names.
mkdir posix
for unit in collate collcmp fnmatch regcomp regerror regexec regfree; do
    "$target-gcc" -O2 -g1 -D_GNU_SOURCE -fno-builtin -ffile-prefix-map=/build/newlib/newlib=/newlib -ffile-prefix-map="$PWD"=/newlib-objects \
        -isystem "$in/libc-newlib-headers/include" -I/build/newlib/newlib/libc/posix \
        -c "/build/newlib/newlib/libc/posix/$unit.c" -o "posix/$unit.o"
done

mkdir "$out/lib"
cp -R "/build/installed/newlib/$target/include" "$out/include"
cp "/build/installed/newlib/$target/lib/libc.a" "/build/installed/newlib/$target/lib/libm.a" "$out/lib"
"$target-ar" qsD "$out/lib/libc.a" posix/*.o
