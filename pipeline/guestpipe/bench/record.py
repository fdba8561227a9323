"""Results as a file: counted ones, which mean the same everywhere, and measured ones, with the machine they are of."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from guestpipe.bench.result import Counted
from guestpipe.errors import DeclarationError, MissingFileError

FORMAT = 1
COUNTED = "counted"
NOT_REPRODUCIBLE = "measured: these figures are of this machine under this load, and are not reproducible"


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """What one benchmark on one number of processors gave."""

    bench: str
    cpus: int
    samples: Mapping[str, tuple[float, ...]]
    """Figure → its value in each run; of a counted one there is one run."""
    object: str = ""
    """Of a counted one: the base name of its result."""
    marks: tuple[tuple[str, tuple[int, ...]], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """The contents of a file of results."""

    guest: str
    image: str
    """Base name of the image's object."""
    mode: str
    """`counted`, or how it was measured: `tcg`, `kvm`, `native`."""
    series: tuple[Series, ...]
    circumstances: Mapping[str, str] = field(default_factory=dict)
    """Of measured ones: machine, load, versions."""

    @property
    def is_exact(self) -> bool:
        return self.mode == COUNTED


def of_counted(guest: str, image: str, found: Sequence[Counted]) -> Results:
    """Return counted results for a file."""
    return Results(guest=guest, image=image, mode=COUNTED, series=tuple(map(_series, found)))


def _series(one: Counted) -> Series:
    samples: dict[str, tuple[float, ...]] = {
        name: (value,) for name, value in (("to main", one.boot), ("program", one.program)) if value is not None
    }
    samples["virtual, ns"] = (one.virtual_ns,)
    samples |= {name: (value,) for name, text in one.figures.items() if (value := numeric(text)) is not None}
    return Series(bench=one.bench, cpus=one.cpus, samples=samples, object=one.object, marks=one.marks)


def numeric(text: str) -> float | None:
    """Return what a figure is worth, if it is a number."""
    try:
        return int(text) if text.lstrip("+-").isdigit() else float(text)
    except ValueError:
        return None


def to_text(results: Results) -> str:
    """Return the contents of the file."""
    told: dict[str, Any] = {"format": FORMAT, **asdict(results)}
    if not results.is_exact:
        told["note"] = NOT_REPRODUCIBLE
    return json.dumps(told, indent=2, ensure_ascii=False) + "\n"


def read(path: Path) -> Results:
    """Return the results in a file."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        if told["format"] != FORMAT:
            raise DeclarationError(
                f"results of format {told['format']}; this guestpipe reads {FORMAT}", where=str(path)
            )
        series = tuple(
            Series(
                bench=one["bench"],
                cpus=one["cpus"],
                samples={name: tuple(values) for name, values in one["samples"].items()},
                object=one["object"],
                marks=tuple((name, tuple(counts)) for name, counts in one["marks"]),
            )
            for one in told["series"]
        )
        return Results(
            guest=told["guest"],
            image=told["image"],
            mode=told["mode"],
            series=series,
            circumstances=told["circumstances"],
        )
    except OSError as error:
        raise MissingFileError(f"`{path}` cannot be read: {error.strerror}", where=str(path)) from error
    except (ValueError, KeyError, TypeError) as error:
        raise DeclarationError(
            f"`{path}` is not a file of results", hint="`guestpipe bench --output FILE` writes one"
        ) from error
