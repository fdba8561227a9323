"""The other side of a share: getting it, booting what it names, building it again from source and comparing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from guestpipe import flow
from guestpipe.errors import LyingCacheError, MissingFileError, NotReproducibleError
from guestpipe.flow import Wishes
from guestpipe.process import loaded
from guestpipe.report import CacheTrouble, ObjectTransferred, Reporter, TransferProgress, TransferStarted
from guestpipe.sharing import share as shares
from guestpipe.sharing.share import Share
from guestpipe.sharing.vouch import Vouched, vouched
from guestpipe.store.objects import Object
from guestpipe.store.store import Store
from guestpipe.substitute.ask import places
from guestpipe.substitute.narinfo import NarInfo, is_base_name
from guestpipe.substitute.place import Place, UnreachableError
from guestpipe.substitute.pull import TooSlowError, look_up, pull
from guestpipe.substitute.signing import PublicKey, public_key
from guestpipe.substitute.together import Did, biggest_first, each

_JOBS = 4
_DIGITS = frozenset("0123456789abcdfghijklmnpqrsvwxyz")
SANDBOX = "sandbox-bubblewrap"


@dataclass(frozen=True, slots=True)
class Fetched:
    """A share that is here, with the image that it names."""

    share: Share
    image: Path
    vouched: Vouched
    """Who has signed its statement of provenance."""


def is_hash(word: str) -> bool:
    """Say whether `word` is what `guestpipe share` prints, or the 32 digits that it begins with."""
    return (len(word) == 32 and _DIGITS.issuperset(word)) or (is_base_name(word) and word.endswith(shares.SUFFIX))


def fetch(word: str, store: Store, wishes: Wishes, tells: Reporter, *, everything: bool = False) -> Fetched:
    """Bring a share and its image into the store, and keep them from collection; nobody needs to be trusted for that.

    With `everything`, also all that it was made from, as far as the caches have it.
    """
    where = _places(wishes)
    found = shares.read(store, _share_object(word, store, where, tells))
    _bring(store, where, [found.image], tells)
    kept = [found.base_name, found.image.base_name]
    if everything:
        more = [obj for made in found.made.values() for obj in (made.object, made.log) if obj is not None]
        kept += [obj.base_name for obj in _bring(store, where, [*more, *found.trees()], tells, is_optional=True)]
    who = vouched(found, store.object_path(found.image), where, _keys(wishes), tells)
    store.root(f"share {found.base_name}", kept)
    store.flush()
    return Fetched(found, store.object_path(found.image), who)


def again(word: str, store: Store, wishes: Wishes, tells: Reporter) -> tuple[Fetched, int]:
    """Build what a share names from source, and compare; return the share and how many steps were built.

    With `wishes.rebuild` only these steps; the others are then what the store and trusted caches have. Its counted
    benchmarks are steps, too. Raises NotReproducibleError if one gave other bytes. The sandbox is this machine's own:
    of a share, only what runs inside it is used.
    """
    fetched = fetch(word, store, wishes, tells)
    plan = fetched.share.plan
    _bring(store, _places(wishes), fetched.share.trees(), tells)
    tops = _tops(fetched.share)
    names = {name for top in tops for name in _beneath(fetched.share, top)}
    builds = tuple(step.name for step in plan.steps if step.kind == "build" and step.name in names)
    for step in wishes.rebuild:
        if step not in builds:
            raise flow.unknown_step(step, plan)
    builds = wishes.rebuild or builds
    root = flow.tool_roots([SANDBOX], (), store, wishes, tells)[SANDBOX]
    program = loaded(str(root), "usr/bin/bwrap")
    with suppress(NotReproducibleError):
        # It compares with what this store had; we, with what the share says.
        flow.run(plan, tops, store, replace(wishes, rebuild=builds), tells, program)
    made = fetched.share.made
    here = store.by_plan_keys([plan.keys[name] for name in builds])
    unlike = [
        f"{name}: there {made[name].object.base_name}, here {obj.base_name}"
        for name in builds
        if name in made and (obj := here.get(plan.keys[name])) is not None and obj != made[name].object
    ]
    if unlike:
        raise NotReproducibleError(
            f"{len(unlike)} of {len(builds)} steps gave other bytes here than the share says",
            where=fetched.share.base_name,
            detail=tuple(unlike),
            hint="the first is the cause of those after it; `guestpipe diff` compares two objects",
        )
    return fetched, len(builds)


def _tops(share: Share) -> list[str]:
    """Return the step of the image, and those that were made from it: results of benchmarks."""
    image = share.plan.tops["image"]
    kinds = {step.name: step.kind for step in share.plan.steps}
    return [image, *(n for n in share.made if n != image and kinds[n] == "build" and image in _beneath(share, n))]


def _beneath(share: Share, top: str) -> set[str]:
    """Return the steps that `top` is made from, itself included."""
    inputs = {step.name: [name for _, name in step.inputs] for step in share.plan.steps}
    found, waiting = {top}, [top]
    while waiting:
        fresh = [name for name in inputs[waiting.pop()] if name not in found]
        found.update(fresh)
        waiting += fresh
    return found


def _places(wishes: Wishes) -> list[Place]:
    caches = wishes.caches() if wishes.caches else None
    if caches is None:
        return []
    return [place for _, place in places(caches, wishes.variables(), offline=wishes.offline)]


def _keys(wishes: Wishes) -> tuple[PublicKey, ...]:
    caches = wishes.caches() if wishes.caches else None
    return tuple(public_key(text, "trusted keys") for text in caches.trusted_keys) if caches else ()


def _share_object(word: str, store: Store, where: Sequence[Place], tells: Reporter) -> Object:
    """Return the share that `word` names, out of the store or the first cache that has it."""
    known = [entry.object for entry in store.records.entries() if entry.base_name.startswith(word)]
    if known and store.by_base_name(known[0].base_name) is not None:
        return known[0]
    for place in where:
        try:
            if (info := look_up(place, word)) is not None:
                return pull(store, place, info)
        except (UnreachableError, TooSlowError, LyingCacheError) as error:
            tells.tell(CacheTrouble(place.url, error))
    raise MissingFileError(
        f"there is no share `{word}` in the store" + (", nor in a cache that was asked" if where else ""),
        where=str(store.path),
        detail=tuple(place.url for place in where),
        hint="name the cache that has it: `--substituter CACHE`",
    )


def _bring(
    store: Store, where: Sequence[Place], objects: Iterable[Object], tells: Reporter, *, is_optional: bool = False
) -> list[Object]:
    """Bring objects into the store, each from the first place that has it; return those that are there now."""
    wanted = list({obj.base_name: obj for obj in objects}.values())
    here = [obj for obj in wanted if store.by_base_name(obj.base_name) is not None]
    todo = biggest_first(obj for obj in wanted if obj not in here)
    total = sum(obj.size_bytes for obj in todo)
    tells.tell(TransferStarted("pull", len(todo), total))
    missing: list[Object] = []

    def do(obj: Object, progress: Callable[[int], None]) -> tuple[str, list[CacheTrouble]]:
        return _from_first(store, where, obj, progress)

    def done(did: Did[Object, tuple[str, list[CacheTrouble]]]) -> None:
        if did.error is not None:
            raise did.error
        assert did.result is not None
        url, troubles = did.result
        for trouble in troubles:
            tells.tell(trouble)
        if not url:
            missing.append(did.task)
            return
        here.append(did.task)
        tells.tell(ObjectTransferred("pull", did.task.base_name, url, did.task.size_bytes))

    each(todo, do, _JOBS, done, lambda size: tells.tell(TransferProgress(size, total)))
    if missing and not is_optional:
        raise MissingFileError(
            f"{len(missing)} objects of the share are neither in the store nor in a cache that was asked",
            detail=tuple(sorted(obj.base_name for obj in missing)[:8]),
            hint="name the cache that has them: `--substituter CACHE`",
        )
    return here


def _from_first(
    store: Store, where: Sequence[Place], obj: Object, progress: Callable[[int], None]
) -> tuple[str, list[CacheTrouble]]:
    """Pull an object; return the address of the cache that had it, or nothing, and what was wrong with the others."""
    troubles: list[CacheTrouble] = []
    for place in where:
        try:
            info: NarInfo | None = look_up(place, obj.base_name)
            if info is not None:
                pull(store, place, info, progress)
                return place.url, troubles
        except (UnreachableError, TooSlowError, LyingCacheError) as error:
            troubles.append(CacheTrouble(place.url, error))
    return "", troubles
