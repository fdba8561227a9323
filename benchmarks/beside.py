"""What two machines of one processor each get of this host at the same time: the ideal for two processors of one."""

from __future__ import annotations

import os
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from benchmarks.observed import Observed, observe


@contextmanager
def company(argv: Sequence[str], first: str) -> Iterator[subprocess.Popen[bytes]]:
    """Have a machine compute, from when it has printed `first`, for as long as the context lasts."""
    with subprocess.Popen(
        argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0
    ) as other:
        try:
            assert other.stdout
            said = b""
            while first.encode() not in said:
                chunk = os.read(other.stdout.fileno(), 1 << 16)
                if not chunk:
                    raise SystemExit(f"the other machine did not come to compute:\n{said.decode(errors='replace')}")
                said += chunk
            # Nobody is to wait for a pipe that is full.
            threading.Thread(target=other.stdout.read, daemon=True).start()
            yield other
        finally:
            other.kill()


def observe_beside(other: Sequence[str], argv: Sequence[str], first: str, limit_s: float) -> Observed:
    """Run `argv` while `other` computes. Raises SystemExit if that one ends before."""
    with company(other, first) as running:
        observed = observe(argv, first, limit_s)
        if running.poll() is not None:
            raise SystemExit("the other machine had nothing to compute any more")
    return observed
