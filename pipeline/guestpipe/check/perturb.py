"""Other circumstances for a build: from its BuildRequest to one in a perturbed World; pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from guestpipe.build.request import BuildRequest, World

PLACE = "perturbation"
"""Where the sandbox shows what is put before the C library."""

PRELOADED = ("date", "order")
"""What is varied by libraries put before the C library of the build's programs; one without a C library has neither."""

WHATS = ("path", "host", "cpus", "umask", "locale", *PRELOADED)
"""All that is varied: path of the build folder, host name, processors and `$jobs`, umask, locale and time zone, date,
order in which folders list."""

_DAYS = 397


def perturbed(
    request: BuildRequest, number: int, whats: Collection[str], tools: str, cpus: Sequence[int]
) -> BuildRequest:
    """Return `request` with `whats` as they are in round `number`, from 1; every round has other values.

    `tools` is the object of the recipe `perturbation`, `cpus` are the numbers of the processors there are.
    """
    world = World(
        build="/elsewhere" + "/a-longer-path" * (2 * number - 1) + "/build" if "path" in whats else request.world.build,
        host=f"another-host-{number}" if "host" in whats else request.world.host,
        umask=(0o002, 0o077)[number % 2] if "umask" in whats else request.world.umask,
        cpus=(cpus[number // 2 % len(cpus)],) if "cpus" in whats and number % 2 else (),
    )
    environment = dict(request.environment)
    own = {"HOME": world.build, **_locale(number, whats), **_preload(number, whats)}
    if "cpus" in whats:
        own["jobs"] = "1" if number % 2 else str(len(cpus) + 1 + number)
    shown = [*request.shown, *([(PLACE, tools)] if _preload(number, whats) else [])]
    # What the recipe itself sets is in its key: that stays.
    kept = {name: text for name, text in environment.items() if name in request.fixed_variables}
    return replace(
        request,
        world=world,
        environment=tuple(sorted({**environment, **own, **kept}.items())),
        shown=tuple(sorted(shown)),
    )


def _locale(number: int, whats: Collection[str]) -> dict[str, str]:
    if "locale" not in whats:
        return {}
    sign = "-+"[number % 2]
    return {"LC_ALL": "C.UTF-8", "LANG": "C.UTF-8", "LANGUAGE": "de", "TZ": f"XYZ{sign}{10 + number % 3}"}


def _preload(number: int, whats: Collection[str]) -> dict[str, str]:
    libraries = [f"/{PLACE}/lib/{name}.so" for what, name in (("date", "time"), ("order", "order")) if what in whats]
    found = {"LD_PRELOAD": ":".join(libraries)} if libraries else {}
    if "date" in whats:
        # Waiting goes by the monotonic clock, and has to stay real.
        found |= {"FAKETIME": f"+{_DAYS * number}d", "FAKETIME_DONT_FAKE_MONOTONIC": "1", "FAKETIME_DISABLE_SHM": "1"}
    return found
