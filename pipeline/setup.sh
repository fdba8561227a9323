#!/bin/sh
# setup.sh CHECKOUT [EXTRA]: finds a Python for the checkout and has it make .venv, with the extra `dev` for its tests.
set -eu

for python in python3 python3.11 python3.12 python3.13 python3.14; do
    if "$python" -I -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        exec "$python" -I -c '
import sys
sys.path.insert(0, sys.argv[1] + "/pipeline")
from guestpipe.cli.setup import main
sys.exit(main(sys.argv[1:]))' "$@"
    fi
done
echo 'error: guestpipe needs Python 3.11 or newer, and there is none on PATH
  hint: as root: apt-get install python3' >&2
exit 69
