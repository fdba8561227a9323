"""What caches would give, asked without bringing any of it: for those who only want to know."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from guestpipe.digest import Digest
from guestpipe.store.objects import Object
from guestpipe.store.store import Store
from guestpipe.substitute.ask import Offer, Substitutes


@dataclass(slots=True)
class Promises:
    """Looks keys up in a store, then in caches."""

    store: Store
    others: Substitutes
    offers: dict[str, Offer] = field(default_factory=dict)
    """Base name → who has it, of objects that are not in the store."""

    def by_plan_keys(self, keys: Iterable[Digest]) -> dict[Digest, Object]:
        """Return the objects of the plan keys that are known here or in a cache."""
        wanted = list(keys)
        found = self.store.by_plan_keys(wanted)
        for offer in self.others.offers([key for key in wanted if key not in found]):
            found[offer.key] = self._kept(offer)
        return found

    def by_action_key(self, key: Digest) -> Object | None:
        """Return the object of an action key."""
        if (known := self.store.by_action_key(key)) is not None:
            return known
        offer = self.others.offer_of_action(key)
        return self._kept(offer) if offer else None

    def last_wall_s(self, step_name: str) -> float | None:
        """Return how long a step took when it was last built here."""
        return self.store.last_wall_s(step_name)

    def _kept(self, offer: Offer) -> Object:
        if offer.info is not None:
            self.offers[offer.claim.object.base_name] = offer
        return offer.claim.object
