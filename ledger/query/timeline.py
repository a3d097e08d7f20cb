"""What happened to a company and what it was, in the order of valid time, as far as it is reported."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any, cast

from ledger.model.dates import iso, moment
from ledger.project.slots import Member, Slot
from ledger.project.validity import Validity, validity
from ledger.query import answers, questions, shapes
from ledger.query.question import Question

_DAY = timedelta(days=1)
#: Claims of one slot that give the same bounds, stage and polarity make one entry.
_Alike = tuple[date | None, date | None, str | None, bool]


def timeline(question: Question, name: str) -> Iterator[answers.TimelineEntry]:
    """Happenings, states and figures of periods up to the day asked about, each dated as it was reported.

    Rivals that date the same thing differently are entries of their own, with the same `slot_id`. A state that a later
    one has replaced by that day is marked `ended`. What lies after the day is left out; a later `as_of` shows it.

    Raises:
        UnknownCompany, AmbiguousCompany: from `company`.
    """
    entity = questions.company(question, name)
    slots = questions.picture(question, entity.id).slots
    entries = [
        (_place(members), row)
        for slot in slots
        for members in _alike(slot)
        if (row := _entry(question, slot, members, slots)) is not None
    ]
    # What is dated alike goes by first report, so that the order is the same on every day it is asked for.
    return (row for _, row in sorted(entries, key=lambda entry: entry[0]))


def _alike(slot: Slot) -> list[list[Member]]:
    found: dict[_Alike, list[Member]] = {}
    for member in slot.members + slot.denied:
        when, fact = member.claim.when, member.claim.fact
        found.setdefault((when.lower, when.upper, fact["stage"], member.claim.denial), []).append(member)
    return list(found.values())


def _place(members: Sequence[Member]) -> tuple[date, date, int]:
    first = members[0].claim
    known = moment(min(m.claim.known_at for m in members)).date()
    lower, upper = first.when.lower, first.when.upper
    begin = lower or (upper - _DAY if upper else known)
    return begin, (upper - _DAY if upper else begin), min(m.claim.seq for m in members)


def _entry(
    question: Question, slot: Slot, members: Sequence[Member], slots: Sequence[Slot]
) -> answers.TimelineEntry | None:
    first, day = members[0].claim, question.clocks.as_of
    when = first.when
    found = {validity(member, slot, slots, day) for member in members}
    if found == {None} and when.lower is not None and when.lower > day:
        return None
    row: dict[str, Any] = {
        "lower": when.lower.isoformat() if when.lower else None,
        "upper": when.upper.isoformat() if when.upper else None,
        "date": first.fact["period"] or first.fact["date"],
        "by_known_at": when.lower is None and when.upper is None,
        "first_known_at": iso(min(member.claim.known_at for member in members)),
        "nature": first.rules.nature.value,
        "kind": first.kind,
        "valid": next((v.value for v in (Validity.CERTAIN, Validity.POSSIBLE) if v in found), "ended"),
        "denied": first.denial,
        "stage": first.fact["stage"],
        "counterparties": [
            {"id": party, "name": question.name(party)} for party in sorted({p for m in members for p in m.parties})
        ],
        "deal_id": slot.key.deal_id,
        "slot_id": slot.key.slot_id,
        "agreement": slot.agreement.value,
        "figures": [shapes.figure(member) for member in members],
        "roots": list(dict.fromkeys(root for member in members for root in member.claim.roots)),
    }
    return cast(answers.TimelineEntry, row)
