"""The databases themselves refuse to rewrite what is recorded (DESIGN §4)."""

from __future__ import annotations

import pytest
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError

from ledger.model.events import DocumentCaptured, NewEvent, Publication
from ledger.ops.verify import verify
from ledger.store import log
from ledger.store.database import reading, writing
from tests.store.samples import NOW, append, erasure, registered, stored

COLUMNS = (
    "seq, event_id, type, schema_version, company_id, document_id, known_at, recorded_at, recorded_by, "
    "payload, salt, payload_hash, hash"
)
COPY = COLUMNS.replace("payload, salt,", "'{}', salt,")
RENAMED = COPY.replace("event_id", "'other'")
OF = f"INTO events ({COLUMNS}) SELECT"
UPSERT = "ON CONFLICT {} DO UPDATE SET recorded_by = 'x', payload = excluded.payload"

#: Statements that would change the history, and the engines that understand them.
FORBIDDEN = [
    ("both", "UPDATE events SET payload = '{}' WHERE seq = 2"),
    ("both", "UPDATE events SET company_id = NULL"),
    ("both", "UPDATE events SET recorded_at = recorded_at WHERE seq = 2"),
    ("both", "UPDATE events SET seq = 4 WHERE seq = 3"),
    ("both", "DELETE FROM events"),
    ("both", "DELETE FROM events WHERE seq = 3"),
    ("both", f"INSERT {OF} {RENAMED} FROM events WHERE seq = 2"),
    ("both", f"INSERT {OF} {COPY.replace('seq', '4')} FROM events WHERE seq = 2"),
    ("both", f"INSERT {OF} {COPY} FROM events WHERE seq = 2 {UPSERT.format('(seq)')}"),
    ("both", f"INSERT {OF} {COPY.replace('seq', '4')} FROM events WHERE seq = 2 {UPSERT.format('(event_id)')}"),
    ("sqlite", f"INSERT OR REPLACE {OF} {COPY} FROM events WHERE seq = 2"),
    ("sqlite", f"INSERT OR REPLACE {OF} {RENAMED} FROM events WHERE seq = 2"),
    ("sqlite", f"INSERT OR REPLACE {OF} {COPY.replace('seq', '4')} FROM events WHERE seq = 2"),
    ("sqlite", f"REPLACE {OF} {COPY} FROM events WHERE seq = 3"),
    ("sqlite", f"INSERT OR IGNORE {OF} {COPY} FROM events WHERE seq = 3"),
    ("sqlite", f"INSERT {OF} {RENAMED.replace('seq', '9')} FROM events WHERE seq = 2"),
    ("sqlite", "UPDATE OR REPLACE events SET seq = 2 WHERE seq = 3"),
    ("sqlite", "UPDATE OR IGNORE events SET rowid = 9 WHERE seq = 3"),
    ("sqlite", "UPDATE OR IGNORE events SET payload = NULL, salt = '' WHERE seq = 1"),
    ("postgresql", "TRUNCATE events"),
    ("postgresql", "TRUNCATE log_head, documents, events CASCADE"),
    (
        "postgresql",
        "WITH gone AS (DELETE FROM events RETURNING seq) UPDATE log_head SET seq = (SELECT max(seq) FROM gone)",
    ),
    ("both", "DELETE FROM log_head"),
    ("both", "UPDATE log_head SET seq = seq - 1"),
    ("both", "UPDATE log_head SET hash = 'x'"),
    ("both", "INSERT INTO log_head (id, seq, hash, recorded_at) VALUES (1, 0, 'x', 0)"),
    ("both", "INSERT INTO log_head (id, seq, hash, recorded_at) VALUES (2, 0, 'x', 0)"),
    ("sqlite", "REPLACE INTO log_head (id, seq, hash, recorded_at) VALUES (1, 0, 'x', 0)"),
    ("both", "UPDATE documents SET text = ''"),
    ("both", "UPDATE documents SET body = body"),
    ("both", "DELETE FROM documents"),
    ("both", "INSERT INTO documents SELECT * FROM documents"),
    ("sqlite", "REPLACE INTO documents SELECT id, media_type, body, 'x', text_hash, captured_at FROM documents"),
    ("postgresql", "TRUNCATE documents"),
]


@pytest.fixture
def filled(engine: Engine) -> Engine:
    """A ledger of three events and a document."""
    with writing(engine) as conn:
        identity = stored(conn, b"text", "text", "text/plain", NOW)
    capture = DocumentCaptured(publication=Publication(document_id=identity))
    append(engine, NewEvent("a", capture, "tests", document_id=identity), registered("b"), registered("c"))
    return engine


def run(engine: Engine, *statements: str) -> None:
    with writing(engine) as conn:
        for statement in statements:
            conn.exec_driver_sql(statement)


def everything(engine: Engine) -> list[object]:
    with reading(engine) as conn:
        assert verify(conn).ok
        return [
            row
            for table in ("events", "log_head", "documents")
            for row in conn.exec_driver_sql(f"SELECT * FROM {table}")  # noqa: S608
        ]


def test_forbidden_statements(filled: Engine) -> None:
    """Each is refused, whoever sends it, and nothing is changed."""
    before = everything(filled)
    for dialect, statement in FORBIDDEN:
        if dialect in {"both", filled.dialect.name}:
            with pytest.raises(IntegrityError):
                run(filled, statement)
    assert everything(filled) == before


def test_the_message_says_what_is_refused(filled: Engine) -> None:
    """Somebody at a SQL prompt should understand why."""
    with pytest.raises(IntegrityError, match="events is append-only: UPDATE is refused"):
        run(filled, "UPDATE events SET payload = '{}'")


def test_on_conflict_do_nothing_does_nothing(postgres_engine: Engine) -> None:
    """It is no error on PostgreSQL, and what stands there stays."""
    append(postgres_engine, registered("a"))
    before = everything(postgres_engine)
    run(postgres_engine, f"INSERT {OF} {COPY} FROM events ON CONFLICT DO NOTHING")
    assert everything(postgres_engine) == before


def test_triggers_stay_on_for_replication(postgres_engine: Engine) -> None:
    """The setting with which replication tools switch triggers off does not reach these."""
    append(postgres_engine, registered("a"))
    for statement in ("UPDATE events SET type = 'x'", "DELETE FROM events", "TRUNCATE events"):
        with pytest.raises(IntegrityError):
            run(postgres_engine, "SET LOCAL session_replication_role = replica", statement)


def test_recursive_triggers_change_nothing(sqlite_engine: Engine) -> None:
    """The refusal of INSERT OR REPLACE does not rest on a setting of the connection."""
    append(sqlite_engine, registered("a"))
    for setting in ("ON", "OFF"):
        with pytest.raises(IntegrityError):
            run(sqlite_engine, f"PRAGMA recursive_triggers = {setting}", f"REPLACE {OF} {COPY} FROM events")


# -- Erasure ----------------------------------------------------------------------------------------------------------

ERASE = "UPDATE events SET payload = '', salt = '' WHERE seq = {}"


def test_erasure_of_what_was_named(filled: Engine) -> None:
    """Once a ContentErased event names it, an event's content can be emptied, and the chain still verifies."""
    append(filled, erasure(2))
    run(filled, ERASE.format(2))
    with reading(filled) as conn:
        assert verify(conn).ok
        assert log.get(conn, 2).payload == {}
        assert log.get(conn, 2).company_id == "scale-ai"
    run(filled, ERASE.format(2))


@pytest.mark.parametrize(
    "statement",
    [
        ERASE.format(1),
        ERASE.format(3),
        ERASE.format(4),
        "UPDATE events SET payload = '', salt = ''",
        "UPDATE events SET payload = '' WHERE seq = 2",
        "UPDATE events SET salt = '' WHERE seq = 2",
        "UPDATE events SET payload = '{}', salt = '' WHERE seq = 2",
        "UPDATE events SET payload = NULL, salt = '' WHERE seq = 2",
        "UPDATE events SET payload = '', salt = '', company_id = NULL WHERE seq = 2",
        "UPDATE events SET payload = '', salt = '', known_at = 5 WHERE seq = 2",
        "UPDATE events SET payload = '', salt = '', payload_hash = '' WHERE seq = 2",
        "UPDATE events SET payload = '', salt = '', hash = 'x' WHERE seq = 2",
        "UPDATE events SET payload = '', salt = '', recorded_by = 'x' WHERE seq = 2",
    ],
)
def test_erasure_of_anything_else(filled: Engine, statement: str) -> None:
    """Neither another event, nor another column, nor a part, nor the erasure itself."""
    append(filled, erasure(2))
    before = everything(filled)
    with pytest.raises(IntegrityError):
        run(filled, statement)
    assert everything(filled) == before


def test_an_erasure_cannot_be_given_in_advance(filled: Engine) -> None:
    """It names an event that stands before it, or it is void."""
    append(filled, erasure(5), registered("later"))
    with pytest.raises(IntegrityError):
        run(filled, ERASE.format(5))


def test_an_erased_event_stays_erased(filled: Engine) -> None:
    """Nothing can be put in the place of erased content."""
    append(filled, erasure(2))
    run(filled, ERASE.format(2))
    with pytest.raises(IntegrityError):
        run(filled, "UPDATE events SET payload = '{}', salt = 'x' WHERE seq = 2")


def test_a_temporary_table_does_not_pass_for_the_log(postgres_engine: Engine) -> None:
    """A table of the session that is called events, with an erasure in it, gives no leave."""
    append(postgres_engine, registered("a"), registered("b"))
    leave = """SET type = 'ContentErased', payload = '{"target_seq": 1}' WHERE seq = 2"""
    with pytest.raises(IntegrityError):
        run(
            postgres_engine,
            "CREATE TEMPORARY TABLE events AS SELECT * FROM public.events",
            f"UPDATE pg_temp.events {leave}",
            "UPDATE public.events SET payload = '', salt = '' WHERE seq = 1",
        )
