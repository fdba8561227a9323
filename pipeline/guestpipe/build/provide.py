"""Steps that are not built: fetched files, unpacked packages, and the union of packages to a tool root. For threads."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from guestpipe.digest import Digest
from guestpipe.errors import GuestpipeError
from guestpipe.plan.step import Fixed, Step
from guestpipe.store.objects import Object
from guestpipe.store.store import Store


class Fetcher(Protocol):
    """Gets bytes that are known by their digests."""

    def fetch(self, wanted: Sequence[Fixed], into: Path, progress: Callable[[int], None]) -> Mapping[Digest, Path]:
        """Return where in the folder `into` the bytes are; `progress` hears how many there are so far."""


def fetched(step: Step, file: Path, folder: Path, store: Store) -> Object:
    """Return the object of a `file` or `package` step whose bytes are in `file`; works in `folder`."""
    place = folder / step.name
    if step.kind == "file":
        # Another step may want the same bytes.
        os.link(file, place)
        return store.seal(place, step.name)
    from guestpipe.store.unpack import unpack_deb

    unpack_deb(file, place)
    return store.seal(place, step.name)


def united(step: Step, packages: Sequence[Path], store: Store) -> Object:
    """Return the object of a `tools` step, whose inputs are the trees `packages`."""
    from guestpipe.store.unpack import compose

    with store.workspace(step.name) as folder:
        tree = folder / "root"
        compose(packages, dict(step.links), tree)
        return store.seal(tree, step.name)


def blamed(error: GuestpipeError, step: Step) -> GuestpipeError:
    """Return `error` with the step in it, unless it says where already."""
    error.where = error.where or f"step `{step.name}`"
    return error
