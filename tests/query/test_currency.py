"""Derived figures in another currency."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from ledger.model.amounts import Amount, Qualifier
from ledger.model.errors import UnknownCurrency
from ledger.query.currency import check_currency, convert

MILLION = Amount(value=Decimal(10**6), currency="USD")


def test_a_known_rate() -> None:
    """The euro's reference rate of 13 June 2025 was 1.1512 dollars, so a million dollars were 869,000 euros."""
    found = convert(MILLION, "EUR", date(2025, 6, 13))
    assert found is not None
    assert found.value == Decimal(869000)
    assert found.rate == Decimal("0.868659")
    assert found.rate_date == date(2025, 6, 13)


def test_a_day_without_rates_takes_the_last_before() -> None:
    """Saturday and Sunday have Friday's rate."""
    friday = convert(MILLION, "EUR", date(2025, 6, 13))
    assert friday is not None
    assert convert(MILLION, "EUR", date(2025, 6, 14)) == friday
    assert convert(MILLION, "EUR", date(2025, 6, 15)) == friday


@settings(deadline=None)
@given(day=st.dates(date(1999, 1, 4), date(2100, 1, 1)), currency=st.sampled_from(["EUR", "JPY", "GBP"]))
def test_no_rate_of_a_later_day_or_of_long_ago(day: date, currency: str) -> None:
    """A rate is of the day itself or of the week before it, or there is none."""
    found = convert(MILLION, currency, day)
    assert found is None or timedelta(0) <= day - found.rate_date <= timedelta(days=7)


def test_there_is_no_rate_before_the_euro() -> None:
    """Of a time without rates nothing is derived."""
    assert convert(MILLION, "EUR", date(1998, 12, 31)) is None


def test_a_range_keeps_its_ends() -> None:
    """Both ends of a range are converted, at one rate."""
    amount = Amount(low=Decimal(10**6), high=Decimal(2 * 10**6), currency="EUR", qualifier=Qualifier.RANGE)
    found = convert(amount, "USD", date(2025, 6, 13))
    assert found is not None
    assert (found.value, found.low, found.high) == (None, Decimal(1150000), Decimal(2300000))


def test_counts_and_unknown_currencies_are_left_alone() -> None:
    """People are not money, and a currency without rates gives no figure."""
    assert convert(Amount(value=Decimal(50)), "EUR", date(2025, 6, 13)) is None
    assert convert(Amount(value=Decimal(50), currency="XOF"), "EUR", date(2025, 6, 13)) is None
    with pytest.raises(UnknownCurrency, match="XYZ"):
        check_currency("XYZ")
