"""How small a guest is and how soon it is in `main`: image bytes, least memory, instructions; every figure is exact.

    python benchmarks/boot.py [--json] [--store FOLDER]

The instructions are counted by QEMU itself (`-icount shift=0`): a debugger stops at the kernel's entry and at `main`,
and QEMU's monitor says how many have run. They are the same on every machine and under any load; the least memory is
found by halving.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import socket
import struct
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "pipeline"))

from guestpipe.cli.places import cache  # noqa: E402
from guestpipe.flow import Wishes, realize  # noqa: E402
from guestpipe.report import Silent  # noqa: E402
from guestpipe.vmm import qemu  # noqa: E402
from guestpipe.vmm.machine import Launch, Machine  # noqa: E402
from guestpipe.vmm.run import run  # noqa: E402

GUESTS = {"hello-write": 32_000, "hello-printf": 160_000}
"""The guests, and how many bytes their images may have."""
MEMORY_REACH_BYTES, INSTRUCTIONS_REACH = 2 << 20, 200_000
MACHINES = ("microvm", "q35", "pc")

STEP_BYTES = 64 << 10
MOST_BYTES = 64 << 20
LIMIT_S = 60.0


@dataclass(frozen=True)
class Figures:
    """Of one guest."""

    image_bytes: int
    memory_bytes: dict[str, int]
    """The least that it boots in, by machine."""
    instructions: dict[str, int]
    """From the kernel's entry to `main`, by machine."""


def measure(folder: Path, program: tuple[str, ...]) -> Figures:
    """Return the figures of the realized guest in the object `folder`."""
    image = folder / "guest.elf"
    launches = {
        name: Launch(
            machine=Machine(vmm="qemu", machine=name, cpus=1, memory_bytes=MOST_BYTES),
            image=image,
            format="elf",
            limit_s=LIMIT_S,
        )
        for name in MACHINES
    }
    entry, main = pvh_entry(image.read_bytes()), symbol((folder / "guest.debug.elf").read_bytes(), "main")
    return Figures(
        image.stat().st_size,
        {name: least_memory_bytes(launch, program) for name, launch in launches.items()},
        {name: instructions_between(launch, program, entry, main) for name, launch in launches.items()},
    )


def least_memory_bytes(launch: Launch, program: tuple[str, ...]) -> int:
    """Return the least memory, in steps, in which the guest exits with 0."""
    low, high = 0, MOST_BYTES // STEP_BYTES
    while high - low > 1:
        middle = (low + high) // 2
        tried = replace(launch, machine=replace(launch.machine, memory_bytes=middle * STEP_BYTES), limit_s=5.0)
        if run(tried, program).status == 0:
            high = middle
        else:
            low = middle
    return high * STEP_BYTES


def instructions_between(launch: Launch, program: tuple[str, ...], start: int, end: int) -> int:
    """Return how many instructions the guest runs from the address `start` to the address `end`."""
    first, last = instructions_at(launch, program, (start, end))
    return last - first


def instructions_at(launch: Launch, program: tuple[str, ...], addresses: Sequence[int]) -> list[int]:
    """Return how many instructions have run when the guest first comes to each address, one after the other."""
    with tempfile.TemporaryDirectory() as name, _halted(replace(launch, icount_shift=0), program, Path(name)) as vmm:
        debugger, monitor = _connected(Path(name) / "gdb", vmm), _connected(Path(name) / "qmp", vmm)
        with debugger, monitor:
            talk = _Monitor(monitor)
            counts = []
            for address in addresses:
                _run_to(debugger, address)
                counts.append(talk.instructions())
            return counts


@contextlib.contextmanager
def _halted(launch: Launch, program: tuple[str, ...], folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Start the machine, halted, with a debugger's and a monitor's socket in `folder`."""
    for name in ("gdb", "qmp"):
        (folder / name).unlink(missing_ok=True)
    argv = (
        *qemu.command(launch, program, 2, 2),
        *("-S", "-gdb", f"unix:path={folder}/gdb,server=on,wait=off"),
        *("-qmp", f"unix:path={folder}/qmp,server=on,wait=off"),
    )
    with (folder / "console").open("wb") as console, (folder / "says").open("wb") as says:
        vmm = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=console, stderr=says)
        try:
            yield vmm
        finally:
            vmm.kill()
            vmm.wait()


def _connected(path: Path, vmm: subprocess.Popen[bytes]) -> socket.socket:
    while vmm.poll() is None:
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(LIMIT_S)
        try:
            connection.connect(str(path))
        except (FileNotFoundError, ConnectionRefusedError):
            connection.close()
            with contextlib.suppress(subprocess.TimeoutExpired):
                vmm.wait(0.01)
            continue
        return connection
    raise SystemExit(f"QEMU ended: {(path.parent / 'says').read_text()}")


def _run_to(debugger: socket.socket, address: int) -> None:
    """Let the machine run until it is about to execute the instruction at `address` (the remote protocol of gdb)."""
    _asked(debugger, f"Z0,{address:x},1")
    if not _asked(debugger, "c").startswith("T05"):
        raise SystemExit(f"the guest did not come to {address:#x}")
    _asked(debugger, f"z0,{address:x},1")


def _asked(debugger: socket.socket, request: str) -> str:
    debugger.sendall(f"${request}#{sum(request.encode()) & 0xFF:02x}".encode())
    answer = b""
    while answer[-3:-2] != b"#":
        byte = debugger.recv(1)
        if not byte:
            raise SystemExit("the guest ended before it was where it should be")
        answer = b"" if byte in b"+-" and not answer else answer + byte
    debugger.sendall(b"+")
    return answer[1:-3].decode()


class _Monitor:
    """QEMU's monitor, as far as it is needed."""

    def __init__(self, connection: socket.socket) -> None:
        self._lines = connection.makefile("rw")
        self._lines.readline()
        self._ask("qmp_capabilities")

    def instructions(self) -> int:
        """Return how many instructions have run since the machine was switched on."""
        return int(self._ask("query-replay")["icount"])

    def _ask(self, command: str) -> Any:
        self._lines.write(json.dumps({"execute": command}) + "\n")
        self._lines.flush()
        while True:
            told = json.loads(self._lines.readline())
            if "return" in told:
                return told["return"]
            if "error" in told:
                raise SystemExit(f"QEMU's monitor: {told['error']['desc']}")


def pvh_entry(elf: bytes) -> int:
    """Return the address at which a PVH loader enters the kernel: the note `Xen`, type 18."""
    at, size, count = struct.unpack_from("<Q", elf, 32)[0], *struct.unpack_from("<HH", elf, 54)
    for number in range(count):
        kind, _, offset, _, _, length = struct.unpack_from("<IIQQQQ", elf, at + number * size)
        place, end = offset, offset + length
        while kind == 4 and place < end:
            name_bytes, value_bytes, note = struct.unpack_from("<III", elf, place)
            value = place + 12 + (name_bytes + 3 & ~3)
            if note == 18 and elf[place + 12 : place + 15] == b"Xen":
                return int.from_bytes(elf[value : value + value_bytes], "little")
            place = value + (value_bytes + 3 & ~3)
    raise SystemExit("the kernel has no PVH note")


def symbol(elf: bytes, name: str) -> int:
    """Return the address of a symbol."""
    at, size, count = struct.unpack_from("<Q", elf, 40)[0], *struct.unpack_from("<HH", elf, 58)
    sections = [struct.unpack_from("<IIQQQQII", elf, at + number * size) for number in range(count)]
    for _, kind, _, _, offset, length, link, _ in sections:
        if kind != 2:
            continue
        names = sections[link][4]
        for entry in range(offset, offset + length, 24):
            word, _, _, _, value, _ = struct.unpack_from("<IBBHQQ", elf, entry)
            if elf.startswith(name.encode() + b"\0", names + word):
                return int(value)
    raise SystemExit(f"the kernel has no symbol `{name}`")


def table(figures: dict[str, Figures]) -> list[tuple[str, str, int, int]]:
    """Return rows: guest, what, measured, reach."""
    rows = []
    for name, found in figures.items():
        rows.append((name, "image, bytes", found.image_bytes, GUESTS[name]))
        for machine in MACHINES:
            rows.append((name, f"least memory on {machine}, bytes", found.memory_bytes[machine], MEMORY_REACH_BYTES))
            rows.append(
                (name, f"entry to main on {machine}, instructions", found.instructions[machine], INSTRUCTIONS_REACH)
            )
    return rows


def main() -> int:
    """Measure every guest and print what was found beside what is to be reached; 1 if something is beyond it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--store", default="")
    args = parser.parse_args()
    wishes = Wishes(environ=os.environb, cache=cache(), store=args.store, link=False)
    figures = {}
    for name in GUESTS:
        guest = str(HERE.parent / "guests" / name / "guest.toml")
        realized = realize(guest, wishes, Silent(), ("image", "vmm"))
        figures[name] = measure(realized.image, qemu.pinned(realized.tools["vmm"]))
    rows = table(figures)
    if args.json:
        told = [{"guest": n, "what": what, "measured": found, "reach": reach} for n, what, found, reach in rows]
        sys.stdout.write(json.dumps(told, indent=2) + "\n")
    else:
        sys.stdout.write(f"{'guest':<14}{'what':<42}{'measured':>12}{'reach':>12}{'of it':>9}\n")
        for name, what, found, reach in rows:
            sys.stdout.write(f"{name:<14}{what:<42}{found:>12,}{reach:>12,}{found / reach:>8.2f}x\n")
    return int(any(found > reach for _, _, found, reach in rows))


if __name__ == "__main__":
    sys.exit(main())
