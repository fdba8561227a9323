"""`guestpipe run`: realizes a guest, boots it, and exits with its status."""

from __future__ import annotations

import argparse
import json
import os
import shlex
from functools import partial
from typing import TYPE_CHECKING

from guestpipe.cli.terminal import note, pour, say
from guestpipe.errors import HostError, UsageError, reason_of

if TYPE_CHECKING:
    from guestpipe.flow import Realized
    from guestpipe.vmm.choose import Overrides
    from guestpipe.vmm.machine import Launch, Transcript
    from guestpipe.vmm.trace import Tally

HELP = "realize a guest, boot it, and exit with its status"

REST = "arguments for the guest's program, instead of those in guest.toml"

GDB_PORT = 1234


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    from guestpipe.cli.realize import SHARED, realizing

    realizing(parser, SHARED)
    machine_arguments(parser)
    debugging = parser.add_argument_group("debugging")
    debugging.add_argument("--gdb", action="store_true", help="halt before the first instruction and wait for gdb")
    debugging.add_argument(
        "--gdb-port", type=int, metavar="PORT", help=f"the same, and wait at PORT (default: {GDB_PORT})"
    )
    output = parser.add_argument_group("output")
    output.add_argument("--transcript", metavar="FILE", help="write console, status and counters to FILE as JSON")
    output.add_argument(
        "--trace-libc", action="store_true", help="list the calls of libc's stubs on standard error, and count them"
    )
    output.add_argument("--dry-run", action="store_true", help="realize, and print the command that would boot it")


def machine_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what a run may have different from guest.toml."""
    machine = parser.add_argument_group("the machine (default: as in guest.toml)")
    machine.add_argument("--machine", choices=("microvm", "q35", "pc"))
    machine.add_argument("--cpus", type=int, metavar="N")
    machine.add_argument("--memory", metavar="SIZE", help="such as `2Mi`")
    machine.add_argument("--format", metavar="FORMAT", help="which image to boot: `elf` or `raw`")
    machine.add_argument("--limit", type=float, metavar="SECONDS", help="how long the run may take")
    machine.add_argument("--accel", choices=("auto", "tcg", "kvm"), default="auto", help="default: kvm where it works")
    machine.add_argument(
        "--icount",
        type=int,
        metavar="SHIFT",
        help="count instructions, 2**SHIFT ns each: every run is the same; the guest has no input",
    )


def main(args: argparse.Namespace) -> int:
    """Realize, boot, carry the console, and return the guest's status."""
    from guestpipe.cli.places import to_write
    from guestpipe.vmm import qemu
    from guestpipe.vmm.run import run, status_of
    from guestpipe.vmm.trace import Tally

    if args.json and (args.gdb or args.gdb_port):
        raise UsageError("`--json` says nothing before the guest has ended, so it does not go with `--gdb`")
    transcript_file = to_write(args.transcript) if args.transcript else None
    launch, why, realized = ready(args)
    program = qemu.pinned(realized.tools["vmm"])
    if args.dry_run:
        say(qemu.pasteable(qemu.command(launch, program)))
        return 0
    note(booting(realized.facts.name, launch, why))
    if launch.gdb_port is not None:
        _refuse_taken(launch.gdb_port)
        note(f"waiting for: {gdb_line(launch)}")
    tally = Tally() if args.trace_libc else None
    on_call = None if tally is None else partial(_tell_call, tally)
    transcript = run(launch, program, _silent if args.json else pour, _keyboard(), on_call)
    if tally is not None:
        note("\n".join(tally.table()))
    told = told_as_json(launch, transcript)
    if transcript_file is not None:
        transcript_file.write_text(told + "\n", encoding="utf-8")
    if args.json:
        say(told)
    return status_of(transcript)


def ready(args: argparse.Namespace) -> tuple[Launch, str, Realized]:
    """Return how to boot the guest, why by this accelerator, and what was realized for it.

    What cannot be booted is refused before anything is built.
    """
    from guestpipe.cli.places import cache, wishes
    from guestpipe.cli.realize import realize
    from guestpipe.flow import plan
    from guestpipe.vmm import kvm
    from guestpipe.vmm.choose import launch_for
    from guestpipe.vmm.fit import with_image

    wanted = overrides(args)
    if is_share(args.guest):
        return _ready_share(args, wanted)
    planned = plan(args.guest, wishes(args))
    planned.store.close()
    launch, why = launch_for(planned.facts, wanted, lambda: kvm.find(cache()))
    realized = realize(args, ("image", "vmm"))
    return with_image(launch, realized.image), why, realized


def is_share(word: str) -> bool:
    """Say whether `word` is the hash of a share, and no file here."""
    if "." in word[:32] or "/" in word or len(word) < 32 or os.path.exists(word):
        return False
    from guestpipe.sharing.fetch import is_hash

    return is_hash(word)


def _ready_share(args: argparse.Namespace, wanted: Overrides) -> tuple[Launch, str, Realized]:
    """Return the same for what somebody shared: its image, and an emulator that our own lock pins."""
    from guestpipe.build.outcome import Outcome
    from guestpipe.cli.fetch import fetch
    from guestpipe.cli.places import cache, wishes
    from guestpipe.cli.realize import reporter
    from guestpipe.flow import Realized, tool_roots
    from guestpipe.store.store import Store
    from guestpipe.vmm import kvm
    from guestpipe.vmm.choose import launch_for
    from guestpipe.vmm.fit import with_image

    word, args.guest = args.guest, "guest.toml"
    fetched = fetch(word, args)
    share = fetched.share
    launch, why = launch_for(share.facts, wanted, lambda: kvm.find(cache()))
    with Store.open(fetched.image.parent.parent) as store, reporter() as tells:
        tools = tool_roots([f"vmm-{share.facts.vmm}"], (), store, wishes(args), tells)
        theirs = store.by_plan_key(share.plan.keys[share.plan.tops["vmm"]])
    if theirs is None or theirs.base_name not in {path.name for path in tools.values()}:
        note("note: this was shared with another version of the emulator: counted instructions may differ")
    realized = Realized(
        share.plan, share.facts, share.image, fetched.image, {"vmm": next(iter(tools.values()))}, Outcome()
    )
    return with_image(launch, fetched.image), why, realized


def overrides(args: argparse.Namespace) -> Overrides:
    """Return what the arguments want different from guest.toml."""
    from guestpipe.vmm.choose import Overrides

    if args.limit is not None and not args.limit > 0:
        raise UsageError(f"`--limit {args.limit:g}`: a run takes more than no time")
    return Overrides(
        machine=args.machine,
        cpus=args.cpus,
        memory_bytes=_memory_bytes(args.memory),
        accel=args.accel,
        format=args.format,
        limit_s=args.limit,
        icount_shift=args.icount,
        gdb_port=_gdb_port(args),
        command_line=_command_line(args.rest),
    )


def booting(name: str, launch: Launch, why: str) -> str:
    """Return one line about the run that begins."""
    machine = launch.machine
    cpus = "1 processor" if machine.cpus == 1 else f"{machine.cpus} processors"
    memory = f"{machine.memory_bytes / (1 << 20):.4g} MiB"
    by = "KVM" if machine.accel == "kvm" else "TCG"
    return f"booting `{name}` on {machine.machine}, {cpus}, {memory}, by {by} ({why})"


def gdb_line(launch: Launch) -> str:
    """Return the line that starts a debugger on the halted machine."""
    folder = launch.image.parent
    commands = (f"target remote 127.0.0.1:{launch.gdb_port}", "break main", "continue")
    return shlex.join(("gdb", str(folder / "guest.debug.elf"), *(word for c in commands for word in ("-ex", c))))


def told_as_json(launch: Launch, transcript: Transcript) -> str:
    """Return the transcript as JSON; bytes of the console that are no UTF-8 are shown as U+FFFD."""
    machine = launch.machine
    return json.dumps(
        {
            "status": transcript.status,
            "died": transcript.died,
            "over_limit": transcript.over_limit,
            "console": transcript.console.decode(errors="replace"),
            "console_bytes": transcript.console_bytes,
            "wall_s": round(transcript.wall_s, 3),
            "counters": dict(transcript.counters),
            "vmm_says": list(transcript.vmm_says),
            "machine": {
                "vmm": machine.vmm,
                "machine": machine.machine,
                "cpus": machine.cpus,
                "memory_bytes": machine.memory_bytes,
                "accel": machine.accel,
            },
            "image": str(launch.image),
        },
        indent=2,
        ensure_ascii=False,
    )


def _tell_call(tally: Tally, call: str, has_ended: bool) -> None:
    if has_ended:
        tally.take(call)
        note(call)
    else:
        tally.enter(call)


def _silent(_chunk: bytes) -> None:
    """Show nothing: the console comes with the JSON."""


def _keyboard() -> int | None:
    try:
        os.fstat(0)
    except OSError:
        return None
    return 0


def _memory_bytes(text: str | None) -> int | None:
    if text is None:
        return None
    from guestpipe.model.guest import memory_bytes

    try:
        return memory_bytes(text)
    except ValueError as error:
        raise UsageError(f"`--memory {text}`: {error}") from error


def _gdb_port(args: argparse.Namespace) -> int | None:
    port: int | None = args.gdb_port
    if port is None:
        return GDB_PORT if args.gdb else None
    if not 1 <= port <= 65535:
        raise UsageError(f"`--gdb-port {port}`: a port is a number from 1 to 65535")
    return port


def _refuse_taken(port: int) -> None:
    """Refuse a port at which somebody else waits: the VMM would end, and say less."""
    import socket

    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind(("127.0.0.1", port))
        except OSError as error:
            reason = reason_of(error)
            raise HostError(
                f"gdb cannot be waited for at port {port}: {reason}", hint="another: `--gdb-port PORT`"
            ) from error


def _command_line(rest: tuple[str, ...]) -> str:
    """Return what the loader hands over: the arguments, if any, that replace those of guest.toml."""
    if not rest:
        return ""
    from guestpipe.plan.settings import word

    return " ".join(("--", *map(word, rest)))
