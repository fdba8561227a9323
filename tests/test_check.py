"""`guestpipe check`: what gives other bytes when built again is found, and which circumstance did it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import pinned
from build_world import build, request
from conftest import CHECKOUT, Guestpipe
from guestpipe.build.request import BuildRequest
from guestpipe.check.perturb import WHATS, perturbed
from worlds import RECIPES, write_tiny

SCRIPTS = {
    "kernel-geekos": ("path", 'pwd > "$out/x"\n'),
    "libc-newlib": ("host", 'uname -n > "$out/x"\n'),
    "stubs-minimal": ("cpus", 'echo "$jobs" > "$out/x"\n'),
    "program-c": ("umask", 'umask > "$out/x"\n'),
    "link": ("locale", 'date -d @0 +%c > "$out/x"\n'),
    "image-elf": ("date", 'date +%Y > "$out/x"\n'),
    "guest": ("order", 'mkdir d; (cd d; touch a b c d e f g h); ls -U d > "$out/x"\n'),
}
"""Recipe → what its output depends on, and how."""


def of_real_tools(tiny: Path, scripts: dict[str, str]) -> Path:
    """Let recipes of a tiny guest run `scripts` with coreutils, which use the C library."""
    for name, script in scripts.items():
        folder = tiny.parent / "recipes" / name
        text = RECIPES[name].replace('"toolchain"', '"toolchain-gcc"').partition("[source.")[0]
        (folder / "recipe.toml").write_text(text)
        (folder / "build.sh").write_text(script)
    return tiny


def test_each_circumstance_is_varied_and_found_as_the_cause(guestpipe: Guestpipe, tmp_path: Path) -> None:
    tiny = of_real_tools(write_tiny(tmp_path / "project"), {name: script for name, (_, script) in SCRIPTS.items()})
    said = guestpipe("check", tiny, "--all", "--cause", "--json")
    assert said.returncode == 104, said.stderr
    found = {verdict["step"]: verdict["causes"] for verdict in json.loads(said.stdout)}
    assert found == {"sample" if name == "guest" else name: [what] for name, (what, _) in SCRIPTS.items()}
    assert {what for what, _ in SCRIPTS.values()} == set(WHATS)


def test_what_differs_from_build_to_build_is_said_to(guestpipe: Guestpipe, tmp_path: Path) -> None:
    tiny = of_real_tools(write_tiny(tmp_path / "project"), {"link": 'head -c 8 /dev/urandom > "$out/x"\n'})
    said = guestpipe("check", tiny, "link", "--cause")
    assert said.returncode == 104
    assert "`link` gave other bytes when built again" in said.stderr
    assert "nothing: it differs from build to build" in said.stderr
    places = [line.split()[-1] for line in said.stderr.splitlines() if "/objects/" in line]
    assert len(places) == 2
    assert all((Path(place) / "x").stat().st_size == 8 for place in places)
    assert "x: differ at 0x" in said.stderr


def test_a_step_that_stays_the_same_passes_every_round(guestpipe: Guestpipe, tmp_path: Path) -> None:
    said = guestpipe("check", write_tiny(tmp_path / "project"), "--rounds", "3")
    assert said.returncode == 0, said.stderr
    assert "same     program-c  (3 builds; date and order not varied: its tools have no C library)" in said.stdout
    assert "kernel-geekos" not in said.stdout
    assert "every byte the same" in said.stderr


def test_a_step_that_fails_under_other_circumstances_is_not_reproducible(guestpipe: Guestpipe, tmp_path: Path) -> None:
    tiny = write_tiny(tmp_path / "project")
    (tiny.parent / "recipes/link/build.sh").write_text('[ "$(hostname)" = guestpipe ] || exit 9\necho > "$out/x"\n')
    said = guestpipe("check", tiny, "link", "--cause")
    assert said.returncode == 104
    assert said.stdout.startswith("fails")
    assert "link: host alone is enough" in said.stderr
    assert "failed with exit status 9" in said.stderr


def test_a_check_records_nothing(guestpipe: Guestpipe, tmp_path: Path) -> None:
    tiny = of_real_tools(write_tiny(tmp_path / "project"), {"link": 'uname -n > "$out/x"\n'})
    before = guestpipe("realize", tiny)
    assert guestpipe("check", tiny, "link").returncode == 104
    after = guestpipe("realize", tiny)
    assert after.stdout == before.stdout
    assert after.returncode == 0


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("lnik",), "this guest has no step `lnik`\n  hint: did you mean `link`?"),
        (("busybox",), "`busybox` is not built by a script: it is of the kind `tools`"),
    ],
)
def test_a_step_that_cannot_be_checked_is_refused(
    guestpipe: Guestpipe, tmp_path: Path, arguments: tuple[str, ...], complaint: str
) -> None:
    said = guestpipe("check", write_tiny(tmp_path / "project"), *arguments)
    assert said.returncode == 65
    assert complaint in said.stderr


def test_wrong_ways_to_ask_are_refused(guestpipe: Guestpipe, tmp_path: Path) -> None:
    tiny = write_tiny(tmp_path / "project")
    assert guestpipe("check", tiny, "--rounds", "0").returncode == 64
    assert guestpipe("check", tiny, "link", "--all").returncode == 64


def test_every_round_has_other_values_and_keeps_what_the_recipe_says() -> None:
    usual = BuildRequest(
        step="s",
        root="/root",
        shown=(),
        settings=(),
        argv=("/bin/sh",),
        environment=(("HOME", "/build"), ("LC_ALL", "C"), ("TZ", "UTC"), ("jobs", "2")),
        limits=request(Path("/root")).limits,
        fixed_variables=frozenset({"TZ"}),
    )
    rounds = [perturbed(usual, number, WHATS, "/tools", (0, 1)) for number in (1, 2, 3)]
    assert len({one.world for one in rounds}) == 3
    assert len({dict(one.environment)["FAKETIME"] for one in rounds}) == 3
    assert {dict(one.environment)["TZ"] for one in rounds} == {"UTC"}
    assert perturbed(usual, 1, (), "/tools", (0, 1)) == usual


@pytest.fixture(scope="module")
def perturbation(tmp_path_factory: pytest.TempPathFactory, toolchain_root: Path) -> Iterator[Path]:
    """Return the libraries of the recipe `perturbation`."""
    time = pinned.roots(["perturbation-time"])["perturbation-time"]
    recipe = CHECKOUT / "recipes" / "perturbation"
    folder = tmp_path_factory.mktemp("perturbation")
    shutil.copy(recipe / "order.c", folder / "order.c")
    wanted = request(toolchain_root, shown={"in/perturbation-time": time, "source": folder})
    script = (recipe / "build.sh").read_text().replace("$recipe", "/source")
    built = build(wanted, script, folder / "world")
    assert built.status == 0, built.log
    yield built.out


def test_a_reversed_folder_is_whole_can_be_gone_back_in_and_emptied(
    perturbation: Path, toolchain_root: Path, tmp_path: Path
) -> None:
    program = """\
cat > main.c <<'END'
#include <dirent.h>
#include <stdio.h>
#include <string.h>
int main(void)
{
    DIR *folder = opendir("many");
    struct dirent *entry;
    int count = 0;
    long middle = 0;
    char fifth[256] = "";
    while ((entry = readdir(folder)) != NULL) {
        if (++count == 5)
            strcpy(fifth, entry->d_name);
        if (count == 4)
            middle = telldir(folder);
    }
    seekdir(folder, middle);
    int again = strcmp(readdir(folder)->d_name, fifth);
    rewinddir(folder);
    int rewound = 0;
    while (readdir(folder))
        rewound++;
    closedir(folder);
    printf("%d %d %d\\n", count, again, rewound);
    return 0;
}
END
gcc -o main main.c
mkdir many
i=0
while [ $i -lt 300 ]; do : > many/$i; i=$((i + 1)); done
ls -U many > usual
export LD_PRELOAD=/perturbation/lib/order.so
ls -U many > "$out/turned"
tac usual | cmp - "$out/turned"
./main > "$out/said"
rm -r many
[ ! -e many ]
"""
    built = build(request(toolchain_root, shown={"perturbation": perturbation}), program, tmp_path / "world")
    assert built.status == 0, built.log
    assert (built.out / "said").read_text() == "302 0 302\n"
