"""Whether KVM is worth using here: the processor's flags must say so and a probe guest must really have run fast.

A `/dev/kvm` that opens proves nothing: nested hypervisors exist that interpret a guest's kernel a thousand times slower
than QEMU translates it, or stop at its first SSE instruction. Standard library only: this file is also the probe.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import json
import mmap
import os
import struct
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

FAST_PER_S = 50_000_000
"""Instructions a second below which QEMU's translation is the better choice."""

PROBE_LIMIT_S = 2.0

_LOOPS = 20_000
_TRIES = 3
_CODE_ADDRESS = 0x1000
_EXIT_HLT = 5
_GET_API_VERSION, _CREATE_VM, _GET_VCPU_MMAP_SIZE, _CREATE_VCPU, _RUN = 0xAE00, 0xAE01, 0xAE04, 0xAE41, 0xAE80
_SET_USER_MEMORY_REGION, _SET_TSS_ADDR = 0x4020AE46, 0xAE47
_GET_SREGS, _SET_SREGS, _SET_REGS = 0x8138AE83, 0x4138AE84, 0x4090AE82
_SREGS_BYTES = 0x138
_EXIT_REASON_AT = 8
_CS_SELECTOR_AT = 12


@dataclass(frozen=True, slots=True)
class Kvm:
    """Whether to use KVM, and why or why not."""

    is_useful: bool
    why: str


def find(
    cache: Path,
    *,
    cpuinfo: Path = Path("/proc/cpuinfo"),
    boot_id: Path = Path("/proc/sys/kernel/random/boot_id"),
    device: Path = Path("/dev/kvm"),
    probe: Callable[[Path], float] | None = None,
) -> Kvm:
    """Return whether KVM is useful; the probe runs once for each boot of the host, its result is kept in `cache`.

    `probe` returns instructions a second, or raises OSError with what went wrong.
    """
    flags = _flags(cpuinfo.read_text())
    if not flags & {"vmx", "svm"}:
        return Kvm(False, "the processor's flags name neither vmx nor svm")
    if not os.access(device, os.R_OK | os.W_OK):
        return Kvm(False, f"`{device}` cannot be opened")
    boot, kept = boot_id.read_text().strip(), cache / "kvm.json"
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        record = json.loads(kept.read_text())
        if record["boot"] == boot:
            return Kvm(bool(record["is_useful"]), str(record["why"]))
    found = _judge(device, probe or probe_apart)
    with contextlib.suppress(OSError):
        cache.mkdir(parents=True, exist_ok=True)
        whole = kept.with_name(f"kvm.json.{os.getpid()}")
        whole.write_text(json.dumps({"boot": boot, "is_useful": found.is_useful, "why": found.why}))
        whole.replace(kept)
    return found


def probe_apart(device: Path) -> float:
    """Return what `probe_rate` returns, out of a process that is ended when it takes too long."""
    try:
        done = subprocess.run(
            (sys.executable, "-I", __file__, str(device)), capture_output=True, timeout=PROBE_LIMIT_S, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise TimeoutError(f"a probe guest did not end within {PROBE_LIMIT_S:g} s") from error
    if done.returncode != 0:
        raise OSError((done.stderr.decode(errors="replace").strip().splitlines() or ["the probe failed"])[-1])
    return float(done.stdout)


def probe_rate(device: Path) -> float:
    """Return how many instructions a second a real-mode guest ran at best; raises OSError."""
    with contextlib.ExitStack() as stack:
        kvm = _opened(stack, os.open(device, os.O_RDWR | os.O_CLOEXEC))
        if (version := fcntl.ioctl(kvm, _GET_API_VERSION)) != 12:
            raise OSError(f"KVM speaks version {version} of its interface, not 12")
        vm = _opened(stack, fcntl.ioctl(kvm, _CREATE_VM, 0))
        fcntl.ioctl(vm, _SET_TSS_ADDR, 0x7FFBD000)
        memory = mmap.mmap(-1, mmap.PAGESIZE)
        # mov ecx, loops; again: dec ecx; jnz again; hlt
        memory.write(b"\x66\xb9" + struct.pack("<I", _LOOPS) + b"\x66\x49\x75\xfc\xf4")
        address = ctypes.addressof(ctypes.c_char.from_buffer(memory))
        fcntl.ioctl(vm, _SET_USER_MEMORY_REGION, struct.pack("<IIQQQ", 0, 0, _CODE_ADDRESS, mmap.PAGESIZE, address))
        vcpu = _opened(stack, fcntl.ioctl(vm, _CREATE_VCPU, 0))
        run = mmap.mmap(vcpu, fcntl.ioctl(kvm, _GET_VCPU_MMAP_SIZE))
        segments = bytearray(_SREGS_BYTES)
        fcntl.ioctl(vcpu, _GET_SREGS, segments)
        segments[0:8] = bytes(8)
        segments[_CS_SELECTOR_AT : _CS_SELECTOR_AT + 2] = bytes(2)
        fcntl.ioctl(vcpu, _SET_SREGS, bytes(segments))
        return max(_timed_run(vcpu, run) for _ in range(_TRIES))


def _timed_run(vcpu: int, run: mmap.mmap) -> float:
    fcntl.ioctl(vcpu, _SET_REGS, struct.pack("<16QQQ", *[0] * 16, _CODE_ADDRESS, 2))
    started = time.perf_counter()
    fcntl.ioctl(vcpu, _RUN, 0)
    took_s = time.perf_counter() - started
    (reason,) = struct.unpack_from("<I", run, _EXIT_REASON_AT)
    if reason != _EXIT_HLT:
        raise OSError(f"a probe guest ended with KVM's exit reason {reason}, not with its `hlt`")
    return 2 * _LOOPS / took_s


def _opened(stack: contextlib.ExitStack, fd: int) -> int:
    stack.callback(os.close, fd)
    return fd


def _flags(cpuinfo: str) -> set[str]:
    for line in cpuinfo.splitlines():
        if line.startswith("flags"):
            return set(line.partition(":")[2].split())
    return set()


def _judge(device: Path, probe: Callable[[Path], float]) -> Kvm:
    try:
        rate = probe(device)
    except OSError as error:
        return Kvm(False, str(error))
    if rate <= FAST_PER_S:
        return Kvm(False, f"a probe guest ran only {rate / 1e6:.1f} million instructions a second")
    return Kvm(True, f"a probe guest ran {rate / 1e6:.0f} million instructions a second")


if __name__ == "__main__":
    os.write(1, f"{probe_rate(Path(sys.argv[1]))}".encode())
