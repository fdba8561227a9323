"""Publishing a share: into a cache, or into one file; and taking such a file in."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from guestpipe.diff.subject import IMAGE, of_plan
from guestpipe.digest import Digest, object_base_name
from guestpipe.errors import DeclarationError
from guestpipe.planning import Planned, lock_places, read_locks, recipe_folders
from guestpipe.provenance.documents import document
from guestpipe.report import Reporter
from guestpipe.sharing import bundle, vouch
from guestpipe.sharing import share as shares
from guestpipe.sharing.closure import closure
from guestpipe.sharing.transfer import held, pull_all
from guestpipe.store.objects import Object
from guestpipe.store.store import Store
from guestpipe.substitute.ask import Source, Substitutes
from guestpipe.substitute.folder import Folder
from guestpipe.substitute.misses import Misses
from guestpipe.substitute.place import Place
from guestpipe.substitute.pull import look_up
from guestpipe.substitute.push import Manner, Pushed, push
from guestpipe.substitute.signing import PublicKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be published besides what the guest's builds gave, its emulator and sandbox."""

    include: tuple[str, ...] = ()
    """`tools`, `sources`."""
    results: tuple[Path, ...] = ()
    """Files of measured benchmarks."""


def publish(planned: Planned, place: Place, manner: Manner, wanted: Wanted, tells: Reporter) -> tuple[Object, Pushed]:
    """Put a share of the guest, and all that it names, into the cache at `place`; return the share."""
    store = planned.store
    planned = _with_results(planned)
    found = closure(planned, wanted.include)
    trees = {object_base_name(tree.digest, tree.name) for step in planned.plan.steps for _, tree in step.trees}
    sources = [obj for name in sorted(trees) if (obj := store.by_base_name(name)) is not None]
    files = _files(planned, wanted.results)
    share = shares.make(planned, found, files)
    pushed = push(store, place, [*found.objects(), *sources], found.made, manner, tells)
    vouch.publish(files[shares.STATEMENT], place, manner.key)
    # Last, so that whoever finds it finds what it names.
    push(store, place, [share], (), manner, tells)
    store.root(f"share {share.base_name}", [share.base_name, *(obj.base_name for obj in (*found.objects(), *sources))])
    store.flush()
    return share, pushed


def export(planned: Planned, file: Path, manner: Manner, wanted: Wanted, tells: Reporter) -> Object:
    """Write a share and all that it names to one file; return the share."""
    with planned.store.workspace("export") as folder:
        share, _ = publish(planned, Folder(str(folder / "cache")), manner, wanted, tells)
        bundle.write(folder / "cache", file)
    return share


def take_in(
    file: Path, store: Store, keys: tuple[PublicKey, ...], tells: Reporter, *, accepts_unsigned: bool
) -> list[tuple[Object, vouch.Vouched]]:
    """Bring what a file of `export` holds into the store; return its shares, and who has signed for each.

    Its objects prove themselves; what it says of steps is recorded if it is signed by one of `keys`.
    """
    place = bundle.Bundle.open(file)
    infos = [info for one in held(place) if (info := look_up(place, one.base_name, keys)) is not None]
    found = pull_all(store, place, infos, 4, tells)
    source = Source(place, Misses(Path("/nonexistent/misses.json")), accepts_unsigned)
    others = Substitutes(store, [source], keys, tells)
    others.by_plan_keys([Digest(name) for name in place.names("guestpipe/plan")])
    here = [obj for obj in found if obj.name.endswith(shares.SUFFIX)]
    said = [(obj, shares.read(store, obj)) for obj in here]
    who = [(obj, vouch.vouched(one, store.object_path(one.image), [place], keys, tells)) for obj, one in said]
    for share in here:
        store.root(f"share {share.base_name}", [obj.base_name for obj in found])
    store.flush()
    return who


def _files(planned: Planned, results: Iterable[Path]) -> dict[str, bytes]:
    """Return what a share has besides what it says itself: the lock, the papers on the image, measured results."""
    image = of_plan(planned.facts.name, planned.plan, planned.store)
    files = {"guestpipe.lock": _lock(planned).encode(), shares.STATEMENT: document(image, "slsa")}
    # Of an image that came from a cache, what it is made of may not be here: the list cannot be made then.
    with suppress(DeclarationError):
        files[shares.COMPONENTS] = document(image, "cyclonedx")
    for path in results:
        files[f"{shares.RESULTS}/{path.name}"] = _result(path, image.objects[IMAGE].base_name)
    return files


def _result(path: Path, image: str) -> bytes:
    """Return the file of results at `path`; raises DeclarationError if they are of something else."""
    from guestpipe.bench.record import read

    found = read(path)
    if found.image != image and (found.mode != "native" or found.guest != image[33:]):
        raise DeclarationError(
            f"`{path.name}` has results of another image than the one that is shared",
            where=str(path),
            detail=(f"of     {found.image}", f"shared {image}"),
            hint="`guestpipe bench --measured tcg --output FILE` measures this one",
        )
    return path.read_bytes()


def _with_results(planned: Planned) -> Planned:
    """Return the planned guest with those of its benchmarks as steps whose results are in the store."""
    from guestpipe.bench.counting import planned_cases
    from guestpipe.bench.steps import cases, with_steps
    from guestpipe.parse import read_guest

    guest = read_guest(Path(planned.guest_path))
    if not guest.bench:
        return planned
    steps, plan = planned_cases(guest, cases(guest), planned)
    known = planned.store.by_plan_keys([plan.keys[step.name] for step in steps])
    done = [step for step in steps if plan.keys[step.name] in known]
    return replace(planned, plan=with_steps(planned.plan, done)) if done else planned


def _lock(planned: Planned) -> str:
    """Return the part of the locks that the plan pins: what people read, and may lay beside the guest."""
    from guestpipe import lock
    from guestpipe.model.lock import Lock
    from guestpipe.parse import read_guest

    folder = Path(planned.guest_path).parent
    whole = read_locks(lock_places(recipe_folders(read_guest(Path(planned.guest_path)), folder), folder))
    pinned = {str(step.fixed.digest) for step in planned.plan.steps if step.fixed is not None}
    tools = {step.recipe for step in planned.plan.steps if step.kind == "tools"}
    return lock.text(
        Lock(
            package=tuple(one for one in whole.package if one.sha256 in pinned),
            source=tuple(one for one in whole.source if one.sha256 in pinned),
            roots={name: members for name, members in whole.roots.items() if name in tools},
        )
    )
