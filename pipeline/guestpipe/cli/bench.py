"""`guestpipe bench`: runs the benchmarks of a guest; counted, so that the figures are the same on every machine."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from guestpipe.cli.terminal import note, say
from guestpipe.errors import NotReproducibleError, UsageError

if TYPE_CHECKING:
    from guestpipe.bench.result import Counted

HELP = "run a guest's benchmarks by counting instructions: the same figures on every machine"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("words", nargs="*", metavar="[GUEST] [BENCHMARK…]", help="default: all of guest.toml")
    parser.add_argument("--check", action="store_true", help="run again under other circumstances, and compare")
    parser.add_argument("--rounds", type=int, default=1, metavar="N", help="with --check: how often")
    parser.add_argument("--store", metavar="FOLDER", help="the store (default: GUESTPIPE_STORE, or that of the guest)")
    parser.add_argument("--jobs", "-j", type=int, metavar="N", help="runs at a time (default: the number of cores)")
    parser.add_argument("--keep-going", "-k", action="store_true", help="after a failure, run the others")
    parser.add_argument("--offline", action="store_true", help="fetch nothing; say what is missing")
    parser.add_argument("--json", action="store_true", help="for machines: JSON instead of words")
    parser.set_defaults(rebuild=None)


def main(args: argparse.Namespace) -> int:
    """Run, and say the figures."""
    from guestpipe.bench.counting import count, count_again
    from guestpipe.cli.check import guest_and_rest
    from guestpipe.cli.places import wishes
    from guestpipe.cli.realize import reporter
    from guestpipe.flow import plan
    from guestpipe.parse import read_guest

    if args.rounds < 1:
        raise UsageError(f"`--rounds {args.rounds}`: at least once")
    path, names = guest_and_rest(args.words)
    wanted = wishes(args)
    planned = plan(path, wanted)
    with planned.store, reporter() as tells:
        guest = read_guest(Path(planned.guest_path))
        results = count(guest, names, planned, wanted, tells)
        verdicts = count_again(guest, names, planned, args.rounds, wanted, tells) if args.check else []
    if args.json:
        say(json.dumps([told(result) for result in results], indent=2, ensure_ascii=False))
    else:
        for line in table(results):
            say(line)
    if unlike := [verdict for verdict in verdicts if not verdict.is_same]:
        from guestpipe.cli.check import detail_of

        raise NotReproducibleError(
            f"{' and '.join(f'`{one.step}`' for one in unlike)} gave other figures when run again",
            detail=tuple(line for one in unlike for line in detail_of(one)),
        )
    if verdicts:
        note(f"{sum(one.rounds for one in verdicts)} more runs under other circumstances, every byte the same")
    return 0


def table(results: Sequence[Counted]) -> list[str]:
    """Return the results as lines under a head."""
    names = list(dict.fromkeys(name for result in results for name in result.figures))
    head = ("benchmark", "cpus", "to main", "program", *names, "result")
    rows = [
        (
            result.bench,
            str(result.cpus),
            number(result.boot),
            number(result.program),
            *(result.figures.get(name, "") for name in names),
            result.object,
        )
        for result in results
    ]
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]
    left = {0, len(head) - 1}
    return [
        "  ".join(
            cell.ljust(width) if column in left else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in (head, *rows)
    ]


def number(value: int | None) -> str:
    """Return a count with its thousands apart."""
    return "-" if value is None else f"{value:,}".replace(",", " ")


def told(result: Counted) -> dict[str, Any]:
    """Return a result for machines."""
    return {
        "benchmark": result.bench,
        "cpus": result.cpus,
        "result": result.object,
        "to_main": result.boot,
        "program": result.program,
        "marks": [{"name": name, "instructions": list(counts)} for name, counts in result.marks],
        "figures": dict(result.figures),
    }
