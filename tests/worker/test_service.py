"""The worker as a whole, in this process, on a site of this machine: what it reads, keeps, and leaves alone."""

from __future__ import annotations

import functools
import os
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import Engine

from ledger.api import Ledger
from ledger.bootstrap import worker
from ledger.curate.commands import Command
from ledger.curate.deciding import Decision, decide
from ledger.model.errors import LeaseHeld
from ledger.model.events import Payload, Publication, SourcePaused, SourceResumed
from ledger.settings import Settings
from ledger.store import log, quarantine
from ledger.store.database import reading, writing
from ledger.worker import addresses, lease, looking, queue, runs
from ledger.worker.service import Worker
from tests.soak.harness import add_source
from tests.support import site as web
from tests.support.site import Site
from tests.worker.samples import held, offered

DAY = "2026-03-02T08:00:00+00:00"


def article(company: str, millions: int, *, extra: str = "", published: str | None = DAY) -> str:
    """A page that says one thing."""
    dated = f'"datePublished": "{published}",' if published else ""
    return (
        f'<html lang="en"><head><script type="application/ld+json">{{"@type": "NewsArticle", {dated} '
        f'"publisher": {{"name": "Loop Times"}}}}</script></head><body><article><h1>{company} raises money</h1>'
        f"<p>{company} has raised {millions} million dollars in a Series A round, the company announced on Monday. "
        f"It makes tools with which warehouses keep count of what they hold, and it will hire engineers.</p>"
        f"<p>Its founders met at university and began in a garage, as founders do.</p></article>"
        f"<footer>{extra}</footer></body></html>"
    )


@pytest.fixture
def made(engine: Engine) -> Callable[..., Worker]:
    """A worker of the ledger, that reads in this process and may ask this machine."""

    def make(**settings: Any) -> Worker:
        given: dict[str, Any] = {"fetch_allow_private": "127.0.0.0/8", "fetch_pause": 0, "worker_processes": 0}
        return worker(engine, Settings(**given | {"fetch_seconds": 5} | settings))

    return make


def captures(engine: Engine) -> list[dict[str, Any]]:
    """What the log says of captured documents, in order."""
    with reading(engine) as conn:
        return [event.payload for event in log.read(conn) if event.type == "DocumentCaptured"]


def amounts(engine: Engine) -> list[tuple[str, int]]:
    """What the log says was raised, in order."""
    with reading(engine) as conn:
        facts = [event.payload["fact"] for event in log.read(conn) if event.type == "FactReported"]
    return [(fact["company"], int(fact["amount"]["value"])) for fact in facts]


def row(engine: Engine, address: str) -> addresses.Address:
    with reading(engine) as conn:
        return addresses.get(conn, address)


def decided(engine: Engine, name: str, payload: Payload) -> None:
    """Something that a person has decided about a source."""
    with writing(engine) as conn:
        decide(conn, Decision(payload, Command("desk", datetime.now(UTC), None), (name,)), lambda: None)


def rechecked(engine: Engine) -> None:
    """Let the time come at which every address is looked at again."""
    with writing(engine) as conn:
        conn.exec_driver_sql("UPDATE addresses SET recheck_at = 1 WHERE recheck_at IS NOT NULL")


def test_from_a_feed_to_facts(engine: Engine, made: Callable[..., Worker]) -> None:
    """With the publication's own imprint, every date with its origin, and the address that was asked."""
    with Site() as site:
        modified, cookie = datetime(2026, 6, 1, 8, tzinfo=UTC), {"Set-Cookie": "who=you"}
        page = site.put("/a", web.page(article("Alta Works", 40), modified=modified, headers=cookie))
        feed = site.put("/feed.xml", web.page(_feed(page), "application/rss+xml", etag="auto"))
        add_source(engine, "loop", feed, "feed", 60)
        done = made().once()
        assert (done["captured"], done["facts"]) == (1, 1)
        assert amounts(engine) == [("Alta Works", 40_000_000)]
        [captured] = captures(engine)
        assert captured["publication"]["publisher"] == "Loop Times"
        assert captured["publication"]["url"] == page
        assert captured["publication"]["published"] == DAY
        assert {date["origin"] for date in captured["dates"]} == {"JSON-LD datePublished", "feed entry"}
        response = captured["response"]
        assert (response["url"], response["status"]) == (page, 200)
        assert response["at"] <= datetime.now(UTC).isoformat()
        # What the server says of the last change is kept with what else it says, and is no date of publication.
        assert response["headers"]["last-modified"] == "Mon, 01 Jun 2026 08:00:00 GMT"
        assert response["headers"]["content-type"] == "text/html; charset=utf-8"
        assert "set-cookie" not in response["headers"]
        # Nothing new: the feed has not changed, and the page is not asked for again yet.
        made().once()
        assert (site.count("/feed.xml"), site.count("/a")) == (2, 1)
        assert len(captures(engine)) == 1


def test_an_edited_article(engine: Engine, made: Callable[..., Worker]) -> None:
    """It is a new publication; one whose surroundings changed is none, and one that did not change is not read."""
    with Site() as site:
        page = site.put("/a", web.page(article("Alta Works", 40), etag='"1"'))
        add_source(engine, "one", page, "page", 60)
        made().once()
        site.put("/a", web.page(article("Alta Works", 40, extra="Most read today"), etag='"2"'))
        assert made().once()["unchanged"] == 1
        assert len(captures(engine)) == 1
        assert made().once()["unchanged"] == 1
        assert site.last("/a").headers["if-none-match"] == '"2"'
        site.put("/a", web.page(article("Alta Works", 45), etag='"3"'))
        made().once()
        assert amounts(engine) == [("Alta Works", 40_000_000), ("Alta Works", 45_000_000)]
        first, second = captures(engine)
        assert first["publication"]["url"] == second["publication"]["url"]
        assert second["revises"] == Publication(**first["publication"]).publication_id
        # The edit was not known before it was seen, whatever date the page still bears.
        assert second["publication"]["published"] > DAY
        first_claim, second_claim = Ledger(engine).claims("alta-works")
        assert (first_claim["current"], second_claim["current"]) == (False, True)


def test_all_articles_of_a_feed_are_looked_at_again(
    engine: Engine, made: Callable[..., Worker], monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many are due: a portion is taken at a time, and none is left for the next run."""
    portion = functools.partial(looking.queue_rechecks, limit=2)
    monkeypatch.setattr(looking, "queue_rechecks", portion)
    names = ["Alta Works", "Brava Systems", "Cordial Motors", "Dorado Foods", "Elbing Paper"]
    with Site() as site:
        pages = [site.put(f"/{n}", web.page(article(name, 40))) for n, name in enumerate(names)]
        feed = site.put("/feed.xml", web.page(_feed(*pages), "application/rss+xml", etag="auto"))
        add_source(engine, "loop", feed, "feed", 60)
        made().once()
        for n, name in enumerate(names):
            site.put(f"/{n}", web.page(article(name, 50)))
        rechecked(engine)
        made().once()
        assert sorted(amounts(engine)[-5:]) == [(name, 50_000_000) for name in names]


def test_an_article_of_a_feed_is_looked_at_again(engine: Engine, made: Callable[..., Worker]) -> None:
    """When its time has come, without the feed saying anything; and once it is gone, no more."""
    with Site() as site:
        page = site.put("/a", web.page(article("Alta Works", 40)))
        feed = site.put("/feed.xml", web.page(_feed(page), "application/rss+xml", etag="auto"))
        add_source(engine, "loop", feed, "feed", 60)
        made().once()
        site.put("/a", web.page(article("Alta Works", 50)))
        rechecked(engine)
        made().once()
        assert amounts(engine)[-1] == ("Alta Works", 50_000_000)
        site.put("/a", web.status(410))
        rechecked(engine)
        assert made().once()["gone"] == 1
        gone = row(engine, page)
        assert gone.status == "gone"
        assert gone.gone_at is not None
        assert gone.recheck_at is None
        assert len(captures(engine)) == 2


def test_once_that_is_told_to_stop_says_what_is_left(engine: Engine, made: Callable[..., Worker]) -> None:
    """It begins no further source, and the next run has what waits."""
    with Site() as site:
        pages = [site.put(f"/{n}", web.page(article("Alta Works", n + 1))) for n in range(3)]
        add_source(engine, "one", pages[0], "page", 60)
        offered(engine, *pages[1:])
        told = made()
        told.stop()
        assert told.once()["left"] == 2
        assert site.count("/0") == 0
        assert made().once()["captured"] == 3


def test_a_paused_source_goes_on_where_it_was(engine: Engine, made: Callable[..., Worker]) -> None:
    """Its articles are not looked at while it is paused, and those that became due meanwhile are once it is resumed."""
    with Site() as site:
        page = site.put("/a", web.page(article("Alta Works", 40)))
        feed = site.put("/feed.xml", web.page(_feed(page), "application/rss+xml", etag="auto"))
        add_source(engine, "loop", feed, "feed", 60)
        made().once()
        site.put("/a", web.page(article("Alta Works", 50)))
        rechecked(engine)
        decided(engine, "loop", SourcePaused(name="loop"))
        made().once()
        assert site.count("/a") == 1
        decided(engine, "loop", SourceResumed(name="loop"))
        made().once()
        assert amounts(engine)[-1] == ("Alta Works", 50_000_000)
        with reading(engine) as conn:
            run = runs.all_runs(conn)["loop"]
        assert (run.runs, run.found) == (2, 1)


def test_what_cannot_be_had_falls_back_on_what_the_feed_carries(engine: Engine, made: Callable[..., Worker]) -> None:
    """A page behind a wall: the entry's own words are better than nothing, and that there is a wall is told as well."""
    with Site() as site:
        page = site.put("/walled", web.status(403))
        text = "Alta Works has raised 40 million dollars in a Series A round."
        feed = site.put("/feed.xml", web.page(_feed(page, text=text), "application/rss+xml"))
        add_source(engine, "loop", feed, "feed", 60)
        made().once()
        assert amounts(engine) == [("Alta Works", 40_000_000)]
        walled = row(engine, page)
        assert (walled.status, walled.publication_id is not None, walled.recheck_at) == ("refused", True, None)
        assert "403" in (walled.reason or "")
        made().once()
        assert len(captures(engine)) == 1
        assert site.count("/walled") == 1


def test_what_cannot_be_read_is_quarantined_with_its_reason(engine: Engine, made: Callable[..., Worker]) -> None:
    """And read again only when it has changed."""
    with Site() as site:
        page = site.put("/empty", web.page("<html><body><script>show()</script></body></html>"))
        add_source(engine, "one", page, "page", 60)
        assert made().once()["quarantined"] == 1
        with reading(engine) as conn:
            [entry] = quarantine.entries(conn)
        assert entry.address == page
        assert "no article text" in entry.reason
        assert made().once().get("quarantined", 0) == 0
        site.put("/empty", web.page(article("Alta Works", 40)))
        made().once()
        assert amounts(engine) == [("Alta Works", 40_000_000)]


def test_a_page_that_names_another_address_as_its_own(engine: Engine, made: Callable[..., Worker]) -> None:
    """It does not speak for somebody else's address."""
    with Site() as site:
        html = article("Alta Works", 40).replace("<head>", '<head><link rel="canonical" href="https://bank.example/a">')
        page = site.put("/a", web.page(html))
        add_source(engine, "one", page, "page", 60)
        made().once()
        assert captures(engine)[0]["publication"]["url"] == page


def test_a_folder(engine: Engine, made: Callable[..., Worker], tmp_path: Path) -> None:
    """Files are read when they are there, and again when they changed; they are never looked for on the web."""
    folder = tmp_path / "news"
    folder.mkdir()
    file = folder / "a.html"
    file.write_text(article("Alta Works", 40), encoding="utf-8")
    _settle(file)
    add_source(engine, "folder", str(folder), "folder", 60)
    assert made().once()["captured"] == 1
    rechecked(engine)
    assert made().once() == {"facts": 0, "source_read": 1}
    file.write_text(article("Alta Works", 45), encoding="utf-8")
    _settle(file, by=90)
    made().once()
    assert amounts(engine) == [("Alta Works", 40_000_000), ("Alta Works", 45_000_000)]


def test_once_gives_way_to_a_worker_that_is_at_work(engine: Engine, made: Callable[..., Worker]) -> None:
    """With a sentence, and nothing done."""
    held(engine, "somebody else")
    with pytest.raises(LeaseHeld, match="somebody else"):
        made().once()


def test_a_worker_ends_when_it_is_told_to(engine: Engine, made: Callable[..., Worker]) -> None:
    """What was under way is done or given back, and the lease is free at once."""
    with Site() as site:
        pages = [site.put(f"/{n}", web.slow(0.1, web.page(article(f"Alta {n} Works", 40)))) for n in range(12)]
        feed = site.put("/feed.xml", web.page(_feed(*pages), "application/rss+xml"))
        add_source(engine, "loop", feed, "feed", 60)
        first = made()
        thread = threading.Thread(target=first.run)
        thread.start()
        deadline = time.monotonic() + 60
        while not captures(engine):
            assert time.monotonic() < deadline, "nothing was captured"
            time.sleep(0.05)
        first.stop()
        thread.join(60)
        assert not thread.is_alive()
        with reading(engine) as conn:
            assert lease.standing(conn) is None
            claimed = conn.exec_driver_sql("SELECT count(*) FROM work WHERE claimed_by IS NOT NULL").scalar()
        assert claimed == 0
        made().once()
        assert len(captures(engine)) == len(pages)
        with reading(engine) as conn:
            assert queue.drained(conn)


def _feed(*links: str, text: str = "") -> str:
    items = "".join(
        f"<item><title>News</title><link>{link}</link><description>{text}</description>"
        f"<pubDate>Mon, 02 Mar 2026 09:00:00 +0100</pubDate></item>"
        for link in links
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>A feed</title>{items}</channel></rss>'


def _settle(file: Path, by: int = 120) -> None:
    """Let the file have been written a while ago: one that is being written is left alone."""
    moment = time.time() - by
    os.utime(file, (moment, moment))
