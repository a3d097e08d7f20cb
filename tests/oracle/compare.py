"""What the product answers and what the oracle answers, in one form, and where they differ."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection

from ledger.model.dates import known_time, micros
from ledger.model.errors import UnknownCompany
from ledger.query import questions
from tests.oracle import oracle
from tests.oracle.oracle import Claim, Recorded
from tests.project.histories import NOW

#: Every entity of the small world, by the name that its documents give it.
NAMES = {"anvil": "Anvil", "birch": "Birch", "comet": "Comet", "delta-fund": "Delta Fund", "ember": "Ember"}


@dataclass(frozen=True)
class Clocks:
    """One setting of the three clocks."""

    seq: int
    known_at: str
    as_of: str


#: Aspect of an answer → what was answered. Claims go by their position, which people can read.
Answer = dict[str, Any]


def of_product(conn: Connection, company: str, clocks: Clocks) -> Answer | None:
    """The product's answers about a company; nothing if it knows none."""
    question = questions.ask(conn, now=NOW, as_of=clocks.as_of, known_at=clocks.known_at, seq=clocks.seq)
    try:
        claims = list(questions.claims(question, NAMES[company]))
        slots = questions.state(question, NAMES[company])["slots"]
    except UnknownCompany:
        return None
    return {
        "claims": {c["seq"]: (c["status"], sorted(c["roots"])) for c in claims},
        "deals": _parts((c["deal_id"], c["seq"]) for c in claims),
        "slots": _parts((c["slot_id"], c["seq"]) for c in claims),
        "current": sorted(c["seq"] for c in claims if c["current"] and c["polarity"] == "positive"),
        "state": sorted(
            (
                sorted((c["seq"], c["valid"]) for c in slot["claims"]),
                sorted((c["seq"], c["valid"]) for c in slot["denied"]),
                slot["agreement"],
                slot["low"],
                slot["high"],
                sorted(slot["roots"]),
            )
            for slot in slots
        ),
    }


def of_oracle(events: Sequence[Recorded], company: str, clocks: Clocks) -> Answer | None:
    """The oracle's answers about the same company, from the visible events alone."""
    seen = oracle.visible(events, clocks.seq, micros(known_time(clocks.known_at)))
    if not oracle.named(seen, company):
        return None
    shown = oracle.answer(seen, company)
    day = date.fromisoformat(clocks.as_of)
    seqs = {c.claim_id: c.seq for c in shown.claims}
    state = []
    for slot in shown.slots:
        members, denied = (
            [(c, valid) for c in some if (valid := oracle.validity(c, slot, shown.slots, day))]
            for some in (slot.members, slot.denied)
        )
        if members or denied:
            # Asked about a day, the slot is what holds on it.
            held = oracle.Slot(slot.key, tuple(c for c, _ in members), tuple(c for c, _ in denied))
            seen_members, seen_denied = (sorted((c.seq, valid) for c, valid in some) for some in (members, denied))
            agreement = oracle.agreement(held.current)
            state.append((seen_members, seen_denied, agreement, held.low, held.high, sorted(held.roots)))
    return {
        "claims": {c.seq: (c.status, sorted(c.roots)) for c in shown.claims},
        "deals": sorted(sorted(seqs[c] for c in deal) for deal in shown.deals),
        "slots": sorted(_seqs(slot.members + slot.denied) for slot in shown.slots),
        "current": sorted(c.seq for slot in shown.slots for c in slot.current),
        "state": sorted(state),
    }


def differences(conn: Connection, events: Sequence[Recorded], clocks: Clocks) -> list[str]:
    """Every aspect of every company that the two answer differently, first of all the aspects that others rest on."""
    found = []
    for company in NAMES:
        ours, theirs = of_oracle(events, company, clocks), of_product(conn, company, clocks)
        if ours is None or theirs is None:
            if ours is not theirs:
                found.append(f"known: {company} at {clocks}: oracle {ours}, product {theirs}")
            continue
        for aspect, expected in ours.items():
            if theirs[aspect] != expected:
                found.append(f"{aspect}: {company} at {clocks}:\n  oracle  {expected}\n  product {theirs[aspect]}")
                break
    return found


def _parts(ids: Iterable[tuple[str | None, int]]) -> list[list[int]]:
    """A partition: which claims are together, whatever the id is called."""
    parts: dict[str, list[int]] = {}
    for part, seq in ids:
        if part is not None:
            parts.setdefault(part, []).append(seq)
    return sorted(sorted(part) for part in parts.values())


def _seqs(claims: Iterable[Claim]) -> list[int]:
    return sorted(c.seq for c in claims)
