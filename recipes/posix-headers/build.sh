cp -R "$recipe/include" "$out/"
