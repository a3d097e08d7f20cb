"""Erasure on a legal request: what was said goes, everywhere; that it was said stays, and the log still verifies."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event, select
from sqlalchemy.exc import IntegrityError

from ledger.curate.commands import Command, Said, correct
from ledger.ingest.capture import By, capture
from ledger.ingest.files import Document, Imprint
from ledger.ingest.structured import StatedFact
from ledger.model.errors import ImpossibleDecision, LedgerError, UnknownClaim
from ledger.model.events import Reader
from ledger.model.facts import parse_fact
from ledger.ops.erase import Request, erase
from ledger.ops.read_models import verify_read_models
from ledger.ops.verify import verify
from ledger.project.tables import claims
from ledger.store import database, documents, log, quarantine
from ledger.store.database import reading, sqlite_file, writing
from ledger.store.registry import load
from tests.ingest.samples import tables
from tests.store.samples import append, erasure
from tests.support.rebuilding import rebuild_in_place

NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)
PRIVATE = "Jane Example joins Anvil as its chief, says a friend of hers."


def put(engine: Engine, text: str, *facts: dict[str, Any], publisher: str = "Morning Paper") -> str:
    document = Document("x", text.encode(), text, "text/plain", Imprint(publisher=publisher, published="2025-06-17"))
    stated = [StatedFact(parse_fact(fact)) for fact in facts]
    with writing(engine) as conn:
        return capture(conn, document, stated, By("tests", NOW, Reader(name="tests", version="1"))).document_id


@pytest.fixture
def ledger(engine: Engine) -> Engine:
    """Two documents, one of which speaks of a person."""
    put(engine, "Anvil made 5 million.", {"kind": "revenue", "company": "Anvil", "quote": "Anvil made 5 million."})
    person = [{"name": "Jane Example", "role": "person"}]
    fact = {"kind": "appointment", "company": "Anvil", "counterparties": person, "date": "2025-06", "quote": PRIVATE}
    put(engine, PRIVATE, fact)
    return engine


def ask(engine: Engine, kind: Any, reference: str, *, related: bool = False) -> Any:
    return erase(engine, Request(kind, reference, "request 7", related), actor="tests", now=NOW)


def whole(engine: Engine) -> tuple[int, int]:
    """How many events and documents are erased in a ledger that is whole, its read models included."""
    assert verify_read_models(engine) == ([], 0)
    with reading(engine) as conn:
        found = verify(conn)
    assert found.ok, found.problems
    return found.erased_events, found.erased_documents


def everything(engine: Engine) -> str:
    return repr(tables(engine))


def test_a_document(ledger: Engine) -> None:
    """Its text and its imprint go, its hash stays; the claims with their quotes stay."""
    identity = documents.document_id(PRIVATE.encode())
    done = ask(ledger, "document", identity)
    assert done.documents == (identity,)
    assert len(done.positions) == 1
    assert whole(ledger) == (1, 1)
    with reading(ledger) as conn:
        found = documents.get(conn, identity)
        assert found is not None
        assert (found.body, found.text) == (b"", "")
        assert log.get(conn, done.positions[0]).payload == {}
        assert log.get(conn, done.seq).payload["target_seq"] == done.positions[0]
        assert conn.execute(select(claims.c.quote).order_by(claims.c.seq)).scalars().all()[-1] == PRIVATE


def test_a_document_with_its_claims(ledger: Engine) -> None:
    """Nothing of its words is left in any table."""
    ask(ledger, "document", documents.document_id(PRIVATE.encode()), related=True)
    assert "chief" not in everything(ledger)
    assert whole(ledger) == (2, 1)


def test_a_person(ledger: Engine) -> None:
    """Registration and claims go; with `related` the documents too, and then the name is nowhere but in the id."""
    ask(ledger, "person", "Jane Example", related=True)
    assert "Jane" not in everything(ledger)
    assert "jane-example" in everything(ledger)
    assert whole(ledger) == (3, 1)
    with reading(ledger) as conn:
        assert load(conn).resolve("Jane Example") is None
    with pytest.raises(LedgerError, match="Nobody is known"):
        ask(ledger, "person", "Jane Example")


def test_a_claim_in_all_its_wordings(ledger: Engine) -> None:
    """A corrected claim goes with what it corrected."""
    with reading(ledger) as conn:
        claim = conn.execute(select(claims.c.claim_id).where(claims.c.kind == "appointment")).scalar_one()
    with writing(ledger) as conn:
        correct(conn, claim, {"date": "2025-07"}, Said(Command("tests", NOW), "misread"))
    done = ask(ledger, "claim", claim)
    assert len(done.positions) == 2
    assert done.documents == ()
    assert whole(ledger) == (2, 0)
    with reading(ledger) as conn:
        assert conn.execute(select(claims.c.kind)).scalars().all() == ["revenue"]
    with pytest.raises(UnknownClaim):
        ask(ledger, "claim", claim)


def test_an_event(ledger: Engine) -> None:
    """Any event by its position, once; an erasure itself never."""
    first = ask(ledger, "event", "3")
    assert first.positions == (3,)
    again = ask(ledger, "event", "3")
    assert again.positions == ()
    assert again.seq == first.seq
    with pytest.raises(LedgerError, match="cannot be erased"):
        ask(ledger, "event", str(first.seq))
    with pytest.raises(LedgerError, match="is no position"):
        ask(ledger, "event", "x")
    assert whole(ledger) == (1, 0)


def test_the_same_document_captured_again_does_not_come_back(ledger: Engine) -> None:
    """Neither by the same publication nor by another: what is erased stays so, and the log says that it is."""
    identity = documents.document_id(PRIVATE.encode())
    ask(ledger, "document", identity, related=True)
    put(ledger, PRIVATE)
    put(ledger, PRIVATE, publisher="Evening Paper")
    with reading(ledger) as conn:
        assert documents.text_of(conn, identity) == ""
    assert whole(ledger)[1] == 1


def test_nothing_is_left_in_the_file(sqlite_engine: Engine) -> None:
    """Not in free pages and not in the write-ahead log, either."""
    fact = {"kind": "strategy", "company": "Anvil", "quote": PRIVATE}
    put(sqlite_engine, PRIVATE, fact)
    ask(sqlite_engine, "document", documents.document_id(PRIVATE.encode()), related=True)
    assert b"friend of hers" not in raw(sqlite_engine)


@pytest.fixture
def careless(sqlite_engine: Engine) -> Engine:
    """A ledger whose SQLite does not overwrite what is deleted, as it is built in most places."""
    event.listen(sqlite_engine, "connect", lambda connection, _: connection.execute("PRAGMA secure_delete = OFF"))
    sqlite_engine.dispose()
    return sqlite_engine


def raw(engine: Engine) -> bytes:
    """All bytes of a SQLite ledger and its write-ahead log."""
    file = sqlite_file(engine)
    assert file is not None
    return b"".join(path.read_bytes() for path in Path(file).parent.glob(f"{file.name}*"))


def test_nothing_is_left_where_it_stood_before(careless: Engine) -> None:
    """Nor where it was in quarantine, or in a claim that was drawn anew, long before anybody asked for its erasure."""
    with writing(careless) as conn:
        quarantine.put(conn, address="a.txt", body=PRIVATE.encode() * 200, reason="no reader", at=5)
    with writing(careless) as conn:
        quarantine.clear(conn, "a.txt", documents.document_id(PRIVATE.encode() * 200))
    put(careless, PRIVATE, {"kind": "strategy", "company": "Anvil", "quote": PRIVATE})
    with writing(careless) as conn:
        rebuild_in_place(conn)
    assert b"friend of hers" in raw(careless)
    assert ask(careless, "document", documents.document_id(PRIVATE.encode()), related=True).scrubbed
    assert b"friend of hers" not in raw(careless)


def test_somebody_still_reads_the_state_before(sqlite_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file keeps it for them, and whoever asked is told; asked again it goes, and nothing is appended."""
    monkeypatch.setattr(database, "LOCK_SECONDS", 0.2)
    put(sqlite_engine, PRIVATE, {"kind": "strategy", "company": "Anvil", "quote": PRIVATE})
    identity = documents.document_id(PRIVATE.encode())
    with reading(sqlite_engine) as conn:
        log.head(conn)
        first = ask(sqlite_engine, "document", identity, related=True)
        assert not first.scrubbed
        assert b"friend of hers" in raw(sqlite_engine)
    again = ask(sqlite_engine, "document", identity, related=True)
    assert (again.positions, again.seq, again.scrubbed) == ((), first.seq, True)
    assert b"friend of hers" not in raw(sqlite_engine)


def test_a_reason_is_needed(ledger: Engine) -> None:
    """It is all that is left to say why."""
    before = everything(ledger)
    with pytest.raises(ImpossibleDecision, match="Say why"):
        erase(ledger, Request("event", "3", "  "), actor="tests", now=NOW)
    assert everything(ledger) == before


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE documents SET body = {empty}, text = ''",
        "UPDATE documents SET body = {empty}, text = '', text_hash = 'x' WHERE text <> 'Anvil made 5 million.'",
        "UPDATE documents SET text = '' WHERE text <> 'Anvil made 5 million.'",
        "DELETE FROM documents WHERE text <> 'Anvil made 5 million.'",
    ],
)
def test_what_the_database_refuses(ledger: Engine, statement: str) -> None:
    """Leave to empty one document is leave for nothing else."""
    with reading(ledger) as conn:
        capture_of = conn.exec_driver_sql("SELECT max(seq) FROM events WHERE type = 'DocumentCaptured'").scalar_one()
    append(ledger, erasure(capture_of))
    with pytest.raises(IntegrityError), writing(ledger) as conn:
        conn.exec_driver_sql(statement.format(empty="x''" if conn.dialect.name == "sqlite" else r"'\x'"))


def test_only_quotes_are_kept(engine: Engine) -> None:
    """With the setting, texts are never stored; claims and quotes are as ever, and the log verifies."""
    identity = put(documents.keeping(engine, "quotes"), PRIVATE, {"kind": "strategy", "company": "A", "quote": PRIVATE})
    with reading(engine) as conn:
        assert documents.text_of(conn, identity) == ""
        found = verify(conn)
        assert (found.ok, found.quotes_only, found.erased_documents) == (True, 1, 0)
        assert conn.execute(select(claims.c.quote)).scalar_one() == PRIVATE
    # The same document put out by another, now that full texts are kept: what is stored once is never changed.
    put(engine, PRIVATE, publisher="Evening Paper")
    with reading(engine) as conn:
        assert verify(conn).ok


def test_what_was_only_passing_through(careless: Engine) -> None:
    """Where only quotes are kept, what had to be stored for a while leaves nothing in the file when it goes."""
    engine = documents.keeping(careless, "quotes")
    for _ in range(2):
        with writing(engine) as conn:
            quarantine.put(conn, address="a.txt", body=PRIVATE.encode() * 200, reason="no reader", at=5)
        with writing(engine) as conn:
            quarantine.clear(conn, "a.txt", documents.document_id(PRIVATE.encode() * 200))
    with engine.connect() as conn:
        conn.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    assert b"friend of hers" not in raw(careless)


def test_a_text_that_is_gone_without_leave(ledger: Engine) -> None:
    """Emptied behind the ledger's back, a document is found, however much it looks like one that was never kept."""
    with ledger.connect() as conn, conn.begin() as transaction:
        if conn.dialect.name == "postgresql":
            conn.exec_driver_sql("ALTER TABLE documents DISABLE TRIGGER USER")
        else:
            conn.exec_driver_sql("DROP TRIGGER documents_refuse_update")
        empty = "x''" if conn.dialect.name == "sqlite" else r"'\x'"
        conn.exec_driver_sql(f"UPDATE documents SET body = {empty}, text = ''")  # noqa: S608
        found = verify(conn)
        assert [problem.seq for problem in found.problems] == [1, 1, 4, 4]
        transaction.rollback()
