"""What was asked of a cache in vain, kept from run to run: what it had not, and whether it answers at all."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from guestpipe.digest import sha256_hex

MISS_S = 300.0
"""How long a cache is not asked again for what it had not."""
PAUSE_S = 30.0
"""How long a cache is left alone after it did not answer; twice as long each time."""
LONGEST_PAUSE_S = 1800.0


@dataclass(slots=True)
class Misses:
    """What is remembered of one cache."""

    file: Path
    now: Callable[[], float] = time.time
    missing: dict[str, float] = field(default_factory=dict)
    """Path in the cache → until when it is not asked for."""
    silent_until: float = 0.0
    pause_s: float = 0.0
    _changed: bool = False

    @classmethod
    def of(cls, folder: Path, url: str, *, fresh: bool = False, now: Callable[[], float] = time.time) -> Misses:
        """Return what is remembered of the cache at `url`, nothing if `fresh`; what cannot be read is forgotten."""
        found = cls(folder / f"{sha256_hex(url.encode())[:32]}.json", now)
        if fresh:
            return found
        try:
            content = json.loads(found.file.read_bytes())
            found.missing = {str(path): float(until) for path, until in content["missing"].items()}
            found.silent_until, found.pause_s = float(content["silent_until"]), float(content["pause_s"])
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return cls(found.file, now)
        return found

    def is_silent(self) -> bool:
        """Say whether the cache did not answer a short while ago."""
        return self.now() < self.silent_until

    def is_missing(self, path: str) -> bool:
        """Say whether the cache did not have this a short while ago."""
        return self.now() < self.missing.get(path, 0.0)

    def miss(self, path: str) -> None:
        """Remember that the cache has not got something."""
        self.missing[path] = self.now() + MISS_S
        self._changed = True

    def failed(self) -> None:
        """Remember that the cache did not answer."""
        self.pause_s = min(LONGEST_PAUSE_S, self.pause_s * 2 or PAUSE_S)
        self.silent_until = self.now() + self.pause_s
        self._changed = True

    def answered(self) -> None:
        """Remember that the cache answers."""
        if self.pause_s:
            self.silent_until = self.pause_s = 0.0
            self._changed = True

    def save(self) -> None:
        """Keep it for the next run; what cannot be written is only forgotten."""
        if not self._changed:
            return
        now = self.now()
        content = {
            "missing": {path: until for path, until in self.missing.copy().items() if until > now},
            "silent_until": self.silent_until,
            "pause_s": self.pause_s,
        }
        arriving = self.file.with_name(f".{self.file.name}.{os.getpid()}")
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            arriving.write_text(json.dumps(content))
            arriving.rename(self.file)
        except OSError:
            return
        self._changed = False
