cp -R "$recipe/include" "$recipe/share" "$out/"
