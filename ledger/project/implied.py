"""Figures that follow from reported ones: shown beside them, never instead of them (DESIGN §5.6)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_EVEN, Decimal

from ledger.model.amounts import Interval, common
from ledger.project.slots import Member, Slot

#: Implied figures are rounded to this many significant digits: 15 bn for 49 % is 30.6 bn, not 30,612,244,897.96.
SIGNIFICANT = 3


@dataclass(frozen=True, slots=True)
class Implied:
    """A derived valuation, the rule it follows by, and the claims it follows from."""

    kind: str
    value: Decimal
    low: Decimal
    high: Decimal
    currency: str
    rule: str
    claim_ids: tuple[str, ...]
    contradicts: bool


def implied_valuations(slot: Slot, slots: Sequence[Slot]) -> list[Implied]:
    """For a valuation slot of a deal: the valuations that other figures of the deal imply.

    Money for a share makes the whole (after the money, so not where the slot asks for the worth before
    it); a worth before the money and the money make the worth after it, and the reverse. What is implied
    is an interval; it contradicts the slot where it misses every current figure.
    """
    if slot.key.question != "valuation" or slot.key.deal_id is None:
        return []
    inside = [s for s in slots if s.key.deal_id == slot.key.deal_id and s.key.stage == slot.key.stage]
    money = [m for s in inside if s.key.question == "raised" and s.key.unit == slot.key.unit for m in s.current]
    found: dict[tuple[str, Decimal, Decimal, Decimal], Implied] = {}
    for one in (*_by_share(slot, inside, money), *_by_money(slot, inside, money)):
        # Reports that agree imply the same: one figure, resting on all their claims.
        same = found.get((one.rule, one.value, one.low, one.high))
        claim_ids = dict.fromkeys((*(same.claim_ids if same else ()), *one.claim_ids))
        found[one.rule, one.value, one.low, one.high] = replace(one, claim_ids=tuple(claim_ids))
    return list(found.values())


def _by_share(slot: Slot, inside: Sequence[Slot], money: Sequence[Member]) -> Iterator[Implied]:
    if slot.key.basis == "pre_money":
        return
    shares = [m for s in inside if s.key.question == "stake" and s.key.unit == "percent" for m in s.current]
    for paid in money:
        for part in shares:
            if not set(paid.parties) & set(part.parties) or paid.figure is None or part.figure is None:
                continue
            ends = _ratio(paid.figure.stated, part.figure.stated)
            if ends is not None and _one_figure(paid) and part.figure.low > 0:
                yield _implied(slot, "amount_for_percent", paid.figure.low * 100 / part.figure.low, ends, (paid, part))


def _by_money(slot: Slot, inside: Sequence[Slot], money: Sequence[Member]) -> Iterator[Implied]:
    """Worth before the money plus the money is worth after it."""
    other, sign, rule = {
        "post_money": ("pre_money", 1, "pre_money_plus_round"),
        "pre_money": ("post_money", -1, "post_money_less_round"),
    }.get(slot.key.basis or "", (None, 0, ""))
    worths = [m for s in inside if s.key.question == "valuation" and s.key.basis == other for m in s.current]
    for worth in worths if other else ():
        for paid in money:
            if worth.figure is None or paid.figure is None or not (_one_figure(worth) and _one_figure(paid)):
                continue
            a, b = worth.figure.stated, paid.figure.stated
            if a.low is None or a.high is None or b.low is None or b.high is None:
                continue
            ends = (a.low + b.low, a.high + b.high) if sign > 0 else (a.low - b.high, a.high - b.low)
            yield _implied(slot, rule, worth.figure.low + sign * paid.figure.low, ends, (worth, paid))


def _one_figure(member: Member) -> bool:
    return member.figure is not None and member.figure.low == member.figure.high


def _implied(
    slot: Slot, rule: str, value: Decimal, ends: tuple[Decimal, Decimal], claims: tuple[Member, Member]
) -> Implied:
    assert slot.key.unit is not None, "only slots with a currency have money beside them"
    return Implied(
        kind="valuation",
        value=significant(value),
        low=significant(ends[0]),
        high=significant(ends[1]),
        currency=slot.key.unit,
        rule=rule,
        claim_ids=tuple(m.claim.claim_id for m in claims),
        contradicts=bool(slot.figures) and not any(common([Interval(*ends), f.stated]) for f in slot.figures),
    )


def _ratio(paid: Interval, part: Interval) -> tuple[Decimal, Decimal] | None:
    """The whole, from money and share; `None` where an open bound leaves nothing to say."""
    if paid.low is None or paid.high is None or part.low is None or part.high is None or part.low <= 0:
        return None
    return paid.low * 100 / part.high, paid.high * 100 / part.low


def significant(number: Decimal, digits: int = SIGNIFICANT) -> Decimal:
    """The number in so many significant digits."""
    if number == 0:
        return number
    return number.quantize(Decimal(1).scaleb(number.adjusted() - digits + 1), rounding=ROUND_HALF_EVEN)
