"""Pushing: archives first, narinfos after them, realisations last; each file only if it is not there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from guestpipe.digest import nix_base32
from guestpipe.errors import LyingCacheError, StoreError
from guestpipe.report import ObjectTransferred, Reporter, TransferProgress, TransferStarted
from guestpipe.store.objects import Object
from guestpipe.store.store import Realisation, Store
from guestpipe.substitute import claim as claims
from guestpipe.substitute import envelope, narinfo
from guestpipe.substitute.claim import Claim
from guestpipe.substitute.narinfo import NarInfo, fingerprint, nix_sha256, path_of
from guestpipe.substitute.pack import SUFFIXES, Packed, pack
from guestpipe.substitute.place import Place, begin
from guestpipe.substitute.signing import SecretKey
from guestpipe.substitute.together import Did, biggest_first, each


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How to push."""

    key: SecretKey | None = None
    """Signs what is pushed."""
    compression: str = "zstd"
    jobs: int = 2


@dataclass(frozen=True, slots=True)
class Pushed:
    """What a push did."""

    new: tuple[Object, ...]
    known: tuple[Object, ...]
    """Objects that the cache had."""
    claims: int
    """Realisations that are new there, or got our signature."""
    disputed: tuple[tuple[Realisation, Claim], ...]
    """Realisations for which the cache names another object: ours, and what it says. They are left as they are."""


def push(
    store: Store, place: Place, objects: Sequence[Object], made: Sequence[Realisation], manner: Manner, tells: Reporter
) -> Pushed:
    """Put `objects` and the realisations `made` into the cache at `place`."""
    begin(place)
    wanted = biggest_first({obj.base_name: obj for obj in objects}.values())
    total = sum(obj.size_bytes for obj in wanted)
    tells.tell(TransferStarted("push", len(wanted), total))
    new: list[Object] = []
    known: list[Object] = []

    def done(did: Did[Object, int | None]) -> None:
        if did.error is not None:
            raise did.error
        if did.result is None:
            known.append(did.task)
        else:
            new.append(did.task)
            tells.tell(ObjectTransferred("push", did.task.base_name, place.url, did.result))

    def do(obj: Object, progress: Callable[[int], None]) -> int | None:
        size = _push_object(store, place, obj, manner, progress)
        progress(obj.size_bytes)
        return size

    each(wanted, do, manner.jobs, done, lambda size: tells.tell(TransferProgress(size, total)))
    disputed: list[tuple[Realisation, Claim]] = []
    written = 0

    def said(did: Did[Realisation, Claim | bool]) -> None:
        nonlocal written
        if did.error is not None:
            raise did.error
        if isinstance(did.result, Claim):
            disputed.append((did.task, did.result))
        else:
            written += bool(did.result)

    each(made, lambda one, _: _push_claim(place, one, manner.key), max(8, manner.jobs), said)
    return Pushed(tuple(new), tuple(known), written, tuple(disputed))


def sign(place: Place, path: str, key: SecretKey) -> bool:
    """Add a signature of `key` to the narinfo, realisation or statement at `path`; False if it has one."""
    content = place.read(path, envelope.MAX_BYTES if path.startswith(envelope.FOLDER) else narinfo.MAX_BYTES)
    if content is None:
        return False
    if path.endswith(".narinfo"):
        text = narinfo.text_of(_signed(narinfo.read(content, path.removesuffix(".narinfo"), place.url), key))
    elif path.startswith(envelope.FOLDER):
        text = envelope.signed(content, key, f"{place.url}/{path}")
    else:
        text = claims.text_of(claims.read(content, path, place.url).signed(key))
    if text == content:
        return False
    return place.write(path, text, replace=True)


def _push_object(
    store: Store, place: Place, obj: Object, manner: Manner, progress: Callable[[int], None]
) -> int | None:
    """Return how many bytes were sent; None if the cache has the object."""
    path = path_of(obj.base_name)
    if (content := place.read(path, narinfo.MAX_BYTES)) is not None:
        found = narinfo.read(content, obj.base_name, place.url)
        if found.nar_digest != obj.digest:
            raise LyingCacheError(f"the cache has something else as `{obj.base_name}`", where=place.url)
        if manner.key is not None:
            sign(place, path, manner.key)
        return None
    with store.workspace("push") as folder:
        packed = pack(store.object_path(obj), folder / "packed", manner.compression, progress)
        if packed.nar_digest != obj.digest:
            raise StoreError(
                f"`{obj.base_name}` is damaged, and was not pushed",
                where=str(store.object_path(obj)),
                detail=(f"expected sha256 {obj.digest}", f"found    sha256 {packed.nar_digest}"),
                hint="`guestpipe store repair` mends it",
            )
        info = _info(obj, packed, manner.compression)
        place.write(info.url, packed.file)
        place.write(path, narinfo.text_of(_signed(info, manner.key)))
        return packed.file_bytes


def _info(obj: Object, packed: Packed, compression: str) -> NarInfo:
    return NarInfo(
        base_name=obj.base_name,
        url=f"nar/{nix_base32(bytes.fromhex(packed.file_digest))}.nar{SUFFIXES[compression]}",
        compression=compression,
        file_digest=packed.file_digest,
        file_bytes=packed.file_bytes,
        nar_digest=obj.digest,
        nar_bytes=packed.nar_bytes,
        ca=f"fixed:r:{nix_sha256(obj.digest)}",
    )


def _signed(info: NarInfo, key: SecretKey | None) -> NarInfo:
    if key is None:
        return info
    kept = [sig for sig in info.signatures if not sig.startswith(f"{key.name}:")]
    return replace(info, signatures=tuple(sorted([*kept, key.sign(fingerprint(info))])))


def _push_claim(place: Place, made: Realisation, key: SecretKey | None) -> Claim | bool:
    """Publish one realisation under its two keys; return whether that changed anything, or what is there instead."""
    ours = claims.claim(made)
    ours = ours.signed(key) if key else ours
    changed = False
    for path in claims.paths_of(ours):
        if place.write(path, claims.text_of(ours)):
            changed = True
            continue
        content = place.read(path, claims.MAX_BYTES)
        if content is None:
            continue
        theirs = claims.read(content, path, place.url)
        if theirs.object != ours.object:
            return theirs
        if key is not None and not any(sig.startswith(f"{key.name}:") for sig in theirs.signatures):
            changed |= sign(place, path, key)
    return changed
