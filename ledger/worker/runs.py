"""How each source fares: when it is due, when it was started and under which term of the lease, how often it failed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlalchemy.engine import Connection

from ledger.project.sources import Source
from ledger.store.log import sql
from ledger.store.text import readable
from ledger.worker import lease
from ledger.worker.clock import SECOND, now
from ledger.worker.lease import Lease

#: A source that fails again and again is tried this seldom at last.
LONGEST_PAUSE = 24 * 3600 * SECOND
#: Two starts of a source that is hurried are so far apart at least.
LEAST_APART = 10 * SECOND
_COLUMNS = "source, next_at, term, runs, started_at, finished_at, ok_at, failures, reason, found"


@dataclass(frozen=True, slots=True)
class SourceRun:
    """The row of a source. Times are microseconds UTC."""

    source: str
    next_at: int
    term: int
    runs: int
    started_at: int | None = None
    finished_at: int | None = None
    ok_at: int | None = None
    failures: int = 0
    reason: str | None = None
    found: int = 0

    @property
    def unfinished(self) -> bool:
        """Whether it was started and nobody has said how it ended."""
        return self.started_at is not None and (self.finished_at is None or self.finished_at < self.started_at)


@dataclass(frozen=True, slots=True)
class Pauses:
    """How long a source is left alone, in microseconds: its interval, doubled with each failure in a row.

    Args:
        every: the interval in seconds.
        jitter: what to add to a pause, so that sources do not keep in step.
    """

    every: int
    jitter: Callable[[int], int] = lambda _: 0

    def after(self, failures: int) -> int:
        """The pause after so many failures before this run."""
        interval = self.every * SECOND
        pause = max(interval, min(interval << min(failures, 20), LONGEST_PAUSE))
        return pause + self.jitter(pause)


@dataclass(frozen=True, slots=True)
class Run:
    """A source that was started: whoever ends it has to name the very start."""

    source: str
    term: int
    number: int
    #: Microseconds UTC.
    started_at: int


def all_runs(conn: Connection) -> dict[str, SourceRun]:
    """The rows of all sources that were ever due, by name."""
    rows = conn.exec_driver_sql(f"SELECT {_COLUMNS} FROM source_runs ORDER BY source")
    return {row[0]: SourceRun(*row) for row in rows}


def adopt(conn: Connection, held: Lease, sources: Iterable[Source]) -> dict[str, SourceRun]:
    """Bring the rows in line with the sources that stand, for a worker that took the lease or saw the sources change.

    A new source is due at once, and so is one that a worker began under an earlier term and never ended: it was killed.
    Paused ones stand as well: how they have fared is still known when they are resumed.
    """
    at = now(conn)
    wanted = {source.name: source for source in sources}
    stored = all_runs(conn)
    for name in stored.keys() - wanted.keys():
        conn.exec_driver_sql(sql(conn, "DELETE FROM source_runs WHERE source = ?"), (name,))
    for name in wanted.keys() - stored.keys():
        conn.exec_driver_sql(
            sql(
                conn,
                "INSERT INTO source_runs (source, next_at, term, runs, failures, found) VALUES (?, ?, 0, 0, 0, 0) "
                "ON CONFLICT (source) DO NOTHING",
            ),
            (name, at),
        )
    for name, run in stored.items():
        source = wanted.get(name)
        if source is None:
            continue
        if run.unfinished and run.term < held.term:
            _due(conn, name, at)
        elif run.next_at > at + source.every_seconds * SECOND and not run.failures:
            # It was made more frequent meanwhile.
            _due(conn, name, at + source.every_seconds * SECOND)
    return {name: run for name, run in all_runs(conn).items() if name in wanted}


def start(conn: Connection, held: Lease, source: Source, *, at_once: bool = False) -> Run | None:
    """Note that a source is started; nothing if it is not due, is under way in this term, or the lease is gone.

    In a transaction of its own that writes, before anything is asked of the source.
    """
    if not lease.is_held(conn, held):
        return None
    at = now(conn)
    due = "" if at_once else " AND next_at <= ?"
    row = conn.exec_driver_sql(
        sql(
            conn,
            "UPDATE source_runs SET term = ?, runs = runs + 1, started_at = ?, next_at = ? WHERE source = ? "
            f"AND NOT (term = ? AND started_at > coalesce(finished_at, 0)){due} RETURNING runs",
        ),
        (held.term, at, at + source.every_seconds * SECOND, source.name, held.term, *(() if at_once else (at,))),
    ).first()
    return None if row is None else Run(source.name, held.term, row[0], at)


def hurry(conn: Connection, held: Lease, source: str, pause: int) -> None:
    """Let a source be due after a pause (µs) instead of its interval, since there is something new; not sooner than
    `LEAST_APART` after its last start, and not one whose last run failed, which has its reasons to wait."""
    if not lease.is_held(conn, held):
        return
    statement = (
        "UPDATE source_runs SET next_at = CASE WHEN coalesce(started_at, 0) + ? > ? THEN started_at + ? ELSE ? END "
        "WHERE source = ? AND failures = 0 AND next_at > ? AND next_at > coalesce(started_at, 0) + ?"
    )
    at = now(conn) + pause
    values = (LEAST_APART, at, LEAST_APART, at, source, at, LEAST_APART)
    conn.exec_driver_sql(sql(conn, statement), values)


def finish(conn: Connection, run: Run, pauses: Pauses, *, found: int) -> bool:
    """Note that a run ended well; false if the source was started again since, so that this run counts no more."""
    at = now(conn)
    return _end(
        conn,
        run,
        "finished_at = ?, ok_at = ?, failures = 0, reason = NULL, next_at = ?, found = found + ?",
        (at, at, at + pauses.after(0), found),
    )


def fail(conn: Connection, run: Run, pauses: Pauses, *, reason: str, not_before: int = 0) -> bool:
    """Note that a run failed; false as above. `not_before` is kept in any case."""
    at = now(conn)
    query = sql(conn, "SELECT failures FROM source_runs WHERE source = ?")
    failures = conn.exec_driver_sql(query, (run.source,)).scalar() or 0
    return _end(
        conn,
        run,
        "finished_at = ?, failures = failures + 1, reason = ?, next_at = ?",
        (at, readable(reason), max(at + pauses.after(failures), not_before)),
    )


def _due(conn: Connection, source: str, at: int) -> None:
    conn.exec_driver_sql(sql(conn, "UPDATE source_runs SET next_at = ? WHERE source = ?"), (at, source))


def _end(conn: Connection, run: Run, assignments: str, values: tuple[object, ...]) -> bool:
    done = conn.exec_driver_sql(
        sql(conn, f"UPDATE source_runs SET {assignments} WHERE source = ? AND term = ? AND runs = ?"),
        (*values, run.source, run.term, run.number),
    )
    return done.rowcount == 1
