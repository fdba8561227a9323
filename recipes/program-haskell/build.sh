# The guest's modules by `ghc --make`, then its C, which may include the headers that GHC makes of foreign exports; run in the
# guest's own folder so that messages and call stacks name its paths.

refuse() {
    echo "guestpipe-error: what: $1" >&2
    echo "guestpipe-error: where: $2" >&2
    echo "guestpipe-error: hint: $3" >&2
    exit 1
}

# GHC reads and prints names of files, and text of splices, as the locale says; what it quotes is quoted as explain.awk expects.
export LC_ALL=C.UTF-8 LOCPATH=$in/locale-utf8/usr/lib/locale GHC_NO_UNICODE=1

target=$in/ghc-target
cd "$source/program"
find . -type f | sed 's,^\./,,' | LC_ALL=C sort >/build/files
grep -E '\.l?hs$' /build/files | sed 's,^-,./-,' >/build/modules
[ -s /build/modules ] ||
    refuse "none of the program's sources is a .hs file" "guest.toml: program.sources" "name at least the module with \`main\`"
foreign=$(grep -E '\.(cc|cpp|cxx|c\+\+|C|m|mm|f|f90|go|rs|d|adb|hsc|x|y|chs)$' /build/files | head -n 1) || true
[ -z "$foreign" ] ||
    refuse "\`$foreign\` is neither Haskell nor C" "guest.toml: program.sources" "language \`haskell\` takes .hs, .lhs, .c, .h, .S and .s"
grep -E '\.(c|S|s)$' /build/files >/build/units || true

# What only GHC's own link would hear, or what the runtime of guests has no code for, would be ignored without a word.
unfit() { awk -v task="$1" -v table="$recipe/unfit" -f "$recipe/unfit.awk" "$recipe/unfit" "$2"; }
sed '/^$/d; s/^/guest.toml: program.ghc-options\t/' "$settings/program.ghc-options" >/build/asked
unfit refuse /build/asked >&2

# What runs while the program is compiled, runs on the build machine, as twins of these modules.
splicing=$(tr '\n' '\0' </build/modules | xargs -0 awk '
    /\{-#/ { pragma = 1 }
    pragma && /(^|[^A-Za-z])(TemplateHaskell|QuasiQuotes|ANN)([^A-Za-z]|$)/ { print FILENAME; exit }
    /#-\}/ { pragma = 0 }')
[ -n "$splicing" ] || ! grep -q -E '^-X(TemplateHaskell|QuasiQuotes)$' "$settings/program.ghc-options" || splicing=guest.toml

# Options are one a line; the C compiler gets them as a file of arguments.
quote() { sed -e 's/[\\"]/\\&/g' -e 's/^/"/' -e 's/$/"/'; }
each() {
    while IFS= read -r line || [ -n "$line" ]; do
        [ -z "$line" ] || printf '%s\n' "$1$line" | quote
    done <"$2"
}
lines() { sed "s/^/$1/" "$2" && echo; }
what_is_compiled() {
    printf '%s\n' -no-link -no-hs-main -i -hide-all-packages -package=base
    lines -package= "$settings/program.packages"
    lines -i "$settings/program.include"
    lines -I "$settings/program.include"
    # Last: a word that lacks its argument takes no other for it.
    cat /build/modules
    lines "" "$settings/program.ghc-options"
}
for_guest() {
    # GHC tells what it loads by its real place.
    objects=$(realpath /build/objects)
    for package in "$in"/haskell-*; do
        echo "-package-db=$package/package.conf.d"
    done
    printf '%s\n' -outputdir /build/objects -stubdir /build/stubs -split-sections -O
    [ -z "$splicing" ] || printf '%s\n' -fexternal-interpreter "-pgmi$in/ghc-splices/bin/splice-server" "-opti--twin=$objects/=/build/twins/"
    what_is_compiled
}
for_twins() {
    for package in "$in"/haskell-*; do
        [ ! -d "$package/twin" ] || echo "-package-db=$package/twin/package.conf.d"
    done
    printf '%s\n' -outputdir /build/twins -stubdir /build/twin-stubs -fexternal-interpreter "-pgmi$in/ghc-splices/bin/splice-server"
    what_is_compiled
    printf '%s\n' -O0 -fno-omit-interface-pragmas -w
}
{
    echo "-O2 -g -pipe -I/build/stubs -I$target/include -ffile-prefix-map=$source/program=. -ffile-prefix-map=$target/include=/ghc/include"
    each -I "$settings/program.include"
    each "" "$settings/program.c-options"
} >/build/c-options

mkdir -p /build/objects /build/stubs
compile() {
    compiler=$1
    sed '/^$/d' | tr '\n' '\0' | xargs -0 -x -n 100000 -s 1900000 "$compiler" --make >/build/log 2>&1 && return
    cat /build/log >&2
    unfit suspects /build/pragmas >/build/suspects
    awk -v modules="$recipe/modules" -v suspects=/build/suspects -f "$recipe/explain.awk" /build/log >&2
    exit 1
}
# GHC says what it reads in pragmas; it takes a tenth of a second, so only modules with such a word are shown to it.
tr '\n' '\0' </build/modules | xargs -0 grep -i -l -w -E 'OPTIONS(_GHC)?' >/build/with-pragmas || true
: >/build/pragmas
if [ -s /build/with-pragmas ]; then
    for_guest | sed '/^$/d' | grep -v -x -F -f /build/modules >/build/flags
    # Its warnings come again when GHC compiles.
    "$in/ghc-pragmas/bin/pragmas" "$target" /build/flags </build/with-pragmas >/build/pragmas 2>/build/log || {
        cat /build/log >&2
        exit 1
    }
fi
if [ -n "$splicing" ]; then
    for_twins | compile "$in/ghc-splices/bin/host-ghc"
fi
for_guest | compile "$target/bin/guest-ghc"
cat /build/log >&2
# Warnings: all that is said but for which module is compiled, and the empty lines before the first.
note() { sed 's/^/guestpipe-note: /' >&2; }
unfit notes /build/pragmas | note
sed '/^\[[ 0-9]* of [0-9]*\] /d' /build/log | sed '/./,$!d' | note

# The last module of a chain that imports another is not always the last name: what GHC wrote is what counts.
find /build/objects -name '*.o' | LC_ALL=C sort >/build/made
while IFS= read -r unit; do
    object=/build/c-objects/$unit.o
    mkdir -p "$(dirname "$object")"
    LC_ALL=C "$target/bin/guest-cc" @/build/c-options -c "./$unit" -o "$object" >/build/c-log 2>&1 || c_failed=$unit
    sed 's|^\./||' /build/c-log >/build/log
    cat /build/log >&2
    if [ -n "${c_failed:-}" ]; then
        place=$(sed -n 's|^\([^:]*:[0-9][0-9:]*\): [a-z ]*[Ee]rror: .*|\1|p' /build/log | head -n 1)
        reason=$(sed -n 's|.*[Ee]rror: ||p' /build/log | head -n 1)
        sed -n '1,20s/^/guestpipe-error: said: /p' /build/log >&2
        refuse "\`$unit\` does not compile: ${reason:-the compiler failed}" "${place:-$unit}" \
            "the log has all that the compiler said; GHC makes \`<Module>_stub.h\` for a module with foreign exports"
    fi
    note </build/log
    echo "$object" >>/build/made
done </build/units

# A `main` in C calls hs_init() itself; without one, Haskell's `main` is the program's, and the runtime has a main() for it.
defines() { tr '\n' '\0' </build/made | xargs -0 nm --defined-only --format=posix | grep -q "^$1 [TDB] "; }
if ! defines main; then
    main_is=$(cut -f 2 /build/asked /build/pragmas | grep '^-main-is') || true
    main_is=${main_is:+; \`-main-is\` asked for another}
    defines ZCMain_main_closure ||
        refuse "the program has no \`main\`" "guest.toml: program.sources" \
            "add a module \`Main\` with \`main :: IO ()\`, or a C file with main() that calls hs_init()$main_is"
fi

# The packages come along to the link, but for those that the runtime has.
mkdir "$out/lib"
for package in "$in"/haskell-*; do
    case $package in
    */haskell-base | */haskell-ghc-bignum | */haskell-ghc-prim) ;;
    *) cp "$package"/lib/lib*.a "$out/lib" ;;
    esac
done
tr '\n' '\0' </build/made | xargs -0 ld.bfd -m elf_x86_64 -r -o "$out/lib/program.o" 2>/build/log || {
    cat /build/log >&2
    twice=$(sed -n 's/.*multiple definition of `\([^'\'']*\)'\''.*/\1/p' /build/log | head -n 1)
    [ -n "$twice" ] || exit 1
    refuse "\`$twice\` is defined twice" "guest.toml: program.sources" "the linker's messages are in the log above"
}
# What calls hs_init() gets the options that the guest declares.
objcopy --redefine-sym hs_init=guest_hs_init "$out/lib/program.o"
