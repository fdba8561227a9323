"""A Linux guest: sources compiled for Linux by the pinned tools, Debian's kernel for virtual machines, a root, a boot.

The program is `/init` and all that there is. Kernel and Haskell packages are pinned in `benchmarks/guestpipe.lock`.
"""

from __future__ import annotations

import resource
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from guestpipe.digest import Digest
from guestpipe.flow import Wishes
from guestpipe.parse import read_lock
from guestpipe.plan.step import Fixed
from guestpipe.store.fetch import Fetcher

HERE = Path(__file__).resolve().parent

GHC = """
mkdir packages && cp /usr/lib/ghc/package.conf.d/*.conf packages
for conf in /haskell/var/lib/ghc/package.conf.d/*.conf; do
    if [ -f "$conf" ]; then sed 's,/usr/lib/haskell-packages,/haskell&,' "$conf" >"packages/${conf##*/}"; fi
done
/usr/lib/ghc/bin/ghc-pkg --global-package-db=packages recache
exec /usr/lib/ghc/bin/ghc -B/usr/lib/ghc -clear-package-db -package-db /build/packages -v0 -split-sections \
    -static -optl-static -i/source -outputdir objects -o program "$@"
"""
CC = 'exec gcc-12 -static -pthread -I/source -o program "$@"'


@dataclass(frozen=True)
class Booted:
    """What a Linux guest gave."""

    console: str
    cpu_s: float
    """Processor time of the emulator."""


def compile_haskell(
    tools: Path, source: Path, folder: Path, options: Sequence[str] = (), packages: Path | None = None
) -> Path:
    """Return `Main.hs` of `source`, compiled for Linux and static; works in `folder`.

    `packages` is the tool root of Debian's own Haskell packages, if the program needs any.
    """
    more = ("--ro-bind", str(packages), "/haskell") if packages else ()
    return compiled(tools, source, folder, GHC, [*options, "/source/Main.hs"], more)


def compile_c(tools: Path, source: Path, folder: Path, files: Sequence[str], options: Sequence[str] = ()) -> Path:
    """Return C `files` of `source`, compiled for Linux and static; works in `folder`."""
    return compiled(tools, source, folder, CC, [*options, *(f"/source/{name}" for name in files)])


def compiled(
    tools: Path, source: Path, folder: Path, script: str, words: Sequence[str], more: Sequence[str] = ()
) -> Path:
    """Return `program`, which `script` makes of `/source` by the pinned tools in the sandbox; works in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    view = [word for name in ("usr", "etc", "var") for word in ("--ro-bind", str(tools / name), f"/{name}")]
    links = [word for name in ("bin", "lib", "lib64") for word in ("--symlink", f"usr/{name}", f"/{name}")]
    places = [*more, "--ro-bind", str(source), "/source", "--bind", str(folder), "/build", "--chdir", "/build"]
    rest = ["--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp", "--unshare-net", "--setenv", "PATH", "/usr/bin"]  # noqa: S108
    subprocess.run(["bwrap", *view, *links, *places, *rest, "/bin/sh", "-euc", script, "sh", *words], check=True)
    return folder / "program"


def linux_kernel(wishes: Wishes, folder: Path) -> Path:
    """Return the pinned kernel. A tool root has no `/boot`, so its package is fetched and opened here."""
    packages = read_lock(HERE / "guestpipe.lock").package
    held = next(one for one in packages if one.name.startswith("linux-image-6"))
    fixed = Fixed(Digest(held.sha256), held.size, f"deb:{held.name}={held.version}:{held.architecture}")
    fetcher = Fetcher(wishes.cache, wishes.offline, wishes.variables())
    fetched = fetcher.fetch([fixed], folder / "fetched", lambda _: None)
    subprocess.run(["dpkg-deb", "--extract", str(fetched[fixed.digest]), str(folder / "linux")], check=True)
    return next((folder / "linux" / "boot").glob("vmlinuz-*"))


def initramfs(program: Path) -> bytes:
    """Return the root of the Linux guest: the program is `init`, and has a console."""
    device = ("dev/console", 0o20600, b"", (5, 1))
    return cpio([("dev", 0o40755, b"", (0, 0)), device, ("init", 0o100755, program.read_bytes(), (0, 0))])


def cpio(files: list[tuple[str, int, bytes, tuple[int, int]]]) -> bytes:
    """Return an archive in the form `newc` of names, modes, contents and device numbers."""
    archive = b""
    for number, (name, mode, content, device) in enumerate([*files, ("TRAILER!!!", 0, b"", (0, 0))], 1):
        fields = (number, mode, 0, 0, 1, 0, len(content), 0, 0, *device, len(name) + 1, 0)
        entry = b"070701" + b"".join(b"%08x" % field for field in fields) + name.encode() + b"\0"
        archive += entry + bytes(-len(entry) % 4) + content + bytes(-len(content) % 4)
    return archive


def command(
    vmm: Sequence[str],
    kernel: Path,
    root: Path,
    arguments: Sequence[str],
    *,
    cpus: int = 1,
    memory_bytes: int = 256 << 20,
    icount: bool = False,
    is_clock_fine: bool = False,
) -> list[str]:
    """Return the argv that boots the root `root` with arguments for its program.

    One processor is a microvm, as a guest of ours is, unless the program needs a clock finer than the tick of 4 ms.
    That has no table of processors unless Linux gives up its timer, so several are a q35 as well. Under `icount`, the
    clock is fine, and Linux does not get past starting a second processor.
    """
    if icount and cpus > 1:
        raise ValueError("Linux does not start a second processor while instructions are counted")
    machine = "microvm,acpi=off,pit=on,pic=on,rtc=on,auto-kernel-cmdline=off"
    if cpus > 1 or (is_clock_fine and not icount):
        machine = "q35"
    # A counted machine's time stamp counter goes at 1 GHz; otherwise Linux finds none that it trusts, and its clock is
    # the tick of 4 ms.
    clock = ["tsc_early_khz=1000000", "tsc=reliable", "clocksource=tsc"] if icount else []
    words = ["console=ttyS0", "quiet", "panic=-1", "reboot=t", "mitigations=off", *clock, "--", *arguments]
    return [
        *vmm,
        *("-machine", machine, "-accel", "tcg,thread=multi" if cpus > 1 else "tcg"),
        *(("-icount", "shift=0,sleep=off") if icount else ()),
        *("-cpu", "qemu64", "-smp", str(cpus), "-m", f"{memory_bytes >> 20}"),
        *("-nodefaults", "-no-user-config", "-display", "none", "-no-reboot", "-serial", "stdio"),
        *("-kernel", str(kernel), "-initrd", str(root), "-append", " ".join(words)),
    ]


def boot(argv: Sequence[str], limit_s: float = 1800.0) -> Booted:
    """Return what the Linux guest that `argv` boots gave."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(argv, capture_output=True, timeout=limit_s, stdin=subprocess.DEVNULL, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Booted(done.stdout.decode("utf-8", "replace"), cpu_s)
