"""Lists of addresses in every form that they come in."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.ingest import dating
from ledger.ingest.files import Imprint
from ledger.ingest.sources.base import Item
from ledger.ingest.structured import Refused
from ledger.model.errors import UnreadableDocument
from tests.ingest.sources.samples import SITE, good, items

LIST = f"{SITE}/list.txt"


def addresses(body: str | bytes, address: str = LIST) -> list[str]:
    return [item.address for item in good(items("list", body, address=address))]


# -- Text and tables --------------------------------------------------------------------------------------------------


def test_text_is_an_address_a_line() -> None:
    """With comments, empty lines, and each address once; a fragment is no comment and no part of the address."""
    text = f"\ufeff# Articles\r\n{SITE}/1\r\n\r\n  {SITE}/2  # of June\r\n{SITE}/1#top\n#{SITE}/3\n"
    assert addresses(text) == [f"{SITE}/1", f"{SITE}/2"]


@pytest.mark.parametrize(
    "line", ["javascript:alert(1)", "file:///etc/passwd", "ftp://x.example/1", "https://u:p@x.example/", "word", "/1"]
)
def test_a_line_without_an_address_of_the_web_is_refused_alone(line: str) -> None:
    """With its number; the others are read."""
    refused, item = items("list", f"\n{line}\n{SITE}/1", address=LIST)
    assert isinstance(refused, Refused)
    assert refused.reason.startswith(f"{LIST}, line 2: “")
    assert isinstance(item, Item)


@pytest.mark.parametrize("divider", [",", ";", "\t"])
def test_a_table_has_a_column_of_addresses(divider: str) -> None:
    """And may say more of each; what the source knows completes it."""
    rows = [["Title", "URL", "publisher", "published", "note"], ["Meta paie", f"{SITE}/1", "", "2025-06-12", "x"]]
    body = "\n".join(divider.join(row) for row in rows)
    [item] = good(items("list", body, address=LIST, publisher="Le Bureau"))
    assert item.address == f"{SITE}/1"
    assert item.imprint == Imprint("Le Bureau", None, "Meta paie", "2025-06-12", "fr")


def test_a_row_without_an_address_is_refused_alone() -> None:
    """With its number."""
    refused, item = items("list", f"url,title\nnothing,x\n{SITE}/1,y\n", address=LIST)
    assert isinstance(refused, Refused)
    assert "line 2" in refused.reason
    assert isinstance(item, Item)


# -- Sitemaps and OPML ------------------------------------------------------------------------------------------------

SITEMAP = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">
{}</urlset>"""
NEWS = f"""<url><loc>{SITE}/1</loc><lastmod>2025-06-20</lastmod><n:news>
<n:publication><n:name>Le Bureau</n:name><n:language>fr</n:language></n:publication>
<n:publication_date>2025-06-12T08:00:00+02:00</n:publication_date><n:title>Meta paie</n:title></n:news></url>"""


def test_a_sitemap_leads_to_its_addresses() -> None:
    """The day of the last edit is the mark of the version, and dates nothing."""
    body = SITEMAP.format(f"<url><loc> {SITE}/2025/06/12/a </loc><lastmod>2025-06-20</lastmod></url>{NEWS}")
    first, second = good(items("list", body))
    assert (first.address, first.mark) == (f"{SITE}/2025/06/12/a", "2025-06-20")
    assert first.imprint.published == "2025-06-12"
    assert second.imprint == Imprint("Le Bureau", f"{SITE}/1", "Meta paie", "2025-06-12T08:00:00+02:00")
    assert [date.origin for date in second.dates] == [dating.EDITED, dating.SITEMAP]


def test_a_sitemap_leads_nowhere_else() -> None:
    """A path of this machine is no address."""
    refused, item = items("list", SITEMAP.format(f"<url><loc>file:///etc/passwd</loc></url>{NEWS}"))
    assert isinstance(refused, Refused)
    assert isinstance(item, Item)


def test_an_index_of_sitemaps_is_refused() -> None:
    """It names those that could be added; to follow it would be to fetch a whole site."""
    inner = "".join(f"<sitemap><loc>{SITE}/s{n}.xml</loc></sitemap>" for n in (1, 2))
    body = f"<sitemapindex>{inner}</sitemapindex>"
    with pytest.raises(UnreadableDocument, match=rf"index of 2 sitemaps.*{re.escape(SITE)}/s1\.xml"):
        items("list", body)


def test_an_opml_file_leads_to_its_addresses() -> None:
    """Of outlines inside of outlines too."""
    body = f"""<opml version="2.0"><body><outline text="a"><outline text="b" xmlUrl="{SITE}/feed"/>
    <outline type="link" url="{SITE}/1"/></outline></body></opml>"""
    assert addresses(body) == [f"{SITE}/feed", f"{SITE}/1"]


def test_entities_are_refused_unread() -> None:
    """In whatever the list is written."""
    for root in ("urlset", "opml"):
        with pytest.raises(UnreadableDocument, match="declares entities"):
            items("list", f'<!DOCTYPE x [<!ENTITY a "aaa">]><{root}>&a;</{root}>')


# -- Pages ------------------------------------------------------------------------------------------------------------


def test_a_page_leads_to_articles_of_its_own_site() -> None:
    """Told by their addresses: a date, a number, a headline; not to its sections, itself, or other sites."""
    links = ["/2025/06/meta", "/a/meta-entre-chez-scale-ai", "/123456", "/tag/meta-et-scale-ai", "/deals", "/", "#a"]
    links += ["https://other.example/2025/06/meta", "javascript:alert(12345)", "https://www.bureau.example/2025/07/b"]
    body = "<!doctype html><body>" + "".join(f"<a href='{link}'>x</a>" for link in links)
    assert addresses(body, f"{SITE}/deals/") == [
        f"{SITE}/2025/06/meta",
        f"{SITE}/a/meta-entre-chez-scale-ai",
        f"{SITE}/123456",
        "https://www.bureau.example/2025/07/b",
    ]


def test_a_page_may_declare_what_its_links_are_relative_to() -> None:
    """A base on another site makes them links to another site."""
    body = "<html><base href='{}'><a href='2025/06/meta'>x</a>"
    assert addresses(body.format("/x/"), f"{SITE}/deals/") == [f"{SITE}/x/2025/06/meta"]
    assert addresses(body.format("https://other.example/"), f"{SITE}/deals/") == []


@pytest.mark.parametrize("body", [b"\x00\x01\x02" * 50, b"\x1f\x8b\x08\x00" * 20, b"<note/>", b"<rss><channel/></rss>"])
def test_what_is_no_list_is_refused(body: bytes) -> None:
    """Packed lists are not unpacked."""
    with pytest.raises(UnreadableDocument):
        items("list", body)


@settings(deadline=None)
@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode)))
def test_whatever_comes_leads_to_the_web_or_nowhere(body: bytes) -> None:
    """A line may be anything; it is an address, refused, or the whole is."""
    try:
        found = items("list", body)
    except UnreadableDocument:
        return
    assert all(item.address.startswith(("http://", "https://")) for item in found)
