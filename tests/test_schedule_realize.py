"""Realizing plans: only what is needed, each step once, early cutoff, failures, interrupts."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from build_plans import ROOT, Recorder, Shelf, World, file_step, layered, plan_of, with_input
from guestpipe.build import job as jobs
from guestpipe.build.job import Job
from guestpipe.build.need import forecast, needed
from guestpipe.digest import Digest
from guestpipe.errors import BuildError, BuildLimitError, FetchError, HostError, StoreError
from guestpipe.plan.step import Plan
from guestpipe.report import FetchProgress, RunFinished, StepFailed, StepFinished, StepNoted, StepSkipped, StepStarted


@pytest.fixture(scope="session")
def root(small_root: Path) -> Path:
    return small_root


@pytest.fixture
def world(tmp_path: Path, root: Path) -> Iterator[World]:
    made = World(tmp_path, root)
    yield made
    assert made.left_over() == []
    made.store.close()


def say(text: str) -> str:
    return f"echo {text} > /out/text"


def test_a_plan_is_built_inputs_first_and_its_outputs_are_read(world: World) -> None:
    plan = plan_of(
        world.step("a", say("one")),
        world.step("b", say("two")),
        world.step("c", "cat /in/a/text /in/b/text > /out/text", "a", "b"),
    )
    recorder = Recorder()
    outcome = world.realize(plan, reporter=recorder)
    assert world.text(outcome, "c") == "one\ntwo\n"
    assert outcome.how == {"root": "cached", "a": "built", "b": "built", "c": "built"}
    finished = [event.step for event in recorder.events if isinstance(event, StepFinished)]
    assert sorted(finished[:2]) == ["a", "b"]
    assert finished[2] == "c"
    assert isinstance(recorder.events[-1], RunFinished)


def test_what_most_has_to_wait_for_is_begun_first(world: World) -> None:
    plan = plan_of(
        world.step("alone", say("one")),
        world.step("low", say("two")),
        world.step("middle", "cat /in/low/text > /out/text", "low"),
        world.step("top", "cat /in/*/text > /out/text", "alone", "middle"),
    )
    recorder = Recorder()
    world.realize(plan, reporter=recorder, jobs=1)
    started = [event.step for event in recorder.events if isinstance(event, StepStarted)]
    assert started == ["low", "alone", "middle", "top"]


def test_of_two_that_stand_as_deep_the_one_for_which_more_wait_is_begun_first(world: World) -> None:
    plan = plan_of(
        world.step("a", say("one")),
        world.step("b", say("two")),
        world.step("over-a", say("three"), "a", "b"),
        world.step("over-b", say("four"), "b"),
        world.step("top", say("five"), "over-a", "over-b"),
    )
    recorder = Recorder()
    world.realize(plan, reporter=recorder, jobs=1)
    started = [event.step for event in recorder.events if isinstance(event, StepStarted)]
    assert started[:2] == ["b", "a"]


def test_while_a_big_output_is_sealed_nothing_less_urgent_takes_its_place(world: World) -> None:
    plan = plan_of(
        world.step("alone", say("one")),
        world.step("big", "head -c 4000000 /dev/zero > /out/zeros"),
        world.step("middle", say("two"), "big"),
        world.step("upper", say("three"), "middle"),
        world.step("top", say("four"), "alone", "upper"),
    )
    recorder = Recorder()
    world.realize(plan, reporter=recorder, jobs=1)
    started = [event.step for event in recorder.events if isinstance(event, StepStarted)]
    assert started == ["big", "middle", "alone", "upper", "top"]


def test_what_is_known_is_not_even_looked_below(world: World) -> None:
    plan = plan_of(world.step("a", say("one")), world.step("b", "cat /in/a/text > /out/text", "a"))
    world.realize(plan)
    assert needed(plan, ["b"], world.store).wanted == ()
    outcome = world.realize(plan)
    assert outcome.how == {"b": "cached"}


def test_a_changed_recipe_with_the_same_output_builds_one_step_and_is_remembered(world: World) -> None:
    def plan(comment: str) -> Plan:
        return plan_of(
            world.step("leaf", f"# {comment}\n{say('leaf')}"),
            *(world.step(f"m{i}", "cat /in/leaf/text > /out/text", "leaf") for i in range(5)),
            world.step("top", "cat /in/*/text > /out/text", *(f"m{i}" for i in range(5))),
        )

    old, new = plan("old"), plan("new")
    world.realize(old)
    seen = forecast(new, ["top"], world.store)
    assert str(seen) == "1 to build, up to 6 more if its output changes"
    outcome = world.realize(new)
    assert (outcome.count("built"), outcome.count("cutoff")) == (1, 6)
    assert world.realize(new).how == {"top": "cached"}
    assert str(forecast(new, ["top"], world.store)) == "everything is up to date"


def test_a_changed_output_builds_what_depends_on_it_and_no_more(world: World) -> None:
    def plan(word: str) -> Plan:
        return plan_of(
            world.step("leaf", say(word)),
            world.step("other", say("other")),
            world.step("top", "cat /in/*/text > /out/text", "leaf", "other"),
        )

    world.realize(plan("old"))
    outcome = world.realize(plan("new"))
    assert {step for step, how in outcome.how.items() if how == "built"} == {"leaf", "top"}
    assert world.text(outcome, "top") == "new\nother\n"


def test_a_plan_that_was_never_built_is_forecast_as_builds_not_as_perhaps(world: World) -> None:
    plan = layered(world, 20)
    assert len(forecast(plan, [plan.steps[-1].name], world.store).builds) == 21


def test_rebuild_builds_a_known_step_again_and_what_depends_on_it_is_cut_off(world: World) -> None:
    plan = plan_of(world.step("a", say("one")), world.step("b", "cat /in/a/text > /out/text", "a"))
    world.realize(plan)
    outcome = world.realize(plan, rebuild=["a"])
    assert outcome.how == {"root": "cached", "a": "built", "b": "cutoff"}
    assert outcome.changed == {}


def test_rebuild_tells_of_an_output_that_is_not_what_it_was(world: World) -> None:
    plan = plan_of(world.step("a", "cat /proc/sys/kernel/random/uuid > /out/text"))
    world.realize(plan)
    outcome = world.realize(plan, rebuild=["a"])
    assert list(outcome.changed) == ["a"]


def test_a_failure_names_the_step_the_end_of_its_log_and_the_way_in(world: World) -> None:
    plan = plan_of(world.step("bad", "seq 30; echo half > /out/half; exit 3"), world.step("top", "", "bad"))
    outcome = world.realize(plan)
    (failure,) = outcome.failures
    place = world.folder / "store/failed/bad"
    assert isinstance(failure.error, BuildError)
    assert failure.error.exit_code == 100
    assert failure.error.what == "`bad` failed with exit status 3"
    assert failure.error.where == str(place / "log")
    assert failure.error.detail == tuple(str(i) for i in range(11, 31))
    assert failure.error.hint == "look inside with `guestpipe shell bad`"
    assert (place / "log").read_text().split() == [str(i) for i in range(1, 31)]
    assert (place / "out/half").read_text() == "half\n"
    assert outcome.skipped == {"top": "bad"}


def test_what_a_failed_build_left_goes_when_it_succeeds(world: World) -> None:
    world.realize(plan_of(world.step("a", "exit 1")))
    assert (world.folder / "store/failed/a").is_dir()
    world.realize(plan_of(world.step("a", say("well"))))
    assert not (world.folder / "store/failed/a").exists()


def test_several_keep_and_forget_at_once_what_failed_builds_of_a_step_left(world: World) -> None:
    step = world.step("a", "exit 1")

    def fail_and_succeed(number: int) -> None:
        workspace = world.folder / f"work-{number}"
        workspace.mkdir()
        for name in range(50):
            (workspace / str(name)).touch()
        jobs.keep(cast("Job", SimpleNamespace(workspace=str(workspace), step=step)), world.store, BuildError("failed"))
        jobs.forget_failure("a", world.store)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(fail_and_succeed, range(100)))
    assert not (world.folder / "store/failed/a").exists()
    assert not list((world.folder / "store/objects").glob(".*"))


def test_an_error_that_the_script_explains_is_shown_as_it_says(world: World) -> None:
    script = """
    echo noise
    echo 'guestpipe-error: what: `main.o` needs `socket`, which no stub has'
    echo 'guestpipe-error: where: main.c:7'
    echo 'guestpipe-error: hint: the tier `posix` has it'
    echo 'guestpipe-error: what: `main.o` needs `fork`'
    exit 1
    """
    (failure,) = world.realize(plan_of(world.step("link", script))).failures
    assert failure.error.what == "`link`: `main.o` needs `socket`, which no stub has"
    assert failure.error.where == "main.c:7"
    assert failure.error.hint == "the tier `posix` has it"
    assert failure.error.detail[0] == "what: `main.o` needs `fork`"
    assert failure.error.detail[1].startswith("the whole log: ")
    assert Path(failure.error.detail[1].removeprefix("the whole log: ")).is_file()


def test_what_a_tool_said_stands_in_the_error_as_it_said_it(world: World) -> None:
    script = """
    echo 'guestpipe-error: what: `Main.hs` does not compile'
    echo 'guestpipe-error: where: Main.hs:2:8'
    echo 'guestpipe-error: said: Main.hs:2:8: error:'
    echo 'guestpipe-error: said:     * No instance'
    echo 'guestpipe-error: hint: look'
    echo 'guestpipe-error: what: another'
    echo 'guestpipe-error: said: is not shown'
    exit 1
    """
    (failure,) = world.realize(plan_of(world.step("program", script))).failures
    assert failure.error.where == "Main.hs:2:8"
    assert failure.error.hint == "look"
    assert failure.error.detail[:3] == ("Main.hs:2:8: error:", "    * No instance", "what: another")
    assert failure.error.detail[3].startswith("the whole log: ")


def test_a_hint_at_the_log_above_brings_what_stands_there(world: World) -> None:
    script = """
    echo '[1 of 2] Compiling A'
    echo 'B.hs:3:1: error: no'
    echo '  | 3'
    echo 'guestpipe-error: what: `p` does not build'
    echo 'guestpipe-error: where: the source'
    echo 'guestpipe-error: hint: what GHC said is in the log above'
    echo 'guestpipe-error: what: another'
    exit 1
    """
    (failure,) = world.realize(plan_of(world.step("p", script))).failures
    assert failure.error.detail[:3] == ("B.hs:3:1: error: no", "  | 3", "what: another")


def test_so_it_does_if_nothing_there_is_called_an_error(world: World) -> None:
    script = """
    for line in $(seq 1 30); do echo "$line"; done
    echo 'guestpipe-error: what: configure fails'
    echo 'guestpipe-error: hint: what it said last is in the log above'
    exit 1
    """
    (failure,) = world.realize(plan_of(world.step("p", script))).failures
    assert failure.error.detail == tuple(str(line) for line in range(11, 31))


def test_what_a_build_that_went_well_has_to_say_is_told_once(world: World) -> None:
    plan = plan_of(world.step("program", "echo noise; echo 'guestpipe-note:   f.c:1: warning'; " + say("made")))
    first, second = Recorder(), Recorder()
    world.realize(plan, reporter=first)
    assert [event for event in first.events if isinstance(event, StepNoted)] == [
        StepNoted("program", ("  f.c:1: warning",))
    ]
    world.realize(plan, reporter=second)
    assert not [event for event in second.events if isinstance(event, StepNoted)]


def test_without_keep_going_nothing_starts_after_a_failure(world: World) -> None:
    plan = plan_of(
        world.step("bad", "exit 1"),
        *(world.step(f"s{i}", say("x")) for i in range(5)),
        world.step("top", say("x"), "bad", *(f"s{i}" for i in range(5))),
    )
    outcome = world.realize(plan, jobs=1)
    assert len(outcome.failures) == 1
    assert outcome.count("built") == 0


def test_keep_going_builds_all_that_does_not_depend_on_a_failure(world: World) -> None:
    plan = plan_of(
        world.step("bad", "exit 1"),
        world.step("worse", "exit 2"),
        world.step("good", say("x")),
        world.step("on-bad", say("x"), "bad"),
        world.step("on-good", say("x"), "good"),
        world.step("top", say("x"), "on-bad", "on-good", "worse"),
    )
    recorder = Recorder()
    outcome = world.realize(plan, keep_going=True, reporter=recorder)
    assert {failure.step for failure in outcome.failures} == {"bad", "worse"}
    assert outcome.how == {"root": "cached", "good": "built", "on-good": "built"}
    assert set(outcome.skipped) == {"on-bad", "top"}
    assert len([event for event in recorder.events if isinstance(event, StepFailed)]) == 2
    assert len([event for event in recorder.events if isinstance(event, StepSkipped)]) == 2


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("cp /usr/bin/busybox /out/x; chmod 4755 /out/x", "is setuid"),
        ("mkfifo /out/x", "named pipe"),
        ("ln -s ../../etc/passwd /out/x", "out of the tree"),
        ("ln -s /etc/passwd /out/x", "out of the tree"),
        ("echo > /out/$(printf 'a\\377')", "UTF-8"),
        (":", "left nothing in /out"),
        ("grep -o '[^ ]*/store/tmp[^ ]*' /proc/self/mountinfo > /out/x", "contains the path of the store"),
    ],
)
def test_an_output_that_cannot_be_an_object_is_refused_with_the_steps_name(
    world: World, script: str, words: str
) -> None:
    (failure,) = world.realize(plan_of(world.step("step", script))).failures
    assert isinstance(failure.error, BuildError)
    assert "`step`" in failure.error.what
    assert words in str(failure.error)


def test_a_step_over_its_time_limit_has_the_exit_code_of_that(world: World) -> None:
    step = replace(world.step("slow", "sleep 1000"), limit_s=1)
    (failure,) = world.realize(plan_of(step)).failures
    assert isinstance(failure.error, BuildLimitError)
    assert failure.error.exit_code == 101


def test_files_are_fetched_in_one_go_and_shown_as_files(world: World) -> None:
    shelf = Shelf([b"tar", b"other"])
    top = world.step("top", "cat /source/newlib /source/gcc > /out/text")
    top = with_input(with_input(top, "source/newlib", "newlib.tar"), "source/gcc", "gcc.tar")
    plan = plan_of(file_step("newlib.tar", b"tar"), file_step("gcc.tar", b"other"), top)
    assert forecast(plan, ["top"], world.store).fetch_bytes == 8
    recorder = Recorder()
    outcome = world.realize(plan, fetcher=shelf, reporter=recorder)
    assert world.text(outcome, "top") == "tarother"
    assert shelf.asked == [["test:newlib.tar", "test:gcc.tar"]]
    assert outcome.count("fetched") == 2
    assert FetchProgress(8, 8) in recorder.events
    world.realize(plan, fetcher=shelf)
    assert len(shelf.asked) == 1


def test_two_steps_may_want_the_same_bytes(world: World) -> None:
    top = world.step("top", "cat /source/a /source/b > /out/text")
    top = with_input(with_input(top, "source/a", "a.tar"), "source/b", "b.tar")
    plan = plan_of(file_step("a.tar", b"same"), file_step("b.tar", b"same"), top)
    assert world.text(world.realize(plan, fetcher=Shelf([b"same"])), "top") == "samesame"


def test_a_fetch_that_fails_is_one_failure_and_what_needs_no_fetch_is_built(world: World) -> None:
    top = with_input(world.step("top", say("x"), "free"), "source/a", "a.tar")
    plan = plan_of(file_step("a.tar", b"a"), world.step("free", say("free")), top)
    outcome = world.realize(plan, keep_going=True)
    (failure,) = outcome.failures
    assert isinstance(failure.error, FetchError)
    assert failure.step == "fetch"
    assert outcome.skipped == {"a.tar": "fetch", "top": "fetch"}
    assert outcome.how["free"] == "built"


def test_a_tree_that_was_edited_since_planning_is_an_error(world: World) -> None:
    folder = world.folder / "mine"
    folder.mkdir()
    (folder / "build.sh").write_text(say("planned"))
    held = world.store.add(folder, "mine")
    (folder / "build.sh").write_text(say("edited"))
    step = world.step("a", "")
    tree = replace(step.trees[0][1], name="other", path=str(folder))
    plan = plan_of(replace(step, trees=(("recipe", replace(tree, digest=held.digest)),)))
    with pytest.raises(StoreError, match="changed while guestpipe ran"):
        world.realize(plan)


def test_a_step_without_a_tool_root_is_refused(world: World) -> None:
    (failure,) = world.realize(plan_of(replace(world.step("a", ""), inputs=()))).failures
    assert "has no tool root" in failure.error.what


def test_a_missing_build_script_is_the_steps_failure(world: World) -> None:
    step = world.step("a", "")
    (world.folder / "recipes/b").mkdir()
    (world.folder / "recipes/b/recipe.toml").write_text("")
    empty = world.store.add(world.folder / "recipes/b", "b.recipe")
    tree = replace(step.trees[0][1], digest=empty.digest, name="b.recipe")
    (failure,) = world.realize(plan_of(replace(step, trees=(("recipe", tree),)))).failures
    assert "build.sh" in "".join(failure.error.detail)


def test_a_step_sees_how_long_it_took_last_time(world: World) -> None:
    plan = plan_of(world.step("a", say("x")))
    for expected in (False, True):
        recorder = Recorder()
        world.realize(plan, rebuild=["a"], reporter=recorder)
        (started,) = [event for event in recorder.events if isinstance(event, StepStarted)]
        assert (started.last_wall_s is not None) == expected


def test_big_outputs_are_sealed_beside_the_loop(world: World) -> None:
    script = "i=0; while [ $i -lt 200 ]; do echo $i > /out/$i; i=$((i+1)); done"
    outcome = world.realize(plan_of(world.step("a", script), world.step("b", "cat /in/a/199 > /out/text", "a")))
    assert world.text(outcome, "b") == "199\n"


def test_a_fan_in_of_a_thousand_is_one_mount_and_right(world: World) -> None:
    recipe = world.recipe("leaf", "cat /settings/n > /out/text")
    base = replace(world.step("x", ""), trees=(("recipe", recipe),))
    leaves = [replace(base, name=f"n{i}", settings=(("n", f"{i}\n"),)) for i in range(1000)]
    for leaf in leaves[20:]:
        # All but a few are here already: this is about the one step above them.
        obj = world.store.object(*_sealed(world, leaf.settings[0][1]))
        assert obj is not None
        key = plan_of(leaf).keys[leaf.name]
        world.store.record(key, key, obj, began_at=0.0, wall_s=0.0, cpu_s=0.0)
    top = world.step("top", "cat /in/*/text | sort -n | busybox tail -n 1 > /out/text", *(leaf.name for leaf in leaves))
    outcome = world.realize(plan_of(*leaves, top))
    assert outcome.count("built") == 21
    assert world.text(outcome, "top") == "999\n"


def _sealed(world: World, text: str) -> tuple[Digest, str]:
    with world.store.workspace("leaf") as folder:
        (folder / "tree").mkdir()
        (folder / "tree/text").write_text(text)
        obj = world.store.seal(folder / "tree", "leaf")
    return obj.digest, obj.name


PROGRAM = """
import sys
from pathlib import Path
from build_plans import *
from guestpipe.plan.step import Plan
from guestpipe.report import *
class Lines:
    def tell(self, event):
        print(type(event).__name__, getattr(event, "step", ""), getattr(event, "how", ""), flush=True)
class Endless:
    def fetch(self, wanted, into, progress):
        while True:
            progress(0)
world = World(Path(sys.argv[1]), Path(sys.argv[2]))
exec(sys.argv[3])
try:
    world.realize(plan, jobs=2, reporter=Lines(), fetcher=Endless())
except KeyboardInterrupt:
    print("interrupted", world.left_over(), flush=True)
    sys.exit(130)
"""


def guestpipe(folder: Path, root: Path, plan: str) -> subprocess.Popen[str]:
    """Start a process that realizes `plan`, an assignment, in the store of `folder`; it prints events."""
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(folder), str(root), plan],
        env={"PYTHONPATH": ":".join(sys.path), "PATH": os.environ["PATH"]},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def until(happens: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not happens():
        assert time.monotonic() < end, "it did not happen"
        os.sched_yield()


def sandboxes(folder: Path) -> int:
    """Return how many processes have `folder` among their mounts."""
    count = 0
    for process in Path("/proc").iterdir():
        try:
            count += process.name.isdigit() and str(folder).encode() in (process / "mountinfo").read_bytes()
        except OSError:
            continue
    return count


HANG = """
steps = [world.step(f"s{i}", "sleep 1000 & sleep 1000") for i in range(4)]
plan = plan_of(*steps, world.step("top", ":", *(step.name for step in steps)))
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_ends_all_builds_and_tidies_up(tmp_path: Path, root: Path, number: signal.Signals) -> None:
    ours = guestpipe(tmp_path, root, HANG)
    until(lambda: sandboxes(tmp_path) >= 6)
    # As a terminal does: to the whole group.
    os.killpg(ours.pid, number)
    said, _ = ours.communicate()
    assert "StepFailed" not in said
    assert not (tmp_path / "store/failed").exists()
    assert said.splitlines()[-1] == "interrupted []"
    assert ours.returncode == 130
    assert sandboxes(tmp_path) == 0


def test_an_interrupt_ends_a_fetch(tmp_path: Path, root: Path) -> None:
    ours = guestpipe(tmp_path, root, 'plan = plan_of(file_step("a.tar", b"a"))')
    assert ours.stdout is not None
    while not (line := ours.stdout.readline()).startswith("FetchProgress"):
        assert line
    ours.send_signal(signal.SIGINT)
    said, _ = ours.communicate()
    assert said.splitlines()[-1] == "interrupted []"
    assert ours.returncode == 130


def test_a_step_whose_builder_was_killed_is_built_by_who_waited_for_it(tmp_path: Path, root: Path) -> None:
    plan = 'plan = plan_of(world.step("slow", "sleep 1; echo x > /out/text"))'
    first = guestpipe(tmp_path, root, plan)
    assert first.stdout is not None
    while not (line := first.stdout.readline()).startswith("StepStarted"):
        assert line
    second = guestpipe(tmp_path, root, plan)
    assert second.stdout is not None
    while not (line := second.stdout.readline()).startswith("StepWaiting"):
        assert line
    first.kill()
    first.communicate()
    assert "StepFinished slow built" in second.communicate()[0]


def test_a_kill_leaves_nothing_running_and_the_next_run_finishes(tmp_path: Path, root: Path) -> None:
    ours = guestpipe(tmp_path, root, HANG)
    until(lambda: sandboxes(tmp_path) >= 6)
    ours.kill()
    ours.communicate()
    until(lambda: sandboxes(tmp_path) == 0)
    world = World(tmp_path, root)
    # Locks of the dead are files that nobody holds.
    assert os.listdir(tmp_path / "store/tmp") == []
    outcome = world.realize(plan_of(world.step("s0", say("x")), world.step("top", say("y"), "s0")))
    assert outcome.count("built") == 2
    world.store.close()


def test_two_processes_build_each_step_once(tmp_path: Path, root: Path) -> None:
    World(tmp_path, root).store.close()
    both = [guestpipe(tmp_path, root, "plan = layered(world, 40)") for _ in range(2)]
    said = [process.communicate()[0] for process in both]
    assert [process.returncode for process in both] == [0, 0]
    built = [line.split()[1] for text in said for line in text.splitlines() if line.endswith(" built")]
    assert len(built) == len(set(built)) == 41


def test_a_step_that_another_process_builds_is_waited_for(tmp_path: Path, root: Path) -> None:
    plan = 'plan = plan_of(world.step("slow", "sleep 1; echo x > /out/text"))'
    first = guestpipe(tmp_path, root, plan)
    assert first.stdout is not None
    while not (line := first.stdout.readline()).startswith("StepStarted"):
        assert line
    second = guestpipe(tmp_path, root, plan)
    said = second.communicate()[0]
    first.communicate()
    assert "StepWaiting slow" in said
    assert "StepFinished slow cached" in said


def test_a_machine_without_bubblewrap_is_told_so(world: World) -> None:
    from guestpipe.build.schedule import Options, realize

    plan = plan_of(world.step("a", say("x")))
    with pytest.raises(HostError, match="cannot start `/nowhere/bwrap`"):
        realize(plan, ["a"], world.store, Shelf(), Options(bubblewrap=("/nowhere/bwrap",), jobs=1), Recorder())


def test_the_root_of_the_tests_is_known_from_the_start(world: World) -> None:
    assert needed(plan_of(), [ROOT.name], world.store).wanted == ()
