"""The statements of the log's hot path, by the fastest way of each driver: many rows in, many ids looked up.

They go to the driver itself, because SQLAlchemy's own road costs as much again as the rows. What the driver raises
becomes the error that SQLAlchemy would have raised, so that callers meet one kind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import chain, islice
from typing import Any

from psycopg import IsolationLevel
from psycopg.errors import SerializationFailure, UniqueViolation
from sqlalchemy import exc
from sqlalchemy.engine import Connection

from ledger.model.canonical import canonical
from ledger.store.database import driver_connection

#: Position, hash and recorded time of the last event, and the last position that may have an id of the former kind.
Head = tuple[int, str, int, int]
#: As much of one as appending moves.
Moved = tuple[int, str, int]
#: Position, id, type, schema version and payload of an event.
Stored = tuple[int, str, str, int, str]

COLUMNS = (
    "seq, event_id, type, schema_version, company_id, document_id, known_at, recorded_at, recorded_by, "
    "payload, salt, payload_hash, hash"
)

# COPY in its binary form has to be told the types. The payload comes as the bytes that were hashed, in UTF-8, which is
# how a server that speaks UTF-8 takes a text; so nobody decodes and encodes it on its way.
_TYPES = (
    "int8", "text", "text", "int4", "text", "text", "int8", "int8", "text",
    "bytea", "text", "text", "text",
)  # fmt: skip
_COPY = f"COPY events ({COLUMNS}) FROM STDIN (FORMAT BINARY)"
# Few rows are quicker in one prepared statement, which goes in one trip to the server with what follows it.
FEW = 50
# Psycopg's pipelines can hang if they hold more than the system keeps on the way (its issue 685 and kin).
_ONE_TRIP = 60_000
_PAYLOAD = 9
_HEAD = "SELECT seq, hash, recorded_at, former_ids_until FROM log_head"
_MOVE = "UPDATE log_head SET seq = ?, hash = ?, recorded_at = ? WHERE id = 1"
_MOVE_FROM = f"{_MOVE} AND seq = ? AND hash = ? AND former_ids_until = 0"
_MARKS = ("CAST(? AS TEXT)" if kind == "bytea" else "?" for kind in _TYPES)
_ROW = f"({', '.join(_MARKS)})"
_INSERT = f"INSERT INTO events ({COLUMNS}) VALUES {_ROW}"  # noqa: S608 - constants
# SQLite's driver lets other threads run while a statement does, so a statement of many rows leaves them time to prepare
# the next batch; it takes as long as as many statements of one row.
_ROWS_AT_ONCE = 50
_INSERT_MANY = f"INSERT INTO events ({COLUMNS}) VALUES {', '.join([_ROW] * _ROWS_AT_ONCE)}"  # noqa: S608 - constants
# Each with its type: psycopg sends a small number as a smallint, and would prepare the statement anew for each size. In
# the binary form (%b), for as text each quote and backslash of a payload is escaped by Python.
_TYPED = ("convert_from(%b::bytea, 'UTF8')" if kind == "bytea" else f"%b::{kind}" for kind in _TYPES)
_VALUES = f"INSERT INTO events ({COLUMNS}) VALUES ({', '.join(_TYPED)})"  # noqa: S608 - constants
# One statement and so a transaction of its own, in one trip: it writes nothing if the head is not where it was thought.
_ARRAYS = (("convert_from(payload, 'UTF8')" if name == "payload" else name) for name in COLUMNS.split(", "))
_AT_ONCE = (
    "WITH moved AS (UPDATE log_head SET seq = %b::int8, hash = %b::text, recorded_at = %b::int8 "  # noqa: S608
    "WHERE id = 1 AND seq = %b::int8 AND hash = %b::text AND former_ids_until = 0 RETURNING id) "
    f"INSERT INTO events ({COLUMNS}) SELECT {', '.join(_ARRAYS)} "
    f"FROM moved, unnest({', '.join(f'%b::{kind}[]' for kind in _TYPES)}) AS made ({COLUMNS})"
)
_STANDING = "SELECT seq, event_id, type, schema_version, payload FROM events WHERE event_id"
_STANDING_SQLITE = f"{_STANDING} IN (SELECT value FROM json_each(?))"  # noqa: S608 - constants
# With both ends PostgreSQL takes what lies between for little and goes by the index, whatever it knows of the table.
_BETWEEN = "seq > {0} AND seq <= {0}"
_LATEST = f"SELECT company_id, max(seq) FROM events WHERE {_BETWEEN} AND company_id {{1}} GROUP BY company_id"  # noqa: S608
_LATEST_SQLITE = _LATEST.format("?", "IN (SELECT value FROM json_each(?))")
_LATEST_POSTGRESQL = _LATEST.format("%b::int8", "= ANY(%b::text[])")
_END = 2**63 - 1
_STANDING_POSTGRESQL = f"{_STANDING} = ANY(%b::text[])"


@contextmanager
def transaction(conn: Connection) -> Iterator[None]:
    """`database.writing_on` for a connection on which nothing but appends is done, at a third of its cost.

    With one event in the transaction, SQLAlchemy's part takes longer than all else that Python does.
    """
    driver, sqlite = driver_connection(conn), conn.dialect.name == "sqlite"
    with translated(conn, "BEGIN"):
        if sqlite:
            driver.execute("BEGIN IMMEDIATE")
        else:
            driver.isolation_level = IsolationLevel.READ_COMMITTED
    try:
        yield
        with translated(conn, "COMMIT"):
            driver.commit()
    except BaseException:
        with suppress(driver_errors(conn)):  # the connection itself may be what was lost
            driver.rollback()
        raise


def lock_and_find(conn: Connection, ids: Sequence[str]) -> tuple[Head, list[Stored]]:
    """Lock the head of the log, and find those events that stand in it already. From here on nobody else can append.

    On PostgreSQL both go to the server in one trip. They are two statements all the same, and the second looks at what
    was committed while the first waited for the lock.
    """
    driver = driver_connection(conn)
    # One list is one parameter, however long, and one statement to prepare.
    if conn.dialect.name == "sqlite":
        with translated(conn, _HEAD):
            head = driver.execute(_HEAD).fetchone()
            found = driver.execute(_STANDING_SQLITE, (canonical(ids).decode(),))
            return head, found.fetchall()
    with translated(conn, _HEAD):
        with driver.pipeline():
            locked = driver.execute(f"{_HEAD} FOR UPDATE", prepare=True)
            found = driver.execute(_STANDING_POSTGRESQL, (list(ids),), prepare=True, binary=True)
        return locked.fetchone(), found.fetchall()


def standing(conn: Connection, ids: Sequence[str]) -> list[Stored]:
    """Those events that stand in the log already, by id."""
    if conn.dialect.name == "sqlite":
        return fetch(conn, _STANDING_SQLITE, (canonical(ids).decode(),))
    return fetch(conn, _STANDING_POSTGRESQL, (list(ids),))


def latest_of(conn: Connection, companies: Sequence[str], after: int) -> dict[str, int]:
    """The last position of each of these companies that has one after a position; reads the log from there on."""
    if conn.dialect.name == "sqlite":
        return dict(fetch(conn, _LATEST_SQLITE, (after, _END, canonical(companies).decode())))
    return dict(fetch(conn, _LATEST_POSTGRESQL, (after, _END, list(companies))))


def store(
    conn: Connection,
    rows: Iterable[tuple[Any, ...]],
    count: int,
    head: Callable[[], Moved],
    ends: bool = False,
) -> None:
    """Insert rows and then move the head of the log to what `head` says once the last row was made.

    If the transaction ends with that, PostgreSQL may be told to commit in the same trip; to commit again does no harm.
    """
    driver = driver_connection(conn)
    if conn.dialect.name == "postgresql" and count < FEW:
        listed = list(rows)
        if sum(len(row[_PAYLOAD]) for row in listed) < _ONE_TRIP:
            with translated(conn, _VALUES), driver.pipeline():
                for row in listed:  # not executemany, which waits for the answers to the first before it sends the rest
                    driver.execute(_VALUES, row, prepare=True)
                driver.execute(_MOVE.replace("?", "%s"), head(), prepare=True)
                if ends:
                    driver.commit()
            return
        rows = listed
    insert(conn, rows)
    with translated(conn, _MOVE):
        driver.execute(_MOVE if conn.dialect.name == "sqlite" else _MOVE.replace("?", "%s"), head())


def store_at_once(conn: Connection, rows: Sequence[tuple[Any, ...]], head: Head, last: Moved) -> bool:
    """Insert a few rows and move the head in a transaction that asks nothing; PostgreSQL is sent it in one trip.

    Nothing is written, and the answer is no, if the head is not at `head` any more or an id is taken. To be called
    outside of any transaction.
    """
    driver = driver_connection(conn)
    if conn.dialect.name == "sqlite":
        try:
            with transaction(conn), translated(conn, _MOVE_FROM):
                moved: bool = driver.execute(_MOVE_FROM, (*last, *head[:2])).rowcount == 1
                if moved:
                    driver.executemany(_INSERT, rows)
        except exc.IntegrityError:
            return False
        return moved
    columns = [list(column) for column in zip(*rows, strict=True)]
    with translated(conn, _AT_ONCE):
        driver.autocommit = True
        try:
            done = driver.execute(_AT_ONCE, (*last, *head[:2], *columns), prepare=True)
        except (UniqueViolation, SerializationFailure):
            return False
        finally:
            if not driver.closed:
                driver.autocommit = False
    return bool(done.rowcount)


def insert(conn: Connection, rows: Iterable[tuple[Any, ...]]) -> None:
    """Insert rows of `COLUMNS`. On PostgreSQL the server stores the first while the last are still being made."""
    driver = driver_connection(conn)
    if conn.dialect.name == "sqlite":
        with translated(conn, _INSERT):
            left = iter(rows)
            while len(some := list(islice(left, _ROWS_AT_ONCE))) == _ROWS_AT_ONCE:
                driver.execute(_INSERT_MANY, list(chain.from_iterable(some)))
            driver.executemany(_INSERT, some)
        return
    with translated(conn, _COPY), driver.cursor() as cursor, cursor.copy(_COPY) as copy:
        copy.set_types(_TYPES)
        write = copy.write_row
        for row in rows:
            write(row)


def fetch(conn: Connection, statement: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    """The rows of a statement that is asked again and again, as plain tuples."""
    with translated(conn, statement):
        how = {} if conn.dialect.name == "sqlite" else {"prepare": True, "binary": True}
        rows: list[tuple[Any, ...]] = driver_connection(conn).execute(statement, parameters, **how).fetchall()
    return rows


def driver_errors(conn: Connection) -> type[Exception]:
    """The base of what the driver raises."""
    dbapi = conn.dialect.dbapi
    assert dbapi is not None
    errors: type[Exception] = dbapi.Error
    return errors


@contextmanager
def translated(conn: Connection, statement: str) -> Iterator[None]:
    errors = driver_errors(conn)
    try:
        yield
    except errors as error:
        raise exc.DBAPIError.instance(statement, None, error, errors, dialect=conn.dialect) from error
