"""What the page of `guestpipe bench --html` tells, gathered: the guest, its graph drawn, sizes, pictures of results."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from guestpipe.cli.terminal import note
from guestpipe.errors import HostError

if TYPE_CHECKING:
    from guestpipe.bench.page import Page
    from guestpipe.bench.record import Results
    from guestpipe.model.guest import Guest
    from guestpipe.planning import Planned


def page(results: Results, guest: Guest, planned: Planned, args: argparse.Namespace) -> Page:
    """Return the page's content; the plan is drawn by the pinned Graphviz."""
    from guestpipe.bench.page import Page

    return Page(
        results=results,
        facts=_facts(results, guest, planned),
        sizes=_sizes(planned),
        graph=_graph(planned, args),
        plots=_plots(results),
    )


def _facts(results: Results, guest: Guest, planned: Planned) -> dict[str, str]:
    target = guest.target
    runtime = "" if guest.runtime.name == "none" else f", runtime {guest.runtime.name}"
    return {
        "image": results.image,
        "plan key": planned.plan.keys[planned.plan.tops["image"]],
        "program": f"{guest.program.language}{runtime}",
        "kernel": guest.kernel.variant,
        "libc": f"{guest.libc.name}, stubs {guest.libc.stubs}",
        "machine": f"{target.machine}, {target.memory}",
        "mode": results.mode,
        **results.circumstances,
    }


def _sizes(planned: Planned) -> list[tuple[str, int]]:
    from guestpipe.cli.plan import beneath

    store = planned.store
    image = store.by_plan_key(planned.plan.keys[planned.plan.tops["image"]])
    files = sorted(store.object_path(image).iterdir()) if image else []
    steps = [step.name for step in beneath(planned.plan, ("image",)).steps if step.kind == "build"]
    held = store.by_plan_keys([planned.plan.keys[name] for name in steps])
    objects = [(name, held[planned.plan.keys[name]].size_bytes) for name in steps if planned.plan.keys[name] in held]
    return [(file.name, file.stat().st_size) for file in files if file.is_file()] + objects


def _graph(planned: Planned, args: argparse.Namespace) -> str:
    from guestpipe.cli.places import wishes
    from guestpipe.cli.plan import beneath, nodes_of
    from guestpipe.cli.realize import reporter
    from guestpipe.flow import foresee, tool_roots
    from guestpipe.plan.dot import to_dot
    from guestpipe.plan.draw import draw

    part = beneath(planned.plan, ("image",))
    nodes = nodes_of(part, planned.store, foresee(planned, [planned.plan.tops["image"]], wishes(args)), {})
    with reporter() as tells:
        root = tool_roots(["graphviz"], (), planned.store, wishes(args), tells)["graphviz"]
    return draw(to_dot(nodes, planned.facts.name), "svg", root).decode()


def _plots(results: Results) -> list[str]:
    from guestpipe.bench.plot import plot

    try:
        return [plot([results], [results.guest], "svg").decode()]
    except HostError as error:
        note(f"the page has no plot: {error}")
        return []
