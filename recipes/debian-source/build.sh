mkdir "$out/share"
install -m 644 "$recipe/unpack.sh" "$out/share"
