package=process
# The one boot library that ghc-source does not hold.
tar -xf "$source/ghc" --no-same-owner ghc-9.0.2/libraries/process
folder=../../../build/ghc-9.0.2/libraries/process

prepare() {
    install -m 644 "$recipe/HsProcessConfig.h" include
    rm -f configure
}

. "$in/ghc-package/share/package.sh"
