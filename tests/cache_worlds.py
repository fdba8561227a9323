"""Small caches for the tests: a store with something in it, a folder to push to, and what is told meanwhile."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from guestpipe.report import Event
from guestpipe.store.store import Object, Realisation, Store
from guestpipe.substitute.folder import Folder
from guestpipe.substitute.place import Place
from guestpipe.substitute.push import Manner, Pushed, push
from guestpipe.substitute.signing import SecretKey
from store_worlds import build, key

TREE = {
    "bin": {"run": (b"#!/bin/sh\nexit 0\n",)},
    "empty": {},
    "link": "bin/run",
    "text": b"hello\n",
    "large": bytes(range(256)) * 2000,
    "\u00fc\u00f1\u00ed": b"\0" * 100_000,
}
LAB = SecretKey("lab-1", bytes(range(32)))
OTHER = SecretKey("other-1", bytes(32))


@dataclass
class Heard:
    """A reporter that keeps what it is told."""

    events: list[Event] = field(default_factory=list)

    def tell(self, event: Event) -> None:
        self.events.append(event)


def nix(home: Path, *argv: str | Path) -> subprocess.CompletedProcess[str]:
    """Run real Nix, with its state and its own store at `/nix/store` beneath `home`."""
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "NIX_CONF_DIR": str(home),
        "NIX_STORE_DIR": "/nix/store",
        "NIX_STATE_DIR": str(home / "state"),
        "NIX_LOG_DIR": str(home / "log"),
        "NIX_CONFIG": "build-users-group =\nexperimental-features = nix-command\n",
    }
    return subprocess.run(["nix", *map(str, argv)], env=environment, capture_output=True, text=True, check=False)


def folder(path: Path) -> Folder:
    return Folder(str(path))


def made(store: Store, number: int = 1, tree: object = TREE, name: str = "thing", log: bytes = b"") -> Realisation:
    """Seal a tree, record it under the key `number`, and return the record."""
    build(store, number, tree, name, log)
    found = store.realisation(key(number))
    assert found is not None
    return found


def pushed(
    store: Store, place: Place, *what: Realisation, signer: SecretKey | None = LAB, compression: str = "zstd"
) -> Pushed:
    """Push realisations with their objects."""
    objects: list[Object] = [one.object for one in what]
    return push(store, place, objects, what, Manner(key=signer, compression=compression), Heard())
