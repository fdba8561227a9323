"""The one composition: a guest on disk, planned, realized, linked and remembered."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from guestpipe import memory
from guestpipe.build.need import Forecast, Offered, forecast
from guestpipe.build.outcome import Substitutes
from guestpipe.build.schedule import Options, Outcome
from guestpipe.build.schedule import realize as realize_steps
from guestpipe.digest import Digest, object_base_name
from guestpipe.errors import BuildError, DeclarationError, GuestpipeError, NotReproducibleError
from guestpipe.plan.record import SUFFIX, to_bytes
from guestpipe.plan.step import Fixed, Plan
from guestpipe.planning import Facts, Planned, plan_guest, plan_tools
from guestpipe.process import loaded
from guestpipe.report import Reporter
from guestpipe.store.objects import Object
from guestpipe.store.store import Store
from guestpipe.substitute.choice import Caches

RESULT = "result"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What a user may choose about a run, and the world that it runs in."""

    environ: Mapping[bytes, bytes]
    cache: Path
    store: str = ""
    """Folder of the store; empty: the environment's, the guest's, or beside guest.toml."""
    jobs: int = 0
    """Builds at a time; 0 is as many as there are cores."""
    keep_going: bool = False
    offline: bool = False
    rebuild: tuple[str, ...] = ()
    trace_libc: bool = False
    """Whether the image tells the calls of libc's stubs on the control port; it is not linked as `result`."""
    link: bool = True
    """Whether to make the link `result` beside guest.toml."""
    caches: Callable[[], Caches] | None = None
    """Says which caches to ask before anything is built; called when something is missing."""
    waiting: Callable[[], None] | None = None
    """Called once if the store is being collected and we have to wait for that."""

    def variables(self) -> dict[str, str]:
        """Return the environment as text."""
        return {os.fsdecode(key): os.fsdecode(value) for key, value in self.environ.items()}


@dataclass(frozen=True, slots=True)
class Realized:
    """A guest that has been realized."""

    plan: Plan
    facts: Facts
    object: Object
    image: Path
    """The folder with `guest.elf` and the other formats."""
    tools: Mapping[str, Path]
    """`vmm` → its tool root, when it was asked for."""
    outcome: Outcome


def plan(guest: str, wishes: Wishes) -> Planned:
    """Return the plan of the guest, and its store, open; the caller closes it."""
    return plan_guest(guest, wishes.store, wishes.environ, lambda path: Store.open(path, waiting=wishes.waiting))


def realize(guest: str, wishes: Wishes, reporter: Reporter, wants: Iterable[str] = ("image",)) -> Realized:
    """Realize the tops `wants` of the guest; `image` is always one of them."""
    planned = plan(guest, wishes)
    if wishes.trace_libc:
        from guestpipe.plan.trace import traced

        planned = replace(planned, plan=traced(planned.plan))
    with planned.store:
        tops = {top: planned.plan.tops[top] for top in dict.fromkeys(("image", *wants))}
        outcome = run(planned.plan, tops.values(), planned.store, wishes, reporter)
        held = {top: outcome.objects[step] for top, step in tops.items()}
        places = {top: planned.store.object_path(obj) for top, obj in held.items()}
        record = _record(planned)
        if wishes.link and not wishes.trace_libc:
            _link(planned, held["image"], record, wishes)
        if outcome.count("built") or outcome.count("fetched"):
            planned.store.flush()
    return Realized(planned.plan, planned.facts, held["image"], places.pop("image"), places, outcome)


def run(
    made: Plan,
    tops: Iterable[str],
    store: Store,
    wishes: Wishes,
    reporter: Reporter,
    bubblewrap: tuple[str, ...] = (),
) -> Outcome:
    """Realize steps of a plan by name; raises what stopped it. `bubblewrap` stands in for the plan's own."""
    wanted = list(tops)
    for step in wishes.rebuild:
        if step not in made.keys:
            raise unknown_step(step, made)
    with substitutes(store, wishes, reporter, [made.keys[name] for name in wanted]) as others:
        options = Options(
            bubblewrap=bubblewrap
            or (sandbox(made, store, wishes, reporter, others) if _builds(made, wanted, store, wishes) else ()),
            jobs=wishes.jobs or len(os.sched_getaffinity(0)),
            keep_going=wishes.keep_going,
            rebuild=frozenset(wishes.rebuild),
            substitutes=others,
        )
        outcome = realize_steps(made, wanted, store, _Fetcher(wishes), options, reporter)
    if outcome.failures:
        raise _failed(outcome)
    if outcome.changed:
        raise _changed(outcome, store)
    return outcome


@contextmanager
def substitutes(
    store: Store, wishes: Wishes, reporter: Reporter, keys: Sequence[Digest]
) -> Iterator[Substitutes | None]:
    """Give whom to ask for what is missing, None if nothing is or nobody is to be asked.

    The plan keys `keys` have been looked up then, unless they are to be rebuilt.
    """
    missing = wishes.rebuild or len(store.by_plan_keys(keys)) < len(set(keys))
    wanted = wishes.caches() if missing and wishes.caches else Caches()
    if not wanted.addresses:
        yield None
        return
    from guestpipe.substitute.ask import opened

    others = opened(store, wanted, wishes.cache / "substitute", wishes.variables(), reporter, offline=wishes.offline)
    try:
        if not wishes.rebuild:
            others.by_plan_keys(keys)
        yield others
    finally:
        others.close()


def sandbox(
    made: Plan, store: Store, wishes: Wishes, reporter: Reporter, others: Substitutes | None = None
) -> tuple[str, ...]:
    """Return the program prefix of the plan's bubblewrap, realized if it is not there yet: that needs no sandbox."""
    step = made.tops["sandbox"]
    held = store.by_plan_key(made.keys[step])
    if held is None:
        options = Options(bubblewrap=(), jobs=wishes.jobs or len(os.sched_getaffinity(0)), substitutes=others)
        outcome = realize_steps(made, [step], store, _Fetcher(wishes), options, reporter)
        if outcome.failures:
            raise _failed(outcome)
        held = outcome.objects[step]
    return loaded(str(store.object_path(held)), "usr/bin/bwrap")


def _builds(made: Plan, wanted: Iterable[str], store: Store, wishes: Wishes) -> bool:
    """Say whether a script may have to run, as far as one look at the wanted steps tells."""
    unknown = {made.keys[name] for name in wanted} - store.by_plan_keys(made.keys[name] for name in wanted).keys()
    return bool(unknown or wishes.rebuild)


def tool_roots(
    names: Sequence[str], folders: Sequence[Path], store: Store, wishes: Wishes, reporter: Reporter
) -> dict[str, Path]:
    """Return where the tool roots `names`, recipes in `folders` or ours, are; they need no sandbox to be made."""
    made = plan_tools(names, folders)
    known = store.by_plan_keys([made.keys[name] for name in names])
    if len(known) == len(set(names)):
        return {name: store.object_path(known[made.keys[name]]) for name in names}
    with substitutes(store, wishes, reporter, [made.keys[name] for name in names]) as others:
        jobs = wishes.jobs or len(os.sched_getaffinity(0))
        options = Options(bubblewrap=(), jobs=jobs, substitutes=others)
        outcome = realize_steps(made, names, store, _Fetcher(wishes), options, reporter)
    if outcome.failures:
        raise _failed(outcome)
    return {name: store.object_path(outcome.objects[name]) for name in names}


def rebuilder(
    guest: str, wishes: Wishes, store: Store, reporter: Reporter
) -> Callable[[Object, tuple[Digest, ...]], bool]:
    """Return what brings an object back into `store` by the plan of the guest; False for one of another plan."""

    def rebuild(lost: Object, keys: tuple[Digest, ...]) -> bool:
        # Planned anew each time: captured trees that are gone are captured again by that.
        made = plan_guest(guest, wishes.store, wishes.environ, lambda _: store).plan
        names = [name for name, key in made.keys.items() if key in keys]
        if names:
            run(made, names[:1], store, wishes, reporter)
        return store.object(lost.digest, lost.name) is not None

    return rebuild


def foresee(planned: Planned, steps: Sequence[str], wishes: Wishes, reporter: Reporter | None = None) -> Forecast:
    """Return what realizing `steps`, by name, would do; with a reporter, caches are asked as they would be then."""
    made, store = planned.plan, planned.store
    caches = wishes.caches() if reporter is not None and wishes.caches else Caches()
    if reporter is None or not caches.addresses:
        return forecast(made, steps, store, wishes.rebuild)
    from guestpipe.substitute.ask import opened
    from guestpipe.substitute.promise import Promises

    memories, variables = wishes.cache / "substitute", wishes.variables()
    promises = Promises(store, opened(store, caches, memories, variables, reporter, offline=wishes.offline))
    found = forecast(made, steps, promises, wishes.rebuild)
    promises.others.close()
    offers = {
        name: Offered(o.source.place.url, o.file_bytes, o.claim.wall_ms / 1000, o.signers)
        for name, o in promises.offers.items()
    }
    offered = {step: offers[obj.base_name] for step, obj in found.known.items() if obj.base_name in offers}
    return replace(found, offered=offered)


def unknown_step(name: str, made: Plan) -> GuestpipeError:
    """Return the error for a step that the plan does not have."""
    from guestpipe.parse import suggestion

    steps = [step.name for step in made.steps if step.kind in ("build", "tools")]
    return DeclarationError(
        f"this guest has no step `{name}`", hint=suggestion(name, steps) or "`guestpipe plan` shows its steps"
    )


@dataclass(frozen=True, slots=True)
class _Fetcher:
    """The store's fetcher, loaded when there is something to fetch."""

    wishes: Wishes

    def fetch(self, wanted: Sequence[Fixed], into: Path, progress: Callable[[int], None]) -> Mapping[Digest, Path]:
        from guestpipe.store.fetch import Fetcher

        return Fetcher(self.wishes.cache, self.wishes.offline, self.wishes.variables()).fetch(wanted, into, progress)


def _record(planned: Planned) -> Object:
    """Return the object that says how the image is made: the plan (`guestpipe diff`, `why-differs`, `provenance`)."""
    with planned.store.workspace("plan") as folder:
        (folder / "plan").write_bytes(to_bytes(planned.plan))
        return planned.store.seal(folder / "plan", f"{planned.facts.name}{SUFFIX}")


def _link(planned: Planned, image: Object, record: Object, wishes: Wishes) -> None:
    """Link the result, keep all of its plan from collection, and let the front door answer the next time."""
    store, link = planned.store, Path(planned.guest_path).parent / RESULT
    keeps = [obj.base_name for obj in store.by_plan_keys(planned.plan.keys.values()).values()]
    keeps += [object_base_name(tree.digest, tree.name) for _, tree, _ in planned.remembered.trees]
    keeps.append(record.base_name)
    store.link(link, image, keeps)
    memory.remember_made(planned.guest_path, wishes.environ, planned.plan.steps)
    memory.remember_result(
        planned.guest_path, wishes.store, wishes.environ, planned.remembered, str(store.object_path(image)), str(link)
    )


def _changed(outcome: Outcome, store: Store) -> GuestpipeError:
    """Return the error for steps that were built again and came out different."""
    told = [
        f"{step}: {store.object_path(old)} was, {store.object_path(new)} is"
        for step, (old, new) in sorted(outcome.changed.items())
    ]
    names = " and ".join(f"`{step}`" for step in sorted(outcome.changed))
    return NotReproducibleError(
        f"{names} gave other bytes than before", detail=tuple(told), hint="both are in the store; compare them"
    )


def _failed(outcome: Outcome) -> GuestpipeError:
    """Return the one error, or one that names them all."""
    errors = [failure.error for failure in outcome.failures]
    if len(errors) == 1:
        return errors[0]
    told = [line for error in errors for line in str(error).splitlines()]
    return BuildError(
        f"{len(errors)} steps failed", detail=tuple(told), hint="the first of them is a good one to begin with"
    )
