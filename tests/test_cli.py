"""The command line as a user meets it: whole processes, their words and their exit codes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import jsonschema
import pytest

import pinned
from conftest import FRONT, Guestpipe
from guestpipe.cli.main import VERBS
from worlds import write_tiny

CHECKOUT = Path(__file__).parent.parent


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """Return the path of a guest that builds in a moment."""
    return write_tiny(tmp_path / "project")


def script(tiny: Path, recipe: str, text: str) -> None:
    (tiny.parent / "recipes" / recipe / "build.sh").write_text(text)


def test_without_a_verb_it_says_what_there_is(guestpipe: Guestpipe) -> None:
    said = guestpipe()
    assert said.returncode == 0
    assert all(verb in said.stdout for verbs in VERBS.values() for verb in verbs)


def test_every_verb_explains_itself(guestpipe: Guestpipe) -> None:
    for verb in (verb for verbs in VERBS.values() for verb in verbs):
        said = guestpipe(verb, "--help")
        assert said.returncode == 0, said.stderr
        assert said.stdout.startswith(f"usage: guestpipe {verb}")


def test_a_verb_that_is_not_one_is_answered_with_the_nearest(guestpipe: Guestpipe) -> None:
    said = guestpipe("realise")
    assert said.returncode == 64
    assert said.stderr == "error: there is no verb `realise`\n  hint: did you mean `realize`?\n"


@pytest.mark.parametrize(
    ("words", "what", "hint"),
    [
        (("store", "lst"), "`lst` is none of `ls`, `info`, `verify`, ", "did you mean `ls`?"),
        (
            ("schema", "module"),
            "`module` is none of `guest`, `recipe`, `lock`",
            "`guestpipe schema --help` shows what there is",
        ),
    ],
)
def test_a_word_that_is_not_among_those_that_there_are_is_answered_with_them(
    guestpipe: Guestpipe, words: tuple[str, ...], what: str, hint: str
) -> None:
    said = guestpipe(*words)
    assert said.returncode == 64
    assert said.stderr.startswith(f"error: {what}")
    assert f"  hint: {hint}\n" in said.stderr


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("lnik", "did you mean `link`?"),
        ("geekos", "did you mean `kernel-geekos`?"),
        ("nosuch", "`guestpipe plan` shows its steps"),
    ],
)
def test_a_step_that_is_not_there_is_answered_with_the_nearest(
    guestpipe: Guestpipe, tiny: Path, word: str, hint: str
) -> None:
    for verb in (
        ("why", word, tiny),
        ("shell", word, tiny),
        ("check", tiny, word),
        ("realize", tiny, "--rebuild", word),
    ):
        said = guestpipe(*verb)
        assert said.returncode == 65
        assert said.stderr == f"error: this guest has no step `{word}`\n  hint: {hint}\n"


def test_what_is_no_declaration_is_answered_with_what_one_is(guestpipe: Guestpipe, tiny: Path) -> None:
    said = guestpipe("plan", "link", cwd=tiny.parent)
    assert said.returncode == 66
    assert "there is no `link`" in said.stderr
    assert "a guest is named by its declaration, a file such as `guest.toml`" in said.stderr


def test_a_wrong_argument_is_a_usage_error(guestpipe: Guestpipe) -> None:
    said = guestpipe("realize", "--jobs", "none")
    assert said.returncode == 64
    assert "--jobs" in said.stderr
    assert "Traceback" not in said.stderr


def test_realize_prints_the_image_and_links_it(guestpipe: Guestpipe, tiny: Path) -> None:
    said = guestpipe("realize", tiny)
    assert said.returncode == 0, said.stderr
    image = Path(said.stdout.strip())
    assert image.name.endswith("-sample")
    assert (tiny.parent / "result").resolve() == image


def test_realize_as_events_is_json_a_line(guestpipe: Guestpipe, tiny: Path) -> None:
    script(tiny, "link", f'echo {time.time_ns()} > "$out/x"\n')
    said = guestpipe("realize", tiny, "--json")
    events = [json.loads(line) for line in said.stdout.splitlines()]
    assert said.returncode == 0
    assert {"link", "image-elf", "sample"} <= {event.get("step") for event in events}


def test_a_dry_run_says_what_would_be_built_and_builds_nothing(guestpipe: Guestpipe, tiny: Path) -> None:
    guestpipe("realize", tiny)
    script(tiny, "kernel-geekos", f'echo {time.time_ns()} > "$out/x"\n')
    for _ in range(2):
        said = guestpipe("realize", tiny, "--dry-run")
        assert said.returncode == 0
        assert said.stdout == "1 to build, up to 3 more if its output changes\n"


def test_early_cutoff_builds_one_step_when_only_a_comment_changes(guestpipe: Guestpipe, tiny: Path) -> None:
    guestpipe("realize", tiny)
    build = tiny.parent / "recipes" / "kernel-geekos" / "build.sh"
    build.write_text(f"# {time.time_ns()}\n" + build.read_text())
    said = guestpipe("realize", tiny, "--json")
    how = {event["step"]: event.get("how") for event in map(json.loads, said.stdout.splitlines()) if event.get("how")}
    assert how["kernel-geekos"] == "built"
    assert {how.get(name) for name in ("link", "image-elf", "sample")} == {"cutoff"}


def test_a_failed_build_shows_the_end_of_its_log_and_the_way_in(guestpipe: Guestpipe, tiny: Path) -> None:
    script(tiny, "link", f"# {time.time_ns()}\nseq 1 50\necho it is here >&2\nexit 7\n")
    said = guestpipe("realize", tiny)
    assert said.returncode == 100
    assert "`link` failed with exit status 7" in said.stderr
    assert "| it is here" in said.stderr
    assert "| 12\n" not in said.stderr
    assert "hint: look inside with `guestpipe shell link`" in said.stderr
    log = next(line.split(" at ")[1] for line in said.stderr.splitlines() if line.startswith("  at "))
    assert "12\n" in Path(log).read_text()


def test_a_shell_opens_where_the_build_failed(guestpipe: Guestpipe, tiny: Path) -> None:
    # A step that no other test lets fail: what is left of it is kept by its name, in the store that all tests share.
    script(tiny, "stubs-minimal", f"# {time.time_ns()}\necho half > half\nexit 1\n")
    guestpipe("realize", tiny)
    said = guestpipe("shell", "stubs-minimal", tiny, stdin="cat half; ls /in; exit 3\n")
    assert said.returncode == 3, said.stderr
    assert "half" in said.stdout
    assert "libc" in said.stdout


def test_keep_going_names_every_failure(guestpipe: Guestpipe, tiny: Path) -> None:
    for recipe in ("kernel-geekos", "libc-newlib"):
        script(tiny, recipe, f"# {time.time_ns()}\nexit 1\n")
    said = guestpipe("realize", tiny, "--keep-going")
    assert said.returncode == 100
    assert "2 steps failed" in said.stderr
    assert "`kernel-geekos` failed" in said.stderr
    assert "`libc-newlib` failed" in said.stderr


def test_offline_names_what_is_missing(guestpipe: Guestpipe, tiny: Path, tmp_path: Path) -> None:
    said = guestpipe("realize", tiny, "--offline", "--store", tmp_path / "empty")
    assert said.returncode == 75
    assert "offline" in said.stderr
    assert "deb:" in said.stderr


def test_a_fetch_with_another_digest_keeps_the_bytes_and_prints_both(guestpipe: Guestpipe, tiny: Path) -> None:
    wrong = tiny.parent / "newlib.tar"
    wrong.write_text("not newlib")
    recipe = tiny.parent / "recipes" / "libc-newlib" / "recipe.toml"
    recipe.write_text(recipe.read_text() + '[source.newlib]\ndebian = "newlib"\nfile = "*"\n')
    tiny.write_text(tiny.read_text() + f'[source.newlib]\nurl = "file://{wrong}"\nsha256 = "{"5" * 64}"\n')
    said = guestpipe("realize", tiny)
    assert said.returncode == 102, said.stderr
    assert "5" * 64 in said.stderr
    assert "kept" in said.stderr or "mismatch" in said.stderr


def test_rebuild_of_a_step_that_is_not_there_is_refused(guestpipe: Guestpipe, tiny: Path) -> None:
    said = guestpipe("realize", tiny, "--rebuild", "lnik")
    assert said.returncode == 65
    assert "did you mean `link`?" in said.stderr


def test_a_step_that_comes_out_different_when_rebuilt_is_named(guestpipe: Guestpipe, tiny: Path) -> None:
    script(tiny, "link", f'# {time.time_ns()}\ndd if=/dev/urandom of="$out/x" bs=8 count=1 2>/dev/null\n')
    assert guestpipe("realize", tiny).returncode == 0
    assert guestpipe("realize", tiny, "--rebuild", "program-c").returncode == 0
    said = guestpipe("realize", tiny, "--rebuild", "link")
    assert said.returncode == 104
    assert "`link` gave other bytes than before" in said.stderr


def test_plan_shows_a_tree_and_everything_as_json(guestpipe: Guestpipe, tiny: Path) -> None:
    tree = guestpipe("plan", tiny)
    assert tree.returncode == 0, tree.stderr
    assert "kernel-geekos" in tree.stdout
    told = json.loads(guestpipe("plan", tiny, "--json").stdout)
    steps = {step["name"]: step for step in told["steps"]}
    assert steps["link"]["inputs"]["kernel"] == "kernel-geekos"
    assert guestpipe("plan", tiny, "--dot").stdout.startswith("digraph")


def test_plan_draws_a_picture(guestpipe: Guestpipe, tiny: Path, tmp_path: Path) -> None:
    said = guestpipe("plan", tiny, "--svg", tmp_path / "plan.svg")
    assert said.returncode == 0, said.stderr
    assert "<svg" in (tmp_path / "plan.svg").read_text()
    guestpipe("plan", tiny, "--png", tmp_path / "plan.png")
    assert (tmp_path / "plan.png").read_bytes().startswith(b"\x89PNG")


def test_why_names_the_way_and_the_file_that_changed(guestpipe: Guestpipe, tiny: Path) -> None:
    guestpipe("realize", tiny)
    known = guestpipe("why", "link", tiny)
    assert "needed for the image: sample → image-elf → link" in known.stdout
    assert "it would not be built: its object is in the store" in known.stdout
    script(tiny, "kernel-geekos", f'echo {time.time_ns()} > "$out/x"\n')
    changed = guestpipe("why", "sample", tiny)
    assert "it would be built if what it is made from comes out different" in changed.stdout
    assert "build    " in guestpipe("plan", tiny).stdout
    assert "`recipe`: build.sh changed" in guestpipe("plan", tiny).stdout
    assert changed.stdout.splitlines()[-2:] == ["  kernel-geekos", "    `recipe`: build.sh changed"]


def test_why_of_a_step_that_is_not_there_is_refused(guestpipe: Guestpipe, tiny: Path) -> None:
    said = guestpipe("why", "kernel", tiny)
    assert said.returncode == 65
    assert "no step `kernel`" in said.stderr


def test_the_schema_is_one_and_accepts_our_guests(guestpipe: Guestpipe) -> None:
    import tomllib

    schema = json.loads(guestpipe("schema").stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    for guest in (CHECKOUT / "guest.toml", *sorted((CHECKOUT / "guests").glob("*/guest.toml"))):
        jsonschema.validate(tomllib.loads(guest.read_text()), schema)


@pytest.mark.parametrize(
    "words",
    [
        ("run", "--transcript"),
        ("plan", "--svg"),
        ("bench", "--output"),
        ("bench", "--html"),
        ("bench", "--plot"),
        ("export",),
    ],
)
def test_a_file_that_could_not_be_written_is_refused_before_the_work(
    guestpipe: Guestpipe, tiny: Path, words: tuple[str, ...]
) -> None:
    guest = (tiny,) if words == ("export",) else ()
    said = guestpipe(*words, "nowhere/file.svg", *guest, cwd=tiny.parent)
    assert said.returncode == 66
    assert said.stderr == "error: `file.svg` cannot be written: there is no folder `nowhere`\n  at nowhere/file.svg\n"
    assert not (tiny.parent / "result").exists()


def test_a_folder_of_documents_that_cannot_be_made_is_told_so(guestpipe: Guestpipe, tiny: Path) -> None:
    said = guestpipe("provenance", tiny, "--output", tiny)
    assert said.returncode == 66
    assert said.stderr == f"error: `{tiny}` cannot be made: it is a file\n  at {tiny}\n"


def test_init_says_why_it_cannot_write(guestpipe: Guestpipe, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine\n")
    for folder in ("file", "file/new"):
        said = guestpipe("init", tmp_path / folder)
        assert said.returncode == 66
        assert said.stderr.startswith(f"error: a guest cannot be written to `{tmp_path / folder}`: ")
    assert (tmp_path / "file").read_text() == "mine\n"


def test_init_refuses_to_overwrite(guestpipe: Guestpipe, tmp_path: Path) -> None:
    assert guestpipe("init", tmp_path / "new").returncode == 0
    said = guestpipe("init", tmp_path / "new")
    assert said.returncode == 66
    assert "already there" in said.stderr


def test_a_guest_that_is_a_folder_is_refused(guestpipe: Guestpipe, tiny: Path) -> None:
    tiny.unlink()
    tiny.mkdir()
    said = guestpipe("realize", tiny)
    assert said.returncode == 66
    assert "cannot be read: is a directory" in said.stderr


def test_an_interrupt_ends_with_130_and_leaves_nothing_running(tiny: Path, tmp_path: Path) -> None:
    script(tiny, "link", f"# {time.time_ns()}\nsleep 600\n")
    process = subprocess.Popen(
        [*FRONT, "realize", str(tiny)],
        env={**os.environ, "GUESTPIPE_STORE": str(pinned.STORE), "XDG_CACHE_HOME": str(pinned.CACHE.parent)},
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    for line in process.stderr:
        if line.startswith("building link"):
            break
    process.send_signal(signal.SIGINT)
    try:
        _, said = process.communicate(timeout=60)
    finally:
        process.kill()
    assert process.returncode == 130
    assert said.rstrip().endswith("interrupted")
    assert not [path for path in Path("/proc").glob("[0-9]*/cmdline") if b"sleep\x00600" in _read(path)]


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def test_repair_brings_a_damaged_object_back(guestpipe: Guestpipe, tiny: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    image = Path(guestpipe("realize", tiny, "--store", store).stdout.strip())
    file = image / "guest"
    before = file.read_bytes()
    file.chmod(0o644)
    file.write_text("damage")
    file.chmod(0o444)
    assert guestpipe("store", "verify", "--contents", "--store", store).returncode == 74
    said = guestpipe("store", "repair", "--store", store, "--guest", tiny)
    assert said.returncode == 0, said.stderr
    assert "mended" in said.stdout
    assert file.read_bytes() == before
    assert guestpipe("store", "verify", "--contents", "--store", store).returncode == 0


def test_a_bug_keeps_its_traceback_and_has_its_own_exit_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from guestpipe.cli import main, schema

    def broken(args: object) -> int:
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr(schema, "main", broken)
    assert main.main(["schema"]) == 70
    assert "Traceback" in (said := capsys.readouterr().err)
    assert said.endswith("ZeroDivisionError: a bug\nthis is a bug in guestpipe\n")
