"""What the world does to a ledger: a full disk, a lost connection, a lock, a clock. Never half a batch."""

from __future__ import annotations

import random
import resource
import signal
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection, Engine, event

from ledger.ingest.files import Imprint
from ledger.model.errors import DatabaseUnavailable, LedgerError
from ledger.ops.backup import backup
from ledger.ops.erase import scrub
from ledger.ops.read_models import verify_read_models
from ledger.ops.verify import verify
from ledger.project import beside
from ledger.store import database, log
from ledger.store.appender import Appender
from ledger.store.database import open_engine, reading, session, writing
from ledger.store.migrate import upgrade
from tests.store.samples import append, registered, url_of
from tests.support import postgres
from tests.support.lost_answers import line_to
from tests.torture import work
from tests.torture.work import append_one


@pytest.fixture
def ledger(engine: Engine) -> Engine:
    """A ledger with something in it."""
    append_one(engine, "before", 1)
    return engine


def state(engine: Engine) -> tuple[Any, ...]:
    """The end of the log and the number of rows of the read models, of a ledger that is whole."""
    with reading(engine) as conn:
        assert verify(conn).ok
        count = conn.exec_driver_sql("SELECT count(*) FROM claims").scalar()
        found = (log.head(conn), count)
    assert verify_read_models(engine) == ([], 0)
    return found


class At:
    """Do something before the nth statement or commit of the transactions that follow, once."""

    def __init__(self, number: int, act: Callable[[Connection], None]) -> None:
        self.left, self.act, self.done = number, act, False

    def __call__(self, conn: Connection, *_: Any) -> None:
        self.left -= 1
        if self.left == 0:
            self.done = True
            self.act(conn)


@pytest.mark.parametrize("statement", [1, 2, 3, 5, 8, 13, 21, 25])
def test_a_connection_lost_at_any_statement(postgres_engine: Engine, statement: int) -> None:
    """The error is a sentence, nothing is written by half, and the same thing again is safe."""
    append_one(postgres_engine, "before", 1)
    before = state(postgres_engine)
    killer = open_engine(url_of(postgres_engine))

    def lose(conn: Connection) -> None:
        pid = conn.connection.driver_connection.info.backend_pid  # type: ignore[union-attr]
        with killer.connect() as other:
            other.execute(sa.text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})

    failing = At(statement, lose)
    event.listen(postgres_engine, "before_cursor_execute", failing)
    event.listen(postgres_engine, "commit", failing)
    undo = work.between(failing)
    try:
        with pytest.raises(DatabaseUnavailable, match=r"(terminat|closed).*running the command again is safe"):
            append_one(postgres_engine, "lost", 2)
    finally:
        event.remove(postgres_engine, "before_cursor_execute", failing)
        event.remove(postgres_engine, "commit", failing)
        undo()
        killer.dispose()
    assert failing.done
    assert state(postgres_engine) == before
    append_one(postgres_engine, "lost", 2)
    append_one(postgres_engine, "lost", 2)
    assert state(postgres_engine)[1] == before[1] + len(work.KINDS)


def test_an_answer_to_a_commit_that_is_lost(postgres_engine: Engine) -> None:
    """It is written and nobody was told; to do it again is safe, and finds it."""
    append_one(postgres_engine, "before", 1)
    before = state(postgres_engine)
    with line_to(postgres_engine) as line:
        engine = open_engine(line.url)
        line.lose = b"COMMIT\0"
        with pytest.raises(DatabaseUnavailable, match="running the command again is safe"):
            append_one(engine, "not told", 2)
        assert line.lost
        after = state(postgres_engine)
        assert after[1] == before[1] + len(work.KINDS)
        append_one(engine, "not told", 2)
        engine.dispose()
    assert state(postgres_engine) == after


@pytest.mark.parametrize("lost", [b"COMMIT\0", b"INSERT 0 1\0"], ids=["in the long way", "in one trip"])
def test_an_answer_to_a_shared_append_that_is_lost(postgres_engine: Engine, lost: bytes) -> None:
    """The caller is told that it failed, and where it stands when it tries again."""
    with line_to(postgres_engine) as line:
        engine = open_engine(line.url)
        with Appender(engine) as appender:
            if lost != b"COMMIT\0":  # from the second append on it is one statement, which commits by itself
                appender.append([registered("first")])
            line.lose = lost
            with pytest.raises(DatabaseUnavailable):
                appender.append([registered("not told")])
            assert line.lost
            [again] = appender.append([registered("not told")])
        engine.dispose()
    assert not again.new
    with reading(postgres_engine) as conn:
        assert verify(conn).head.seq == again.seq


@pytest.fixture
def small_files() -> Iterator[Callable[[int], None]]:
    """Lets this process write no file larger than so many bytes, as a full disk would."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    yield lambda size: resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
    signal.signal(signal.SIGXFSZ, handler)


def test_a_disk_that_fills_up(sqlite_engine: Engine, small_files: Callable[[int], None], tmp_path: Path) -> None:
    """Append after append goes in whole until one does not go in at all; with room again it does."""
    append_one(sqlite_engine, "before", 1)
    file = Path(str(sqlite_engine.url.database))
    small_files(max(path.stat().st_size for path in file.parent.glob(f"{file.name}*")) + 200_000)
    written: list[str] = []
    with pytest.raises(DatabaseUnavailable, match=r"disk|full|I/O"):
        append_for_ever(sqlite_engine, written)
    small_files(file.stat().st_size // 2)
    with pytest.raises(LedgerError, match="The backup cannot be written"):
        backup(sqlite_engine, tmp_path / "a.backup")
    assert not (tmp_path / "a.backup").exists()
    small_files(resource.RLIM_INFINITY)
    assert state(sqlite_engine)[1] == (len(written) + 1) * len(work.KINDS)
    append_one(sqlite_engine, f"report {len(written)}", len(written))
    assert state(sqlite_engine)[1] == (len(written) + 2) * len(work.KINDS)


def test_a_server_whose_disk_fills_up() -> None:
    """In the midst of a large batch: nothing of it is there, and with room again it goes on."""
    # Its write-ahead log is in files of 16 MB, which still fit.
    server = postgres.start_cluster(largest_file=17_000_000)
    if isinstance(server, postgres.Unavailable):
        pytest.skip(server.reason)
    try:
        engine = open_engine(server.create_database())
        upgrade(engine)
        append_one(engine, "before", 1)
        before = state(engine)
        with pytest.raises(DatabaseUnavailable, match="could not extend file"):
            append(engine, *(registered(str(i), random.randbytes(4000).hex()) for i in range(2500)))
        assert state(engine) == before
        with session(engine) as conn:
            scrub(conn)  # which makes room of what was given up
        append_one(engine, "after", 2)
        assert state(engine)[1] == before[1] + len(work.KINDS)
        engine.dispose()
    finally:
        server.stop()


def append_for_ever(engine: Engine, written: list[str]) -> None:
    while True:
        written.append(append_one(engine, f"report {len(written)}", len(written)))


def test_a_rebuild_that_finds_no_room(ledger: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """The live read models stay as they are."""
    before = state(ledger)

    def fail(*_: Any, **__: Any) -> None:
        raise sa.exc.OperationalError("INSERT", {}, OSError("database or disk is full"))

    monkeypatch.setattr(beside, "record", fail)
    with pytest.raises(DatabaseUnavailable, match="is full"):
        beside.rebuild(ledger)
    monkeypatch.undo()
    assert state(ledger) == before


def test_a_locked_database(ledger: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever waits in vain writes nothing, and is told so in a sentence; a rebuild as well."""
    before = state(ledger)
    monkeypatch.setattr(database, "LOCK_SECONDS", 0.3 if ledger.dialect.name == "sqlite" else 1)
    impatient = open_engine(url_of(ledger))
    with writing(ledger) as conn:
        log.append(conn, [registered("held")], recorded_at=1)
        for attempt in (lambda: append_one(impatient, "locked", 2), lambda: beside.rebuild(impatient)):
            with pytest.raises(DatabaseUnavailable, match="is locked by another program"):
                attempt()
    impatient.dispose()
    with reading(ledger) as conn:
        assert log.head(conn).seq == before[0].seq + 1


def test_a_clock_that_jumps_back(ledger: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Recorded times never go down along the log, and positions do not care."""
    monkeypatch.setattr(work, "NOW", datetime(2026, 2, 1, tzinfo=UTC))
    append_one(ledger, "later", 2)
    monkeypatch.setattr(work, "NOW", datetime(2026, 2, 1, tzinfo=UTC) - timedelta(days=400))
    monkeypatch.setattr(work, "Imprint", lambda **given: imprint(given))
    append_one(ledger, "earlier", 3)
    with reading(ledger) as conn:
        times = [recorded.recorded_at for recorded in log.read(conn)]
    assert times == sorted(times)
    state(ledger)


def imprint(given: dict[str, Any]) -> Any:
    """An imprint of the time that the clock has gone back to."""
    return Imprint(**given | {"published": "2024-07-01"})
