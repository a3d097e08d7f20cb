"""What waits in quarantine: looked at, tried again, dismissed."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine, make_url

from ledger.store import quarantine
from ledger.store.database import open_engine, writing
from ledger.worker.tables import addresses
from tests.ingest.command import Answer, Command, initialised, make_template

STAKE: dict[str, Any] = {"kind": "stake", "company": "Scale AI", "percent": 49, "publisher": "Desk", "url": "x:1"}
PAGE = "<html><body><article><h1>Meta pays</h1>" + "<p>Meta pays for a share of Scale AI.</p>" * 9 + "</article></body>"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with the seed companies."""
    return make_template(tmp_path_factory.mktemp("quarantine"))


@pytest.fixture
def ledger(template: Path, tmp_path: Path) -> Command:
    """The command with such a ledger."""
    return initialised(template, tmp_path)


def put(ledger: Command, address: str, body: bytes, reason: str = "It was not read.", at: int = 10**15) -> None:
    """Let something wait that the worker could not read."""
    engine = open_engine(ledger.url)
    with writing(engine) as conn:
        quarantine.put(conn, address=address, body=body, reason=reason, at=at)
    engine.dispose()


def waiting(ledger: Command) -> list[dict[str, Any]]:
    return ledger("quarantine", "list", "--json").rows


def captured(ledger: Command) -> dict[str, Any]:
    """The publication of the only document."""
    [event] = [row for row in ledger("events", "--json").rows if row["type"] == "DocumentCaptured"]
    publication: dict[str, Any] = event["payload"]["publication"]
    return publication


# -- Looking ----------------------------------------------------------------------------------------------------------


def test_what_waits_is_listed_latest_first(ledger: Command) -> None:
    """With reason, attempts and size; nothing waiting is no failure."""
    assert waiting(ledger) == []
    assert "Nothing waits" in ledger("quarantine", "list").out
    put(ledger, "a.txt", b"\x00", "It is binary.")
    put(ledger, "b.txt", b"\x00\x01", "It is \x1b[31mred.", at=2 * 10**15)
    put(ledger, "a.txt", b"\x00", "It is still binary.", at=3 * 10**15)
    first, second = waiting(ledger)
    assert (first["address"], first["reason"], first["attempts"], first["size"]) == (
        "a.txt", "It is still binary.", 2, 1,
    )  # fmt: skip
    assert (first["first_at"], second["address"]) == ("2001-09-09T01:46:40Z", "b.txt")
    shown = ledger("quarantine", "list").out
    assert first["id"] in shown
    assert "\x1b" not in shown


def test_one_entry_is_shown_as_it_begins(ledger: Command) -> None:
    """By its address, its id, or its bytes' hash; what does not print is spelled out."""
    put(ledger, "a.txt", "Été \x1b[31m".encode() + b"\xff\x00" + b"x" * 10_000)
    [entry] = waiting(ledger)
    for reference in ("a.txt", entry["id"], entry["id"][:4], entry["body_hash"][:12]):
        row = ledger("quarantine", "show", reference, "--json").row
        assert row["beginning"].startswith("Été \x1b[31m\\xff\x00xxx")
        assert len(row["beginning"]) < 1000
        shown = ledger("quarantine", "show", reference).out
        assert "Été" in shown
        assert "\x1b" not in shown


def test_its_bytes_can_be_had(ledger: Command) -> None:
    """As they are, in a file or on standard output."""
    body = b"\x89PNG\r\n\x00\xff"
    put(ledger, "a.txt", body)
    target = ledger.folder / "out.bin"
    assert ledger("quarantine", "show", "a.txt", "--raw", str(target)).out == ""
    assert target.read_bytes() == body
    put(ledger, "b.txt", b"plain\n")
    assert ledger("quarantine", "show", "b.txt", "--raw", "-").out == "plain\n"


@pytest.mark.parametrize("command", [["show"], ["retry"], ["drop", "--reason", "x"]])
def test_an_entry_that_is_not_there(ledger: Command, command: list[str]) -> None:
    """Or that could be several."""
    put(ledger, "a.txt", b"\x00")
    put(ledger, "a.txt", b"\x01")
    for reference, words in (("b.txt", "Nothing waits"), ("", "Nothing waits"), ("a.txt", "Several things wait")):
        assert words in ledger("quarantine", *command, reference, code=1).sentence
    assert len(waiting(ledger)) == 2


# -- Trying again -----------------------------------------------------------------------------------------------------


def retry(ledger: Command, *arguments: str, code: int = 0) -> Answer:
    return ledger("quarantine", "retry", *arguments, "--json", code=code)


def test_what_can_be_read_now_leaves(ledger: Command) -> None:
    """A correction that came before what it corrects."""
    early = ledger.file("b.jsonl", [STAKE | {"percent": 48, "corrects": "stake-1", "published": "2025-10-09"}])
    ledger("ingest", early, code=1)
    assert "“stake-1”" in retry(ledger, "--all", code=1).row["reason"]
    [entry] = waiting(ledger)
    assert entry["attempts"] == 2
    ledger("ingest", ledger.file("a.jsonl", [STAKE | {"fact_id": "stake-1", "published": "2025-10-06"}]))
    assert retry(ledger, entry["id"]).row["status"] == "ingested"
    assert waiting(ledger) == []
    assert "Nothing waits" in ledger("quarantine", "retry", "--all").out


@pytest.mark.parametrize(
    ("address", "body"),
    [
        ("https://desk.example/meta?page=1", PAGE.encode()),
        ("https://desk.example/meta.html", PAGE.encode()),
        ("https://desk.example/memo", b"Meta pays for a share of Scale AI."),
    ],
    ids=["no ending", "ending", "text"],
)
def test_a_page_is_read_as_its_address_or_its_beginning_says(ledger: Command, address: str, body: bytes) -> None:
    """And is published at its address, by the host if nobody says otherwise."""
    put(ledger, address, body)
    assert retry(ledger, address).row["status"] == "ingested"
    assert (captured(ledger)["url"], captured(ledger)["publisher"]) == (address, "desk.example")
    assert waiting(ledger) == []


def test_what_is_said_of_the_source_completes_it(ledger: Command) -> None:
    """And what the person says goes before."""
    address = "https://desk.example/meta"
    ledger("source", "add", "desk", "https://desk.example/feed", "--publisher", "The Desk")
    engine = open_engine(ledger.url)
    with engine.begin() as conn:
        conn.execute(sa.insert(addresses).values(address=address, source="desk", checks=0, status="quarantined"))
    engine.dispose()
    put(ledger, address, PAGE.encode())
    assert retry(ledger, address, "--published", "2025-06-12").row["status"] == "ingested"
    publication = captured(ledger)
    assert (publication["publisher"], publication["published"]) == ("The Desk", "2025-06-12")


def test_an_entry_of_a_feed_is_read_again(ledger: Command) -> None:
    """As it was stored, once its date is not in the future any more, or somebody gives the right one."""
    feed = ledger.file(
        "feed.xml",
        "<rss><channel><item><title>Meta pays</title><link>https://desk.example/1</link>"
        "<pubDate>Thu, 12 Jun 2199 08:00:00 GMT</pubDate></item></channel></rss>",
    )
    ledger("ingest", feed, code=1)
    [entry] = waiting(ledger)
    assert entry["address"] == f"{feed}, entry 1"
    assert "in the future" in retry(ledger, entry["id"], code=1).row["reason"]
    assert retry(ledger, entry["id"], "--published", "2025-06-12").row["status"] == "ingested"
    assert (captured(ledger)["url"], captured(ledger)["title"]) == ("https://desk.example/1", "Meta pays")
    assert waiting(ledger) == []


def test_wrong_lines_are_read_again(ledger: Command) -> None:
    """Of a table with the header that they were kept with; they wait as they did."""
    ledger("ingest", ledger.file("facts.csv", "kind,company,percent\nstake,A,10\nstake,B,149\n"), code=1)
    [entry] = waiting(ledger)
    assert "a percentage of 149" in retry(ledger, entry["id"], code=1).row["reason"]
    [again] = waiting(ledger)
    assert (again["id"], again["attempts"]) == (entry["id"], 2)


#: A table whose lines 4, 6 (a cell of which goes on in line 7), 8 and 10 are wrong.
_TABLE = """kind,company,percent,title
stake,A,10,
stake,B,20,
stake,C,149,
stake,D,30,
stake,E,151,"a title
of two lines"
stake,F,152,
stake,G,40,
stake,H,153,
"""
_SHARES = (("A", 149), ("B", 10), ("C", 151), ("D", 152))
_ROWS = [STAKE | {"company": name, "percent": percent} for name, percent in _SHARES]


@pytest.mark.parametrize(
    ("name", "table", "numbers"),
    [("facts.csv", _TABLE, [4, 6, 8, 10]), ("facts.jsonl", _ROWS, [1, 3, 4])],
    ids=["csv", "jsonl"],
)
def test_wrong_lines_are_named_as_they_stood(ledger: Command, name: str, table: Any, numbers: list[int]) -> None:
    """In the file, however often what was kept of it is tried again."""
    ledger("ingest", ledger.file(name, table), code=1)
    [entry] = waiting(ledger)
    for _ in range(2):
        assert [int(n) for n in re.findall(r"line (\d+):", entry["reason"])] == numbers
        assert retry(ledger, entry["id"], code=1).row["reason"] == entry["reason"]
        [entry] = waiting(ledger)


def test_what_was_kept_before_it_was_known_where_it_stood(ledger: Command) -> None:
    """Is counted from its own beginning."""
    put(ledger, "facts.csv", b"kind,company,percent\nstake,B,149")
    assert "line 2: " in retry(ledger, "facts.csv", code=1).row["reason"]


def test_what_nothing_was_kept_of(ledger: Command) -> None:
    """Is read from its file, if it is there and not too large any more, or else cannot be."""
    path = ledger.file("long.txt", "Nothing to report. " * 1000)
    ledger("ingest", path, code=1, max_document_bytes="1000")
    [entry] = waiting(ledger)
    assert entry["size"] == 0
    assert retry(ledger, entry["id"]).row["status"] == "ingested"
    assert waiting(ledger) == []
    put(ledger, "https://desk.example/large", b"", "It was too large.")
    assert "Nothing was kept of" in retry(ledger, "--all", code=1).row["reason"]
    assert len(waiting(ledger)) == 1


def test_entries_are_named_or_all_are_meant(ledger: Command) -> None:
    """Neither is wrong usage, and both are."""
    assert "name entries, or say --all" in ledger("quarantine", "retry", code=2).err
    ledger("quarantine", "retry", "a.txt", "--all", code=2)


# -- Dismissing -------------------------------------------------------------------------------------------------------


def test_an_entry_is_dropped_with_a_reason(ledger: Command) -> None:
    """Which the program's log keeps with who did it; the ledger's log says nothing of what was never in it."""
    put(ledger, "a.txt", b"\x00")
    put(ledger, "b.txt", b"\x01")
    before = ledger("events", "--json").out
    answer = ledger("quarantine", "drop", "a.txt", "--reason", "a picture", log_format="json")
    assert answer.out.startswith("Dropped: a.txt")
    line = json.loads(answer.err)
    assert (line["event"], line["address"], line["reason"], line["by"]) == (
        "quarantine_dropped", "a.txt", "a picture", "ana",
    )  # fmt: skip
    assert [entry["address"] for entry in waiting(ledger)] == ["b.txt"]
    assert ledger("events", "--json").out == before


def test_without_a_reason_nothing_is_dropped(ledger: Command) -> None:
    """It says why it is needed."""
    put(ledger, "a.txt", b"\x00")
    assert "Say why" in ledger("quarantine", "drop", "a.txt", "--reason", " ", code=1).sentence
    ledger("quarantine", "drop", "a.txt", code=2)
    assert len(waiting(ledger)) == 1


def test_the_same_on_postgresql(postgres_engine: Engine, tmp_path: Path) -> None:
    """Listed, shown, tried, dropped."""
    ledger = Command(postgres_engine.url.render_as_string(hide_password=False), tmp_path)
    assert make_url(ledger.url).get_backend_name() == "postgresql"
    put(ledger, "https://desk.example/meta", PAGE.encode())
    put(ledger, "a.txt", b"\x00")
    assert len(waiting(ledger)) == 2
    assert "Meta pays" in ledger("quarantine", "show", "https://desk.example/meta", "--json").row["beginning"]
    assert sorted(row["status"] for row in retry(ledger, "--all", code=1).rows) == ["ingested", "quarantined"]
    ledger("quarantine", "drop", "a.txt", "--reason", "x")
    assert waiting(ledger) == []
