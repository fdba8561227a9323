"""The programs of `benchmarks/nofib` as a guest, and as the first process of a Linux guest, under the same QEMU.

    python -m benchmarks.haskell_linux [--rounds N] [--times N] [--store FOLDER] [NAME ...]

The same GHC compiles the same sources with the same options, for guests and, statically, for Linux. That is Debian's
for virtual machines (`benchmarks/guestpipe.lock`), with nothing in it but the program. Both machines are a microvm, one
processor, by TCG. Each program says itself how long it took, by the clock of its system, and the best of all is
compared. The machines take turns, so that a loaded host harms both.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

HERE = Path(__file__).resolve().parent
CHECKOUT = HERE.parent
sys.path[:0] = [str(CHECKOUT / "pipeline"), str(CHECKOUT / "tests"), str(CHECKOUT)]

import pinned  # noqa: E402 the tests' pinned programs
from guestpipe.digest import Digest  # noqa: E402
from guestpipe.flow import Wishes, realize, tool_roots  # noqa: E402
from guestpipe.parse import read_lock  # noqa: E402
from guestpipe.plan.settings import command_line  # noqa: E402
from guestpipe.plan.step import Fixed  # noqa: E402
from guestpipe.report import Silent  # noqa: E402
from guestpipe.store.fetch import Fetcher  # noqa: E402
from guestpipe.store.store import Store  # noqa: E402
from guestpipe.vmm import qemu  # noqa: E402
from guestpipe.vmm.machine import Launch, Machine  # noqa: E402
from guestpipe.vmm.run import run  # noqa: E402

GUEST = HERE / "nofib" / "guest.toml"
MEMORY_BYTES = 256 << 20
LIMIT_S = 1800.0
REACH = 1.0

COMPILE = """
mkdir packages && cp /usr/lib/ghc/package.conf.d/*.conf packages
/usr/lib/ghc/bin/ghc-pkg --global-package-db=packages recache
exec /usr/lib/ghc/bin/ghc -B/usr/lib/ghc -clear-package-db -package-db /build/packages -v0 -O2 -split-sections \
    -static -optl-static -i/source -outputdir objects -o nofib /source/Main.hs
"""


def compiled(root: Path, folder: Path) -> Path:
    """Return the programs, compiled for Linux by the pinned tools in `root`; works in `folder`."""
    view = [word for name in ("usr", "etc", "var") for word in ("--ro-bind", str(root / name), f"/{name}")]
    links = [word for name in ("bin", "lib", "lib64") for word in ("--symlink", f"usr/{name}", f"/{name}")]
    places = ["--ro-bind", str(HERE / "nofib"), "/source", "--bind", str(folder), "/build", "--chdir", "/build"]
    rest = ["--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp", "--unshare-net", "--setenv", "PATH", "/usr/bin"]  # noqa: S108
    subprocess.run(["bwrap", *view, *links, *places, *rest, "/bin/sh", "-euc", COMPILE], check=True)
    return folder / "nofib"


def linux_kernel(wishes: Wishes, folder: Path) -> Path:
    """Return the pinned kernel. A tool root has no `/boot`, so its package is fetched and opened here."""
    packages = read_lock(HERE / "guestpipe.lock").package
    held = next(one for one in packages if one.name.startswith("linux-image-6"))
    fixed = Fixed(Digest(held.sha256), held.size, f"deb:{held.name}={held.version}:{held.architecture}")
    fetcher = Fetcher(wishes.cache, wishes.offline, wishes.variables())
    fetched = fetcher.fetch([fixed], folder / "fetched", lambda _: None)
    subprocess.run(["dpkg-deb", "--extract", str(fetched[fixed.digest]), str(folder / "linux")], check=True)
    return next((folder / "linux" / "boot").glob("vmlinuz-*"))


def cpio(files: list[tuple[str, int, bytes, tuple[int, int]]]) -> bytes:
    """Return an archive in the form `newc` of names, modes, contents and device numbers."""
    archive = b""
    for number, (name, mode, content, device) in enumerate([*files, ("TRAILER!!!", 0, b"", (0, 0))], 1):
        fields = (number, mode, 0, 0, 1, 0, len(content), 0, 0, *device, len(name) + 1, 0)
        entry = b"070701" + b"".join(b"%08x" % field for field in fields) + name.encode() + b"\0"
        archive += entry + bytes(-len(entry) % 4) + content + bytes(-len(content) % 4)
    return archive


def initramfs(program: Path) -> bytes:
    """Return the root of the Linux guest: the program is `init`, and has a console."""
    device = ("dev/console", 0o20600, b"", (5, 1))
    return cpio([("dev", 0o40755, b"", (0, 0)), device, ("init", 0o100755, program.read_bytes(), (0, 0))])


def linux(program: tuple[str, ...], kernel: Path, root: Path, arguments: list[str]) -> str:
    """Return what the programs said in a Linux guest."""
    words = ["console=ttyS0", "quiet", "panic=-1", "reboot=t", "mitigations=off", "tsc=reliable", "--", *arguments]
    argv = [
        *program,
        *("-machine", "microvm,acpi=off,pit=on,pic=on,rtc=on,auto-kernel-cmdline=off", "-accel", "tcg"),
        *("-cpu", "qemu64", "-smp", "1", "-m", f"{MEMORY_BYTES >> 20}"),
        *("-nodefaults", "-no-user-config", "-display", "none", "-no-reboot", "-serial", "stdio"),
        *("-kernel", str(kernel), "-initrd", str(root), "-append", " ".join(words)),
    ]
    done = subprocess.run(argv, capture_output=True, timeout=LIMIT_S, stdin=subprocess.DEVNULL, check=False)
    return done.stdout.decode("utf-8", "replace")


def guest(program: tuple[str, ...], image: Path, arguments: list[str]) -> str:
    """Return what the programs said in a guest of ours."""
    machine = Machine(vmm="qemu", machine="microvm", cpus=1, memory_bytes=MEMORY_BYTES)
    launch = Launch(machine=machine, image=image, format="elf", limit_s=LIMIT_S)
    transcript = run(replace(launch, command_line=command_line("nofib", arguments, {})), program)
    return transcript.console.decode("utf-8", "replace")


def results(said: str) -> dict[str, tuple[str, int]]:
    """Return program → result and nanoseconds."""
    if "nofib done" not in said:
        raise SystemExit(f"the programs did not come to their end:\n{said[-2000:]}")
    lines = [line.split() for line in said.splitlines() if line.startswith("nofib ")]
    return {words[1]: (words[2], int(words[3])) for words in lines if len(words) == 4}


def main() -> int:
    """Measure and print the ratios; 1 if one is beyond what is to be reached."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3, help="boots of each machine")
    parser.add_argument("--times", type=int, default=5, help="turns of each program in a boot")
    parser.add_argument("--store", default="")
    parser.add_argument("names", nargs="*", metavar="NAME")
    args = parser.parse_args()
    pinned.put_on_path()
    wishes = Wishes(environ=os.environb, cache=pinned.CACHE, store=args.store, link=False)
    realized = realize(str(GUEST), wishes, Silent(), ("image", "vmm"))
    program = qemu.pinned(realized.tools["vmm"])
    with Store.open(pinned.STORE) as store:
        root = tool_roots(["toolchain-ghc"], [CHECKOUT / "recipes"], store, wishes, Silent())["toolchain-ghc"]
    best: dict[str, dict[str, int]] = {"guest": {}, "linux": {}}
    answers: dict[str, set[str]] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        kernel = linux_kernel(wishes, folder)
        (folder / "build").mkdir()
        (folder / "root").write_bytes(initramfs(compiled(root, folder / "build")))
        arguments = [str(args.times), *args.names]
        for _ in range(args.rounds):
            said = {
                "guest": results(guest(program, realized.image / "guest.elf", arguments)),
                "linux": results(linux(program, kernel, folder / "root", arguments)),
            }
            for system, found in said.items():
                for work, (answer, took_ns) in found.items():
                    answers.setdefault(work, set()).add(answer)
                    best[system][work] = min(took_ns, best[system].get(work, took_ns))
    print(f"{'program':<16}{'guest ms':>12}{'Linux ms':>12}{'ratio':>8}   (load {os.getloadavg()[0]:.1f})")
    for work in best["guest"]:
        ours, theirs = best["guest"][work], best["linux"][work]
        wrong = "" if len(answers[work]) == 1 else "   the results differ"
        print(f"{work:<16}{ours / 1e6:>12.2f}{theirs / 1e6:>12.2f}{ours / theirs:>8.2f}{wrong}")
    if any(len(found) != 1 for found in answers.values()):
        return 1
    return int(any(best["guest"][work] > REACH * best["linux"][work] for work in best["guest"]))


if __name__ == "__main__":
    sys.exit(main())
