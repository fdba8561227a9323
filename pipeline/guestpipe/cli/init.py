"""`guestpipe init`: writes a guest that realizes."""

from __future__ import annotations

import argparse
import errno
import re
from pathlib import Path

from guestpipe.cli.terminal import note, say
from guestpipe.errors import DeclarationError, MissingFileError, reason_of

HELP = "write a new guest that realizes and boots"

_C = """\
#include <stdio.h>

int main(int argc, char **argv)
{
    printf("hello, %s, from the bare metal\\n", argc > 1 ? argv[1] : "world");
    return 0;
}
"""

_HASKELL = """\
module Main (main) where

import System.Environment (getArgs)

main :: IO ()
main = do
  arguments <- getArgs
  putStrLn ("hello, " ++ unwords (if null arguments then ["world"] else arguments) ++ ", from the bare metal")
"""

_PROGRAMS: dict[str, tuple[str, str, dict[str, dict[str, object]]]] = {
    "c": ("main.c", _C, {"program": {"sources": ["*.c"]}, "libc": {"name": "newlib", "stubs": "minimal"}}),
    "haskell": (
        "Main.hs",
        _HASKELL,
        {
            "program": {"sources": ["*.hs"], "packages": []},
            "runtime": {"name": "ghc"},
            "libc": {"name": "newlib", "stubs": "posix"},
        },
    ),
}
"""Language → file and text of the program, and what guest.toml says of it and of what it stands on."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("folder", nargs="?", default=".", help="where to write it (default: here)")
    parser.add_argument("--language", choices=sorted(_PROGRAMS), default="c", help="what the program is written in")
    parser.add_argument("--name", help="name of the guest (default: that of the folder)")


def main(args: argparse.Namespace) -> int:
    """Write guest.toml and a program; refuses to overwrite."""
    folder = Path(args.folder)
    name = args.name or _name_of(folder)
    if not re.fullmatch(r"[a-z0-9][a-z0-9+.-]*", name):
        raise DeclarationError(
            f"`{name}` cannot be the name of a guest: small letters, digits, `+`, `.` and `-`",
            hint="give another: `--name`",
        )
    file, program, _ = _PROGRAMS[args.language]
    files = {"guest.toml": declaration(name, args.language), file: program}
    for place in files:
        if (folder / place).exists():
            raise MissingFileError(
                f"`{place}` is already there",
                where=str(folder / place),
                hint="name another folder: `guestpipe init FOLDER`",
            )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for place, text in files.items():
            with (folder / place).open("x", encoding="utf-8") as file_:
                file_.write(text)
            say(str(folder / place))
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise
        reason = "it is a file" if isinstance(error, FileExistsError) else reason_of(error)
        raise MissingFileError(f"a guest cannot be written to `{folder}`: {reason}", where=error.filename) from error
    note(f"now: guestpipe run {folder / 'guest.toml'}")
    return 0


def declaration(name: str, language: str = "c") -> str:
    """Return the text of a new guest.toml, every table with a word on what it is."""
    import tomlkit
    from tomlkit import comment, document, nl, table

    text = document()
    text.add(comment("A guestpipe guest. `guestpipe run` builds and boots it; docs/guest-format.md lists every key."))
    text.add("spec", tomlkit.string("1"))
    text.add("name", tomlkit.string(name))
    own = _PROGRAMS[language][2]
    parts: dict[str, dict[str, object]] = {
        **own,
        "program": {"language": language, **own["program"], "cmd": ["world"]},
        "kernel": {"variant": "geekos"},
        "target": {"vmm": "qemu", "machine": "microvm", "cpus": 1, "memory": "64Mi", "formats": ["elf"]},
        "expect": {"status": 0, "output": "from the bare metal"},
    }
    for title, keys in parts.items():
        part = table()
        for key, value in keys.items():
            part.add(key, value)
        text.add(nl())
        text.add(title, part)
    return tomlkit.dumps(text)


def _name_of(folder: Path) -> str:
    return re.sub(r"[^a-z0-9+.-]+", "-", folder.resolve().name.lower()).strip("-.+") or "guest"
