"""`guestpipe why STEP`: why a step is in the plan, and why it would be built."""

from __future__ import annotations

import argparse
import filecmp
import os
from pathlib import Path
from typing import TYPE_CHECKING

from guestpipe.cli.terminal import say
from guestpipe.errors import DeclarationError

if TYPE_CHECKING:
    from guestpipe.build.need import Offered
    from guestpipe.flow import Wishes
    from guestpipe.plan.step import Step, Tree
    from guestpipe.planning import Planned

HELP = "say why a step is there, and why it would be built"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    from guestpipe.cli.realize import caching, guest_argument

    parser.add_argument("step", metavar="STEP", help="its name, as `guestpipe plan` has it")
    guest_argument(parser)
    caching(parser)
    parser.add_argument("--offline", action="store_true", help="ask caches in folders only")
    parser.add_argument("--folder", action="store_true", help="print the folder of the step's recipe, and nothing else")


def main(args: argparse.Namespace) -> int:
    """Explain."""
    from guestpipe.cli.places import wishes
    from guestpipe.flow import plan, unknown_step

    planned = plan(args.guest, wishes(args))
    with planned.store:
        steps = {step.name: step for step in planned.plan.steps}
        if args.step not in steps:
            raise unknown_step(args.step, planned.plan)
        if args.folder:
            say(_folder(planned, steps[args.step]))
            return 0
        for line in (*_place(planned, steps, args.step), *_reason(planned, steps, args.step, wishes(args))):
            say(line)
    return 0


def _place(planned: Planned, steps: dict[str, Step], name: str) -> list[str]:
    """Return who needs the step."""
    from guestpipe.graph import descendants, shortest_path

    needs = {step.name: [below for _, below in step.inputs] for step in steps.values()}
    direct = sorted(above for above, below in needs.items() if name in below)
    recipe = recipe_folder(planned, steps[name])
    lines = [f"{name}: a step of kind `{steps[name].kind}`"]
    lines += [f"  recipe    {recipe}"] if recipe else []
    lines += [f"  plan key  {planned.plan.keys[name]}"]
    for top, top_step in sorted(planned.plan.tops.items()):
        way = shortest_path(needs, top_step, name)
        if way is not None:
            lines.append(f"  needed for the {top}: {' → '.join(way)}")
    if direct:
        shown = ", ".join(direct[:8]) + (f" and {len(direct) - 8} more" if len(direct) > 8 else "")
        above = len(descendants(needs, name))
        lines.append(f"  read by {len(direct)} step{'s' * (len(direct) != 1)}: {shown}; {above} depend on it in all")
    return lines


def recipe_folder(planned: Planned, step: Step) -> str | None:
    """Return where the recipe of a step is, if it has own files."""
    trees = (tree for tree, _, _ in planned.remembered.trees if (tree.recipe, tree.mount) == (step.recipe, "recipe"))
    return next((tree.root for tree in trees), None)


def _folder(planned: Planned, step: Step) -> str:
    folder = recipe_folder(planned, step)
    if folder is None:
        raise DeclarationError(f"`{step.name}` has no recipe with files of its own: it is of kind `{step.kind}`")
    return folder


def _reason(planned: Planned, steps: dict[str, Step], name: str, wanted: Wishes) -> list[str]:
    """Return whether it would be built, and the first causes."""
    from guestpipe import memory
    from guestpipe.cli.realize import reporter
    from guestpipe.flow import foresee
    from guestpipe.plan.explain import causes

    found = planned.store.realisation(planned.plan.keys[name])
    if found is not None:
        built = f", built in {found.wall_s:.1f} s" if steps[name].kind == "build" else ""
        return [f"it would not be built: its object is in the store{built}", f"  {found.object.base_name}"]
    with reporter() as tells:
        foreseen = foresee(planned, [name], wanted, tells)
    if (offered := foreseen.offered.get(name)) is not None:
        return _offered(foreseen.known[name].base_name, offered)
    verdict = {
        name in foreseen.fetches: "it would be fetched: it is not in the store",
        name in foreseen.builds: "it would be built",
        name in foreseen.perhaps: "it would be built if what it is made from comes out different",
        name in foreseen.cutoffs: "it would not be built: its inputs are the same bytes as at an earlier build",
    }.get(True, "its object is in the store")
    before = memory.made(planned.guest_path, wanted.environ)
    if before is None:
        return [f"{verdict}; this guest was not realized before"]
    lines = [f"{verdict}. What changed since this guest was last realized:"]
    for cause in causes({step.name: step for step in before}, steps, name, files_changed):
        lines.append(f"  {cause.step}")
        lines += [f"    {what}" for what in cause.what]
    return lines if len(lines) > 1 else [f"{verdict}; nothing changed, so its object is gone from the store"]


def _offered(base_name: str, offered: Offered) -> list[str]:
    """Return which cache has the step's object."""
    who = f"signed by {', '.join(offered.signers)}" if offered.signers else "not signed"
    return [
        f"it would not be built: {offered.place} has its object, {offered.file_bytes / 1e6:.1f} MB to fetch"
        f" (built there in {offered.wall_s:.1f} s, {who})",
        f"  {base_name}",
    ]


def files_changed(old: Tree, new: Tree) -> tuple[str, ...]:
    """Return which files differ between two captured trees."""
    if not os.path.exists(old.path):
        return ("changed (what it was is no longer in the store)",)
    before, after = _files(Path(old.path)), _files(Path(new.path))
    lines = [f"{file} is new" for file in sorted(after - before)]
    lines += [f"{file} is gone" for file in sorted(before - after)]
    lines += [
        f"{file} changed"
        for file in sorted(before & after)
        if not filecmp.cmp(Path(old.path, file), Path(new.path, file), shallow=False)
        or os.access(Path(old.path, file), os.X_OK) != os.access(Path(new.path, file), os.X_OK)
    ]
    return tuple(lines)


def _files(folder: Path) -> set[str]:
    if folder.is_file():
        return {""}
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir()}
