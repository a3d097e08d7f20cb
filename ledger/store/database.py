"""Opening a database, and the two kinds of transaction there are: one that writes, one that reads a snapshot.

Everything engine-specific about connections is here. SQLite runs in WAL mode with synchronous=FULL, because only that
keeps an acknowledged commit through a power cut (SQLite's documentation of "PRAGMA synchronous").
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event, exc
from sqlalchemy.engine import URL, Connection, Engine, make_url

from ledger.model.errors import DatabaseUnavailable

#: How long a writer waits for the others before it gives up with an error.
LOCK_SECONDS = 30
CONNECT_SECONDS = 10

_BEGIN = "ledger_begin"
_POSTGRESQL = frozenset({"postgresql", "postgres", "postgresql+psycopg"})
_EXAMPLES = "such as sqlite:///deal-ledger.sqlite or postgresql://user@host/name"


def open_engine(url: str) -> Engine:
    """The engine for a database address. A SQLite file that does not exist yet is left to `migrate.upgrade` to make.

    Raises:
        DatabaseUnavailable: the address makes no sense, nobody answers there, or what answers is no database. The
            message never shows a password.
    """
    parsed = _parse(url)
    engine = (_sqlite_engine if parsed.get_backend_name() == "sqlite" else _postgresql_engine)(parsed)
    file = sqlite_file(engine)
    if file is None or file.exists():
        with _explained(engine), engine.connect():
            pass
    return engine


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction that writes: committed at the end, rolled back on any exception.

    On SQLite it holds the write lock from the start (BEGIN IMMEDIATE): a transaction that first reads and then wants to
    write fails at once when somebody else wrote in between, and waiting cannot help it. On PostgreSQL only the
    statements inside take locks; READ COMMITTED lets each see what was committed while it waited for one.

    Raises:
        DatabaseUnavailable: the database cannot be reached, is locked for too long, or is out of space.
    """
    with _explained(engine), engine.connect() as conn, writing_on(conn):
        yield conn


@contextmanager
def writing_on(conn: Connection) -> Iterator[None]:
    """The same transaction on a connection that one has already (`session`); errors come as they are."""
    options: dict[str, Any] = {_BEGIN: "IMMEDIATE"}
    if conn.dialect.name == "postgresql":
        options["isolation_level"] = "READ COMMITTED"
    conn.execution_options(**options)
    with conn.begin():
        yield


@contextmanager
def snapshot_on(conn: Connection) -> Iterator[None]:
    """One consistent snapshot on a connection that one has already; temporary tables may be written, and stay so."""
    options: dict[str, Any] = {_BEGIN: "DEFERRED"}
    if conn.dialect.name == "postgresql":
        options["isolation_level"] = "REPEATABLE READ"
    conn.execution_options(**options)
    with conn.begin():
        yield


@contextmanager
def session(engine: Engine) -> Iterator[Connection]:
    """A connection of one's own that is closed for good at the end, outside of any transaction.

    For temporary tables and settings: neither may get back into the pool. It has run no statement before, for one that
    PostgreSQL has prepared goes on reading the tables that it was prepared for.

    Raises:
        DatabaseUnavailable: the database cannot be reached, is locked for too long, or is out of space.
    """
    own = (_sqlite_engine if engine.dialect.name == "sqlite" else _postgresql_engine)(engine.url)
    try:
        with _explained(engine), own.connect() as conn:
            yield conn
    finally:
        own.dispose()


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One consistent snapshot: whatever is asked inside, the answers fit together. Writing is refused.

    Raises:
        DatabaseUnavailable: the database cannot be reached.
    """
    with _explained(engine), engine.connect() as conn:
        if engine.dialect.name == "postgresql":
            conn.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            with conn.begin() as transaction:
                yield conn
                transaction.rollback()
            return
        driver = driver_connection(conn)
        driver.execute("PRAGMA query_only = ON")
        try:
            with conn.begin() as transaction:
                yield conn
                # There is nothing to commit, and a damaged file would not even let us try.
                transaction.rollback()
        finally:
            driver.execute("PRAGMA query_only = OFF")


def sqlite_file(engine: Engine) -> Path | None:
    """The file of a SQLite database; nothing for a database in memory or on a server."""
    name = engine.url.database
    if engine.dialect.name != "sqlite" or not name or name == ":memory:" or name.startswith("file:"):
        return None
    return Path(name)


def describe(engine: Engine) -> str:
    """Where the database is, for messages: a file's path, or an address without its password."""
    file = sqlite_file(engine)
    return str(file) if file else _shown(engine.url)


def driver_connection(conn: Connection) -> Any:
    """The driver's own connection (sqlite3 or psycopg) under a connection, in its transaction."""
    driver = conn.connection.driver_connection
    assert driver is not None
    return driver


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
    except (exc.ArgumentError, ValueError):
        raise DatabaseUnavailable(f"The database address cannot be read; write one {_EXAMPLES}.") from None
    if parsed.drivername in _POSTGRESQL:
        if "@" in (parsed.host or ""):
            # A bare @ in a password shifts the rest of it into the host, from where it would get into messages.
            raise DatabaseUnavailable("The database address has two @ signs; write the one of the password as %40.")
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername in {"sqlite", "sqlite+pysqlite"}:
        return parsed.set(drivername="sqlite")
    raise DatabaseUnavailable(
        f"“{parsed.drivername}” is not a database the ledger runs on; write an address {_EXAMPLES}."
    )


def _shown(url: URL) -> str:
    # Query parameters may hold a password as well; only where the server's socket is matters to the reader.
    query = {key: value for key, value in url.query.items() if key == "host"}
    return URL.create(
        url.get_backend_name(), url.username, None, url.host, url.port, url.database, query
    ).render_as_string()


# -- SQLite -----------------------------------------------------------------------------------------------------------


def _sqlite_engine(url: URL) -> Engine:
    engine = sa.create_engine(url)

    @event.listens_for(engine, "do_connect")
    def refuse_to_create(*_: object) -> None:
        # SQLite would make an empty file of any mistyped path.
        file = sqlite_file(engine)
        if file is not None and not file.exists():
            raise DatabaseUnavailable(f"There is no ledger at {file}; “deal-ledger init” makes one.")

    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(connection: sqlite3.Connection, _: object) -> None:
    # The driver's own idea of when to begin a transaction is BEGIN DEFERRED before some statements; ours is `_begin`.
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout = {LOCK_SECONDS * 1000}")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    # Sixteen times the usual log before it is copied back: measured to save a quarter to half of a batch's time.
    connection.execute("PRAGMA wal_autocheckpoint = 16000")
    _use_wal(connection)


def _use_wal(connection: sqlite3.Connection) -> None:
    """Put the file into WAL mode, once; the change needs the file alone and does not wait for it by itself."""
    deadline = time.monotonic() + LOCK_SECONDS
    tried = False
    while not tried and connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            # A database in memory, or on a file system without shared memory, answers that it stays as it is.
            tried = True
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)


def _begin_sqlite(conn: Connection) -> None:
    kind = conn.get_execution_options().get(_BEGIN, "DEFERRED")
    conn.exec_driver_sql(f"BEGIN {kind}")


# -- PostgreSQL -------------------------------------------------------------------------------------------------------


def _postgresql_engine(url: URL) -> Engine:
    defaults: dict[str, Any] = {"connect_timeout": CONNECT_SECONDS, "application_name": "deal-ledger"}
    given = {key: value for key, value in defaults.items() if key not in url.query}
    # A connection that the server has closed meanwhile is noticed before use and not in the middle of a transaction.
    engine = sa.create_engine(url, connect_args={**given, "client_encoding": "utf8"}, pool_pre_ping=True)
    event.listen(engine, "connect", _set_up_postgresql)
    return engine


def _set_up_postgresql(connection: Any, _: object) -> None:
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise DatabaseUnavailable(
            f"The PostgreSQL database is encoded in {encoding}, which cannot hold every name; create one with UTF8."
        )
    connection.autocommit = True
    # A server that does not wait for its log may lose in a crash what was acknowledged, whoever set it so; any other
    # way of waiting (for a replica, say) is the server's own affair.
    connection.execute(
        f"SELECT set_config('lock_timeout', '{LOCK_SECONDS}s', false), set_config('synchronous_commit', "
        "CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on' ELSE current_setting('synchronous_commit') "
        "END, false)"
    )
    connection.autocommit = False


# -- Errors -----------------------------------------------------------------------------------------------------------


@contextmanager
def _explained(engine: Engine) -> Iterator[None]:
    """Turn what the world does to a database into one sentence; faults of our own statements stay what they are."""
    try:
        yield
    except exc.DBAPIError as error:
        if isinstance(error, (exc.IntegrityError, exc.ProgrammingError, exc.DataError, exc.NotSupportedError)):
            raise
        raise DatabaseUnavailable(_sentence(engine, error)) from error


def _sentence(engine: Engine, error: exc.DBAPIError) -> str:
    place = describe(engine)
    said = _said(error)
    lowered = said.lower()
    if "locked" in lowered or "lock timeout" in lowered or "deadlock" in lowered:
        return f"The database {place} is locked by another program and did not come free in time ({said}); try again."
    if "not a database" in lowered:
        return f"{place} is not a SQLite database."
    if "full" in lowered or "no space" in lowered:
        return f"The disk of the database {place} is full; nothing was written ({said})."
    if "malformed" in lowered:
        return f"The database {place} is damaged ({said}); restore it from a backup."
    if error.connection_invalidated:
        # Lost while committing, it may have been written; but then all of it, and saying it again appends nothing.
        return f"The database {place} failed: {said}. The connection was lost; running the command again is safe."
    what = "cannot be opened" if error.statement is None else "failed"
    return f"The database {place} {what}: {said}."


def _said(error: exc.DBAPIError) -> str:
    """The line of the driver's message that says most."""
    lines = [" ".join(line.split()) for line in str(error.orig).strip().splitlines()] or ["no reason given"]
    # Where a name stands for several addresses, psycopg tells of each in a line below the first.
    line = lines[-1] if lines[0].startswith("Multiple connection attempts failed") else lines[0]
    return line.removeprefix("connection failed: ").rstrip(".")
