"""Read models made anew inside a transaction that is rolled back, which the product's own rebuild cannot be."""

from __future__ import annotations

from sqlalchemy import Connection, delete

from ledger.project import projector


def rebuild_in_place(conn: Connection) -> int:
    """Empty every read model and project the whole log again; returns how many events that were."""
    for table in projector.PROJECTED:
        conn.execute(delete(table))
    projector.move(conn, 0)
    return projector.catch_up(conn)
