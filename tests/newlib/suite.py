"""newlib's own test suite as guests: its programs out of newlib's source, and what is expected of each."""

from __future__ import annotations

import re
import tarfile
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

_TESTSUITE = "/newlib/testsuite/"
_HEADER = "include/check.h"
_EXPECTED_OUTPUT = re.compile(r"^set (?:expected_)?output \{\n(.*?)\n\}", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Program:
    """One program of the suite."""

    path: str
    """Below `newlib/testsuite/`."""
    result: str
    """`pass`, `fail`, `skip` (the program found nothing to test) or `refused` (it cannot be built)."""
    says: str = ""
    """What it says, if it does not pass."""
    reason: str = ""


def programs() -> tuple[Program, ...]:
    """Return the programs that `expected.toml` names."""
    expected = tomllib.loads(Path(__file__).with_name("expected.toml").read_text(encoding="utf-8"))
    return tuple(Program(path, **entry) for path, entry in expected.items())


def texts(tarball: Path) -> dict[str, str]:
    """Return the C files, headers and drivers of the suite in newlib's source, by path below `newlib/testsuite/`."""
    found = {}
    with tarfile.open(tarball) as archive:
        for member in archive:
            path = member.name.partition(_TESTSUITE)[2]
            if member.isfile() and path.endswith((".c", ".h", ".exp")):
                file = archive.extractfile(member)
                assert file is not None
                found[path] = file.read().decode("latin-1")
    return found


def write_guest(folder: Path, program: Program, suite: Mapping[str, str]) -> Path:
    """Make a guest of `program` in `folder` and return its guest.toml."""
    source = PurePosixPath(program.path)
    name = re.sub("[^a-z0-9]", "-", source.stem.lower())
    (folder / source.name).write_text(suite[program.path], encoding="latin-1")
    (folder / "check.h").write_text(suite[_HEADER], encoding="latin-1")
    guest = folder / "guest.toml"
    guest.write_text(
        f'name = "{name}"\n[target]\nlimit-s = 240\n'
        f'[program]\nlanguage = "c"\nsources = ["{source.name}", "check.h"]\n',
        encoding="utf-8",
    )
    return guest


def expected_lines(program: Program, suite: Mapping[str, str]) -> tuple[str, ...]:
    """Return the patterns that the program's driver compares the first lines of output with; often none."""
    driver = suite.get(str(PurePosixPath(program.path).with_suffix(".exp")), "")
    listed = _EXPECTED_OUTPUT.search(driver)
    return tuple(re.findall(r'^"(.*)"$', listed[1], re.MULTILINE)) if listed else ()


def is_as_expected(output: str, patterns: tuple[str, ...]) -> bool:
    """Tell whether each of the first lines of `output` matches its pattern."""
    lines = output.splitlines()
    return len(lines) >= len(patterns) and all(map(fnmatchcase, lines, patterns))
