#!/bin/sh
# The command `guestpipe` of an installation by pip or pipx: runs the interpreter beside it, as light as it goes.
set -eu

self=$0
case $self in */*) ;; *) self=$(command -v -- "$self") ;; esac
while [ -h "$self" ]; do
    target=$(readlink -- "$self")
    case $target in /*) self=$target ;; *) self=${self%/*}/$target ;; esac
done
case $self in /*) ;; *) self=$PWD/$self ;; esac
bin=${self%/*}

for packages in "${bin%/*}"/lib/python3.*/site-packages; do
    whole=1
    for part in guestpipe/front.py arpy.py cryptography cyclonedx elftools in_toto_attestation networkx pydantic rich sh.py tomlkit urllib3 zstandard; do
        [ -e "$packages/$part" ] || whole=
    done
    if [ -n "$whole" ] && [ -x "$bin/python" ]; then
        exec "$bin/python" -I -S "$packages/guestpipe/front.py" "$packages" "$@"
    fi
done
# Not all in one virtual environment: let Python look for the packages.
for python in "$bin/python3" python3; do
    if "$python" -c 'import guestpipe' 2>/dev/null; then
        exec "$python" -c 'import sys; from guestpipe.cli.main import main; sys.exit(main())' "$@"
    fi
done
echo 'error: no Python here can import guestpipe
  hint: install it again: pipx install --force guestpipe' >&2
exit 69
