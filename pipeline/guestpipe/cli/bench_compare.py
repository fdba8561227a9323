"""`guestpipe bench compare A B…`: files of results side by side, what they tell, and a picture of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from guestpipe.cli.terminal import note, say
from guestpipe.errors import UsageError

if TYPE_CHECKING:
    from guestpipe.bench.plot import Picture


def compare(files: Sequence[Path], picture: str | None, *, as_json: bool) -> int:
    """Compare each file of results with the first; return the exit code."""
    from guestpipe.bench import compare as contrast
    from guestpipe.bench.record import read

    if len(files) < 2:
        raise UsageError("`compare` takes two files of results or more", hint="`guestpipe bench --output FILE`")
    first, *others = (read(file) for file in files)
    names = [file.stem for file in files]
    if as_json:
        told = [
            {
                "old": str(files[0]),
                "new": str(file),
                "rows": [
                    {name: getattr(row, name) for name in (*row.__slots__, "ratio", "verdict")}
                    for row in contrast.rows(first, other)
                ],
            }
            for file, other in zip(files[1:], others, strict=True)
        ]
        say(json.dumps(told, indent=2, ensure_ascii=False))
    else:
        for name, other in zip(names[1:], others, strict=True):
            for line in contrast.aligned(contrast.table(first, other, (names[0], name)), frozenset({0, 2, 6})):
                say(line)
    if not all(one.is_exact for one in (first, *others)):
        note("measured figures are of their machines and moments; p is how probable such a difference is by chance")
    if picture:
        from guestpipe.bench.plot import plot

        Path(picture).write_bytes(plot([first, *others], names, picture_of(picture)))
        note(f"wrote {picture}")
    return 0


def picture_of(file: str) -> Picture:
    """Return what kind of picture the name of `file` asks for."""
    match Path(file).suffix:
        case ".svg":
            return "svg"
        case ".png":
            return "png"
    raise UsageError(f"`--plot {file}`: the name has to end with `.svg` or `.png`")
