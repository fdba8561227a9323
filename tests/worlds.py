"""The smallest worlds that show a behaviour: folders of recipes and guests, written from a few words."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

GUEST = """\
spec = "1"
name = "sample"

[program]
language = "c"
sources = ["main.c"]
"""

RECIPES = {
    "toolchain": 'summary = "t"\nkind = "tools"\npackages = ["gcc"]\n',
    "vmm-qemu": 'summary = "e"\nkind = "tools"\nprovides = "vmm"\nvariant = "qemu"\npackages = ["qemu"]\n',
    "kernel-geekos": (
        'summary = "k"\ntools = "toolchain"\nprovides = "kernel"\nvariant = "geekos"\n'
        "[offers]\ncpus = 1\nthreads = false\n"
    ),
    "libc-newlib": (
        'summary = "c"\ntools = "toolchain"\nprovides = "libc"\nvariant = "newlib"\n'
        '[source.newlib]\ndebian = "newlib"\nfile = "*.orig.tar.*"\n'
    ),
    "stubs-minimal": (
        'summary = "s"\ntools = "toolchain"\nprovides = "stubs"\nvariant = "minimal"\ninputs = ["libc"]\n'
    ),
    "stubs-posix": (
        'summary = "s"\ntools = "toolchain"\nprovides = "stubs"\nvariant = "posix"\ninputs = ["libc"]\n'
        "[offers]\nfiles = true\n"
    ),
    "boot-files": 'summary = "f"\ntools = "toolchain"\nprovides = "files"\nsettings = ["program.files"]\n',
    "program-c": (
        'summary = "p"\ntools = "toolchain"\nprovides = "program"\nvariant = "c"\ninputs = ["libc"]\n'
        'settings = ["program.sources", "program.c-options"]\n'
    ),
    "link": (
        'summary = "l"\ntools = "toolchain"\ninputs = ["files?", "kernel", "libc", "program", "runtime?", "stubs"]\n'
        'settings = ["name", "program.command-line", "program.libraries"]\n'
    ),
    "image-elf": 'summary = "i"\ntools = "toolchain"\nprovides = "image"\nvariant = "elf"\ninputs = ["link"]\n',
    "image-raw": 'summary = "r"\ntools = "toolchain"\nprovides = "image"\nvariant = "raw"\ninputs = ["link"]\n',
    "guest": 'summary = "g"\ntools = "toolchain"\nprovides = "guest"\ninputs = ["image"]\n',
}
"""A complete set of recipes, with nothing in them but what the resolver reads."""

LOCK = """\
format = 1
system = "debian-12-amd64"
[roots]
toolchain = ["gcc"]
vmm-qemu = ["qemu"]
[[package]]
name = "gcc"
version = "12.2.0-14"
architecture = "amd64"
sha256 = "{a}"
size = 1
[[package]]
name = "qemu"
version = "1:7.2"
architecture = "amd64"
sha256 = "{b}"
size = 2
[[source]]
name = "newlib"
package = "newlib"
version = "3.3.0-1"
file = "newlib_3.3.0.orig.tar.gz"
sha256 = "{c}"
size = 3
""".format(a="a" * 64, b="b" * 64, c="c" * 64)


def write_recipes(folder: Path, recipes: Mapping[str, str] = RECIPES) -> Path:
    """Write `recipes` into `folder`; return it."""
    for name, text in recipes.items():
        place = folder / name
        place.mkdir(parents=True, exist_ok=True)
        (place / "recipe.toml").write_text(text, encoding="utf-8")
        if 'kind = "tools"' not in text:
            (place / "build.sh").write_text(": nothing\n", encoding="utf-8")
    return folder


TINY = GUEST + '[recipes]\npath = ["recipes", "{tools}"]\n'
"""A guest over the sample recipes that really builds: every tool is busybox."""


def write_tiny(folder: Path) -> Path:
    """Write a guest all of whose recipes copy their inputs in a moment; return the path of guest.toml."""
    own = {name: text for name, text in RECIPES.items() if 'kind = "tools"' not in text}
    for name, text in own.items():
        plain = text.replace('"toolchain"', '"busybox"').partition("[source.")[0]
        write_recipes(folder / "recipes", {name: plain})
        (folder / "recipes" / name / "build.sh").write_text(
            f'echo {name} > "$out/{name}"\nfor i in "$in"/*; do [ ! -e "$i" ] || cp -r "$i" "$out"; done\n'
        )
    return write_guest(folder, TINY.format(tools=Path(__file__).parent / "recipes"))


def write_guest(folder: Path, text: str = GUEST, *, source: str = "int main(void) { return 0; }\n") -> Path:
    """Write guest.toml and main.c into `folder`; return the path of guest.toml."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "main.c").write_text(source, encoding="utf-8")
    (folder / "guest.toml").write_text(text, encoding="utf-8")
    return folder / "guest.toml"
