"""Addresses without what tracks readers, and the one form by which two are the same page."""

from __future__ import annotations

import pytest

from ledger.model.addresses import cleaned, same_page_key


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://paper.example/a?utm_source=x&id=7&fbclid=y#top", "https://paper.example/a?id=7"),
        ("HTTPS://Paper.Example/Deal", "https://paper.example/Deal"),
        ("https://paper.example/?p=12", "https://paper.example/?p=12"),
        ("https://paper.example/", None),
        ("https://paper.example/?utm_medium=rss", None),
        ("ftp://paper.example/a", None),
        ("https://[paper/a", None),
        ("a deal", None),
    ],
)
def test_cleaned(url: str, expected: str | None) -> None:
    """Tracking goes, the page stays; a front page is the address of no article."""
    assert cleaned(url) == expected


@pytest.mark.parametrize(
    "url",
    [
        "http://paper.example/2025/deal/",
        "https://www.paper.example/2025/deal?xtor=RSS-1",
        "https://m.paper.example/2025/deal#comments",
        "https://amp.paper.example/2025/deal",
        "https://paper.example/amp/2025/deal",
        "https://paper.example/2025/deal/amp/",
    ],
)
def test_spellings_of_one_page(url: str) -> None:
    """Scheme, mobile and fast versions, a last slash and tracking make no other article."""
    assert same_page_key(url) == same_page_key("https://paper.example/2025/deal")


@pytest.mark.parametrize("url", ["https://paper.example/2025/deals", "https://other.example/2025/deal"])
def test_other_pages(url: str) -> None:
    """Another path or host is another page, and so is another parameter that counts."""
    assert same_page_key(url) != same_page_key("https://paper.example/2025/deal")
    assert same_page_key("https://paper.example/n?id=1") != same_page_key("https://paper.example/n?id=2")
    assert same_page_key("https://paper.example/n?a=1&b=2") == same_page_key("https://paper.example/n?b=2&a=1")
