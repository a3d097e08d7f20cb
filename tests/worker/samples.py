"""Sources, leases and work for the tests of the worker."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Connection, Engine

from ledger.project.sources import Source
from ledger.store.database import writing
from ledger.store.log import sql
from ledger.worker import lease, queue, runs
from ledger.worker.hints import Hints
from ledger.worker.lease import Lease
from ledger.worker.queue import Offer

DAY = 24 * 3600


def source(name: str = "gazette", every: int = 900, **fields: Any) -> Source:
    """A source that stands."""
    return Source(name, f"https://{name}.example/feed", "feed", every, **fields)


def held(engine: Engine, worker: str = "first", *, seconds: float = DAY) -> Lease:
    """The lease, taken by a worker who can have it."""
    with writing(engine) as conn:
        found = lease.take(conn, worker, seconds)
    assert found is not None
    return found


def let_run_out(engine: Engine) -> None:
    """What happens to the lease of a worker that gives no sign of life for long enough."""
    with writing(engine) as conn:
        conn.exec_driver_sql("UPDATE worker_lease SET expires_at = 1")


def due_now(conn: Connection, name: str) -> None:
    """Let a source's interval have passed."""
    conn.exec_driver_sql(sql(conn, "UPDATE source_runs SET next_at = 1 WHERE source = ?"), (name,))


def adopted(engine: Engine, mine: Lease, *sources: Source) -> dict[str, runs.SourceRun]:
    """The rows of sources, brought in line by whoever holds the lease."""
    with writing(engine) as conn:
        return runs.adopt(conn, mine, sources)


def offered(engine: Engine, *urls: str, body: bytes | None = None) -> int:
    """Work from a source."""
    with writing(engine) as conn:
        return queue.offer(conn, [Offer(url, url, "gazette", Hints().to_json(), {}, body) for url in urls])
