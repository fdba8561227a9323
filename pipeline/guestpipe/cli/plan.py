"""`guestpipe plan`: what realizing a guest would do, as a tree, as JSON or as a picture."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from guestpipe.cli.terminal import note, say

if TYPE_CHECKING:
    from guestpipe.build.need import Forecast
    from guestpipe.plan.picture import Node, State
    from guestpipe.plan.step import Plan, Step
    from guestpipe.store.store import Store

HELP = "show what realizing a guest would do; build nothing"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    from guestpipe.cli.realize import caching, guest_argument

    guest_argument(parser)
    caching(parser)
    parser.add_argument("--offline", action="store_true", help="ask caches in folders only")
    parser.add_argument("--run", action="store_true", help="with what booting it needs")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="all of it as JSON")
    form.add_argument("--dot", action="store_true", help="the graph in Graphviz's language")
    form.add_argument("--svg", metavar="FILE", help="the graph as a picture")
    form.add_argument("--png", metavar="FILE", help="the same as pixels")


def main(args: argparse.Namespace) -> int:
    """Plan and show."""
    from guestpipe import memory
    from guestpipe.cli.places import wishes
    from guestpipe.cli.realize import reporter
    from guestpipe.flow import foresee, plan
    from guestpipe.plan import picture
    from guestpipe.plan.dot import to_dot

    wanted = wishes(args)
    planned = plan(args.guest, wanted)
    tops = ("image", "vmm") if args.run else ("image",)
    with planned.store, reporter() as tells:
        part = beneath(planned.plan, tops)
        reasons = reasons_of(part, memory.made(planned.guest_path, wanted.environ) or ())
        foreseen = foresee(planned, [planned.plan.tops[top] for top in tops], wanted, tells)
        nodes = nodes_of(part, planned.store, foreseen, reasons)
        if args.json:
            say(picture.to_json(part, nodes))
        elif args.dot:
            say(to_dot(nodes, planned.facts.name))
        elif args.svg or args.png:
            _draw(to_dot(nodes, planned.facts.name), planned.store, args)
        else:
            say(picture.to_text(part, nodes))
    return 0


def beneath(whole: Plan, tops: tuple[str, ...]) -> Plan:
    """Return the part of a plan that `tops` need."""
    from guestpipe.plan.step import Plan

    wanted = {whole.tops[top] for top in tops}
    for step in reversed(whole.steps):
        if step.name in wanted:
            wanted.update(name for _, name in step.inputs)
    steps = tuple(step for step in whole.steps if step.name in wanted)
    return Plan(steps, {step.name: whole.keys[step.name] for step in steps}, {top: whole.tops[top] for top in tops})


def reasons_of(part: Plan, before: Iterable[Step]) -> dict[str, str]:
    """Return, for each step that is not what it was when the guest was realized last, the first thing that differs."""
    from guestpipe.cli.why import files_changed
    from guestpipe.plan.explain import differences

    known = {step.name: step for step in before}
    found = {step.name: differences(known[step.name], step, files_changed) for step in part.steps if step.name in known}
    return {name: what[0] for name, what in found.items() if what}


def nodes_of(part: Plan, store: Store, foreseen: Forecast, reasons: Mapping[str, str]) -> list[Node]:
    """Return the steps of a plan with their states."""
    from guestpipe.plan.picture import Node

    states: dict[str, State] = {
        **dict.fromkeys(foreseen.offered, "substitute"),
        **dict.fromkeys(foreseen.perhaps, "maybe"),
        **dict.fromkeys(foreseen.builds, "build"),
        **dict.fromkeys(foreseen.fetches, "fetch"),
    }
    held = store.by_plan_keys(part.keys.values())
    found = []
    for step in part.steps:
        obj = held.get(part.keys[step.name]) or foreseen.known.get(step.name)
        offered = foreseen.offered.get(step.name)
        found.append(
            Node(
                step,
                states.get(step.name, "cached" if obj else "unneeded"),
                size_bytes=obj.size_bytes if obj else step.fixed.size_bytes if step.fixed else None,
                place=offered.place if offered else None,
                file_bytes=offered.file_bytes if offered else None,
                last_wall_s=_last_wall_s(step, store),
                reason=reasons.get(step.name) if step.name in foreseen.builds else None,
            )
        )
    return found


def _last_wall_s(step: Step, store: Store) -> float | None:
    return store.last_wall_s(step.name) if step.kind in ("build", "tools") else None


def _draw(dot: str, store: Store, args: argparse.Namespace) -> None:
    from guestpipe.cli.places import to_write, wishes
    from guestpipe.cli.realize import reporter
    from guestpipe.flow import tool_roots
    from guestpipe.plan.draw import draw

    file = to_write(args.svg or args.png)
    with reporter() as tells:
        root = tool_roots(["graphviz"], (), store, wishes(args), tells)["graphviz"]
    file.write_bytes(draw(dot, "svg" if args.svg else "png", root))
    note(f"wrote {file}")
