"""The command line of bubblewrap; pure. What a sandbox looks like is said here and in stage.py."""

from __future__ import annotations

from dataclasses import dataclass

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
    *("--hostname", "guestpipe"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Staged:
    """The folders of one build, ready to be mounted."""

    view: str
    """What becomes `/`: small objects are linked into it, and it has mount points for the others."""
    binds: tuple[tuple[str, str], ...]
    """Object and place: what is too big to be linked."""
    build: str
    out: str


def arguments(staged: Staged, *, has_terminal: bool = False) -> tuple[str, ...]:
    """Return bubblewrap's options: no network, no host, `staged` read-only but for `/build` and `/out`."""
    # A session of its own keeps a build from typing into our terminal; a shell needs the terminal.
    options = [*_WALLS, *(() if has_terminal else ("--new-session",)), "--ro-bind", staged.view, "/"]
    for source, target in staged.binds:
        options += ["--ro-bind", source, f"/{target}"]
    options += ["--bind", staged.build, "/build", "--bind", staged.out, "/out", "--proc", "/proc", "--tmpfs", "/dev"]
    for name in (*_DEVICES, "tty") if has_terminal else _DEVICES:
        options += ["--dev-bind", f"/dev/{name}", f"/dev/{name}"]
    for target, link in _LINKS:
        options += ["--symlink", target, link]
    return (*options, "--remount-ro", "/dev", "--perms", "1777", "--tmpfs", "/tmp", "--chdir", "/build")  # noqa: S108


def command(bubblewrap: tuple[str, ...], argv: tuple[str, ...]) -> tuple[str, ...]:
    """Return what is executed: `bubblewrap` is the program, with its loader before it if it is not the host's."""
    return (*bubblewrap, "--args", str(ARGUMENTS_FD), "--", *argv)
