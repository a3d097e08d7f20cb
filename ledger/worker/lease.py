"""Which worker starts the sources: one row, one holder, a term that counts up with every change of holder.

A worker that was killed is silent, one that was paused wakes up believing it still holds the lease. So nothing rests on
what a worker believes: every start of a source asks the row, in the transaction that notes the start (`runs.start`).
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.engine import Connection

from ledger.store.log import sql
from ledger.worker.clock import SECOND, now

#: How long a lease lasts without a sign of life of its holder, who gives one every third of it.
TERM_SECONDS = 30.0

_TAKE = """
INSERT INTO worker_lease (id, holder, term, taken_at, beat_at, expires_at) VALUES (1, ?, 1, ?, ?, ?)
ON CONFLICT (id) DO UPDATE SET
  term = CASE WHEN worker_lease.holder = excluded.holder AND worker_lease.expires_at > excluded.beat_at
         THEN worker_lease.term ELSE worker_lease.term + 1 END,
  taken_at = CASE WHEN worker_lease.holder = excluded.holder AND worker_lease.expires_at > excluded.beat_at
             THEN worker_lease.taken_at ELSE excluded.taken_at END,
  holder = excluded.holder, beat_at = excluded.beat_at, expires_at = excluded.expires_at
WHERE worker_lease.holder IN (excluded.holder, '') OR worker_lease.expires_at <= excluded.beat_at
RETURNING term, expires_at
"""


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to start sources, held by a worker until a moment of the database's clock (microseconds UTC)."""

    holder: str
    term: int
    expires_at: int


def take(conn: Connection, worker: str, seconds: float = TERM_SECONDS) -> Lease | None:
    """Take the lease, or prolong it; nothing if another worker holds it. In a transaction that writes.

    Whoever held it and let it run out gets a new term, as any other would: somebody may have held it in between.
    """
    at = now(conn)
    until = at + round(seconds * SECOND)
    row = conn.exec_driver_sql(sql(conn, _TAKE), (worker, at, at, until)).first()
    return None if row is None else Lease(worker, row[0], row[1])


def give_back(conn: Connection, lease: Lease) -> None:
    """Let the next worker take it at once."""
    conn.exec_driver_sql(
        sql(conn, "UPDATE worker_lease SET holder = '', expires_at = 0 WHERE holder = ? AND term = ?"),
        (lease.holder, lease.term),
    )


def is_held(conn: Connection, lease: Lease) -> bool:
    """Whether the lease is still this one and has not run out. On PostgreSQL it stays so until the transaction ends."""
    lock = " FOR SHARE" if conn.dialect.name == "postgresql" else ""
    row = conn.exec_driver_sql(
        sql(conn, f"SELECT expires_at FROM worker_lease WHERE holder = ? AND term = ?{lock}"),
        (lease.holder, lease.term),
    ).first()
    return row is not None and row[0] > now(conn)


def standing(conn: Connection) -> Lease | None:
    """The lease as it stands, run out or not; nothing if nobody ever took it or it was given back."""
    row = conn.exec_driver_sql("SELECT holder, term, expires_at FROM worker_lease WHERE holder <> ''").first()
    return None if row is None else Lease(*row)
