"""Pictures of one company from claims written down in a line each, without a database."""

from __future__ import annotations

from typing import Any

from ledger.model.dates import known_time, micros
from ledger.model.facts import parse_fact
from ledger.model.names import slug
from ledger.project.assemble import Evidence, Picture, assemble
from ledger.project.claims import Claim, Effect
from ledger.project.editions import Edition
from ledger.project.identity import Identity
from ledger.project.slots import Slot

EVER = 2**63 - 1


def usd(value: str | float, qualifier: str = "exact", verbatim: str | None = None) -> dict[str, Any]:
    """An amount in dollars; billions where the number is small."""
    number = float(value)
    full = number * 1e9 if number < 1e6 else number
    text = verbatim or (f"{number:g} billion" if number < 1e6 else None)
    return {"value": full, "currency": "USD", "qualifier": qualifier, "verbatim": text}


def claim(
    seq: int,
    kind: str,
    *,
    by: str | None = "Paper",
    known: str = "2025-06-12",
    document: str | None = None,
    party: str | None = None,
    corrects: str | None = None,
    **fields: Any,
) -> Claim:
    """A claim about Anvil; `party` is its other side."""
    parties = [{"name": name, "role": "party"} for name in (party or "").split(",") if name]
    fact = parse_fact({"kind": kind, "company": "Anvil", "counterparties": parties, **fields}).model_dump(mode="python")
    document = document or f"{by}-{known}"
    return Claim(
        claim_id=f"claim-{seq}",
        seq=seq,
        company_id="anvil",
        party_ids=tuple(slug(name) for name in (party or "").split(",") if name),
        known_at=micros(known_time(known)),
        recorded_at=0,
        document_id=document,
        publication_id=document,
        publisher=by,
        publisher_id=None,
        url=None,
        title=None,
        published=known,
        named_roots=tuple(fact["attributed_to"]),
        fact=fact,
        corrects=corrects,
    )


def picture(
    *claims: Claim,
    effects: tuple[Effect, ...] = (),
    editions: tuple[Edition, ...] = (),
    known: str | None = None,
    seq: int = EVER,
) -> Picture:
    """What the claims make of Anvil."""
    known_at = EVER if known is None else micros(known_time(known))
    return assemble("anvil", Evidence(claims, effects, editions), Identity({}), seq=seq, known_at=known_at)


def only_slot(shown: Picture, kind: str) -> Slot:
    """The one slot of this kind."""
    found = [slot for slot in shown.slots if slot.kind == kind]
    assert len(found) == 1, f"{len(found)} slots of kind {kind}"
    return found[0]
