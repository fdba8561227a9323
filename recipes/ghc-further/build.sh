# Apart from ghc-source, on which all libraries stand: a further one here rebuilds none of those.
libraries="ghc-compact ghc-heap integer-gmp xhtml"

# A guest may put a folder of its own in the place of the released tarball.
top=$source/ghc
if [ ! -d "$top" ]; then
    # shellcheck disable=SC2086 # words
    tar -xf "$source/ghc" --no-same-owner $(for library in $libraries; do echo "ghc-9.0.2/libraries/$library"; done)
    top=ghc-9.0.2
fi
for library in $libraries; do
    cp -R --no-preserve=mode,timestamps "$top/libraries/$library" "$out/$library"
    rm -rf "$out/$library/tests"
done
