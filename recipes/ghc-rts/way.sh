# Sourced by the build.sh of one way of the runtime system, with $c_options, $cmm_options, $ticker_options and $port set:
# GHC's rts folder without its linker, each file compiled by itself as GHC's rts/ghc.mk does it.

refuse() {
    echo "guestpipe-error: what: $1" >&2
    echo "guestpipe-error: where: $2" >&2
    echo "guestpipe-error: hint: $3" >&2
    exit 1
}

target=$in/ghc-target
cp -R --no-preserve=mode "$in/ghc-source/rts" rts
for file in "$patches"/ghc-9.0.2/*.patch; do
    patch -p1 --fuzz=0 --force <"$file" >patch.log 2>&1 || {
        cat patch.log >&2
        refuse "\`$(basename "$file")\` does not apply to GHC's source" "patches/ghc-9.0.2" "renew the patch"
    }
done
install -m 644 "$in/ghc-source/utils/fs/fs.h" rts/fs_rts.h
sed 's/"fs.h"/"fs_rts.h"/' "$in/ghc-source/utils/fs/fs.c" >rts/fs.c
cp "$in/ghc-generated/rts/AutoApply.cmm" rts
install -m 644 "$port"/* rts

# The object loader and other platforms go; xxhash.c is included by Hash.c, which is the only one that may have its names.
rm -rf rts/linker/*.c rts/linker/macho rts/win32
rm -f rts/Linker.c rts/RtsSymbols.c rts/RtsSymbolInfo.c rts/CheckUnload.c rts/RtsDllMain.c
{
    find rts -maxdepth 1 '(' -name '*.c' -o -name '*.cmm' ')' ! -name xxhash.c
    find rts/eventlog rts/hooks rts/posix rts/sm -maxdepth 1 -name '*.c'
    echo rts/adjustor/NativeAmd64.c
    echo rts/StgCRunAsm.S
} | LC_ALL=C sort >units

cat >options <<'END'
-O2 -fomit-frame-pointer -Wall -Wno-unused -fno-strict-aliasing -I/build/rts -DCOMPILING_RTS -DFS_NAMESPACE=rts
-DProjectVersion="9.0.2"
END
echo "$c_options" >>options
echo "-I$target/include -ffile-prefix-map=/build/rts=/ghc/rts" >>options
sed -i 's/="\([^"]*\)"/="\\"\1\\""/g' options
cat >platform <<'END'
-DHostPlatform="\"x86_64-guestpipe-guest\"" -DHostArch="\"x86_64\"" -DHostOS="\"guest\"" -DHostVendor="\"guestpipe\""
-DBuildPlatform="\"x86_64-unknown-linux\"" -DBuildArch="\"x86_64\"" -DBuildOS="\"linux\"" -DBuildVendor="\"unknown\""
-DTargetPlatform="\"x86_64-guestpipe-guest\"" -DTargetArch="\"x86_64\"" -DTargetOS="\"guest\"" -DTargetVendor="\"guestpipe\""
-DGhcUnregisterised="\"NO\"" -DTablesNextToCode="\"YES\""
END

cat >compile <<'END'
unit=$1
object=/build/objects/$(echo "${unit#rts/}" | tr / _ | sed 's/\.[a-zA-Z]*$//').o
# The collector's two innermost functions, as one page holds what they do most; upstream unrolls loops in one of them.
short='-fno-align-jumps -fno-align-loops -fno-align-labels'
own=
case $unit in
rts/posix/Itimer.c) own=$(cat /build/ticker-options) ;;
rts/posix/OSThreads.c) own=-D_GNU_SOURCE ;; # sets of processors, names of threads
rts/Hash.c) own=-O3 ;;
rts/RtsUtils.c) own=@/build/platform ;;
rts/StgCRun.c) own="-w -fasynchronous-unwind-tables" ;;
rts/sm/Compact.c) own=-finline-limit=2500 ;;
rts/sm/Evac.c | rts/sm/Evac_thr.c) own="$short --param max-inline-insns-single=30" ;;
rts/sm/Scav.c | rts/sm/Scav_thr.c) own=$short ;;
esac
case $unit in
*.cmm)
    /in/ghc-target/bin/guest-ghc -O2 -split-sections -this-unit-id rts -Irts -I/in/ghc-target/include \
        -DCOMPILING_RTS -DFS_NAMESPACE=rts "$(cat /build/cmm-options)" -c "$unit" -o "$object" ;;
*) /in/ghc-target/bin/guest-cc @/build/options $own -c "$unit" -o "$object" ;;
esac >"$object.log" 2>&1 || { echo "$unit" >>/build/failed; cat "$object.log" >&2; }
END
echo "$cmm_options" >cmm-options
echo "$ticker_options" >ticker-options
mkdir objects
tr '\n' '\0' <units | xargs -0 -n 1 -P "$jobs" sh -eu /build/compile
cat objects/*.log
[ ! -s failed ] || refuse "\`$(head -n 1 failed)\` does not compile" "ghc-rts" "what the compiler said is in the log above"

mkdir "$out/lib"
cd objects
# shellcheck disable=SC2035
LC_ALL=C ar qcD "$out/lib/libHSrts.a" *.o
