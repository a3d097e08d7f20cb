"""What entries of feeds lead to: RSS, Atom and JSON Feed."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.ingest import dating
from ledger.ingest.files import Imprint
from ledger.ingest.sources.base import Item
from ledger.ingest.structured import Refused
from ledger.model.errors import UnreadableDocument
from tests.ingest.sources.samples import SITE, good, items

ARTICLE = " ".join(f"Phrase {n} de l’article, qui dit quelque chose de long." for n in range(20))


def rss(*entries: str, head: str = "<title>Le Bureau</title>") -> str:
    return f'<rss version="2.0" xmlns:c="x" xml:base="{SITE}/a/"><channel>{head}{"".join(entries)}</channel></rss>'


def entry(link: str | None = f"{SITE}/1", *, title: str = "Meta paie", extra: str = "") -> str:
    linked = f"<link>{link}</link>" if link is not None else ""
    return f"<item><title>{title}</title>{linked}{extra}</item>"


def atom(*entries: str) -> str:
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Desk</title>{"".join(entries)}</feed>'


def json_feed(*entries: Any, **fields: Any) -> str:
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Le Bureau", "items": list(entries)}
    return json.dumps(feed | fields)


def only(body: str, **options: Any) -> Item:
    [item] = good(items("feed", body, **options))
    return item


# -- What an entry says -----------------------------------------------------------------------------------------------


def test_an_entry_leads_to_its_address() -> None:
    """With the title, the date as French papers write it, and the feed's name."""
    item = only(rss(entry(extra="<pubDate>mar., 12 juin 2025 08:00 +0200</pubDate>")))
    assert item.address == f"{SITE}/1"
    assert item.imprint == Imprint("Le Bureau", f"{SITE}/1", "Meta paie", "2025-06-12T08:00+02:00")
    assert [(date.origin, date.value) for date in item.dates] == [(dating.FEED, "mar., 12 juin 2025 08:00 +0200")]


def test_all_dates_are_kept_with_their_origin() -> None:
    """The last edit is one of them, and dates nothing."""
    body = atom(
        f"<entry><title>a</title><link href='{SITE}/2025/06/12/a'/><updated>2025-06-20T08:00:00Z</updated></entry>"
    )
    item = only(body)
    assert {(date.origin, date.value) for date in item.dates} == {
        (dating.EDITED, "2025-06-20T08:00:00Z"),
        (dating.ADDRESS, "2025-06-12"),
    }
    assert item.imprint.published == "2025-06-12"


def test_who_publishes_is_what_the_entry_says_then_the_source_then_the_feed() -> None:
    """An aggregator names the paper; the name of a feed is often no paper's name."""
    said = rss(entry(extra="<source url='x'>La Gazette</source>"))
    assert only(said, publisher="Le Bureau des deals").imprint.publisher == "La Gazette"
    item = only(rss(entry()), publisher="Le Bureau des deals")
    assert (item.imprint.publisher, item.imprint.language) == ("Le Bureau des deals", "fr")
    assert item.document is not None
    assert item.document.imprint.publisher == "Le Bureau des deals"
    assert only(rss(entry())).imprint.publisher == "Le Bureau"


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("/1", f"{SITE}/1"),
        ("1.html", f"{SITE}/a/1.html"),
        ("//other.example/1", "https://other.example/1"),
        (f"{SITE}/1#xtor=RSS-1", f"{SITE}/1"),
        (" https://bureau.example/1\n", f"{SITE}/1"),
    ],
)
def test_links_are_resolved(link: str, address: str) -> None:
    """Against the base that the feed declares, or else its address; fragments are for browsers."""
    assert only(rss(entry(link))).address == address


def test_links_are_resolved_against_the_feed() -> None:
    """Where it declares no base, whatever the format."""
    assert only(atom("<entry><title>a</title><link href='b'/></entry>"), address=f"{SITE}/x/feed").address == (
        f"{SITE}/x/b"
    )
    assert only(json_feed({"id": 1, "title": "a", "url": "b"}), address=f"{SITE}/x/feed").address == f"{SITE}/x/b"


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "file:///etc/passwd", "ftp://x.example/1", "https://u:p@x.example/", "http://["]
)
def test_an_entry_leads_nowhere_else(link: str) -> None:
    """Its own words are read instead, under an address that is no other's."""
    item = only(rss(entry(link)))
    assert item.address.startswith(f"{SITE}/feed.xml#")
    assert item.whole
    assert item.document is not None
    assert item.document.imprint.url is None


def test_an_entry_without_link_is_itself_next_time() -> None:
    """By its key, or else by its words."""
    keyed = entry(None, extra="<guid isPermaLink='false'>k1</guid>")
    first, second = good(items("feed", rss(keyed, entry(None, title="Sans clé"))))
    [again, edited] = good(items("feed", rss(entry(None, title="Sans clé"), keyed.replace("paie", "paye"))))
    assert again.address == second.address
    assert (edited.address, edited.mark == first.mark) == (first.address, False)


def test_an_entry_that_says_nothing_is_refused() -> None:
    """And the others are read."""
    found = items("feed", rss("<item><guid isPermaLink='false'>x</guid></item>", entry()))
    assert [type(item) for item in found] == [Refused, Item]


def test_an_entry_with_an_address_alone_is_enough() -> None:
    """It says nothing itself, and leads somewhere."""
    item = only(rss("<item><link>https://bureau.example/1</link></item>"))
    assert (item.address, item.document, item.whole) == (f"{SITE}/1", None, False)


def test_an_address_counts_once() -> None:
    """The first entry of it: in feeds the latest stands first."""
    found = good(items("feed", rss(entry(title="neuf"), entry(f"{SITE}/2"), entry(f"{SITE}/1#a", title="vieux"))))
    assert [(item.address, item.imprint.title) for item in found] == [(f"{SITE}/1", "neuf"), (f"{SITE}/2", "Meta paie")]


def test_an_empty_feed_leads_to_nothing() -> None:
    """Which is no failure: tomorrow it may have entries."""
    assert items("feed", rss()) == []
    assert items("feed", json_feed()) == []


# -- Versions ---------------------------------------------------------------------------------------------------------


def test_a_mark_is_of_the_version() -> None:
    """It stays as long as the entry says the same, and changes with its words, and with the day of its last edit."""
    said = f"<entry><title>a</title><link href='{SITE}/1'/><updated>2025-06-20</updated></entry>"
    mark = only(atom(said)).mark
    assert only(atom(said, said.replace("/1", "/2")).replace("Desk", "The Desk").replace("/2'", "/1'")).mark == mark
    assert only(atom(said.replace("-20", "-21"))).mark != mark
    assert only(atom(said.replace(">a<", ">b<"))).mark != mark


# -- Whole articles ---------------------------------------------------------------------------------------------------


def encoded(text: str, name: str = "c:encoded") -> str:
    return f"<{name}><![CDATA[<p>{text}</p>]]></{name}>"


@pytest.mark.parametrize(
    ("extra", "whole"),
    [
        (encoded(ARTICLE), True),
        (encoded(ARTICLE) + "<description>En bref.</description>", True),
        (encoded(ARTICLE, "description"), False),
        (encoded("Une phrase."), False),
        (encoded(ARTICLE + " La suite est"), False),
        (encoded(ARTICLE + " Et puis…"), False),
        (encoded(ARTICLE + " […]"), False),
        (encoded(ARTICLE + "</p><p><a href='x'>Lire la suite.</a>"), False),
        (encoded(ARTICLE + "</p><p>Cet article est réservé aux abonnés."), False),
        (encoded(ARTICLE + "</p><p>« C’est dit. »"), True),
    ],
)
def test_a_whole_article_is_told_from_a_teaser(extra: str, whole: bool) -> None:
    """It is called the content, is long, and ends as articles end; all else has to be fetched."""
    item = only(rss(entry(extra=extra)))
    assert item.whole is whole
    assert item.document is not None
    assert item.document.text.startswith("Meta paie\n\n")


# -- JSON Feed --------------------------------------------------------------------------------------------------------


def test_a_json_feed_is_a_feed() -> None:
    """Version 1 and 1.1: addresses, dates, text or markup."""
    first = {
        "id": 7,
        "url": f"{SITE}/1",
        "title": "Meta paie",
        "content_html": f"<p>{ARTICLE}</p>",
        "date_published": "2025-06-12T08:00:00+02:00",
        "date_modified": "2025-06-20T08:00:00Z",
    }
    second = {"id": f"{SITE}/2", "content_text": "Bref."}
    for version in ("1", "1.1"):
        one, two = good(items("feed", json_feed(first, second, version=f"https://jsonfeed.org/version/{version}")))
        assert one.imprint == Imprint("Le Bureau", f"{SITE}/1", "Meta paie", "2025-06-12T08:00:00+02:00")
        assert [date.origin for date in one.dates] == [dating.FEED, dating.EDITED]
        assert (one.whole, two.whole, two.address) == (True, False, f"{SITE}/2")
        assert one.document is not None
        assert one.document.text == f"Meta paie\n\n{ARTICLE}"


def test_what_is_no_entry_of_a_json_feed_is_refused() -> None:
    """Wherever it stands."""
    found = items("feed", json_feed(None, {"id": 1, "title": "a", "url": f"{SITE}/1"}, "text", {"title": 5}))
    assert [type(item) for item in found] == [Refused, Item, Refused, Refused]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("{", "is no RSS, Atom or JSON feed"),
        ('{"items": []}', "is JSON, but no JSON Feed"),
        ('{"version": "https://jsonfeed.org/version/1.1", "items": {}}', "is JSON, but no JSON Feed"),
        ('{"a":' * 50_000, "is no RSS, Atom or JSON feed"),
        ('<!DOCTYPE r [<!ENTITY a "b">]><rss><channel/></rss>', "declares entities"),
        ("<html><body>Meta</body></html>", "is no RSS or Atom feed"),
    ],
    ids=["broken", "no version", "no list", "deep", "entities", "page"],
)
def test_what_is_no_feed_is_refused(body: str, reason: str) -> None:
    """As a whole, in a sentence."""
    with pytest.raises(UnreadableDocument, match=reason):
        items("feed", body)


@settings(deadline=None)
@given(
    st.lists(
        st.fixed_dictionaries(
            {},
            optional={
                "id": st.one_of(st.text(max_size=8), st.integers(), st.none()),
                "url": st.one_of(st.sampled_from([f"{SITE}/1", "/1", "a", "#", "javascript:x", "http://["]), st.text()),
                "title": st.one_of(st.text(max_size=20), st.integers()),
                "content_html": st.text(max_size=60),
                "date_published": st.text(max_size=20),
            },
        ),
        max_size=6,
    )
)
def test_any_entries_lead_to_addresses_of_the_web_once(entries: list[dict[str, Any]]) -> None:
    """Whatever they hold; and the same entries are the same versions again."""
    found = items("feed", json_feed(*entries))
    addresses = [item.address for item in found if isinstance(item, Item)]
    assert len(set(addresses)) == len(addresses)
    assert all(address.startswith(("https://", "http://")) for address in addresses)
    assert items("feed", json_feed(*entries)) == found
