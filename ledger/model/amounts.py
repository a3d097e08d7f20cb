"""Sums of money and counts as they were written, and the interval that such writing stands for.

The interval rule is that of the XBRL duplicate-facts guidance, applied to prose: a reported figure
stands for every figure that would have been written the same way.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Self

from pydantic import StringConstraints, model_validator

from ledger.model.base import Figure, Frozen


class Qualifier(StrEnum):
    """How a figure is hedged by its own words."""

    EXACT = "exact"
    ABOUT = "about"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    OVER = "over"
    UNDER = "under"
    RANGE = "range"


#: Bounds open one side of a figure's interval.
OPEN_ABOVE = frozenset({Qualifier.AT_LEAST, Qualifier.OVER})
OPEN_BELOW = frozenset({Qualifier.AT_MOST, Qualifier.UNDER})

#: The share by which "about" widens a figure, where its last written digit does not widen it further.
ABOUT_SHARE = Decimal("0.05")

Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]


class Amount(Frozen):
    """A figure in full units of its currency (15000000000), or a count where `currency` is null.

    `value` is null for a range, whose ends are `low` and `high`; a bound is `value` plus `qualifier`.
    `verbatim` holds the characters it was read from. An undisclosed sum is no `Amount` at all.
    """

    value: Figure | None = None
    low: Figure | None = None
    high: Figure | None = None
    currency: Currency | None = None
    qualifier: Qualifier = Qualifier.EXACT
    verbatim: str | None = None

    @model_validator(mode="after")
    def _shape(self) -> Self:
        if self.qualifier is Qualifier.RANGE:
            if self.value is not None or self.low is None or self.high is None:
                raise ValueError("a range has a low and a high end and no value")
            if self.low > self.high:
                raise ValueError(f"the low end of a range ({self.low}) is above its high end ({self.high})")
        elif self.value is None:
            raise ValueError("an amount needs a value (leave the amount out where the sum is not known)")
        elif self.low is not None or self.high is not None:
            raise ValueError("only a range has a low and a high end; a bound is a value with its qualifier")
        return self

    def ends(self) -> tuple[Decimal, Decimal]:
        """The reported figure as (low, high), equal unless it is a range."""
        if self.value is not None:
            return self.value, self.value
        assert self.low is not None
        assert self.high is not None
        return self.low, self.high


@dataclass(frozen=True, slots=True)
class Interval:
    """A closed interval; an end that is `None` is open."""

    low: Decimal | None
    high: Decimal | None

    def contains(self, point: Decimal) -> bool:
        return (self.low is None or self.low <= point) and (self.high is None or point <= self.high)

    def meets(self, other: Interval) -> bool:
        """Whether both share a point: `common` of the two."""
        return (self.low is None or other.high is None or self.low <= other.high) and (
            other.low is None or self.high is None or other.low <= self.high
        )


def common(intervals: list[Interval]) -> bool:
    """Whether all intervals share a point. By Helly's theorem on the line, largest low against smallest high."""
    lows = [i.low for i in intervals if i.low is not None]
    highs = [i.high for i in intervals if i.high is not None]
    return not lows or not highs or max(lows) <= min(highs)


def interval(amount: Amount) -> Interval:
    """The interval that the amount's writing and its hedge imply."""
    low, high = amount.ends()
    return stated_interval(low, high, amount.qualifier, amount.verbatim)


def written_interval(amount: Amount) -> Interval:
    """The interval implied by written precision alone, as if the figure carried no hedge."""
    low, high = amount.ends()
    qualifier = Qualifier.RANGE if amount.qualifier is Qualifier.RANGE else Qualifier.EXACT
    return stated_interval(low, high, qualifier, amount.verbatim)


def stated_interval(low: Decimal, high: Decimal, qualifier: Qualifier, verbatim: str | None) -> Interval:
    """The interval for a figure (`low == high`) or a range, for amounts and percentages alike."""
    if qualifier is Qualifier.RANGE:
        return Interval(low, high)
    half = half_unit(low, verbatim)
    if qualifier is Qualifier.ABOUT:
        half = max(half, abs(low) * ABOUT_SHARE)
    if qualifier in OPEN_ABOVE:
        return Interval(low - half, None)
    if qualifier in OPEN_BELOW:
        return Interval(None, high + half)
    return Interval(low - half, high + half)


# Multipliers of the scale words that French and English news use. Where a word means two things
# ("billion" is 10^12 in French, "M" a million) the figure itself tells which.
_SCALES: dict[str, tuple[int, ...]] = {
    "k": (10**3,), "thousand": (10**3,), "mille": (10**3,), "millier": (10**3,), "milliers": (10**3,),
    "lakh": (10**5,), "lakhs": (10**5,),
    "m": (10**6,), "mn": (10**6,), "mln": (10**6,), "mio": (10**6,), "million": (10**6,), "millions": (10**6,),
    "crore": (10**7,), "crores": (10**7,), "cr": (10**7,),
    "b": (10**9,), "bn": (10**9,), "bln": (10**9,), "md": (10**9,), "mds": (10**9,), "mrd": (10**9,),
    "mdsf": (10**9,), "milliard": (10**9,), "milliards": (10**9,),
    "billion": (10**9, 10**12), "billions": (10**9, 10**12),
    "t": (10**12,), "tn": (10**12,), "trn": (10**12,), "trillion": (10**12,), "trillions": (10**12,),
}  # fmt: skip
_NUMERAL = re.compile(r"\d+(?:[.,'’\s\u00a0\u2009\u202f]\d+)*")
_WORD = re.compile(r"[^\W\d_]+")


def half_unit(figure: Decimal, verbatim: str | None) -> Decimal:
    """Half of the last written digit before the scale word: 0.5 bn for "15 billion", 0.05 bn for "14.3 billion".

    Numbers of JSON, CSV and Parquet are not a written form: without `verbatim` it is half of the
    largest power of 1,000 that divides the figure. Zero is exact.
    """
    if figure == 0:
        return Decimal(0)
    unit = _written_unit(abs(figure), verbatim) if verbatim else None
    return (unit if unit is not None else _power_of_thousand(figure)) / 2


def _power_of_thousand(figure: Decimal) -> Decimal:
    unit = Decimal(1)
    while figure % (unit * 1000) == 0:
        unit *= 1000
    while figure % unit != 0:
        unit /= 1000
    return unit


def _written_unit(figure: Decimal, verbatim: str) -> Decimal | None:
    scales = _scales_in(verbatim)
    for numeral in _NUMERAL.findall(verbatim[:200]):
        for digits, decimals in _readings(numeral):
            for scale in scales:
                if digits * scale == figure:
                    return scale.scaleb(-decimals)
    # Words only ("four billion", "half a billion"): the unit is the largest scale that leaves a digit.
    for scale in sorted(scales, reverse=True):
        ratio = figure / scale
        if scale > 1 and ratio >= Decimal("0.1"):
            return scale if ratio == ratio.to_integral_value() else scale / 10
    return None


def _scales_in(verbatim: str) -> list[Decimal]:
    words = [w.casefold() for w in _WORD.findall(verbatim[:200])]
    found = [Decimal(scale) for word in words for scale in _SCALES.get(word, ())]
    compound = [a * b for a in found for b in found]  # "2 mille milliards", "1 lakh crore"
    return [*found, Decimal(1), *compound]


def _readings(numeral: str) -> list[tuple[Decimal, int]]:
    """Ways to read a numeral as (number, written decimals): its last mark may group or divide."""
    bare = re.sub(r"\D", "", numeral)
    readings = [(Decimal(bare), 0)]
    mark = max(numeral.rfind("."), numeral.rfind(","))
    if mark >= 0:
        decimals = len(numeral) - mark - 1
        readings.append((Decimal(bare).scaleb(-decimals), decimals))
    return readings
