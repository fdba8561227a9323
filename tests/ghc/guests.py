"""A case as declarations in one folder: `guest.toml` and the like for guests, `linux.toml` for the program on Linux."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

from ghc.bed import BEDS, KITTEN, PLAIN, Bed
from ghc.case import Case, source

HERE = Path(__file__).parent
INPUT = "case/input"
"""What the test reads, if it reads anything."""
OWN_FOLDER = frozenset({"base/IO/hDuplicateTo001"})
"""Tests that do not start in `/`: they write a file called `tmp`, and there is `/tmp`."""
ACCOUNTS = frozenset({"directory", "unix", "unix/libposix"})
"""Folders of tests that ask for users and groups: their `/etc` is the folder `accounts`."""
MEMORY = "1Gi"
FRAMEWORKS = HERE / "frameworks/guestpipe.lock"
"""Pins the packages by which suites of properties are written, for `guest.toml` beside it."""


def write(case: Case, root: Path, folder: Path) -> None:
    """Make `folder` hold the declarations of `case`, with its files out of `root`, and nothing else."""
    wanted = contents(case, root)
    for file in folder.rglob("*"):
        if file.is_file() and str(file.relative_to(folder)) not in wanted:
            file.unlink()
    for path, content in wanted.items():
        file = folder / path
        # What is there already stays: planning remembers files by their times.
        if not file.is_file() or file.read_bytes() != content:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)


def contents(case: Case, root: Path) -> Mapping[str, bytes]:
    """Return what the folder of `case` holds, by path."""
    made = _made(case, root)
    c = {
        "main.c": "+RTS" in case.arguments,
        "folder.c": case.path in OWN_FOLDER,
    }
    own = [name for name, is_needed in c.items() if is_needed]
    program = [case.main, *case.modules, *own]
    recipes = f"\n[recipes]\npath = [{json.dumps(str(HERE / 'recipes'))}]\n"
    files = f'\n[program.files]\n"{"/test" if case.path in OWN_FOLDER else "/"}" = "files"\n'
    etc = {f"etc/{file.name}": file.read_bytes() for file in _accounts(case)}
    files += '"/etc" = "etc"\n' if etc else ""
    return {
        **{file: source(root, case.folder, file).read_bytes() for file in (case.main, *case.modules)},
        **made,
        **({"guestpipe.lock": FRAMEWORKS.read_bytes()} if needs_frameworks(case) else {}),
        **{name: (HERE / "c" / name).read_bytes() for name in own},
        **{f"case/{name}": f"{text}\n".encode() for name, text in _told(case).items()},
        **({INPUT: (root / case.folder / case.stdin).read_bytes()} if case.stdin else {}),
        **etc,
        **{f"files/{path}": file.read_bytes() for path, file in _files(case, root)},
        **{bed.declaration: (_toml(case, program) + _of_bed(bed) + files).encode() for bed in BEDS},
        **{
            bed.reference: (_toml(case, ["case/*", *made], bed.is_threaded) + recipes).encode()
            for bed in (PLAIN, KITTEN)
        },
    }


def _made(case: Case, root: Path) -> Mapping[str, bytes]:
    """Return the sources that the tests of GHC's source do not have as they are compiled, by path."""
    if case.preprocessor:
        return {case.main: _preprocessed(case, root)}
    places = {name: source(root, case.folder, name) for name in (case.main, *case.modules)}
    return {name: place.read_bytes() for name, place in places.items() if not place.is_relative_to(root)}


def needs_frameworks(case: Case) -> bool:
    """Tell whether `case` needs a package that does not come with guestpipe: the lock beside the guest pins it then."""
    return bool(_locked() & set(case.packages))


@cache
def _locked() -> frozenset[str]:
    return frozenset(package["name"] for package in tomllib.loads(FRAMEWORKS.read_text(encoding="utf-8"))["haskell"])


def name_of(case: Case) -> str:
    """Return a name that a guest may have."""
    return "test-" + re.sub("[^a-z0-9]+", "-", case.path.lower())


def _toml(case: Case, sources: Iterable[str], links_threaded: bool = False) -> str:
    options = (*case.ghc_options, *(["-threaded"] if links_threaded else []))
    return (
        f'name = "{name_of(case)}"\n\n[target]\nmemory = "{MEMORY}"\nlimit-s = {case.limit_s}\n\n'
        f'[program]\nlanguage = "haskell"\nsources = {json.dumps(list(sources))}\n'
        f"packages = {json.dumps(case.packages)}\nghc-options = {json.dumps(options)}\n"
    )


def _of_bed(bed: Bed) -> str:
    return f'\n[kernel]\nvariant = "{bed.kernel}"\n\n[runtime]\nthreaded = {str(bed.is_threaded).lower()}\n'


def _told(case: Case) -> Mapping[str, str]:
    """Return what the recipe of the reference reads, by file."""
    return {
        "files": "\n".join(case.files),
        "folder": case.folder,
        "limit-s": str(case.limit_s),
        "main": case.main,
        "name": case.name,
        "run": case.command,
        "units": "\n".join(file for file in case.modules if file.endswith(".c")),
    }


def _accounts(case: Case) -> list[Path]:
    return sorted((HERE / "accounts").iterdir()) if case.folder in ACCOUNTS else []


def _files(case: Case, root: Path) -> Iterator[tuple[str, Path]]:
    """Yield what the guest finds where it starts, as the program on Linux does."""
    folder = root / case.folder
    for name in case.files:
        place = folder / name
        found = [place] if place.is_file() else sorted(file for file in place.rglob("*") if file.is_file())
        yield from ((str(file.relative_to(folder)), file) for file in found)


def _preprocessed(case: Case, root: Path) -> bytes:
    """Return what the test's own script makes of Main: it is Python, which the compiler's sandbox has not."""
    script, source = root / case.folder / case.preprocessor, root / case.folder / case.main
    with tempfile.TemporaryDirectory() as place:
        output = Path(place) / case.main
        argv = (sys.executable, "-I", str(script), str(source), str(source), str(output))
        subprocess.run(argv, check=True, timeout=60)
        return output.read_bytes()
