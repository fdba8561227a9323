"""What GHC's `all.T` files say of the tests beside them: Python, evaluated with few words and our own meaning of them.

GHC's driver runs each test in several ways. A guest is compiled in one: `normal`, or `optasm`, which is optimized; with
the threaded runtime `threaded1`, or `threaded2`, which is optimized.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

FURTHER = Path(__file__).with_name("further")
"""Declarations of tests that have none, `<folder>.T`, and in `<folder>` files that stand before those of the source."""

WAYS = ("normal", "optasm")
PROFILING = ("prof", "profasm", "profthreaded")
THREADED_WAYS = ("threaded1", "threaded2")
THREADED = (*THREADED_WAYS, "nonmoving_thr", "nonmoving_thr_ghc", "profthreaded", "ghci-ext-prof")

_NODES = (
    *(ast.Module, ast.Expr, ast.Assign, ast.For, ast.If, ast.FunctionDef, ast.Return, ast.arguments, ast.arg),
    *(ast.Call, ast.keyword, ast.Name, ast.Load, ast.Store, ast.Constant, ast.List, ast.Tuple, ast.Attribute),
    *(ast.Subscript, ast.BinOp, ast.Add, ast.Compare, ast.In, ast.Import, ast.alias),
)
_ATTRIBUTES = frozenset({"MULTILINE", "append", "join", "run_ways", "sub", "way_flags"})


@dataclass(slots=True)
class Options:
    """What an `all.T` sets of one test; filled while it is evaluated."""

    exit_code: int = 0
    run_options: str = ""
    """Words of a shell, behind the program's name."""
    prefix: str = ""
    """Words of a shell, in front of it."""
    stdin: str = ""
    extra_files: tuple[str, ...] = ()
    library: str = ""
    """A folder whose modules are compiled into the test as far as it imports them: it looks into what packages hide."""
    packages: tuple[str, ...] = ()
    omitted: frozenset[str] = frozenset()
    only: frozenset[str] | None = None
    broken: frozenset[str] = frozenset()
    is_skipped: bool = False
    is_broken: bool = False
    is_fragile: bool = False
    ignores_stdout: bool = False
    ignores_stderr: bool = False
    is_as_on_linux: bool = False
    """Whether its output is to be what it is on Linux, as no file says what it has to be."""
    normaliser: Callable[[str], str] = str
    patience: float = 1.0
    """Part of the usual time limit that it may take."""


@dataclass(frozen=True, slots=True)
class Declared:
    """One test as declared."""

    folder: str
    """Below the tests of all libraries: `base/IO`."""
    name: str
    function: str
    """`compile_and_run`, or another manner of testing."""
    arguments: tuple[str, ...]
    options: Options = field(compare=False)

    @property
    def path(self) -> str:
        """Return what the test is called among all."""
        return f"{self.folder}/{self.name}"


class StrangeDeclarationError(Exception):
    """An `all.T` says what is not understood here."""


def read_all(root: Path) -> tuple[Declared, ...]:
    """Return the tests that the `.T` files below `root` declare, and those that ours do, sorted."""
    found: list[Declared] = []
    for file in sorted(root.rglob("*.T")):
        found += read(file.read_text(encoding="utf-8"), str(file.parent.relative_to(root)))
    for file in sorted(FURTHER.rglob("*.T")):
        found += read(file.read_text(encoding="utf-8"), str(file.relative_to(FURTHER).with_suffix("")))
    return tuple(sorted(found, key=lambda test: test.path))


def read(text: str, folder: str) -> tuple[Declared, ...]:
    """Return the tests that `text`, which lies in `folder`, declares."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        _refuse_strange(node, folder)
    # `re` and `string` are imported by name only: `re` is among our words, and `string` is never used.
    tree.body = [statement for statement in tree.body if not isinstance(statement, ast.Import)]
    found: list[Declared] = []
    words = {**_WORDS, **_declaring(found, folder), "__builtins__": {}}
    try:
        exec(compile(tree, folder, "exec"), words)  # noqa: S102 - every node was looked at
    except NameError as error:
        raise StrangeDeclarationError(f"{folder}: {error}") from error
    return tuple(found)


def _refuse_strange(node: ast.AST, folder: str) -> None:
    if not isinstance(node, _NODES):
        raise StrangeDeclarationError(f"{folder}: {type(node).__name__} is nothing that these files use")
    if isinstance(node, ast.Attribute) and node.attr not in _ATTRIBUTES:
        raise StrangeDeclarationError(f"{folder}: the attribute `{node.attr}` is none that these files use")


Setting = Callable[[object, Options], None]
"""What stands second in `test(…)`: these, and lists of them. The first argument, a name, means nothing here."""


def _declaring(found: list[Declared], folder: str) -> dict[str, Callable[..., None]]:
    usual: list[Any] = []

    def test(name: str, setting: Any, function: Callable[..., str], arguments: Sequence[str]) -> None:
        options = Options()
        _apply([usual, setting], options)
        found.append(Declared(folder, name, function(), tuple(arguments), replace(options)))

    return {"test": test, "setTestOpts": usual.append}


def _apply(setting: Any, options: Options) -> None:
    if callable(setting):
        setting(None, options)
        return
    for each in setting:
        _apply(each, options)


def _sets(**values: Any) -> Setting:
    def setting(_name: object, options: Options) -> None:
        for key, value in values.items():
            setattr(options, key, value)

    return setting


def _adds(key: str, values: Iterable[str]) -> Setting:
    def setting(_name: object, options: Options) -> None:
        setattr(options, key, type(getattr(options, key))([*getattr(options, key), *values]))

    return setting


def _normal(_name: object, _options: Options) -> None:
    """Set nothing."""


def _when(is_so: bool, setting: Any) -> Setting:
    return (lambda _name, options: _apply(setting, options)) if is_so else _normal


def _nothing(*_arguments: object, **_named: object) -> Setting:
    return _normal


def _untimed(text: str) -> str:
    """Return what a suite of properties says without how long each took; a terminal is told to hide the cursor."""
    return re.sub(r" \([0-9.]+s\)|\x1b\[\?25[lh]", "", text)


_TASTY = "--color=never --ansi-tricks=false --num-threads=1 --quickcheck-replay=1"
_TEST_FRAMEWORK = "--plain --threads=1 --test-seed=1"
"""With the same numbers at random on both sides: then all that they say has to be the same."""
_HOST = frozenset({"linux", "x86_64-unknown-linux"})
_FUNCTIONS = ("compile", "compile_and_run", "compile_fail", "ghci_script", "makefile_test", "multimod_compile_and_run")

_WORDS: Mapping[str, Any] = {
    **{name: (lambda name=name: name) for name in _FUNCTIONS},
    **dict.fromkeys(("collect_stats", "extra_clean", "extra_ways", "fragile_for"), _nothing),
    **dict.fromkeys(("filter_stdout_lines",), _nothing),
    **dict.fromkeys(("high_memory_usage", "multi_cpu_race", "normal", "normalise_win32_io_errors"), _normal),
    "re": SimpleNamespace(sub=re.sub, MULTILINE=re.MULTILINE),
    "config": SimpleNamespace(run_ways=[*WAYS, *THREADED_WAYS], way_flags={"threaded1": ["-threaded"]}),
    "prof_ways": list(PROFILING),
    "threaded_ways": list(THREADED),
    "concurrent_ways": list(THREADED),
    "fast": lambda: False,
    "opsys": lambda name: name in _HOST,
    "platform": lambda name: name in _HOST,
    "wordsize": lambda bits: bits == 64,
    "when": _when,
    "skip": _sets(is_skipped=True),
    "req_smp": _sets(only=frozenset(THREADED)),
    "expect_fail": _sets(is_broken=True),
    "fragile": lambda _ticket: _sets(is_fragile=True),
    "expect_broken": lambda _ticket: _sets(is_broken=True),
    "expect_fail_for": lambda ways: _adds("broken", ways),
    "expect_broken_for": lambda _ticket, ways: _adds("broken", ways),
    "omit_ways": lambda ways: _adds("omitted", ways),
    "only_ways": lambda ways: _sets(only=frozenset(ways)),
    "exit_code": lambda code: _sets(exit_code=code),
    # What a shell says of a program that a signal ended.
    "signal_exit_code": lambda signal: _sets(exit_code=128 + signal),
    "extra_run_opts": lambda words: _sets(run_options=words),
    "cmd_prefix": lambda words: _sets(prefix=words),
    "set_stdin": lambda file: _sets(stdin=file),
    "extra_files": lambda files: _adds("extra_files", files),
    "reqlib": lambda package: _adds("packages", [package]),
    "library": lambda folder: _sets(library=folder),
    "ignore_stdout": _sets(ignores_stdout=True),
    "as_on_linux": _sets(is_as_on_linux=True),
    "by_tasty": _sets(is_as_on_linux=True, run_options=_TASTY, normaliser=_untimed),
    "by_test_framework": _sets(is_as_on_linux=True, run_options=_TEST_FRAMEWORK, normaliser=_untimed),
    "ignore_stderr": _sets(ignores_stderr=True),
    "normalise_fun": lambda function: _sets(normaliser=function),
    "run_timeout_multiplier": lambda part: _sets(patience=part),
}
