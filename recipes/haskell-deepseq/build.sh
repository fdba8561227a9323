package=deepseq
folder=deepseq
. "$in/ghc-package/share/package.sh"
