"""Figures that follow from reported ones: shown beside them, never instead of them (DESIGN §5.6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_EVEN, Decimal

from ledger.model.amounts import Interval, common
from ledger.project.slots import Member, Slot

#: Implied figures are rounded to this many significant digits: 15 bn for 49 % is 30.6 bn, not 30,612,244,897.96.
SIGNIFICANT = 3


@dataclass(frozen=True, slots=True)
class Implied:
    """A derived valuation: what `amount` for `percent` makes the whole, from the claims named."""

    kind: str
    value: Decimal
    low: Decimal
    high: Decimal
    currency: str
    rule: str
    claim_ids: tuple[str, ...]
    contradicts: bool


def implied_valuations(slot: Slot, slots: Sequence[Slot]) -> list[Implied]:
    """For a valuation slot of a deal: the valuations that its money and its shares imply.

    A pair of claims implies an interval, from the least money for the most shares to the reverse;
    it contradicts the slot where that interval misses every current figure.
    """
    if slot.key.question != "valuation" or slot.key.deal_id is None:
        return []
    inside = [s for s in slots if s.key.deal_id == slot.key.deal_id and s.key.stage == slot.key.stage]
    money = [m for s in inside if s.key.question == "raised" and s.key.unit == slot.key.unit for m in s.current]
    shares = [m for s in inside if s.key.question == "stake" and s.key.unit == "percent" for m in s.current]
    found: dict[tuple[Decimal, Decimal, Decimal], Implied] = {}
    for one in (_implied(a, b, slot) for a in money for b in shares if set(a.parties) & set(b.parties)):
        if one is not None:
            # Reports that agree imply the same: one figure, resting on all their claims.
            same = found.get((one.value, one.low, one.high))
            claim_ids = dict.fromkeys((*(same.claim_ids if same else ()), *one.claim_ids))
            found[one.value, one.low, one.high] = replace(one, claim_ids=tuple(claim_ids))
    return list(found.values())


def _implied(money: Member, share: Member, slot: Slot) -> Implied | None:
    paid, part = money.figure, share.figure
    if paid is None or part is None or paid.low != paid.high or part.low <= 0 or slot.key.unit is None:
        return None
    ends = _ratio(paid.stated, part.stated)
    if ends is None:
        return None
    return Implied(
        kind="valuation",
        value=significant(paid.low * 100 / part.low),
        low=significant(ends[0]),
        high=significant(ends[1]),
        currency=slot.key.unit,
        rule="amount_for_percent",
        claim_ids=(money.claim.claim_id, share.claim.claim_id),
        contradicts=bool(slot.figures) and not any(common([Interval(*ends), f.stated]) for f in slot.figures),
    )


def _ratio(paid: Interval, part: Interval) -> tuple[Decimal, Decimal] | None:
    """The whole, from money and share; `None` where an open bound leaves nothing to say."""
    if paid.low is None or paid.high is None or part.low is None or part.high is None or part.low <= 0:
        return None
    return paid.low * 100 / part.high, paid.high * 100 / part.low


def significant(number: Decimal) -> Decimal:
    """The number in `SIGNIFICANT` digits."""
    if number == 0:
        return number
    return number.quantize(Decimal(1).scaleb(number.adjusted() - SIGNIFICANT + 1), rounding=ROUND_HALF_EVEN)
