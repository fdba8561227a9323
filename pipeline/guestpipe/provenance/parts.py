"""The parts of an image: which recipes and packages put code into it, with versions and licences."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from guestpipe import __version__
from guestpipe.diff.subject import IMAGE, Subject
from guestpipe.errors import DeclarationError
from guestpipe.model.recipe import Recipe
from guestpipe.plan.step import Plan, Step

NONE = "NONE"
"""The licence of what nobody has given one."""

_CONF = "package.conf.d"


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """A Debian source package."""

    package: str
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Something that is in the image."""

    name: str
    version: str
    licence: str
    """An SPDX expression, or NONE."""
    step: str
    role: str = ""
    """What the recipe fills: `kernel`, `libc`…"""
    is_haskell: bool = False
    origin: Origin | None = None
    """Where its source is from, if that is a package."""
    object: str = ""
    """Base name of the step's object, if the store has it."""


def parts(image: Subject) -> list[Part]:
    """Return the parts of an image: recipes that name a licence, and Haskell packages that were built for it."""
    plan = _plan(image)
    found = [part for step in plan.steps if step.kind == "build" for part in _parts(step, image, plan)]
    return sorted(found, key=lambda part: (part.name, part.version))


def _plan(image: Subject) -> Plan:
    if image.plan is None:
        raise DeclarationError(
            f"nothing tells how `{image.word}` was made", hint="name a guest, or an image that this store realized"
        )
    return image.plan


def _parts(step: Step, image: Subject, plan: Plan) -> Iterator[Part]:
    origin = _origin(step, {one.name: one for one in plan.steps})
    held = image.objects.get(step.name)
    base_name = held.base_name if held else ""
    yield from _haskell(step, image, origin, base_name)
    recipe = _recipe(step)
    if recipe is None or recipe.licence is None or step.name == IMAGE:
        return
    version = origin.version if origin else __version__
    yield Part(
        name=step.recipe,
        version=version,
        licence=recipe.licence,
        step=step.name,
        role=recipe.provides or "",
        origin=origin,
        object=base_name,
    )


def _haskell(step: Step, image: Subject, origin: Origin | None, base_name: str) -> Iterator[Part]:
    if not step.recipe.startswith("haskell-"):
        return
    if step.name not in image.places:
        raise DeclarationError(
            f"the object of `{step.name}` is not in the store, so its version and licence cannot be told",
            hint="realize the guest from its sources in this store",
        )
    folder = image.places[step.name] / _CONF
    for file in sorted(folder.glob("*.conf")):
        said = _fields(file.read_text(encoding="utf-8"))
        yield Part(
            name=said.get("name", file.stem),
            version=said.get("version", ""),
            licence=said.get("license", NONE),
            step=step.name,
            is_haskell=True,
            origin=origin,
            object=base_name,
        )


def _fields(text: str) -> dict[str, str]:
    """Return the fields of one line each of GHC's description of a package."""
    pairs = (line.partition(":") for line in text.splitlines() if line[:1].isalpha())
    return {key: value.strip() for key, _, value in pairs}


def _recipe(step: Step) -> Recipe | None:
    from guestpipe.parse import read_recipe

    tree = dict(step.trees).get("recipe")
    if tree is None:
        return None
    file = Path(tree.path, "recipe.toml")
    if not file.is_file():
        raise DeclarationError(
            f"the recipe of `{step.name}` is no longer in the store",
            where=os.fspath(file),
            hint="`guestpipe realize` puts it back",
        )
    return read_recipe(file)


def _origin(step: Step, steps: Mapping[str, Step]) -> Origin | None:
    """Return the nearest source package below a step, its tools aside."""
    seen, waiting = {step.name}, [step]
    while waiting:
        one = waiting.pop(0)
        for mount, name in one.inputs:
            below = steps[name]
            if below.kind == "file" and below.fixed and below.fixed.origin.startswith("debsrc:"):
                package, _, version = below.fixed.origin.removeprefix("debsrc:").rpartition(":")[0].partition("=")
                return Origin(package=package, version=version)
            # Only what hands sources on: a kernel is not from newlib's package because it sees newlib's headers.
            if mount.endswith("-source") and name not in seen:
                seen.add(name)
                waiting.append(below)
    return None
