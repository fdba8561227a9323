"""`guestpipe bench`: runs the benchmarks of a guest, counted or measured; writes results, a picture, a page."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from guestpipe.cli.terminal import note, say
from guestpipe.errors import NotReproducibleError, UsageError

if TYPE_CHECKING:
    from guestpipe.bench.record import Results
    from guestpipe.bench.result import Counted
    from guestpipe.check.check import Verdict
    from guestpipe.model.guest import Guest
    from guestpipe.planning import Planned

HELP = "run a guest's benchmarks by counting instructions, the same figures on every machine; compare results"

COMPARE = "compare"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    from guestpipe.cli.realize import caching

    parser.add_argument(
        "words", nargs="*", metavar="[GUEST] [BENCHMARK…] | compare A B…", help="default: all of guest.toml"
    )
    how = parser.add_argument_group("running")
    how.add_argument(
        "--measured",
        choices=("tcg", "kvm", "native"),
        help="measure: figures of this machine and moment",
    )
    how.add_argument("--check", action="store_true", help="count again under other circumstances, and compare")
    how.add_argument("--rounds", type=int, default=1, metavar="N", help="with --check: how often")
    how.add_argument("--store", metavar="FOLDER", help="the store (default: GUESTPIPE_STORE, or that of the guest)")
    how.add_argument("--jobs", "-j", type=int, metavar="N", help="counted runs at a time (default: number of cores)")
    how.add_argument("--keep-going", "-k", action="store_true", help="after a failure, run the others")
    how.add_argument("--offline", action="store_true", help="fetch nothing; say what is missing")
    caching(parser)
    output = parser.add_argument_group("output")
    output.add_argument("--output", metavar="FILE", help="write the results to FILE, for `compare`")
    output.add_argument("--plot", metavar="FILE", help="draw the results into FILE, `.svg` or `.png`")
    output.add_argument("--html", metavar="FILE", help="write one page on guest and results, with all that is in it")
    output.add_argument("--json", action="store_true", help="for machines: JSON instead of words")
    parser.set_defaults(rebuild=None)


def main(args: argparse.Namespace) -> int:
    """Run or compare, and say the figures."""
    from guestpipe.cli.check import guest_and_rest
    from guestpipe.cli.places import wishes
    from guestpipe.flow import plan
    from guestpipe.parse import read_guest

    _refuse_wrong_ways(args)
    if args.words[:1] == [COMPARE]:
        from guestpipe.cli.bench_compare import compare

        return compare([Path(word) for word in args.words[1:]], args.plot, as_json=args.json)
    path, names = guest_and_rest(args.words)
    planned = plan(path, wishes(args))
    with planned.store:
        guest = read_guest(Path(planned.guest_path))
        if args.measured:
            results = _measured(args, guest, names, planned)
            verdicts: list[Verdict] = []
        else:
            results, verdicts = _counted(args, guest, names, planned)
        _written(args, results, guest, planned)
    _refuse_unlike(verdicts)
    return 0


def _refuse_wrong_ways(args: argparse.Namespace) -> None:
    from guestpipe.cli.bench_compare import picture_of
    from guestpipe.cli.places import to_write

    if args.rounds < 1:
        raise UsageError(f"`--rounds {args.rounds}`: at least once")
    if args.measured and args.check:
        raise UsageError("`--check` goes with counted runs: measured ones are not the same twice")
    if args.plot:
        picture_of(args.plot)
    for file in filter(None, (args.output, args.plot, args.html)):
        to_write(file)
    if args.words[:1] == [COMPARE] and (args.measured or args.check or args.output or args.html):
        raise UsageError("`compare` reads results and runs nothing", hint="it takes `--plot` and `--json`")


def _counted(
    args: argparse.Namespace, guest: Guest, names: Sequence[str], planned: Planned
) -> tuple[Results, list[Verdict]]:
    from guestpipe.bench.counting import count, count_again
    from guestpipe.bench.record import of_counted
    from guestpipe.cli.places import wishes
    from guestpipe.cli.realize import reporter

    wanted = wishes(args)
    with reporter() as tells:
        found = count(guest, names, planned, wanted, tells)
        verdicts = count_again(guest, names, planned, args.rounds, wanted, tells) if args.check else []
    if args.json:
        say(json.dumps([told(result) for result in found], indent=2, ensure_ascii=False))
    else:
        for line in table(found):
            say(line)
    image = planned.store.by_plan_key(planned.plan.keys[planned.plan.tops["image"]])
    return of_counted(guest.name, image.base_name if image else "", found), verdicts


def _measured(args: argparse.Namespace, guest: Guest, names: Sequence[str], planned: Planned) -> Results:
    from guestpipe.bench.compare import aligned, series_rows
    from guestpipe.bench.record import NOT_REPRODUCIBLE, to_text

    results = _native(args, guest, names, planned) if args.measured == "native" else _booted(args, guest, names)
    if args.json:
        say(to_text(results).rstrip("\n"))
        return results
    for line in aligned(series_rows(results), frozenset({0, 2})):
        say(line)
    for key, value in results.circumstances.items():
        say(f"{key}: {value}")
    note(NOT_REPRODUCIBLE)
    return results


def _booted(args: argparse.Namespace, guest: Guest, names: Sequence[str]) -> Results:
    from guestpipe.bench.measuring import measure
    from guestpipe.cli.check import guest_and_rest
    from guestpipe.cli.places import cache, wishes
    from guestpipe.cli.realize import reporter
    from guestpipe.flow import realize
    from guestpipe.vmm import kvm

    with reporter() as tells:
        realized = realize(guest_and_rest(args.words)[0], wishes(args), tells, ("image", "vmm"))
    return measure(guest, names, args.measured, realized, lambda: kvm.find(cache()), note)


def _native(args: argparse.Namespace, guest: Guest, names: Sequence[str], planned: Planned) -> Results:
    from guestpipe.bench.measuring import measure_native
    from guestpipe.bench.steps import cases, native_step, with_steps
    from guestpipe.cli.places import wishes
    from guestpipe.cli.realize import reporter
    from guestpipe.flow import run

    cases(guest, names)
    step = native_step(guest, planned.plan)
    with reporter() as tells:
        made = run(with_steps(planned.plan, [step]), [step.name], planned.store, wishes(args), tells)
    return measure_native(guest, names, planned.store.object_path(made.objects[step.name]) / "program", note)


def _written(args: argparse.Namespace, results: Results, guest: Guest, planned: Planned) -> None:
    if args.output:
        from guestpipe.bench.record import to_text

        Path(args.output).write_text(to_text(results), encoding="utf-8")
    if args.plot:
        from guestpipe.bench.plot import plot
        from guestpipe.cli.bench_compare import picture_of

        Path(args.plot).write_bytes(plot([results], [guest.name], picture_of(args.plot)))
    if args.html:
        from guestpipe.bench.page import html
        from guestpipe.cli.bench_page import page

        Path(args.html).write_text(html(page(results, guest, planned, args)), encoding="utf-8")
    for file in filter(None, (args.output, args.plot, args.html)):
        note(f"wrote {file}")


def _refuse_unlike(verdicts: Sequence[Verdict]) -> None:
    if unlike := [verdict for verdict in verdicts if not verdict.is_same]:
        from guestpipe.cli.check import detail_of

        raise NotReproducibleError(
            f"{' and '.join(f'`{one.step}`' for one in unlike)} gave other figures when run again",
            detail=tuple(line for one in unlike for line in detail_of(one)),
        )
    if verdicts:
        note(f"{sum(one.rounds for one in verdicts)} more runs under other circumstances, every byte the same")


def table(results: Sequence[Counted]) -> list[str]:
    """Return counted results as lines under a head."""
    from guestpipe.bench.compare import aligned

    names = list(dict.fromkeys(name for result in results for name in result.figures))
    head = ("benchmark", "cpus", "to main", "program", "virtual ns", *names, "result")
    rows = [
        (
            result.bench,
            str(result.cpus),
            number(result.boot),
            number(result.program),
            number(result.virtual_ns),
            *(result.figures.get(name, "") for name in names),
            result.object,
        )
        for result in results
    ]
    return aligned([head, *rows], frozenset({0, len(head) - 1}))


def number(value: int | None) -> str:
    """Return a count with its thousands apart."""
    return "-" if value is None else f"{value:,}".replace(",", " ")


def told(result: Counted) -> dict[str, Any]:
    """Return a counted result for machines."""
    return {
        "benchmark": result.bench,
        "cpus": result.cpus,
        "plan_key": result.plan_key,
        "result": result.object,
        "to_main": result.boot,
        "program": result.program,
        "virtual_ns": result.virtual_ns,
        "marks": [{"name": name, "instructions": list(counts)} for name, counts in result.marks],
        "figures": dict(result.figures),
    }
