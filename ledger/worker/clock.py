"""One clock for all workers: the database's. Their own may be off, and a worker that was paused does not know it."""

from __future__ import annotations

from sqlalchemy.engine import Connection

SECOND = 1_000_000

_NOW = {
    "postgresql": "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint",
    # Days since noon in 4714 BC; SQLite counts its milliseconds.
    "sqlite": "SELECT CAST(round((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000",
}


def now(conn: Connection) -> int:
    """Microseconds UTC by the database's clock, at this moment and not at the transaction's beginning."""
    value: int = conn.exec_driver_sql(_NOW[conn.dialect.name]).scalar_one()
    return value
