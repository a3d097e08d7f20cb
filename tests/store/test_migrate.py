"""Migrations: that they make what the code says, can be run twice and at once, and that a wrong database is noticed."""

from __future__ import annotations

import importlib
import multiprocessing
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection, Engine

from ledger.model.errors import DatabaseUnavailable, LedgerError, SchemaMismatch
from ledger.offline import seed_entities
from ledger.ops.verify import verify
from ledger.store import log, migrate
from ledger.store.bundle import bundled
from ledger.store.database import open_engine, reading, writing
from ledger.store.tables import metadata
from tests.store import samples
from tests.store.samples import append, registered


@pytest.fixture
def empty(database_url: str) -> Iterator[Engine]:
    """A database without anything in it."""
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


def alembic(conn: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(bundled("migrations")))
    config.attributes["connection"] = conn
    return config


def test_tables_and_migrations_agree(engine: Engine) -> None:
    """What the migrations make is what the code says; who changes one without the other sees it here."""
    # Imported for their tables, which they add to the same metadata.
    for owner in ("project", "alert", "worker"):
        importlib.import_module(f"ledger.{owner}.tables")
    with reading(engine) as conn:
        context = MigrationContext.configure(conn, opts={"compare_type": True, "compare_server_default": True})
        differences: list[Any] = compare_metadata(context, metadata)
    assert differences == []


def test_the_newest_revision_is_told_from_the_names() -> None:
    """Checking a database does not load Alembic; so the names must say the same as Alembic does."""
    script = ScriptDirectory.from_config(alembic())
    assert [revision.revision for revision in script.walk_revisions()] == list(reversed(migrate._revisions()))
    assert script.get_current_head() == migrate._revisions()[-1]


def test_upgrading_twice_changes_nothing(engine: Engine) -> None:
    """The second time finds everything done, and the log untouched."""
    append(engine, registered("a"))
    migrate.upgrade(engine)
    migrate.check_schema(engine)
    with reading(engine) as conn:
        assert log.head(conn).seq == 1


def test_down_and_up_without_events(engine: Engine) -> None:
    """As long as there is nothing to lose everything can be taken back, leaving nothing behind."""
    with writing(engine) as conn:
        command.downgrade(alembic(conn), "base")
    with reading(engine) as conn:
        assert sa.inspect(conn).get_table_names() == ["alembic_version"]
        if engine.dialect.name == "postgresql":
            functions = "SELECT count(*) FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
            assert conn.exec_driver_sql(functions).scalar() == 0
    migrate.upgrade(engine)
    assert [entry.seq for entry in append(engine, registered("a"))] == [1]


def test_down_with_events_is_refused(engine: Engine) -> None:
    """No migration loses an event, and a refused one leaves everything as it was."""
    append(engine, registered("a"))
    with pytest.raises(RuntimeError, match="holds events"), writing(engine) as conn:
        command.downgrade(alembic(conn), "base")
    migrate.check_schema(engine)
    with reading(engine) as conn:
        assert log.get(conn, 1).payload["name"] == "Scale AI, a"


def test_two_inits_at_once(database_url: str) -> None:
    """Two processes that begin at one moment both succeed; schema and seeds are there once."""
    spawn = multiprocessing.get_context("spawn")
    start = time.time() + 2
    processes = [spawn.Process(target=samples.initialise_at, args=(database_url, start)) for _ in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0]
    engine = open_engine(database_url)
    migrate.check_schema(engine)
    with reading(engine) as conn:
        seeds = log.head(conn).seq
        assert seeds == sum(1 for _ in seed_entities())
        assert verify(conn).ok
    assert [entry.seq for entry in append(engine, registered("a"))] == [seeds + 1]
    engine.dispose()


def test_a_database_that_is_not_initialised(empty: Engine) -> None:
    """The message says what to run, and asking makes no file."""
    with pytest.raises(SchemaMismatch, match="run “deal-ledger init”"):
        migrate.check_schema(empty)
    assert empty.dialect.name != "sqlite" or not Path(str(empty.url.database)).exists()


def test_a_database_without_a_revision(engine: Engine) -> None:
    """A database that other tables are in is not taken for a ledger."""
    with writing(engine) as conn:
        conn.exec_driver_sql("DELETE FROM alembic_version")
    with pytest.raises(SchemaMismatch, match="is not initialised; run “deal-ledger init”"):
        migrate.check_schema(engine)


def test_a_database_that_is_behind(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Code that knows a newer revision asks for init."""
    known = (*migrate._revisions(), "9998")
    monkeypatch.setattr(migrate, "_revisions", lambda: known)
    with pytest.raises(SchemaMismatch, match="older version; run “deal-ledger init”"):
        migrate.check_schema(engine)


def test_a_database_that_is_ahead(engine: Engine) -> None:
    """Neither checking nor upgrading touches a database of a newer version."""
    with writing(engine) as conn:
        conn.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    for attempt in (migrate.check_schema, migrate.upgrade):
        with pytest.raises(SchemaMismatch, match="newer version; upgrade deal-ledger"):
            attempt(engine)


def test_a_file_that_cannot_be_made(tmp_path: Path) -> None:
    """A mistyped folder is named."""
    engine = open_engine(f"sqlite:///{tmp_path}/nowhere/ledger.db")
    with pytest.raises(DatabaseUnavailable, match=r"nowhere/ledger\.db: No such file or directory"):
        migrate.upgrade(engine)


def test_what_travels_with_the_code() -> None:
    """Migrations and seeds are found; what is not there is missed in a sentence."""
    assert (bundled("migrations") / "env.py").is_file()
    assert bundled("seeds").is_dir()
    with pytest.raises(LedgerError, match="lacks its “nothing” folder"):
        bundled("nothing")
