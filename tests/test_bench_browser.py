"""The page of `guestpipe bench --html` in a real browser: what people see of it, and that it needs nothing else.

The browser is Qt's WebEngine, Chromium's engine, from the tests' pinned packages, in a sandbox without network.
"""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import pinned
from conftest import Guestpipe
from libc_world import copied

WIDTH = 1200
_HERE = Path(__file__).parent
_HOME = "/home"
_VARIABLES = {
    "HOME": _HOME,
    "LC_ALL": "C.UTF-8",
    "QT_QPA_PLATFORM": "offscreen",
    "QT_QUICK_BACKEND": "software",
    # Its own sandbox cannot be made within ours.
    "QTWEBENGINE_DISABLE_SANDBOX": "1",
    "QTWEBENGINE_CHROMIUM_FLAGS": "--disable-gpu",
}


@dataclass(frozen=True)
class Look:
    """What a browser shows of a page."""

    seen: dict[str, Any]
    console: list[str]


@pytest.fixture(scope="module")
def browser() -> Path:
    return pinned.roots(["browser"])["browser"]


def look(browser: Path, page: Path) -> Look:
    root = [word for one in browser.iterdir() for word in ("--ro-bind", str(one), f"/{one.name}")]
    folders = ["--proc", "/proc", "--dev", "/dev", "--tmpfs", _HOME, "--tmpfs", "/run"]
    ours = ["--ro-bind", str(_HERE / "browser"), "/browser", "--ro-bind", str(page), "/page/page.html"]
    variables = [word for name, value in _VARIABLES.items() for word in ("--setenv", name, value)]
    argv = ["/usr/lib/x86_64-linux-gnu/qt5/bin/qmlscene", "/browser/look.qml"]
    done = subprocess.run(
        ["bwrap", "--unshare-all", "--die-with-parent", "--clearenv", *root, *folders, *ours, *variables, *argv],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    told = [line.removeprefix("qml: ") for line in done.stderr.splitlines() if line.startswith("qml: ")]
    (seen,) = [line.removeprefix("SEEN ") for line in told if line.startswith("SEEN ")] or [""]
    assert seen, done.stderr
    return Look(json.loads(seen), [line.removeprefix("CONSOLE ") for line in told if line.startswith("CONSOLE ")])


@pytest.fixture(scope="module")
def sight(browser: Path, tmp_path_factory: pytest.TempPathFactory) -> Look:
    """Return how the page of a counted benchmark looks."""
    from conftest import caller

    folder = tmp_path_factory.mktemp("page")
    guestpipe: Guestpipe = caller(folder)
    made = guestpipe("bench", copied("guests/fibonacci", folder), "--html", folder / "page.html")
    assert made.returncode == 0, made.stderr
    return look(browser, folder / "page.html")


def test_a_page_has_no_complaints_and_loads_nothing(sight: Look) -> None:
    assert sight.console == []
    assert sight.seen["loaded"] == []
    assert sight.seen["title"] == "fibonacci-c: benchmarks"


def test_its_graph_and_plot_are_drawn_with_their_words(sight: Look) -> None:
    plot, graph = sight.seen["pictures"]
    for picture in (plot, graph):
        assert min(picture["box"]) > 100
        assert picture["shapes"] > 10
    words = " ".join(graph["texts"])
    assert all(step in words for step in ("libc-newlib", "kernel-geekos", "link", "fibonacci-c"))


def test_its_tables_show_results_and_sizes(sight: Look) -> None:
    tables = {tuple(table[0]): table[1:] for table in sight.seen["tables"]}
    results = tables["benchmark", "cpus", "figure", "runs", "median", "at least 95 % between"]
    assert [row[2] for row in results] == ["to main", "program", "virtual, ns", "answer"]
    sizes = dict(tables["what", "bytes"])
    assert {"guest.elf", "libc-newlib", "kernel-geekos"} <= set(sizes)
    assert all(int(size.replace(" ", "")) > 0 for size in sizes.values())


def test_its_timeline_has_a_visible_part_for_each_stretch_and_fills_the_page(sight: Look) -> None:
    (bar,) = sight.seen["bars"]
    stretches = next(table[1:] for table in sight.seen["tables"] if table[0] == ["stretch", "instructions"])
    assert len(bar["parts"]) == len(stretches)
    assert all(width >= 2 and height > 10 for width, height in bar["parts"])
    assert sum(width for width, _ in bar["parts"]) == pytest.approx(bar["box"][0], abs=2)
    assert bar["box"][0] > WIDTH / 2
    assert sight.seen["width"] <= WIDTH


def test_the_browser_would_tell_of_what_is_wrong(browser: Path, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(
        '<!DOCTYPE html><title>t</title><img src="http://localhost:1/x.png"><script>nonsense()</script>'
    )
    told = look(browser, tmp_path / "page.html")
    assert told.seen["loaded"] == ["http://localhost:1/x.png"]
    assert any("nonsense is not defined" in line for line in told.console)
