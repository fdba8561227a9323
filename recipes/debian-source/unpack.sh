# The source of `$package`, with Debian's own patches, in /build/unpacked. A folder that the guest puts in its place is
# taken as it is.

refuse() {
    echo "guestpipe-error: what: $1" >&2
    echo "guestpipe-error: where: $2" >&2
    echo "guestpipe-error: hint: $3" >&2
    exit 1
}

apply() {
    # A line of the series may say more behind the name; Debian allows nothing there but -p1.
    patch -p1 --fuzz=0 --force --no-backup-if-mismatch <"debian/patches/$1" >/build/patch.log 2>&1 || {
        cat /build/patch.log >&2
        refuse "Debian's patch \`$1\` does not apply to \`$package\`" "source $name" "renew both files: \`guestpipe lock --update $name $name.debian\`"
    }
}

name=haskell-$(printf %s "$package" | tr A-Z a-z)
mkdir /build/unpacked
cd /build/unpacked
if [ -d "$source/$name" ]; then
    cp -R --no-preserve=mode,timestamps "$source/$name/." .
else
    tar -xf "$source/$name" --no-same-owner --strip-components=1
    tar -xf "$source/$name.debian" --no-same-owner
    if [ -f debian/patches/series ]; then
        sed -e 's/#.*//' -e 's/[[:space:]].*//' debian/patches/series >/build/series
        while read -r patch; do
            [ -z "$patch" ] || apply "$patch"
        done </build/series
    fi
fi
rm -rf debian
cd /build
