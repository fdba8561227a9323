"""The catalogue: every recipe in the recipe folders, by name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from guestpipe.errors import DeclarationError, MissingFileError
from guestpipe.model.recipe import Recipe
from guestpipe.parse import read_recipe


@dataclass(frozen=True, slots=True)
class Entry:
    """A recipe and where it is; for a member of a family, with what the member adds."""

    name: str
    recipe: Recipe
    folder: Path


def read(folders: Iterable[Path]) -> dict[str, Entry]:
    """Return the recipes in `folders` by name; an earlier folder wins.

    A folder without `recipe.toml` is not a recipe.
    """
    entries: dict[str, Entry] = {}
    for folder in folders:
        for name, entry in _read_folder(folder).items():
            entries.setdefault(name, entry)
    return entries


def _read_folder(folder: Path) -> dict[str, Entry]:
    if not folder.is_dir():
        raise MissingFileError(f"there is no folder of recipes `{folder.name}`", where=str(folder))
    entries: dict[str, Entry] = {}
    for place in sorted(folder.iterdir()):
        file = place / "recipe.toml"
        if not file.is_file():
            continue
        for entry in _members(place, read_recipe(file)):
            if entry.name in entries:
                raise DeclarationError(
                    f"two recipes are called `{entry.name}`",
                    where=f"{file} and {entries[entry.name].folder / 'recipe.toml'}",
                    hint="a member of a family is called `<folder>-<member>`; rename one of the two",
                )
            entries[entry.name] = entry
    return entries


def _members(folder: Path, recipe: Recipe) -> list[Entry]:
    script = folder / ("package/build.sh" if recipe.kind == "haskell" else "build.sh")
    if recipe.kind != "tools" and not script.is_file():
        raise DeclarationError(
            f"recipe `{folder.name}` has no script",
            where=str(script),
            hint='write build.sh (docs/recipe-format.md), or say `kind = "tools"`',
        )
    if not recipe.family:
        return [Entry(folder.name, recipe, folder)]
    return [
        Entry(
            f"{folder.name}-{name}",
            recipe.model_copy(
                update={
                    "summary": member.summary or recipe.summary,
                    "inputs": recipe.inputs + member.inputs,
                    "environment": {**recipe.environment, **member.environment},
                    "family": {},
                }
            ),
            folder,
        )
        for name, member in recipe.family.items()
    ]
