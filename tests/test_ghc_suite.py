"""GHC's own tests of its libraries: each compiled and run on Linux and as a guest, and what of them is run here."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ghc import case, guests, outcome, suite
from ghc.bed import KITTEN
from ghc.case import obstacle
from ghc.declared import FURTHER, Declared, Options, StrangeDeclarationError, read
from ghc.expected import Expectations, Failure, expectations, read_threaded
from ghc.outcome import Expected, Outcome
from guestpipe import pinning, share
from guestpipe.parse import read_guest, read_lock
from guestpipe.resolve import catalogue, packages

HERE = Path(__file__).parent
EXPECTS = expectations()
REACH = 0.9
DECLARED = Declared("base", "T1", "compile_and_run", ("",), Options())
OF_THEIR_DECLARATION = frozenset(EXPECTS.left_out) - {"cabal", "no-reference", "outdated", "processes", "sockets"}


def complaint(gave: Outcome, wants: Expected) -> str:
    return outcome.complaint(gave, wants, DECLARED)


def test_the_source_has_the_tests_that_we_have_expectations_of() -> None:
    _root, tests = suite.source()
    left_out = [path for rule in EXPECTS.left_out.values() for path in rule.tests]
    assert sorted([*EXPECTS.run, *left_out]) == sorted(tests)


def test_what_a_declaration_rules_out_is_left_out_by_that_rule() -> None:
    _root, tests = suite.source()
    ruled_out = {path: rule for path, test in tests.items() if (rule := obstacle(test))}
    said = {path: rule for rule in OF_THEIR_DECLARATION for path in EXPECTS.left_out[rule].tests}
    assert ruled_out == said


def test_whatever_does_not_pass_has_a_reason() -> None:
    assert all(failure.gives and failure.reason for failure in EXPECTS.fails.values())
    assert all(rule.reason and rule.tests for rule in EXPECTS.left_out.values())


def test_nine_in_ten_of_those_that_linux_passes_pass_as_guests() -> None:
    assert len(EXPECTS.passes) >= REACH * len(EXPECTS.run)


@pytest.mark.parametrize("path", EXPECTS.sample)
def test_a_test_of_ghcs_ends_as_expected(path: str) -> None:
    verdict = suite.judge(path)
    assert verdict.linux == "", "no reference"
    assert verdict.guest == EXPECTS.of(path), verdict.gave


THREADED = replace(KITTEN, processors=4)
EXPECTS_THREADED = expectations(THREADED)


@pytest.mark.parametrize("path", EXPECTS_THREADED.sample)
def test_a_test_of_ghcs_ends_as_expected_with_the_threaded_runtime_on_four_processors(path: str) -> None:
    verdict = suite.judge(path, THREADED)
    assert verdict.linux == "", "no reference"
    assert verdict.guest == EXPECTS_THREADED.of(path), verdict.gave


def test_what_a_declaration_keeps_from_threads_is_left_out_with_threads() -> None:
    _root, tests = suite.source()
    kept = {path for path in EXPECTS.run if obstacle(tests[path], THREADED)}
    assert kept == set(EXPECTS_THREADED.left_out["not-threaded"].tests)
    assert set(EXPECTS.left_out["threaded"].tests) <= set(EXPECTS_THREADED.run)


def test_a_declaration_is_evaluated_not_guessed() -> None:
    text = """
import re
def strange(name, opts):
    return when(opsys('mingw32'), skip)(name, opts)
setTestOpts(reqlib('stm'))
for n in ['A', 'B']:
    test(n + '1', [strange, exit_code(3), when(wordsize(64), extra_run_opts('x'))], compile_and_run, ['-O'])
if 'ghci' in config.run_ways:
    test('C', normal, compile, [''])
"""
    tests = read(text, "lib")
    assert [test.path for test in tests] == ["lib/A1", "lib/B1"]
    options = tests[0].options
    assert (options.exit_code, options.run_options, options.packages) == (3, "x", ("stm",))
    assert not options.is_skipped


@pytest.mark.parametrize(
    "text",
    [
        "open('/etc/passwd')",
        "import os\nos.system('true')",
        "().__class__",
        "test.__globals__",
        "(lambda: 0)()",
        "x = [y for y in z]",
        "while True:\n    pass",
        "test('T', unheard_of(1), compile_and_run, [''])",
    ],
)
def test_a_declaration_that_says_something_else_is_refused(text: str) -> None:
    with pytest.raises(StrangeDeclarationError):
        read(text, "lib")


@pytest.mark.parametrize(
    ("declaration", "rule"),
    [
        ("test('T', normal, ghci_script, ['T.script'])", "ghci"),
        ("test('T', only_ways(['threaded1']), compile_and_run, [''])", "threaded"),
        ("test('T', req_smp, compile_and_run, [''])", "threaded"),
        ("test('T', omit_ways(['normal']), compile_and_run, [''])", None),
        ("test('T', normal, compile_and_run, ['-threaded'])", "threaded"),
        ("test('T', reqlib('QuickCheck'), compile_and_run, [''])", None),
        ("test('T', expect_broken(1), compile_and_run, [''])", "broken-upstream"),
        ("test('T', when(opsys('linux'), skip), compile_and_run, [''])", "skipped-on-linux"),
    ],
)
def test_a_declaration_tells_what_rules_a_guest_out(declaration: str, rule: str | None) -> None:
    (test,) = read(declaration, "lib")
    assert obstacle(test) == rule


@pytest.mark.parametrize(
    ("declaration", "way"),
    [
        ("test('T', normal, compile_and_run, [''])", "threaded1"),
        ("test('T', only_ways(['threaded2']), compile_and_run, ['-threaded'])", "threaded2"),
        ("test('T', omit_ways(concurrent_ways), compile_and_run, [''])", None),
        ("test('T', only_ways(['normal']), compile_and_run, [''])", None),
    ],
)
def test_a_declaration_tells_what_rules_the_threaded_runtime_out(declaration: str, way: str | None) -> None:
    (test,) = read(declaration, "lib")
    assert case.way(test, KITTEN) == way
    assert obstacle(test, KITTEN) == (None if way else "not-threaded")


def test_with_threads_the_one_file_says_what_is_otherwise_than_in_the_other() -> None:
    others = Expectations(("l/A", "l/B", "l/C"), {"l/F": Failure("x", "y")}, {}, frozenset())
    text = """
further = ["l/T"]
sample = ["l/A"]
[left-out.not-threaded]
reason = "r"
tests = ["l/B"]
[fails."l/C"]
gives = "late"
reason = "r"
processors = [4, 8]
"""
    on_two, on_four = read_threaded(text, others, 2), read_threaded(text, others, 4)
    assert (on_two.passes, on_two.of("l/C"), on_two.of("l/F")) == (("l/A", "l/C", "l/T"), "", "x")
    assert (on_four.passes, on_four.of("l/C")) == (("l/A", "l/T"), "late")
    assert on_four.sample == ("l/A",)


def test_a_suite_that_looks_into_a_library_compiles_what_of_it_it_imports(tmp_path: Path) -> None:
    for name, text in {
        "l/T.hs": "import Data.A\nmain = print a\n",
        "l/src/Data/A.hs": "module Data.A where\nimport Data.B.C\nimport Data.List\na = c\n",
        "l/src/Data/B/C.hs": "module Data.B.C where\nimport {-# SOURCE #-} Data.A\nc = 1\n",
        "l/src/Data/D.hs": "module Data.D where\n",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    (test,) = read("test('T', library('src'), compile_and_run, ['-isrc'])", "l")
    made = case.case(test, tmp_path)
    assert made.modules == ("src/Data/A.hs", "src/Data/B/C.hs")
    assert set(made.files) == {"T.hs", *made.modules}


def test_a_file_of_ours_stands_before_the_sources(tmp_path: Path) -> None:
    (tmp_path / "text").mkdir()
    (test,) = read("test('Properties', normal, compile_and_run, [''])", "text")
    made = case.case(test, tmp_path)
    assert (made.main, made.files) == ("Properties.hs", ())
    held = guests.contents(made, tmp_path)
    assert held["Properties.hs"] == (FURTHER / "text/Properties.hs").read_bytes()
    assert b'"Properties.hs"' in held["linux.toml"], "the source that Linux has does not have it"


@pytest.mark.parametrize(("packages", "is_there"), [(["HUnit"], True), (["QuickCheck", "containers"], False)])
def test_a_guest_of_packages_that_are_not_ours_has_a_lock_beside_it(
    packages: list[str], is_there: bool, tmp_path: Path
) -> None:
    (tmp_path / "l").mkdir()
    (tmp_path / "l/T.hs").write_text("main = print 1\n")
    (test,) = read(f"test('T', normal, compile_and_run, ['{' '.join(f'-package {one}' for one in packages)}'])", "l")
    held = guests.contents(case.case(test, tmp_path), tmp_path)
    assert held.get("guestpipe.lock") == (guests.FRAMEWORKS.read_bytes() if is_there else None)


def test_what_suites_of_properties_say_is_compared_without_how_long_it_took() -> None:
    (test,) = read("test('T', by_tasty, compile_and_run, [''])", "l")
    reference = Outcome(0, b"a: OK (0.02s)\nAll 1 tests passed (0.02s)\n", b"")
    wants = outcome.expected(test, Path(), reference)
    assert outcome.complaint(Outcome(0, b"\x1b[?25la: OK\n\x1b[?25hAll 1 tests passed (1.30s)\n"), wants, test) == ""
    assert outcome.complaint(Outcome(0, b"a: OK\nAll 2 tests passed (1.30s)\n"), wants, test) == "the output differs"


@pytest.mark.parametrize("folder", [HERE / "ghc", HERE / "posix"], ids=["ghc", "posix"])
def test_the_lock_of_a_suite_fits_its_recipes(folder: Path) -> None:
    held = read_lock(folder / "guestpipe.lock")
    places = [folder / "recipes", share.root() / "recipes"]
    assert pinning.complaints(pinning.for_recipes(catalogue.read(places[:1]), catalogue.read(places)), held) == []


def test_the_lock_of_the_frameworks_fits_the_guest_that_names_them() -> None:
    guest = read_guest(guests.FRAMEWORKS.with_name("guest.toml"))
    every = packages.with_packages(
        catalogue.read([share.root() / "recipes"]), read_lock(share.root() / "guestpipe.lock")
    )
    assert pinning.complaints(pinning.for_guest(guest, {}, every), read_lock(guests.FRAMEWORKS)) == []


def test_what_a_backspace_rubs_out_is_not_compared() -> None:
    assert complaint(Outcome(0, b"(0 tests)" + 9 * b"\b" + b"ok\n"), Expected(0, "ok\n", "")) == ""
    assert complaint(Outcome(0, b"a\n\bok\n"), Expected(0, "a\nok\n", "")) == ""


def test_output_is_compared_as_ghcs_driver_does() -> None:
    wants = Expected(0, "1\n", "T1: no\n  called\n")
    assert complaint(Outcome(0, b"1\n", b"T1:  no called"), wants) == ""
    assert complaint(Outcome(0, b" 1\n", b"T1: no called"), wants) == "stdout differs"
    assert complaint(Outcome(0, b"1\n", b"T1: yes"), wants) == "stderr differs"
    assert complaint(Outcome(1, b"1\n", b"T1: no called"), wants) == "status 1 instead of 0"
    assert complaint(Outcome(None, died="a panic"), wants) == "a panic"


def test_a_call_stack_may_name_other_lines_and_packages() -> None:
    there, here = "error, called at a/B.hs:1:2 in b-1:B", "error, called at a/B.hs:30:4 in b-2.0.1:B"
    assert outcome.normal(f"x, {there}\n", DECLARED) == outcome.normal(f"x, {here}", DECLARED)
    assert outcome.normal(f"x, {there}", DECLARED) != outcome.normal(f"x, {here.replace('B.hs', 'C.hs')}", DECLARED)


@pytest.mark.parametrize(
    ("console", "is_right"),
    [
        (b"1\n2\nT: a\nT: b\n", True),
        (b"T: a\n1\nT: b\n2\n", True),
        (b"2\n1\nT: a\nT: b\n", False),
        (b"1\n2\nT: b\nT: a\n", False),
        (b"1\n2\nT: a\n", False),
        (b"1\n2\nT: a\nT: b\n3\n", False),
    ],
)
def test_one_console_holds_both_streams_each_whole_and_in_order(console: bytes, is_right: bool) -> None:
    wants = Expected(0, "1\n2\n", "T: a\nT: b\n")
    assert (complaint(Outcome(0, console), wants) == "") == is_right


def test_a_stream_that_is_not_compared_may_say_anything_on_the_console() -> None:
    assert complaint(Outcome(0, b"1\nT: x\n2\n"), Expected(0, "1\n2\n", None)) == ""
    assert complaint(Outcome(0, b"2\nT: x\n1\n"), Expected(0, "1\n2\n", None)) == "the output differs"
    assert complaint(Outcome(0, b"anything"), Expected(0, None, None)) == ""
