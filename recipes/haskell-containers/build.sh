package=containers
folder=containers/containers
. "$in/ghc-package/share/package.sh"
