"""One build in a sandbox, without a store."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from guestpipe.build import run, stage
from guestpipe.build.failure import build_failure
from guestpipe.build.request import BuildRequest, Limits, environment
from guestpipe.process import Ended


def bubblewrap() -> tuple[str, ...]:
    """Return the host's bubblewrap."""
    found = shutil.which("bwrap")
    assert found, "these tests need bubblewrap"
    return (found,)


class Built:
    """What came of one build."""

    def __init__(self, workspace: Path, ended: Ended, over: str | None) -> None:
        self.out = workspace / "out"
        self.build = workspace / "build"
        self.status = ended.status
        self.cpu_s = ended.cpu_s
        self.over = over
        self.log_file = workspace / "log"
        self.log = self.log_file.read_text(errors="replace")
        self.error = build_failure("step", self.status, over, str(self.log_file)) if self.status or over else None


def request(
    root: Path,
    *,
    shown: Mapping[str, Path] | None = None,
    settings: Mapping[str, str] | None = None,
    extra: Mapping[str, str] | None = None,
    limits: Limits | None = None,
    argv: tuple[str, ...] = ("/bin/sh", "-eu", "/recipe/build.sh"),
) -> BuildRequest:
    return BuildRequest(
        step="step",
        root=str(root),
        shown=tuple(sorted((place, str(path)) for place, path in (shown or {}).items())),
        settings=tuple(sorted((settings or {}).items())),
        argv=argv,
        environment=tuple(sorted((environment(2) | dict(extra or {})).items())),
        limits=limits or Limits(wall_s=60),
    )


def build(wanted: BuildRequest, script: str, folder: Path) -> Built:
    """Run `script` as the recipe of `wanted` in a new workspace under `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    recipe = folder / "recipe"
    recipe.mkdir()
    (recipe / "build.sh").write_text(script)
    wanted = replace(wanted, shown=tuple(sorted({**dict(wanted.shown), "recipe": str(recipe)}.items())))
    workspace = folder / "work"
    workspace.mkdir()
    staged = stage.stage(wanted, str(workspace), stage.Shapes())
    with (workspace / "log").open("wb") as log:
        running, ended = run.run(wanted, staged, log.fileno(), bubblewrap())
    return Built(workspace, ended, running.over)
