"""The C sources have one form: the one that the pinned clang-format gives them."""

from __future__ import annotations

import subprocess
from pathlib import Path

CHECKOUT = Path(__file__).parent.parent
FOLDERS = ("recipes", "guests", "tests", "benchmarks")


def test_clang_format_would_change_no_file() -> None:
    files = sorted(str(f.relative_to(CHECKOUT)) for d in FOLDERS for f in (CHECKOUT / d).rglob("*.[ch]"))
    command = ["clang-format", "--dry-run", "-Werror", *files]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    changed = sorted({line.split(":")[0] for line in done.stderr.splitlines() if ": error: " in line})
    assert changed == [], f"clang-format -i {' '.join(changed)}"
    assert done.returncode == 0, done.stderr
