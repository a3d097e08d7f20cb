"""`deal-ledger source …`: what it prints, where, and with which exit code."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from ledger import bootstrap
from ledger.ingest.sources.base import Content
from ledger.model.errors import UnreadableDocument
from ledger.store.database import open_engine
from ledger.worker.tables import source_runs
from tests.ingest.command import Command, initialised, make_template

FEED = "https://bureau.example/feed.xml"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with the seed companies."""
    return make_template(tmp_path_factory.mktemp("sources"))


@pytest.fixture
def ledger(template: Path, tmp_path: Path) -> Command:
    """The command with such a ledger."""
    return initialised(template, tmp_path)


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What is at which address."""
    pages: dict[str, str] = {}

    def fetch(address: str) -> Content:
        if address not in pages:
            raise UnreadableDocument(f"{address} does not answer.")
        return Content(address, pages[address].encode(), "")

    monkeypatch.setattr(bootstrap, "fetching", lambda _settings: contextlib.nullcontext(fetch))
    return pages


class _Site(BaseHTTPRequestHandler):
    """A page that is a feed, and nothing else."""

    def do_GET(self) -> None:
        body = b"<rss><channel><item><title>Meta paie</title><link>/1</link></item></channel></rss>"
        self.send_response(200 if self.path == "/feed" else 404)
        self.send_header("Content-Type", "application/rss+xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Nobody reads it."""


@pytest.fixture
def server() -> Iterator[str]:
    """The address of such a site on this machine."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Site) as found:
        thread = threading.Thread(target=found.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{found.server_port}"
        found.shutdown()
        thread.join()


def test_the_life_of_a_source(ledger: Command) -> None:
    """Added, updated, paused, resumed, removed: each an event with its reason, and said again it is none."""
    first = ledger("source", "add", "bureau", FEED, "--reason", "early", "--json").row
    assert (first["new"], first["ids"]) == (True, ["bureau"])
    assert ledger("source", "add", "bureau", FEED, "--json").row == first | {"new": False}
    added = ledger("source", "add", "bureau", FEED, "--every", "1h", "--publisher", "Le Bureau", "--language", "fr")
    assert "“bureau” is read as a feed, every 1h" in added.out
    for command in ("pause", "resume", "remove"):
        assert "Position" in ledger("source", command, "bureau", "--reason", "because").out
        if command != "remove":
            assert "nothing was appended" in ledger("source", command, "bureau").out
    assert ledger("source", "list", "--json").rows == []
    events = [row for row in ledger("events", "--json").rows if row["type"].startswith("Source")]
    assert [(row["type"], row["payload"]["reason"]) for row in events] == [
        ("SourceAdded", "early"),
        ("SourceAdded", None),
        ("SourcePaused", "because"),
        ("SourceResumed", "because"),
        ("SourceRemoved", "because"),
    ]
    assert ledger("verify", "--json").row["problems"] == []


def test_a_command_id_makes_it_safe_to_send_again(ledger: Command) -> None:
    """The same is the same, and something else under it is refused."""
    arguments = ["source", "add", "bureau", FEED, "--command-id", "c-1", "--json"]
    first = ledger(*arguments).row
    assert ledger(*arguments).row == first | {"new": False}
    assert "c-1" in ledger("source", "pause", "bureau", "--command-id", "c-1", code=1).sentence


def test_the_list_says_how_each_fared(ledger: Command) -> None:
    """What the worker remembers beside what was decided; a row a source, by name."""
    ledger("source", "add", "bureau", FEED)
    ledger("source", "add", "archive", "https://bureau.example/sitemap.xml", "--every", "1d")
    ledger("source", "pause", "archive")
    engine = open_engine(ledger.url)
    with engine.begin() as conn:
        values = {"term": 1, "runs": 7, "failures": 2, "found": 40, "reason": "it answered 503", "ok_at": 10**15}
        conn.execute(sa.insert(source_runs).values(source="bureau", next_at=2 * 10**15, **values))
    engine.dispose()
    archive, bureau = ledger("source", "list", "--json").rows
    assert (archive["name"], archive["paused"], archive["every_seconds"], archive["next_at"]) == (
        "archive", True, 86_400, None,
    )  # fmt: skip
    assert (bureau["runs"], bureau["failures"], bureau["found"]) == (7, 2, 40)
    assert (bureau["next_at"], bureau["ok_at"], bureau["reason"]) == (
        "2033-05-18T03:33:20Z",
        "2001-09-09T01:46:40Z",
        "it answered 503",
    )
    shown = ledger("source", "list").out
    for words in ("archive", "paused", "1d", "2001-09-09", "503"):
        assert words in shown


def test_an_empty_list(ledger: Command) -> None:
    """Is no failure."""
    assert "There are no sources" in ledger("source", "list").out
    assert ledger("source", "list", "--json").rows == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["add", "a", "https://me:secret@x.example/"], "holds a name or password"),
        (["add", "a", "nowhere"], "neither an address of the web"),
        (["add", "a", FEED, "--every", "often"], "“often” is no interval"),
        (["add", "a", FEED, "--every", "5s"], "DEAL_LEDGER_SOURCE_LEAST_SECONDS"),
        (["add", "a", FEED, "--kind", "mailbox"], "“mailbox” is no kind of source"),
        (["pause", "nobody"], "no source “nobody”"),
        (["resume", "nobody"], "no source “nobody”"),
        (["remove", "nobody"], "no source “nobody”"),
        (["test", "nobody"], "no source “nobody”"),
        (["test", "https://x.example/feed"], "does not answer"),
        (["import", "none.opml"], "no such file"),
        (["export", "no/such/folder/x.opml"], "cannot be written"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_cannot_be_done(ledger: Command, site: dict[str, str], arguments: list[str], words: str) -> None:
    """One sentence, and nothing changes."""
    before = ledger("events", "--json").out
    sentence = ledger("source", *arguments, "--json", code=1).sentence
    assert words in sentence
    assert "secret" not in sentence
    assert ledger("events", "--json").out == before


def test_a_shorter_interval_where_a_setting_allows_it(ledger: Command) -> None:
    """As the refusal says."""
    ledger("source", "add", "a", FEED, "--every", "5s", source_least_seconds="1")
    assert ledger("source", "list", "--json").row["every_seconds"] == 5


def test_a_source_is_tried_out(ledger: Command, site: dict[str, str]) -> None:
    """By its address or its name; nothing is stored, and what is wrong there is exit code 1."""
    site[FEED] = (
        "<rss><channel><title>Le Bureau</title><item><title>Meta paie</title><link>/1</link>"
        "<pubDate>jeu., 12 juin 2025 08:00 +0200</pubDate></item></channel></rss>"
    )
    before = ledger("events", "--json").out
    found = ledger("source", "test", FEED, "--json").row
    assert found == {
        "address": "https://bureau.example/1",
        "title": "Meta paie",
        "publisher": "Le Bureau",
        "published": "2025-06-12T08:00+02:00",
        "whole": False,
        "reason": None,
    }
    assert ledger("events", "--json").out == before
    ledger("source", "add", "bureau", FEED, "--publisher", "Le Bureau des deals")
    assert ledger("source", "test", "bureau", "--json").row == found | {"publisher": "Le Bureau des deals"}
    assert "Meta paie" in ledger("source", "test", "bureau").out
    site[FEED] = "<rss><channel><item/></channel></rss>"
    assert "holds no text and leads nowhere" in ledger("source", "test", "bureau", "--json", code=1).row["reason"]
    site[FEED] = "<rss><channel/></rss>"
    assert "leads to nothing at the moment" in ledger("source", "test", "bureau").out


def test_an_address_is_fetched_as_the_worker_would(tmp_path: Path, server: str) -> None:
    """Which is not at all on a private network, unless a setting names it; it needs no ledger."""
    run = Command(f"sqlite:///{tmp_path / 'none.sqlite'}", tmp_path)
    assert "127.0.0.1" in run("source", "test", f"{server}/feed", "--json", code=1).sentence
    allowed = partial(run, "source", "test", "--json", "--kind", "feed", fetch_allow_private="127.0.0.0/8")
    assert allowed(f"{server}/feed", fetch_pause="0").row["address"] == f"{server}/1"
    assert "is not found" in allowed(f"{server}/none", fetch_pause="0", code=1).sentence


def test_a_folder_is_tried_out_without_a_ledger(tmp_path: Path) -> None:
    """It needs neither a database nor a network."""
    folder = tmp_path / "in"
    folder.mkdir()
    run = Command(f"sqlite:///{tmp_path / 'none.sqlite'}", tmp_path)
    path = run.file("in/memo.txt", "Meta paie.")
    os.utime(path, (0, 0))
    assert run("source", "test", str(folder), "--json").row["address"] == path
    assert not (tmp_path / "none.sqlite").exists()


def test_sources_go_out_and_in(ledger: Command, template: Path, tmp_path: Path) -> None:
    """Into another ledger; what is wrong in a file is said by itself, with exit code 1."""
    ledger("source", "add", "Le Bureau", FEED, "--every", "1h", "--publisher", "Le Bureau", "--language", "fr")
    path = str(tmp_path / "out.opml")
    assert ledger("source", "export", path, "--json").row == {"sources": 1, "file": path}
    (tmp_path / "other").mkdir()
    other = initialised(template, tmp_path / "other")
    assert other("source", "import", path, "--json").row == {
        "place": 1, "name": "Le Bureau", "status": "added", "reason": None,
    }  # fmt: skip
    assert "1 unchanged" in other("source", "import", path).out
    kept = ("name", "address", "kind", "every_seconds", "publisher", "language")
    [before], [after] = ledger("source", "list", "--json").rows, other("source", "list", "--json").rows
    assert [before[name] for name in kept] == [after[name] for name in kept]
    wrong = ledger.file("more.csv", "name,address\ndesk,https://desk.example/\npirates,ftp://x.example/\n")
    answer = other("source", "import", wrong, code=1)
    assert "1 added, 1 refused" in answer.out
    assert answer.err.startswith(f"{wrong}, no. 3: “ftp://x.example/” is no address of the web")
