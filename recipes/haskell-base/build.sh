package=base
folder=base

prepare() {
    # What `configure` would find out, from one program that the guest's own headers are compiled into.
    "$target/bin/hsc2hs-cc" -Iinclude -c "$recipe/config.c" -o /build/base-config.o
    "$target/bin/hsc2hs-ld" /build/base-config.o -o /build/base-config
    /build/base-config >include/HsBaseConfig.h
    grep 'HAVE_POLL\|HAVE_[A-Z]*_H ' include/HsBaseConfig.h >include/EventConfig.h
    rm -f configure
    install -m 644 "$in/ghc-source/utils/fs/fs.c" cbits
    install -m 644 "$in/ghc-source/utils/fs/fs.h" include
    # The header that others include does so with these.
    sed -i 's/^        consUtils\.h$/        consUtils.h HsBaseConfig.h EventConfig.h/' base.cabal
    grep -q HsBaseConfig base.cabal
}

. "$in/ghc-package/share/package.sh"
