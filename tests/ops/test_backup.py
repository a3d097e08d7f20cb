"""Backups while somebody writes, and restoring them into fresh databases only."""

from __future__ import annotations

import random
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from ledger.model.errors import LedgerError, LogDamaged
from ledger.ops import postgres_tools
from ledger.ops.backup import backup, restore
from ledger.ops.doctor import examine
from ledger.ops.read_models import verify_read_models
from ledger.ops.verify import verify
from ledger.store import log
from ledger.store.database import open_engine, reading, writing
from tests.store.samples import append, registered
from tests.support.postgres import PostgresServer
from tests.torture.work import append_one


@pytest.fixture
def fresh(engine: Engine, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database of the same kind."""
    if engine.dialect.name == "sqlite":
        yield f"sqlite:///{tmp_path / 'restored.sqlite'}"
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    url = server.create_database()
    yield url
    server.drop_database(url)


def events(engine: Engine) -> list[object]:
    with reading(engine) as conn:
        return [tuple(row) for row in conn.exec_driver_sql("SELECT * FROM events ORDER BY seq")]


def test_there_and_back(engine: Engine, fresh: str, tmp_path: Path) -> None:
    """Every event at its position, the read models with them, and the log goes on from there."""
    for number in range(4):
        append_one(engine, f"report {number}", number)
    done = backup(engine, tmp_path / "a.backup")
    with reading(engine) as conn:
        assert done.head == log.head(conn)
    restored = restore(tmp_path / "a.backup", fresh)
    assert restored.verification.head == done.head
    copy = open_engine(fresh)
    assert events(copy) == events(engine)
    assert verify_read_models(copy) == ([], 0)
    append_one(copy, "one more", 9)
    with reading(copy) as conn:
        assert verify(conn, since=(done.head.seq, done.head.hash)).ok
    copy.dispose()
    assert sorted(path.name for path in tmp_path.iterdir() if path.suffix == ".partial") == []


def test_while_a_writer_writes(engine: Engine, fresh: str, tmp_path: Path) -> None:
    """The backup is one state of the ledger, the one whose head it names; the writer is not held up."""
    append(engine, *(registered(str(i), "x" * 2000) for i in range(2000)))
    stop, begun = threading.Event(), threading.Event()
    written: list[str] = []

    def write() -> None:
        while not stop.is_set():
            written.append(append_one(engine, f"during {len(written)}", len(written)))
            begun.set()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert begun.wait(60)
        done = backup(engine, tmp_path / "a.backup", lambda *_: None)
    finally:
        stop.set()
        writer.join()
    assert restore(tmp_path / "a.backup", fresh).verification.head == done.head
    with reading(engine) as conn:
        assert log.head_at(conn, done.head.seq) == done.head


def test_nothing_is_overwritten(engine: Engine, fresh: str, tmp_path: Path) -> None:
    """Neither a file by a backup nor a ledger by a restore; the one that is there stays whole."""
    append_one(engine, "a", 1)
    backup(engine, tmp_path / "a.backup")
    with pytest.raises(LedgerError, match=r"a\.backup exists already"):
        backup(engine, tmp_path / "a.backup")
    restore(tmp_path / "a.backup", fresh)
    for url in (fresh, engine.url.render_as_string(hide_password=False)):
        with pytest.raises(LedgerError, match="nothing is ever restored over a ledger"):
            restore(tmp_path / "a.backup", url)
    with reading(engine) as conn:
        assert verify(conn).ok


def test_what_is_no_backup(engine: Engine, fresh: str, tmp_path: Path) -> None:
    """Another file, another kind of database, nothing at all: each in a sentence, and nothing is left behind."""
    file = tmp_path / "notes.txt"
    file.write_text("no backup")
    with pytest.raises(LedgerError, match="is no backup"):
        restore(file, fresh)
    with pytest.raises(LedgerError, match="cannot be read"):
        restore(tmp_path / "nowhere", fresh)
    other = {"sqlite": b"PGDMP" + bytes(100), "postgresql": b"SQLite format 3\0" + bytes(100)}[engine.dialect.name]
    file.write_bytes(other)
    with pytest.raises(LedgerError, match="name a database of the same kind"):
        restore(file, fresh)
    file.write_bytes({"postgresql": b"PGDMP", "sqlite": b"SQLite format 3\0"}[engine.dialect.name] + bytes(100))
    with pytest.raises(LedgerError):
        restore(file, fresh)
    assert not (tmp_path / "restored.sqlite").exists()
    with pytest.raises(LedgerError, match="cannot be written to"):
        backup(engine, tmp_path / "nowhere" / "a.backup")


def test_a_damaged_backup_of_sqlite(sqlite_engine: Engine, tmp_path: Path) -> None:
    """It is not restored: the position of the damage is named, and no database appears."""
    append(sqlite_engine, *(registered(str(i), f"name {i} " * 9) for i in range(300)))
    file = tmp_path / "a.backup"
    backup(sqlite_engine, file)
    raw = file.read_bytes()
    place = raw.index(b"name 150 ")
    file.write_bytes(raw[:place] + b"Name" + raw[place + 4 :])
    with pytest.raises(LogDamaged, match="first at position 151"):
        restore(file, f"sqlite:///{tmp_path / 'restored.sqlite'}")
    assert not list(tmp_path.glob("restored*"))


def test_a_backup_of_a_ledger_that_was_damaged(engine: Engine, fresh: str, tmp_path: Path) -> None:
    """Whatever the file itself is like, what comes out of it has to verify, and the position is named."""
    append(engine, *(registered(str(i)) for i in range(9)))
    with writing(engine) as conn:
        on = "" if engine.dialect.name == "sqlite" else " ON events"
        conn.exec_driver_sql(f"DROP TRIGGER events_refuse_update{on}")
        conn.exec_driver_sql("UPDATE events SET recorded_by = 'x' WHERE seq = 7")
    backup(engine, tmp_path / "a.backup")
    with pytest.raises(LogDamaged, match="first at position 7"):
        restore(tmp_path / "a.backup", fresh)


def test_dumped_and_loaded_by_hand(postgres_engine: Engine, postgres_server: PostgresServer, tmp_path: Path) -> None:
    """Who uses PostgreSQL's programs themselves, in their plainest form, gets the same positions and guards."""
    append_one(postgres_engine, "report", 1)
    url = postgres_server.create_database()
    dump = tmp_path / "plain.sql"
    for program, address, more in (
        ("pg_dump", postgres_engine.url.render_as_string(hide_password=False), ["--no-owner", f"--file={dump}"]),
        ("psql", url, ["--quiet", "--set=ON_ERROR_STOP=1", f"--file={dump}"]),
    ):
        plain = address.replace("postgresql+psycopg:", "postgresql:")
        subprocess.run([program, f"--dbname={plain}", *more], check=True, capture_output=True, timeout=120)
    copy = open_engine(url)
    assert events(copy) == events(postgres_engine)
    assert verify_read_models(copy) == ([], 0)
    with reading(copy) as conn:
        assert verify(conn).ok
    assert {finding.subject for finding in examine(copy) if finding.verdict == "trouble"} <= {"engine"}
    append_one(copy, "one more", 2)
    copy.dispose()
    postgres_server.drop_database(url)


@pytest.mark.parametrize(("version", "said"), [(None, "is not in PATH"), (9, "is of version 9 and the server of")])
def test_programs_that_are_missing_or_old(
    postgres_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: int | None, said: str
) -> None:
    """One sentence says which, and no file appears."""
    monkeypatch.setattr(postgres_tools, "version_of", lambda _: version)
    with pytest.raises(LedgerError, match=f"pg_dump {said}"):
        backup(postgres_engine, tmp_path / "a.backup")
    assert list(tmp_path.iterdir()) == []


def test_progress(sqlite_engine: Engine, tmp_path: Path) -> None:
    """Pages done, of pages to do."""
    append(sqlite_engine, *(registered(str(i), random.randbytes(1500).hex()) for i in range(1000)))
    told: list[tuple[int, int]] = []
    backup(sqlite_engine, tmp_path / "a.backup", lambda done, total: told.append((done, total)))
    assert len(told) > 1
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1]
