# Collects; `limit_s` is not among the settings, as patience is no property of an image.

for image in "$in"/image-*; do
    cp "$image"/guest.* "$out"
done
cp "$in/link/guest.debug.elf" "$out"
chmod 644 "$out"/*

# Every text here is of letters, digits and `+.-`: none needs escaping in JSON.
setting() { cat "$settings/$1"; }
formats=$(sed 's/.*/"&"/' "$settings/target.formats" | paste -s -d , | sed 's/,/, /g')
cat >"$out/guest.json" <<END
{
  "cpus": $(setting target.cpus),
  "formats": [$formats],
  "machine": "$(setting target.machine)",
  "memory_bytes": $(setting target.memory),
  "name": "$(setting name)",
  "vmm": "$(setting target.vmm)"
}
END
