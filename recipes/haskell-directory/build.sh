package=directory
folder=directory

prepare() {
    install -m 644 "$recipe/HsDirectoryConfig.h" .
    rm -f configure
}

. "$in/ghc-package/share/package.sh"
