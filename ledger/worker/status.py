"""How the worker fares, by what the database says: one snapshot for the screen, the metrics and the doctor.

Nobody needs to be at work for it. Times are microseconds UTC by the database's clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy.engine import Connection

from ledger.alert import standing as alerts
from ledger.model.dates import iso
from ledger.project import projector
from ledger.project.sources import Source, sources
from ledger.store import log
from ledger.store.log import sql
from ledger.worker import queue, runs, workers
from ledger.worker.clock import SECOND, now
from ledger.worker.queue import Depth, State
from ledger.worker.runs import SourceRun


@dataclass(frozen=True, slots=True)
class Models:
    """How far the read models have come, and whether this version of the code made them."""

    seq: int
    current: bool
    behind: int


@dataclass(frozen=True, slots=True)
class LeaseStanding:
    """The lease as it stands. It has no holder if it was given back, and is held until it has run out."""

    holder: str | None
    term: int
    taken_at: int
    beat_at: int
    expires_at: int
    held: bool


@dataclass(frozen=True, slots=True)
class WorkerStanding:
    """A worker that was seen of late; alive if its last sign of life is fresh."""

    id: str
    version: str
    started_at: int
    beat_at: int
    alive: bool


@dataclass(frozen=True, slots=True)
class SourceStanding:
    """A source that stands, and how it has fared; without `next_at` no worker has seen it yet."""

    name: str
    kind: str
    address: str
    every_seconds: int
    paused: bool
    due: bool
    next_at: int | None
    started_at: int | None
    finished_at: int | None
    ok_at: int | None
    failures: int
    reason: str | None
    found: int


@dataclass(frozen=True, slots=True)
class WorkStanding:
    """Work in a state: all of it, what is due or under way of it, and since when the oldest of that."""

    state: State
    waiting: int
    due: int
    oldest_at: int | None


@dataclass(frozen=True, slots=True)
class AlertStanding:
    """A subscription (`well`, `failing` or `disabled`), and how many positions were not looked at for it yet."""

    name: str
    state: str
    behind: int
    reason: str | None


@dataclass(frozen=True, slots=True)
class Status:
    """Everything at one moment, `at`."""

    at: int
    seq: int
    head_hash: str
    documents: int
    claims: int
    read_models: Models
    lease: LeaseStanding | None
    workers: tuple[WorkerStanding, ...]
    sources: tuple[SourceStanding, ...]
    work: tuple[WorkStanding, ...]
    addresses: Mapping[str, int] = field(hash=False)
    quarantine: int
    reviews: int
    alerts: tuple[AlertStanding, ...]

    @property
    def at_work(self) -> bool:
        """Whether any worker has given a sign of life of late."""
        return any(worker.alive for worker in self.workers)

    def to_json(self) -> dict[str, Any]:
        """As JSON output has it: times in ISO 8601."""
        shown: dict[str, Any] = _with_times(asdict(self))
        return shown


def look(conn: Connection, silent: float) -> Status:
    """How everything stands.

    Args:
        silent: seconds without a sign of life after which a worker does not count as alive.
    """
    at, head, models = now(conn), log.head(conn), projector.standing(conn)
    known = runs.all_runs(conn)
    return Status(
        at,
        head.seq,
        head.hash,
        _count(conn, "documents"),
        _count(conn, "claims"),
        Models(models.seq, models.current, head.seq - models.seq),
        _lease(conn, at),
        tuple(
            WorkerStanding(one.id, one.version, one.started_at, one.beat_at, one.beat_at > at - silent * SECOND)
            for one in workers.all_seen(conn)
        ),
        tuple(_source(source, known.get(source.name), at) for source in sources(conn)),
        tuple(_work(state, queue.depth(conn, state)) for state in (queue.FETCH, queue.READ)),
        _addresses(conn),
        _count(conn, "quarantine"),
        _count(conn, "review_queue WHERE status = 'waiting'"),
        tuple(AlertStanding(one["name"], one["state"], one["behind"], one["reason"]) for one in alerts.standings(conn)),
    )


def _lease(conn: Connection, at: int) -> LeaseStanding | None:
    row = conn.exec_driver_sql("SELECT holder, term, taken_at, beat_at, expires_at FROM worker_lease").first()
    if row is None:
        return None
    return LeaseStanding(row[0] or None, row[1], row[2], row[3], row[4], bool(row[0]) and row[4] > at)


def _source(source: Source, run: SourceRun | None, at: int) -> SourceStanding:
    row = run or SourceRun(source.name, 0, 0, 0)
    return SourceStanding(
        source.name,
        source.kind,
        source.address,
        source.every_seconds,
        source.paused,
        not source.paused and row.next_at <= at,
        row.next_at if run else None,
        row.started_at,
        row.finished_at,
        row.ok_at,
        row.failures,
        row.reason,
        row.found,
    )


def _work(state: State, depth: Depth) -> WorkStanding:
    return WorkStanding(state, depth.waiting, depth.due, depth.oldest)


def _addresses(conn: Connection) -> dict[str, int]:
    # The sources' own addresses are remembered beside those of documents.
    rows = conn.exec_driver_sql(
        sql(conn, "SELECT status, count(*) FROM addresses WHERE status <> 'source' GROUP BY status ORDER BY status")
    )
    return {row[0]: row[1] for row in rows}


def _count(conn: Connection, what: str) -> int:
    count: int = conn.exec_driver_sql(f"SELECT count(*) FROM {what}").scalar_one()
    return count


def _with_times(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {
            name: iso(inner) if name == "at" or name.endswith("_at") else _with_times(inner)
            for name, inner in value.items()
        }
    return [_with_times(inner) for inner in value] if isinstance(value, (list, tuple)) else value
