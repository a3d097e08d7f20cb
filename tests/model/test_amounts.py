"""What a written figure stands for: the interval rule of DESIGN §5.3."""

from __future__ import annotations

from decimal import Decimal
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from ledger.model.amounts import Amount, Interval, Qualifier, common, half_unit, interval, written_interval

MILLION, BILLION = 10**6, 10**9


def amount(value: str | int, qualifier: str = "exact", verbatim: str | None = None) -> Amount:
    return Amount(value=Decimal(value), currency="USD", qualifier=Qualifier(qualifier), verbatim=verbatim)


def ends(found: Interval) -> tuple[Decimal | None, Decimal | None]:
    return found.low, found.high


# -- The table --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("figure", "verbatim", "half"),
    [
        # The two figures that the design works through.
        ("15e9", "15 milliards", "0.5e9"),
        ("14.3e9", "14,3 milliards", "0.05e9"),
        # The same in English, with the scale word near, far and short.
        ("15e9", "$15 billion", "0.5e9"),
        ("14.3e9", "$14.3bn", "0.05e9"),
        ("14.3e9", "14.3 B USD", "0.05e9"),
        ("200e6", "200 millions d'euros", "0.5e6"),
        ("870e6", "€870m", "0.5e6"),
        # A written zero behind the mark is a written digit.
        ("15e9", "15.0 billion", "0.05e9"),
        ("15e9", "15,00 milliards", "0.005e9"),
        # "Billion" is 10^12 in French; the figure tells which is meant.
        ("2e12", "2 billions", "0.5e12"),
        ("2e9", "2 billion", "0.5e9"),
        # Indian and compound scales.
        ("10020000000", "Rs 1,002 crore", "0.5e7"),
        ("250000", "2.5 lakh", "5000"),
        ("1e12", "1 lakh crore", "0.5e12"),
        ("2e12", "2 mille milliards", "0.5e12"),
        # Grouping marks are no decimal marks.
        ("1500000", "1 500 000 euros", "0.5"),
        ("1500000", "1\u202f500\u202f000 €", "0.5"),
        ("1500000", "1,500,000 dollars", "0.5"),
        ("1500000", "CHF 1'500'000", "0.5"),
        ("1500000", "1,5 million", "0.05e6"),
        ("1500000", "1.5 million", "0.05e6"),
        ("2350000000000", "2 350 milliards", "0.5e9"),
        # Words: the unit is the scale that leaves a digit.
        ("4e9", "four billion", "0.5e9"),
        ("1e9", "un milliard", "0.5e9"),
        ("2.5e9", "two and a half billion", "0.05e9"),
        ("0.5e9", "half a billion", "0.05e9"),
        # Percentages and counts.
        ("49", "49 %", "0.5"),
        ("12.5", "12,5 %", "0.05"),
        ("1200", "1,200 people", "0.5"),
        # Numbers of JSON are not a written form: half of the largest power of 1,000 that divides the figure.
        ("15e9", None, "0.5e9"),
        ("14.3e9", None, "0.5e6"),
        ("1234567", None, "0.5"),
        ("640", None, "0.5"),
        ("1000", None, "500"),
        ("0.25", None, "0.0005"),
        # Characters that do not say the figure are as good as none.
        ("15e9", "a fortune", "0.5e9"),
        ("15e9", "12 billion", "0.5e9"),
        # Zero is exact.
        ("0", "0 dollars", "0"),
        ("0", None, "0"),
    ],
)
def test_half_of_the_last_written_digit(figure: str, verbatim: str | None, half: str) -> None:
    """A figure is known to half of its last written digit before the scale word, either way."""
    assert half_unit(Decimal(figure), verbatim) == Decimal(half)


def test_a_loss_has_the_width_of_a_profit() -> None:
    """The sign says nothing about precision."""
    loss = amount("-15e9", verbatim="une perte de 15 milliards")
    assert ends(interval(loss)) == (Decimal("-15.5e9"), Decimal("-14.5e9"))


@pytest.mark.parametrize(
    ("qualifier", "low", "high"),
    [
        ("exact", "14.5e9", "15.5e9"),
        ("about", "14.25e9", "15.75e9"),  # 5 % is more than half a written digit
        ("at_least", "14.5e9", None),
        ("over", "14.5e9", None),
        ("at_most", None, "15.5e9"),
        ("under", None, "15.5e9"),
    ],
)
def test_hedges_widen(qualifier: str, low: str | None, high: str | None) -> None:
    """ "About" takes the larger of half a digit and 5 %; a bound opens one side."""
    found = interval(amount("15e9", qualifier, "15 billion"))
    assert ends(found) == (low and Decimal(low), high and Decimal(high))


def test_about_keeps_a_coarse_writing_coarse() -> None:
    """Half a digit of "about 4 billion" is more than 5 %, so the writing decides."""
    assert ends(interval(amount("4e9", "about", "about 4 billion"))) == (Decimal("3.5e9"), Decimal("4.5e9"))


def test_a_range_is_itself() -> None:
    """Its ends are stated and nothing is added to them, with or without the hedge."""
    stated = Amount(low=Decimal("200e6"), high=Decimal("300e6"), qualifier=Qualifier.RANGE, verbatim="200 à 300 M€")
    assert interval(stated) == written_interval(stated) == Interval(Decimal("200e6"), Decimal("300e6"))
    assert stated.ends() == (Decimal("200e6"), Decimal("300e6"))


def test_the_written_interval_leaves_the_hedge_out() -> None:
    """It is what precision alone implies, whatever the words around the figure say."""
    for qualifier in ("about", "over", "at_most"):
        assert written_interval(amount("15e9", qualifier, "15 billion")) == interval(
            amount("15e9", "exact", "15 billion")
        )


def test_a_hostile_verbatim_costs_no_time() -> None:
    """Only its beginning is looked at, so a megabyte of digits is no work."""
    assert half_unit(Decimal("15e9"), "9 9," * 250_000) == Decimal("0.5e9")


# -- The shape --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "an amount needs a value"),
        ({"value": 1, "low": 1}, "only a range has a low and a high end"),
        ({"value": 1, "high": 2}, "only a range has a low and a high end"),
        ({"qualifier": "range", "low": 1}, "a range has a low and a high end and no value"),
        ({"qualifier": "range", "low": 1, "high": 2, "value": 1}, "a range has a low and a high end and no value"),
        ({"qualifier": "range", "low": 3, "high": 2}, "is above its high end"),
        ({"value": 1, "currency": "dollars"}, "currency"),
        ({"value": 1, "currency": "usd"}, "currency"),
        ({"value": 1, "qualifier": "roughly"}, "qualifier"),
        ({"value": "NaN"}, "finite"),
        ({"value": "Infinity"}, "finite"),
        ({"value": True}, "value"),
        ({"value": "1" * 25}, "24 digits"),
        ({"value": "1e999999"}, "24 digits"),
        ({"value": "1e-999999"}, "24 digits"),
        ({"value": "123456789012345.1234567890123"}, "24 digits"),
        ({"value": 1, "colour": "red"}, "colour"),
    ],
)
def test_what_is_no_amount(fields: dict[str, Any], said: str) -> None:
    """A wrong shape is refused in words that say what is wrong."""
    with pytest.raises(ValidationError, match=said):
        Amount.model_validate(fields)


@pytest.mark.parametrize(
    ("given", "kept"),
    [("1.50", "1.5"), ("15E9", "15000000000"), ("-0", "0"), ("0E-30", "0"), ("0.10", "0.1"), ("1" * 24, "1" * 24)],
)
def test_equal_figures_are_kept_equal(given: str, kept: str) -> None:
    """Trailing zeros, exponents and the sign of zero are no part of a figure."""
    assert str(amount(given).value) == kept


# -- Properties -------------------------------------------------------------------------------------------------------

figures = st.decimals(min_value=-(10**15), max_value=10**15, places=3)
qualifiers = st.sampled_from([q for q in Qualifier if q is not Qualifier.RANGE])


@st.composite
def writings(draw: st.DrawFn) -> tuple[Decimal, str | None]:
    """A figure and characters that say it, or none: what a reader hands on."""
    if draw(st.booleans()):
        return draw(figures), None
    decimals = draw(st.integers(0, 3))
    number = Decimal(draw(st.integers(1, 10**6))).scaleb(-decimals)
    word, scale = draw(st.sampled_from([("", 1), (" million", MILLION), (" milliards", BILLION), ("bn", BILLION)]))
    shown = f"{number:.{decimals}f}"
    return number * scale, (shown if draw(st.booleans()) else shown.replace(".", ",")) + word


@given(writings(), qualifiers)
def test_an_interval_contains_its_figure(writing: tuple[Decimal, str | None], qualifier: Qualifier) -> None:
    """Whatever the hedge: a report never contradicts itself."""
    figure, verbatim = writing
    assert interval(amount(str(figure), qualifier, verbatim)).contains(figure)


@given(writings(), qualifiers)
def test_a_hedge_only_widens(writing: tuple[Decimal, str | None], qualifier: Qualifier) -> None:
    """The hedged interval holds all that the plain one holds."""
    figure, verbatim = writing
    plain, hedged = (interval(amount(str(figure), q, verbatim)) for q in (Qualifier.EXACT, qualifier))
    assert plain.low is not None
    assert plain.high is not None
    assert hedged.contains(plain.low)
    assert hedged.contains(plain.high)


@given(st.integers(1, 10**9), st.sampled_from([("milliards", BILLION), ("million", MILLION), ("crore", 10**7)]))
def test_each_written_digit_narrows_tenfold(digits: int, scale: tuple[str, int]) -> None:
    """The same digits with the mark one place further left are ten times as precise."""
    word, factor = scale
    coarse = half_unit(Decimal(digits) * factor, f"{digits} {word}")
    fine = half_unit(Decimal(digits) * factor / 10, f"{Decimal(digits) / 10:.1f} {word}")
    assert coarse == fine * 10 == Decimal(factor) / 2


ends_ = st.none() | st.integers(-50, 50).map(Decimal)


@st.composite
def intervals(draw: st.DrawFn) -> Interval:
    low, high = draw(ends_), draw(ends_)
    if low is not None and high is not None and low > high:
        low, high = high, low
    return Interval(low, high)


@given(st.lists(intervals(), max_size=6))
def test_on_a_line_all_share_a_point_if_each_pair_does(some: list[Interval]) -> None:
    """Helly's theorem: so one comparison of the ends settles it."""
    assert common(some) == all(common([a, b]) for a, b in combinations(some, 2))


@given(st.lists(intervals(), min_size=1, max_size=6))
def test_a_common_point_is_one_that_all_contain(some: list[Interval]) -> None:
    """The answer is yes exactly if one of the ends, or any point at all, lies in all of them."""
    candidates = [end for one in some for end in (one.low, one.high) if end is not None] or [Decimal(0)]
    assert common(some) == any(all(one.contains(point) for one in some) for point in candidates)
