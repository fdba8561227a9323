"""What guests and caches have to do with each other: which objects make up a guest, pushing them, pulling them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from guestpipe.errors import MissingFileError, UsageError
from guestpipe.planning import Planned
from guestpipe.report import ObjectTransferred, Reporter, TransferProgress, TransferStarted
from guestpipe.store.objects import Object
from guestpipe.store.store import Realisation, Store
from guestpipe.substitute.narinfo import NarInfo, is_base_name, read
from guestpipe.substitute.place import Place
from guestpipe.substitute.pull import look_up, pull
from guestpipe.substitute.signing import PublicKey
from guestpipe.substitute.together import Did, each

_KINDS = {"tools": "tools", "package": "sources", "file": "sources"}
"""Kinds of steps that are pushed only when asked for, and by what word."""


@dataclass(frozen=True, slots=True)
class Closure:
    """What there is of a guest in the store."""

    made: tuple[Realisation, ...]

    def objects(self) -> list[Object]:
        """Return the objects and their logs."""
        return [obj for made in self.made for obj in (made.object, made.log) if obj is not None]


def closure(planned: Planned, include: Iterable[str] = ()) -> Closure:
    """Return what was made of a guest: its builds, emulator and sandbox; with `include`, also `tools` and `sources`."""
    plan, store = planned.plan, planned.store
    if store.by_plan_key(plan.keys[plan.tops["image"]]) is None:
        raise UsageError(
            f"`{planned.facts.name}` is not realized yet, so there is nothing to push",
            where=planned.guest_path,
            hint="`guestpipe realize` it first",
        )
    asked = set(include)
    tops = set(plan.tops.values())
    names = [s.name for s in plan.steps if s.name in tops or s.kind not in _KINDS or _KINDS[s.kind] in asked]
    made = [found for name in names if (found := store.realisation(plan.keys[name])) is not None]
    return Closure(tuple(made))


def named(store: Store, names: Iterable[str]) -> list[Object]:
    """Return the objects of the store that `names`, base names or paths, stand for."""
    found = []
    for name in names:
        base_name = name.rstrip("/").rpartition("/")[2]
        obj = store.by_base_name(base_name) if is_base_name(base_name) else None
        if obj is None:
            raise MissingFileError(
                f"`{name}` is no object of the store", where=str(store.path), hint="`guestpipe store ls` lists them"
            )
        found.append(obj)
    return found


def pull_named(
    store: Store, place: Place, names: Sequence[str], keys: tuple[PublicKey, ...], jobs: int, tells: Reporter
) -> list[Object]:
    """Bring the objects `names`, base names or their digests, out of one cache."""
    infos = []
    for name in names:
        asked = name.rstrip("/").rpartition("/")[2]
        info = look_up(place, asked, keys) if len(asked) >= 32 else None
        if info is None:
            raise MissingFileError(
                f"`{place.url}` has no `{name}`", hint="`guestpipe cache ls` lists what a folder or bucket has"
            )
        infos.append(info)
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
        infos,
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
        if name.endswith(".narinfo") and (content := place.read(name, 1 << 20)) is not None:
            yield read(content, name.removesuffix(".narinfo"), f"{place.url}/{name}")
