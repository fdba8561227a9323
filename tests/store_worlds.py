"""Small trees, keys and stores for the tests of NAR and store."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st

from guestpipe.digest import Digest
from guestpipe.store.store import Object, Store

settings.register_profile("store", deadline=None)
settings.load_profile("store")


def key(number: int) -> Digest:
    """Return a key that stands for nothing."""
    return Digest(f"{number:064x}")


def make(path: Path, tree: object) -> Path:
    """Make the tree that a value describes."""
    if isinstance(tree, str):
        path.symlink_to(tree)
    elif isinstance(tree, bytes):
        path.write_bytes(tree)
    elif isinstance(tree, tuple):
        path.write_bytes(tree[0])
        path.chmod(0o755)
    else:
        assert isinstance(tree, Mapping)
        path.mkdir()
        for name, inner in tree.items():
            make(path / name, inner)
    return path


def read(path: Path) -> object:
    """Return the value that describes the tree at `path`."""
    if path.is_symlink():
        return os.readlink(path)
    if path.is_dir():
        return {inner.name: read(inner) for inner in path.iterdir()}
    content = path.read_bytes()
    return (content,) if path.stat().st_mode & 0o100 else content


def seal(store: Store, tree: object, name: str = "thing") -> Object:
    """Seal the tree that a value describes."""
    with store.workspace("test") as workspace:
        return store.seal(make(workspace / "tree", tree), name)


def build(store: Store, number: int, tree: object, name: str = "thing", log: bytes = b"") -> Object:
    """Seal a tree and record it as what the step with plan key and action key `number` gave."""
    obj = seal(store, tree, name)
    said = seal(store, log, f"{name}.log") if log else None
    store.record(key(number), key(number + 10**9), obj, log=said, began_at=1.0, wall_s=2.0, cpu_s=1.5)
    return obj


def damage(path: Path) -> None:
    """Flip one bit of a file, as a disk would: modes and times stay."""
    status = path.stat()
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.chmod(0o644)
    path.write_bytes(bytes(content))
    path.chmod(status.st_mode & 0o7777)
    os.utime(path, ns=(status.st_mtime_ns, status.st_mtime_ns))


names = st.text(st.characters(codec="utf-8", exclude_characters="/\0"), min_size=1, max_size=40).filter(
    lambda name: name not in (".", "..") and len(name.encode()) <= 255
)
contents = st.binary(max_size=200)
trees = st.recursive(
    contents | st.tuples(contents) | st.sampled_from(["a", "b/c", "./x"]),
    lambda inner: st.dictionaries(names, inner, max_size=5),
    max_leaves=12,
)
folders = st.dictionaries(names, trees, max_size=5)
