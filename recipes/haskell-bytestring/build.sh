package=bytestring
folder=bytestring
. "$in/ghc-package/share/package.sh"
