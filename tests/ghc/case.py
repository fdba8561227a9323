"""A test made ready for being run: its files, options and command line, and what of it rules a guest out."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ghc.bed import PLAIN, Bed
from ghc.declared import FURTHER, Declared

LIMIT_S = 300
"""How long GHC's driver lets a test run, unless the test says otherwise."""

_IMPORT = re.compile(
    r"^>?\s*import\s+(?:\{-#.*?#-\}\s*)?(?:safe\s+)?(?:qualified\s+)?(?:\"[^\"]*\"\s*)?([A-Z][\w.']*)", re.MULTILINE
)
_COMPILED = (".hs", ".lhs", ".inl", ".c", ".h")
_PREPROCESSOR = re.compile(r"^-F -pgmF \./(\w+\.py)$")

MODULES = {
    "array": ("Data.Array",),
    "deepseq": ("Control.DeepSeq",),
    "filepath": ("System.FilePath",),
    "ghc-prim": ("GHC.Types", "GHC.Prim"),
    "pretty": ("Text.PrettyPrint",),
    "time": ("Data.Time",),
    "bytestring": ("Data.ByteString",),
    "containers": ("Data.Map", "Data.Set", "Data.IntMap", "Data.IntSet", "Data.Sequence", "Data.Tree", "Data.Graph"),
    "directory": ("System.Directory",),
    "mtl": ("Control.Monad.State", "Control.Monad.Reader", "Control.Monad.Writer", "Control.Monad.Trans"),
    "process": ("System.Process", "System.Cmd"),
    "stm": ("Control.Concurrent.STM", "Control.Monad.STM"),
    "unix": ("System.Posix",),
}
"""Package → beginnings of the names of its modules, as far as the tests use them without naming the package."""
_OF_BASE = ("System.Posix.Types", "System.Posix.Internals")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What it takes to compile and run one test."""

    path: str
    """Its name among all: `base/IO/hSeek001`."""
    name: str
    folder: str
    main: str
    """The file with the module Main, beside the others."""
    modules: tuple[str, ...]
    """Further modules, C, and what they include."""
    files: tuple[str, ...]
    """What is there when it is compiled and run: files and folders, Main and modules among them."""
    preprocessor: str
    """A script in Python among `files` that makes Main out of Main; or empty."""
    ghc_options: tuple[str, ...]
    packages: tuple[str, ...]
    arguments: tuple[str, ...]
    command: str
    """The line of a shell that runs it, on Linux."""
    stdin: str
    """A file among `files`; empty: nothing to read."""
    limit_s: int
    declared: Declared


def obstacle(test: Declared, bed: Bed = PLAIN) -> str | None:
    """Return why a test is none for a guest, as far as its declaration tells: a rule of `expected.toml`, or None."""
    options = test.options
    if test.function in ("compile", "compile_fail"):
        return "compiles-only"
    if test.function == "ghci_script":
        return "ghci"
    if test.function == "makefile_test":
        return "make"
    if options.is_skipped:
        return "skipped-on-linux"
    if options.is_broken:
        return "broken-upstream"
    if options.is_fragile:
        return "fragile-upstream"
    if way(test, bed) is None:
        return "not-threaded" if bed.is_threaded else "threaded"
    return None


def way(test: Declared, bed: Bed = PLAIN) -> str | None:
    """Return the first way of `bed` in which the test is to be run and expected to pass."""
    options = test.options
    if "-threaded" in " ".join(test.arguments) and not bed.is_threaded:
        return None
    fit = [way for way in bed.ways if way not in options.omitted | options.broken]
    return next((way for way in fit if options.only is None or way in options.only), None)


def case(test: Declared, root: Path, bed: Bed = PLAIN) -> Case:
    """Return the case of a test that no obstacle stands before; its files are below `root`."""
    folder, options = root / test.folder, test.options
    module = test.arguments[0] if test.function == "multimod_compile_and_run" else test.name
    main = next(name for end in (".hs", ".lhs") if source(root, test.folder, name := f"{module}{end}").is_file())
    said = _without_rts(test.arguments[-1])
    preprocessed = _PREPROCESSOR.match(said)
    words = _words(options.run_options)
    # As GHC's driver: what begins with the test's name, and what the test lists.
    extra = {file.rstrip("/") for file in options.extra_files}
    if options.library:
        extra |= _imported(folder, options.library, {main, *(file for file in extra if file.endswith(_COMPILED))})
    files = {file for file in os.listdir(folder) if file.startswith(test.name)} | extra
    files |= {main} if (folder / main).is_file() else set()
    stdin = options.stdin or (f"{test.name}.stdin" if (folder / f"{test.name}.stdin").is_file() else "")
    modules = tuple(sorted(file for file in extra if file.endswith(_COMPILED)))
    flags = () if preprocessed else tuple(shlex.split(said))
    return Case(
        path=test.path,
        name=test.name,
        folder=test.folder,
        main=main,
        modules=modules,
        files=tuple(sorted(files | ({stdin} if stdin else set()))),
        preprocessor=preprocessed[1] if preprocessed else "",
        ghc_options=("-O0" if way(test, bed) in ("normal", "threaded1") else "-O", *_options(flags)),
        packages=_packages(test, [source(root, test.folder, file).read_text("utf-8") for file in (main, *modules)]),
        arguments=words,
        command=f"{options.prefix} ./{test.name} {options.run_options}".strip(),
        stdin=stdin,
        limit_s=max(1, round(LIMIT_S * options.patience)),
        declared=test,
    )


def source(root: Path, folder: str, name: str) -> Path:
    """Return the file `name` of the tests in `folder`: ours if there is one, else that of the source below `root`."""
    ours = FURTHER / folder / name
    return ours if ours.is_file() else root / folder / name


def _imported(folder: Path, library: str, files: Iterable[str]) -> set[str]:
    """Return the modules in `library` that `files` import, and what those import in turn."""
    found: set[str] = set()
    waiting = list(files)
    while waiting:
        names = _IMPORT.findall((folder / waiting.pop()).read_text("utf-8"))
        new = {f"{library}/{name.replace('.', '/')}.hs" for name in names} - found
        there = {file for file in new if (folder / file).is_file()}
        found |= there
        waiting += there
    return found


def _words(run_options: str) -> tuple[str, ...]:
    """Return the program's arguments out of words of a shell, which may redirect input."""
    return tuple(word for word in shlex.split(run_options) if not word.startswith("<"))


def _without_rts(flags: str) -> str:
    """Return options of the compiler without those for its own runtime system."""
    return re.sub(r"\+RTS .*? -RTS", "", flags).strip()


def _options(flags: tuple[str, ...]) -> tuple[str, ...]:
    """Return options of the compiler without `-package NAME`, which are packages of the case, and those of the bed."""
    return tuple(
        flag
        for index, flag in enumerate(flags)
        if flag not in ("-package", "-threaded", "-with-rtsopts=-N2") and flags[index - 1 : index] != ("-package",)
    )


def _packages_named(test: Declared) -> set[str]:
    words = shlex.split(_without_rts(test.arguments[-1]))
    return {words[index + 1] for index, word in enumerate(words) if word == "-package"} | set(test.options.packages)


def _packages(test: Declared, texts: list[str]) -> tuple[str, ...]:
    imported = {module for text in texts for module in _IMPORT.findall(text) if not module.startswith(_OF_BASE)}
    used = {
        package for package, beginnings in MODULES.items() if any(module.startswith(beginnings) for module in imported)
    }
    return tuple(sorted(used | _packages_named(test)))
