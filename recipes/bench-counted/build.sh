# Boots /in/image by the command line of the setting `vmm` and leaves what the run said: console, counts, virtual time.

refuse() {
    echo "guestpipe-error: what: $1" >&2
    echo "guestpipe-error: hint: $2" >&2
    exit 1
}

set --
while IFS= read -r word || [ -n "$word" ]; do
    set -- "$@" "$word"
done <"$settings/vmm"

plugin=$in/bench-plugin/count.so,out=$PWD/counts,clock=$PWD/virtual-ns,cpus=$(cat "$settings/cpus")
nm "$in/image/guest.debug.elf" >symbols
while IFS= read -r mark || [ -n "$mark" ]; do
    address=$(awk -v mark="$mark" '$3 == mark { print $1; exit }' symbols)
    [ -z "$address" ] || plugin=$plugin,$mark=0x$address
done <"$settings/marks"

code=0
"$@" -plugin "$plugin" >console 3>control 4>resets 2>said </dev/null || code=$?

status=$(sed -n 's/^guestpipe exit \([0-9]\{1,3\}\)$/\1/p' control | sed -n 1p)
if [ -z "$status" ] || [ "$code" -ne $(((status & 127) << 1 | 1)) ]; then
    tail -n 20 console >&2
    cat said >&2
    panic=$(sed -n 's/^guestpipe panic //p' control | sed -n 1p)
    refuse "the guest died: ${panic:-it said no status, and QEMU ended with code $code}" "\`guestpipe run --icount 0\` shows the run"
fi
wanted=$(cat "$settings/status")
[ "$status" -eq "$wanted" ] || {
    tail -n 20 console >&2
    refuse "the guest exited with $status, not with $wanted as \`[expect]\` says" "\`guestpipe run\` shows the run"
}
cp console counts virtual-ns "$out"
