"""Several processes, and processes that die: each step is built once, and nothing that was sealed is lost."""

from __future__ import annotations

import itertools
import os
import random
import select
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from guestpipe.store import gc
from guestpipe.store.gc import Policy
from guestpipe.store.store import Store
from guestpipe.store.verify import verify
from store_worlds import key, make

KILLS = 100


def step(store: Store, number: int, built: Callable[[int], object]) -> None:
    """Build one step as flow does: look, lock, look again, build, seal, record."""
    if store.by_plan_key(key(number)):
        return
    with store.lock_step(key(number), lambda: None):
        if store.by_plan_key(key(number)):
            return
        built(number)
        with store.workspace(f"step {number}") as workspace:
            tree = {"lib": {str(n): os.urandom(200) for n in range(5)}, "run": (b"x" * (number % 100),), "l": "lib/0"}
            obj = store.seal(make(workspace / "out", tree), f"step-{number % 7}")
            log = store.seal(make(workspace / "log", f"built {number % 3}\n".encode()), "log")
        store.record(key(number), key(number + 10**9), obj, log=log, began_at=0.0, wall_s=0.0, cpu_s=0.0)
        if number % 5 == 0:
            store.alias(key(number + 10**6), key(number + 10**9), obj)
            store.root(f"root {number % 3}", [obj.base_name, log.base_name])


def forked(work: Callable[[], None]) -> int:
    """Run `work` in another process and return its id."""
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        work()
        code = 0
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        os._exit(code)


def test_a_hundred_kills_at_random_moments_leave_a_clean_store_and_the_next_run_finishes(tmp_path: Path) -> None:
    chance = random.Random(2)  # noqa: S311
    Store.open(tmp_path / "store").close()

    def work(first: int) -> None:
        for number in itertools.count(first):
            if number % 3 == 0:
                gc.collect(tmp_path / "store", Policy(grace_s=0, max_bytes=200_000))
            with Store.open(tmp_path / "store") as store:
                step(store, number, lambda _: None)
                if number % 4 == 0:
                    obj = store.by_plan_key(key(number))
                    assert obj, "what was just built is gone"
                    store.link(tmp_path / "result", obj)
                    store.flush()

    for kill in range(KILLS // 2):
        children = [forked(lambda start=kill * 1000 + n * 500 + 1: work(start)) for n in range(2)]  # type: ignore[misc]
        for child in children:
            select.select([], [], [], chance.random() * 0.06)
            os.kill(child, signal.SIGKILL)
        for child in children:
            assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
        if kill % 5 == 0:
            with Store.open(tmp_path / "store") as store:
                assert verify(store, contents=True).findings == ()
    with Store.open(tmp_path / "store") as store:
        assert store.records.counts()[0] > 10
        for number in range(60):
            step(store, number, lambda _: None)
        assert len(store.by_plan_keys([key(number) for number in range(60)])) == 60
        assert verify(store, contents=True).findings == ()
    assert os.listdir(tmp_path / "store/tmp") == []
    gc.collect(tmp_path / "store", Policy(grace_s=0))
    with Store.open(tmp_path / "store") as store:
        found = verify(store, contents=True)
        assert (found.findings, found.misses, found.strays) == ((), (), ())
    assert not [name for name in os.listdir(tmp_path / "store/objects") if name.startswith(".")]


def _never() -> None:
    raise AssertionError("nobody holds this lock")


def test_two_processes_build_each_step_once_and_both_find_all(tmp_path: Path) -> None:
    log = tmp_path / "built"

    def work() -> None:
        with Store.open(tmp_path / "store") as store:
            for number in range(60):
                step(store, number, lambda number: log.open("a").write(f"{number}\n"))
            assert len(store.by_plan_keys([key(number) for number in range(60)])) == 60

    children = [forked(work) for _ in range(2)]
    assert [os.waitpid(child, 0)[1] for child in children] == [0, 0]
    assert sorted(map(int, log.read_text().split())) == list(range(60))


def test_a_process_that_waits_for_a_step_says_so_once(tmp_path: Path) -> None:
    said: list[int] = []
    waiting, done = threading.Event(), threading.Event()

    def wait() -> None:
        said.append(1)
        waiting.set()

    def other() -> None:
        with Store.open(tmp_path) as store, store.lock_step(key(1), wait):
            done.set()

    with Store.open(tmp_path) as store:
        with store.lock_step(key(1)), store.lock_step(key(1 << 200)):
            thread = threading.Thread(target=other)
            thread.start()
            assert waiting.wait(30)
            assert not done.is_set()
        thread.join(30)
    assert done.is_set()
    assert said == [1]
    assert os.listdir(tmp_path / "locks") == []


def test_the_lock_of_a_killed_process_is_free(tmp_path: Path) -> None:
    ready, told = os.pipe()

    def work() -> None:
        with Store.open(tmp_path) as store, store.lock_step(key(1)), store.workspace("left"):
            os.write(told, b"x")
            signal.pause()

    child = forked(work)
    os.read(ready, 1)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    assert os.listdir(tmp_path / "tmp") != []
    with Store.open(tmp_path) as store:
        with store.lock_step(key(1), _never):
            assert os.listdir(tmp_path / "tmp") == []
        (tmp_path / "locks" / key(1)[:32]).touch()
    gc.collect(tmp_path, Policy())
    assert os.listdir(tmp_path / "locks") == []


def test_the_workspaces_of_a_living_process_are_left_alone(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store, store.workspace("mine") as workspace:
        (workspace / "file").touch()
        Store.open(tmp_path).close()
        assert (workspace / "file").exists()


def test_many_processes_may_make_the_same_store_at_once(tmp_path: Path) -> None:
    children = [forked(lambda: Store.open(tmp_path / "store").close()) for _ in range(8)]
    assert [os.waitpid(child, 0)[1] for child in children] == [0] * 8


def test_threads_may_share_a_handle(tmp_path: Path) -> None:
    def work(first: int) -> None:
        for number in range(first, first + 15):
            step(store, number, lambda _: None)

    with Store.open(tmp_path) as store:
        threads = [threading.Thread(target=work, args=(n * 100,)) for n in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(store.by_plan_keys([key(n * 100 + i) for n in range(4) for i in range(15)])) == 60
        assert verify(store, contents=True).findings == ()
