mkdir "$out/share"
install -m 644 "$recipe/package.sh" "$out/share"
