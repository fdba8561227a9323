"""Settings: what recipes may read of a guest, each as a text; and the command line that the image carries."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from guestpipe.errors import DeclarationError
from guestpipe.model.guest import Runtime, memory_bytes
from guestpipe.parse import suggestion

if TYPE_CHECKING:
    from guestpipe.model.guest import Guest
    from guestpipe.resolve.catalogue import Entry

TRACE = "libc.trace"
"""The setting that is `true` in a plan of `plan/trace.py` alone."""

_PLAIN = re.compile(r"[A-Za-z0-9_./:=,+@%^~-]+")

_READ_ELSEWHERE = frozenset({"program.files", "program.language", "program.package-flags", "program.sources"})
"""Keys of `[program]` that planning itself uses, or `guestpipe lock`."""

_READ_AS = {"program.cmd": "program.command-line", "program.env": "program.command-line"}


def word(text: str) -> str:
    """Return `text` as one word of a guest's command line (docs/command-line.md)."""
    if _PLAIN.fullmatch(text):
        return text
    escaped = "".join(
        f"\\{c}" if c in '"\\' else f"\\x{ord(c):02x}" if ord(c) < 0x20 or ord(c) == 0x7F else c for c in text
    )
    return f'"{escaped}"'


def command_line(
    name: str, cmd: Sequence[str], env: Mapping[str, str], kernel: Mapping[str, int] = MappingProxyType({})
) -> str:
    """Return the command line of a guest: name, what the kernel is told and environment, then the arguments."""
    parameters = [f"name={name}", *(f"{key}={kernel[key]}" for key in sorted(kernel))]
    variables = [f"env.{key}={env[key]}" for key in sorted(env)]
    return " ".join([*map(word, (*parameters, *variables)), "--", *map(word, cmd)])


def _told_to_the_kernel(guest: Guest) -> dict[str, int]:
    """Return the parameters that differ from what a kernel does untold, so that the lines of most guests stay."""
    parameters = {"cpus": (guest.target.cpus, 1), "sched-hz": (guest.kernel.sched_hz, 0)}
    return {name: value for name, (value, untold) in parameters.items() if value != untold}


def settings(guest: Guest, source_files: Sequence[str]) -> dict[str, str]:
    """Return every setting by name; a list is one item a line."""
    program, target = guest.program, guest.target
    return {
        "name": guest.name,
        "program.language": program.language,
        "program.sources": "\n".join(source_files),
        "program.include": "\n".join(program.include),
        "program.c-options": "\n".join(program.c_options),
        "program.ghc-options": "\n".join(program.ghc_options),
        "program.packages": "\n".join(program.packages),
        "program.files": "\n".join(sorted(program.files)),
        "program.libraries": "\n".join(program.libraries),
        "program.command-line": command_line(guest.name, program.cmd, program.env, _told_to_the_kernel(guest)),
        "runtime.name": guest.runtime.name,
        "runtime.threaded": str(guest.runtime.threaded).lower(),
        "runtime.options": "\n".join(guest.runtime.options),
        "runtime.rtsopts": guest.runtime.rtsopts,
        "libc.name": guest.libc.name,
        "libc.stubs": guest.libc.stubs,
        TRACE: "false",
        "kernel.variant": guest.kernel.variant,
        "kernel.sched-hz": str(guest.kernel.sched_hz),
        "target.vmm": target.vmm,
        "target.machine": target.machine,
        "target.cpus": str(target.cpus),
        "target.memory": str(memory_bytes(target.memory)),
        "target.formats": "\n".join(target.formats),
        "target.limit-s": str(target.limit_s),
    }


def chosen(entry: Entry, every: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return the settings that the recipe of `entry` reads, sorted."""
    for name in entry.recipe.settings:
        if name not in every:
            raise DeclarationError(
                f"recipe `{entry.name}` reads the setting `{name}`, which no guest has",
                where=f"{entry.folder / 'recipe.toml'}: settings",
                hint=suggestion(name, every),
            )
    return tuple(sorted((name, every[name]) for name in set(entry.recipe.settings)))


def refuse_unread(guest: Guest, entries: Iterable[Entry]) -> None:
    """Refuse a key that the guest sets and no recipe of it reads."""
    recipes = [entry.recipe for entry in entries]
    read = {name for recipe in recipes for name in recipe.settings}
    for field in sorted(guest.program.model_fields_set):
        key = f"program.{field.replace('_', '-')}"
        if key not in _READ_ELSEWHERE and _READ_AS.get(key, key) not in read:
            raise DeclarationError(
                f"`{key}` means nothing to this guest: none of its recipes reads it",
                where=f"guest.toml: {key}",
                hint="take the key out, or list it under `settings` of a recipe",
            )
    if guest.runtime.name == "none":
        _refuse_runtime(guest)
    sources = {name for recipe in recipes for name in recipe.source}
    for name in sorted(guest.source):
        if name not in sources:
            raise DeclarationError(
                f"no recipe of this guest has a source `{name}` to replace",
                where=f"guest.toml: source.{name}",
                hint=suggestion(name, sources),
            )


def _refuse_runtime(guest: Guest) -> None:
    """Refuse what a guest without a runtime says of it."""
    for field in ("threaded", "options", "rtsopts", "bignum"):
        if getattr(guest.runtime, field) != Runtime.model_fields[field].default:
            raise DeclarationError(
                f"`runtime.{field}` means nothing to this guest: it has no runtime",
                where=f"guest.toml: runtime.{field}",
                hint="take the key out, or set `[runtime] name`",
            )
