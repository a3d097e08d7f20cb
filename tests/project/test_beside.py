"""Read models made anew beside the live ones: that they are the same, take their place at once, and stop nobody."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import hypothesis.strategies as st
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, given, settings
from sqlalchemy import Connection, Engine, select

from ledger.model.errors import SchemaMismatch
from ledger.project import beside, drawing, nearby, projector
from ledger.project.assemble import Evidence, Picture, assemble
from ledger.project.beside import Difference
from ledger.project.drawing import draw
from ledger.project.identity import Identity
from ledger.project.tables import checkpoints, claims, deals, slots
from ledger.store import log
from ledger.store.database import reading, writing
from ledger.store.tables import entity_names
from tests.project.histories import Report, Step, histories, write
from tests.project.test_parts import scattered_histories
from tests.store.samples import NOW, registered

#: One ledger serves all examples: what each writes stays, so the later ones look at long histories.
ADDING_UP = settings(
    max_examples=12,
    deadline=None,
    # Not made smaller when it fails: each try would look at a longer history.
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)


def fact(company: str, billions: int, **fields: Any) -> dict[str, Any]:
    amount = {"value": billions * 10**9, "currency": "USD", "qualifier": "exact"}
    return {"kind": "investment", "company": company, "amount": amount, "date": "2025-06-15", **fields}


def report(engine: Engine, *facts: dict[str, Any], day: str = "2025-06-17", publisher: str = "Morning Paper") -> None:
    with writing(engine) as conn:
        write(conn, [Report(publisher, day, facts)])


@pytest.fixture
def ledger(engine: Engine) -> Engine:
    """Two companies, rival reports, and a merge."""
    meta = [{"name": "Delta Fund", "role": "investor"}]
    report(engine, fact("Anvil", 15, counterparties=meta), fact("Birch", 2))
    report(engine, fact("Anvil", 14, counterparties=meta), publisher="Evening Paper", day="2025-07-03")
    return engine


def found(engine: Engine) -> list[Difference]:
    with beside.differences(engine) as different:
        return list(different)


def everything(engine: Engine) -> dict[str, list[Any]]:
    with reading(engine) as conn:
        return {
            table.name: sorted(map(tuple, conn.execute(select(table))), key=repr)
            for table in (*projector.PROJECTED, checkpoints)
        }


@ADDING_UP
@given(steps=histories)
def test_made_beside_they_are_what_incremental_projection_made(engine: Engine, steps: list[Step]) -> None:
    """Row for row, over histories that grow; so a rebuild finds nothing to change."""
    with writing(engine) as conn:
        write(conn, steps)
    assert found(engine) == []
    done = beside.rebuild(engine)
    assert (done.deleted, done.inserted, done.set_aside) == (0, 0, 0)


@ADDING_UP
@given(steps=st.one_of(histories, scattered_histories))
def test_large_pictures_are_drawn_in_parts(engine: Engine, steps: list[Step]) -> None:
    """Row for row what they are as a whole, whatever happened to whom: claims that come later are in place already."""
    with writing(engine) as conn:
        write(conn, steps)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(nearby, "MANY", 1)
        patch.setattr(beside, "LARGE", 3)
        done = beside.rebuild(engine)
    assert (done.deleted, done.inserted, done.set_aside) == (0, 0, 0)


def test_no_more_is_drawn_at_a_time_than_a_large_picture_has(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """So memory does not grow with the company that is most in the news."""
    for year in range(2010, 2020):
        report(engine, *(fact("Anvil", 2, kind="revenue", date=f"{year}-{month:02}") for month in (1, 4, 7, 10)))
    drawn: list[int] = []

    def assembled(company_id: str, evidence: Evidence, who: Identity, **asked: int) -> Picture:
        drawn.append(len(evidence.claims))
        return assemble(company_id, evidence, who, **asked)

    monkeypatch.setattr(nearby, "MANY", 1)
    monkeypatch.setattr(beside, "LARGE", 8)
    monkeypatch.setattr(drawing, "assemble", assembled)
    beside.rebuild(engine)
    assert drawn == [8] * 5


def test_a_rebuild_puts_right_whatever_is_wrong(ledger: Engine) -> None:
    """Rows changed, removed and added: afterwards all is as the log has it, and equal rows were left alone."""
    before = everything(ledger)
    with writing(ledger) as conn:
        conn.execute(claims.update().where(claims.c.seq == claim_at(conn)).values(currency="EUR", quote=None))
        conn.execute(deals.delete())
        slot = dict(conn.execute(select(slots).limit(1)).mappings().one())
        conn.execute(slots.insert().values(slot | {"company_id": "nobody"}))
    done = beside.rebuild(ledger)
    assert everything(ledger) == before
    assert done.events == before["checkpoints"][0][2]
    assert (done.deleted, done.inserted) == (2, 1 + len(before["deals"]))


def claim_at(conn: Connection) -> int:
    return int(conn.execute(select(sa.func.min(claims.c.seq))).scalar_one())


def test_every_changed_cell_is_found(ledger: Engine) -> None:
    """Column by column of every read model, and a row that is missing; each told by its key."""
    with beside._beside(ledger) as made:
        made.build(beside._silent)
        for table in projector.PROJECTED:
            with reading(ledger) as conn:
                row = conn.execute(select(table).limit(1)).mappings().first()
            if row is None:
                continue
            live = made.live[table]
            keys = [column.name for column in table.primary_key.columns]
            mine = sa.and_(*(live.c[name] == row[name] for name in keys))
            key = {name: row[name] for name in keys}
            for column in live.columns:
                if column.name not in keys:
                    change = live.update().where(mine).values({column.name: other(column, row[column.name])})
                    assert different_after(made, change) == [Difference(table.name, key, "changed")], column
            assert different_after(made, live.delete().where(mine)) == [Difference(table.name, key, "missing")]
    assert found(ledger) == []


def different_after(made: beside._Beside, statement: sa.Executable) -> list[Difference]:
    """What is found after a change of the live tables, which is taken back."""
    with made.conn.begin() as transaction:
        made.conn.execute(statement)
        different = list(made.differences(beside._silent))
        transaction.rollback()
    return different


def other(column: sa.Column[Any], value: Any) -> Any:
    """A value of the column's type that differs."""
    if isinstance(column.type, sa.Boolean):
        return not value
    if isinstance(column.type, sa.Date):
        return None if value else sa.func.current_date()
    if isinstance(column.type, sa.Integer):
        return (value or 0) + 1
    return f"{value or ''}x"


def test_readers_read_and_writers_write_while_it_is_built(ledger: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Held up in the middle, it holds up nobody; and what was written meanwhile is in the tables at the end."""
    building, release = threading.Event(), threading.Event()

    def slow(conn: Connection, touched: Any) -> None:
        building.set()
        assert release.wait(30)
        draw(conn, touched)

    monkeypatch.setattr(beside, "draw", slow)
    with ThreadPoolExecutor(1) as pool:
        rebuilding = pool.submit(beside.rebuild, ledger)
        assert building.wait(30)
        report(ledger, fact("Comet", 7), day="2025-08-03")
        during = everything(ledger)
        release.set()
        assert rebuilding.result().events == during["checkpoints"][0][2]
    assert everything(ledger) == during
    assert found(ledger) == []


def test_a_reader_of_an_older_state_keeps_it_across_the_switch(ledger: Engine) -> None:
    """Whoever asks several questions of one snapshot gets answers that fit, though everything is replaced meanwhile."""
    with writing(ledger) as conn:
        conn.execute(claims.update().values(currency="EUR"))
    with reading(ledger) as conn:
        head = log.head(conn)
        assert beside.rebuild(ledger).inserted > 0
        assert conn.execute(select(claims.c.currency).distinct()).scalars().all() == ["EUR"]
        assert log.head(conn) == head
    with reading(ledger) as conn:
        assert conn.execute(select(claims.c.currency).distinct()).scalars().all() == ["USD"]


def test_a_failed_switch_changes_nothing(ledger: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows and checkpoint stand as they stood, and there are no tables left over."""
    with writing(ledger) as conn:
        conn.execute(claims.update().values(currency="EUR"))
    before = everything(ledger)

    def fail(*_: Any) -> None:
        raise InterruptedError

    monkeypatch.setattr(projector, "move", fail_when_live(projector.move, fail))
    with pytest.raises(InterruptedError):
        beside.rebuild(ledger)
    monkeypatch.undo()
    assert everything(ledger) == before
    assert len(found(ledger)) == 3


def fail_when_live(real: Callable[..., None], fail: Callable[..., None]) -> Callable[..., None]:
    return lambda *arguments: fail() if len(arguments) > 2 else real(*arguments)


def test_read_models_of_an_older_version(ledger: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """New code does not add to what old code made: it asks for a rebuild, and goes on after it."""
    monkeypatch.setattr(projector, "VERSION", projector.VERSION + 1)
    with pytest.raises(SchemaMismatch, match="older version; run “deal-ledger rebuild”"):
        append_and_project(ledger)
    with reading(ledger) as conn, pytest.raises(SchemaMismatch, match="older version"):
        projector.require_current(conn)
    beside.rebuild(ledger)
    assert append_and_project(ledger) == 1


def append_and_project(engine: Engine) -> int:
    with writing(engine) as conn:
        log.append(conn, [registered("a")], recorded_at=NOW)
        return projector.catch_up(conn)


def test_read_models_of_a_newer_version(ledger: Engine) -> None:
    """Old code leaves alone what it cannot know."""
    with writing(ledger) as conn:
        conn.execute(checkpoints.update().values(version=projector.VERSION + 1))
    with pytest.raises(SchemaMismatch, match="newer version; upgrade deal-ledger"), writing(ledger) as conn:
        projector.catch_up(conn)


def test_what_the_log_holds_beyond_the_checkpoint_is_no_difference(ledger: Engine) -> None:
    """Read models that lag are compared with what the log makes up to where they stand."""
    with writing(ledger) as conn:
        log.append(conn, [registered("a"), registered("b")], recorded_at=NOW)
    assert found(ledger) == []
    beside.rebuild(ledger)
    with reading(ledger) as conn:
        assert projector.checkpoint(conn) == log.head(conn).seq
        assert conn.execute(select(entity_names.c.seq).distinct()).all()


def test_progress_is_told(ledger: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stage by stage, each up to its end."""
    monkeypatch.setattr(projector, "BATCH", 3)
    told: dict[str, list[tuple[int, int]]] = {}
    beside.rebuild(ledger, lambda stage, done, total: told.setdefault(stage, []).append((done, total)))
    assert list(told) == [beside.READING, beside.DRAWING, beside.SWITCHING]
    for steps in told.values():
        assert steps[-1][0] == steps[-1][1]
        assert [done for done, _ in steps] == sorted(done for done, _ in steps)


def test_two_rebuilds_at_once(ledger: Engine) -> None:
    """Each has tables of its own; the second finds everything as it would have it."""
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _: beside.rebuild(ledger), range(2)))
    assert found(ledger) == []


@pytest.fixture(autouse=True)
def no_table_is_left(engine: Engine) -> Iterator[None]:
    """Whatever a test does, nothing stays beside the live tables."""
    yield
    statement = (
        "SELECT name FROM sqlite_temp_master"
        if engine.dialect.name == "sqlite"
        else "SELECT relname FROM pg_class WHERE relpersistence = 't' AND relkind = 'r'"
    )
    deadline = time.monotonic() + 30
    while left := _left(engine, statement):
        # A server's process that has just been left takes a moment to clean up.
        assert time.monotonic() < deadline, left
        time.sleep(0.01)


def _left(engine: Engine, statement: str) -> list[Any]:
    with reading(engine) as conn:
        return list(conn.exec_driver_sql(statement).all())
