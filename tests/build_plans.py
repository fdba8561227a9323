"""Small plans of steps that really build, in a store of their own; and a fetcher that has what it needs."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from build_world import bubblewrap
from guestpipe.build.provide import Fetcher
from guestpipe.build.schedule import Options, Outcome, realize
from guestpipe.digest import Digest, sha256_hex
from guestpipe.errors import FetchError
from guestpipe.plan.keys import action_key, plan_keys
from guestpipe.plan.step import Fixed, Plan, Step, Tree
from guestpipe.report import Event
from guestpipe.store.store import Store

ARGV = ("/bin/sh", "-eu", "/recipe/build.sh")
ROOT = Step(name="root", kind="tools", recipe="root")
"""The tool root of every step; already in the store."""


class Recorder:
    """A reporter that keeps everything."""

    def __init__(self, then: Callable[[Event], None] = lambda _event: None) -> None:
        self.events: list[Event] = []
        self.then = then

    def tell(self, event: Event) -> None:
        self.events.append(event)
        self.then(event)


class Shelf:
    """A fetcher that has some bytes, and counts what it is asked for."""

    def __init__(self, contents: Iterable[bytes] = ()) -> None:
        self.contents = {sha256_hex(content): content for content in contents}
        self.asked: list[list[str]] = []

    def fetch(self, wanted: Sequence[Fixed], into: Path, progress: Callable[[int], None]) -> Mapping[Digest, Path]:
        self.asked.append([fixed.origin for fixed in wanted])
        into.mkdir(parents=True)
        found = {}
        so_far = 0
        for fixed in wanted:
            if fixed.digest not in self.contents:
                raise FetchError(f"nobody has `{fixed.origin}`")
            found[fixed.digest] = into / fixed.digest
            found[fixed.digest].write_bytes(self.contents[fixed.digest])
            so_far += fixed.size_bytes
            progress(so_far)
        return found


class World:
    """A store with a tool root in it, and recipes by name: each is the text of a build.sh."""

    def __init__(self, folder: Path, root: Path) -> None:
        self.folder = folder
        self.store = Store.open(folder / "store")
        key = plan_keys((ROOT,))[ROOT.name]
        if self.store.by_plan_key(key) is None:
            obj = self.store.add(root, ROOT.name)
            self.store.record(key, action_key(ROOT, {}), obj, began_at=0.0, wall_s=0.0, cpu_s=0.0)

    def recipe(self, name: str, script: str) -> Tree:
        folder = self.folder / "recipes" / name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "build.sh").write_text(script)
        obj = self.store.add(folder, f"{name}.recipe")
        return Tree(f"{name}.recipe", obj.digest, str(self.store.object_path(obj)))

    def step(self, name: str, script: str, *inputs: str) -> Step:
        """Return a step that runs `script` and sees the outputs of `inputs`."""
        return Step(
            name=name,
            kind="build",
            recipe=name,
            argv=ARGV,
            inputs=tuple(sorted([("tools", ROOT.name), *((other, other) for other in inputs)])),
            trees=(("recipe", self.recipe(name, script)),),
            limit_s=60,
        )

    def realize(
        self,
        plan: Plan,
        *tops: str,
        jobs: int = 2,
        keep_going: bool = False,
        rebuild: Iterable[str] = (),
        reporter: Recorder | None = None,
        fetcher: Fetcher | None = None,
    ) -> Outcome:
        options = Options(bubblewrap=bubblewrap(), jobs=jobs, keep_going=keep_going, rebuild=frozenset(rebuild))
        reporter = reporter or Recorder()
        return realize(plan, tops or (plan.steps[-1].name,), self.store, fetcher or Shelf(), options, reporter)

    def text(self, outcome: Outcome, step: str, file: str = "text") -> str:
        return (self.store.object_path(outcome.objects[step]) / file).read_text()

    def left_over(self) -> list[str]:
        """Return what is in the folders of the store that ought to be empty."""
        locks = os.listdir(self.folder / "store/locks")
        work = [str(path) for path in (self.folder / "store/tmp").glob("*/*")]
        return [*locks, *work]


def plan_of(*steps: Step) -> Plan:
    """Return a plan of `steps`, inputs first, and the tool root."""
    ordered = (ROOT, *steps)
    return Plan(ordered, plan_keys(ordered), {"top": ordered[-1].name})


def file_step(name: str, content: bytes) -> Step:
    fixed = Fixed(sha256_hex(content), len(content), f"test:{name}")
    return Step(name=name, kind="file", fixed=fixed)


def with_input(step: Step, mount: str, name: str) -> Step:
    return replace(step, inputs=tuple(sorted([*step.inputs, (mount, name)])))


def layered(world: World, count: int, degree: int = 3) -> Plan:
    """Return a plan of `count` trivial steps in layers, each with up to `degree` inputs of the layer before."""
    recipe = world.recipe("layered", "cat /in/*/text /settings/seed | sha256sum > /out/text")
    width = max(1, int(count**0.5))
    steps: list[Step] = []
    for number in range(count):
        layer, place = divmod(number, width)
        above = [f"s{(layer - 1) * width + (place + k) % width}" for k in range(degree)] if layer else []
        if number == count - 1:
            above = [step.name for step in steps[-width:]]
        inputs = tuple(sorted([("tools", ROOT.name), *((name, name) for name in set(above))]))
        steps.append(
            Step(
                name=f"s{number}",
                kind="build",
                recipe="layered",
                argv=ARGV,
                inputs=inputs if above else (("s", "seed"), ("tools", ROOT.name)),
                trees=(("recipe", recipe),),
                settings=(("seed", str(number)),),
            )
        )
    return plan_of(world.step("seed", "echo 1 > /out/text"), *steps)
