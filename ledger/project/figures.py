"""The figure of a stored fact, in the form that the rules compare."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import Any

from ledger.model.agreement import Reported
from ledger.model.amounts import Amount, Qualifier

Number = int | Decimal | None

PERCENT, COUNT = "percent", "count"


def amount_of(fact: dict[str, Any]) -> Amount | None:
    """The amount, built without validation: what is in the log was validated when it was appended."""
    return amount_from(fact.get("amount"))


def amount_from(stored: dict[str, Any] | None) -> Amount | None:
    """A stored amount, as `amount_of` builds it."""
    if stored is None:
        return None
    return Amount.model_construct(
        value=_decimal(stored["value"]),
        low=_decimal(stored["low"]),
        high=_decimal(stored["high"]),
        currency=stored["currency"],
        qualifier=Qualifier(stored["qualifier"]),
        verbatim=stored["verbatim"],
    )


def percent_of(fact: dict[str, Any]) -> Decimal | None:
    return _decimal(fact.get("percent"))


def reported(fact: dict[str, Any]) -> Reported | None:
    """The fact's figure, or nothing: a stake's percentage, elsewhere the amount before the percentage."""
    percent, amount = fact.get("percent"), fact.get("amount")
    if percent is not None and (amount is None or fact["kind"] == "stake"):
        return _of_percent(percent, fact["percent_qualifier"], fact.get("percent_verbatim"))
    if amount is None:
        return None
    return _of_amount(*(amount[name] for name in ("value", "low", "high", "qualifier", "verbatim")))


# Many claims report the same figure in the same words, and what these stand for takes longer than all the rest.
@lru_cache(maxsize=16_384)
def _of_amount(value: Number, low: Number, high: Number, qualifier: str, verbatim: str | None) -> Reported:
    stored = {"value": value, "low": low, "high": high, "qualifier": qualifier, "verbatim": verbatim, "currency": None}
    amount = amount_from(stored)
    assert amount is not None
    return Reported.of_amount(amount)


@lru_cache(maxsize=16_384)
def _of_percent(percent: int | Decimal, qualifier: str, verbatim: str | None) -> Reported:
    return Reported.of_percent(Decimal(percent), Qualifier(qualifier), verbatim)


def unit(fact: dict[str, Any]) -> str | None:
    """What the figure counts: a currency, per cent, or things; nothing where there is no figure."""
    if fact.get("percent") is not None and (fact.get("amount") is None or fact["kind"] == "stake"):
        return PERCENT
    return (fact["amount"]["currency"] or COUNT) if fact.get("amount") is not None else None


def is_currency(unit_: str | None) -> bool:
    """Whether a unit is one of money."""
    return unit_ is not None and unit_ not in (PERCENT, COUNT)


def _decimal(number: Number) -> Decimal | None:
    return None if number is None else Decimal(number)
