"""Which visible publication copies which, and which are versions of one article: the oracle's reading.

"Ten copies of one report are one root." "The same story from many outlets is recognised (canonical address,
near-duplicate text) and kept as copies of one root." "An article edited at its address is a new publication of the same
publisher." When two texts or addresses are the same is part of the vocabulary, like the interval of a written figure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from ledger.model.addresses import same_page_key
from ledger.model.events import DocumentCaptured
from ledger.model.fingerprint import alike


@dataclass(frozen=True)
class Captured:
    """A visible publication. An unknown publisher is nobody else's, so the document stands for it (decision 0006)."""

    seq: int
    known_at: int
    payload: DocumentCaptured

    @cached_property
    def publication_id(self) -> str:
        return self.payload.publication.publication_id

    @property
    def root(self) -> str:
        publication = self.payload.publication
        return publication.publisher or f"document:{publication.document_id[:12]}"

    @property
    def voice(self) -> str:
        return self.payload.publication.publisher_id or self.root

    @property
    def order(self) -> tuple[int, int]:
        return self.known_at, self.seq


@dataclass(frozen=True)
class Publications:
    """All that is visible, each publication once, where it was captured first."""

    captured: tuple[Captured, ...]

    @classmethod
    def of(cls, found: Sequence[Captured]) -> Publications:
        first = [c for c in found if c.seq == min(o.seq for o in found if o.publication_id == c.publication_id)]
        return cls(tuple(first))

    def get(self, publication_id: str) -> Captured | None:
        return next((c for c in self.captured if c.publication_id == publication_id), None)

    def article(self, one: Captured) -> list[Captured]:
        """The publication with all that revise it or that it revises, directly or in turn, in the order of time."""
        found = [one]
        while True:
            more = [c for c in self.captured if c not in found and any(_revises(c, o) for o in found)]
            if not more:
                return sorted(found, key=lambda c: c.order)
            found += more

    def newer(self, publication_id: str) -> list[Captured]:
        """The later versions of the same article."""
        own = self.get(publication_id)
        return [c for c in self.article(own) if c.order > own.order] if own else []

    def origin(self, publication_id: str) -> Captured | None:
        """What a publication copies: the earliest other one that is the same, and what that one copies in turn.

        What comes back to the publisher itself, or to its own article, is its own.
        """
        own = self.get(publication_id)
        if own is None:
            return None
        article = self.article(own)
        same = [c for c in self.captured if c.order < own.order and c not in article and _same(c, own)]
        if not same:
            return None
        first = min(same, key=lambda c: c.order)
        origin = self.origin(first.publication_id) or first
        return None if origin.voice == own.voice or origin in article else origin


def _revises(one: Captured, other: Captured) -> bool:
    return one.payload.revises == other.publication_id or other.payload.revises == one.publication_id


def _same(one: Captured, other: Captured) -> bool:
    """Of two publishers: near-duplicate texts, or one address that at least one page names as its own."""
    if one.voice == other.voice:
        return False
    a, b = one.payload, other.payload
    if a.fingerprint and b.fingerprint and alike(a.fingerprint, b.fingerprint):
        return True
    addresses = [p.canonical_url or p.publication.url for p in (a, b)]
    keys = [same_page_key(address) if address else None for address in addresses]
    return keys[0] is not None and keys[0] == keys[1] and bool(a.canonical_url or b.canonical_url)
