"""The commands around reading: what waits, reading again, measuring, and showing an article with its facts."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from ledger.extract.reader import RuleReader
from ledger.model.facts import FactBase
from tests.ingest.command import COMMAND, Command, initialised, make_template

TEXT = "Meta has invested $15 billion in Scale AI.\n\nThe deal was announced on Thursday, and its terms were not told."


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_template(tmp_path_factory.mktemp("template"))


@pytest.fixture
def ledger(template: Path, tmp_path: Path) -> Command:
    return initialised(template, tmp_path)


@pytest.fixture
def waiting(ledger: Command) -> Command:
    """A ledger in which a fact waits, since nobody is sure enough."""
    path = ledger.file("memo.txt", TEXT)
    options = ("--published", "2025-06-12", "--publisher", "Cafétech", "--json")
    done = ledger("ingest", path, *options, review_below="1").row
    assert (done["facts"], done["waiting"]) == (0, 1)
    return ledger


def test_review_from_end_to_end(waiting: Command) -> None:
    """Listed, shown, accepted, reported, and listed no more; the decision is exported and scored."""
    [row] = waiting("review", "list", "--json").rows
    assert (row["status"], row["cause"], row["kind"]) == ("waiting", "confidence", "investment")
    assert "the limit is 100%" in row["reason"]
    assert "Scale AI" in waiting("review", "list").out
    shown = waiting("review", "show", row["proposal_id"], "--json").row
    assert shown["context"].startswith("Meta has invested $15 billion in Scale AI. The deal")
    assert "not yet" in waiting("review", "show", str(row["seq"])).out
    assert waiting("state", "Scale AI", "--json").row["slots"] == []
    done = waiting("review", "accept", row["proposal_id"], "--reason", "clear enough", "--json").row
    assert (done["status"], done["new"]) == ("accepted", True)
    [slot] = waiting("state", "Scale AI", "--json").row["slots"]
    assert slot["claims"][0]["claim_id"] == done["claim_id"]
    assert waiting("review", "list", "--json").out == ""
    assert [r["status"] for r in waiting("review", "list", "--status", "all", "--json").rows] == ["accepted"]
    assert "decided before" in waiting("review", "accept", row["proposal_id"]).out
    folder = waiting.folder / "corpus"
    assert waiting("review", "export", str(folder), "--json").row["documents"] == 1
    assert waiting("score", str(folder), "--json", "--min-precision", "1", "--min-recall", "1").row["hit"] == 1
    waiting("verify")


def test_edit_and_reject(waiting: Command) -> None:
    """An edit has to be borne out; a rejection has to say why."""
    [row] = waiting("review", "list", "--json").rows
    said = waiting("review", "edit", row["proposal_id"], "--set", "amount.value=16000000000", code=1).sentence
    assert "does not bear it out: the figure 16000000000 does not stand in the quote" in said
    waiting("review", "reject", row["proposal_id"], code=2)
    assert "Rejected" in waiting("review", "reject", row["proposal_id"], "--reason", "a rumour").out
    assert "was rejected by ana" in waiting("review", "accept", row["proposal_id"], code=1).sentence
    assert "`deal-ledger review list`" in waiting("review", "show", "nothing", code=1).sentence
    waiting("review", "list", "--status", "lost", code=2)


def test_reading_again(ledger: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """Shown, then applied; a second time there is nothing to show."""
    path = ledger.file("memo.txt", TEXT)
    document = ledger("ingest", path, "--published", "2025-06-12", "--json").row["document_id"]
    assert ledger("reingest", "--all", "--json").out == ""
    assert "Nothing is read otherwise" in ledger("reingest", path).out
    read = RuleReader.read

    def hedged(self: RuleReader, text: str, **imprint: str | None) -> list[FactBase]:
        return [fact.model_copy(update={"round": "Series Z"}) for fact in read(self, text, **imprint)]

    monkeypatch.setattr(RuleReader, "read", hedged)
    monkeypatch.setattr(RuleReader, "version", "99")
    [row] = ledger("reingest", document[:12], "--json").rows
    assert (row["change"], row["before"]["round"], row["after"]["round"]) == ("changed", None, "Series Z")
    assert (row["applied"], row["reader"]["version"]) == (False, "99")
    assert "--apply does that" in ledger("reingest", "--all").out
    events = ledger("events", "--json").out
    assert ledger("reingest", "--all", "--apply", "--json").row["applied"] is True
    assert ledger("events", "--json").out.startswith(events)
    [slot] = ledger("state", "Scale AI", "--json").row["slots"]
    assert [claim["round"] for claim in slot["claims"]] == ["Series Z"]
    assert ledger("reingest", "--all", "--apply", "--json").out == ""
    ledger("verify")


def test_reading_again_needs_a_target(ledger: Command) -> None:
    """Everything is said with a word of its own, and what is not there is no document."""
    ledger("reingest", code=2)
    ledger("reingest", "memo.txt", "--all", code=2)
    assert "neither a file nor the id" in ledger("reingest", "deadbeef00", code=1).sentence


def test_a_score_can_fail(ledger: Command) -> None:
    """Below a minimum the exit code says so; the lines are for people, the last one sums up."""
    known = {"facts": [{"kind": "revenue", "company": "Meta", "amount": {"value": 1}, "quote": "terms"}]}
    ledger.file("a.txt", TEXT)
    ledger.file("a.json", json.dumps(known))
    answer = ledger("score", str(ledger.folder), "--verbose", "--min-recall", "0.5", code=1)
    last = answer.out.splitlines()[-1]
    assert last.startswith("precision 0.000 recall 0.000 f1 0.000 (0 hit, 1 missed, 1 wrong, 0 without a true quote")
    assert "a.txt: MISSED revenue Meta 1" in answer.err
    assert "holds no articles" in ledger("score", str(ledger.folder / "nothing"), code=1).sentence


def test_one_bad_file_keeps_no_other_from_being_read(ledger: Command) -> None:
    """Each is refused by name, the rest is printed, and the exit code says that something was refused."""
    german = "Die Firma hat in einer Runde Geld eingesammelt, wie das Unternehmen am Montag mit der Bank mitteilte. "
    bad = [ledger.file("de.txt", german * 2), ledger.file("empty.txt", ""), str(ledger.folder / "none.txt")]
    answer = ledger("extract", *bad, ledger.file("good.txt", TEXT), "--json", code=1)
    assert len(answer.rows) == 1
    said = answer.err.splitlines()
    assert len(said) == len(bad)
    assert all(line.startswith(str(path)) for line, path in zip(said, bad, strict=True))
    assert "language that cannot be read yet (de)" in said[0]


def test_one_bad_entry_keeps_no_other_from_being_read(ledger: Command) -> None:
    """Of a feed too."""
    german = "Die Firma hat in einer Runde Geld eingesammelt, wie das Unternehmen am Montag mit der Bank mitteilte. "
    entries = "".join(f"<item><title>News</title><description>{text}</description></item>" for text in (german, TEXT))
    answer = ledger("extract", ledger.file("feed.xml", f"<rss><channel>{entries}</channel></rss>"), "--json", code=1)
    assert len(answer.rows) == 1
    assert "(de)" in answer.err


def test_an_article_with_its_facts(ledger: Command) -> None:
    """One file that shows both, beside what is printed; a report of two articles is refused."""
    page = "<html><head><title>Deal</title></head><body><article><p>Meta has invested $15 billion in Scale AI.</p>"
    path, out = ledger.file("memo.html", page), ledger.folder / "report.html"
    [fact] = ledger("extract", path, "--html-report", str(out), "--json").rows
    assert f">{fact['quote']}</mark>" in out.read_text(encoding="utf-8")
    other = ledger.file("other.txt", TEXT)
    said = ledger("extract", path, other, "--html-report", str(out), "--json", code=1)
    assert "there are 2; name one file." in said.err
    assert "cannot be written" in ledger("extract", other, "--html-report", str(ledger.folder), code=1).err


def test_a_page_and_a_feed_from_end_to_end(ledger: Command) -> None:
    """Dated by what they say of themselves, never by their last edit."""
    linked = '{"@type": "NewsArticle", "datePublished": "2025-06-12", "dateModified": "2025-07-01"}'
    page = f"<html><head><script type='application/ld+json'>{linked}</script></head><body><article><p>{TEXT}</p>"
    path = ledger.file("memo.html", page)
    assert ledger("ingest", path, "--publisher", "Cafétech", "--json").row["facts"] == 1
    item = f"<item><title>News</title><link>https://b.example/1</link><description>{TEXT}</description></item>"
    feed = ledger.file("feed.rss", f"<rss><channel><title>Bureau</title>{item}</channel></rss>")
    assert ledger("ingest", feed, "--published", "2025-06-13", "--json").row["facts"] == 1
    rows = ledger("claims", "Scale AI", "--json").rows
    assert {(row["publisher"], row["known_at"][:10]) for row in rows} == {
        ("Cafétech", "2025-06-12"),
        ("Bureau", "2025-06-13"),
    }


def test_hostile_text_does_not_act_on_the_terminal(ledger: Command) -> None:
    """Neither its escape sequences nor its marks of direction come out of a command that people read."""
    path = ledger.file("memo.txt", "\x1b]0;owned\x07\u202eMeta has invested \u200f$15 billion\u202c in Scale AI.")
    ledger("ingest", path, "--title", "\x1b[31mred\u202e", review_below="1")
    [row] = ledger("review", "list", "--json").rows
    shown = ("review", "show", row["proposal_id"])
    for command in (("extract", path), ("review", "list"), shown, ("reingest", "--all")):
        answer = ledger(*command)
        assert not set("\x1b\x07\u202e\u200f") & set(answer.out + answer.err)


def test_the_installed_command_measures_itself(ledger: Command) -> None:
    """In a process of its own, without a database."""
    ledger.file("a.txt", TEXT)
    ledger.file("a.json", json.dumps({"facts": []}))
    done = subprocess.run([COMMAND, "score", ledger.folder], capture_output=True, encoding="utf-8", check=True)
    assert "1 articles" in done.stdout
