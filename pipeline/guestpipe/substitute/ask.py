"""Substituters: the caches that are asked before anything is built, whom we believe, and what becomes of a bad one."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from guestpipe.digest import Digest
from guestpipe.errors import GuestpipeError, LyingCacheError, UntrustedError
from guestpipe.report import CacheTrouble, ObjectTransferred, Reporter, TransferProgress, TransferStarted
from guestpipe.store.objects import Object
from guestpipe.store.store import Store
from guestpipe.substitute import claim as claims
from guestpipe.substitute.choice import Caches
from guestpipe.substitute.claim import Claim
from guestpipe.substitute.misses import Misses
from guestpipe.substitute.narinfo import NarInfo
from guestpipe.substitute.place import Place, UnreachableError, open_place
from guestpipe.substitute.pull import TooSlowError, look_up, pull
from guestpipe.substitute.signing import PublicKey, is_signed, public_key
from guestpipe.substitute.together import Did, each

_ASKING = 16
_PULLING = 4


@dataclass(slots=True)
class Source:
    """A cache that is asked."""

    place: Place
    misses: Misses
    accepts_unsigned: bool = False
    is_out: bool = False
    """It failed in this run, and is not asked any more."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What a cache has for a key; `info` is None if the object is in the store already."""

    key: Digest
    source: Source
    claim: Claim
    info: NarInfo | None

    @property
    def file_bytes(self) -> int:
        """How much would come over the line."""
        return (self.info.file_bytes or self.info.nar_bytes) if self.info else 0

    @property
    def signers(self) -> tuple[str, ...]:
        return tuple(sorted({signature.partition(":")[0] for signature in self.claim.signatures}))


@dataclass(slots=True)
class Substitutes:
    """Looks keys up in the store, then in caches, and brings what they have. Only `say` needs the reporter's thread."""

    store: Store
    sources: Sequence[Source]
    keys: tuple[PublicKey, ...]
    tells: Reporter
    _troubles: deque[CacheTrouble] = field(default_factory=deque)
    _told: set[tuple[str, str]] = field(default_factory=set)
    _refused: set[tuple[str, str]] = field(default_factory=set)
    """Path and cache of what was offered and turned out bad."""

    def __post_init__(self) -> None:
        for source in self.sources:
            if source.misses.is_silent():
                source.is_out = True
                until = datetime.fromtimestamp(source.misses.silent_until).strftime("%H:%M:%S")
                hint = "name it with `--substituter` to try at once"
                self._trouble(
                    source, UnreachableError(f"it did not answer, and is left alone until {until}", hint=hint)
                )

    def by_plan_keys(self, keys: Iterable[Digest]) -> dict[Digest, Object]:
        """Return the objects of the plan keys that are known here or in a cache; they are in the store then."""
        wanted = list(keys)
        found = self.store.by_plan_keys(wanted)
        todo = [key for key in wanted if key not in found]
        while todo:
            offers = self.offers(todo)
            brought = self._bring(offers)
            for offer in brought:
                found[offer.key] = offer.claim.object
                self._record(offer.key, offer.claim.action_key, offer.claim)
            done = {offer.key for offer in brought}
            # What an offer promised and did not keep may be had elsewhere.
            todo = [offer.key for offer in offers if offer.key not in done]
        self.say()
        return found

    def by_action_key(self, key: Digest) -> Claim | None:
        """Return what a cache says that an action key gave; the object is in the store then. For threads."""
        while (offer := self.offer_of_action(key)) is not None:
            if self._pull(offer, lambda _: None):
                return offer.claim
        return None

    def offer_of_action(self, key: Digest) -> Offer | None:
        """Return what a cache has for an action key; nothing is brought."""
        return self._find(key, claims.action_path(key))

    def take(self, plan_key: Digest, action_key: Digest, claim: Claim) -> Object:
        """Record what `by_action_key` found for a step, and return it."""
        self._record(plan_key, action_key, claim)
        return claim.object

    def say(self) -> None:
        """Tell of troubles, each once."""
        while self._troubles:
            trouble = self._troubles.popleft()
            if (mark := (trouble.cache, trouble.error.what)) not in self._told:
                self._told.add(mark)
                self.tells.tell(trouble)

    def close(self) -> None:
        """Keep what was asked in vain for the next run."""
        self.say()
        for source in self.sources:
            source.misses.save()

    def offers(self, keys: Sequence[Digest]) -> list[Offer]:
        """Return what caches have for plan keys; nothing is brought."""
        offers: list[Offer] = []

        def done(did: Did[Digest, Offer | None]) -> None:
            if did.error is not None:
                raise did.error
            if did.result is not None:
                offers.append(did.result)
            self.say()

        if self._is_any_left():
            each(keys, lambda key, _: self._find(key, claims.plan_path(key)), _ASKING, done)
        return offers

    def _bring(self, offers: Sequence[Offer]) -> list[Offer]:
        """Pull what is offered; return what came."""
        brought = [offer for offer in offers if offer.info is None]
        coming = sorted((o for o in offers if o.info is not None), key=lambda o: -o.claim.object.size_bytes)
        if not coming:
            return brought
        total = sum(offer.claim.object.size_bytes for offer in coming)
        self.tells.tell(TransferStarted("pull", len(coming), total))

        def done(did: Did[Offer, bool]) -> None:
            if did.error is not None:
                raise did.error
            if did.result:
                brought.append(did.task)
                obj = did.task.claim.object
                self.tells.tell(ObjectTransferred("pull", obj.base_name, did.task.source.place.url, obj.size_bytes))
            self.say()

        each(coming, self._pull, _PULLING, done, lambda size: self.tells.tell(TransferProgress(size, total)))
        self.store.flush()
        return brought

    def _find(self, key: Digest, path: str) -> Offer | None:
        for source in self.sources:
            if self._is_useless(source, path):
                continue
            try:
                if (offer := self._ask(source, key, path)) is not None:
                    return offer
            except (LyingCacheError, UntrustedError, UnreachableError) as error:
                self._failed(source, path, error)
        return None

    def _ask(self, source: Source, key: Digest, path: str) -> Offer | None:
        content = source.place.read(path, claims.MAX_BYTES)
        source.misses.answered()
        if content is None:
            source.misses.miss(path)
            return None
        claim = claims.read(content, path, f"{source.place.url}/{path}")
        if not source.accepts_unsigned and not is_signed(claims.message(claim), claim.signatures, self.keys):
            raise _untrusted(claim)
        if self.store.object(claim.object.digest, claim.object.name) is not None:
            return Offer(key, source, claim, None)
        info = look_up(source.place, claim.object.base_name)
        if info is None:
            source.misses.miss(path)
            return None
        if info.nar_bytes != claim.object.size_bytes:
            raise LyingCacheError(
                "narinfo and realisation do not agree on the size", where=f"{source.place.url}/{path}"
            )
        return Offer(key, source, claim, info)

    def _pull(self, offer: Offer, progress: Callable[[int], None]) -> bool:
        if offer.info is None:
            return True
        try:
            pull(self.store, offer.source.place, offer.info, progress)
        except (LyingCacheError, UnreachableError, TooSlowError) as error:
            for path in claims.paths_of(offer.claim):
                self._failed(offer.source, path, error)
            return False
        return True

    def _record(self, plan_key: Digest, action_key: Digest, claim: Claim) -> None:
        self.store.record(
            plan_key,
            action_key,
            claim.object,
            began_at=claim.began_at_ms / 1000,
            wall_s=claim.wall_ms / 1000,
            cpu_s=claim.cpu_ms / 1000,
            builder=claim.builder,
        )

    def _is_any_left(self) -> bool:
        return any(not source.is_out for source in self.sources)

    def _is_useless(self, source: Source, path: str) -> bool:
        return source.is_out or (path, source.place.url) in self._refused or source.misses.is_missing(path)

    def _failed(self, source: Source, path: str, error: GuestpipeError) -> None:
        if source.is_out:
            return
        self._refused.add((path, source.place.url))
        if isinstance(error, UnreachableError | TooSlowError):
            source.is_out = True
            source.misses.failed()
            error = UnreachableError(
                f"{error.what}: it is not asked any more", where=error.where, hint=error.hint, detail=error.detail
            )
        self._trouble(source, error)

    def _trouble(self, source: Source, error: GuestpipeError) -> None:
        self._troubles.append(CacheTrouble(source.place.url, error))


def opened(
    store: Store, caches: Caches, memory: Path, environ: Mapping[str, str], tells: Reporter, *, offline: bool = False
) -> Substitutes:
    """Return the substituters that `caches` names; `memory` is the folder of what was asked in vain.

    Who is offline asks only folders.
    """
    sources = [
        Source(
            place,
            Misses.of(memory, place.url, fresh=address in caches.named),
            address in caches.accept_unsigned,
        )
        for address, place in places(caches, environ, offline=offline)
    ]
    keys = tuple(public_key(text, "trusted keys") for text in caches.trusted_keys)
    return Substitutes(store, sources, keys, tells)


def places(caches: Caches, environ: Mapping[str, str], *, offline: bool) -> list[tuple[str, Place]]:
    """Return the addresses that are to be asked, and what they mean; who is offline asks only folders."""
    opened = [(address, open_place(address, environ)) for address in caches.addresses]
    return [(address, place) for address, place in opened if not offline or place.url.startswith("file:")]


def _untrusted(claim: Claim) -> UntrustedError:
    signers = sorted({signature.partition(":")[0] for signature in claim.signatures})
    who = f"signed by {', '.join(f'`{name}`' for name in signers)}, whom you do not trust" if signers else "not signed"
    return UntrustedError(
        f"its realisations are {who}, and not used",
        hint="put the key of who signed into `trusted-keys`, or its address into `accept-unsigned`, of your"
        " configuration; for one run: `--trusted-key KEY` or `--accept-unsigned`",
    )
