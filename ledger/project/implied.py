"""Figures that follow from reported ones: shown beside them, never instead of them (DESIGN §5.6)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_EVEN, Decimal
from itertools import islice, product

from msgspec import structs

from ledger.model.agreement import Reported
from ledger.model.amounts import Interval, common
from ledger.project.figures import amount_from, is_currency
from ledger.project.slots import Member, Slot

#: Implied figures are rounded to this many significant digits: 15 bn for 49 % is 30.6 bn, not 30,612,244,897.96.
SIGNIFICANT = 3
#: Ways to choose among rival instalments that are added up.
MOST_SUMS = 64


@dataclass(frozen=True, slots=True)
class Implied:
    """A derived figure, the rule it follows by, and the claims it follows from."""

    kind: str
    value: Decimal
    low: Decimal
    high: Decimal
    currency: str
    rule: str
    claim_ids: tuple[str, ...]
    contradicts: bool


def implied_figures(slot: Slot, slots: Sequence[Slot]) -> list[Implied]:
    """What other figures imply for a slot: intervals, which contradict it where they miss every current figure.

    1. Money for a share makes the whole (after the money, so not where the slot asks for the worth before it).
    2. A worth before the money and the money make the worth after it, and the reverse.
    3. The previous figure times the stated multiple makes the present one.
    4. All instalments together make the total; some of them are at least not more than it.

    The first two and the last are asked within a deal. An open bound leaves nothing to say, nor does a worth in no
    currency, as a correction may leave one.
    """
    found = []
    if slot.key.deal_id is not None and slot.key.question == "valuation" and is_currency(slot.key.unit):
        inside = [s for s in slots if s.key.deal_id == slot.key.deal_id and s.key.stage == slot.key.stage]
        paid = (m for s in inside if s.key.question == "raised" and s.key.unit == slot.key.unit for m in s.current)
        money = _told(m for m in paid if not m.claim.fact.get("instalment"))
        found += [*_by_share(slot, inside, money), *_by_money(slot, inside, money)]
    return [*found, *_by_multiple(slot, slots), *_by_instalments(slot, slots)]


@dataclass(frozen=True, slots=True)
class _Told:
    """One figure of one set of other sides, in whatever order they are named, with all the claims that tell it."""

    figure: Reported
    unit: str | None
    parties: frozenset[str]
    claim_ids: tuple[str, ...]


def _told(members: Iterable[Member]) -> list[_Told]:
    """The distinct single figures: reports that agree imply the same, once."""
    return _distinct((m, m.figure, m.claim.unit) for m in members)


def _distinct(found: Iterable[tuple[Member, Reported | None, str | None]]) -> list[_Told]:
    claim_ids: dict[tuple[Reported, str | None, frozenset[str]], list[str]] = {}
    for member, figure, of in found:
        if figure is not None and figure.low == figure.high:
            claim_ids.setdefault((figure, of, frozenset(member.parties)), []).append(member.claim.claim_id)
    return [_Told(figure, of, parties, tuple(ids)) for (figure, of, parties), ids in claim_ids.items()]


def _by_share(slot: Slot, inside: Sequence[Slot], money: Sequence[_Told]) -> Iterator[Implied]:
    """Money for a share makes the whole, unless the slot asks for the worth before the money."""
    if slot.key.basis == "pre_money":
        return
    shares = _told(m for s in inside if s.key.question == "stake" and s.key.unit == "percent" for m in s.current)
    for paid in money:
        for part in shares:
            ends = _ratio(paid.figure.stated, part.figure.stated)
            if ends is not None and paid.parties & part.parties:
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


def _by_multiple(slot: Slot, slots: Sequence[Slot]) -> Iterator[Implied]:
    """The previous figure times the multiple, of whichever reports on this slot give the one or the other."""
    multiples = _distinct((m, _multiple(m), None) for m in slot.current if not m.claim.fact["previous"])
    if not multiples:
        return
    reports = {m.claim.publication_id for m in slot.current}
    asked = (slot.key.question, slot.key.basis, slot.key.forecast, slot.key.subject)
    for other in slots:
        if (other.key.question, other.key.basis, other.key.forecast, other.key.subject) != asked:
            continue
        if not is_currency(other.key.unit) or slot.key.unit not in (None, other.key.unit):
            continue
        before = [m for m in other.current if m.claim.fact["previous"] and m.claim.publication_id in reports]
        for figure, times in product(_told(before), multiples):
            ends = _product(figure.figure.stated, times.figure.stated)
            if ends is not None and other is not slot:
                value = figure.figure.low * times.figure.low
                yield _implied(slot, "previous_times_multiple", value, ends, (figure, times))


def _multiple(member: Member) -> Reported | None:
    stored = amount_from(member.claim.fact.get("multiple"))
    return Reported.of_amount(stored) if stored is not None else None


def _by_instalments(slot: Slot, slots: Sequence[Slot]) -> Iterator[Implied]:
    """The parts of a deal's money against its total, each way to choose among rival reports of a part."""
    if slot.key.deal_id is None or slot.key.subject is not None or not is_currency(slot.key.unit):
        return
    parts: dict[int, list[_Told]] = {}
    counts: set[int] = set()
    for other in slots:
        if other.key.subject is None or other.key.deal_id != slot.key.deal_id:
            continue
        number = _part(other)
        if number is not None and structs.replace(other.key, subject=None) == slot.key:
            parts[number] = _told(other.current)
            labels = (m.claim.fact.get("instalment") or "" for m in other.current)
            counts |= {int(count) for label in labels if (count := label.partition("/")[2])}
    if not parts or not all(parts.values()):
        return
    whole = len(counts) == 1 and set(parts) == set(range(1, counts.pop() + 1))
    # Rivals multiply; who has more to choose from than this has no figure to speak of.
    for chosen in islice(product(*(parts[number] for number in sorted(parts))), MOST_SUMS):
        ends = _sum([told.figure.stated for told in chosen])
        if ends is None:
            continue
        value = sum((told.figure.low for told in chosen), Decimal(0))
        one = _implied(slot, "sum_of_instalments", value, ends, chosen)
        if not whole:
            too_much = all(f.stated.high is not None and f.stated.high < ends[0] for f in slot.figures)
            one = replace(one, rule="instalments_so_far", contradicts=bool(slot.figures) and too_much)
        yield one


def _part(slot: Slot) -> int | None:
    """Which part of a sum the slot asks for, if it asks for one."""
    found = next((m.claim.fact.get("instalment") for m in slot.current), None)
    return int(found.partition("/")[0]) if found else None


def _implied(slot: Slot, rule: str, value: Decimal, ends: tuple[Decimal, Decimal], told: Sequence[_Told]) -> Implied:
    currency = next(one.unit for one in told if is_currency(one.unit))
    assert currency is not None, "what is implied is money"
    return Implied(
        kind=slot.kind,
        value=significant(value),
        low=significant(ends[0]),
        high=significant(ends[1]),
        currency=currency,
        rule=rule,
        claim_ids=tuple(dict.fromkeys(claim_id for one in told for claim_id in one.claim_ids)),
        contradicts=bool(slot.figures) and not any(common([Interval(*ends), f.stated]) for f in slot.figures),
    )


def _sum(parts: Sequence[Interval]) -> tuple[Decimal, Decimal] | None:
    low, high = Decimal(0), Decimal(0)
    for part in parts:
        if part.low is None or part.high is None:
            return None
        low, high = low + part.low, high + part.high
    return low, high


def _product(one: Interval, times: Interval) -> tuple[Decimal, Decimal] | None:
    if one.low is None or one.high is None or times.low is None or times.high is None:
        return None
    ends = sorted(a * b for a in (one.low, one.high) for b in (times.low, times.high))
    return ends[0], ends[-1]


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
