package=process
folder=process

prepare() {
    install -m 644 "$recipe/HsProcessConfig.h" include
    rm -f configure
}

. "$in/ghc-package/share/package.sh"
