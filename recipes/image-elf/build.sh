# guest.elf as it is, once it is sure that the loaders will take it.

elf=$in/link/guest.elf

refuse() {
    echo "guestpipe-error: what: $1" >&2
    echo "guestpipe-error: where: guest.elf" >&2
    echo "guestpipe-error: hint: $2" >&2
    exit 1
}

readelf --notes --wide "$elf" >notes
grep -Eq '^ *Xen +0x0*4\b.*0x0*12\b' notes ||
    { cat notes >&2; refuse "the image has no PVH note, so QEMU's -kernel would not take it" "the kernel has to keep a note of the name Xen and type 18"; }

# GRUB looks at every eighth byte of the first 32 KiB.
od -An -v -tx4 -w8 -N32768 "$elf" | grep -q '^ e85250d6 00000000$' ||
    refuse "the image has no Multiboot2 header in its first 32 KiB" "the kernel has to place it, aligned to 8 bytes, in front of its code"

readelf --segments --wide "$elf" >segments
writable_code=$(awk '$1 == "LOAD" && /RWE/ { print $3 }' segments)
[ -z "$writable_code" ] ||
    { cat segments >&2; refuse "the segment at $writable_code is writable and executable" "kernel.ld has to keep code and data apart"; }

install -m 644 "$elf" "$out/guest.elf"
