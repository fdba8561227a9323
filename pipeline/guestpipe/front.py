"""The front door: answers `guestpipe realize` on an up-to-date guest from stamps alone, else opens the whole house.

Run as `python -I -S front.py SITE_PACKAGES ARGUMENT…`. Until it knows that something is to be done it imports nothing
but modules that are built into the interpreter or cost less than a millisecond; `tests/test_front.py` holds it to that.
"""

import posix
import sys

VERSION = "guestpipe-front 1"


def stamp(path: str) -> str:
    """Return what changes when `path` does: change time, size (not of a folder: it means nothing there) and inode."""
    try:
        found = posix.stat(path)
    except OSError:
        # What is in the way is told by who reads it.
        return "- - -"
    size = "-" if (found.st_mode & 0o170000) == 0o040000 else str(found.st_size)
    return f"{found.st_ctime_ns} {size} {found.st_ino}"


def memory_file(guest: str, store: str, environ: "dict[bytes, bytes]") -> str:
    """Return where the stamps of the guest at the absolute path `guest`, realized into `store` by us, are kept."""
    from _blake2 import blake2b

    home = environ.get(b"XDG_CACHE_HOME") or environ.get(b"HOME", b"/nonexistent") + b"/.cache"
    chosen = environ.get(b"GUESTPIPE_STORE", b"").decode("utf-8", "surrogateescape")
    text = "\0".join((VERSION, __file__, guest, store, chosen))
    name = blake2b(text.encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()
    return f"{home.decode('utf-8', 'surrogateescape')}/guestpipe/front/{name}"


def absolute(path: str, environ: "dict[bytes, bytes]") -> str:
    """Return `path` made absolute, as the user named it: symbolic links stay."""
    if not path.startswith("/"):
        path = f"{posix.getcwd()}/{path}"
    parts: list[str] = []
    for part in path.split("/"):
        if part == ".." and parts:
            parts.pop()
        elif part not in ("", ".", ".."):
            parts.append(part)
    return "/" + "/".join(parts)


def up_to_date(arguments: "list[str]", environ: "dict[bytes, bytes]") -> "str | None":
    """Return the path of the realized object when nothing that it was made from has changed, else None."""
    if not arguments or arguments[0] != "realize":
        return None
    guest, store = "guest.toml", ""
    rest = arguments[1:]
    if len(rest) >= 2 and rest[-2] == "--store":
        store = rest[-1]
        rest = rest[:-2]
    if len(rest) > 1 or (rest and rest[0].startswith("-")):
        return None
    try:
        with open(
            memory_file(absolute(rest[0] if rest else guest, environ), store, environ),
            encoding="utf-8",
            errors="surrogateescape",
        ) as memory:
            lines = memory.read().split("\n")
    except OSError:
        return None
    if len(lines) < 5 or lines[0] != VERSION or lines[-1] != "":
        return None
    held, link, target = lines[1:4]
    for line in lines[4:-1]:
        change, size, inode, path = line.split(" ", 3)
        if stamp(path) != f"{change} {size} {inode}":
            return None
    try:
        if posix.readlink(link) != target:
            return None
        posix.lstat(held)
    except OSError:
        return None
    return held


def main() -> int:
    """Answer at once, or hand over to the command line proper."""
    held = up_to_date(sys.argv[2:], posix.environ)
    if held is not None:
        posix.write(1, held.encode("utf-8", "surrogateescape") + b"\n")
        return 0
    import gc

    sys.path[:0] = [sys.argv[1], __file__.rpartition("/guestpipe/")[0]]
    sys.argv[:2] = ["guestpipe"]
    # What is imported stays: a collector that looks through it at every step finds nothing.
    gc.set_threshold(50_000)
    from guestpipe.cli.main import main as whole

    return whole()


if __name__ == "__main__":
    # What was said has been written; taking the interpreter apart would only take time.
    posix._exit(main())
