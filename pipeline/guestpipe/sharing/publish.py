"""Publishing a share: into a cache, or into one file; and taking such a file in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from guestpipe.digest import Digest, object_base_name
from guestpipe.planning import Planned, lock_places, read_locks, recipe_folders
from guestpipe.report import Reporter
from guestpipe.sharing import bundle
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


def publish(
    planned: Planned, place: Place, manner: Manner, include: Iterable[str], tells: Reporter
) -> tuple[Object, Pushed]:
    """Put a share of the guest, and all that it names, into the cache at `place`; return the share."""
    store = planned.store
    planned = _with_results(planned)
    found = closure(planned, include)
    trees = {object_base_name(tree.digest, tree.name) for step in planned.plan.steps for _, tree in step.trees}
    sources = [obj for name in sorted(trees) if (obj := store.by_base_name(name)) is not None]
    share = shares.make(planned, found, _lock(planned))
    pushed = push(store, place, [*found.objects(), *sources], found.made, manner, tells)
    # Last, so that whoever finds it finds what it names.
    push(store, place, [share], (), manner, tells)
    store.root(f"share {share.base_name}", [share.base_name, *(obj.base_name for obj in (*found.objects(), *sources))])
    store.flush()
    return share, pushed


def export(planned: Planned, file: Path, manner: Manner, include: Iterable[str], tells: Reporter) -> Object:
    """Write a share and all that it names to one file; return the share."""
    with planned.store.workspace("export") as folder:
        share, _ = publish(planned, Folder(str(folder / "cache")), manner, include, tells)
        bundle.write(folder / "cache", file)
    return share


def take_in(
    file: Path, store: Store, keys: tuple[PublicKey, ...], tells: Reporter, *, accepts_unsigned: bool
) -> list[Object]:
    """Bring what a file of `export` holds into the store; return its shares.

    Its objects prove themselves; what it says of steps is recorded if it is signed by one of `keys`.
    """
    place = bundle.Bundle.open(file)
    infos = [info for one in held(place) if (info := look_up(place, one.base_name, keys)) is not None]
    found = pull_all(store, place, infos, 4, tells)
    source = Source(place, Misses(Path("/nonexistent/misses.json")), accepts_unsigned)
    others = Substitutes(store, [source], keys, tells)
    others.by_plan_keys([Digest(name) for name in place.names("guestpipe/plan")])
    here = [obj for obj in found if obj.name.endswith(shares.SUFFIX)]
    for share in here:
        store.root(f"share {share.base_name}", [obj.base_name for obj in found])
    store.flush()
    return here


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
