"""Reading rows by many keys in one statement: the list is one parameter, however long, and one statement to prepare."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy.engine import Connection

from ledger.model.canonical import canonical
from ledger.store import bulk
from ledger.store.log import sql


def among(conn: Connection, column: str, kind: str = "text") -> str:
    """The condition that a column has one of the values of a parameter; `kind` is PostgreSQL's name of its type."""
    if conn.dialect.name == "sqlite":
        return f"{column} IN (SELECT value FROM json_each(?))"  # noqa: S608 - the column is a constant of ours
    return f"{column} = ANY(?::{kind}[])"


def look_up(conn: Connection, statement: str, *parameters: Collection[Any] | int | str | None) -> list[tuple[Any, ...]]:
    """The rows of a statement with ? for each parameter; a list is meant for `among`.

    Small integers have to be cast in the statement (`CAST(? AS BIGINT)`): psycopg would send them as a smallint.
    """
    sqlite = conn.dialect.name == "sqlite"
    return bulk.fetch(conn, sql(conn, statement), [_parameter(one, sqlite) for one in parameters])


def _parameter(value: Any, sqlite: bool) -> Any:
    if value is None or isinstance(value, (int, str)):
        return value
    return canonical(list(value)).decode() if sqlite else list(value)
