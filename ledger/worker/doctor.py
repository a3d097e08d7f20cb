"""What the doctor says of the worker: sentences on sources, the lease, work, addresses, quarantine and the clock."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from sqlalchemy.engine import Connection, Engine

from ledger.model.dates import iso
from ledger.ops.doctor import Finding
from ledger.store.database import reading
from ledger.store.log import sql
from ledger.worker import fetching, status
from ledger.worker import writing as writing_stage
from ledger.worker.clock import SECOND, now
from ledger.worker.status import SourceStanding, Status

#: Failures in a row after which a source does not merely have a bad day: with the usual interval, two hours of them.
KEEPS_FAILING = 4
#: Work that is due for longer than this waits for something that does not come.
STUCK_SECONDS = 24 * 3600
DAY = 24 * 3600 * SECOND
#: So many refused inputs within a day are worth looking at, if nothing was captured beside them.
MANY_REFUSED = 10
#: Seconds by which this machine's clock may be off the database's: worth a note, and trouble.
CLOCK_NOTE, CLOCK_TROUBLE = 2.0, 60.0


def examine(engine: Engine, silent: float, clock: Callable[[], float] = time.time) -> Iterator[Finding]:
    """Look at all that concerns the worker; the database has the tables of this version.

    Args:
        silent: seconds without a sign of life after which a worker does not count as alive.
        clock: this machine's.
    """
    with reading(engine) as conn:
        found = status.look(conn, silent)
        yield _at_work(found)
        if found.sources:
            yield _sources(found)
        yield from _work(conn, found)
        yield from _given_up(conn)
        yield from _quarantine(conn, found)
        if engine.dialect.name == "postgresql":
            yield _clock(conn, clock)


def _at_work(found: Status) -> Finding:
    due = [one for one in found.sources if one.due]
    standing = [one for one in found.sources if not one.paused]
    lease = found.lease
    if lease is not None and lease.held:
        others = sum(one.alive for one in found.workers if one.id != lease.holder)
        beside = f", {others} more {_verb(others, 'stand')} by" if others else ""
        return Finding("worker", "well", f"The worker {lease.holder} starts the sources{beside}.")
    if not standing:
        return Finding("worker", "well", "No source is to be read, so no worker has to be at work.")
    waiting = f"{_many(len(due), 'source')} {'is' if len(due) == 1 else 'are'} due"
    if lease is not None and lease.holder is not None and due:
        return Finding(
            "worker",
            "trouble",
            f"The worker {lease.holder} gave its last sign of life at {iso(lease.beat_at)} and nobody has taken over, "
            f"while {waiting}; start “deal-ledger worker”.",
        )
    if due:
        return Finding(
            "worker",
            "note",
            f"No worker is at work and {waiting}; start “deal-ledger worker”, or run “deal-ledger worker --once” "
            "every so often.",
        )
    return Finding("worker", "well", "No worker is at work, and no source is due.")


def _sources(found: Status) -> Finding:
    failing = sorted(
        (one for one in found.sources if one.failures and not one.paused), key=lambda one: (-one.failures, one.name)
    )
    if not failing:
        return Finding("sources", "well", f"The last run of each of {_many(len(found.sources), 'source')} ended well.")
    lasting = [one for one in failing if one.failures >= KEEPS_FAILING]
    told = " ".join(_failing(one) for one in (lasting or failing)[:3])
    more = len(lasting or failing) - 3
    beyond = f" {_many(more, 'more source')} {_verb(more, 'fail')} as well." if more > 0 else ""
    if lasting:
        return Finding(
            "sources",
            "trouble",
            f"{told}{beyond} Look with “deal-ledger source test”, mend the address with “source add”, or pause it.",
        )
    return Finding("sources", "note", f"{told}{beyond} The worker tries again by itself.")


def _failing(one: SourceStanding) -> str:
    since = f"read last at {iso(one.ok_at)}" if one.ok_at else "never read yet"
    reason = (one.reason or "no reason given").rstrip(".")
    often = "at its last run" if one.failures == 1 else f"{_times(one.failures)} in a row"
    return f"The source “{one.name}” ({since}) has failed {often}: {reason}."


def _work(conn: Connection, found: Status) -> Iterator[Finding]:
    troubles = [*_claimed(conn, found), *_waiting(found), *_nearly_given_up(conn)]
    waiting = sum(one.waiting for one in found.work)
    yield from troubles or [
        Finding("work", "well", f"{_addresses(waiting)} {_verb(waiting, 'wait')} to be fetched or read.")
    ]


def _claimed(conn: Connection, found: Status) -> Iterator[Finding]:
    alive = [one.id for one in found.workers if one.alive]
    others = f" AND claimed_by NOT IN ({', '.join('?' * len(alive))})" if alive else ""
    statement = f"SELECT count(*) FROM work WHERE claimed_until > ?{others}"
    count = conn.exec_driver_sql(sql(conn, statement), (found.at, *alive)).scalar_one()
    if count:
        yield Finding(
            "claimed work",
            "note",
            f"{_addresses(count)} {'is' if count == 1 else 'are'} claimed by a worker that gives no sign of life; "
            "the next one that takes the lease frees what it has left.",
        )


def _waiting(found: Status) -> Iterator[Finding]:
    for one in found.work:
        if one.oldest_at is not None and found.at - one.oldest_at > STUCK_SECONDS * SECOND:
            why = "no worker is at work; start “deal-ledger worker”"
            if found.at_work:
                why = "the worker does not keep up or hangs; its log says more"
            yield Finding(
                f"work to {one.state}",
                "trouble",
                f"{_addresses(one.due)} {_verb(one.due, 'wait')}, the oldest since {iso(one.oldest_at)}: {why}.",
            )


def _nearly_given_up(conn: Connection) -> Iterator[Finding]:
    statement = (
        "SELECT address, reason, attempts FROM work WHERE reason IS NOT NULL "
        "AND attempts >= CASE state WHEN 'fetch' THEN ? ELSE ? END ORDER BY attempts DESC, address"
    )
    rows = conn.exec_driver_sql(sql(conn, statement), (fetching.ATTEMPTS - 2, writing_stage.ATTEMPTS - 1)).all()
    if rows:
        address, reason, attempts = rows[0]
        yield Finding(
            "tried work",
            "note",
            f"{_addresses(len(rows))} will soon be given up; {address} has failed {_times(attempts)}: "
            f"{reason.rstrip('.')}.",
        )


def _given_up(conn: Connection) -> Iterator[Finding]:
    rows = conn.exec_driver_sql(
        "SELECT coalesce(source, ''), reason, count(*) AS many FROM addresses WHERE status IN ('failed', 'refused') "
        "AND address NOT IN (SELECT address FROM work) GROUP BY source, reason ORDER BY many DESC, 1, 2"
    ).all()
    if rows:
        source, reason, many = rows[0]
        of = f" of “{source}”" if source else ""
        yield Finding(
            "addresses",
            "note",
            f"{_addresses(sum(row[2] for row in rows))} could not be had and were given up; the most frequent reason "
            f"({many}{of}): {(reason or 'none given').rstrip('.')}.",
        )


def _quarantine(conn: Connection, found: Status) -> Iterator[Finding]:
    since = found.at - DAY
    refused = _since(conn, "SELECT count(*) FROM quarantine WHERE first_at > ?", since)
    captured = _since(conn, "SELECT count(*) FROM addresses WHERE captured_at > ?", since)
    if refused > max(MANY_REFUSED, captured):
        yield Finding(
            "quarantine grows",
            "trouble",
            f"{refused} inputs came into quarantine within a day and only {captured} documents could be read; "
            "“deal-ledger quarantine list” says why.",
        )
    elif refused:
        yield Finding("quarantine grows", "note", f"{_many(refused, 'input')} came into quarantine within a day.")


def _clock(conn: Connection, clock: Callable[[], float]) -> Finding:
    before = clock()
    theirs = now(conn) / SECOND
    off = (before + clock()) / 2 - theirs
    if abs(off) < CLOCK_NOTE:
        return Finding("clock", "well", "The clocks of this machine and of the database agree.")
    ahead = "ahead of" if off > 0 else "behind"
    sentence = f"The clock of this machine is {abs(off):.0f} seconds {ahead} the database's"
    if abs(off) < CLOCK_TROUBLE:
        return Finding("clock", "note", f"{sentence}; the worker goes by the database's.")
    return Finding(
        "clock",
        "trouble",
        f"{sentence}, so documents without a date are dated wrongly; let both follow a time server.",
    )


def _since(conn: Connection, statement: str, at: int) -> int:
    count: int = conn.exec_driver_sql(sql(conn, statement), (at,)).scalar_one()
    return count


def _many(count: int, one: str, several: str | None = None) -> str:
    return f"{count} {one if count == 1 else several or one + 's'}"


def _addresses(count: int) -> str:
    return _many(count, "address", "addresses")


def _verb(count: int, several: str) -> str:
    return f"{several}s" if count == 1 else several


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")
