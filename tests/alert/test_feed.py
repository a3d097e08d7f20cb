"""The Atom feed: valid, stable, and safe to show whatever a document says."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from sqlalchemy import Engine

from ledger.alert import subscribing
from ledger.alert.cursors import FEED_LENGTH, enter, latest
from ledger.alert.feed import ATOM, feed
from ledger.alert.planning import gather
from ledger.ingest.files import Imprint
from ledger.model.errors import InvalidSubscription, UnknownSubscription
from ledger.ops.erase import Request, erase
from ledger.store.database import reading, writing
from tests.alert.samples import Clock, ToldPoster, deliver, money, report, stake, subscribe, world
from tests.ingest.samples import NOW, document, put


@pytest.fixture(autouse=True)
def _known(request: pytest.FixtureRequest) -> None:
    """Some tests need one engine only."""
    world(request.getfixturevalue("engine" if "engine" in request.fixturenames else "sqlite_engine"))


def read(engine: Engine, name: str = "desk", **options: Any) -> Any:
    """The feed as a program sees it, checked against what RFC 4287 requires."""
    gather(engine, Clock())
    with reading(engine) as conn:
        root = etree.fromstring(feed(conn, name, **options))
    assert root.tag == f"{{{ATOM}}}feed"
    _has_one_each(root, "id", "title", "updated", "author")
    for entry in root.iterfind(f"{{{ATOM}}}entry"):
        _has_one_each(entry, "id", "title", "updated", "content")
        assert len([link for link in links(entry) if link.get("rel") == "alternate"]) <= 1
        assert entry.find(f"{{{ATOM}}}content").get("type") == "text"
        assert len(entry.find(f"{{{ATOM}}}content")) == 0
    for element in root.iter(f"{{{ATOM}}}link"):
        assert urlsplit(element.get("href")).scheme in ("http", "https")
    ids = [element.text for element in root.iter(f"{{{ATOM}}}id")]
    assert len(set(ids)) == len(ids)
    return root


def _has_one_each(parent: Any, *tags: str) -> None:
    for tag in tags:
        [element] = parent.findall(f"{{{ATOM}}}{tag}")
        if tag == "updated":
            assert datetime.fromisoformat(element.text).tzinfo is not None


def entries(root: Any) -> list[Any]:
    found: list[Any] = root.findall(f"{{{ATOM}}}entry")
    return found


def text(entry: Any, tag: str) -> str:
    return str(entry.findtext(f"{{{ATOM}}}{tag}"))


def links(entry: Any) -> list[Any]:
    found: list[Any] = entry.findall(f"{{{ATOM}}}link")
    return found


def test_the_latest_alerts_newest_first(engine: Engine) -> None:
    """Each with its article's address, the quote and who says so."""
    subscribe(engine, url=None, when=["fact", "conflict"])
    report(engine, "Gazette", money(15))
    report(engine, "Herald", money(14.3), stake(49))
    found = entries(read(engine))
    assert [text(entry, "title") for entry in found] == [
        "Scale AI: stake 49 %, Herald",
        "Scale AI: investment 14,300,000,000 USD, Herald (and 1 more)",
        "Scale AI: investment 15,000,000,000 USD, Gazette",
    ]
    assert [(link.get("rel"), link.get("href")) for link in links(found[1])] == [
        ("alternate", "https://herald.example/2025-06-12"),
        ("related", "https://gazette.example/2025-06-12"),
    ]
    content = text(found[1], "content")
    assert "Conflict: Scale AI, investment, 15,000,000,000 USD against 14,300,000,000 USD" in content
    assert "Before: single. Now: conflict." in content
    assert "Herald, 2025-06-12: “14.3 billion”" in content
    assert len(entries(read(engine, limit=2))) == 2


def test_it_is_the_same_until_something_happens(engine: Engine) -> None:
    """Byte for byte, so that who asks again can be told that nothing is new; entries keep their ids."""
    subscribe(engine, url=None)
    empty = read(engine)
    assert entries(empty) == []
    report(engine, "Gazette", stake(49))
    gather(engine, Clock())
    with reading(engine) as conn:
        first = feed(conn, "desk")
    report(engine, "Herald", {"kind": "strategy", "company": "Mistral AI", "quote": "a plan"})
    deliver(engine, ToldPoster(), Clock())
    later = read(engine)
    assert [text(entry, "id") for entry in entries(later)][1:] == [
        text(entry, "id") for entry in entries(etree.fromstring(first))
    ]
    with reading(engine) as conn:
        assert feed(conn, "desk") == feed(conn, "desk")
        assert b'rel="self" href="https://ledger.example/desk.atom"' in feed(
            conn, "desk", address="https://ledger.example/desk.atom"
        )


HOSTILE = [
    "<script>alert(1)</script>",
    "]]> & <b>bold</b>",
    "<!ENTITY a 'b'>&a;",
    "\x1b[31mred\x07",
    "\u202egnirts\ufffe",
    "line\nline",
]


@pytest.mark.parametrize("quote", HOSTILE)
@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "https://a.example/?a=1&b=<x>", 'https://b.example/"onclick=', None]
)
def test_hostile_text_stays_text(sqlite_engine: Engine, quote: str, url: str | None) -> None:
    """Markup is shown and not obeyed, what XML cannot hold is replaced, and only addresses of the web are links."""
    subscribe(sqlite_engine, url=None)
    imprint = Imprint(publisher=f"Paper {quote}", url=url, published="2025-06-12", title=quote)
    put(sqlite_engine, stake(49) | {"quote": quote}, doc=document("a text", imprint))
    [entry] = entries(read(sqlite_engine))
    assert "script" not in "".join(element.tag for element in entry.iter())
    assert len(links(entry)) == (url is not None and url.startswith("https://"))


_any_text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=40)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(quote=_any_text, publisher=_any_text)
def test_any_text_makes_a_valid_feed(sqlite_engine: Engine, quote: str, publisher: str) -> None:
    subscribe(sqlite_engine, url=None)  # once; the examples share a ledger
    imprint = Imprint(publisher=publisher, url="https://paper.example", published="2025-06-12")
    put(sqlite_engine, stake(49) | {"quote": quote}, doc=document(f"{quote} {publisher}", imprint))
    assert entries(read(sqlite_engine))


def test_what_was_erased_is_in_no_feed_any_more(engine: Engine) -> None:
    subscribe(engine, url=None)
    kept, gone = report(engine, "Gazette", stake(49)), report(engine, "Herald", stake(30))
    assert len(entries(read(engine))) == 2
    erase(engine, Request("claim", str(gone), "a court's order", False), actor="tests", now=NOW)
    [entry] = entries(read(engine))
    assert f"(position {kept})" in text(entry, "content")


def test_a_replay_fills_a_feed_from_before(engine: Engine) -> None:
    """A feed begins with its subscription; a replay lets it begin earlier, and doubles nothing."""
    report(engine, "Gazette", stake(49))
    subscribe(engine, url=None)
    report(engine, "Herald", stake(30))
    assert len(entries(read(engine))) == 1
    with writing(engine) as conn:
        subscribing.replay(conn, "desk", 0)
    assert len(entries(read(engine))) == 2


def test_a_feed_does_not_grow_for_ever(engine: Engine) -> None:
    subscribe(engine, url=None)
    with writing(engine) as conn:
        position = subscribing.replay(conn, "desk", 0).since
        subscribing.replay(conn, "desk", position)
        for start in range(0, 3 * FEED_LENGTH, 50):
            assert enter(conn, "desk", position, range(position + 1, position + 51), position + 50)
            position += 50
            assert len(latest(conn, "desk", 10 * FEED_LENGTH)) == min(start + 50, FEED_LENGTH)
        assert latest(conn, "desk", 1) == [position]


def test_only_feeds_have_one(engine: Engine) -> None:
    subscribe(engine)
    with reading(engine) as conn:
        with pytest.raises(InvalidSubscription, match="is posted to a webhook"):
            feed(conn, "desk")
        with pytest.raises(UnknownSubscription, match="There is no subscription “nobody”"):
            feed(conn, "nobody")
