# GMP by its own configure, as fast as Debian has it, for a machine that is named, not looked at: neither its processor nor its C
# library is asked.

refuse() {
    echo "guestpipe-error: what: $1" >&2
    echo "guestpipe-error: where: $2" >&2
    echo "guestpipe-error: hint: $3" >&2
    exit 1
}

mkdir gmp objects
tar -xf "$source/gmp" -C gmp --strip-components=1 --no-same-owner
tar -xf "$source/gmp-debian" -C gmp --no-same-owner
sed -e 's/#.*//' -e 's/[[:space:]].*//' gmp/debian/patches/series >series
while read -r patch; do
    [ -z "$patch" ] || patch --directory=gmp --strip=1 --force --fuzz=0 --no-backup-if-mismatch --input="debian/patches/$patch" >patch.log 2>&1 || {
        cat patch.log >&2
        refuse "Debian's patch \`$patch\` does not apply to GMP" "source gmp" "renew both files: \`guestpipe lock --update gmp gmp-debian\`"
    }
done <series

# Debian leaves the manual out, and configure asks for its Makefile.
mkdir -p gmp/doc
echo 'all:' >gmp/doc/Makefile.in

cd objects
export CONFIG_SITE="$recipe/config.site"
"../gmp/configure" --build=x86_64-pc-linux-gnu --host=x86_64-guestpipe-elf ABI=64 --disable-shared --disable-cxx --with-pic=no \
    CC="$in/ghc-target/bin/guest-cc" CC_FOR_BUILD=gcc-12 CPP="$in/ghc-target/bin/guest-cc -E" CFLAGS="-O3 -fomit-frame-pointer" NM=nm AR=ar RANLIB=ranlib STRIP=strip \
    >configure.log 2>&1 || {
    tail -n 40 configure.log >&2
    refuse "GMP's configure fails" "libgmp" "what it said last is in the log above"
}
make -j"$jobs" ARFLAGS=crD AR_FLAGS=crD SUBDIRS="mpn mpz mpq mpf printf scanf rand" >make.log 2>&1 || {
    tail -n 60 make.log >&2
    refuse "GMP does not compile" "libgmp" "what make said last is in the log above"
}
mkdir "$out/lib" "$out/include"
cp .libs/libgmp.a "$out/lib"
objcopy --enable-deterministic-archives "$out/lib/libgmp.a"
cp gmp.h "$out/include"
