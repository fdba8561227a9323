"""The pinned compiler on the files of the checkout: shell scripts in a sandbox whose root is the guests' toolchain."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Toolchain:
    """Runs scripts that see the toolchain as `/`, the checkout at `/checkout` and one writable folder at `/build`."""

    root: Path
    build: Path

    def sh(
        self,
        script: str,
        *arguments: str,
        stdin: bytes = b"",
        mounts: Mapping[str, Path] | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> subprocess.CompletedProcess[bytes]:
        """Run a script in `/build`; `mounts` are further folders, read-only."""
        more = {"/checkout": CHECKOUT, **(mounts or {})}
        variables = {"PATH": "/usr/bin", "LC_ALL": "C", "TMPDIR": "/tmp", **(environment or {})}  # noqa: S108
        argv = [
            "bwrap",
            "--unshare-all",
            "--die-with-parent",
            "--clearenv",
            *("--ro-bind", str(self.root / "usr"), "/usr"),
            *(word for name in ("bin", "lib", "lib64") for word in ("--symlink", f"usr/{name}", f"/{name}")),
            *("--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"),  # noqa: S108
            *(word for at, folder in more.items() for word in ("--ro-bind", str(folder), at)),
            *("--bind", str(self.build), "/build", "--chdir", "/build"),
            *(word for name, value in variables.items() for word in ("--setenv", name, value)),
            *("/bin/sh", "-euc", script, "sh", *arguments),
        ]
        return subprocess.run(argv, input=stdin, capture_output=True, check=False, timeout=300)
