"""Opening databases, transactions, and errors that people understand."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine
from sqlalchemy.exc import ProgrammingError

from ledger.model.errors import DatabaseUnavailable
from ledger.store import database, log
from ledger.store.database import describe, open_engine, reading, writing
from tests.store.samples import NOW, append, registered


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("ledger.db", "cannot be read; write one such as sqlite:///"),
        ("", "cannot be read; write one such as sqlite:///"),
        ("mysql://u:secret@h/x", "“mysql” is not a database the ledger runs on"),
        ("postgresql://u:se@secret@h/x", "two @ signs"),
        ("postgresql://u:secret@127.0.0.1:1/x", r"postgresql://u@127\.0\.0\.1:1/x cannot be opened: .*refused"),
        ("postgres://u:secret@127.0.0.1:1/x?password=secret", r"postgresql://u@127\.0\.0\.1:1/x cannot be opened"),
        ("postgresql+psycopg://u:secret@/x?host=/nowhere", "cannot be opened: .*No such file"),
        ("sqlite:////dev", "/dev cannot be opened"),
    ],
)
def test_addresses_that_do_not_work(url: str, sentence: str) -> None:
    """One sentence says what is wrong and with what, and shows no password."""
    with pytest.raises(DatabaseUnavailable, match=sentence) as caught:
        open_engine(url)
    assert "secret" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_database_that_is_not_there(postgres_url: str) -> None:
    """The server's own reason is given."""
    with pytest.raises(DatabaseUnavailable, match=r'database "deal_ledger_test_.*_not" does not exist'):
        open_engine(postgres_url.replace("?", "_not?") if "?" in postgres_url else postgres_url + "_not")


def test_a_plain_postgresql_address_is_enough(postgres_url: str) -> None:
    """Nobody has to know which driver is used."""
    engine = open_engine(postgres_url.replace("postgresql+psycopg:", "postgresql:"))
    assert engine.driver == "psycopg"
    engine.dispose()


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    """It is named, and left as it is."""
    file = tmp_path / "notes.txt"
    file.write_text("no database " * 100)
    with pytest.raises(DatabaseUnavailable, match=r"notes\.txt is not a SQLite database"):
        open_engine(f"sqlite:///{file}")
    assert file.read_text() == "no database " * 100


def test_a_missing_file_is_not_made_by_asking(tmp_path: Path) -> None:
    """A mistyped path must not leave an empty ledger behind."""
    engine = open_engine(f"sqlite:///{tmp_path / 'typo.db'}")
    with (
        pytest.raises(DatabaseUnavailable, match=r"no ledger at .*typo\.db; “deal-ledger init” makes one"),
        reading(engine),
    ):
        pass
    assert list(tmp_path.iterdir()) == []


def test_settings_of_sqlite(sqlite_engine: Engine) -> None:
    """The settings on which durability and waiting rest are those of every connection."""
    with reading(sqlite_engine) as first, reading(sqlite_engine) as second:
        for conn in (first, second):
            found = {
                name: conn.exec_driver_sql(f"PRAGMA {name}").scalar()
                for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "wal_autocheckpoint")
            }
            assert found == {
                "journal_mode": "wal",
                "synchronous": 2,
                "foreign_keys": 1,
                "busy_timeout": 30_000,
                "wal_autocheckpoint": 16_000,
            }


def test_writing_commits_at_the_end_or_not_at_all(engine: Engine) -> None:
    """An exception takes everything back and comes through as it is."""
    with pytest.raises(KeyError), writing(engine) as conn:
        fail_after(log.append(conn, [registered("a")], recorded_at=NOW))
    with reading(engine) as conn:
        assert log.head(conn).seq == 0


def fail_after(_: object) -> None:
    raise KeyError


def test_reading_refuses_to_write(engine: Engine) -> None:
    """And the connection can write again afterwards."""
    with pytest.raises(DatabaseUnavailable, match=r"read-?only"), reading(engine) as conn:
        log.append(conn, [registered("a")], recorded_at=NOW)
    append(engine, registered("a"))


def test_our_own_mistakes_are_not_explained_away(postgres_engine: Engine) -> None:
    """A wrong statement is a fault of the program, not a state of the world."""
    with pytest.raises(ProgrammingError), reading(postgres_engine) as conn:
        conn.exec_driver_sql("SELECT nothing FROM nowhere")


def test_a_lost_connection(postgres_engine: Engine) -> None:
    """Inside a transaction it is an error in a sentence; the next transaction gets a new connection."""

    def lose_it() -> None:
        with writing(postgres_engine) as conn:
            log.append(conn, [registered("a")], recorded_at=NOW)
            backend = conn.exec_driver_sql("SELECT pg_backend_pid()").scalar()
            with writing(postgres_engine) as other:
                other.exec_driver_sql(f"SELECT pg_terminate_backend({backend}, 5000)")
            log.append(conn, [registered("b")], recorded_at=NOW)

    with pytest.raises(DatabaseUnavailable, match=r"failed: .*(terminat|is lost)"):
        lose_it()
    assert [entry.seq for entry in append(postgres_engine, registered("c"))] == [1]


def test_a_connection_lost_between_transactions_goes_unnoticed(postgres_engine: Engine) -> None:
    """After a restart of the server nobody has to restart the ledger."""
    append(postgres_engine, registered("a"))
    killer = open_engine(postgres_engine.url.render_as_string(hide_password=False))
    with writing(killer) as conn:
        conn.exec_driver_sql(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    killer.dispose()
    assert [entry.seq for entry in append(postgres_engine, registered("b"))] == [2]


def test_a_full_disk(sqlite_engine: Engine) -> None:
    """Nothing is written, the error says why, and once there is room it goes on."""
    with writing(sqlite_engine) as conn:
        pages: int = conn.exec_driver_sql("PRAGMA page_count").scalar_one()
    many = [registered(str(i), "x" * 5000) for i in range(200)]

    def append_within(limit: int) -> int:
        with writing(sqlite_engine) as conn:
            conn.exec_driver_sql(f"PRAGMA max_page_count = {limit}")
            return log.append(conn, many, recorded_at=NOW)[-1].seq

    with pytest.raises(DatabaseUnavailable, match="is full; nothing was written"):
        append_within(pages)
    assert append_within(1_000_000) == 200


def test_wal_waits_for_a_file_in_use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another program that holds the file is waited for, and then told of."""
    monkeypatch.setattr(database, "LOCK_SECONDS", 0.2)
    file = tmp_path / "held.db"
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("CREATE TABLE t (x)")
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(DatabaseUnavailable, match="locked by another program"):
        open_engine(f"sqlite:///{file}")
    other.execute("COMMIT")
    other.close()
    open_engine(f"sqlite:///{file}").dispose()


def test_where_the_database_is(sqlite_engine: Engine, postgres_engine: Engine) -> None:
    """For messages: a path, or an address without password."""
    assert describe(sqlite_engine).endswith("ledger.sqlite")
    assert describe(postgres_engine).startswith("postgresql://")
