"""Whether this machine lets us make a sandbox; asked only when one failed to start."""

from __future__ import annotations

from guestpipe import process
from guestpipe.build.failure import no_namespaces

_WALLS = ("--unshare-user", "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--ro-bind", "/", "/")


def probe(bubblewrap: tuple[str, ...]) -> None:
    """Raise HostError unless `bubblewrap` can make a sandbox; it runs its own program in it, which says its version."""
    status, said = process.host((*bubblewrap, *_WALLS, "--", *bubblewrap, "--version"), {})
    if status != 0:
        raise no_namespaces(said)
