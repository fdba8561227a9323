"""Draws docs/run.svg: what a terminal shows of real runs. `python docs/picture.py`, in the environment of `./check`.

It uses the checkout's own store as it is: what has been built before is not built for the picture.
"""

from __future__ import annotations

import io
import os
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.text import Text

CHECKOUT = Path(__file__).resolve().parent.parent
COMMANDS = (
    "./guestpipe plan guests/hello-c/guest.toml",
    "./guestpipe run guests/hello-c/guest.toml",
    "./guestpipe run # the sample of the report of 2009, in Haskell",
    "./guestpipe run guests/status/guest.toml -- 42; echo $?",
)


def main() -> None:
    """Run the commands and draw what they said."""
    console = Console(record=True, width=110, file=io.StringIO())
    with tempfile.TemporaryDirectory() as scratch:
        environment = {**os.environ, "XDG_CACHE_HOME": f"{scratch}/cache", "LC_ALL": "C.UTF-8"}
        for command in COMMANDS:
            console.print(Text.assemble(("$ ", "bold green"), (command, "bold")))
            done = subprocess.run(
                ["/bin/sh", "-c", command],
                cwd=CHECKOUT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
            )
            for line in done.stdout.splitlines():
                console.print(Text.from_ansi(line))
            console.print()
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else CHECKOUT / "docs" / "run.svg"
    target.write_text(console.export_svg(title="guestpipe"), encoding="utf-8")
    print(f"wrote {shlex.quote(str(target))}")


if __name__ == "__main__":
    main()
