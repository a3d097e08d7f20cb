"""Whatever is done to a ledger behind its back is found, and the first damaged position is named."""

from __future__ import annotations

import tracemalloc
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.engine import Connection, Engine

from ledger.model.events import DocumentCaptured, NewEvent, Publication, event_id_of, former_id_of
from ledger.ops.verify import TOLD, Verification, verify
from ledger.store import chain, documents, log
from ledger.store.database import reading, writing
from ledger.store.log import sql
from tests.store.samples import NOW, append, erasure, registered, stored

#: The ledger under attack: 12 events, of which 3 and 11 capture documents, 7 is erased, by leave of 8.
LAST = 12
CAPTURE, ERASED, SECOND = 3, 7, 11
BODY = b"Meta invests 15 billion dollars."
OTHER = b"Meta invests nothing."

TEXTS = ["event_id", "type", "company_id", "document_id", "recorded_by", "payload", "salt", "payload_hash", "hash"]
NUMBERS = ["schema_version", "known_at", "recorded_at"]
NULLABLE = {"company_id", "document_id", "known_at"}
ALL = ["event_id", *TEXTS[1:], *NUMBERS]

positions = st.integers(1, LAST)
storable = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=40)
#: One base serves all examples of a test: each is rolled back.
again_and_again = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def ledger(engine: Engine) -> Engine:
    """A ledger that is whole."""
    with writing(engine) as conn:
        events = [registered(str(i), known_at=i or None) for i in range(LAST - 3)]
        events.insert(CAPTURE - 1, captured(conn, BODY))
        events.insert(ERASED, erasure(ERASED))
        events.insert(SECOND - 1, captured(conn, OTHER, "text/markdown", NOW + 1))
        log.append(conn, events, recorded_at=NOW)
        run(conn, "UPDATE events SET payload = '', salt = '' WHERE seq = ?", ERASED)
    with reading(engine) as conn:
        assert log.head(conn).seq == LAST
        assert verify(conn).ok
    return engine


def captured(conn: Connection, body: bytes, media_type: str = "text/plain", at: int = NOW) -> NewEvent:
    """A document, stored, and the event that captures it."""
    identity = stored(conn, body, body.decode(), media_type, at)
    publication = Publication(document_id=identity, published="2025-06-12")
    standing = documents.standings(conn, [identity])[identity]
    payload = DocumentCaptured(publication=publication, media_type=media_type, row_hash=standing.row_hash)
    return NewEvent(publication.key("publication"), payload, "tests", document_id=identity, known_at=at)


@contextmanager
def behind_its_back(ledger: Engine) -> Iterator[Connection]:
    """A transaction without triggers, that is rolled back at the end."""
    with ledger.connect() as conn, conn.begin() as transaction:
        for table in ("events", "log_head", "documents"):
            if conn.dialect.name == "postgresql":
                conn.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")
                continue
            triggers = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?"
            for (trigger,) in conn.exec_driver_sql(triggers, (table,)).all():
                conn.exec_driver_sql(f"DROP TRIGGER {trigger}")
        yield conn
        transaction.rollback()


def run(conn: Connection, statement: str, *parameters: Any) -> sa.CursorResult[Any]:
    return conn.exec_driver_sql(sql(conn, statement), parameters)


def first_problem(verification: Verification) -> int | None:
    assert not verification.ok
    return verification.problems[0].seq


def found_at(verification: Verification, seq: int) -> bool:
    """Whether damage at a position is found there; without its leave, the erasure before it is damage too."""
    positions = {problem.seq for problem in verification.problems}
    return seq in positions and first_problem(verification) == (ERASED if ERASED in positions and seq > ERASED else seq)


def move(conn: Connection, seq: int, to: int) -> None:
    run(conn, "UPDATE events SET seq = ? WHERE seq = ?", to, seq)


def insert_copy(conn: Connection, of: int, seq: int) -> None:
    run(
        conn,
        "INSERT INTO events SELECT CAST(? AS BIGINT), CAST(? AS TEXT), type, schema_version, company_id, document_id, "
        "known_at, recorded_at, recorded_by, payload, salt, payload_hash, hash FROM events WHERE seq = ?",
        seq,
        f"added at {seq}",
        of,
    )


@again_and_again
@given(seq=positions, column=st.sampled_from(TEXTS + NUMBERS), data=st.data())
def test_a_changed_column(ledger: Engine, seq: int, column: str, data: st.DataObject) -> None:
    """Any column of any event, changed to whatever its type allows, is found at its position."""
    with behind_its_back(ledger) as conn:
        before = run(conn, f"SELECT {column} FROM events WHERE seq = ?", seq).scalar()  # noqa: S608
        values: st.SearchStrategy[Any] = storable if column in TEXTS else st.integers(-(2**31), 2**31 - 1)
        if column in TEXTS and before:
            cut = data.draw(st.integers(0, len(before) - 1))
            # A slip of one character, more like what really happens than another text altogether.
            values |= st.just(before[:cut] + before[cut + 1 :]) | st.just(before[:cut] + "?" + before[cut:])
        if column in NULLABLE:
            values |= st.none()
        after = data.draw(values.filter(lambda value: value != before))
        run(conn, f"UPDATE events SET {column} = ? WHERE seq = ?", after, seq)  # noqa: S608
        assert found_at(verify(conn), seq)


@again_and_again
@given(seq=positions, other=positions, column=st.sampled_from(TEXTS[1:] + NUMBERS))
def test_a_column_taken_from_another_event(ledger: Engine, seq: int, other: int, column: str) -> None:
    """A value that is right elsewhere is as wrong here."""
    with behind_its_back(ledger) as conn:
        changed = run(
            conn,
            f"UPDATE events SET {column} = (SELECT {column} FROM events WHERE seq = ?) "  # noqa: S608
            f"WHERE seq = ? AND {column} IS DISTINCT FROM (SELECT {column} FROM events WHERE seq = ?)"
            if conn.dialect.name == "postgresql"
            else f"UPDATE events SET {column} = (SELECT {column} FROM events WHERE seq = ?) "  # noqa: S608
            f"WHERE seq = ? AND {column} IS NOT (SELECT {column} FROM events WHERE seq = ?)",
            other,
            seq,
            other,
        ).rowcount
        assert found_at(verify(conn), seq) if changed else verify(conn).ok


@again_and_again
@given(first=positions, count=st.integers(1, 4))
def test_removed_events(ledger: Engine, first: int, count: int) -> None:
    """One or several, at the beginning, in the middle or at the end."""
    with behind_its_back(ledger) as conn:
        run(conn, "DELETE FROM events WHERE seq >= ? AND seq < ?", first, first + count)
        assert found_at(verify(conn), first)


@again_and_again
@given(first=positions, count=st.integers(1, 4))
def test_removed_events_with_the_gap_closed(ledger: Engine, first: int, count: int) -> None:
    """Moving the rest down does not hide it, nor does a head that fits."""
    with behind_its_back(ledger) as conn:
        run(conn, "DELETE FROM events WHERE seq >= ? AND seq < ?", first, first + count)
        for seq in range(first + count, LAST + 1):
            move(conn, seq, seq - count)
        if first + count <= LAST:
            run(conn, "UPDATE log_head SET seq = ?", LAST - count)
        assert found_at(verify(conn), first)


@again_and_again
@given(pair=st.lists(positions, min_size=2, max_size=2, unique=True))
def test_swapped_events(ledger: Engine, pair: list[int]) -> None:
    """Two events that change places are found at the first of them."""
    with behind_its_back(ledger) as conn:
        move(conn, pair[0], 1000)
        move(conn, pair[1], pair[0])
        move(conn, 1000, pair[1])
        assert first_problem(verify(conn)) == min(pair)


@again_and_again
@given(of=positions, at=st.integers(1, LAST + 1))
def test_an_added_event(ledger: Engine, of: int, at: int) -> None:
    """A copy put in anywhere, the rest moved up and the head made to fit."""
    with behind_its_back(ledger) as conn:
        insert_copy(conn, of, 1000)
        for seq in range(LAST, at - 1, -1):
            move(conn, seq, seq + 1)
        move(conn, 1000, at)
        run(conn, "UPDATE log_head SET seq = ?", LAST + 1)
        assert first_problem(verify(conn)) == at


@again_and_again
@given(seq=positions, to=st.integers(-5, 30).filter(lambda seq: not 1 <= seq <= LAST))
def test_a_moved_event(ledger: Engine, seq: int, to: int) -> None:
    """An event that stands where there is no position leaves a hole, or stands before the first."""
    with behind_its_back(ledger) as conn:
        move(conn, seq, to)
        assert first_problem(verify(conn)) == min(seq, to)


def test_an_event_added_with_a_chain_that_fits(ledger: Engine) -> None:
    """Whoever computes the next hash and forgets the head is found by the head."""
    with behind_its_back(ledger) as conn:
        forge_the_next(conn)
        assert first_problem(verify(conn)) == LAST + 1


def hash_of(previous: str, row: sa.Row[Any]) -> str:
    columns: list[Any] = [previous, *row[:9], row.payload_hash]
    return chain.event_hash(*columns)


def forge_the_next(conn: Connection) -> str:
    """Append an event as the log would have, but for the head; return its hash."""
    insert_copy(conn, 1, LAST + 1)
    row = run(conn, "SELECT * FROM events WHERE seq = ?", LAST + 1).one()
    forged = hash_of(log.head(conn).hash, row)
    run(conn, "UPDATE events SET hash = ? WHERE seq = ?", forged, LAST + 1)
    return forged


@pytest.mark.parametrize(
    ("statement", "seq"),
    [
        ("UPDATE log_head SET seq = 13", 13),
        ("UPDATE log_head SET seq = 11", 12),
        ("UPDATE log_head SET seq = 0", 1),
        ("UPDATE log_head SET seq = -7", 1),
        ("UPDATE log_head SET hash = 'x'", 12),
        ("UPDATE log_head SET recorded_at = 5", 12),
        ("DELETE FROM log_head", 13),
        ("UPDATE log_head SET former_ids_until = 3", 3),
        ("UPDATE log_head SET former_ids_until = 12", 3),
        ("UPDATE log_head SET former_ids_until = -1", None),
    ],
)
def test_a_head_that_does_not_fit(ledger: Engine, statement: str, seq: int | None) -> None:
    """The head of the log and its last event have to agree."""
    with behind_its_back(ledger) as conn:
        run(conn, statement)
        assert first_problem(verify(conn)) == seq


def test_an_id_that_begins_with_its_time_by_chance(engine: Engine) -> None:
    """One in 65,536 does, and is the same with its time and without; it says nothing of where ids have times."""
    with writing(engine) as conn:
        event = captured(conn, b"text 73956")
        assert event_id_of(event.key) == former_id_of(event.key)
        log.append(conn, [captured(conn, BODY), event, captured(conn, OTHER)], recorded_at=NOW)
    with reading(engine) as conn:
        assert verify(conn).problems == ()


def test_everything_gone(ledger: Engine) -> None:
    """An emptied table is not an empty log."""
    with behind_its_back(ledger) as conn:
        run(conn, "DELETE FROM events")
        assert first_problem(verify(conn)) == 1


def test_an_empty_ledger(engine: Engine) -> None:
    """It is whole, and its head can be an anchor."""
    with reading(engine) as conn:
        assert verify(conn) == Verification(0, 0, log.Head(0, chain.GENESIS))
        assert verify(conn, since=(0, chain.GENESIS)).ok


@pytest.mark.parametrize("seq", [1, 4, 8, 12])
def test_content_emptied_without_leave(ledger: Engine, seq: int) -> None:
    """An erasure needs an event that names it."""
    with behind_its_back(ledger) as conn:
        run(conn, "UPDATE events SET payload = '', salt = '' WHERE seq = ?", seq)
        assert found_at(verify(conn), seq)


def test_leave_given_afterwards_by_a_forger(ledger: Engine) -> None:
    """Making another event into an erasure shows at that event."""
    with behind_its_back(ledger) as conn:
        run(conn, "UPDATE events SET payload = '', salt = '' WHERE seq = 2")
        run(conn, """UPDATE events SET type = 'ContentErased', payload = '{"target_seq":2}' WHERE seq = 5""")
        assert first_problem(verify(conn)) == 5


#: How each column of a document may be changed, given what stands there; PostgreSQL takes no bytes as text.
DOCUMENT = {
    "id": storable,
    "media_type": storable,
    "body": st.binary(max_size=40),
    "text": storable,
    "text_hash": storable,
    "captured_at": st.integers(-(2**63), 2**63 - 1),
}


@again_and_again
@given(seq=st.sampled_from([CAPTURE, SECOND]), column=st.sampled_from(sorted(DOCUMENT)), data=st.data())
def test_a_changed_column_of_a_document(ledger: Engine, seq: int, column: str, data: st.DataObject) -> None:
    """Any column of any document, changed to whatever its type allows, is found where it was captured."""
    with behind_its_back(ledger) as conn:
        identity = log.get(conn, seq).document_id
        before = run(conn, f"SELECT {column} FROM documents WHERE id = ?", identity).scalar()  # noqa: S608
        after = data.draw(DOCUMENT[column].filter(lambda value: value != before))
        run(conn, f"UPDATE documents SET {column} = ? WHERE id = ?", after, identity)  # noqa: S608
        verification = verify(conn)
        assert first_problem(verification) == seq
        assert "document" in verification.problems[0].what


@pytest.mark.parametrize("column", [name for name in DOCUMENT if name != "id"])
def test_documents_that_change_places(ledger: Engine, column: str) -> None:
    """What is right of one document is as wrong of another: both are found."""
    with behind_its_back(ledger) as conn:
        rows = run(conn, f"SELECT id, {column} FROM documents").all()  # noqa: S608
        for mine, other in zip(rows, reversed(rows), strict=True):
            run(conn, f"UPDATE documents SET {column} = ? WHERE id = ?", other[1], mine[0])  # noqa: S608
        assert {problem.seq for problem in verify(conn).problems} == {CAPTURE, SECOND}


@pytest.mark.parametrize("seq", [CAPTURE, SECOND])
def test_a_removed_document(ledger: Engine, seq: int) -> None:
    """The event that captured it misses it."""
    with behind_its_back(ledger) as conn:
        run(conn, "DELETE FROM documents WHERE id = ?", log.get(conn, seq).document_id)
        assert first_problem(verify(conn)) == seq


def test_a_text_changed_with_its_hash(ledger: Engine) -> None:
    """Whoever changes both is found by the event, which covers the hash."""
    with behind_its_back(ledger) as conn:
        forged = "Meta invests everything."
        run(
            conn,
            "UPDATE documents SET text = ?, text_hash = ? WHERE id = ?",
            forged,
            documents.text_hash(forged),
            documents.document_id(BODY),
        )
        assert first_problem(verify(conn)) == CAPTURE


def test_deflated_bytes_that_were_changed(ledger: Engine) -> None:
    """Also if what they hold is longer, or is that of the document and something behind it."""
    page = BODY * 50
    for forged in (zlib.compress(page), zlib.compress(BODY) + b"x", zlib.compress(BODY)[:-1]):
        with behind_its_back(ledger) as conn:
            run(conn, "UPDATE documents SET body = ? WHERE id = ?", forged, documents.document_id(BODY))
            assert first_problem(verify(conn)) == CAPTURE


def test_an_added_document(ledger: Engine) -> None:
    """However well it fits together, no event captured it."""
    with behind_its_back(ledger) as conn:
        stored(conn, b"forged", "forged", "text/plain", NOW)
        verification = verify(conn)
        assert first_problem(verification) is None
        assert [problem.what for problem in verification.problems] == [
            f"document {documents.document_id(b'forged')} is stored, and no event captured it"
        ]


@pytest.mark.parametrize("seq", [0, 1, 7, 11, 12])
def test_an_anchor_that_holds(ledger: Engine, seq: int) -> None:
    """Only what came after is checked; what came before is known by its hash."""
    with behind_its_back(ledger) as conn:
        anchor = (seq, log.head_at(conn, seq).hash)
        verification = verify(conn, since=anchor)
        assert verification.ok
        assert (verification.events, verification.head) == (LAST - seq, log.head(conn))
        if seq < LAST:
            run(conn, "UPDATE events SET company_id = 'x' WHERE seq = ?", seq + 1)
            assert first_problem(verify(conn, since=anchor)) == seq + 1


def test_a_history_written_anew(ledger: Engine) -> None:
    """A forger who computes the whole chain again passes, except before an anchor kept elsewhere."""
    with behind_its_back(ledger) as conn:
        anchor = (9, log.head_at(conn, 9).hash)
        run(conn, "UPDATE events SET company_id = 'x' WHERE seq = 5")
        previous = log.head_at(conn, 4).hash
        for row in run(conn, "SELECT * FROM events WHERE seq >= 5 ORDER BY seq").all():
            previous = hash_of(previous, row)
            run(conn, "UPDATE events SET hash = ? WHERE seq = ?", previous, row.seq)
        run(conn, "UPDATE log_head SET hash = ?", previous)
        assert verify(conn).ok
        verification = verify(conn, since=anchor)
        assert first_problem(verification) == 9
        assert anchor[1] in verification.problems[0].what


def test_an_anchor_beyond_the_end(ledger: Engine) -> None:
    """A log that was cut off after it was anchored is found out, however well it fits together."""
    with reading(ledger) as conn:
        verification = verify(conn, since=(20, "x"))
        assert first_problem(verification) == 20
        assert verification.events == LAST


def test_one_damage_is_one_problem(ledger: Engine) -> None:
    """An event that only follows a damaged one is not reported beside it."""
    for statement in (
        "UPDATE events SET hash = 'x' WHERE seq = 5",
        "UPDATE events SET company_id = 'x' WHERE seq = 5",
        "UPDATE events SET payload = '{}' WHERE seq = 5",
        "DELETE FROM events WHERE seq = 5",
        "DELETE FROM events WHERE seq = 12",
    ):
        with behind_its_back(ledger) as conn:
            run(conn, statement)
            assert len(verify(conn).problems) == 1


def test_damage_all_over(engine: Engine) -> None:
    """The first problems are told, the rest counted."""
    append(engine, *(registered(str(i)) for i in range(TOLD + 50)))
    with behind_its_back(engine) as conn:
        run(conn, "UPDATE events SET recorded_by = 'x'")
        verification = verify(conn)
        assert [problem.seq for problem in verification.problems] == list(range(1, TOLD + 1))
        assert verification.untold == 50


@pytest.mark.parametrize("column", ["event_id", "type", "document_id", "payload", "salt", "payload_hash", "hash"])
@pytest.mark.parametrize("value", ["CAST(x'ff00fe' AS TEXT)", "x'ff00fe'", "x'616263'"])
def test_bytes_that_are_no_text(request: pytest.FixtureRequest, column: str, value: str) -> None:
    """SQLite takes anything in any column; that is damage as well, and no reason to fail."""
    engine: Engine = request.getfixturevalue("sqlite_engine")
    with writing(engine) as conn:
        identity = stored(conn, BODY, BODY.decode(), "text/plain", NOW)
        capture = DocumentCaptured(publication=Publication(document_id=identity))
        log.append(conn, [registered("a"), NewEvent("b", capture, "t", document_id=identity)], recorded_at=NOW)
    with behind_its_back(engine) as conn:
        run(conn, f"UPDATE events SET {column} = {value} WHERE seq = 2")  # noqa: S608
        assert first_problem(verify(conn)) == 2
    for changed in ("id", "body", "text", "text_hash"):
        with behind_its_back(engine) as conn:
            run(conn, f"UPDATE documents SET {changed} = {value}")  # noqa: S608
            assert first_problem(verify(conn)) == 2


def test_a_damaged_file(sqlite_engine: Engine) -> None:
    """Pages that cannot be read are a problem with a position, and no exception."""
    append(sqlite_engine, *(registered(str(i), "x" * 500) for i in range(400)))
    with sqlite_engine.connect() as conn:
        conn.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    sqlite_engine.dispose()
    file = sqlite_engine.url.database
    assert file is not None
    with open(file, "r+b") as raw:  # noqa: PTH123 - it has to be written in place
        raw.seek(0, 2)
        end = raw.tell()
        raw.seek(end // 2 // 4096 * 4096)
        raw.write(b"\xff" * 4096 * 3)
    with reading(sqlite_engine) as conn:
        seq = first_problem(verify(conn))
        assert seq is not None
        assert 1 <= seq <= 401


def test_progress(ledger: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told how many events are done, of how many."""
    monkeypatch.setattr("ledger.ops.verify._PAGE", 5)
    told: list[tuple[int, int]] = []
    with reading(ledger) as conn:
        assert verify(conn, progress=lambda done, total: told.append((done, total))).ok
        assert told == [(5, 12), (10, 12), (12, 12)]
        told.clear()
        verify(conn, since=(4, log.head_at(conn, 4).hash), progress=lambda done, total: told.append((done, total)))
        assert told == [(5, 8), (8, 8)]


def test_memory_does_not_grow_with_the_log(engine: Engine) -> None:
    """Four times the events and documents take no more than a page of either."""
    peaks = []
    for run_number in range(2):
        for batch in range(3 if run_number else 1):
            with writing(engine) as conn:
                events = [captured(conn, f"{run_number} {batch} {i} ".encode() * 20_000) for i in range(10)]
                events += [registered(f"{run_number} {batch} {i}", "x" * 500) for i in range(2000)]
                log.append(conn, events, recorded_at=NOW)
        with reading(engine) as conn:
            verify(conn)
            tracemalloc.start()
            assert verify(conn).ok
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
    assert peaks[1] < 1.2 * peaks[0]
