"""Figures that follow from reported ones: shown beside them, never instead of them (DESIGN §5.6)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from ledger.model.agreement import Reported
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
    money = _told(m for s in inside if s.key.question == "raised" and s.key.unit == slot.key.unit for m in s.current)
    return [*_by_share(slot, inside, money), *_by_money(slot, inside, money)]


@dataclass(frozen=True, slots=True)
class _Told:
    """One figure of one set of other sides, with all the claims that tell it."""

    figure: Reported
    parties: tuple[str, ...]
    claim_ids: tuple[str, ...]


def _told(members: Iterable[Member]) -> list[_Told]:
    """The distinct single figures: reports that agree imply the same, once."""
    found: dict[tuple[Reported, tuple[str, ...]], list[str]] = {}
    for member in members:
        if member.figure is not None and member.figure.low == member.figure.high:
            found.setdefault((member.figure, member.parties), []).append(member.claim.claim_id)
    return [_Told(figure, parties, tuple(claim_ids)) for (figure, parties), claim_ids in found.items()]


def _by_share(slot: Slot, inside: Sequence[Slot], money: Sequence[_Told]) -> Iterator[Implied]:
    """Money for a share makes the whole, unless the slot asks for the worth before the money."""
    if slot.key.basis == "pre_money":
        return
    shares = _told(m for s in inside if s.key.question == "stake" and s.key.unit == "percent" for m in s.current)
    for paid in money:
        for part in shares:
            ends = _ratio(paid.figure.stated, part.figure.stated)
            if ends is not None and set(paid.parties) & set(part.parties):
                value = paid.figure.low * 100 / part.figure.low
                yield _implied(slot, "amount_for_percent", value, ends, (paid, part))


def _by_money(slot: Slot, inside: Sequence[Slot], money: Sequence[_Told]) -> Iterator[Implied]:
    """Worth before the money plus the money is worth after it."""
    other, sign, rule = {
        "post_money": ("pre_money", 1, "pre_money_plus_round"),
        "pre_money": ("post_money", -1, "post_money_less_round"),
    }.get(slot.key.basis or "", (None, 0, ""))
    if other is None:
        return
    for worth in _told(m for s in inside if s.key.question == "valuation" and s.key.basis == other for m in s.current):
        for paid in money:
            a, b = worth.figure.stated, paid.figure.stated
            if a.low is None or a.high is None or b.low is None or b.high is None:
                continue
            ends = (a.low + b.low, a.high + b.high) if sign > 0 else (a.low - b.high, a.high - b.low)
            yield _implied(slot, rule, worth.figure.low + sign * paid.figure.low, ends, (worth, paid))


def _implied(
    slot: Slot, rule: str, value: Decimal, ends: tuple[Decimal, Decimal], told: tuple[_Told, _Told]
) -> Implied:
    assert slot.key.unit is not None, "only slots with a currency have money beside them"
    return Implied(
        kind="valuation",
        value=significant(value),
        low=significant(ends[0]),
        high=significant(ends[1]),
        currency=slot.key.unit,
        rule=rule,
        claim_ids=tuple(dict.fromkeys(claim_id for one in told for claim_id in one.claim_ids)),
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
