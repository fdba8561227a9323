"""Where tests are run as guests: the kernel, the runtime and the processors."""

from __future__ import annotations

from dataclasses import dataclass

from ghc.declared import THREADED_WAYS, WAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class Bed:
    """A kernel with a runtime of GHC's above it, on a machine with some processors."""

    kernel: str = "geekos"
    is_threaded: bool = False
    processors: int = 1

    @property
    def declaration(self) -> str:
        """Return the file that declares a guest like that: the same for any number of processors."""
        return "guest.toml" if self == PLAIN else f"{self.kernel}{'-threaded' * self.is_threaded}.toml"

    @property
    def reference(self) -> str:
        """Return the file that declares the same program on Linux."""
        return "linux-threaded.toml" if self.is_threaded else "linux.toml"

    @property
    def ways(self) -> tuple[str, ...]:
        """Return in which of GHC's ways tests are run here."""
        return THREADED_WAYS if self.is_threaded else WAYS


PLAIN = Bed()
KITTEN = Bed(kernel="kitten", is_threaded=True, processors=2)
BEDS = (PLAIN, Bed(kernel="kitten"), KITTEN)
"""One of each declaration."""
