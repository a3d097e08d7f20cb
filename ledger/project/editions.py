"""Publications among each other: which one copies whose text, and which is an edited version of which. Pure.

All of it is asked of the visible publications only, in the order in which they were known (then recorded):

- A publication copies the earliest one of another publisher that has its text or its address, and what that one
  copies in turn. So what is published later never changes on whom an earlier one rests; and a text that ends, by
  whatever way, at its own publisher is its own.
- An article is a publication with all that revise it, directly or in turn. Its versions are never copies of each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from ledger.model.dates import known_time, micros


@dataclass(frozen=True, slots=True)
class Edition:
    """A captured publication. `source` is whose voice it is, `root` how its publisher is spelled as an origin."""

    seq: int
    publication_id: str
    known_at: int
    source: str
    root: str
    publisher: str | None = None
    url: str | None = None
    revises: str | None = None
    #: Positions of publications of other publishers with the same text or address, as far as they may be the
    #: earliest such one. What is found to be like a publication later makes it no other one.
    alike: frozenset[int] = field(default=frozenset(), compare=False)

    @property
    def order(self) -> tuple[int, int]:
        return self.known_at, self.seq


@dataclass(frozen=True)
class Editions:
    """The visible publications: `origins` of copies, and `newer` versions in order, both by publication id."""

    origins: Mapping[str, Edition]
    newer: Mapping[str, tuple[Edition, ...]]


def editions(found: Iterable[Edition], redated: Mapping[str, str], *, seq: int, known_at: int) -> Editions:
    """What the publications visible at (seq, known_at) are to each other.

    Args:
        redated: publication id → the publication date that was found to be right by then.
    """
    seen: dict[str, Edition] = {}
    for one in sorted(found, key=lambda e: e.seq):
        day = redated.get(one.publication_id)
        dated = replace(one, known_at=micros(known_time(day))) if day else one
        if dated.seq <= seq and dated.known_at <= known_at:
            seen.setdefault(dated.publication_id, dated)
    ordered = sorted(seen.values(), key=lambda e: e.order)
    articles = _articles(seen)
    return Editions(_origins(ordered, articles), _newer(ordered, articles))


def _articles(seen: Mapping[str, Edition]) -> dict[str, str]:
    """Publication id → the id of one version that stands for the whole article."""
    article = {publication_id: publication_id for publication_id in seen}
    for one in seen.values():
        if one.revises is not None and one.revises in seen:
            old, new = article[one.revises], article[one.publication_id]
            article = {key: old if stands == new else stands for key, stands in article.items()}
    return article


def _origins(ordered: Iterable[Edition], articles: Mapping[str, str]) -> dict[str, Edition]:
    origins: dict[str, Edition] = {}
    earlier: dict[int, Edition] = {}
    for one in ordered:
        article = articles[one.publication_id]
        likes = [earlier[seq] for seq in one.alike if seq in earlier]
        others = (e for e in likes if articles[e.publication_id] != article)
        first = min(others, key=lambda e: e.order, default=None)
        if first is not None:
            origin = origins.get(first.publication_id, first)
            if origin.source != one.source and articles[origin.publication_id] != article:
                origins[one.publication_id] = origin
        earlier[one.seq] = one
    return origins


def _newer(ordered: Iterable[Edition], articles: Mapping[str, str]) -> dict[str, tuple[Edition, ...]]:
    versions: dict[str, list[Edition]] = {}
    for one in ordered:
        versions.setdefault(articles[one.publication_id], []).append(one)
    return {
        one.publication_id: tuple(found[place + 1 :])
        for found in versions.values()
        for place, one in enumerate(found[:-1])
    }
