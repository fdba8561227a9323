# A top folder for Debian's ghc, by which it compiles for guests; no package is in it but `rts`, whose code is ghc-rts.

refuse() {
    echo "guestpipe-error: what: $1" >&2
    echo "guestpipe-error: where: $2" >&2
    echo "guestpipe-error: hint: $3" >&2
    exit 1
}

debian=/usr/lib/ghc
mkdir "$out/bin" "$out/share"
install -m 755 "$recipe"/bin/* "$out/bin"
cp "$debian/llvm-targets" "$debian/llvm-passes" "$debian/ghc-usage.txt" "$debian/template-hsc.h" "$debian/platformConstants" "$out"
cp "$debian/bin/unlit" "$out/bin"

# The headers of libc come along: what compiles Haskell needs this object and no other of the C side.
cp -R --no-preserve=mode "$in/libc-headers/include" "$out/libc"
cp -R --no-preserve=mode "$in/posix-headers/include" "$out/posix"
here=/in/ghc-target
{
    tr ' ' '\n' <"$in/machine-flags/share/cflags"
    # Under Haskell there is POSIX always; packages (`basement`) ask for it so, before any header.
    echo "-D__unix__=1 -g0 -nostdinc"
    echo "-isystem $(gcc-12 -print-file-name=include) -isystem $here/posix -isystem $here/libc"
    echo "-ffile-prefix-map=$here/posix=/posix -ffile-prefix-map=$here/libc=/newlib/include -fdiagnostics-color=never"
} >"$out/share/cc-options"
# The same, for this step itself.
sed "s,$here,$out,g" "$out/share/cc-options" >cc-options

# $topdir is what -B names.
sed -e 's|^,("C compiler command", .*|,("C compiler command", "$topdir/bin/guest-cc")|' \
    -e 's|^,("Haskell CPP command", .*|,("Haskell CPP command", "$topdir/bin/guest-cc")|' \
    -e 's|^,("C compiler link flags", .*|,("C compiler link flags", "")|' \
    -e 's|^,("ld command", .*|,("ld command", "ld.bfd")|' \
    -e 's|^,("Merge objects command", .*|,("Merge objects command", "ld.bfd")|' \
    -e 's|^,("ar command", .*|,("ar command", "ar")|' \
    -e 's|^,("ar flags", .*|,("ar flags", "qD")|' \
    -e 's|^,("ranlib command", .*|,("ranlib command", "ranlib")|' \
    -e 's|^,("cross compiling", .*|,("cross compiling", "YES")|' \
    -e 's|^,("target has RTS linker", .*|,("target has RTS linker", "NO")|' \
    -e 's|^,("bignum backend", .*|,("bignum backend", "native")|' \
    -e 's|^,("RTS ways", .*|,("RTS ways", "v thr")|' "$debian/settings" >"$out/settings"

cp -R --no-preserve=mode "$in/ghc-source/includes" "$out/include"
rm -f "$out/include/Makefile" "$out/include/ghc.mk" "$out/include/CodeGen.Platform.hs" "$out/include/.dir-locals.el"
install -m 644 "$recipe"/include/*.h "$out/include"
gcc-12 @cc-options "-I$out/include" -c "$recipe/check.c" -o check.o ||
    refuse "ghcautoconf.h does not say what the guest's C compiler does" "recipes/ghc-target/include/ghcautoconf.h" "correct it"

# The constants of the runtime system as its own headers give them. The compiler has some of them built in.
derive() {
    output=$1
    shift
    mkdir -p derived
    "$in/ghc-generated/bin/deriveConstants" "$@" -o "$output" --tmpdir derived --target-os guest \
        --gcc-program gcc-12 --nm-program nm --objdump-program objdump \
        --gcc-flag @/build/cc-options --gcc-flag -fcommon \
        --gcc-flag "-I$out/include" --gcc-flag "-I$in/ghc-source/rts"
}
derive "$out/include/DerivedConstants.h" --gen-header
derive platformConstants --gen-haskell-value
diff platformConstants "$out/platformConstants" >&2 ||
    refuse "Debian's ghc has other constants of the runtime system built in than the guest's headers give" \
        "platformConstants" "the lines that differ are in the log above"

mkdir "$out/package.conf.d"
cat >"$out/package.conf.d/rts.conf" <<'END'
name: rts
version: 1.0.2
visibility: public
id: rts
key: rts
license: BSD-3-Clause
exposed: True
include-dirs: ${pkgroot}/include
includes: Stg.h
END
"$debian/bin/ghc-pkg" "--global-package-db=$out/package.conf.d" recache 2>ghc-pkg.log || { cat ghc-pkg.log >&2; exit 1; }
rm -f "$out/package.conf.d/package.cache.lock"
