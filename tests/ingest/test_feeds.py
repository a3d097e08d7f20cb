"""RSS and Atom files: each entry a document, dated by itself, and feeds that mean no good."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from ledger.ingest.feeds import entries
from ledger.ingest.files import Document, Imprint
from ledger.ingest.structured import Refused
from ledger.model.errors import UnreadableDocument
from tests.ingest.samples import Told, events_of, ingest, investment

RSS = """<?xml version="1.0" encoding="{encoding}"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
  xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Le Bureau</title><link>https://bureau.example/</link>
<lastBuildDate>Fri, 20 Jun 2025 08:00:00 GMT</lastBuildDate>
{items}</channel></rss>"""
ITEM = """<item><title>Meta entre chez Scale&#160;AI</title><link>https://bureau.example/1</link>
<pubDate>jeu., 12 juin 2025 08:00:00 +0200</pubDate><description>En bref</description>
<content:encoded><![CDATA[<p>Meta met 15 milliards dans Scale AI&nbsp;: c&rsquo;est dit.</p>
<script>x()</script><p>Suite.</p>]]></content:encoded></item>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Desk</title>
<entry><title type="html">Meta &amp;amp; Scale</title><id>urn:1</id><updated>2025-06-20T08:00:00Z</updated>
<link rel="self" href="https://desk.example/self"/><link href="https://desk.example/2025/06/12/a"/>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Meta pays.</p><p>More.</p></div></content></entry>
<entry><title>Other</title><id>https://desk.example/2</id>
<published>2025-06-13T08:00:00Z</published><summary>Plain &lt;b&gt;text&lt;/b&gt;</summary></entry>
</feed>"""


def rss(items: str = ITEM, encoding: str = "utf-8") -> bytes:
    return RSS.format(items=items, encoding=encoding).encode(encoding)


def parse(body: bytes) -> list[Document]:
    found = list(entries("feed.xml", body))
    assert all(isinstance(entry, Document) for entry in found)
    return [entry for entry in found if isinstance(entry, Document)]


def test_an_entry_is_a_document() -> None:
    """Title and the fullest text it carries, its address, its date as French papers write it, and the feed's name."""
    [document] = parse(rss())
    assert document.text == (
        "Meta entre chez Scale AI\n\nMeta met 15 milliards dans Scale AI\u00a0: c’est dit.\n\nSuite."
    )
    assert document.imprint == Imprint(
        "Le Bureau", "https://bureau.example/1", "Meta entre chez Scale AI", "2025-06-12T08:00:00+02:00"
    )


def test_the_last_edit_dates_nothing() -> None:
    """An Atom entry need not say when it was published; its address may."""
    first, second = parse(ATOM.encode())
    assert (first.imprint.published, second.imprint.published) == ("2025-06-12", "2025-06-13T08:00:00Z")
    assert ("last edit", "2025-06-20T08:00:00Z") in {(d.origin, d.value) for d in first.dates}
    assert (first.text, second.text) == ("Meta & Scale\n\nMeta pays.\n\nMore.", "Other\n\nPlain text")
    assert (first.imprint.url, second.imprint.url) == ("https://desk.example/2025/06/12/a", "https://desk.example/2")


def test_an_entry_is_itself_next_week_too() -> None:
    """Whatever the feed around it says then, and whenever it was edited: only its own words make it another one."""
    before, after = parse(rss())[0], parse(rss(ITEM + ITEM.replace("/1", "/2")).replace(b"20 Jun", b"27 Jun"))[0]
    assert before.body == after.body
    assert parse(rss(ITEM.replace("15", "14")))[0].body != before.body
    assert parse(ATOM.encode())[0].body == parse(ATOM.replace("06-20T08", "06-25T08").encode())[0].body


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1", "windows-1252"])
def test_a_feed_is_read_in_its_encoding(encoding: str) -> None:
    """Which it declares."""
    item = ITEM.replace("En bref", "x").replace("Suite", "L'été à Zürich")
    assert "L'été à Zürich" in parse(rss(item, encoding))[0].text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused_unread(encoding: str) -> None:
    """A few lines could unfold to gigabytes, or name a file of this machine."""
    for declared in ('<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">', '<!entity x SYSTEM "file:///etc/passwd">'):
        bomb = rss(encoding=encoding).decode(encoding).replace("<rss", f"<!DOCTYPE rss [{declared}]><rss", 1)
        with pytest.raises(UnreadableDocument, match="declares entities"):
            list(entries("feed.xml", bomb.encode(encoding)))


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"<note><to>all</to></note>", "is no RSS or Atom feed"),
        (b"<html><body>Meta pays</body></html>", "is no RSS or Atom feed"),
        (b"just words", "is no RSS or Atom feed"),
        (b"<:", "is no RSS or Atom feed"),
        (b"<rss><channel><title>Empty</title></channel></rss>", "feed without entries"),
        (b"\x00\x01\x02" * 50, "is binary"),
    ],
)
def test_what_is_no_feed_is_refused(body: bytes, reason: str) -> None:
    """In a sentence with its name."""
    with pytest.raises(UnreadableDocument, match=rf"^feed\.xml.*{reason}.*\.$"):
        list(entries("feed.xml", body))


def test_a_broken_feed_is_read_as_far_as_it_goes() -> None:
    """A tag that is not closed, or an ampersand too many, is everyday life."""
    assert len(parse(rss(ITEM + "<item><title>AT&T & more</title><description>x</description>"))) == 2


def test_an_entry_without_words_is_refused_alone() -> None:
    """The others are read."""
    found = list(entries("feed.xml", rss(ITEM + "<item><link>https://bureau.example/3</link></item>")))
    assert [type(entry) for entry in found] == [Document, Refused]


def test_a_long_feed_takes_its_length_in_time() -> None:
    """Thousands of entries are seconds of work at the most."""
    started = time.perf_counter()
    assert len(parse(rss(ITEM * 2000))) == 2000
    assert time.perf_counter() - started < 20


def test_links_that_are_none_are_not_kept() -> None:
    """A feed cannot make the ledger show a script as a link."""
    assert parse(rss(ITEM.replace("https://bureau.example/1", "javascript:alert(1)")))[0].imprint.url is None


def test_each_entry_is_ingested_and_dated_by_itself(engine: Engine, tmp_path: Path) -> None:
    """Once; the same feed again changes nothing."""
    path = tmp_path / "feed.atom"
    path.write_bytes(ATOM.encode())
    first = ingest(engine, path, reader=Told([investment(quote="Meta pays", company="Scale", amount=None)]))
    assert [(o.status, o.facts) for o in first] == [("ingested", 1), ("ingested", 0)]
    assert [o.status for o in ingest(engine, path)] == ["unchanged", "unchanged"]
    published = [event.payload["publication"]["published"] for event in events_of(engine, "DocumentCaptured")]
    assert published == ["2025-06-12", "2025-06-13T08:00:00Z"]
