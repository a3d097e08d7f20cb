"""Which of a page's dates is believed, and that the last edit never is."""

from __future__ import annotations

import pytest

from ledger.ingest import dating
from ledger.ingest.dating import as_iso, candidate, choose, in_address


def pick(*given: tuple[str, str]) -> str | None:
    return choose([c for origin, value in given for c in candidate(origin, value)])


def test_what_the_article_says_of_itself_goes_first() -> None:
    """Before what the page around it says, whatever the order."""
    article, page = (dating.JSON_LD, "2025-06-12"), (dating.META_PUBLISHED, "2025-06-11")
    assert pick(page, article) == pick(article, page) == "2025-06-12"


def test_the_last_edit_is_never_believed() -> None:
    """A page without any other date has none."""
    assert pick((dating.EDITED, "2025-06-20")) is None


@pytest.mark.parametrize("origin", [dating.TIME_ELEMENT, dating.FOUND])
def test_a_vague_date_of_the_day_of_the_edit_is_the_edit(origin: str) -> None:
    """What only stands somewhere on the page may well be it."""
    assert pick((dating.EDITED, "2025-06-20T08:00:00Z"), (origin, "2025-06-20")) is None
    assert pick((dating.EDITED, "2025-06-20T08:00:00Z"), (origin, "2025-06-12")) == "2025-06-12"


def test_the_address_convicts_an_overwritten_date() -> None:
    """Some publishers put the last edit where the publication date belongs; their addresses keep the truth."""
    address = (dating.ADDRESS, "2025-06-12")
    assert pick((dating.META_PUBLISHED, "2025-06-20T08:00:00Z"), address) == "2025-06-12"
    assert pick((dating.META_PUBLISHED, "2025-06-12T23:30:00-05:00"), address) == "2025-06-12T23:30:00-05:00"


def test_a_date_that_is_none_is_passed_over() -> None:
    """It stays among the candidates, and the next one is believed."""
    assert pick((dating.JSON_LD, "soon"), (dating.META_PUBLISHED, "2025-06-12")) == "2025-06-12"
    assert pick((dating.JSON_LD, "2025-02-30")) is None


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2025-06-12", "2025-06-12"),
        ("2025-06-12T08:00:00+02:00", "2025-06-12T08:00:00+02:00"),
        ("Thu, 12 Jun 2025 08:00:00 +0200", "2025-06-12T08:00:00+02:00"),
        ("jeu., 12 juin 2025 08:00:00 +0200", "2025-06-12T08:00:00+02:00"),
        ("jeudi 1er août 2024", "2024-08-01"),
        ("12 févr. 2025 08:00:00 GMT", "2025-02-12T08:00:00+00:00"),
        ("12 avril 2025 08:00 heure de Paris", "2025-04-12"),
        ("mar., 12 juin 2025 08:00 +0200", "2025-06-12T08:00+02:00"),
        ("Thu, 12 Jun 2025 08:00:00 CEST", "2025-06-12T08:00:00+02:00"),
        ("jeu., 13 nov. 2025 8:00:00 CET", "2025-11-13T08:00:00+01:00"),
        ("2025-06-12 08:00:00 +0200", "2025-06-12 08:00:00+0200"),
        ("2025/06/12 08:00:00 UTC", "2025-06-12 08:00:00+00:00"),
        ("Jun 12, 2025", "2025-06-12"),
        ("December 1st, 2025 at noon", "2025-12-01"),
        # A time that could mean several moments says no more than its day.
        ("Thu, 12 Jun 2025 08:00:00 BRT", "2025-06-12"),
        ("June 12, 2025 8:00 PM", "2025-06-12"),
        ("12/06/2025", None),
        ("31 juin 2025", None),
        ("2025-06", None),
        ("hier", None),
        ("", None),
    ],
)
def test_dates_as_pages_write_them(written: str, read: str | None) -> None:
    """In either language; nothing is made up of what is not there."""
    assert as_iso(written) == read


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://d.example/2025/06/12/meta", "2025-06-12"),
        ("https://d.example/meta-20250612.html", "2025-06-12"),
        ("https://d.example/news/2025-06-12", "2025-06-12"),
        ("https://d.example/2025/06/meta", None),
        ("https://d.example/2025/13/12/meta", None),
        ("https://d.example/a?d=2025-06-12", None),
        ("https://[broken/2025/06/12/", None),
        (None, None),
    ],
)
def test_days_in_addresses(url: str | None, day: str | None) -> None:
    """Only a whole day in the path counts."""
    assert [c.value for c in in_address(url)] == ([day] if day else [])
