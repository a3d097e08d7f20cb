"""What is to be fetched and read, shared by all workers: a row an address, claimed for a while by one worker.

A row is there from the moment a source leads to an address until its document is in the log or in quarantine. Whoever
claimed it and does not come back loses it when the claim runs out; the log's idempotency makes a second reading
harmless. So a crash anywhere loses nothing and doubles nothing.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Literal
from urllib.parse import urlsplit

from sqlalchemy.engine import Connection

from ledger.store.log import sql
from ledger.store.lookups import among, look_up
from ledger.store.text import readable
from ledger.worker.clock import SECOND, now

State = Literal["fetch", "read"]
FETCH: State = "fetch"
READ: State = "read"

#: How long a claim lasts at most; a worker that gives no sign of life loses its claims earlier (`workers.bury`). Longer
#: than the longest fetch and the longest reading of a batch.
CLAIM_SECONDS = 300.0

_FREE = "due_at <= ? AND (claimed_until IS NULL OR claimed_until <= ?)"


@dataclass(frozen=True, slots=True)
class Work:
    """Something to be had from an address and read. Times are microseconds UTC."""

    id: int
    address: str
    url: str
    host: str
    source: str | None
    state: State
    attempts: int
    #: What the source says of the document (`ledger.worker.hints`).
    hints: dict[str, Any] = field(hash=False)
    #: What the answer said of itself: status, headers, final address, when it was fetched.
    capture: dict[str, Any] = field(hash=False)
    body: bytes | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """An address that a source leads to, or that is to be looked at again; with a body it needs no fetching."""

    address: str
    url: str
    source: str | None
    hints: dict[str, Any] = field(hash=False)
    capture: dict[str, Any] = field(default_factory=dict, hash=False)
    body: bytes | None = None


@dataclass(frozen=True, slots=True)
class Capture:
    """What was fetched: what the answer said of itself, and its bytes."""

    work: Work
    said: dict[str, Any] = field(hash=False)
    body: bytes


@dataclass(frozen=True, slots=True)
class Fair:
    """No more than so many pieces of one host, so that one with much to give does not hold up the rest; and none of
    the hosts that are busy. Hosts take turns by name: the first to be asked is the next one after `after`."""

    per_host: int
    busy: Collection[str] = ()
    after: str = ""


@dataclass(frozen=True, slots=True)
class Depth:
    """How much waits in a state, and since when the oldest of it that is due (microseconds UTC)."""

    waiting: int
    due: int
    oldest: int | None


def offer(conn: Connection, offers: Sequence[Offer]) -> int:
    """Queue what is not queued yet; of what is, renew what the source says. Returns how many came in."""
    at = now(conn)
    added = 0
    # In one order whoever offers: two sources that lead to the same addresses would wait for each other.
    for each in sorted(offers, key=lambda each: each.address):
        state, body = (FETCH, None) if each.body is None else (READ, each.body)
        values = (
            each.address, readable(each.url), _host(each.url), each.source, state, at, _json(each.hints),
            _json(each.capture), _packed(body), _hash(body), at,
        )  # fmt: skip
        inserted = conn.exec_driver_sql(
            sql(
                conn,
                "INSERT INTO work (address, url, host, source, state, due_at, attempts, hints, capture, body, "
                "body_hash, created_at) VALUES (?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?) "
                "ON CONFLICT (address) DO NOTHING",
            ),
            values,
        ).rowcount
        added += inserted
        if not inserted:
            # What is being read stays as it was captured; the newer version is found by the next run.
            conn.exec_driver_sql(
                sql(conn, "UPDATE work SET hints = ?, source = ? WHERE address = ? AND state = 'fetch'"),
                (_json(each.hints), each.source, each.address),
            )
    return added


def claim(conn: Connection, worker: str, state: State, limit: int, fair: Fair | None = None) -> list[Work]:
    """Take up to so many pieces of due work, the longest due first; nobody else gets them until the claim runs out.

    With `fair`, the longest due of one host after the other. However much waits, no more of it is looked at than is
    taken, but for what others have claimed, and hosts of which nothing is due.
    """
    taking = _Taking(worker, state, now(conn))
    if fair is None:
        return taking.take(conn, limit)
    found: list[Work] = []
    for host in _hosts_in_turn(conn, taking, limit, fair):
        found += taking.take(conn, min(fair.per_host, limit - len(found)), host)
        if len(found) == limit:
            break
    return found


@dataclass(frozen=True, slots=True)
class _Taking:
    """Who takes work, of which kind, and when."""

    worker: str
    state: State
    at: int

    def take(self, conn: Connection, limit: int, host: str | None = None) -> list[Work]:
        """Up to so many pieces, the longest due first; those of a host, or of whichever."""
        of_host, values = ("", []) if host is None else (" AND host = ?", [host])
        skip = " FOR UPDATE SKIP LOCKED" if conn.dialect.name == "postgresql" else ""
        until = self.at + round(CLAIM_SECONDS * SECOND)
        rows = conn.exec_driver_sql(
            sql(
                conn,
                "UPDATE work SET claimed_by = ?, claimed_until = ?, attempts = attempts + 1 WHERE id IN "
                f"(SELECT id FROM work WHERE state = ?{of_host} AND {_FREE} ORDER BY due_at, id LIMIT ?{skip}) "
                "RETURNING id, address, url, host, source, state, attempts, hints, capture, body",
            ),
            (self.worker, until, self.state, *values, self.at, self.at, limit),
        ).all()
        return [_work(row) for row in sorted(rows, key=lambda row: int(row[0]))]


def _hosts_in_turn(conn: Connection, taking: _Taking, limit: int, fair: Fair) -> list[str]:
    """The hosts whose turn it is and of which something may be claimed, about so many; that of `fair.after` comes last.

    Each is found by one look into the index.
    """
    busy = f" AND host NOT IN ({', '.join('?' * len(fair.busy))})" if fair.busy else ""
    statement = sql(
        conn,
        "WITH RECURSIVE hosts (host) AS ("
        "SELECT (SELECT host FROM work WHERE state = ? AND host >= ? ORDER BY host LIMIT 1) UNION ALL "
        "SELECT (SELECT host FROM work WHERE state = ? AND host > hosts.host ORDER BY host LIMIT 1) "
        "FROM hosts WHERE host IS NOT NULL) "
        f"SELECT host FROM hosts WHERE host IS NOT NULL{busy} "
        # No EXISTS, of which PostgreSQL would make a join with all that waits.
        f"AND (SELECT id FROM work WHERE state = ? AND work.host = hosts.host AND {_FREE} ORDER BY due_at LIMIT 1) "
        "IS NOT NULL LIMIT ?",
    )
    state, at, found = taking.state, taking.at, list[str]()
    for first in (fair.after, ""):
        values = (state, first, state, *sorted(fair.busy), state, at, at, limit + 1)
        found += [host for (host,) in conn.exec_driver_sql(statement, values)]
        if len(found) > limit:
            break
    return list(dict.fromkeys([*(host for host in found if host != fair.after), *found]))


def hold(conn: Connection, worker: str, some: Collection[Work]) -> set[int]:
    """The ids of those that this worker still has to fetch; nobody takes them from it in this transaction.

    To be called before several of them are written to: they are locked in the order in which others write to them.
    """
    lock = " FOR UPDATE" if conn.dialect.name == "postgresql" else ""
    among_them = among(conn, "id", "bigint")
    held = f"SELECT id FROM work WHERE state = 'fetch' AND claimed_by = ? AND {among_them} ORDER BY address{lock}"
    return {row[0] for row in look_up(conn, held, worker, [work.id for work in some])} if some else set()


def captured(conn: Connection, worker: str, some: Sequence[Capture]) -> set[int]:
    """Keep what was fetched, before it is read; returns the ids of what this worker still had.

    Of the others the claim was lost to another worker meanwhile.
    """
    held = hold(conn, worker, [one.work for one in some])
    if ours := [one for one in some if one.work.id in held]:
        at = now(conn)
        conn.exec_driver_sql(
            sql(
                conn,
                "UPDATE work SET state = 'read', due_at = ?, claimed_by = NULL, claimed_until = NULL, attempts = 0, "
                "reason = NULL, capture = ?, body = ?, body_hash = ? WHERE id = ?",
            ),
            [(at, _json(one.said), _packed(one.body), _hash(one.body), one.work.id) for one in ours],
        )
    return held


def put_off(conn: Connection, worker: str, work: Work, *, reason: str, seconds: float) -> None:
    """Try again later, for a reason."""
    due = now(conn) + round(seconds * SECOND)
    conn.exec_driver_sql(
        sql(
            conn,
            "UPDATE work SET due_at = ?, claimed_by = NULL, claimed_until = NULL, reason = ? "
            "WHERE id = ? AND claimed_by = ?",
        ),
        (due, readable(reason), work.id, worker),
    )


def uncount(conn: Connection, worker: str, work: Work) -> None:
    """Take back that an attempt was begun: there was none, because nobody could be asked."""
    statement = sql(conn, "UPDATE work SET attempts = attempts - 1 WHERE id = ? AND claimed_by = ?")
    conn.exec_driver_sql(statement, (work.id, worker))


def give_back(conn: Connection, worker: str) -> int:
    """Let others have at once what this worker has claimed and not done; an attempt that was none is not counted."""
    given = "UPDATE work SET attempts = attempts - 1, claimed_by = NULL, claimed_until = NULL WHERE claimed_by = ?"
    return conn.exec_driver_sql(sql(conn, given), (worker,)).rowcount


def release_orphans(conn: Connection) -> int:
    """Let others have what was claimed by workers that are no more.

    That it was begun stays counted: it may be what brought the worker down.
    """
    # What somebody is just writing is no orphan after all.
    skip = " FOR UPDATE SKIP LOCKED" if conn.dialect.name == "postgresql" else ""
    orphans = "claimed_by IS NOT NULL AND claimed_by NOT IN (SELECT id FROM workers)"
    return conn.exec_driver_sql(
        "UPDATE work SET claimed_by = NULL, claimed_until = NULL "
        f"WHERE id IN (SELECT id FROM work WHERE {orphans}{skip})"
    ).rowcount


def done(conn: Connection, worker: str, some: Sequence[Work]) -> set[int]:
    """Let pieces of work go; returns the ids of those that this worker still had.

    Of the others the claim was lost to another worker meanwhile, who will end them.
    """
    if not some:
        return set()
    statement = f"DELETE FROM work WHERE claimed_by = ? AND {among(conn, 'id', 'bigint')} RETURNING id"
    return {row[0] for row in look_up(conn, statement, worker, [work.id for work in some])}


def depth(conn: Connection, state: State) -> Depth:
    """How much work of a state there is."""
    at = now(conn)
    row = conn.exec_driver_sql(
        sql(
            conn,
            "SELECT count(*), coalesce(sum(CASE WHEN due_at <= ? THEN 1 ELSE 0 END), 0), "
            "min(CASE WHEN due_at <= ? THEN due_at END) FROM work WHERE state = ?",
        ),
        (at, at, state),
    ).one()
    return Depth(row[0], int(row[1]), row[2])


def captured_at_most(conn: Connection, documents: int) -> tuple[int, int]:
    """How many documents were captured and wait to be read, and their bytes as they are kept; so many are counted."""
    statement = sql(
        conn,
        "SELECT count(*), coalesce(sum(size), 0) FROM "
        "(SELECT coalesce(length(body), 0) AS size FROM work WHERE state = 'read' LIMIT ?) AS waiting",
    )
    count, size = conn.exec_driver_sql(statement, (documents,)).one()
    return count, int(size)


def is_due(conn: Connection, state: State) -> bool:
    """Whether there may be something to claim; to ask keeps nobody from writing, as claiming in vain would."""
    statement = sql(conn, f"SELECT 1 FROM work WHERE state = ? AND {_FREE} LIMIT 1")
    at = now(conn)
    return conn.exec_driver_sql(statement, (state, at, at)).first() is not None


def drained(conn: Connection) -> bool:
    """Whether nothing is due or under way."""
    statement = sql(conn, "SELECT 1 FROM work WHERE state = ? AND due_at <= ? LIMIT 1")
    at = now(conn)
    # A state at a time, as the index has them.
    return all(conn.exec_driver_sql(statement, (state, at)).first() is None for state in (FETCH, READ))


def _work(row: Sequence[Any]) -> Work:
    number, address, url, host, source, state, attempts, hints, capture, body = row
    return Work(
        number,
        address,
        url,
        host,
        source,
        state,
        attempts,
        json.loads(hints),
        json.loads(capture) if capture else {},
        zlib.decompress(bytes(body)) if body is not None else None,
    )


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "") if "://" in url else ""
    except ValueError:
        return ""


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _packed(body: bytes | None) -> bytes | None:
    return None if body is None else zlib.compress(body, 1)


def _hash(body: bytes | None) -> str | None:
    return None if body is None else sha256(body).hexdigest()
