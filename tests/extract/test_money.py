"""Sums of money in every way people write them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ledger.extract.lexicon import lexicon
from ledger.extract.money import Money, find_money, find_percents
from ledger.extract.segment import sentences, tokens
from ledger.extract.text import lower
from ledger.model.amounts import half_unit


def money_in(text: str, language: str) -> list[Money]:
    low, lx = lower(text), lexicon(language)
    return [
        money
        for sentence in sentences(text)
        for money in find_money(low, sentence, lx, tokens(text, sentence.start, sentence.end))
    ]


@pytest.mark.parametrize(
    ("text", "low", "high", "currency", "qualifier"),
    [
        ("15 milliards de dollars", 15e9, 15e9, "USD", "exact"),
        ("14,3 milliards de dollars", 14.3e9, 14.3e9, "USD", "exact"),
        ("14,3\u202fmilliards de\u00a0dollars", 14.3e9, 14.3e9, "USD", "exact"),
        ("quelque 200 à 300 M€", 200e6, 300e6, "EUR", "range"),
        ("entre 200 et 300 millions de dollars", 200e6, 300e6, "USD", "range"),
        ("un demi-milliard d’euros", 5e8, 5e8, "EUR", "exact"),
        ("deux milliards et demi de dollars", 2.5e9, 2.5e9, "USD", "exact"),
        ("dix milliards de dollars", 10e9, 10e9, "USD", "exact"),
        ("quatre-vingt-dix millions d’euros", 90e6, 90e6, "EUR", "exact"),
        ("cinq cents millions de livres sterling", 5e8, 5e8, "GBP", "exact"),
        ("30 MdsF CFA", 30e9, 30e9, "XOF", "exact"),
        ("CHF 12,5 Mio", 12.5e6, 12.5e6, "CHF", "exact"),
        ("1 200 000 euros", 1.2e6, 1.2e6, "EUR", "exact"),
        ("2 000 milliards de dollars", 2e12, 2e12, "USD", "exact"),
        ("jusqu’à 250 millions de dollars", 250e6, 250e6, "USD", "at_most"),
        ("plus de 40 M€", 40e6, 40e6, "EUR", "over"),
        ("près d’1 Md€", 1e9, 1e9, "EUR", "about"),
        ("au moins 3 Md$", 3e9, 3e9, "USD", "at_least"),
        ("moins de 5 millions d’euros", 5e6, 5e6, "EUR", "under"),
        ("environ 70 milliards de dollars", 70e9, 70e9, "USD", "about"),
    ],
)
def test_french_amounts(text: str, low: float, high: float, currency: str, qualifier: str) -> None:
    """Each way of writing gives the figure, the currency and the hedge."""
    (money,) = money_in(text, "fr")
    assert (float(money.low), float(money.high)) == (low, high)
    assert (money.currency, money.qualifier) == (currency, qualifier)


@pytest.mark.parametrize(
    ("text", "low", "high", "currency", "qualifier"),
    [
        ("$1.2bn", 1.2e9, 1.2e9, "USD", "exact"),
        ("US$ 300m", 300e6, 300e6, "USD", "exact"),
        ("€2.3 million", 2.3e6, 2.3e6, "EUR", "exact"),
        ("Rs 1,002 crore", 10.02e9, 10.02e9, "INR", "exact"),
        ("¥500 billion", 500e9, 500e9, "JPY", "exact"),
        ("$200-300m", 200e6, 300e6, "USD", "range"),
        ("$200 million to $300 million", 200e6, 300e6, "USD", "range"),
        ("between $200 million and $300 million", 200e6, 300e6, "USD", "range"),
        ("four billion dollars", 4e9, 4e9, "USD", "exact"),
        ("half a billion dollars", 5e8, 5e8, "USD", "exact"),
        ("one and a half billion euros", 1.5e9, 1.5e9, "EUR", "exact"),
        ("a billion dollars", 1e9, 1e9, "USD", "exact"),
        ("a $10-billion deal", 10e9, 10e9, "USD", "exact"),
        ("22.76 trillion won", 22.76e12, 22.76e12, "KRW", "exact"),
        ("A$50m", 50e6, 50e6, "AUD", "exact"),
        ("DKr15bn", 15e9, 15e9, "DKK", "exact"),
        ("$45MM", 45e6, 45e6, "USD", "exact"),
        ("more than $22 billion", 22e9, 22e9, "USD", "over"),
        ("as much as $300 million", 300e6, 300e6, "USD", "at_most"),
        ("nearly $5bn", 5e9, 5e9, "USD", "about"),
        ("$300,000", 300e3, 300e3, "USD", "exact"),
    ],
)
def test_english_amounts(text: str, low: float, high: float, currency: str, qualifier: str) -> None:
    """Each way of writing gives the figure, the currency and the hedge."""
    (money,) = money_in(text, "en")
    assert (float(money.low), float(money.high)) == pytest.approx((low, high))
    assert (money.currency, money.qualifier) == (currency, qualifier)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("quelques dizaines de milliards d’euros", "fr"),
        ("des dizaines de millions d’euros", "fr"),
        ("hundreds of millions of dollars", "en"),
        ("several hundred million dollars", "en"),
        ("une course de 50 m", "fr"),
    ],
)
def test_vague_sums_are_no_figures(text: str, language: str) -> None:
    """What gives no figure is not turned into one."""
    assert money_in(text, language) == []


@pytest.mark.parametrize(
    ("text", "language"),
    [("300 millions d’utilisateurs", "fr"), ("7 milliards de paramètres", "fr"), ("two billion users", "en")],
)
def test_counts_are_no_money(text: str, language: str) -> None:
    """A number of things without currency is marked as a count."""
    assert [money.count for money in money_in(text, language)] == [True]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("22.76 trillion won, or $16.54 billion", "en"),
        ("£1.5bn ($2bn)", "en"),
        ("10 millions d’euros, soit 11 millions de dollars", "fr"),
        ("plus de 40 M€ (environ 45 M$)", "fr"),
    ],
)
def test_conversions_are_no_second_sum(text: str, language: str) -> None:
    """The first-named currency counts; the other is marked as its conversion."""
    assert [money.conversion for money in money_in(text, language)] == [False, True]


@pytest.mark.parametrize(
    ("text", "language"),
    [("cut from $180mn to around $45mn", "en"), ("est passé de 13,8 à 25 milliards d’euros", "fr")],
)
def test_a_change_is_two_sums(text: str, language: str) -> None:
    """ "From A to B" is no range: the first figure is the previous one."""
    first, second = money_in(text, language)
    assert (first.previous, second.previous) == (True, False)


def test_written_precision_survives() -> None:
    """The characters kept for a sum tell how precisely it was written."""
    text = "une somme de 14,3 milliards de dollars"
    (money,) = money_in(text, "fr")
    assert half_unit(money.low, text[money.start : money.end]) == Decimal(50_000_000)


def test_percentages() -> None:
    """Percentages are read with their hedge."""
    text = "environ 49,5 % du capital"
    (percent,) = find_percents(lower(text), next(sentences(text)), lexicon("fr"), tokens(text))
    assert (percent.value, percent.qualifier) == (Decimal("49.5"), "about")
