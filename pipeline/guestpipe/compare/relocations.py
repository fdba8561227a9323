"""What an object file leaves to the linker: its relocations by name, since the numbers of symbols change with any."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import cast

from elftools.elf.descriptions import describe_reloc_type
from elftools.elf.elffile import ELFFile
from elftools.elf.relocation import RelocationSection
from elftools.elf.sections import Symbol, SymbolTableSection

from guestpipe.compare.difference import Difference


def relocations(file: ELFFile, section: RelocationSection, names: Sequence[str]) -> tuple[str, ...]:
    """Return the entries of a section of relocations as words: place, kind, symbol, addend. `names` are of sections."""
    symbols = cast("SymbolTableSection", file.get_section(section["sh_link"]))
    return tuple(
        f"{one['r_offset']:#x} {describe_reloc_type(one['r_info_type'], file)} "
        f"{_name(symbols.get_symbol(one['r_info_sym']), names)}{one.entry.get('r_addend', 0):+d}"
        for one in section.iter_relocations()
    )


def relocations_differ(section: str, old: Sequence[str], new: Sequence[str]) -> Iterator[Difference]:
    """Yield one line for two sections of relocations, unless they say the same."""
    gone, added = Counter(old) - Counter(new), Counter(new) - Counter(old)
    if gone or added:
        said = " → ".join(next(iter(some), "none") for some in (gone, added))
        yield Difference((section,), f"{said} ({gone.total()} of {len(old)} gone, {added.total()} new)")


def _name(symbol: Symbol, names: Sequence[str]) -> str:
    """Return the name of a symbol; one that stands for a section has that one's."""
    number = symbol["st_shndx"]
    return str(symbol.name or (names[number] if isinstance(number, int) else "")) or "nothing"
