"""Ledgers of every released version are upgraded by the migrations, and verify."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from ledger.ingest.capture import is_captured
from ledger.model.events import PAYLOAD, DocumentCaptured, FactReported, NewEvent, fact_key
from ledger.ops.doctor import examine
from ledger.ops.read_models import verify_read_models
from ledger.ops.verify import verify
from ledger.project import beside
from ledger.store import log, migrate
from ledger.store.appender import Appender
from ledger.store.database import reading, writing
from tests.support.released import RELEASES, unpack
from tests.torture.work import append_one


@pytest.fixture(params=RELEASES, ids=lambda release: release.version)
def released(request: pytest.FixtureRequest, database_url: str) -> Iterator[tuple[Engine, tuple[int, str]]]:
    """A ledger as that version left it, and its head."""
    engine = unpack(request.param, database_url)
    yield engine, request.param.head
    engine.dispose()


def test_it_is_upgraded_and_verifies(released: tuple[Engine, tuple[int, str]]) -> None:
    """Every event is as it was, up to the very head; a rebuild can be made of it, and it goes on from there."""
    engine, head = released
    migrate.upgrade(engine)
    migrate.check_schema(engine)
    with reading(engine) as conn:
        found = verify(conn)
        assert found.ok, found.problems
        assert (found.head.seq, found.head.hash) == head
        assert [event.seq for event in log.read(conn)] == list(range(1, head[0] + 1))
    assert beside.rebuild(engine).set_aside == 0
    assert {f.subject for f in examine(engine) if f.verdict == "trouble"} <= {"engine"}
    assert verify_read_models(engine) == ([], 0)
    append_one(engine, "one more", 1)
    with reading(engine) as conn:
        assert verify(conn, since=head).ok


@pytest.mark.parametrize("until", ["0", "seq"])
def test_where_former_ids_end_is_verified(released: tuple[Engine, tuple[int, str]], until: str) -> None:
    """Too early, and what stands under a former id would be appended again; too late says that somebody was here."""
    engine, _ = released
    migrate.upgrade(engine)
    beside.rebuild(engine)
    append_one(engine, "one more", 1)
    with engine.connect() as conn, conn.begin() as transaction:
        assert verify(conn).ok
        table = "" if conn.dialect.name == "sqlite" else " ON log_head"
        conn.exec_driver_sql(f"DROP TRIGGER log_head_refuse_update{table}")
        conn.exec_driver_sql(f"UPDATE log_head SET former_ids_until = {until}")  # noqa: S608
        assert [problem.what for problem in verify(conn).problems] == [
            "the head of the log does not rightly say up to where ids are without times"
        ]
        transaction.rollback()


def test_what_it_holds_is_not_appended_again(released: tuple[Engine, tuple[int, str]]) -> None:
    """Ids have got another form since: the same publication with the same facts still meets what stands there."""
    engine, (last, _) = released
    migrate.upgrade(engine)
    beside.rebuild(engine)
    with reading(engine) as conn:
        stored = {e.seq: (e, PAYLOAD.validate_python(e.payload)) for e in log.read(conn) if e.payload}
    said = {seq: (e, p) for seq, (e, p) in stored.items() if isinstance(p, (DocumentCaptured, FactReported))}
    again = [
        NewEvent(
            payload.publication.key("fact", fact_key(payload.fact.model_dump()))
            if isinstance(payload, FactReported)
            else payload.publication.key("publication"),
            payload,
            "tests",
        )
        for _, payload in said.values()
    ]
    assert len(again) == 11
    assert {str(event.event_id) for event in again}.isdisjoint(event.event_id for event, _ in said.values())
    with writing(engine) as conn:
        appended = log.append(conn, again, recorded_at=1)
        assert [(a.seq, a.event_id, a.new) for a in appended] == [(e.seq, e.event_id, False) for e, _ in said.values()]
        assert log.head(conn).seq == last
        assert all(is_captured(conn, payload.publication) for _, payload in said.values())
        assert [log.id_of(conn, event.key) for event in again] == [event.event_id for event, _ in said.values()]
    with Appender(engine) as appender:
        # Not on the quick road either, which begins with the second append.
        append_one(engine, "something new", 1)
        assert [appender.append([event])[0].new for event in again] == [False] * len(again)
