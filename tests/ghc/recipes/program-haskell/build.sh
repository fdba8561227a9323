# Leaves stdout, stderr and status of the test. A test that does not compile has no status: it is no reference.
#
# Of the test, source/program has what it takes to run it: case/folder (in ghc-tests), case/files (that are there when it is
# compiled and run), case/units (those of them in C), case/name, case/run (a command line), perhaps case/input and, made by the harness, further modules.

case=$source/program/case
folder=$in/ghc-tests/$(cat "$case/folder")
name=$(cat "$case/name")
mkdir /build/test
cd /build/test
while IFS= read -r file; do
    mkdir -p "$(dirname -- "$file")"
    cp -R --no-preserve=mode "$folder/$file" "$file"
done <"$case/files"
cp -R --no-preserve=mode "$source"/program/* .
rm -r case

{
    printf '%s\n' -B/usr/lib/ghc -clear-package-db -package-db "$in/linux-packages" -rtsopts -outputdir /build/objects -o "/build/test/$name" -hide-all-packages -package=base
    sed 's/^/-package=/' "$settings/program.packages" && echo
    cat "$settings/program.ghc-options" && echo
    cat "$case/main" "$case/units"
} | sed '/^$/d' >/build/arguments
export TERM=vt100 LC_ALL=C.UTF-8 LOCPATH="$in/linux-locale/usr/lib/locale"
if ! tr '\n' '\0' </build/arguments | xargs -0 /usr/lib/ghc/bin/ghc --make >"$out/log" 2>&1; then
    cat "$out/log" >&2
    exit 0
fi
input=$case/input
[ -f "$input" ] || input=/dev/null
status=0
timeout "$(cat "$case/limit-s")" sh "$case/run" <"$input" >"$out/stdout" 2>"$out/stderr" || status=$?
# 99 is what GHC's own driver says of a test that was stopped.
[ "$status" != 124 ] || status=99
echo "$status" >"$out/status"
