"""The command line of bubblewrap; pure. What a sandbox looks like is said here and in stage.py."""

from __future__ import annotations

from dataclasses import dataclass

from guestpipe.build.request import OWN_FOLDERS, USUAL, World

ARGUMENTS_FD = 3
"""Where bubblewrap reads its arguments: they may be long, and it waits for their end before it does anything."""

_DEVICES = ("null", "zero", "full", "random", "urandom")
_LINKS = (
    ("/proc/self/fd", "/dev/fd"),
    ("/proc/self/fd/0", "/dev/stdin"),
    ("/proc/self/fd/1", "/dev/stdout"),
    ("/proc/self/fd/2", "/dev/stderr"),
    ("/tmp", "/dev/shm"),  # noqa: S108
)
_WALLS = (
    *("--unshare-user", "--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try"),
    # As pid 1, the script takes the whole tree with it when it ends: nothing writes to /out after that.
    *("--die-with-parent", "--as-pid-1"),
    *("--cap-drop", "ALL"),
    *("--uid", "1000", "--gid", "1000"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Staged:
    """What one sandbox is made of. Places are without the first `/`."""

    links: tuple[tuple[str, str], ...]
    """Symbolic links of the root: target and place."""
    binds: tuple[tuple[str, str], ...]
    """What is seen read-only: folder or file, and place; a place inside another comes after it."""
    build: str
    out: str
    world: World = USUAL


def arguments(staged: Staged, *, has_terminal: bool = False) -> tuple[str, ...]:
    """Return bubblewrap's options: no network, no host, `staged` read-only but for `/build` and `/out`."""
    # A session of its own keeps a build from typing into our terminal; a shell needs the terminal.
    start = staged.world.build
    options = [*_WALLS, "--hostname", staged.world.host, *(() if has_terminal else ("--new-session",))]
    for name in OWN_FOLDERS:
        options += ["--symlink", start, "/build"] if name == "build" != start[1:] else ["--dir", f"/{name}"]
    for target, place in staged.links:
        options += ["--symlink", target, f"/{place}"]
    for source, place in staged.binds:
        options += ["--ro-bind", source, f"/{place}"]
    options += ["--bind", staged.build, start, "--bind", staged.out, "/out", "--proc", "/proc", "--tmpfs", "/dev"]
    for name in (*_DEVICES, "tty") if has_terminal else _DEVICES:
        options += ["--dev-bind", f"/dev/{name}", f"/dev/{name}"]
    for target, link in _LINKS:
        options += ["--symlink", target, link]
    options += ["--remount-ro", "/dev", "--perms", "1777", "--tmpfs", "/tmp", "--remount-ro", "/"]  # noqa: S108
    return (*options, "--chdir", start)


def command(bubblewrap: tuple[str, ...], argv: tuple[str, ...]) -> tuple[str, ...]:
    """Return what is executed: `bubblewrap` is the program, with its loader before it if it is not the host's."""
    return (*bubblewrap, "--args", str(ARGUMENTS_FD), "--", *argv)
