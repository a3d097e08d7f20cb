"""How the rival figures of one slot relate (DESIGN §5.3), in the manner of XBRL's duplicate-fact rules."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct

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
from ledger.model.lazy import lazy

#: An open bound further off than this factor is flagged: "over 1 million" says little about 140 million.
FAR_BOUND = 2


class Agreement(StrEnum):
    SINGLE = "single"
    EXACT = "exact"
    ROUNDING = "rounding"
    APPROXIMATE = "approximate"
    CONFLICT = "conflict"


class Reported(Struct, frozen=True, dict=True):
    """One claim's figure as the rule sees it: its ends, its hedge and the two intervals it implies."""

    low: Decimal
    high: Decimal
    qualifier: Qualifier
    stated: Interval
    written: Interval

    def __hash__(self) -> int:
        return self._hash

    @lazy
    def _hash(self) -> int:
        # Kept, because to hash a decimal takes long.
        return hash((self.low, self.high, self.qualifier))

    @classmethod
    def of_amount(cls, amount: Amount) -> Reported:
        low, high = amount.ends()
        stated = interval(amount)
        hedged = amount.qualifier not in (Qualifier.EXACT, Qualifier.RANGE)
        return cls(low, high, amount.qualifier, stated, written_interval(amount) if hedged else stated)

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
    # Many report one figure in the same words, which is one object then.
    distinct = list({id(f): f for f in figures}.values())
    if len(distinct) <= 1 or len({(f.low, f.high, f.qualifier) for f in distinct}) <= 1:
        return Agreement.EXACT
    if not common([f.stated for f in distinct]):
        return Agreement.CONFLICT
    if all(f.qualifier is Qualifier.EXACT for f in distinct) and common([f.written for f in distinct]):
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
