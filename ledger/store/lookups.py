"""Reading rows by many keys in one statement: the list is one parameter, however long, and one statement to prepare."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
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


def pairs(conn: Connection) -> str:
    """A table `pair` (number, one, other) of a parameter that is a JSON list of pairs, numbered from 0."""
    if conn.dialect.name == "sqlite":
        return (
            "(SELECT key AS number, json_extract(value, '$[0]') AS one, json_extract(value, '$[1]') AS other "
            "FROM json_each(?)) AS pair"
        )
    return (
        "(SELECT number - 1 AS number, value ->> 0 AS one, value ->> 1 AS other "
        "FROM json_array_elements(CAST(? AS json)) WITH ORDINALITY AS given (value, number)) AS pair"
    )


def numbers(conn: Connection) -> str:
    """A table `wanted` (value) of a parameter that is a JSON list of whole numbers."""
    if conn.dialect.name == "sqlite":
        return "json_each(?) AS wanted"
    return "(SELECT CAST(value AS BIGINT) AS value FROM json_array_elements_text(CAST(? AS json))) AS wanted"


def whole(conn: Connection, numbers: Sequence[str], texts: Sequence[str], lines: Sequence[str], rows: str) -> str:
    """A statement for all of some rows as one row, which has one JSON text for each column.

    The driver makes a few objects then instead of one for each value, and lets other threads run meanwhile. Numbers and
    texts come as JSON lists. Columns of JSON in its canonical form come as lines of it, on SQLite as bytes, for
    to make a text of these and bytes of that again takes longer than to read them. Without a row there is nothing.
    """
    if conn.dialect.name == "sqlite":
        forms = ("'[' || group_concat({}) || ']'", "json_group_array({})", "CAST(group_concat({}, char(10)) AS BLOB)")
    else:
        forms = (
            "'[' || string_agg(CAST({} AS text), ',') || ']'",
            "CAST(json_agg({}) AS text)",
            "string_agg({}, chr(10))",
        )
    columns = [form.format(name) for form, names in zip(forms, (numbers, texts, lines), strict=True) for name in names]
    return f"SELECT {', '.join(columns)} FROM ({rows}) AS found HAVING count(*) > 0"  # noqa: S608 - constants of ours


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


def rows_among(conn: Connection, kinds: Mapping[str, str]) -> str:
    """A list of rows as a table `asked` to select from: the parameters are `columns_of` its rows.

    Args:
        kinds: the columns, each with PostgreSQL's name of its type.
    """
    if conn.dialect.name == "sqlite":
        columns = ", ".join(f"json_extract(value, '$[{place}]') AS {name}" for place, name in enumerate(kinds))
        return f"(SELECT {columns} FROM json_each(?)) AS asked"  # noqa: S608 - names of our own
    arrays = ", ".join(f"?::{kind}[]" for kind in kinds.values())
    return f"unnest({arrays}) AS asked ({', '.join(kinds)})"


def columns_of(conn: Connection, rows: Collection[tuple[Any, ...]]) -> list[Collection[Any]]:
    """The parameters for `rows_among`; there is one row at least. Dates are dates."""
    if conn.dialect.name != "sqlite":
        return [list(column) for column in zip(*rows, strict=True)]
    return [[[part.isoformat() if isinstance(part, date) else part for part in row] for row in rows]]
