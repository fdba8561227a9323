"""The programs of `benchmarks/nofib` as a guest, and as the first process of a Linux guest, under the same QEMU.

    python -m benchmarks.haskell_linux [--icount | --cpu] [--rounds N] [--times N] [--store FOLDER] [NAME ...]

The same GHC compiles the same sources with the same options, for guests and, statically, for Linux. That is Debian's
for virtual machines (`benchmarks/guestpipe.lock`), with nothing in it but the program. Both machines have one
processor, by TCG: ours is a microvm; Linux's is a q35, since its clock on a microvm is a tick of 4 ms, but where
instructions are counted. Each program says itself how long it took, by the clock of its system, and the best of all is
compared. The machines take turns, so that a loaded host harms both; there the best of a few turns says little all the
same: `--cpu` compares the processor time that the emulator took, and `--icount` the instructions that it counted.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

HERE = Path(__file__).resolve().parent
CHECKOUT = HERE.parent
sys.path[:0] = [str(CHECKOUT / "pipeline"), str(CHECKOUT / "tests"), str(CHECKOUT)]

from benchmarks import linux_guest  # noqa: E402

import pinned  # noqa: E402 the tests' pinned programs
from guestpipe.flow import Wishes, realize, tool_roots  # noqa: E402
from guestpipe.plan.settings import command_line  # noqa: E402
from guestpipe.report import Silent  # noqa: E402
from guestpipe.store.store import Store  # noqa: E402
from guestpipe.vmm import qemu  # noqa: E402
from guestpipe.vmm.machine import Launch, Machine  # noqa: E402
from guestpipe.vmm.run import run  # noqa: E402

GUEST = HERE / "nofib" / "guest.toml"
MEMORY_BYTES = 256 << 20
LIMIT_S = 1800.0
REACH = 1.0


def guest(program: tuple[str, ...], image: Path, arguments: list[str], *, icount: bool) -> str:
    """Return what the programs said in a guest of ours."""
    machine = Machine(vmm="qemu", machine="microvm", cpus=1, memory_bytes=MEMORY_BYTES)
    shift = 0 if icount else None
    launch = Launch(machine=machine, image=image, format="elf", limit_s=LIMIT_S, icount_shift=shift)
    transcript = run(replace(launch, command_line=command_line("nofib", arguments, {})), program)
    return transcript.console.decode("utf-8", "replace")


def results(said: str) -> dict[str, tuple[str, int]]:
    """Return program → result and nanoseconds."""
    if "nofib done" not in said:
        raise SystemExit(f"the programs did not come to their end:\n{said[-2000:]}")
    lines = [line.split() for line in said.splitlines() if line.startswith("nofib ")]
    return {words[1]: (words[2], int(words[3])) for words in lines if len(words) == 4}


Boot = Callable[[list[str]], str]
"""Boots a machine with arguments for the programs, and returns what they said."""
Table = dict[str, dict[str, tuple[str, int]]]
"""System → program → result, and the nanoseconds of the best turn."""


def told(boots: dict[str, Boot], names: list[str], rounds: int, times: int) -> Table:
    """Return what the programs say of themselves; the machines take turns."""
    best: Table = {system: {} for system in boots}
    for _ in range(rounds):
        for system, boot in boots.items():
            for work, (answer, took_ns) in results(boot([str(times), *names])).items():
                before = best[system].get(work, (answer, took_ns))
                best[system][work] = (answer if answer == before[0] else "differs", min(took_ns, before[1]))
    return best


def charged(boots: dict[str, Boot], names: list[str], rounds: int, times: int) -> Table:
    """Return the processor time of the emulator for one turn: many turns less one, each program alone."""
    best: Table = {system: {} for system in boots}
    for work in names:
        for system, boot in boots.items():
            one = [_cpu_ns(boot, ["1", work]) for _ in range(rounds)]
            many = [_cpu_ns(boot, [str(1 + times), work]) for _ in range(rounds)]
            took_ns = (min(cpu_ns for _, cpu_ns in many) - min(cpu_ns for _, cpu_ns in one)) // times
            best[system][work] = (many[0][0][work][0], took_ns)
    return best


def _cpu_ns(boot: Boot, arguments: list[str]) -> tuple[dict[str, tuple[str, int]], int]:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    said = results(boot(arguments))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return said, int(1e9 * (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime))


def show(best: Table) -> int:
    """Print the ratios; return 1 if one is beyond what is to be reached, or if the results are not the same."""
    print(f"{'program':<16}{'guest ms':>12}{'Linux ms':>12}{'ratio':>8}   (load {os.getloadavg()[0]:.1f})")
    beyond = False
    for work, (answer, ours_ns) in best["guest"].items():
        other, theirs_ns = best["linux"][work]
        ratio = ours_ns / max(1, theirs_ns)
        wrong = "" if answer == other != "differs" else "   the results differ"
        print(f"{work:<16}{ours_ns / 1e6:>12.2f}{theirs_ns / 1e6:>12.2f}{ratio:>8.2f}{wrong}", flush=True)
        beyond = beyond or bool(wrong) or ratio > REACH
    return int(beyond)


def arguments() -> argparse.Namespace:
    """Return what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=4, help="boots of each machine")
    parser.add_argument("--times", type=int, default=12, help="turns of each program in a boot")
    parser.add_argument("--icount", action="store_true", help="compare instructions")
    parser.add_argument("--cpu", action="store_true", help="compare the emulator's processor time, not the clock's")
    parser.add_argument("--store", default="")
    parser.add_argument("names", nargs="*", metavar="NAME")
    return parser.parse_args()


def main() -> int:
    """Measure and print; 1 if one is beyond what is to be reached."""
    args = arguments()
    pinned.put_on_path()
    wishes = Wishes(environ=os.environb, cache=pinned.CACHE, store=args.store, link=False)
    realized = realize(str(GUEST), wishes, Silent(), ("image", "vmm"))
    program, image = qemu.pinned(realized.tools["vmm"]), realized.image / "guest.elf"
    with Store.open(pinned.STORE) as store:
        root = tool_roots(["toolchain-ghc"], [CHECKOUT / "recipes"], store, wishes, Silent())["toolchain-ghc"]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        kernel = linux_guest.linux_kernel(wishes, folder)
        compiled = linux_guest.compile_haskell(root, HERE / "nofib", folder / "build", ["-O2"])
        (folder / "root").write_bytes(linux_guest.initramfs(compiled))
        boots = {
            "guest": lambda words: guest(program, image, words, icount=args.icount),
            "linux": lambda words: (
                linux_guest.boot(
                    linux_guest.command(
                        program, kernel, folder / "root", words, icount=args.icount, is_clock_fine=True
                    ),
                    LIMIT_S,
                ).console
            ),
        }
        names = args.names or guest(program, image, [], icount=False).split("\n")[0].split()
        return show((charged if args.cpu else told)(boots, names, args.rounds, args.times))


if __name__ == "__main__":
    sys.exit(main())
