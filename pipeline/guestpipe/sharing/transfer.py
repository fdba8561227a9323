"""Pulling by name from one cache, and what a cache has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from guestpipe.errors import MissingFileError
from guestpipe.report import ObjectTransferred, Reporter, TransferProgress, TransferStarted
from guestpipe.store.objects import Object
from guestpipe.store.store import Store
from guestpipe.substitute.narinfo import MAX_BYTES, NarInfo, read
from guestpipe.substitute.place import Place
from guestpipe.substitute.pull import look_up, pull
from guestpipe.substitute.signing import PublicKey
from guestpipe.substitute.together import Did, each

_ASKING = 16


def pull_named(
    store: Store, place: Place, names: Sequence[str], keys: tuple[PublicKey, ...], jobs: int, tells: Reporter
) -> list[Object]:
    """Bring the objects `names`, base names or their digests, out of one cache."""
    found: dict[str, NarInfo] = {}

    def look(name: str, _progress: object) -> NarInfo | None:
        asked = name.rstrip("/").rpartition("/")[2]
        return look_up(place, asked, keys) if len(asked) >= 32 else None

    def looked(did: Did[str, NarInfo | None]) -> None:
        if did.error is not None:
            raise did.error
        if did.result is None:
            raise MissingFileError(
                f"`{place.url}` has no `{did.task}`", hint="`guestpipe cache ls` lists what a folder or bucket has"
            )
        found[did.task] = did.result

    each(names, look, _ASKING, looked)
    infos = [found[name] for name in names]
    return pull_all(store, place, infos, jobs, tells)


def pull_all(store: Store, place: Place, infos: Sequence[NarInfo], jobs: int, tells: Reporter) -> list[Object]:
    """Bring objects out of one cache, several at a time; the first that is refused stops all."""
    total = sum(info.nar_bytes for info in infos)
    tells.tell(TransferStarted("pull", len(infos), total))
    found: dict[str, Object] = {}

    def done(did: Did[NarInfo, Object]) -> None:
        if did.error is not None:
            raise did.error
        assert did.result is not None
        found[did.task.base_name] = did.result
        tells.tell(ObjectTransferred("pull", did.result.base_name, place.url, did.result.size_bytes))

    each(
        sorted(infos, key=lambda info: -info.nar_bytes),
        lambda info, progress: pull(store, place, info, progress),
        jobs,
        done,
        lambda size: tells.tell(TransferProgress(size, total)),
    )
    store.flush()
    return [found[info.base_name] for info in infos]


def held(place: Place) -> Iterator[NarInfo]:
    """Yield what is in a cache that can be listed."""
    for name in place.names(""):
        if name.endswith(".narinfo") and (content := place.read(name, MAX_BYTES)) is not None:
            yield read(content, name.removesuffix(".narinfo"), f"{place.url}/{name}")
