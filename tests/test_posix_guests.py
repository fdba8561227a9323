"""Tier `posix` of the stubs: every call on a real machine, what waits for input, and how guests end."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from libc_world import CHECKOUT, Guestpipe, complaint, copied, made

TIER = CHECKOUT / "recipes/stubs-posix"
DIED = 125
"""What `run` returns for a guest that panicked."""
TEXT = "one\ntwo \x04\x16 three\nno newline"


def test_every_stub_does_and_refuses_what_it_says(guestpipe: Guestpipe, tmp_path: Path) -> None:
    ran = guestpipe("test", copied("tests/guests/posix", tmp_path))
    assert ran.returncode == 0, ran.stdout + ran.stderr


@pytest.mark.parametrize("way", ["read", "select", "poll", "ticks", "nonblocking"])
def test_input_arrives_whole_whichever_way_a_program_waits_for_it(
    way: str, guestpipe: Guestpipe, tmp_path: Path
) -> None:
    ran = guestpipe("run", copied("tests/guests/posix-input", tmp_path), "--", way, stdin=TEXT)
    assert ran.stdout == f"{TEXT}the end, by {way}\n", ran.stderr
    assert ran.returncode == 0


@pytest.mark.parametrize(
    ("way", "status"), [("terminate", 128 + 15), ("abort", 128 + 6), ("alarm", 128 + 14), ("thread", 0)]
)
def test_a_signal_without_a_handler_ends_the_guest_with_its_number(
    way: str, status: int, guestpipe: Guestpipe, tmp_path: Path
) -> None:
    ran = guestpipe("run", copied("tests/guests/posix-ends", tmp_path), "--", way)
    assert ran.returncode == status, ran.stderr
    assert ran.stdout == ("destroyed the value\n" if way == "thread" else "")


@pytest.mark.parametrize(
    ("before", "handler", "told"),
    [
        ("signal(SIGABRT, SIG_DFL)", "", ""),
        ("signal(SIGABRT, SIG_IGN)", "", ""),
        ("signal(SIGABRT, tell)", "", "handled\n"),
        ("signal(SIGABRT, tell), block()", "", "handled\n"),
        ("signal(SIGABRT, tell)", "abort()", "handled\n"),
        ("signal(SIGABRT, tell)", "_exit(7)", "handled\n"),
    ],
)
def test_a_program_aborts_whatever_it_does_with_the_signal_unless_its_handler_goes_elsewhere(
    before: str, handler: str, told: str, guestpipe: Guestpipe, tmp_path: Path
) -> None:
    program = f"""
        #include <signal.h>
        #include <stdlib.h>
        #include <unistd.h>
        void tell(int number) {{ (void)number; write(1, "handled\\n", 8); {handler}; }}
        void block(void) {{ sigset_t it; sigemptyset(&it); sigaddset(&it, SIGABRT); sigprocmask(SIG_BLOCK, &it, 0); }}
        int main(void) {{ {before}; abort(); }}
    """
    guest = made(tmp_path, {"main.c": program})
    guest.write_text(guest.read_text() + '[libc]\nstubs = "posix"\n')
    ran = guestpipe("run", guest)
    assert (ran.stdout, ran.returncode) == (told, 7 if "exit" in handler else 128 + 6), ran.stderr


@pytest.mark.parametrize(
    ("way", "says"),
    [
        ("condition", "deadlock: pthread_cond_wait, and there is no other thread to signal"),
        ("pause", "deadlock: pause waits for a signal, and nothing can send one"),
        ("suspend", "deadlock: sigsuspend waits for a signal, and nothing can send one"),
        ("await", "deadlock: sigwaitinfo waits for a signal, and nothing can send one"),
        ("read-only", "write"),
        ("unmapped", "write"),
    ],
)
def test_a_wait_that_cannot_end_and_memory_that_is_not_there_are_panics(
    way: str, says: str, guestpipe: Guestpipe, tmp_path: Path
) -> None:
    ran = guestpipe("run", copied("tests/guests/posix-ends", tmp_path), "--", way)
    assert ran.returncode == DIED, ran.stderr
    assert re.search(f"panic: .*{re.escape(says)}", ran.stdout + ran.stderr), ran.stdout + ran.stderr


def test_a_guest_finds_the_files_that_it_declares(guestpipe: Guestpipe, tmp_path: Path) -> None:
    guest = copied("tests/guests/packed", tmp_path)
    data = tmp_path / "data"
    (data / "sub/empty").mkdir(parents=True)
    (data / "numbers").write_text("".join(f"{number}\n" for number in range(20000)))
    (data / 'sub/a b"c\\d').write_text('hi "there"\n')
    (data / "sub/link").symlink_to("../numbers")
    (data / "run").write_text("#!/bin/sh\n")
    (data / "run").chmod(0o755)
    ran = guestpipe("run", guest)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert ran.stdout == "all as declared\n"
    checked = guestpipe("check", guest, "boot-files")
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({"/a": "folder", "/a/inside": "guest.toml"}, "`/a/inside` is a file and a folder"),
        ({"/a": "guest.toml", "/a/b": "guest.toml"}, "`/a/b` would be in what is a file"),
        ({"/a": "guest.toml", "/": "folder"}, ""),
        ({"/": "with-dev"}, "`/dev` is the guest's own"),
        ({"/": "with-line-break"}, "the name of a file has a line break"),
    ],
)
def test_files_that_stand_in_each_others_way_are_refused(
    files: dict[str, str], says: str, guestpipe: Guestpipe, tmp_path: Path
) -> None:
    for folder in ("folder/inside", "with-dev/dev", "with-line-break/a\nb"):
        (tmp_path / folder).mkdir(parents=True)
    guest = made(tmp_path, {"a.c": "int main(void) { return 0; }\n"})
    table = "".join(f'"{place}" = "{local}"\n' for place, local in files.items())
    guest.write_text(f'{guest.read_text()}[program.files]\n{table}[libc]\nstubs = "posix"\n')
    ran = guestpipe("realize", guest)
    assert ran.returncode == (100 if says else 0), ran.stderr
    assert says in complaint(ran) if says else True


def test_static_data_larger_than_the_memory_is_refused_or_on_a_disk_a_panic_that_says_how_much_is_needed(
    guestpipe: Guestpipe, tmp_path: Path
) -> None:
    program = "char large[200 << 20];\nint main(int count, char **words) { return large[count]; }\n"
    guest = made(tmp_path, {"a.c": program})
    ran = guestpipe("run", guest)
    assert ran.returncode == 64, ran.stderr
    assert "the image takes memory up to 201" in complaint(ran)
    guest.write_text(guest.read_text() + '[target]\nmachine = "q35"\nformats = ["raw"]\n')
    ran = guestpipe("run", guest)
    assert ran.returncode == DIED, ran.stderr
    assert "the machine has too little memory for the image: 20" in ran.stdout + ran.stderr


def test_a_header_of_the_tier_is_not_there_in_another(guestpipe: Guestpipe, tmp_path: Path) -> None:
    ran = guestpipe("realize", made(tmp_path, {"a.c": "#include <poll.h>\nint main(void) { return 0; }\n"}))
    assert ran.returncode == 100
    assert "poll.h: No such file or directory" in complaint(ran)


@pytest.mark.parametrize("options", [["-std=gnu17"], ["-std=c99"], ["-std=c11", "-D_POSIX_C_SOURCE=200809L"]])
def test_each_header_of_the_tier_stands_alone(options: list[str], guestpipe: Guestpipe, tmp_path: Path) -> None:
    include = CHECKOUT / "recipes/posix-headers/include"
    headers = sorted(str(path.relative_to(include)) for path in include.rglob("*.h"))
    files = {
        f"{header.replace('/', '_')}.c": f"#include <{header}>\n#include <{header}>\nextern int nothing;\n"
        for header in headers
    }
    files["main.c"] = "int main(void) { return 0; }\n"
    guest = made(tmp_path, files, c_options=[*options, "-Wall", "-Wextra", "-Wpedantic", "-Werror"])
    guest.write_text(guest.read_text() + '[libc]\nstubs = "posix"\n')
    ran = guestpipe("run", guest)
    assert ran.returncode == 0, ran.stderr


def test_a_call_of_the_tier_is_suggested_to_whoever_has_another(guestpipe: Guestpipe, tmp_path: Path) -> None:
    program = "int pipe(int *);\nint main(void)\n{\n    int ends[2];\n    return pipe(ends);\n}\n"
    ran = guestpipe("realize", made(tmp_path, {"a.c": program}))
    assert ran.returncode == 100
    assert "the stubs `posix` have it, this guest has the stubs `minimal`" in complaint(ran)


def stubs() -> list[Path]:
    return sorted((TIER / "stubs").glob("*.c"))


@pytest.mark.parametrize("stub", [path.stem for path in stubs()])
def test_a_stub_is_a_file_of_its_name_that_opens_with_what_it_does(stub: str) -> None:
    text = (TIER / "stubs" / f"{stub}.c").read_text()
    assert re.match(r"/\*.*?[.:]\s*\*/", text, re.DOTALL), "no first sentence"
    assert re.search(rf"^[^\s].*\b{stub}\(", text, re.MULTILINE), "it does not define what it is named after"


def test_the_tier_has_all_of_the_minimal_one() -> None:
    tiers = CHECKOUT / "recipes/link/tiers"
    minimal, posix = ({*(tiers / name).read_text().split()} for name in ("minimal", "posix"))
    assert {name for name in minimal - posix if not name.startswith("stubs_console_")} == set()


def test_the_documentation_names_every_stub_of_the_tier() -> None:
    text = (CHECKOUT / "docs/libc.md").read_text()
    tier = text[text.index("## The stubs: tier `posix`") :].split("\n## ")[0]
    named = set(re.findall(r"`([a-z_0-9]+)`", tier))
    assert {path.stem for path in stubs()} - named == set()
