mkdir "$out/bin" "$out/share"
install -m 755 "$recipe/batches.sh" "$out/bin/ghc-in-batches"
install -m 644 "$recipe/package.sh" "$out/share"
