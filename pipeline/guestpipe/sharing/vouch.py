"""Who answers for a share: its statement of provenance, signed by keys of caches, published beside it and verified."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from guestpipe.diff.subject import with_image
from guestpipe.errors import LyingCacheError
from guestpipe.provenance.documents import verify
from guestpipe.report import CacheTrouble, Reporter
from guestpipe.sharing.share import STATEMENT, Share
from guestpipe.substitute.envelope import MAX_BYTES, opened, path_of, sealed, signed
from guestpipe.substitute.place import Place, UnreachableError
from guestpipe.substitute.signing import PublicKey, SecretKey


@dataclass(frozen=True, slots=True)
class Vouched:
    """Names of keys: of those that are trusted and have signed, and of others that are said to have."""

    trusted: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


def publish(statement: bytes, place: Place, key: SecretKey | None) -> None:
    """Sign a statement and put it into a cache; one that is there gets our signature, too."""
    if key is None:
        return
    path = path_of(statement)
    if place.write(path, sealed(statement, key)):
        return
    there = place.read(path, MAX_BYTES)
    if there is not None and (more := signed(there, key, f"{place.url}/{path}")) != there:
        place.write(path, more, replace=True)


def vouched(share: Share, image: Path, places: Sequence[Place], keys: Sequence[PublicKey], tells: Reporter) -> Vouched:
    """Return who has signed the share's statement, which is verified first; a cache that lies about it is told of.

    Raises LyingCacheError if the statement is not on this image, made by this plan.
    """
    if share.statement is None:
        return Vouched()
    verify(share.statement, image, with_image(share.plan), f"{share.base_name}/{STATEMENT}")
    path, found = path_of(share.statement), Vouched()
    for place in places:
        where = f"{place.url}/{path}"
        try:
            if (text := place.read(path, MAX_BYTES)) is None:
                continue
            held = opened(text, keys, where)
            if held.statement != share.statement:
                raise LyingCacheError("the statement of provenance is another than was asked for", where=where)
        except (LyingCacheError, UnreachableError) as error:
            tells.tell(CacheTrouble(place.url, error))
            continue
        found = Vouched((*found.trusted, *held.trusted), (*found.others, *held.others))
    return Vouched(tuple(sorted(set(found.trusted))), tuple(sorted(set(found.others) - set(found.trusted))))
