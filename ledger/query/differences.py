"""What became known about a company between two known times: its two pictures, compared."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from ledger.model.dates import iso, known_time, micros
from ledger.model.errors import InvalidDate
from ledger.project.assemble import Picture
from ledger.project.slots import Slot
from ledger.query import answers, questions, shapes
from ledger.query.question import Question

Row = dict[str, Any]


def diff(question: Question, name: str, since: str) -> Iterator[answers.Change]:
    """The changes from what was known at `since` to what was known at the question's known time.

    As everywhere a day includes that day: June is the difference from `2025-05-31` to `2025-06-30`. Claims go first,
    ascending by position, then the slots that hold on the day asked about, in the order of `state`. Both pictures are
    drawn at the same position, so corrections of misreadings, merges and links show in both or in neither.

    Raises:
        InvalidDate: `since` is no date, or later than the question's known time.
        UnknownCompany, AmbiguousCompany: from `company`.
    """
    start = micros(known_time(since))
    if start > question.clocks.known_at:
        raise InvalidDate(f"{iso(start)} is later than {iso(question.clocks.known_at)}; put the earlier date first.")
    earlier = question.at(start)
    # A merger of the real world that became known meanwhile is news too: before it the name meant one of the two.
    entity = questions.named_company(question, name)
    before = questions.picture(earlier, entity.id)
    after = questions.picture(question, entity.id)
    slots = _slots(_held(earlier, before), _held(question, after))
    return iter(cast(list[answers.Change], [*_claims(question, before, after), *slots]))


def _claims(question: Question, before: Picture, after: Picture) -> Iterator[Row]:
    known = {standing.claim.claim_id: _standing(before, standing) for standing in before.standings}
    for standing in after.standings:
        claim_id, now = standing.claim.claim_id, _standing(after, standing)
        was = known.get(claim_id)
        if was != now:
            row = _row("claim_known" if was is None else "claim_changed", standing.claim.kind)
            yield row | {"claim": shapes.claim(standing, after, question.name), "was": was, "now": now}


def _standing(shown: Picture, standing: Any) -> Row:
    deal = shown.deal_of(standing.claim.claim_id)
    return {
        "status": standing.status,
        "current": shown.is_current(standing.claim.claim_id),
        "rank": standing.rank,
        "deal_id": deal.deal_id if deal else None,
    }


def _held(question: Question, shown: Picture) -> list[Slot]:
    return [slot for slot, _ in questions.held(question, shown)]


def _slots(before: list[Slot], after: list[Slot]) -> Iterator[Row]:
    """Slots are the same question as before where they share a claim: their ids follow deals, which may be joined."""
    earlier = {claim_id: slot for slot in before for claim_id in _claim_ids(slot)}
    followed: set[str] = set()
    for slot in after:
        found = {earlier[c].key.slot_id: earlier[c] for c in _claim_ids(slot) if c in earlier}
        followed |= set(found)
        was = [_summary(one) for one in found.values()]
        now = _summary(slot)
        if not was:
            yield _row("slot_opened", slot.kind) | {"slot": now}
        elif len(was) > 1 or _said(was[0]) != _said(now):
            yield _row("slot_changed", slot.kind) | {"slots_before": was, "slot": now}
    for slot in before:
        if slot.key.slot_id not in followed:
            yield _row("slot_closed", slot.kind) | {"slots_before": [_summary(slot)]}


def _said(summary: Row) -> tuple[Any, ...]:
    # The order of origins is that of their first reports, which an earlier one that is found late may change.
    return summary["agreement"], summary["low"], summary["high"], frozenset(summary["roots"])


def _summary(slot: Slot) -> Row:
    return {
        "slot_id": slot.key.slot_id,
        "deal_id": slot.key.deal_id,
        "counterparties": list(slot.key.parties),
        "unit": slot.key.unit,
        "agreement": slot.agreement.value,
        "low": slot.low,
        "high": slot.high,
        "roots": list(slot.roots),
        "claims": _claim_ids(slot),
    }


def _claim_ids(slot: Slot) -> list[str]:
    return [member.claim.claim_id for member in slot.members + slot.denied]


def _row(change: str, kind: str) -> Row:
    return {
        "change": change,
        "kind": kind,
        "claim": None,
        "was": None,
        "now": None,
        "slots_before": [],
        "slot": None,
    }
