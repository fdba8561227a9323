"""From a Step and the places of its inputs to a BuildRequest: what is shown, what runs, within which limits; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from guestpipe.errors import BuildError
from guestpipe.plan.step import Step

TOOLS = "tools"
"""The mount name of the input that is the root itself."""

OWN_FOLDERS = ("build", "dev", "in", "out", "patches", "proc", "recipe", "settings", "source", "tmp")
"""Folders of every sandbox; what a tool root has of these names is not shown."""

SOURCE_DATE_EPOCH = 1704067200
"""2024-01-01: the time that builds write where they write one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much a build may use before it is stopped. None of it is in a key: no limit changes an output."""

    wall_s: float = 0
    """0 is none."""
    processes: int = 2048
    """Processes and threads at one time."""
    written_bytes: int = 32 << 30
    """In `/build` and `/out` together, and in any one file."""
    log_bytes: int = 256 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What of a sandbox is in no key besides its limits: every build has this one, and `guestpipe check` another."""

    build: str = "/build"
    """Where the script starts; if it is elsewhere, `/build` is a link that leads there."""
    host: str = "guestpipe"
    umask: int = 0o022
    cpus: tuple[int, ...] = ()
    """The numbers of the processors that it may use; none stands for all."""


USUAL = World()


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildRequest:
    """One build, wholly described. `shown` and `settings` are sorted by place."""

    step: str
    root: str
    """The object whose content is `/`."""
    shown: tuple[tuple[str, str], ...]
    """Place in the sandbox, without the first `/`, and the object that is seen there, read-only."""
    settings: tuple[tuple[str, str], ...]
    """File name under `/settings`, and its text."""
    argv: tuple[str, ...]
    environment: tuple[tuple[str, str], ...]
    limits: Limits
    world: World = USUAL
    fixed_variables: frozenset[str] = frozenset()
    """Names of what the recipe says of the environment, which is in its key."""


def build_request(step: Step, inputs: Mapping[str, str], trees: Mapping[str, str], jobs: int) -> BuildRequest:
    """Return the request; `inputs` and `trees` map mount names to the places of objects in the store."""
    if TOOLS not in inputs:
        raise BuildError(f"`{step.name}` has no tool root", hint=f"name one in recipe.toml of `{step.recipe}`: tools")
    shown = {place(mount): path for mount, path in inputs.items() if mount != TOOLS} | dict(trees)
    return BuildRequest(
        step=step.name,
        root=inputs[TOOLS],
        shown=tuple(sorted(shown.items())),
        settings=step.settings,
        argv=step.argv,
        environment=tuple(sorted((environment(jobs) | dict(step.environment)).items())),
        limits=Limits(wall_s=step.limit_s),
        fixed_variables=frozenset(name for name, _ in step.environment),
    )


def place(mount: str) -> str:
    """Return where an input is shown: `source/x` there, anything else under `in/`."""
    return mount if "/" in mount else f"in/{mount}"


def environment(jobs: int) -> dict[str, str]:
    """Return the environment of every build; a recipe adds to it."""
    return {
        "PATH": "/usr/bin",
        "HOME": "/build",
        "TMPDIR": "/tmp",  # noqa: S108
        "TZ": "UTC",
        "LC_ALL": "C",
        "SOURCE_DATE_EPOCH": str(SOURCE_DATE_EPOCH),
        "out": "/out",
        "recipe": "/recipe",
        "in": "/in",
        "source": "/source",
        "patches": "/patches",
        "settings": "/settings",
        "jobs": str(jobs),
    }
