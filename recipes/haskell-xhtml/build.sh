package=xhtml
unpacked=$in/ghc-further/xhtml
. "$in/ghc-package/share/package.sh"
