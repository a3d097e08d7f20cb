"""Many files into the ledger: what cannot be read waits in quarantine, and the run goes on. On both engines."""

from __future__ import annotations

import json
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from ledger.ingest import run as run_module
from ledger.ingest.files import Imprint
from ledger.ingest.preview import facts_in
from ledger.model.errors import DatabaseUnavailable, InvalidDate, LedgerError
from ledger.store import quarantine
from ledger.store.database import reading
from ledger.store.quarantine import Entry
from ledger.store.registry import Registry
from tests.ingest.samples import Told, events_of, ingest, ingester, investment, jsonl, known, register, tables

#: What a run may change where nothing was ingested.
APART = "quarantine"

MEMO = """\
---
publisher: Cafétech
published: 2025-06-12
title: Meta pays
language: en
---
Word is that Meta pays 15 billion for a share of Scale AI.
"""
PAYS = investment(quote="Meta pays 15 billion")
STAKE = {"kind": "stake", "company": "Scale AI", "percent": 49, "publisher": "Desk", "published": "2025-10-06"}


def memo(folder: Path, name: str = "memo.md", text: str = MEMO) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def waiting(engine: Engine) -> list[Entry]:
    with reading(engine) as conn:
        return quarantine.entries(conn)


def test_a_file_becomes_events(engine: Engine, tmp_path: Path) -> None:
    """The reader gets the text and what is known of its publication; its quotes stand in the stored text."""
    reader = Told([PAYS])
    [outcome] = ingest(engine, memo(tmp_path), reader=reader)
    assert (outcome.status, outcome.facts, outcome.registered, outcome.reason) == ("ingested", 1, 2, None)
    assert reader.seen == [
        {
            "text": "Word is that Meta pays 15 billion for a share of Scale AI.\n",
            "published": "2025-06-12",
            "publisher": "Cafétech",
            "title": "Meta pays",
            "language": "en",
        }
    ]
    [event] = events_of(engine, "FactReported")
    fact = event.payload["fact"]
    stored = next(row for row in tables(engine)["documents"] if outcome.document_id in row)
    assert any(isinstance(cell, str) and cell[fact["start"] : fact["end"]] == fact["quote"] for cell in stored)
    assert event.payload["reader"] == {"name": "told", "version": "1"}
    assert waiting(engine) == []


def test_the_same_file_again_is_not_even_read(engine: Engine, tmp_path: Path) -> None:
    """Not one row changes, and the reader has no work."""
    path = memo(tmp_path)
    [first] = ingest(engine, path, reader=Told([PAYS]))
    before, again = tables(engine), Told([PAYS], version="2")
    [second] = ingest(engine, path, reader=again)
    assert (second.status, second.facts) == ("unchanged", 0)
    assert (second.document_id, second.publication_id) == (first.document_id, first.publication_id)
    assert again.seen == []
    assert tables(engine) == before


def test_where_a_file_lies_does_not_matter(sqlite_engine: Engine, tmp_path: Path) -> None:
    """A copy of a document is the document."""
    [_, second] = ingest(sqlite_engine, memo(tmp_path), memo(tmp_path, "copy.md"), reader=Told([PAYS]))
    assert second.status == "unchanged"


def test_what_the_user_says_goes_first(sqlite_engine: Engine, tmp_path: Path) -> None:
    """Before what the document says of itself."""
    ingest(sqlite_engine, memo(tmp_path), reader=Told([PAYS]), given=Imprint(publisher="Other Paper"))
    [event] = events_of(sqlite_engine, "DocumentCaptured")
    publication = event.payload["publication"]
    assert (publication["publisher"], publication["published"]) == ("Other Paper", "2025-06-12")


def test_a_wrong_date_of_the_user_stops_the_run(engine: Engine, tmp_path: Path) -> None:
    """It is the user's mistake and not the documents', so nothing goes to quarantine."""
    before = tables(engine)
    with pytest.raises(InvalidDate, match="2025-02-30"):
        ingest(engine, memo(tmp_path), given=Imprint(published="2025-02-30"))
    assert tables(engine) == before


# -- Quarantine -------------------------------------------------------------------------------------------------------


def bad_files(folder: Path) -> dict[Path, str]:
    """Files that cannot be read, each with words of the reason."""
    large = folder / "large.txt"
    with large.open("wb") as file:
        file.truncate(200_000)
    wrong = dict(STAKE, percent=-1)
    files = {
        large: "200,000 bytes",
        memo(folder, "empty.txt", " \n"): "is empty",
        memo(folder, "word.docx", "text"): "“.docx”",
        memo(folder, "future.md", MEMO.replace("2025-06-12", "2026-06-12")): "in the future",
        memo(folder, "day.md", MEMO.replace("2025-06-12", "2025-02-30")): "front matter",
        memo(folder, "text.md", MEMO.replace("2025-06-12", "some day")): "“some day” is not a date",
        memo(folder, "list.md", MEMO.replace("Cafétech", "[a]")): "publisher has to be text",
        memo(folder, "pair.md", MEMO.replace("Cafétech", '"\\ud800"')): "surrogate",
        jsonl(folder / "wrong.jsonl", wrong): "line 1: percent: a percentage cannot be negative (-1)",
        jsonl(folder / "orphan.jsonl", dict(STAKE, corrects="nobody")): "“nobody”",
        jsonl(folder / "broken.jsonl", "{"): "line 1: not JSON",
    }
    binary = folder / "binary.txt"
    binary.write_bytes(b"\x00\x01\x02" * 100)
    return files | {binary: "is binary"}


def test_the_run_goes_on(engine: Engine, tmp_path: Path) -> None:
    """Whatever is wrong with the others: each has its outcome with its reason, and the good ones are ingested."""
    bad = bad_files(tmp_path)
    first, last = memo(tmp_path, "a.md"), memo(tmp_path, "z.md", MEMO.replace("Word", "News"))
    outcomes = ingest(engine, first, *bad, last, reader=Told([PAYS]))
    assert [o.status for o in outcomes] == ["ingested", *["quarantined"] * len(bad), "ingested"]
    for outcome, (path, words) in zip(outcomes[1:-1], bad.items(), strict=True):
        assert outcome.address == str(path)
        assert words in (outcome.reason or "")
        assert "\n" not in (outcome.reason or "")
    assert len(events_of(engine, "DocumentCaptured")) == 2


def test_what_is_quarantined_changes_nothing_else(engine: Engine, tmp_path: Path) -> None:
    """Log, documents, registry and read models stay row for row what they were."""
    ingest(engine, memo(tmp_path, "good.md"), reader=Told([PAYS]))
    before = tables(engine, APART)
    ingest(engine, *bad_files(tmp_path), reader=Told([PAYS]))
    assert tables(engine, APART) == before


def test_quarantine_keeps_reason_and_bytes(engine: Engine, tmp_path: Path) -> None:
    """Under the address, so that it can be looked at and tried again; another try is counted, not added."""
    body = b"\x00\x01\x02" * 100
    path = tmp_path / "binary.txt"
    path.write_bytes(body)
    ingest(engine, path)
    ingest(engine, path)
    [entry] = waiting(engine)
    assert (entry.address, entry.body_hash, entry.size) == (str(path), sha256(body).hexdigest(), 300)
    assert (entry.reason, entry.attempts) == (f"{path} is binary, not text.", 2)
    with reading(engine) as conn:
        assert quarantine.body_of(conn, entry.address, entry.body_hash) == body


def test_a_wrong_line_waits_alone(engine: Engine, tmp_path: Path) -> None:
    """The other lines of its document are ingested, and so are the other documents of the file."""
    wrong = dict(STAKE, percent=-1)
    other = dict(STAKE, publisher="Other Desk")
    outcomes = ingest(engine, jsonl(tmp_path / "facts.jsonl", STAKE, other, wrong))
    assert [outcome.status for outcome in outcomes] == ["ingested", "quarantined", "ingested"]
    [entry] = waiting(engine)
    with reading(engine) as conn:
        body = quarantine.body_of(conn, entry.address, entry.body_hash)
    assert body == json.dumps(wrong).encode()


def test_a_missing_file_does_not_wait(engine: Engine, tmp_path: Path) -> None:
    """There is nothing that could be looked at later; it has its outcome, and the run goes on."""
    outcomes = ingest(engine, tmp_path / "nothing.txt", memo(tmp_path), reader=Told([PAYS]))
    assert [outcome.status for outcome in outcomes] == ["refused", "ingested"]
    assert "no such file" in (outcomes[0].reason or "")
    assert waiting(engine) == []


def test_what_can_be_read_at_last_leaves_quarantine(engine: Engine, tmp_path: Path) -> None:
    """A correction that came before what it corrects is ingested at the next try, and nothing waits any more."""
    correction = jsonl(tmp_path / "b.jsonl", dict(STAKE, percent=48, corrects="stake-1", published="2025-10-09"))
    [outcome] = ingest(engine, correction)
    assert outcome.status == "quarantined"
    original = jsonl(tmp_path / "a.jsonl", dict(STAKE, fact_id="stake-1"))
    assert [o.status for o in ingest(engine, original, correction)] == ["ingested", "ingested"]
    assert waiting(engine) == []


def test_a_name_in_no_encoding_is_no_trouble(engine: Engine, tmp_path: Path) -> None:
    """Files may be called anything; what is shown and stored of the name is readable."""
    path = Path(str(tmp_path / "caf") + "\udce9.md")
    try:
        memo(tmp_path, path.name)
    except OSError:
        pytest.skip("this file system keeps no such names")
    empty = Path(str(tmp_path / "rien") + "\udce9.txt")
    empty.write_bytes(b"")
    good, bad = ingest(engine, path, empty, reader=Told([PAYS]))
    assert (good.status, bad.status) == ("ingested", "quarantined")
    assert good.address.endswith("caf\\udce9.md")
    assert (bad.reason or "").isascii()
    [event] = events_of(engine, "DocumentCaptured")
    assert event.payload["origin"] == good.address


def test_a_fault_of_the_database_is_nobody_s_document(sqlite_engine: Engine, tmp_path: Path) -> None:
    """It ends the run with its own error: the document is not to blame and does not go to quarantine."""
    path = memo(tmp_path)

    def unavailable(*_: object, **__: object) -> list[object]:
        raise DatabaseUnavailable("The disk is full.")

    reader = Told()
    reader.read = unavailable  # type: ignore[method-assign,assignment]
    with pytest.raises(DatabaseUnavailable):
        ingest(sqlite_engine, path, reader=reader)
    assert waiting(sqlite_engine) == []


def test_what_was_told_of_stays(sqlite_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that is broken off loses what was read and not told of yet; run again, it takes up the rest."""
    monkeypatch.setattr(run_module, "_TOGETHER", 2)
    files = [memo(tmp_path, f"{n}.txt", f"Number {n}.") for n in range(5)]
    run = ingester(sqlite_engine, Told([PAYS])).ingest(files, Imprint())
    told = [next(run).status for _ in range(3)]
    run.close()  # type: ignore[attr-defined]
    assert told == ["ingested"] * 3
    assert len(events_of(sqlite_engine, "DocumentCaptured")) == 4
    assert [outcome.status for outcome in ingest(sqlite_engine, *files)] == ["unchanged"] * 4 + ["ingested"]


def test_nobody_waits_long_for_an_outcome(
    sqlite_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where reading takes its time, each document is written by itself."""
    monkeypatch.setattr(run_module, "_SECONDS", 0.0)
    run = ingester(sqlite_engine).ingest([memo(tmp_path, f"{n}.txt", f"Number {n}.") for n in range(3)], Imprint())
    next(run)
    assert len(events_of(sqlite_engine, "DocumentCaptured")) == 1


def test_the_reader_is_made_from_what_is_known(sqlite_engine: Engine, tmp_path: Path) -> None:
    """Once for a run, from the registry as it stands."""
    register(sqlite_engine, known("Scale AI"))
    names: list[list[str]] = []

    def reader_for(registry: Registry) -> Told:
        names.append([entity.id for entity in registry.entities()])
        return Told()

    run = replace(ingester(sqlite_engine), reader_for=reader_for)
    list(run.ingest([memo(tmp_path), memo(tmp_path, "b.txt", "Two.")], Imprint()))
    assert names == [["scale-ai"]]


# -- Without a ledger -------------------------------------------------------------------------------------------------


def test_a_preview_finds_what_ingestion_would(tmp_path: Path) -> None:
    """In text and in structured files, with the same reader."""
    [fact] = facts_in(memo(tmp_path), Imprint(), Told([PAYS]), 1000)
    assert (fact.kind, fact.quote) == ("investment", "Meta pays 15 billion")
    assert [f.percent for f in facts_in(jsonl(tmp_path / "f.jsonl", STAKE, STAKE), Imprint(), Told(), 1000)] == [49, 49]


def test_a_preview_refuses_what_ingestion_would(tmp_path: Path) -> None:
    """With the same reasons, as errors, since there is no quarantine to keep it."""
    for path, words in bad_files(tmp_path).items():
        if path.name in ("future.md", "text.md", "pair.md", "orphan.jsonl"):  # only a ledger can tell
            continue
        with pytest.raises(LedgerError) as caught:
            list(facts_in(path, Imprint(), Told(), 100_000))
        assert words in str(caught.value)
