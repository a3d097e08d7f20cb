"""Claims, deals and slots as rows of the read models, and back. Pure."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import msgspec

from ledger.model.canonical import canonical, from_json
from ledger.project.assemble import Picture
from ledger.project.claims import Claim, Effect
from ledger.project.deals import Deal
from ledger.project.identity import Identity
from ledger.project.slots import Slot
from ledger.project.tables import HUNDREDTHS_LIMIT

Row = dict[str, Any]

#: Columns of `claims` that depend on other claims, and so are written when a picture is.
ASSEMBLED = ("company_id", "status", "current", "rank", "deal_id", "slot_id", "copy_of", "dropped_by", "known_at")

STAGES = ("considered", "talks", "agreed", "completed", "abandoned")


def claim_row(claim: Claim) -> Row:
    """What the event alone says; the assembled columns are still open."""
    fact, when, amount = claim.fact, claim.when, claim.fact["amount"]
    low, high = _ends(amount) if amount else (None, None)
    return {
        "seq": claim.seq,
        "claim_id": claim.claim_id,
        "company_id": claim.company_id,
        "recorded_company_id": claim.company_id,
        "kind": claim.kind,
        "status": None,
        "current": None,
        "rank": None,
        "deal_id": None,
        "slot_id": None,
        "copy_of": None,
        "dropped_by": None,
        "publisher": claim.publisher,
        "publisher_id": claim.publisher_id,
        "document_id": claim.document_id,
        "publication_id": claim.publication_id,
        "url": claim.url,
        "title": claim.title,
        "published": claim.published,
        "known_at": claim.known_at,
        "reported_known_at": claim.known_at,
        "recorded_at": claim.recorded_at,
        "currency": amount["currency"] if amount else None,
        "amount_low": low,
        "amount_high": high,
        "percent": None if fact["percent"] is None else str(fact["percent"]),
        "qualifier": amount["qualifier"] if amount else None,
        "basis": fact["basis"],
        "date_lower": when.lower,
        "date_upper": when.upper,
        "stage": fact["stage"],
        "certainty": fact["certainty"],
        "polarity": fact["polarity"],
        "forecast": fact["forecast"],
        "previous": fact["previous"],
        "quote": fact["quote"],
        "corrects": claim.corrects,
        "fact_id": claim.fact_id,
        "named_roots": _listed(claim.named_roots),
        # As it stands in the log, where it was settled when it was appended.
        "fact": _AS_STORED.encode(fact).decode(),
    }


def party_rows(claim: Claim) -> list[Row]:
    return [
        {
            "seq": claim.seq,
            "place": place,
            "entity_id": entity_id,
            "recorded_entity_id": entity_id,
            "role": party["role"],
            "name": party["name"],
            "as_written": party["as_written"],
        }
        for place, (entity_id, party) in enumerate(zip(claim.party_ids, claim.fact["counterparties"], strict=True))
    ]


def effect_rows(effect: Effect) -> list[Row]:
    """One row per claim that the effect names, so that each finds it by its id."""
    targets = effect.claim_ids or (None,)
    return [
        {
            "seq": effect.seq,
            "place": place,
            "type": effect.type,
            "claim_id": claim_id,
            "publication_id": effect.publication_id,
            "known_at": effect.known_at,
            "payload": canonical(effect.payload).decode(),
        }
        for place, claim_id in enumerate(targets)
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


def assembled_columns(picture: Picture, identity: Identity) -> dict[int, Row]:
    """By position: the columns of `claims` that the picture of the claim's own subject decides."""
    found = {}
    for standing in picture.standings:
        claim = standing.claim
        if identity.of(claim.company_id) != picture.company_id:
            continue  # the other side of a tie; its subject's picture writes it
        deal, slot = picture.deal_of(claim.claim_id), picture.slot_of(claim.claim_id)
        dropped_by = slot.dropped.get(claim.claim_id) if slot else None
        found[claim.seq] = {
            "company_id": picture.company_id,
            "status": standing.status,
            "current": picture.is_current(claim.claim_id),
            "rank": standing.rank,
            "deal_id": deal.deal_id if deal else None,
            "slot_id": slot.key.slot_id if slot else None,
            "copy_of": claim.copy_of.publication_id if claim.copy_of else None,
            "dropped_by": dropped_by.publication_id if dropped_by else None,
            "known_at": claim.known_at,
        }
    return found


def deal_row(deal: Deal, company_id: str) -> Row:
    known = [c.known_at for c in deal.claims]
    return {
        "deal_id": deal.deal_id,
        "company_id": company_id,
        "transaction": deal.nature.value,
        "parties": json.dumps(sorted(deal.parties)),
        "stage": latest_stage(deal),
        "rounds": json.dumps(sorted({r for g in deal.groups for r in g.rounds})),
        "doubtful": deal.doubtful,
        "claim_count": len(known),
        "first_known_at": min(known),
        "last_known_at": max(known),
    }


def latest_stage(deal: Deal) -> str | None:
    """The stage that the latest report gives; a late report of an earlier stage does not turn the deal back."""
    stages = [c.fact["stage"] for c in deal.claims if c.fact["stage"] and not c.denial]
    return max(stages, key=STAGES.index, default=None)


def slot_row(slot: Slot) -> Row:
    key = slot.key
    return {
        "company_id": key.company_id,
        "slot_id": key.slot_id,
        "kind": slot.kind,
        "question": key.question,
        "deal_id": key.deal_id,
        "parties": json.dumps(list(key.parties)),
        "date_lower": key.lower,
        "date_upper": key.upper,
        "subject": key.subject,
        "basis": key.basis,
        "unit": key.unit,
        "forecast": key.forecast,
        "stage": key.stage,
        "previous": key.previous,
        "agreement": slot.agreement.value,
        "low": None if slot.low is None else str(slot.low),
        "high": None if slot.high is None else str(slot.high),
        "claim_count": len(slot.members),
        "current_count": len(slot.current),
        "denied_count": len(slot.denied),
        "roots": _listed(slot.roots),
        "root_count": len(slot.roots),
    }


def _ends(amount: Mapping[str, Any]) -> tuple[int | None, int | None]:
    """Both ends of a stored amount in hundredths."""
    if amount["value"] is not None:
        end = _hundredths(amount["value"])
        return end, end
    return _hundredths(amount["low"]), _hundredths(amount["high"])


def _hundredths(figure: int | Decimal) -> int | None:
    return int(figure * 100) if -HUNDREDTHS_LIMIT < figure < HUNDREDTHS_LIMIT else None


def _listed(texts: Iterable[str]) -> str:
    listed = list(texts)
    return _LIST.encode(listed) if listed else "[]"


_AS_STORED = msgspec.json.Encoder(order="sorted", decimal_format="number")
_LIST = json.JSONEncoder(ensure_ascii=False)
