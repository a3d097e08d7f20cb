"""Claims, deals and slots as rows of the read models, and back. Pure."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

import msgspec

from ledger.model.canonical import canonical, from_json
from ledger.project.assemble import Picture
from ledger.project.claims import Claim, Effect
from ledger.project.deals import Deal
from ledger.project.groups import loosely_dated
from ledger.project.identity import Identity
from ledger.project.slots import Slot
from ledger.project.stages import reached, stage
from ledger.project.tables import HUNDREDTHS_LIMIT

Row = dict[str, Any]
#: A row in the order of its table's columns, but for dates as the driver takes them (`ledger.store.writes.stored`).
Stored = tuple[Any, ...]

#: Columns of `claims` that depend on other claims, and so are written when a picture is. Those that an index leads to
#: stand first, since a claim seldom changes in them.
SELDOM = ("company_id", "known_at", "loose")
ASSEMBLED = (*SELDOM, "status", "current", "rank", "deal_id", "slot_id", "copy_of", "dropped_by")

#: `status` to `dropped_by`, of which no event says anything.
_OPEN = (None,) * 7


def claim_row(claim: Claim) -> Stored:
    """What the event alone says; the assembled columns are still open."""
    fact, when, amount = claim.fact, claim.when, claim.fact["amount"]
    low, high = _ends(amount) if amount else (None, None)
    percent = fact["percent"]
    return (
        claim.seq,
        claim.claim_id,
        claim.company_id,
        claim.company_id,
        fact["kind"],
        *_OPEN,
        False,
        claim.publisher,
        claim.publisher_id,
        claim.document_id,
        claim.publication_id,
        claim.url,
        claim.title,
        claim.published,
        claim.known_at,
        claim.known_at,
        claim.recorded_at,
        amount["currency"] if amount else None,
        low,
        high,
        None if percent is None else str(percent),
        amount["qualifier"] if amount else None,
        fact["basis"],
        when.lower,
        when.upper,
        fact["stage"],
        fact["certainty"],
        fact["polarity"],
        fact["forecast"],
        fact["previous"],
        fact["quote"],
        claim.corrects,
        claim.fact_id,
        _listed(claim.named_roots),
        # As it stands in the log, where it was settled when it was appended.
        _AS_STORED(fact).decode(),
    )


def party_rows(claim: Claim) -> list[Stored]:
    """One row for each other side."""
    if not claim.party_ids:
        return []
    sides = zip(claim.party_ids, claim.fact["counterparties"], strict=True)
    return [
        (claim.seq, place, entity_id, entity_id, party["role"], party["name"], party["as_written"])
        for place, (entity_id, party) in enumerate(sides)
    ]


def effect_rows(effect: Effect) -> list[Stored]:
    """One row per claim that the effect names, so that each finds it by its id."""
    payload = canonical(effect.payload).decode()
    return [
        (effect.seq, place, effect.type, claim_id, effect.publication_id, effect.known_at, payload)
        for place, claim_id in enumerate(effect.claim_ids or (None,))
    ]


#: What a claim is made from again: the columns that its event alone says, in the order of `claim_from_row`.
CLAIM_COLUMNS = (
    *("seq", "claim_id", "recorded_company_id", "reported_known_at", "recorded_at", "document_id", "publication_id"),
    *("publisher", "publisher_id", "url", "title", "published", "corrects", "fact_id", "named_roots", "fact"),
)


def claim_from_row(
    row: Sequence[Any], party_ids: Iterable[str], decode: Callable[[str], dict[str, Any]] = from_json
) -> Claim:
    """The claim of a row that begins with `CLAIM_COLUMNS`."""
    named_roots = row[14]
    return Claim(
        claim_id=row[1],
        seq=row[0],
        company_id=row[2],
        party_ids=tuple(party_ids),
        known_at=row[3],
        recorded_at=row[4],
        document_id=row[5],
        publication_id=row[6],
        publisher=row[7],
        publisher_id=row[8],
        url=row[9],
        title=row[10],
        published=row[11],
        named_roots=tuple(from_json(named_roots)) if named_roots != "[]" else (),
        fact=decode(row[15]),
        corrects=row[12],
        fact_id=row[13],
    )


def effect_from_row(row: Sequence[Any]) -> Effect:
    """The effect of any of its rows, which begins with seq, type, known_at, publication_id and payload."""
    payload = from_json(row[4])
    single = payload.get("claim_id")
    return Effect(
        seq=row[0],
        type=row[1],
        known_at=row[2],
        claim_ids=(single,) if single else tuple(payload.get("claim_ids", ())),
        publication_id=row[3],
        payload=payload,
    )


def assembled_columns(picture: Picture, identity: Identity) -> dict[int, Stored]:
    """By position: the columns `ASSEMBLED` of `claims` that the picture of the claim's own subject decides."""
    found = {}
    company_id = picture.company_id
    loose = loosely_dated([standing.claim for standing in picture.standings])
    for standing in picture.standings:
        claim = standing.claim
        if claim.company_id != company_id and identity.of(claim.company_id) != company_id:
            continue  # the other side of a tie; its subject's picture writes it
        claim_id = claim.claim_id
        deal, slot = picture.deal_of(claim_id), picture.slot_of(claim_id)
        dropped_by = slot.dropped.get(claim_id) if slot and claim.newer else None
        found[claim.seq] = (
            company_id,
            claim.known_at,
            claim.seq in loose,
            standing.status,
            picture.is_current(claim_id),
            standing.rank,
            deal.deal_id if deal else None,
            slot.key.slot_id if slot else None,
            claim.copy_of.publication_id if claim.copy_of else None,
            dropped_by.publication_id if dropped_by else None,
        )
    return found


def deal_row(deal: Deal, company_id: str) -> Stored:
    """A row of `deals`."""
    known = [c.known_at for c in deal.claims]
    return (
        deal.deal_id,
        company_id,
        deal.nature.value,
        _listed_in_ascii(tuple(sorted(deal.parties))),
        stage(reached(deal.claims)),
        _listed_in_ascii(tuple(sorted({r for g in deal.groups for r in g.rounds}))),
        deal.doubtful,
        len(known),
        min(known),
        max(known),
    )


def slot_row(slot: Slot) -> Stored:
    """A row of `slots`."""
    key, low, high, roots = slot.key, slot.low, slot.high, slot.roots
    return (
        key.company_id,
        key.slot_id,
        slot.kind,
        key.question,
        key.deal_id,
        _listed_in_ascii(key.parties),
        key.lower,
        key.upper,
        key.subject,
        key.basis,
        key.unit,
        key.forecast,
        key.stage,
        key.previous,
        slot.agreement.value,
        None if low is None else str(low),
        None if high is None else str(high),
        len(slot.members),
        len(slot.current),
        len(slot.denied),
        _listed(roots),
        len(roots),
    )


def _ends(amount: Mapping[str, Any]) -> tuple[int | None, int | None]:
    """Both ends of a stored amount in hundredths."""
    if amount["value"] is not None:
        end = _hundredths(amount["value"])
        return end, end
    return _hundredths(amount["low"]), _hundredths(amount["high"])


def _hundredths(figure: int | Decimal) -> int | None:
    return int(figure * 100) if -HUNDREDTHS_LIMIT < figure < HUNDREDTHS_LIMIT else None


# The same few lists again and again, and the library takes longer for one than a row for all else.
@lru_cache(maxsize=4096)
def _listed(texts: tuple[str, ...]) -> str:
    return json.dumps(texts, ensure_ascii=False) if texts else "[]"


@lru_cache(maxsize=4096)
def _listed_in_ascii(texts: tuple[str, ...]) -> str:
    return json.dumps(texts) if texts else "[]"


_AS_STORED = msgspec.json.Encoder(order="sorted", decimal_format="number").encode
