# Apart from ghc-source, which leaves the tests out: more of them here rebuilds no library.

# Place in the source, and what it is called here. Tests of containers compile the library themselves.
parts="array/tests array
base/tests base
binary/tests binary
bytestring/tests bytestring
containers/containers-tests/tests containers
containers/containers/include containers/include
containers/containers/src containers/src
deepseq/tests deepseq
directory/tests directory
exceptions/tests exceptions
filepath/tests filepath
ghc-prim/tests ghc-prim
parsec/test parsec
pretty/tests pretty
stm/tests stm
stm/testsuite/src stm/testsuite
text/tests text
time/test time
unix/tests unix"

# A guest may put a folder of its own in the place of the released tarball.
top=$source/ghc
if [ ! -d "$top" ]; then
    echo "$parts" | sed 's,^\([^ ]*\) .*,ghc-9.0.2/libraries/\1,' >names
    tar -xf "$source/ghc" --no-same-owner -T names
    top=ghc-9.0.2
fi
echo "$parts" | while read -r place name; do
    cp -R --no-preserve=mode,timestamps "$top/libraries/$place" "$out/$name"
done
