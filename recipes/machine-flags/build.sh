# Copies, nothing more: what needs only the flags stands on this object, which is the same after an edit of kernel.h.
mkdir "$out/share"
cp "$in/kernel-interface/share/cflags" "$out/share/cflags"
