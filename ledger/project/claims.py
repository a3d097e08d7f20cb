"""One event, one claim: what a fact in the log says, by a pure function of that event alone.

What later events do to a claim (correct, retract, rank, redate, link) is an `Effect`. Claims and
effects together are the evidence from which `assemble` computes everything else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from operator import attrgetter
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from ledger.model.agreement import Reported
from ledger.model.dates import Bounds, bounds, known_time, micros
from ledger.model.events import Event, publication_id
from ledger.model.facts import KINDS, FactBase
from ledger.model.lazy import lazy
from ledger.project.editions import Edition
from ledger.project.figures import reported, unit

#: Events that carry a fact.
FACT_EVENTS = frozenset({"FactReported", "FactCorrected"})
#: Events that change how earlier claims count. A correction is both: a claim, and the end of another.
EFFECT_EVENTS = frozenset(
    {"FactCorrected", "FactRetracted", "ClaimRanked", "DealsLinked", "DealsSeparated", "DocumentRedated"}
)

LIVE, CORRECTED, RETRACTED = "live", "corrected", "retracted"


# Structs, for pictures are made of many: a frozen dataclass takes ten times as long to make.
class Claim(Struct, frozen=True, dict=True):
    """A fact as a queryable row. `company_id` and `party_ids` are entities as resolved at `seq`, before merges."""

    claim_id: str
    seq: int
    company_id: str
    party_ids: tuple[str, ...]
    known_at: int
    recorded_at: int
    document_id: str
    publication_id: str
    publisher: str | None
    publisher_id: str | None
    url: str | None
    title: str | None
    published: str | None
    named_roots: tuple[str, ...]
    fact: dict[str, Any]
    corrects: str | None = None
    fact_id: str | None = None
    #: Position of the claim that this one goes back to by corrections; `visible` fills it in.
    corrected_from: int | None = None
    #: The publication that its own one copies, and the newer versions of its article; `assemble` fills them in.
    copy_of: Edition | None = None
    newer: tuple[Edition, ...] = ()

    def __hash__(self) -> int:
        return self.seq

    @property
    def first_seq(self) -> int:
        """Where the claim, in whatever wording, first stood in the log."""
        return self.corrected_from or self.seq

    @lazy
    def kind(self) -> str:
        return str(self.fact["kind"])

    @lazy
    def rules(self) -> type[FactBase]:
        """The class of the kind, which says how its facts are slotted and dated."""
        return KINDS[self.kind]

    @lazy
    def denial(self) -> bool:
        return bool(self.fact["polarity"] == "negative")

    @lazy
    def when(self) -> Bounds:
        """What the fact is dated by: its period, or else its date."""
        return bounds(self.fact.get("period") or self.fact.get("date"))

    @property
    def dated(self) -> bool:
        """Whether the fact says when, however vaguely."""
        return bool(self.fact.get("period") or self.fact.get("date"))

    @lazy
    def figure(self) -> Reported | None:
        """The fact's figure as the rules compare it."""
        return reported(self.fact)

    @lazy
    def unit(self) -> str | None:
        """What the figure counts."""
        return unit(self.fact)

    @property
    def source(self) -> str:
        """Whose report this is. An unknown publisher is nobody else's, so the document stands for it."""
        return self.publisher_id or self.publisher or f"document:{self.document_id[:12]}"

    @lazy
    def roots(self) -> tuple[str, ...]:
        """The origins the claim rests on: the last named hop of each chain; of unnamed ones, the publisher (§5.4).

        What a publisher has copied from another rests on that one.
        """
        root = self.copy_of.root if self.copy_of else None
        chains = self.fact.get("attribution") or ()
        return roots_of(self.named_roots, chains, root or self.publisher, self.document_id)

    @lazy
    def voice(self) -> tuple[str, frozenset[str]]:
        """Who speaks: a publisher resting on one set of origins. Its later document replaces its earlier one."""
        return self.source, frozenset(self.roots)

    def concerns(self, entity_ids: AbstractSet[str]) -> bool:
        """Whether the claim belongs to the picture of these entities: as subject, or as either side of a tie."""
        return self.company_id in entity_ids or (self.rules.symmetric and not entity_ids.isdisjoint(self.party_ids))


def roots_of(
    named: tuple[str, ...], chains: Sequence[Sequence[Mapping[str, Any]]], publisher: str | None, document_id: str
) -> tuple[str, ...]:
    """The origins of what a publisher says, or the one whom it copies; `Claim.roots` says which."""
    if named and not (chains and any(not any(hop["name"] for hop in chain) for chain in chains)):
        return named
    own = publisher or f"document:{document_id[:12]}"
    return tuple(dict.fromkeys((*named, own))) if named else (own,)


class Effect(Struct, frozen=True):
    """What an event does to claims. `known_at` is null where the event is the ledger's own knowledge."""

    seq: int
    type: str
    known_at: int | None
    claim_ids: tuple[str, ...]
    publication_id: str | None
    payload: dict[str, Any]

    def __hash__(self) -> int:
        return self.seq


class Standing(Struct, frozen=True):
    """A visible claim and what became of it by then."""

    claim: Claim
    status: str = LIVE
    rank: str = "normal"


#: A publication's facts follow each other in the log.
_publication_id = lru_cache(maxsize=64)(publication_id)


def claim_of(event: Event) -> Claim:
    """The claim of a `FactReported` or `FactCorrected` event."""
    payload = event.payload
    publication = payload["publication"]
    assert event.known_at is not None, "an event with a fact always has a known time"
    return Claim(
        claim_id=event.event_id,
        seq=event.seq,
        company_id=payload["ids"]["company"],
        party_ids=tuple(payload["ids"]["counterparties"]),
        known_at=event.known_at,
        recorded_at=event.recorded_at,
        document_id=publication["document_id"],
        publication_id=_publication_id(
            publication["publisher"],
            publication["url"],
            publication["published"],
            publication["document_id"],
        ),
        publisher=publication["publisher"],
        publisher_id=publication["publisher_id"],
        url=publication["url"],
        title=publication["title"],
        published=publication["published"],
        named_roots=tuple(payload["ids"]["roots"]),
        fact=payload["fact"],
        corrects=payload.get("claim_id"),
        fact_id=payload.get("fact_id"),
    )


def effect_of(event: Event) -> Effect:
    """The effect of an event of `EFFECT_EVENTS`."""
    payload = event.payload
    single = payload.get("claim_id")
    return Effect(
        seq=event.seq,
        type=event.type,
        known_at=event.known_at,
        claim_ids=(single,) if single else tuple(payload.get("claim_ids", ())),
        publication_id=payload.get("publication_id"),
        payload=payload,
    )


def visible(claims: Iterable[Claim], effects: Iterable[Effect], *, seq: int, known_at: int) -> list[Standing]:
    """The claims of a ledger that holds only what was recorded by `seq` and published by `known_at`.

    Ascending by position. A correction or retraction of a misreading is the ledger's own knowledge and
    reaches back to the document's known time; an erratum counts from its own publication on.
    """
    claims, effects = list(claims), list(effects)
    if not effects and not any(claim.corrects for claim in claims):
        claims.sort(key=_position)
        return [Standing(claim) for claim in claims if claim.seq <= seq and claim.known_at <= known_at]
    counted = sorted((e for e in effects if _counts(e, seq, known_at)), key=lambda e: e.seq)
    errata = {e.seq for e in effects if e.type == "FactCorrected" and e.payload["cause"] == "erratum"}
    known = _known_times(claims, counted, errata)
    seen: dict[str, Standing] = {}
    for claim in sorted(known, key=_position):
        if claim.seq > seq or claim.known_at > known_at:
            continue
        if claim.corrects in seen:
            old = seen[claim.corrects]
            seen[claim.corrects] = replace(old, status=CORRECTED)
            claim = replace(claim, corrected_from=old.claim.first_seq)  # noqa: PLW2901
        seen[claim.claim_id] = Standing(claim)
    for effect in counted:
        for claim_id in effect.claim_ids:
            if claim_id not in seen:
                continue
            if effect.type == "FactRetracted":
                seen[claim_id] = replace(seen[claim_id], status=RETRACTED)
            elif effect.type == "ClaimRanked":
                seen[claim_id] = replace(seen[claim_id], rank=effect.payload["rank"])
    return list(seen.values())


_position = attrgetter("seq")


def heirs(standings: Iterable[Standing]) -> dict[str, tuple[str, ...]]:
    """Claim id → the claims that stand in its place now, for each that was corrected; several may have corrected it."""
    children: dict[str, list[str]] = {}
    seen = {s.claim.claim_id: s.claim for s in standings}
    for claim in seen.values():
        if claim.corrects in seen:
            children.setdefault(claim.corrects, []).append(claim.claim_id)

    def last(claim_id: str) -> Iterator[str]:
        for child in children.get(claim_id, ()):
            yield from last(child) if child in children else (child,)

    return {claim_id: tuple(dict.fromkeys(last(claim_id))) for claim_id in children}


def redatings(effects: Iterable[Effect]) -> dict[str, str]:
    """Publication id → its right date, by the last word among the effects."""
    said = sorted((e for e in effects if e.type == "DocumentRedated"), key=lambda e: e.seq)
    return {e.publication_id: e.payload["published"] for e in said if e.publication_id}


def _known_times(claims: Sequence[Claim], counted: Sequence[Effect], errata: AbstractSet[int]) -> list[Claim]:
    """The claims with their known times as redated by then.

    Redating a document moves what it says and what the ledger misread in it. An erratum has its own day.
    """
    redated = redatings(counted)
    if not redated:
        return list(claims)
    by_id = {c.claim_id: c for c in claims}

    def known(claim: Claim) -> int:
        target = by_id.get(claim.corrects or "")
        if target is not None and target.publication_id == claim.publication_id:
            return claim.known_at if claim.seq in errata else known(target)
        day = redated.get(claim.publication_id)
        return micros(known_time(day)) if day else claim.known_at

    return [replace(claim, known_at=known(claim)) for claim in claims]


def _counts(effect: Effect, seq: int, known_at: int) -> bool:
    return effect.seq <= seq and (effect.known_at is None or effect.known_at <= known_at)
