"""`deal-ledger alert …`: what it prints, where, and with which exit code."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from tests.alert.receiver import receiver
from tests.ingest.command import Command, initialised, make_template

FACT: dict[str, Any] = {
    "kind": "stake",
    "company": "Scale AI",
    "counterparties": [{"name": "Meta", "role": "investor"}],
    "percent": 49,
    "publisher": "Cafétech",
    "url": "https://cafetech.example/meta",
    "published": "2025-06-12",
    "quote": "49 %",
}
RIVAL = FACT | {"percent": 30, "publisher": "Gazette", "url": "https://gazette.example/meta", "quote": "30 %"}


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with the seed companies."""
    return make_template(tmp_path_factory.mktemp("alerts"))


@pytest.fixture
def ledger(template: Path, tmp_path: Path) -> Command:
    """The command, with the seed companies and nothing else."""
    return initialised(template, tmp_path)


@pytest.fixture(autouse=True)
def _may_post_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """The operator names this machine, which is none of the public internet."""
    monkeypatch.setenv("DEAL_LEDGER_FETCH_ALLOW_PRIVATE", "127.0.0.1")


def ingest(ledger: Command, *facts: dict[str, Any]) -> None:
    ledger("ingest", ledger.file("facts.jsonl", list(facts)))


def test_from_subscribing_to_a_message(ledger: Command) -> None:
    """Added, tested, delivered, listed, replayed and removed."""
    with receiver() as told:
        secret = ledger("alert", "add", "desk", "--when", "conflict", "--webhook", told.url, "--json").row["secret"]
        told.secrets = [secret]
        assert "arrive" in ledger("alert", "test", "desk").out
        ingest(ledger, FACT, RIVAL)
        assert ledger("alert", "deliver", "--json").row == {"messages": 1, "entries": 0, "failed": 0, "disabled": []}
        [listed] = ledger("alert", "list", "--json").rows
        assert (listed["state"], listed["delivered"], listed["behind"]) == ("well", 1, 0)
        ledger("alert", "replay", "desk", "--from", "0")
        assert "1 message delivered" in ledger("alert", "deliver").out
        assert secret not in ledger("alert", "list", "--json").out + ledger("events", "--json").out
        ledger("alert", "remove", "desk")
        assert "There are no subscriptions." in ledger("alert", "list").out
    assert [message["body"]["type"] for message in told.received] == ["alert.test", *["alert.raised"] * 2]
    assert told.ids[1] == told.ids[2]
    assert ledger("verify", "--json").row["problems"] == []


def test_what_fails_is_said(ledger: Command) -> None:
    """By exit code 1 and a sentence, in the list, and by `doctor`; a person starts it again."""
    with receiver(503, 410, 500) as told:
        told.secrets = [ledger("alert", "add", "desk", "--webhook", told.url, "--json").row["secret"]]
        ingest(ledger, FACT)
        failed = ledger("alert", "deliver", "--json", code=1)
        assert (failed.row["failed"], "did not arrive" in failed.err) == (1, True)
        assert [row["state"] for row in ledger("alert", "list", "--json").rows] == ["failing"]
        assert "1 subscription is failing and tried again: “desk”: The address answered 503." in ledger("doctor").out
        ledger("alert", "replay", "desk")
        assert ledger("alert", "deliver", "--json", code=1).row["disabled"] == ["desk"]
        assert [row["state"] for row in ledger("alert", "list", "--json").rows] == ["disabled"]
        assert "1 subscription is given up: “desk”" in ledger("doctor", code=1).out
        answer = ledger("alert", "test", "desk", "--json", code=1)
        assert answer.row == {"name": "desk", "arrived": False, "status": 500, "answer": "The address answered 500."}
        assert "The address answered 500." in answer.err
        ledger("alert", "replay", "desk")
        assert ledger("alert", "deliver", "--json").row["messages"] == 1
    assert "Every subscription can be delivered to." in ledger("doctor").out


def test_a_feed_is_written_whole(ledger: Command) -> None:
    """To a file or to standard output, with what has happened so far; no worker is needed."""
    added = ledger("alert", "add", "desk", "--company", "Meta", "--kind", "stake", "--atom", "--json").row
    assert (added["secret"], added["ids"]) == (None, ["meta"])
    ingest(ledger, FACT)
    file = ledger.folder / "desk.atom"
    done = ledger("alert", "feed", "desk", str(file), "--json").row
    assert done == {"name": "desk", "file": str(file), "bytes": file.stat().st_size}
    assert ledger("alert", "feed", "desk").out.encode() == file.read_bytes()
    assert len(etree.fromstring(file.read_bytes()).findall("{*}entry")) == 1
    assert [path.name for path in ledger.folder.glob("desk*")] == ["desk.atom"]


def test_saying_it_again_says_it_once(ledger: Command) -> None:
    """And shows no secret again; another word under the name is an event of its own."""
    add = ("alert", "add", "desk", "--webhook", "https://desk.example/hook")
    first = ledger(*add, "--json").row
    again = ledger(*add, "--json").row
    assert (again["seq"], again["new"], again["secret"]) == (first["seq"], False, None)
    changed = ledger(*add, "--when", "conflict", "--json").row
    assert (changed["new"], changed["secret"]) == (True, None)
    assert ledger("alert", "rotate", "desk", "--json").row["secret"].startswith("whsec_")
    assert ledger("alert", "rotate", "desk", "--secret-from", "DESK_SECRET", "--json").row["secret"] is None
    once = ledger("alert", "add", "one", "--atom", "--command-id", "c1", "--json").row
    assert ledger("alert", "add", "one", "--atom", "--command-id", "c1", "--json").row["seq"] == once["seq"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("add", "desk", "--atom", "--company", "Nobody Ltd"), "Nobody is registered as “Nobody Ltd”"),
        (("add", "desk", "--atom", "--kind", "merger"), "There is no kind “merger”"),
        (("add", "desk", "--atom", "--when", "a conflict"), "“a conflict” is nothing to wait for"),
        (("add", " ", "--atom"), "name has 1 to 100 characters"),
        (("add", "x" * 101, "--atom"), "name has 1 to 100 characters"),
        (("add", "desk", "--webhook", "ftp://desk.example"), "begins with https:// or http://"),
        (("add", "desk", "--webhook", "https://"), "begins with https:// or http://"),
        (("add", "desk", "--webhook", "https://desk.example:99999/"), "begins with https:// or http://"),
        (("add", "desk", "--webhook", "https://me:secret@desk.example/"), "must not hold a name or password"),
        (("add", "desk", "--atom", "--secret-from", "DESK"), "A feed signs nothing"),
        (("add", "desk", "--webhook", "https://d.example", "--secret-from", "whsec_a+b="), "A variable's name has"),
        (("remove", "desk"), "There is no subscription “desk”"),
        (("test", "desk"), "There is no subscription “desk”"),
        (("replay", "desk"), "There is no subscription “desk”"),
        (("rotate", "desk"), "There is no subscription “desk”"),
        (("feed", "desk"), "There is no subscription “desk”"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(
    ledger: Command, arguments: tuple[str, ...], sentence: str
) -> None:
    """With exit code 1, and without an event."""
    head = len(ledger("events", "--json").rows)
    assert sentence in ledger("alert", *arguments, code=1).sentence
    assert len(ledger("events", "--json").rows) == head


@pytest.mark.parametrize(
    "arguments",
    [
        ("add", "desk"),
        ("add", "desk", "--atom", "--webhook", "https://d.example"),
        ("replay", "desk", "--from", "-1"),
        ("feed", "desk", "--json"),
    ],
)
def test_wrong_usage(ledger: Command, arguments: tuple[str, ...]) -> None:
    assert ledger("alert", *arguments, code=2).out == ""


def test_a_feed_is_neither_tested_nor_signed(ledger: Command) -> None:
    ledger("alert", "add", "desk", "--atom")
    assert "is a feed, and nothing is sent" in ledger("alert", "test", "desk", code=1).sentence
    assert "is a feed; only what is posted is signed" in ledger("alert", "rotate", "desk", code=1).sentence
