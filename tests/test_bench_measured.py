"""Measured benchmarks say of which machine they are; results are compared by ranks, drawn, and put on a page."""

from __future__ import annotations

import json
import re
import sys
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from pathlib import Path

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Guestpipe
from guestpipe.bench.compare import rows, series_rows, table
from guestpipe.bench.page import Page, html
from guestpipe.bench.plot import plot
from guestpipe.bench.record import NOT_REPRODUCIBLE, Results, Series, read, to_text
from guestpipe.bench.statistics import middle
from guestpipe.errors import DeclarationError, HostError, MissingFileError
from libc_world import copied

SECONDS = st.floats(0.001, 1000, allow_nan=False)


def results(*samples: float, mode: str = "tcg", name: str = "wall, s") -> Results:
    marks = (("kernel_entry_pvh", (100,)), ("main", (400,)), ("end", (1000,))) if mode == "counted" else ()
    series = Series(bench="loop", cpus=1, samples={name: samples}, object="o", marks=marks)
    return Results(guest="g", image="i-g", mode=mode, series=(series,), circumstances={"processor": "a <fast> one"})


def measured(guest: Path) -> Path:
    guest.write_text(guest.read_text() + "repetitions = 3\nwarm-up = 1\n")
    return guest


@pytest.fixture
def guest(tmp_path: Path) -> Path:
    return measured(copied("guests/fibonacci", tmp_path))


def test_a_measurement_is_a_record_with_every_sample_and_the_machine(guestpipe: Guestpipe, guest: Path) -> None:
    said = guestpipe("bench", guest, "--measured", "tcg", "--output", "tcg.json", cwd=guest.parent)
    assert said.returncode == 0, said.stderr
    assert NOT_REPRODUCIBLE in said.stderr
    assert said.stderr.count("fibonacci on 1: run ") == 3
    assert said.stderr.count("fibonacci on 1: warm-up") == 1
    told = json.loads((guest.parent / "tcg.json").read_text())
    assert told["note"] == NOT_REPRODUCIBLE
    assert {"processor", "memory", "kernel", "load before", "load after", "guestpipe", "vmm"} <= set(
        told["circumstances"]
    )
    samples = told["series"][0]["samples"]
    assert [len(samples[name]) for name in ("wall, s", "cpu, s", "answer")] == [3, 3, 3]
    assert set(samples["answer"]) == {2880067194370816120}
    assert "too few runs" in said.stdout


def test_the_same_sources_run_natively_and_are_compared_with_the_guest(guestpipe: Guestpipe, guest: Path) -> None:
    for mode in ("native", "tcg"):
        said = guestpipe("bench", guest, "--measured", mode, "--output", f"{mode}.json", cwd=guest.parent)
        assert said.returncode == 0, said.stderr
    told = json.loads((guest.parent / "native.json").read_text())
    assert set(told["series"][0]["samples"]["answer"]) == {2880067194370816120}
    said = guestpipe("bench", "compare", "native.json", "tcg.json", cwd=guest.parent)
    assert said.returncode == 0, said.stderr
    assert "wall, s" in said.stdout


@pytest.mark.parametrize(
    ("bench", "code", "complaint"),
    [
        ('cmd = ["nonsense"]', 123, "the program exited with"),
        ('read = { none = "no such ([0-9]+)" }', 123, "nothing on the console is what `none` reads"),
    ],
)
def test_a_native_run_that_fails_is_no_result(
    guestpipe: Guestpipe, guest: Path, bench: str, code: int, complaint: str
) -> None:
    guest.write_text(f"{guest.read_text()}[bench.wrong]\n{bench}\n")
    said = guestpipe("bench", guest, "wrong", "--measured", "native")
    assert said.returncode == code, said.stderr
    assert complaint in said.stderr


def test_a_native_run_over_its_limit_is_ended(guestpipe: Guestpipe, guest: Path) -> None:
    (guest.parent / "fibonacci.c").write_text("int main(void) { for (;;) ; }\n")
    guest.write_text(guest.read_text() + "limit-s = 1\n")
    said = guestpipe("bench", guest, "--measured", "native")
    assert said.returncode == 124
    assert "the program did not end within 1 s" in said.stderr


def test_a_haskell_program_has_no_native_run(guestpipe: Guestpipe, tmp_path: Path) -> None:
    said = guestpipe("bench", copied("guests/fibonacci-haskell", tmp_path), "--measured", "native")
    assert said.returncode == 65
    assert "only C programs have native runs" in said.stderr


def test_results_are_compared_drawn_and_put_on_a_page(guestpipe: Guestpipe, guest: Path) -> None:
    folder = guest.parent
    counted = guestpipe("bench", guest, "--output", "a.json", "--html", "page.html", "--plot", "a.png", cwd=folder)
    assert counted.returncode == 0, counted.stderr
    again = guestpipe("bench", guest, "--output", "b.json", cwd=folder)
    assert again.returncode == 0, again.stderr
    assert (folder / "a.json").read_bytes() == (folder / "b.json").read_bytes()
    said = guestpipe("bench", "compare", "a.json", "b.json", "--plot", "both.svg", cwd=folder)
    assert said.returncode == 0, said.stderr
    assert [line.endswith("1.000  the same") for line in said.stdout.splitlines()] == [False, *[True] * 4]
    assert (folder / "a.png").read_bytes().startswith(b"\x89PNG")
    assert ET.parse(folder / "both.svg").getroot().tag.endswith("svg")  # noqa: S314 our own file
    text = (folder / "page.html").read_text()
    stands_alone(text)
    assert text.count("<svg") == 2
    assert "kernel_entry_pvh → program_start" in text
    assert "libc-newlib" in text


def stands_alone(text: str) -> None:
    """Hold a page to the standard's own parser, and to having nothing fetched and nothing run."""
    parser = html5lib.HTMLParser(strict=True)
    parser.parse(text)
    assert not re.search(r"<script|<link|<img|<iframe|@import|\bsrc=|\bon[a-z]+=", text)
    assert not re.search(r'href="(?!#)', text)
    assert not re.search(r"url\((?!#)", text)


def test_a_page_shows_words_as_words() -> None:
    wanted = Page(
        results=results(1.0, 2.0), facts={"<b>": "a & b"}, sizes=[("<i>", 5)], graph="", plots=["<?xml?><svg></svg>"]
    )
    text = html(wanted)
    stands_alone(text)
    assert "&lt;b&gt;" in text
    assert "a &amp; b" in text
    assert NOT_REPRODUCIBLE in text


def test_a_timeline_shows_each_stretch_of_a_counted_run() -> None:
    text = html(Page(results=results(900, mode="counted"), facts={}, sizes=[], graph="", plots=[]))
    stands_alone(text)
    for stretch, count in (("firmware → kernel_entry_pvh", 100), ("kernel_entry_pvh → main", 300), ("main → end", 600)):
        assert f'<td>{stretch}</td><td class="number">{count}</td>' in text


@given(st.lists(SECONDS, min_size=1, max_size=60))
def test_an_interval_lies_around_the_median_and_among_the_samples(samples: list[float]) -> None:
    found = middle(samples)
    if found.interval is None:
        assert len(samples) < 6
    else:
        low, high = found.interval
        assert min(samples) <= low <= found.median <= high <= max(samples)


@pytest.mark.parametrize(("count", "ranks"), [(5, None), (6, (1, 6)), (10, (2, 9)), (20, (6, 15)), (50, (18, 33))])
def test_the_ranks_of_an_interval_are_those_of_the_tables(count: int, ranks: tuple[int, int] | None) -> None:
    found = middle([float(number) for number in range(1, count + 1)])
    assert found.interval == ranks


@pytest.mark.parametrize(
    ("old", "new", "verdict"),
    [
        ([1.0, 1.1, 1.2, 1.3, 1.4, 1.5], [2.0, 2.1, 2.2, 2.3, 2.4, 2.5], "significant"),
        ([1.0, 1.2, 1.4, 1.6, 1.8], [1.1, 1.3, 1.5, 1.7, 1.9], "may be chance"),
        ([1.0, 2.0], [1.0, 2.0], "the same"),
        ([1.0], [2.0], "differs"),
    ],
)
def test_a_difference_is_called_what_it_is(old: Sequence[float], new: Sequence[float], verdict: str) -> None:
    (row,) = rows(results(*old), results(*new))
    assert row.verdict == verdict


def test_exact_figures_differ_or_they_do_not() -> None:
    (row,) = rows(results(1000, mode="counted"), results(1100, mode="counted"))
    assert (row.verdict, row.ratio) == ("differs", 1.1)
    assert series_rows(results(1000, mode="counted"))[1][-1] == "exact"
    assert table(results(0.0), results(1.0), ("a", "b"))[1][5] == "-"


def test_counts_and_seconds_are_not_compared() -> None:
    with pytest.raises(DeclarationError, match="cannot be compared"):
        rows(results(1, mode="counted"), results(1.0))


def test_results_come_back_from_their_file(tmp_path: Path) -> None:
    for mode in ("counted", "tcg"):
        (tmp_path / "r.json").write_text(to_text(results(1.0, 2.5, mode=mode)))
        assert read(tmp_path / "r.json") == results(1.0, 2.5, mode=mode)


@pytest.mark.parametrize("content", ["", "{}", "[1]", '{"format": 99}', '{"format": 1, "series": [{}]}'])
def test_what_is_no_file_of_results_is_refused(content: str, tmp_path: Path) -> None:
    (tmp_path / "r.json").write_text(content)
    with pytest.raises(DeclarationError):
        read(tmp_path / "r.json")
    with pytest.raises(MissingFileError):
        read(tmp_path / "none.json")


def test_a_picture_of_the_same_results_is_the_same_bytes() -> None:
    both = [results(1.0, 2.0, 3.0), results(2.0, 3.0, 4.0)]
    for picture in ("svg", "png"):
        assert plot(both, ["a", "b"], picture) == plot(both, ["a", "b"], picture)
    with pytest.raises(DeclarationError, match="no figure in common"):
        plot([results(1.0), results(1.0, name="other")], ["a", "b"], "svg")


def test_without_its_extra_the_comparison_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "scipy.stats", None)
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(HostError, match="needs SciPy") as refused:
        rows(results(1.0, 2.0), results(2.0, 3.0))
    assert "guestpipe[bench]" in (refused.value.hint or "")
    with pytest.raises(HostError, match="needs matplotlib"):
        plot([results(1.0)], ["a"], "svg")


@pytest.mark.parametrize(
    "arguments",
    [
        ("compare",),
        ("compare", "one.json"),
        ("compare", "a.json", "b.json", "--html", "x.html"),
        ("--plot", "x.jpg"),
        ("--measured", "tcg", "--check"),
        ("--rounds", "0"),
    ],
)
def test_wrong_ways_to_ask_are_refused(guestpipe: Guestpipe, arguments: tuple[str, ...]) -> None:
    assert guestpipe("bench", *arguments).returncode == 64
