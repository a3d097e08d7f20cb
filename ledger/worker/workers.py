"""The workers that have been seen of late."""

from __future__ import annotations

import os
import platform
import secrets
from dataclasses import dataclass
from importlib.metadata import version

from sqlalchemy.engine import Connection

from ledger.store.log import sql
from ledger.worker import queue
from ledger.worker.clock import SECOND, now


@dataclass(frozen=True, slots=True)
class Seen:
    """A worker and its last sign of life (microseconds UTC)."""

    id: str
    started_at: int
    beat_at: int
    version: str


def new_id() -> str:
    """A name for a worker: where it runs, and a part of its own, since processes get the numbers of dead ones."""
    return f"{here()}{os.getpid()}:{secrets.token_hex(3)}"


def here() -> str:
    """How the names of this machine's workers begin."""
    return f"{platform.node() or 'host'}:"


def seen(conn: Connection, worker: str) -> None:
    """Note a sign of life."""
    at = now(conn)
    conn.exec_driver_sql(
        sql(
            conn,
            "INSERT INTO workers (id, started_at, beat_at, version) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (id) DO UPDATE SET beat_at = excluded.beat_at",
        ),
        (worker, at, at, version("deal-ledger")),
    )


def bury(conn: Connection, silent_seconds: float) -> list[str]:
    """Forget the workers that have given no sign of life for so long, and free the work that they had claimed.

    One that was only paused finds, when it wakes up, that its work is not its own any more.
    """
    since = now(conn) - round(silent_seconds * SECOND)
    rows = conn.exec_driver_sql(sql(conn, "DELETE FROM workers WHERE beat_at < ? RETURNING id"), (since,))
    queue.release_orphans(conn)
    return sorted(row[0] for row in rows)


def gone(conn: Connection, worker: str) -> None:
    """Forget a worker that ends well."""
    conn.exec_driver_sql(sql(conn, "DELETE FROM workers WHERE id = ?"), (worker,))


def all_seen(conn: Connection) -> list[Seen]:
    """All of them, by name."""
    rows = conn.exec_driver_sql("SELECT id, started_at, beat_at, version FROM workers ORDER BY id")
    return [Seen(*row) for row in rows]


def alive_here(conn: Connection, silent: float) -> list[str]:
    """Those of this machine that have given a sign of life within so many seconds."""
    since = now(conn) - silent * SECOND
    return [one.id for one in all_seen(conn) if one.beat_at > since and one.id.startswith(here())]
