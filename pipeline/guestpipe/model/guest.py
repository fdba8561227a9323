"""The Guest: what `guest.toml` declares."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, field_validator, model_validator

from guestpipe.model.base import ARGUMENT, VARIABLE, Flag, Line, Model, Name, PackageName, Sha256

Argument = Annotated[str, StringConstraints(pattern=ARGUMENT)]
VariableName = Annotated[str, StringConstraints(pattern=VARIABLE)]

UNITS = {"": 1, "K": 1000, "M": 1000**2, "G": 1000**3, "Ki": 1024, "Mi": 1024**2, "Gi": 1024**3}


def memory_bytes(text: str) -> int:
    """Return the number of bytes that `text`, a number with K, M, G, Ki, Mi or Gi, stands for.

    Raises ValueError.
    """
    match = re.fullmatch(r"([0-9]+)(|[KMG]i?)", text)
    if match is None:
        raise ValueError("must be a number with the unit K, M, G, Ki, Mi or Gi, such as `64Mi`")
    return int(match[1]) * UNITS[match[2]]


def _checked_memory(text: str) -> str:
    if memory_bytes(text) < 1024**2:
        raise ValueError("must be at least `1Mi`")
    return text


def _inside(path: str) -> str:
    if path.startswith("/") or ".." in path.split("/"):
        raise ValueError("must stay in the folder of guest.toml")
    return path


def _place_in_guest(path: str) -> str:
    if not path.startswith("/"):
        raise ValueError("must be an absolute path in the guest, such as `/data`")
    if path != "/" and any(part in ("", ".", "..") or len(part.encode()) > 255 for part in path[1:].split("/")):
        raise ValueError("must be a plain path: no `.`, no `..`, no empty name, none of more than 255 bytes")
    if path == "/dev" or path.startswith("/dev/"):
        raise ValueError("`/dev` is the guest's own")
    return path


SourcePath = Annotated[Line, AfterValidator(_inside)]
GuestPath = Annotated[Line, AfterValidator(_place_in_guest)]
Memory = Annotated[str, AfterValidator(_checked_memory)]


class Program(Model):
    """The program that the guest is for."""

    language: Literal["c", "haskell"]
    """What the sources are written in."""
    sources: tuple[SourcePath, ...] = Field(strict=False, min_length=1)
    """Files and globs, relative to guest.toml: what is compiled and what is included."""
    include: tuple[SourcePath, ...] = Field(default=(".",), strict=False)
    """Folders in which headers and Haskell modules are looked for."""
    c_options: tuple[Line, ...] = Field(default=(), strict=False)
    """Further options of the C compiler, such as `-O3` or `-DN=8`."""
    ghc_options: tuple[Line, ...] = Field(default=(), strict=False)
    """Further options of the Haskell compiler, such as `-O2` or `-XLambdaCase`."""
    packages: tuple[PackageName, ...] = Field(default=(), strict=False)
    """Packages of the language, besides those that every program has, such as `containers`."""
    package_flags: dict[PackageName, Annotated[tuple[Flag, ...], Field(strict=False)]] = Field(default_factory=dict)
    """Flags of packages of `packages`, for `guestpipe lock --guest`: `-NAME` off or `+NAME` on."""
    libraries: tuple[Name, ...] = Field(default=("m",), strict=False)
    """Libraries of the libc to link besides libc itself: `m`."""
    files: dict[GuestPath, SourcePath] = Field(default_factory=dict)
    """What the guest finds in its file system: path there → file or folder, relative to guest.toml."""
    cmd: tuple[Argument, ...] = Field(default=(), strict=False)
    """Arguments of the program, without its name."""
    env: dict[VariableName, Argument] = Field(default_factory=dict)
    """Environment of the program."""


NATIVE = "native"
"""The numbers of any length that need nothing else."""


class Runtime(Model):
    """The language's runtime system."""

    name: Name = "none"
    """`ghc` if the language is `haskell`."""
    threaded: bool = False
    """Whether the runtime uses several threads of the kernel."""
    options: tuple[Line, ...] = Field(default=(), strict=False)
    """Options of GHC's runtime that are in force at every start, such as `-A4m`."""
    rtsopts: Literal["none", "some", "all", "ignore", "ignoreAll"] = "some"
    """Which options of GHC's runtime a command line may hold between `+RTS` and `-RTS`, in GHC's words."""
    bignum: Name = NATIVE
    """What computes with numbers of any length: `native` is Haskell alone, `gmp` the GNU library."""


class Libc(Model):
    """The C library, and how much of the system beneath it there is."""

    name: Name = "newlib"
    stubs: Name = "minimal"
    """Tier of the stubs: `minimal` is newlib's 18; `posix` is what GHC's runtime needs (default of `haskell`)."""


class Kernel(Model):
    """The kernel under the program."""

    variant: Name = "geekos"
    sched_hz: int = Field(default=0, ge=0, le=10000)
    """How often in a second a processor that runs one thread is interrupted; 0 is never (`kitten`)."""


class Target(Model):
    """The machine that the guest boots on, and the images made for it."""

    vmm: Name = "qemu"
    machine: Literal["microvm", "q35", "pc"] = "microvm"
    cpus: int = Field(default=1, ge=1, le=64)
    memory: Memory = "64Mi"
    """Memory of the machine, such as `64Mi`."""
    formats: tuple[Name, ...] = Field(default=("elf",), strict=False, min_length=1)
    """Image formats: `elf` (PVH and Multiboot2), `raw` (a disk that boots from BIOS). The first is what runs."""
    limit_s: int = Field(default=60, ge=1)
    """How long a run may take, in seconds."""

    @field_validator("formats")
    @classmethod
    def _each_once(cls, formats: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(formats)) != len(formats):
            raise ValueError("names a format twice")
        return formats

    @model_validator(mode="after")
    def _bootable(self) -> Self:
        if self.formats[0] == "raw" and self.machine == "microvm":
            raise ValueError(
                "machine `microvm` has no BIOS that boots a raw disk; use `q35` or `pc`, or put `elf` first"
            )
        return self


class Expect(Model):
    """What a run has to do to count as right."""

    status: int = Field(default=0, ge=0, le=255)
    output: str | None = None
    """Text that the console output contains."""


def _with_group(pattern: str) -> str:
    try:
        groups = re.compile(pattern).groups
    except re.error as error:
        raise ValueError(f"is not a regular expression: {error}") from error
    if groups != 1:
        raise ValueError("must have one group `(…)`: what it matches is the figure")
    return pattern


Pattern = Annotated[Line, AfterValidator(_with_group)]
Symbol = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_.$][A-Za-z0-9_.$]*$", max_length=200)]
BenchCpus = Annotated[int, Field(ge=1, le=64)]


class Bench(Model):
    """A benchmark: a command line of the program, and what of its run is a figure; `docs/bench.md`."""

    cmd: tuple[Argument, ...] | None = Field(default=None, strict=False)
    """Arguments of the program; those of `[program]` if this says nothing."""
    cpus: tuple[BenchCpus, ...] = Field(default=(), strict=False)
    """Numbers of processors, each a run of its own; `target.cpus` if this says nothing."""
    read: dict[Name, Pattern] = Field(default_factory=dict)
    """Figures on the console: name → regular expression, whose one group is the figure."""
    marks: tuple[Symbol, ...] = Field(default=(), strict=False)
    """Symbols of the program up to which instructions are counted, besides `main` and the kernel's own."""
    shift: int = Field(default=0, ge=0, le=10)
    """Of a counted run: an instruction takes 2**shift virtual nanoseconds."""
    repetitions: int = Field(default=10, ge=1, le=10000)
    """Of a measured run: how often it is booted."""
    warm_up: int = Field(default=1, ge=0, le=100)
    """Of a measured run: how many boots come before, and do not count."""
    limit_s: int = Field(default=600, ge=1)
    """How long one boot may take, in seconds of the host."""
    vmm_options: tuple[Line, ...] = Field(default=(), strict=False)
    """Further options of the VMM, a word each; what a count could not be exact with is refused."""


class StorePlace(Model):
    path: Line
    """Folder of the store, relative to guest.toml."""


class RecipePlaces(Model):
    path: tuple[Line, ...] = Field(default=(), strict=False)
    """Folders with further recipes, relative to guest.toml; earlier ones win, and all win over our own."""


class SourceOverride(Model):
    """Replaces a source of a recipe by the user's own."""

    path: Line | None = None
    """A local folder or file, relative to guest.toml."""
    url: Line | None = None
    sha256: Sha256 | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.path is None) == (self.url is None):
            raise ValueError("takes either `path`, or `url` with `sha256`")
        if (self.url is None) != (self.sha256 is None):
            raise ValueError("`url` needs `sha256`, and `sha256` needs `url`")
        return self


STANDS_ON: Mapping[str, tuple[tuple[str, str, str], ...]] = {
    "haskell": (("runtime", "name", "ghc"), ("libc", "stubs", "posix")),
}
"""Language → table, key and default of what its programs cannot do without."""


class Guest(Model):
    """A guest: language, runtime, kernel variant, libc stubs, VMM target, sources, expectation."""

    spec: Literal["1"] = "1"
    """Version of this format."""
    name: Name
    program: Program
    runtime: Runtime = Runtime()
    libc: Libc = Libc()
    kernel: Kernel = Kernel()
    target: Target = Target()
    expect: Expect = Expect()
    bench: dict[Name, Bench] = Field(default_factory=dict)
    """Benchmarks by name."""
    store: StorePlace | None = None
    recipes: RecipePlaces = RecipePlaces()
    source: dict[Name, SourceOverride] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _defaults_of_the_language(cls, said: object) -> object:
        if not isinstance(said, Mapping) or not isinstance(program := said.get("program"), Mapping):
            return said
        told = dict(said)
        for table, key, default in STANDS_ON.get(str(program.get("language")), ()):
            if isinstance(held := told.get(table, {}), Mapping):
                told[table] = {key: default, **held}
        return told
