"""Named SQL: one statement a file, in the subset that SQLite, PostgreSQL, DuckDB and Spark run unchanged."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

from sqlalchemy import Connection, RowMapping, TextClause, text


def run(conn: Connection, name: str, **parameters: Any) -> list[RowMapping]:
    """The rows of `name.sql` with its `:parameters`."""
    return list(conn.execute(_statement(name), parameters).mappings())


@cache
def _statement(name: str) -> TextClause:
    lines = files(__name__).joinpath(f"{name}.sql").read_text(encoding="utf-8").splitlines()
    # Comments go before the statement is parsed: a parameter that they mention would count as one more.
    return text("\n".join(line for line in lines if not line.lstrip().startswith("--")))
