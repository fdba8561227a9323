# newlib, unforked: the released source with patches/newlib-3.3.0 in /build/newlib, the options of its `configure`, and the
# compiler by the name that it looks for. The headers and libc itself are made of this; both source it.

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

# Streams and exit handlers belong to all threads together.
options="--prefix=/newlib --disable-multilib --disable-libgloss --disable-nls --disable-newlib-supplied-syscalls
    --enable-newlib-multithread --enable-newlib-retargetable-locking
    --enable-newlib-global-stdio-streams --enable-newlib-global-atexit --enable-newlib-reent-check-verify
    --enable-newlib-mb --enable-newlib-io-c99-formats --enable-newlib-io-long-long
    --enable-newlib-io-long-double --enable-newlib-io-pos-args"
