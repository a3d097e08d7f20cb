"""Writing many rows of the read models by the fastest way of each driver: plain tuples in the order of the columns.

SQLAlchemy's own statements cost more than the rows they write, each time they are built.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from functools import cache, lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from ledger.store import bulk
from ledger.store.database import driver_connection
from ledger.store.log import sql
from ledger.store.lookups import look_up

# Fewer rows are quicker in statements of their own.
_WORTH_COPYING = 20


def insert(conn: Connection, table: sa.Table, rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert rows in the form of `stored`."""
    if not rows:
        return
    names, kinds, _ = _columns(table)
    columns = _listed(names)
    if conn.dialect.name == "sqlite" or len(rows) < _WORTH_COPYING:
        marks = ", ".join("?" * len(names))
        conn.exec_driver_sql(sql(conn, f"INSERT INTO {table.name} ({columns}) VALUES ({marks})"), list(rows))  # noqa: S608
        return
    statement = f"COPY {table.name} ({columns}) FROM STDIN (FORMAT BINARY)"
    with bulk.translated(conn, statement), driver_connection(conn).cursor() as cursor, cursor.copy(statement) as copy:
        copy.set_types(kinds)
        for row in rows:
            copy.write_row(row)


def update(
    conn: Connection, table: sa.Table, keys: Sequence[str], names: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    """Set columns of some rows; each is given by its key and then the new values."""
    if not rows:
        return
    if conn.dialect.name == "sqlite":
        changes = ", ".join(f'"{name}" = ?' for name in names)
        wanted = " AND ".join(f"{key} = ?" for key in keys)
        statement = f"UPDATE {table.name} SET {changes} WHERE {wanted}"  # noqa: S608 - names of our own columns
        conn.exec_driver_sql(statement, [(*row[len(keys) :], *row[: len(keys)]) for row in rows])
        return
    kinds = dict(zip(*_columns(table)[:2], strict=True))
    lists = ", ".join(f"%s::{kinds[name]}[]" for name in (*keys, *names))
    changes = ", ".join(f'"{name}" = new."{name}"' for name in names)
    wanted = " AND ".join(f"{table.name}.{key} = new.{key}" for key in keys)
    conn.exec_driver_sql(
        f"UPDATE {table.name} SET {changes} FROM unnest({lists}) AS new ({_listed((*keys, *names))}) WHERE {wanted}",  # noqa: S608
        tuple(list(column) for column in zip(*rows, strict=True)),
    )


def delete(conn: Connection, table: sa.Table, keys: Iterable[tuple[Any, ...]]) -> None:
    """Delete the rows with these primary keys."""
    wanted = list(keys)
    if wanted:
        names = " AND ".join(f"{column.name} = ?" for column in table.primary_key.columns)
        conn.exec_driver_sql(sql(conn, f"DELETE FROM {table.name} WHERE {names}"), wanted)  # noqa: S608 - as above


def select(
    conn: Connection, table: sa.Table, condition: str, *parameters: Collection[Any] | str
) -> list[tuple[Any, ...]]:
    """The rows of which a condition holds (`ledger.store.lookups`), in the form of `stored`."""
    columns = _listed(_columns(table)[0])
    return look_up(conn, f"SELECT {columns} FROM {table.name} WHERE {condition}", *parameters)  # noqa: S608 - as above


def stored(conn: Connection, table: sa.Table, rows: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """The rows, in the order of the columns, with dates as the driver writes and reads them."""
    place = _columns(table)[2]
    if place is None or conn.dialect.name != "sqlite":
        return list(rows)
    return [(*row[:place], _text(row[place]), _text(row[place + 1]), *row[place + 2 :]) for row in rows]


@lru_cache(maxsize=4096)
def _text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _listed(names: Iterable[str]) -> str:
    # In quotes, for a name may be a word of one engine's language ("transaction").
    return ", ".join(f'"{name}"' for name in names)


@cache
def _columns(table: sa.Table) -> tuple[tuple[str, ...], tuple[str, ...], int | None]:
    """The names of the columns, what PostgreSQL calls their types, and where a pair of dates stands, if one does."""
    kinds = tuple(_kind(column.type) for column in table.columns)
    place = kinds.index("date") if "date" in kinds else None
    assert kinds.count("date") == (0 if place is None else 2), "dates come in pairs: from, and until"
    return tuple(column.name for column in table.columns), kinds, place


def _kind(of: sa.types.TypeEngine[Any]) -> str:
    for known, name in ((sa.BigInteger, "int8"), (sa.Integer, "int4"), (sa.Boolean, "bool"), (sa.Date, "date")):
        if isinstance(of, known):
            return name
    return "text"
