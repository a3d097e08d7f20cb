"""Bringing a database to the tables that this version of the code needs, and checking that it is there.

The migrations are Alembic's, in `migrations/`, one set for both engines. Their names begin with a date and a number
(`2026_11_22_0001_the_log.py`), and the numbers go up: so the newest can be told from the names alone, and checking a
database does not cost every command the import of Alembic.
"""

from __future__ import annotations

import re
from functools import lru_cache

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from ledger.model.errors import DatabaseUnavailable, LedgerError, SchemaMismatch
from ledger.store.bundle import bundled
from ledger.store.database import describe, reading, sqlite_file, writing

_FILE_NAME = re.compile(r"^\d{4}_\d{2}_\d{2}_(\d{4})_\w+\.py$")
#: Any number will do, as long as nobody else in the database takes it for a lock.
_ADVISORY_LOCK = 4_728_153_901


def upgrade(engine: Engine) -> None:
    """Create the schema or bring it up to date, in one transaction. Doing it twice, or twice at once, is harmless.

    Raises:
        SchemaMismatch: the database is ahead of the code.
        DatabaseUnavailable: it cannot be opened, or another program holds it for too long.
    """
    # Only this command needs Alembic, and it takes a fifth of a second to import.
    from alembic import command
    from alembic.config import Config

    _make_file(engine)
    folder = bundled("migrations")
    config = Config()
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    with writing(engine) as conn:
        if engine.dialect.name == "postgresql":
            # Whoever comes second waits here and then finds everything done. SQLite's write lock does the same.
            conn.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_ADVISORY_LOCK})")
        stored = _revision(conn)
        _refuse_if_ahead(engine, stored)
        if stored != _revisions()[-1]:
            config.attributes["connection"] = conn
            command.upgrade(config, "head")


def check_schema(engine: Engine) -> None:
    """Return if the database is what this version of the code needs.

    Raises:
        SchemaMismatch: it is not initialised, behind or ahead; the message says which and what to do.
        DatabaseUnavailable: it cannot be opened.
    """
    file = sqlite_file(engine)
    if file is not None and not file.exists():
        raise SchemaMismatch(f"There is no ledger at {file} yet; run “deal-ledger init”.")
    with reading(engine) as conn:
        stored = _revision(conn)
    if stored is None:
        raise SchemaMismatch(f"The database {describe(engine)} is not initialised; run “deal-ledger init”.")
    _refuse_if_ahead(engine, stored)
    if stored != _revisions()[-1]:
        raise SchemaMismatch(f"The database {describe(engine)} was made by an older version; run “deal-ledger init”.")


def _refuse_if_ahead(engine: Engine, stored: str | None) -> None:
    if stored is not None and stored not in _revisions():
        raise SchemaMismatch(f"The database {describe(engine)} was made by a newer version; upgrade deal-ledger.")


def _revision(conn: Connection) -> str | None:
    """The revision that the database says it is at; nothing if it says nothing."""
    if not sa.inspect(conn).has_table("alembic_version"):
        return None
    revision: str | None = conn.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return revision


@lru_cache(maxsize=1)
def _revisions() -> tuple[str, ...]:
    """All revisions that this code knows, oldest first."""
    names = sorted(path.name for path in (bundled("migrations") / "versions").iterdir())
    found = tuple(sorted(match[1] for name in names if (match := _FILE_NAME.match(name))))
    if not found:
        raise LedgerError("This installation of deal-ledger lacks its migrations; install it again.")
    return found


def _make_file(engine: Engine) -> None:
    file = sqlite_file(engine)
    if file is None:
        return
    try:
        # An empty file is an empty database.
        file.touch()
    except OSError as error:
        raise DatabaseUnavailable(f"The ledger cannot be created at {file}: {error.strerror}.") from None
