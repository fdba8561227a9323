# Unpacks, once for all recipes that compile a part of it. Patches are applied by the recipe whose part they change.

refuse() {
    echo "guestpipe-error: what: $1" >&2
    echo "guestpipe-error: where: $2" >&2
    echo "guestpipe-error: hint: $3" >&2
    exit 1
}

parts="LICENSE VERSION includes rts
utils/deriveConstants utils/fs utils/genapply utils/genprimopcode
compiler/GHC/Builtin/primops.txt.pp
libraries/array libraries/base libraries/binary libraries/bytestring libraries/containers libraries/deepseq
libraries/directory libraries/exceptions libraries/filepath libraries/ghc-bignum libraries/ghc-boot-th libraries/ghc-prim
libraries/mtl libraries/parsec libraries/pretty libraries/process libraries/stm libraries/template-haskell libraries/text libraries/time
libraries/transformers libraries/unix"

# A guest may put a folder of its own in the place of the released tarball. The tarball has hard links, so it is
# unpacked with its own top folder.
top=$source/ghc
if [ ! -d "$top" ]; then
    # shellcheck disable=SC2086 # words
    tar -xf "$source/ghc" --no-same-owner $(for part in $parts; do echo "ghc-9.0.2/$part"; done)
    top=ghc-9.0.2
fi
[ "$(cat "$top/VERSION")" = 9.0.2 ] ||
    refuse "the source of GHC is not of version 9.0.2, which the compiler is" "source ghc" "take the source of 9.0.2"
for part in $parts; do
    mkdir -p "$out/$(dirname "$part")"
    cp -R --no-preserve=mode,timestamps "$top/$part" "$out/$part"
done
# Left over from making the release; what is made here comes from ghc-generated.
rm -rf "$out/includes/dist" "$out/includes/dist-install" "$out"/libraries/*/tests "$out"/libraries/*/dist-*
rm -rf "$out"/libraries/*/*/tests "$out"/libraries/*/*benchmark*
