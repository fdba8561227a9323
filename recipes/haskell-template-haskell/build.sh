package=template-haskell
folder=template-haskell
. "$in/ghc-package/share/package.sh"
