. "$in/debian-source/share/unpack.sh"
cd /build/unpacked
# shellcheck disable=SC2086 # words
"$in/cabal-describe/bin/describe" ${flags:-} --missing ${missing:-} >"$out/description" 2>/build/log || {
    cat /build/log >&2
    refuse "the description of \`$package\` cannot be read: $(head -n 1 /build/log)" "source $name" "what Cabal said is in the log above"
}
