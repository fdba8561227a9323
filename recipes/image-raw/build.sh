# The loader, the kernel as a flat binary behind it, and zeros up to a whole cylinder of the geometry that Bochs wants.

elf=$in/link/guest.elf
cylinder_bytes=$((16 * 63 * 512))
loader_sectors=4

refuse() {
    echo "guestpipe-error: what: $1" >&2
    echo "guestpipe-error: where: guest.raw" >&2
    echo "guestpipe-error: hint: $2" >&2
    exit 1
}

[ "$(readelf --file-header "$elf" | sed -n 's/.*Entry point address: *//p')" = 0x100000 ] ||
    refuse "the kernel is not entered at its first byte, 1 MiB" "kernel.ld has to put the 32-bit entry there"
objcopy -O binary "$elf" kernel.bin
kernel_bytes=$(stat -c %s kernel.bin)
kernel_sectors=$(((kernel_bytes + 511) / 512))
# The loader counts bytes above 1 MiB in 32 bits.
[ "$kernel_sectors" -le $((0xffe00000 / 512)) ] ||
    refuse "the image has $kernel_bytes bytes, a BIOS disk takes less than 4 GiB" "use the format \`elf\`"

as --32 --defsym KERNEL_SECTORS="$kernel_sectors" -o boot.o "$recipe/boot.S"
ld -m elf_i386 -Ttext=0x7c00 --entry=start --build-id=none -z noexecstack -o boot.elf boot.o
objcopy -O binary --only-section=.text boot.elf boot.bin
[ "$(stat -c %s boot.bin)" -eq $((loader_sectors * 512)) ] || refuse "the loader is not $loader_sectors sectors long" "see LOADER_SECTORS in boot.S"

disk_bytes=$(((loader_sectors * 512 + kernel_bytes + cylinder_bytes - 1) / cylinder_bytes * cylinder_bytes))
cat boot.bin kernel.bin >"$out/guest.raw"
truncate -s "$disk_bytes" "$out/guest.raw"
