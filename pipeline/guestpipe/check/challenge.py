"""Whether caches claim of our steps what our own builds gave; and if not, what differs in the bytes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from guestpipe.digest import Digest
from guestpipe.errors import UsageError
from guestpipe.plan.step import Plan
from guestpipe.store.store import Realisation, Store
from guestpipe.substitute import claim as claims
from guestpipe.substitute.ask import places
from guestpipe.substitute.choice import Caches
from guestpipe.substitute.claim import Claim
from guestpipe.substitute.place import Place
from guestpipe.substitute.pull import look_up, pull
from guestpipe.substitute.signing import is_signed, public_key

Said = Literal["same", "other", "taken", "nothing"]
"""What a cache says of a step: our object; another one; ours, which we took from a cache; nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one cache says of one step."""

    step: str
    cache: str
    said: Said
    ours: Path
    theirs: Path | None = None
    """Their object, brought here, if it is another one and they have its bytes."""
    theirs_name: str = ""
    is_trusted: bool = False
    """Whether somebody signed it whom we trust."""
    signers: tuple[str, ...] = ()


@dataclass(slots=True)
class _Challenger:
    store: Store
    keys: Sequence[str]
    progress: Callable[[int], None] = field(default=lambda _bytes: None)

    def ask(self, place: Place, step: str, made: Realisation) -> Answer:
        path = claims.plan_path(made.plan_key)
        ours = self.store.object_path(made.object)
        content = place.read(path, claims.MAX_BYTES)
        if content is None:
            return Answer(step=step, cache=place.url, said="nothing", ours=ours)
        claim = claims.read(content, path, f"{place.url}/{path}")
        trusted = is_signed(
            claims.message(claim), claim.signatures, [public_key(text, "trusted keys") for text in self.keys]
        )
        said = _said(claim, made)
        return Answer(
            step=step,
            cache=place.url,
            said=said,
            ours=ours,
            theirs=self._brought(place, claim) if said == "other" else None,
            theirs_name=claim.object.base_name,
            is_trusted=trusted,
            signers=tuple(sorted({signature.partition(":")[0] for signature in claim.signatures})),
        )

    def _brought(self, place: Place, claim: Claim) -> Path | None:
        """Bring the other object here, every byte verified; nothing is recorded as a realisation."""
        if self.store.object(claim.object.digest, claim.object.name) is None:
            info = look_up(place, claim.object.base_name)
            if info is None:
                return None
            pull(self.store, place, info, self.progress)
        return self.store.object_path(claim.object)


def challenge(plan: Plan, store: Store, caches: Caches, environ: Mapping[str, str], *, offline: bool) -> list[Answer]:
    """Return what each cache says of each step of kind `build` whose object the store has, in the order of the plan.

    Objects that differ are kept by the root `challenge` until the next challenge.
    """
    asked = [place for _, place in places(caches, environ, offline=offline)]
    if not asked:
        raise UsageError(
            "there is no cache to challenge", hint="name one: `--substituter CACHE`, or `substituters` in config.toml"
        )
    challenger = _Challenger(store, caches.trusted_keys)
    built = [(step.name, plan.keys[step.name]) for step in plan.steps if step.kind == "build"]
    answers = [
        challenger.ask(place, name, made)
        for name, key in built
        if (made := store.realisation(Digest(key))) is not None
        for place in asked
    ]
    if disputed := [path.name for one in answers if one.theirs for path in (one.ours, one.theirs)]:
        store.root("challenge", disputed)
    else:
        store.unroot("challenge")
    return answers


def _said(claim: Claim, made: Realisation) -> Said:
    if claim.object.digest != made.object.digest:
        return "other"
    # The very record that we have: it, or both of us, came from one build, and that proves nothing.
    return "taken" if claim.began_at_ms == round(made.began_at * 1000) else "same"
