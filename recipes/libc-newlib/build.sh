# newlib, unforked: the released source, patches/newlib-3.3.0, and the options below.

refuse() {
    echo "guestpipe-error: what: $1" >&2
    echo "guestpipe-error: where: $2" >&2
    echo "guestpipe-error: hint: $3" >&2
    exit 1
}

# A guest may put a folder of its own in the place of the released tarball.
mkdir newlib objects bin
if [ -d "$source/newlib" ]; then
    cp -R "$source/newlib/." newlib
else
    tar -xf "$source/newlib" -C newlib --strip-components=1 --no-same-owner
fi
chmod -R u+w newlib
[ -f newlib/newlib/libc/include/stdio.h ] ||
    refuse "the source of newlib has no newlib/libc/include/stdio.h" "source newlib" \
        "it has to be the top of newlib's source tree"

for patch in "$patches"/newlib-3.3.0/*.patch; do
    patch --directory=newlib --strip=1 --forward --fuzz=0 --no-backup-if-mismatch --input="$patch" ||
        refuse "${patch##*/} does not apply" "patches/newlib-3.3.0/${patch##*/}" \
            "renew the patch for this source of newlib, or go back to the released one"
done

# newlib's configure looks for its cross compiler by name.
target=x86_64-guestpipe-elf
own_headers=$(gcc-12 -print-file-name=include)
cat >"bin/$target-gcc" <<END
#!/bin/sh
exec gcc-12 -nostdinc -isystem $own_headers $(tr '\n' ' ' <"$in/machine-flags/share/cflags") "\$@"
END
chmod +x "bin/$target-gcc"
ln -s "$target-gcc" "bin/$target-cc"
for tool in ar as ld nm objcopy objdump ranlib readelf strip; do
    ln -s "/usr/bin/$tool" "bin/$target-$tool"
done
PATH=$PWD/bin:$PATH

# -g1: guest.debug.elf can say which line of newlib a fault or an unresolved symbol is in; its types are of no use there.
# GETREENT_PROVIDED: __getreent is the stubs' (patch 0003). Streams and exit handlers belong to all threads together.
cd objects
/build/newlib/configure --target="$target" --prefix=/newlib \
    --disable-multilib --disable-libgloss --disable-nls --disable-newlib-supplied-syscalls \
    --enable-newlib-multithread --enable-newlib-retargetable-locking \
    --enable-newlib-global-stdio-streams --enable-newlib-global-atexit --enable-newlib-reent-check-verify \
    --enable-newlib-mb --enable-newlib-io-c99-formats --enable-newlib-io-long-long \
    --enable-newlib-io-long-double --enable-newlib-io-pos-args \
    MAKEINFO=true \
    CFLAGS_FOR_TARGET="-O2 -g1 -ffile-prefix-map=/build/newlib/newlib=/newlib -ffile-prefix-map=$PWD=/newlib-objects -DGETREENT_PROVIDED" \
    >configure.log 2>&1 || { cat configure.log; exit 1; }
make -j"$jobs" all-target-newlib >make.log 2>&1 || { tail -n 200 make.log; exit 1; }
make install-target-newlib DESTDIR=/build/installed >install.log 2>&1 || { cat install.log; exit 1; }

mkdir "$out/lib"
cp -R "/build/installed/newlib/$target/include" "$out/include"
cp "/build/installed/newlib/$target/lib/libc.a" "/build/installed/newlib/$target/lib/libm.a" "$out/lib"
