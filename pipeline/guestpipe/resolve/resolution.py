"""The Resolution: every role of a guest bound to a recipe, every input found; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING, get_args

from guestpipe.errors import DeclarationError
from guestpipe.model.guest import NATIVE
from guestpipe.model.recipe import Role
from guestpipe.parse import suggestion
from guestpipe.resolve import packages
from guestpipe.resolve.runtime_options import refuse_options

if TYPE_CHECKING:
    from guestpipe.model.guest import Guest
    from guestpipe.resolve.catalogue import Entry

ROLES: frozenset[str] = frozenset(get_args(Role)) - {"bignum"}

PACKAGES = "packages"
"""The input that stands for the recipes of `program.packages`."""

OWN_TOPS = {
    "sandbox": "sandbox-bubblewrap",
    "check": "perturbation",
    "bench": "bench-counted",
    "native": "bench-native",
}
"""What guestpipe itself needs of every plan → recipe: to build in, to build again under other circumstances,
and the patterns of counted benchmarks and of native programs."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A recipe with its inputs found: mount name and recipe name, sorted."""

    entry: Entry
    inputs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Resolution:
    """The recipes that a guest needs, inputs first, and which of them is which of its tops."""

    guest: Guest
    bound: tuple[Bound, ...]
    tops: tuple[tuple[str, str], ...]
    """`image`, `vmm` and OWN_TOPS → recipe name."""


def resolve(guest: Guest, catalogue: Mapping[str, Entry]) -> Resolution:
    """Bind every role and find every input; refuses rings, unknown names and combinations that cannot be."""
    catalogue = _with_stand_ins(guest, catalogue)
    roles = _bind(guest, catalogue)
    tops = {"image": _role(roles, "guest"), "vmm": _role(roles, "vmm")}
    tops |= {top: recipe for top, recipe in OWN_TOPS.items() if recipe in catalogue}
    needed = _needed(tops.values(), roles, catalogue)
    _refuse_impossible(guest, roles, catalogue)
    if guest.runtime.name == "ghc":
        refuse_options(guest)
    return Resolution(guest, _inputs_first(needed), tuple(sorted(tops.items())))


def _with_stand_ins(guest: Guest, catalogue: Mapping[str, Entry]) -> Mapping[str, Entry]:
    """Return `catalogue` with what the guest chose in the place of the recipe that is taken otherwise.

    All that is above stands on it by the name of that recipe, so nothing is mixed with what stands on the other.
    """
    if guest.runtime.bignum == NATIVE:
        return catalogue
    able = {entry.recipe.variant or "": entry for entry in catalogue.values() if entry.recipe.provides == "bignum"}
    if guest.runtime.bignum not in able:
        raise DeclarationError(
            f"no recipe provides the bignum `{guest.runtime.bignum}`",
            where="guest.toml: runtime.bignum",
            hint=suggestion(guest.runtime.bignum, [NATIVE, *able]),
        )
    chosen = able[guest.runtime.bignum]
    replaced = chosen.recipe.stands_for or chosen.name
    return {**catalogue, replaced: replace(chosen, name=replaced)}


def closure(names: Iterable[str], catalogue: Mapping[str, Entry]) -> tuple[Bound, ...]:
    """Return the recipes `names`, which ask for no role of a guest, and all that they need, inputs first."""
    return _inputs_first(_needed(names, dict.fromkeys((*ROLES, PACKAGES), ()), catalogue))


def _needed(
    names: Iterable[str], roles: Mapping[str, tuple[str, ...]], catalogue: Mapping[str, Entry]
) -> dict[str, Bound]:
    needed: dict[str, Bound] = {}
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name in needed:
            continue
        entry = catalogue[name]
        needed[name] = Bound(entry, tuple(sorted(_inputs(entry, roles, catalogue))))
        waiting.extend(recipe for _, recipe in needed[name].inputs)
    return needed


def _bind(guest: Guest, catalogue: Mapping[str, Entry]) -> dict[str, tuple[str, ...]]:
    """Return the recipes bound to each role; an unbound role has none, `image` has one for each format."""
    wanted: dict[str, tuple[str, tuple[str | None, ...]]] = {
        "kernel": ("kernel.variant", (guest.kernel.variant,)),
        "libc": ("libc.name", (guest.libc.name,)),
        "stubs": ("libc.stubs", (guest.libc.stubs,)),
        "runtime": ("runtime.name", () if guest.runtime.name == "none" else (_runtime(guest),)),
        "program": ("program.language", (guest.program.language,)),
        "files": ("program.files", (None,) if guest.program.files else ()),
        "image": ("target.formats", guest.target.formats),
        "vmm": ("target.vmm", (guest.target.vmm,)),
    }
    by_role: dict[tuple[str, str | None], list[str]] = {}
    for entry in catalogue.values():
        if entry.recipe.provides is not None:
            by_role.setdefault((entry.recipe.provides, entry.recipe.variant), []).append(entry.name)
    bound = {
        role: tuple(_one(by_role, role, variant, key) for variant in variants)
        for role, (key, variants) in wanted.items()
    }
    # A libc whose headers are no recipe of their own gives them itself.
    if ("libc-headers", guest.libc.name) in by_role:
        bound["libc-headers"] = (_one(by_role, "libc-headers", guest.libc.name, "libc.name"),)
    else:
        bound["libc-headers"] = bound["libc"]
    bound["guest"] = (_one(by_role, "guest", None, "the image"),)
    bound[PACKAGES] = packages.needed(guest, catalogue)
    return bound


def _runtime(guest: Guest) -> str:
    """Return the variant of the runtime: one with threads is another recipe, and the rest of the guest is the same."""
    return f"{guest.runtime.name}-threaded" if guest.runtime.threaded else guest.runtime.name


def _one(by_role: Mapping[tuple[str, str | None], list[str]], role: str, variant: str | None, key: str) -> str:
    found = by_role.get((role, variant), [])
    if len(found) == 1:
        return found[0]
    if found:
        raise DeclarationError(
            f"{' and '.join(f'`{name}`' for name in sorted(found))} both provide the {role} `{variant}`",
            where=f"guest.toml: {key}",
            hint="give one of them another `variant`, or the same folder name so that the nearer one wins",
        )
    others = [other or "" for (kind, other) in by_role if kind == role]
    raise DeclarationError(
        f"no recipe provides the {role} `{variant}`", where=f"guest.toml: {key}", hint=suggestion(variant or "", others)
    )


def _role(roles: Mapping[str, tuple[str, ...]], role: str) -> str:
    return roles[role][0]


def _inputs(
    entry: Entry, roles: Mapping[str, tuple[str, ...]], catalogue: Mapping[str, Entry]
) -> Iterable[tuple[str, str]]:
    recipe = entry.recipe
    for index, written in enumerate(recipe.inputs):
        name = written.removesuffix("?")
        where = f"{entry.folder / 'recipe.toml'}: inputs[{index}]"
        if name == "image":
            yield from ((f"image-{catalogue[image].recipe.variant}", image) for image in roles["image"])
        elif name == PACKAGES:
            yield from ((package, package) for package in roles[PACKAGES])
        elif name in ROLES:
            if not roles[name] and not written.endswith("?"):
                raise DeclarationError(
                    f"`{entry.name}` needs a {name}, and the guest has none",
                    where=where,
                    hint=f"set `[{name}] name` in guest.toml",
                )
            yield from ((name, bound) for bound in roles[name])
        elif name in catalogue:
            yield name, name
        elif not written.endswith("?"):
            raise DeclarationError(
                f"`{entry.name}` needs `{name}`, which is not in recipes/",
                where=where,
                hint=suggestion(name, [*catalogue, *ROLES]),
            )
    if recipe.tools is not None:
        tools = catalogue.get(recipe.tools)
        if tools is None or tools.recipe.kind != "tools":
            raise DeclarationError(
                f"`{entry.name}` wants the tools `{recipe.tools}`, which is "
                + ("not in recipes/" if tools is None else "not of kind `tools`"),
                where=f"{entry.folder / 'recipe.toml'}: tools",
                hint=suggestion(recipe.tools, [e.name for e in catalogue.values() if e.recipe.kind == "tools"]),
            )
        yield "tools", recipe.tools


def _inputs_first(needed: Mapping[str, Bound]) -> tuple[Bound, ...]:
    graph = {name: [recipe for _, recipe in needed[name].inputs] for name in sorted(needed)}
    try:
        return tuple(needed[name] for name in TopologicalSorter(graph).static_order())
    except CycleError as error:
        ring = list(reversed(error.args[1]))
        first = needed[ring[0]].entry
        raise DeclarationError(
            f"recipes need each other in a ring: {' → '.join(f'`{name}`' for name in ring)}",
            where=f"{first.folder / 'recipe.toml'}: inputs",
            hint="take one of these inputs out, or split a recipe in two",
        ) from error


def _refuse_files(guest: Guest, roles: Mapping[str, tuple[str, ...]], catalogue: Mapping[str, Entry]) -> None:
    stubs = catalogue[_role(roles, "stubs")].recipe
    if not guest.program.files or (stubs.offers and stubs.offers.files):
        return
    able = sorted(
        f"`{entry.recipe.variant}`"
        for entry in catalogue.values()
        if entry.recipe.provides == "stubs" and entry.recipe.offers and entry.recipe.offers.files
    )
    raise DeclarationError(
        f"the stubs `{guest.libc.stubs}` have no files, so the program would never find those of `program.files`",
        where="guest.toml: program.files",
        hint=f"set `[libc] stubs`; stubs with files: {', '.join(able)}" if able else "take the key out",
    )


def _refuse_impossible(guest: Guest, roles: Mapping[str, tuple[str, ...]], catalogue: Mapping[str, Entry]) -> None:
    _refuse_files(guest, roles, catalogue)
    kernel = catalogue[roles["kernel"][0]]
    offers = kernel.recipe.offers
    if offers is None:
        raise DeclarationError(
            f"kernel `{kernel.name}` does not say what it offers",
            where=str(kernel.folder / "recipe.toml"),
            hint="add `[offers]` with `cpus` and `threads`",
        )
    able = sorted(
        entry.recipe.variant or ""
        for entry in catalogue.values()
        if entry.recipe.provides == "kernel" and entry.recipe.offers and entry.recipe.offers.threads
    )
    other = f"; kernels with threads: {', '.join(f'`{name}`' for name in able)}" if able else ""
    if guest.runtime.threaded and not offers.threads:
        raise DeclarationError(
            f"a threaded runtime cannot run on the kernel `{guest.kernel.variant}`, which gives the program one thread",
            where="guest.toml: runtime.threaded",
            hint=f"set `threaded = false`, or choose another `[kernel] variant`{other}",
        )
    if guest.kernel.sched_hz != 0 and not offers.sched_hz:
        raise DeclarationError(
            f"the kernel `{guest.kernel.variant}` has ticks of its own, and the guest asks for others",
            where="guest.toml: kernel.sched-hz",
            hint="take the key out, or choose another `[kernel] variant`",
        )
    if guest.target.cpus > offers.cpus:
        raise DeclarationError(
            f"the kernel `{guest.kernel.variant}` uses {offers.cpus} processor{'s' * (offers.cpus > 1)}, "
            f"and the guest asks for {guest.target.cpus}",
            where="guest.toml: target.cpus",
            hint=f"set `cpus = {offers.cpus}`, or choose another `[kernel] variant`{other}",
        )
