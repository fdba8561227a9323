"""`guestpipe run --trace-libc`: which calls of libc's stubs a guest makes, and which are refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from guestpipe.errors import DeclarationError
from guestpipe.plan.trace import traced
from guestpipe.vmm.listen import Control
from guestpipe.vmm.trace import Tally
from libc_world import Guestpipe, made
from test_planning import World
from worlds import GUEST, RECIPES

OWN = '[recipes]\npath = ["recipes"]\n'

POSIX = '[libc]\nstubs = "posix"\n'
PROGRAM = r"""
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

int link(const char *a, const char *b) /* the program's own wins here as well */
{
    return a == b;
}

int main(void)
{
    char bytes[8];
    int file = open("/tmp/file", O_RDWR | O_CREAT | O_CLOEXEC, 0640);
    write(file, "a\n\"\x01", 4);
    pread(file, bytes, 8, 1);
    open("/none", O_RDONLY);
    mkdirat(AT_FDCWD, "/tmp/folder", 0700);
    opendir("/tmp/file");
    isatty(file);
    fork();
    sysconf(9999);
    link("a", "b");
    puts("to the console");
    exit(3);
}
"""


def calls(stderr: str) -> list[str]:
    """Return the lines of the trace, without those of the run and of the table."""
    lines = stderr[stderr.index("booting `") :].splitlines()[1:]
    return lines[: next(index for index, line in enumerate(lines) if line.startswith("   calls"))]


def test_calls_are_listed_with_arguments_and_results_and_counted(guestpipe: Guestpipe, tmp_path: Path) -> None:
    guest = made(tmp_path, {"a.c": PROGRAM})
    guest.write_text(guest.read_text() + POSIX)
    ran = guestpipe("run", "--trace-libc", guest)
    assert (ran.returncode, ran.stdout) == (3, "to the console\n"), ran.stderr
    told = [call for call in calls(ran.stderr) if not call.startswith("sbrk(")]
    assert told[:9] == [
        'open("/tmp/file", O_RDWR|O_CREAT|O_CLOEXEC, 0640) = 3',
        'write(3, "a\\n\\"\\x01", 4) = 4',
        'pread(3, "\\n\\"\\x01", 8, 1) = 3',
        'open("/none", O_RDONLY) = -1 ENOENT',
        'mkdirat(AT_FDCWD, "/tmp/folder", 0700) = 0',
        'opendir("/tmp/file") = NULL ENOTDIR',
        "isatty(3) = 0 ENOTTY",
        "fork() = -1 ENOSYS (refused)",
        "sysconf(9999) = -1 EINVAL (refused)",
    ]
    assert 'write(1, "to the console\\n", 15) = 15' in told
    assert told[-1] == "exit(3)"
    table = ran.stderr[ran.stderr.index("   calls") :].splitlines()
    assert "       2        1           open" in table
    assert "       1        1        1  fork" in table
    assert table[-1].split()[-2:] == ["in", "all"]


def test_the_image_is_the_same_whether_a_guest_was_traced_or_not(guestpipe: Guestpipe, tmp_path: Path) -> None:
    guest = made(tmp_path, {"a.c": '#include <stdio.h>\nint main(void) { return puts("x") < 0; }\n'})
    assert guestpipe("run", "--trace-libc", guest).returncode == 0
    assert not (tmp_path / "result").exists()
    image = guestpipe("realize", guest).stdout
    traced_run = guestpipe("run", "--trace-libc", guest)
    assert 'write(1, "x\\n", 2) = 2' in calls(traced_run.stderr)
    assert guestpipe("realize", guest).stdout == image
    assert (tmp_path / "result").resolve() == Path(image.strip())


def test_a_guest_in_haskell_is_traced_and_its_sleep_is_not_disturbed(guestpipe: Guestpipe, tmp_path: Path) -> None:
    body = 'import Control.Concurrent\nmain :: IO ()\nmain = threadDelay 30000 >> writeFile "/tmp/x" "text"\n'
    ran = guestpipe("run", "--trace-libc", made(tmp_path, {"Main.hs": body}, language="haskell"))
    assert ran.returncode == 0, ran.stderr
    told = calls(ran.stderr)
    opened = next(index for index, call in enumerate(told) if call.startswith('open("/tmp/x", O_WRONLY|O_CREAT'))
    assert any(call.endswith('"text", 4) = 4') for call in told[opened:])


def test_tracing_changes_the_keys_from_the_link_on_and_no_other(tmp_path: Path) -> None:
    world = World(tmp_path, GUEST + OWN)
    recipe = world.folder / "recipes/link/recipe.toml"
    recipe.write_text(recipe.read_text().replace('"name", ', '"libc.trace", "name", '))
    plan = world.plan().plan
    other = traced(plan)
    assert {name for name in plan.keys if plan.keys[name] != other.keys[name]} == {"link", "image-elf", "sample"}
    assert traced(plan) == other


def test_a_link_that_cannot_trace_is_refused(tmp_path: Path) -> None:
    assert "libc.trace" not in RECIPES["link"]
    with pytest.raises(DeclarationError, match=r"reads the setting `libc\.trace`"):
        traced(World(tmp_path, GUEST + OWN).plan().plan)


@pytest.mark.parametrize(
    ("line", "failed", "refused"),
    [
        ("getpid() = 1", 0, 0),
        ('open("= -1 ENOENT", O_RDONLY) = 3', 0, 0),
        ('open("x", O_RDONLY) = -1 ENOENT', 1, 0),
        ("fork() = -1 ENOSYS (refused)", 1, 1),
        ("mmap(NULL, 1, 1, 1, 0, 0) = 0xffffffffffffffff ENODEV (refused: mmap of a file, ENODEV)", 1, 1),
        ("tcsetattr(0, 0, 0x1) = 0 (refused: tcsetattr: the console stays raw, EINVAL)", 0, 1),
        ("pthread_mutex_lock(0x1) = EDEADLK", 1, 0),
        ("opendir(NULL) = NULL ENOENT", 1, 0),
        ("_exit(0)", 0, 0),
    ],
)
def test_a_call_is_counted_as_it_ended(line: str, failed: int, refused: int) -> None:
    tally = Tally()
    tally.take(line)
    (counts,) = tally.functions.values()
    assert (counts.calls, counts.failed, counts.refused) == (1, failed, refused)


def test_a_call_that_has_not_returned_is_told(guestpipe: Guestpipe, tmp_path: Path) -> None:
    program = "#include <unistd.h>\nint main(void) { return pause(); }\n"
    guest = made(tmp_path, {"a.c": program})
    guest.write_text(guest.read_text() + POSIX)
    ran = guestpipe("run", "--trace-libc", guest)
    assert ran.returncode == 125
    assert "pause(…) had not returned" in ran.stderr


def test_a_guest_that_calls_nothing_says_so() -> None:
    assert Tally().table() == ["the guest made no call"]


def test_calls_are_heard_on_the_control_port_by_whoever_asked() -> None:
    heard: list[tuple[str, bool]] = []
    for control in (Control(), Control(on_call=lambda call, has_ended: heard.append((call, has_ended)))):
        control.feed(b"guestpipe enters getpid\nguestpipe call getpid() = 1\nguestpipe exit 0\n")
        assert control.status == 0
    assert heard == [("getpid", False), ("getpid() = 1", True)]
