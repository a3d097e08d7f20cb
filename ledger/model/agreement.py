"""How the rival figures of one slot relate (DESIGN §5.3), in the manner of XBRL's duplicate-fact rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from ledger.model.amounts import (
    OPEN_ABOVE,
    OPEN_BELOW,
    Amount,
    Interval,
    Qualifier,
    common,
    interval,
    stated_interval,
    written_interval,
)

#: An open bound further off than this factor is flagged: "over 1 million" says little about 140 million.
FAR_BOUND = 2


class Agreement(StrEnum):
    SINGLE = "single"
    EXACT = "exact"
    ROUNDING = "rounding"
    APPROXIMATE = "approximate"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Reported:
    """One claim's figure as the rule sees it: its ends, its hedge and the two intervals it implies."""

    low: Decimal
    high: Decimal
    qualifier: Qualifier
    stated: Interval
    written: Interval

    @classmethod
    def of_amount(cls, amount: Amount) -> Reported:
        low, high = amount.ends()
        return cls(low, high, amount.qualifier, interval(amount), written_interval(amount))

    @classmethod
    def of_percent(cls, percent: Decimal, qualifier: Qualifier, verbatim: str | None) -> Reported:
        return cls(
            percent,
            percent,
            qualifier,
            stated_interval(percent, percent, qualifier, verbatim),
            stated_interval(percent, percent, Qualifier.EXACT, verbatim),
        )


def agreement(figures: Sequence[Reported], claims: int) -> Agreement:
    """How `claims` current claims relate, of which those with a figure report `figures`.

    Agreement of figures is not transitive, so it is asked of all at once: do all intervals share a
    point? A claim without a figure (an undisclosed sum) contradicts nothing.
    """
    if claims <= 1:
        return Agreement.SINGLE
    if len({(f.low, f.high, f.qualifier) for f in figures}) <= 1:
        return Agreement.EXACT
    if not common([f.stated for f in figures]):
        return Agreement.CONFLICT
    if all(f.qualifier is Qualifier.EXACT for f in figures) and common([f.written for f in figures]):
        return Agreement.ROUNDING
    return Agreement.APPROXIMATE


def far_bound(figures: Sequence[Reported]) -> bool:
    """Whether an open bound is off by more than a factor of two from a figure it agrees with."""
    for bound in figures:
        for other in figures:
            near, far = sorted((abs(bound.low), abs(other.low)))
            if bound.qualifier in OPEN_ABOVE and other.low > bound.low and far > FAR_BOUND * near:
                return True
            if bound.qualifier in OPEN_BELOW and other.high < bound.high and far > FAR_BOUND * near:
                return True
    return False
