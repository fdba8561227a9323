"""`guestpipe shell STEP`: opens a shell in the very sandbox in which a step is built."""

from __future__ import annotations

import argparse
import os
import sys

from guestpipe.cli.terminal import note

HELP = "open a shell in the sandbox of a step"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    from guestpipe.cli.realize import realizing

    parser.add_argument("step", metavar="STEP", help="its name, as `guestpipe plan` has it")
    realizing(parser)
    parser.add_argument("--fresh", action="store_true", help="start empty, not with what a failed build left")


def main(args: argparse.Namespace) -> int:
    """Realize the inputs of the step, open the shell, and return its status."""
    from guestpipe import flow
    from guestpipe.build.shell import TRY, has_left, open_shell, request_of
    from guestpipe.cli.places import wishes
    from guestpipe.cli.realize import reporter

    wanted = wishes(args)
    planned = flow.plan(args.guest, wanted)
    with planned.store as store:
        step = next((step for step in planned.plan.steps if step.name == args.step), None)
        if step is None:
            raise flow.unknown_step(args.step, planned.plan)
        with reporter() as tells:
            outcome = flow.run(planned.plan, [name for _, name in step.inputs], store, wanted, tells)
            bubblewrap = flow.sandbox(planned.plan, store, wanted, tells)
        request = request_of(step, outcome.objects, store, wanted.jobs or len(os.sched_getaffinity(0)))
        terminal = os.environ.get("TERM", "dumb") if sys.stdin.isatty() else ""
        if terminal:
            left = not args.fresh and has_left(step.name, store)
            note(
                f"the sandbox of {step.name}" + (", with what its failed build left in /build and /out" if left else "")
            )
            note(f"  build it:  {TRY}\n  leave:     exit")
        return open_shell(request, store, bubblewrap, fresh=args.fresh, terminal=terminal)
