"""The law of the house: a module imports from lower floors or its own room only, and each door is the only one."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

HOUSE = Path(__file__).parent.parent / "pipeline" / "guestpipe"

FLOORS = (
    ("errors", "digest", "front"),
    ("nar", "share"),
    ("model",),
    ("parse", "graph", "process", "report", "compare"),
    ("resolve",),
    ("plan",),
    ("store",),
    ("debian", "substitute"),
    ("capture", "lock", "haskell"),
    ("memory",),
    ("planning",),
    ("build", "vmm"),
    ("flow",),
    ("check", "diff", "pinning"),
    ("bench", "provenance"),
    ("sharing",),
    ("cli",),
)
"""From the ground up; rooms on one floor do not know each other."""

DOORS = {
    "pydantic": {"model", "parse"},
    "tomlkit": {"parse", "lock", "cli/init"},
    "networkx": {"graph"},
    "sh": {"process"},
    "rich": {"cli/live"},
    "hashlib": {"digest"},
    "elftools": {"compare/elf", "compare/relocations"},
    "matplotlib": {"bench/plot"},
    "scipy": {"bench/statistics"},
    "arpy": {"compare/archive"},
    "cyclonedx": {"provenance/bom"},
    "in_toto_attestation": {"provenance/slsa"},
    "packageurl": {"provenance"},
    "cryptography": {"substitute/signing"},
    "securesystemslib": {"substitute/envelope"},
    "zstandard": {"substitute/pack"},
    "urllib3": {"substitute/web"},
    "obstore": {"substitute/bucket"},
    "boto3": {"substitute/bucket"},
}
"""A library, and the only modules that know it."""


def modules() -> list[str]:
    return sorted(str(path.relative_to(HOUSE).with_suffix("")) for path in HOUSE.rglob("*.py"))


def imports(module: str, *, typing: bool) -> Iterator[str]:
    tree = ast.parse((HOUSE / f"{module}.py").read_text(encoding="utf-8"))
    skipped: set[ast.AST] = set()
    for node in ast.walk(tree):
        if not typing and isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            skipped.update(ast.walk(node))
        if node in skipped:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield node.module
            if node.module == "guestpipe":
                yield from (f"guestpipe.{alias.name}" for alias in node.names if not alias.name.startswith("_"))


def room(module: str) -> str:
    return module.split("/", maxsplit=1)[0]


def floor(name: str) -> int:
    return next(number for number, rooms in enumerate(FLOORS) if name in rooms)


@pytest.mark.parametrize("module", [m for m in modules() if m not in ("__init__", "__main__", "front")])
def test_a_module_imports_only_from_lower_floors_or_its_own_room(module: str) -> None:
    for imported in imports(module, typing=True):
        if not imported.startswith("guestpipe."):
            continue
        other = imported.split(".")[1]
        assert other == room(module) or floor(other) < floor(room(module)), f"{module} imports {imported}"


@pytest.mark.parametrize("library", sorted(DOORS))
def test_each_library_has_its_doors_and_no_other(library: str) -> None:
    users = {m for m in modules() if any(i.split(".")[0] == library for i in imports(m, typing=False))}
    allowed = DOORS[library]
    assert {m for m in users if m not in allowed and room(m) not in allowed} == set()


def test_only_the_terminal_prints() -> None:
    printing = {
        module
        for module in modules()
        for node in ast.walk(ast.parse((HOUSE / f"{module}.py").read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    }
    assert printing == set()


def test_only_the_command_line_reads_the_environment() -> None:
    reading = {
        module
        for module in modules()
        for node in ast.walk(ast.parse((HOUSE / f"{module}.py").read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and ast.unparse(node) in ("os.environ", "os.getenv", "os.environb")
    }
    assert {module for module in reading if room(module) != "cli"} == set()


def test_every_module_opens_with_a_sentence() -> None:
    for module in modules():
        words = ast.get_docstring(ast.parse((HOUSE / f"{module}.py").read_text(encoding="utf-8")))
        assert words, f"{module} has no first sentence"
        assert words.rstrip().endswith((".", ":")), f"{module}: {words}"


def test_every_function_of_the_stubs_has_its_arguments_written_down_for_the_trace() -> None:
    link = HOUSE.parent.parent / "recipes/link"
    table = (link / "trace/calls").read_text(encoding="utf-8").splitlines()
    known = {line.split()[0] for line in table if not line.startswith("#")}
    tiers = {name for tier in (link / "tiers").iterdir() for name in tier.read_text(encoding="utf-8").split()}
    wanted = {name for name in tiers - {"environ"} if not name.startswith("stub")}
    assert (wanted - known, known - wanted) == (set(), set()), "recipes/link/trace/calls: missing, and too many"
