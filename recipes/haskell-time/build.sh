package=time
folder=time

prepare() {
    install -m 644 "$recipe/HsTimeConfig.h" lib/include
    rm -f configure
}

. "$in/ghc-package/share/package.sh"
