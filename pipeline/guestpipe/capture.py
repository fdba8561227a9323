"""Local trees: which files a guest's steps take from this machine, captured into the store while planning.

What is captured is what is built: an edit after that waits for the next plan.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from guestpipe.errors import DeclarationError, MissingFileError, reason_of
from guestpipe.nar import digest
from guestpipe.plan.step import Tree

if TYPE_CHECKING:
    from guestpipe.model.guest import Guest
    from guestpipe.resolve.catalogue import Entry
    from guestpipe.resolve.resolution import Resolution
    from guestpipe.store.store import Store


@dataclass(frozen=True, slots=True)
class Wanted:
    """A local tree that a step needs: all of `root`, or of it only `files`."""

    recipe: str
    mount: str
    name: str
    root: str
    files: tuple[str, ...] = ()


def source_files(folder: Path, patterns: Sequence[str]) -> tuple[str, ...]:
    """Return the files that `patterns`, relative to `folder`, stand for: in their order, a glob's sorted."""
    import glob

    found: dict[str, None] = {}
    for index, pattern in enumerate(patterns):
        where = f"{folder / 'guest.toml'}: program.sources[{index}]"
        matches = sorted(glob.glob(pattern, root_dir=folder, recursive=True))
        files = [match for match in matches if (folder / match).is_file()]
        if not files:
            hint = None if matches or glob.has_magic(pattern) else _nearest(folder, pattern)
            raise MissingFileError(_no_source(pattern, is_there=bool(matches)), where=where, hint=hint)
        for file in files:
            _refuse_unnameable(file, where)
            _readable_inside(folder, file, where)
            found[os.path.normpath(file)] = None
    return tuple(found)


def _refuse_unnameable(file: str, where: str) -> None:
    """Refuse a name that a list of names in UTF-8, a line each, cannot hold."""
    if any(character < " " or character == "\x7f" or "\ud800" <= character <= "\udfff" for character in file):
        text = os.fsencode(file).decode("utf-8", "backslashreplace")
        shown = "".join(c if c >= " " and c != "\x7f" else repr(c)[1:-1] for c in text)
        raise DeclarationError(
            f"the name of the source `{shown}` is not one line of UTF-8", where=where, hint="rename the file"
        )


def _no_source(pattern: str, *, is_there: bool) -> str:
    import glob

    if glob.has_magic(pattern):
        return f"no file fits the source `{pattern}`" + (", only folders do" if is_there else "")
    if is_there:
        return f"the source `{pattern}` is a folder; name its files, or a glob such as `{pattern.rstrip('/')}/**/*.c`"
    return f"the source `{pattern}` does not exist"


def _nearest(folder: Path, path: str) -> str | None:
    """Return a hint that names what there is beside the missing `path`, if something is called alike."""
    from guestpipe.parse import suggestion

    above = (folder / path).parent
    names = [entry.name for entry in above.iterdir() if not entry.name.startswith(".")] if above.is_dir() else []
    return suggestion(Path(path).name, names)


def _readable_inside(folder: Path, file: str, where: str) -> None:
    if not (folder / file).resolve().is_relative_to(folder.resolve()):
        raise DeclarationError(
            f"the source `{file}` leaves the project through a symbolic link", where=where, hint="copy the file in"
        )
    try:
        with open(folder / file, "rb"):
            pass
    except OSError as error:
        reason = reason_of(error)
        raise MissingFileError(f"the source `{file}` cannot be read: {reason}", where=where) from error


def refuse_missing_folders(folder: Path, include: Sequence[str]) -> None:
    """Refuse what `program.include` names and is no folder: nothing would ever be found in it."""
    for index, place in enumerate(include):
        if not (folder / place).is_dir():
            is_there = (folder / place).exists()
            raise MissingFileError(
                f"the folder of headers and modules `{place}` {'is not a folder' if is_there else 'does not exist'}",
                where=f"{folder / 'guest.toml'}: program.include[{index}]",
                hint=None if is_there else _nearest(folder, place),
            )


def wanted(resolution: Resolution, folder: Path, sources: tuple[str, ...]) -> list[Wanted]:
    """Return every local tree that the steps of `resolution` need; `folder` is that of guest.toml."""
    trees: list[Wanted] = []
    for bound in resolution.bound:
        entry = bound.entry
        trees += of_recipe(entry)
        if entry.recipe.provides == "files":
            trees += _files(entry.name, resolution.guest, folder)
        if entry.recipe.provides == "program":
            trees.append(Wanted(entry.name, "source/program", f"{resolution.guest.name}.source", str(folder), sources))
        for name in entry.recipe.source:
            override = resolution.guest.source.get(name)
            if override is not None and override.path is not None:
                root = folder / override.path
                if not root.exists():
                    raise MissingFileError(
                        f"the source `{name}` is to come from `{override.path}`, which does not exist",
                        where=f"{folder / 'guest.toml'}: source.{name}.path",
                    )
                trees.append(Wanted(entry.name, f"source/{name}", f"{name}.source", str(root)))
    return trees


def of_recipe(entry: Entry) -> list[Wanted]:
    """Return the local trees that a recipe is itself: its folder and the patches that it names."""
    if entry.recipe.kind == "tools":
        return []
    trees = [Wanted(entry.name, "recipe", f"{entry.folder.name}.recipe", str(entry.folder))]
    for patches in entry.recipe.patches:
        root = entry.folder.parent.parent / "patches" / patches
        if not root.is_dir():
            raise MissingFileError(
                f"recipe `{entry.name}` names patches that are not there: `{patches}`",
                where=f"{entry.folder / 'recipe.toml'}: patches",
                hint=f"put them into {root}",
            )
        trees.append(Wanted(entry.name, f"patches/{patches}", f"{patches}.patches", str(root)))
    return trees


def _files(recipe: str, guest: Guest, folder: Path) -> list[Wanted]:
    """Return the trees of `program.files`, numbered in the order of the setting."""
    trees: list[Wanted] = []
    for index, (place, local) in enumerate(sorted(guest.program.files.items())):
        where = f"{folder / 'guest.toml'}: program.files[{place!r}]"
        root = folder / local
        if not root.exists():
            hint = _nearest(folder, local)
            raise MissingFileError(f"the file `{local}` for `{place}` does not exist", where=where, hint=hint)
        if not root.resolve().is_relative_to(folder.resolve()):
            raise DeclarationError(
                f"`{local}` leaves the project through a symbolic link", where=where, hint="copy the file in"
            )
        trees.append(Wanted(recipe, f"source/{index}", f"{guest.name}.files", str(root)))
    return trees


def capture(store: Store, tree: Wanted) -> Tree:
    """Put `tree` into the store and return it, at its place there."""
    if not tree.files:
        # Most trees are here since an earlier plan: to read one again costs a fifth of copying it.
        held = store.object(digest(tree.root)[0], tree.name) or store.add(Path(tree.root), tree.name)
    else:
        import shutil

        with store.workspace("capture") as place:
            copy = place / "tree"
            for file in tree.files:
                target = copy / file
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(Path(tree.root) / file, target)
            held = store.seal(copy, tree.name)
    return Tree(tree.name, held.digest, str(store.object_path(held)))
