"""When do two readings of one text speak of the same thing? Pure; for second readers and for reading again."""

from __future__ import annotations

from decimal import Decimal

from ledger.model.facts import KINDS, FactBase
from ledger.model.names import name_key

#: Figures that differ by less are one figure that was rounded in another way.
_ALIKE = Decimal("0.005")


def same_fact(one: FactBase, other: FactBase) -> bool:
    """Whether two readings report the same: question, sides, figure and standing."""
    return (
        same_subject(one, other)
        and one.polarity == other.polarity
        and one.forecast == other.forecast
        and one.previous == other.previous
        and _same_figure(one, other)
    )


def contradicts(one: FactBase, other: FactBase) -> bool:
    """Whether two readings take the same words for different things: another figure, or a denial for a report."""
    if not same_subject(one, other) or not overlap(one, other):
        return False
    return one.polarity != other.polarity or not _same_figure(one, other)


def same_subject(one: FactBase, other: FactBase) -> bool:
    """Whether two readings answer the same question about the same company."""
    if KINDS[one.kind].question != KINDS[other.kind].question:
        return False
    if KINDS[one.kind].symmetric:  # either side may be the subject
        return len(_sides(one) & _sides(other)) > 1 or _sides(one) == _sides(other)
    if name_key(one.company) != name_key(other.company):
        return False
    sides = _parties(one), _parties(other)
    return not (sides[0] and sides[1]) or not sides[0].isdisjoint(sides[1])


def overlap(one: FactBase, other: FactBase) -> int:
    """How many characters of the document both quote, at the most in one passage."""
    shared = (min(a_end, b_end) - max(a, b) for a, a_end in one.spans for b, b_end in other.spans)
    return max(0, max(shared, default=0))


def _parties(fact: FactBase) -> set[str]:
    return {name_key(party.name) for party in fact.counterparties}


def _sides(fact: FactBase) -> set[str]:
    return {name_key(fact.company), *_parties(fact)}


def _same_figure(one: FactBase, other: FactBase) -> bool:
    if (one.amount is None) != (other.amount is None) or (one.percent is None) != (other.percent is None):
        return False
    if one.amount is not None and other.amount is not None:
        if one.amount.currency and other.amount.currency and one.amount.currency != other.amount.currency:
            return False
        if not all(_alike(a, b) for a, b in zip(one.amount.ends(), other.amount.ends(), strict=True)):
            return False
    return one.percent is None or other.percent is None or _alike(one.percent, other.percent)


def _alike(one: Decimal, other: Decimal) -> bool:
    return abs(one - other) <= _ALIKE * abs(other)
