"""Two ELF files side by side: headers, sections, and the symbols over the bytes that differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO

from elftools.common.exceptions import ELFError
from elftools.elf.constants import SH_FLAGS
from elftools.elf.elffile import ELFFile
from elftools.elf.relocation import RelocationSection
from elftools.elf.sections import Section, SymbolTableSection

from guestpipe.compare.difference import Difference, bytes_differ, first_difference
from guestpipe.compare.relocations import relocations, relocations_differ

_HEADER = ("e_type", "e_machine", "e_entry", "e_flags")
_NOT_CONTENT = ("SHT_SYMTAB", "SHT_STRTAB")
"""What their bytes mean is shown by symbols and sections."""


@dataclass(frozen=True, slots=True)
class Symbol:
    """A symbol with an extent, its place counted from the start of its section."""

    name: str
    section: str
    start: int
    size: int


@dataclass(frozen=True, slots=True)
class Elf:
    """What is compared of an ELF file."""

    header: tuple[tuple[str, object], ...]
    sections: Mapping[str, bytes]
    attributes: Mapping[str, tuple[object, ...]]
    """Section → its type, flags, address and alignment."""
    symbols: Mapping[str, Symbol]
    relocations: Mapping[str, tuple[str, ...]]
    opaque: frozenset[str]
    """Sections whose bytes say less than symbols and relocations do."""


def elves(old: bytes, new: bytes) -> Iterator[Difference]:
    """Yield what differs between two ELF files; nothing if one of them cannot be read."""
    try:
        before, after = _read(old), _read(new)
    except ELFError:
        return
    for (field, was), (_, now) in zip(before.header, after.header, strict=True):
        if was != now:
            yield Difference((field,), f"{_shown(was)} → {_shown(now)}")
    yield from _symbols(before, after)
    for name in dict.fromkeys((*before.sections, *after.sections)):
        if name not in before.sections or name not in after.sections:
            yield Difference((name,), "section is new" if name in after.sections else "section is gone")
            continue
        if before.attributes[name] != after.attributes[name]:
            was, now = (" ".join(map(_shown, one.attributes[name])) for one in (before, after))
            yield Difference((name,), f"type, flags, address, alignment: {was} → {now}")
        yield from relocations_differ(name, before.relocations.get(name, ()), after.relocations.get(name, ()))
        if before.sections[name] != after.sections[name] and name not in before.opaque:
            yield from _section(name, before, after)


def _section(name: str, before: Elf, after: Elf) -> Iterator[Difference]:
    """Yield a line for each symbol whose bytes differ, or one for the section if no symbol is over them."""
    old, new = before.sections[name], after.sections[name]
    found = False
    for symbol in sorted((s for s in before.symbols.values() if s.section == name), key=lambda s: (s.start, s.name)):
        twin = after.symbols.get(symbol.name)
        if twin is None or twin.section != name:
            continue
        was, now = (data[s.start : s.start + s.size] for data, s in ((old, symbol), (new, twin)))
        if was != now:
            found = True
            at = first_difference(was, now)
            yield Difference(
                (name, f"{symbol.name}+{at:#x}"), f"{bytes_differ(was, now)}; in the section at {symbol.start + at:#x}"
            )
    if not found:
        yield Difference((name,), bytes_differ(old, new))
    elif len(old) != len(new):
        yield Difference((name,), f"{len(old)} bytes → {len(new)} bytes")


def _symbols(before: Elf, after: Elf) -> Iterator[Difference]:
    for name in sorted({*before.symbols, *after.symbols}):
        if name not in before.symbols or name not in after.symbols:
            held = after.symbols.get(name) or before.symbols[name]
            yield Difference((held.section, name), f"symbol is {'new' if name in after.symbols else 'gone'}")
            continue
        was, now = before.symbols[name], after.symbols[name]
        if was.section != now.section:
            yield Difference((name,), f"moved from {was.section} to {now.section}")
        elif was.size != now.size:
            yield Difference((was.section, name), f"{was.size} bytes → {now.size} bytes")


def _read(content: bytes) -> Elf:
    file = ELFFile(BytesIO(content))
    names = _names(file)
    sections = {names[i]: section.data() for i, section in enumerate(file.iter_sections()) if i}
    attributes: dict[str, tuple[object, ...]] = {
        names[i]: (section["sh_type"], section["sh_flags"], section["sh_addr"], section["sh_addralign"])
        for i, section in enumerate(file.iter_sections())
        if i
    }
    moves = {
        names[i]: relocations(file, section, names)
        for i, section in enumerate(file.iter_sections())
        if isinstance(section, RelocationSection)
    }
    opaque = frozenset(names[i] for i, s in enumerate(file.iter_sections()) if s["sh_type"] in _NOT_CONTENT)
    header = tuple((field, file[field]) for field in _HEADER)
    return Elf(header, sections, attributes, _extents(file, names), moves, opaque | set(moves))


def _names(file: ELFFile) -> list[str]:
    """Return the names of the sections by number; a name that comes again gets its number among its like."""
    seen: Counter[str] = Counter()
    names = []
    for section in file.iter_sections():
        seen[section.name] += 1
        names.append(section.name if seen[section.name] == 1 else f"{section.name}#{seen[section.name]}")
    return names


def _extents(file: ELFFile, names: list[str]) -> dict[str, Symbol]:
    """Return the symbols that cover bytes of sections, by name; a name that comes again gets its number."""
    seen: Counter[str] = Counter()
    found: dict[str, Symbol] = {}
    relative = file["e_type"] == "ET_REL"
    for table in file.iter_sections():
        if not isinstance(table, SymbolTableSection):
            continue
        for symbol in table.iter_symbols():
            number, size = symbol["st_shndx"], symbol["st_size"]
            if not isinstance(number, int) or not symbol.name:
                continue
            section = file.get_section(number)
            start = symbol["st_value"] - (0 if relative else section["sh_addr"])
            seen[symbol.name] += 1
            name = symbol.name if seen[symbol.name] == 1 else f"{symbol.name}#{seen[symbol.name]}"
            found[name] = Symbol(name, names[number], start, size if _holds_bytes(section) else 0)
    return found


def _holds_bytes(section: Section) -> bool:
    return section["sh_type"] != "SHT_NOBITS" and bool(section["sh_flags"] & SH_FLAGS.SHF_ALLOC)


def _shown(value: object) -> str:
    return f"{value:#x}" if isinstance(value, int) else str(value)
