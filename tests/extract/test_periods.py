"""Dates, periods and lengths of time."""

from __future__ import annotations

from datetime import date

import pytest

from ledger.extract.lexicon import lexicon
from ledger.extract.periods import When, find_times
from ledger.extract.segment import sentences, tokens
from ledger.extract.text import lower

PUBLISHED = date(2025, 10, 1)


def times_in(text: str, language: str) -> list[When]:
    low, lx = lower(text), lexicon(language)
    return [
        when
        for sentence in sentences(text)
        for when in find_times(low, sentence, lx, tokens(text, sentence.start, sentence.end))
    ]


@pytest.mark.parametrize(
    ("text", "language", "edtf"),
    [
        ("en 2024", "fr", "2024"),
        ("fin mars 2025", "fr", "2025-03"),
        ("le 3 mars 2025", "fr", "2025-03-03"),
        ("au premier trimestre 2025", "fr", "2025-01/2025-03"),
        ("au T3 2025", "fr", "2025-07/2025-09"),
        ("au premier semestre 2025", "fr", "2025-01/2025-06"),
        ("d’ici à 2026", "fr", "2026"),
        ("in July 2023", "en", "2023-07"),
        ("on March 3, 2025", "en", "2025-03-03"),
        ("31 December 2033", "en", "2033-12-31"),
        ("the first quarter of 2025", "en", "2025-01/2025-03"),
        ("the second half of 2025", "en", "2025-07/2025-12"),
        ("in fiscal 2025", "en", "2025"),
        ("by the end of 2027", "en", "2027"),
    ],
)
def test_absolute_times(text: str, language: str, edtf: str) -> None:
    """What the text says in full needs no day of publication."""
    (when,) = times_in(text, language)
    assert when.resolve(None, future=False) == edtf


@pytest.mark.parametrize(
    ("text", "language", "edtf"),
    [
        ("l’an dernier", "fr", "2024"),
        ("cette année", "fr", "2025"),
        ("En août, il a plu", "fr", "2025-08"),
        ("en novembre", "fr", "2024-11"),
        ("le mois dernier", "fr", "2025-09"),
        ("last year", "en", "2024"),
        ("next year", "en", "2026"),
        ("in the second quarter", "en", "2025-04/2025-06"),
        ("24 July", "en", "2025-07-24"),
    ],
)
def test_relative_times(text: str, language: str, edtf: str) -> None:
    """What is relative is counted from the day of publication, and unknown without it."""
    (when,) = times_in(text, language)
    assert when.resolve(PUBLISHED, future=False) == edtf
    assert when.resolve(None, future=False) is None


def test_a_month_to_come() -> None:
    """A month without year lies ahead where the text speaks of the future."""
    (when,) = times_in("in March", "en")
    assert when.resolve(PUBLISHED, future=True) == "2026-03"


@pytest.mark.parametrize(
    ("text", "language", "duration"),
    [
        ("sur deux ans", "fr", "P2Y"),
        ("sur six mois", "fr", "P6M"),
        ("over five years", "en", "P5Y"),
        ("a two-year deal", "en", "P2Y"),
    ],
)
def test_lengths(text: str, language: str, duration: str) -> None:
    """Lengths of time are no dates."""
    (when,) = times_in(text, language)
    assert (when.unit, when.duration) == ("duration", duration)


@pytest.mark.parametrize(("text", "language"), [("2 000 milliards", "fr"), ("31 February 2025", "en")])
def test_what_is_no_time(text: str, language: str) -> None:
    """Grouped figures, modal verbs and impossible days are not read as dates."""
    assert [when for when in times_in(text, language) if when.unit == "day" or when.edtf == "2000"] == []
