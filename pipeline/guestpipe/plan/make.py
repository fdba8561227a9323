"""From a resolution, a lock and the digests of local trees to a Plan; pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from guestpipe.digest import Digest
from guestpipe.errors import DeclarationError
from guestpipe.plan.keys import plan_keys
from guestpipe.plan.settings import chosen
from guestpipe.plan.step import Fixed, Plan, Step, Tree
from guestpipe.resolve.resolution import Bound

if TYPE_CHECKING:
    from guestpipe.model.guest import SourceOverride
    from guestpipe.model.lock import Lock, LockedPackage
    from guestpipe.resolve.catalogue import Entry
    from guestpipe.resolve.resolution import Resolution

ARGV = ("/bin/sh", "-eu", "/recipe/build.sh")


def make_plan(
    resolution: Resolution,
    lock: Lock,
    trees: Mapping[tuple[str, str], Tree],
    settings: Mapping[str, str],
) -> Plan:
    """Return the plan; `trees` maps recipe name and mount name to each local tree that the resolution needs."""
    guest = resolution.guest
    tops = dict(resolution.tops)
    renamed = {tops["image"]: guest.name}
    steps = _steps(resolution.bound, lock, trees, settings, guest.source, renamed)
    return Plan(steps, plan_keys(steps), {top: renamed.get(name, name) for top, name in tops.items()})


def make_recipes_plan(bound: Iterable[Bound], lock: Lock, trees: Mapping[tuple[str, str], Tree], sandbox: str) -> Plan:
    """Return the plan of recipes that read nothing of a guest."""
    steps = _steps(bound, lock, trees, {}, {}, {})
    return Plan(steps, plan_keys(steps), {"sandbox": sandbox})


def _steps(
    every: Iterable[Bound],
    lock: Lock,
    trees: Mapping[tuple[str, str], Tree],
    settings: Mapping[str, str],
    overrides: Mapping[str, SourceOverride],
    renamed: Mapping[str, str],
) -> tuple[Step, ...]:
    packages = {package.name: package for package in lock.package}
    steps: dict[str, Step] = {}
    for bound in every:
        inputs = {mount: renamed.get(name, name) for mount, name in bound.inputs}
        if bound.entry.recipe.kind == "tools":
            for step in _packages(bound, lock, packages):
                steps[step.name] = step
                inputs[step.name.partition("_")[0]] = step.name
        for mount, step in _files(bound, lock, overrides):
            steps[step.name] = step
            inputs[mount] = step.name
        name = renamed.get(bound.entry.name, bound.entry.name)
        if name in steps:
            raise DeclarationError(
                f"the guest is called `{name}`, as one of its recipes is",
                where="guest.toml: name",
                hint="rename the guest",
            )
        steps[name] = _step(bound, name, inputs, trees, settings)
    return tuple(steps.values())


def make_tools_plan(entries: Iterable[Entry], lock: Lock) -> Plan:
    """Return the plan that makes the roots of recipes of kind `tools`, for use on this machine; tops by recipe name."""
    packages = {package.name: package for package in lock.package}
    steps: dict[str, Step] = {}
    tops: dict[str, str] = {}
    for entry in entries:
        bound = Bound(entry, ())
        parts = _packages(bound, lock, packages)
        steps.update((step.name, step) for step in parts)
        inputs = {step.name.partition("_")[0]: step.name for step in parts}
        steps[entry.name] = _step(bound, entry.name, inputs, {}, {})
        tops[entry.name] = entry.name
    ordered = tuple(steps.values())
    return Plan(ordered, plan_keys(ordered), tops)


def _step(
    bound: Bound,
    name: str,
    inputs: Mapping[str, str],
    trees: Mapping[tuple[str, str], Tree],
    settings: Mapping[str, str],
) -> Step:
    recipe, owner = bound.entry.recipe, bound.entry.name
    return Step(
        name=name,
        kind="tools" if recipe.kind == "tools" else "build",
        recipe=owner,
        argv=ARGV if recipe.kind == "build" else (),
        environment=tuple(sorted(recipe.environment.items())),
        settings=chosen(bound.entry, settings),
        inputs=tuple(sorted(inputs.items())),
        trees=tuple(sorted((mount, tree) for (recipe_name, mount), tree in trees.items() if recipe_name == owner)),
        links=tuple(sorted(recipe.links.items())),
        limit_s=recipe.limit_s if recipe.kind == "build" else 0,
    )


def _packages(bound: Bound, lock: Lock, packages: Mapping[str, LockedPackage]) -> list[Step]:
    name = bound.entry.name
    if name not in lock.roots:
        raise DeclarationError(
            f"the packages of `{name}` are not pinned",
            where=f"{bound.entry.folder / 'recipe.toml'}: packages",
            hint="run `guestpipe lock`",
        )
    return [_package(packages[package]) for package in lock.roots[name]]


def _package(package: LockedPackage) -> Step:
    origin = f"deb:{package.name}={package.version}:{package.architecture}"
    return Step(
        name=_file_name(f"{package.name}_{package.version}_{package.architecture}"),
        kind="package",
        fixed=Fixed(Digest(package.sha256), package.size, origin),
    )


def _files(bound: Bound, lock: Lock, overrides: Mapping[str, SourceOverride]) -> list[tuple[str, Step]]:
    """Return mount name and step of each source that is fetched; a source that is a local path is a tree instead."""
    found: list[tuple[str, Step]] = []
    for name, source in sorted(bound.entry.recipe.source.items()):
        override = overrides.get(name)
        if override is not None and override.path is not None:
            continue
        if override is not None and override.url is not None and override.sha256 is not None:
            fixed, file = Fixed(Digest(override.sha256), 0, override.url), override.url.rpartition("/")[2] or name
        else:
            locked = next((s for s in lock.source if s.name == name and s.package == source.debian), None)
            if locked is None:
                raise DeclarationError(
                    f"the source `{name}` of `{bound.entry.name}` is not pinned",
                    where=f"{bound.entry.folder / 'recipe.toml'}: source.{name}",
                    hint="run `guestpipe lock`",
                )
            fixed = Fixed(Digest(locked.sha256), locked.size, f"debsrc:{locked.package}={locked.version}:{locked.file}")
            file = locked.file
        found.append((f"source/{name}", Step(name=_file_name(file), kind="file", fixed=fixed)))
    return found


def _file_name(text: str) -> str:
    """Return `text` with what Nix does not allow in a base name replaced."""
    return re.sub(r"[^A-Za-z0-9+._?=-]", "-", text).lstrip(".")
