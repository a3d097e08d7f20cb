"""Ledgers in which a worker has been at work, for the tests of what watches it."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Connection, Engine

from ledger.alert import cursors
from ledger.model.conditions import parse_when
from ledger.model.events import NewEvent, SourceAdded, SourcePaused, SubscriptionAdded
from ledger.project import projector
from ledger.store import log
from ledger.store.database import writing
from ledger.store.log import sql
from ledger.worker import addresses, runs, workers
from ledger.worker.addresses import Address
from ledger.worker.clock import SECOND, now
from ledger.worker.lease import Lease
from tests.worker.samples import due_now, source

HOUR = 3600 * SECOND


def add_source(engine: Engine, name: str = "gazette", every: int = 900, *, paused: bool = False) -> None:
    """A source in the log and its projection."""
    added = SourceAdded(
        name=name, address=f"https://{name}.example/feed", kind="feed", every_seconds=every, reason=None
    )
    events = [NewEvent(f"source|{name}", added, "tests")]
    if paused:
        events.append(NewEvent(f"pause|{name}", SourcePaused(name=name, reason="enough"), "tests"))
    with writing(engine) as conn:
        log.append(conn, events, recorded_at=1)
        projector.catch_up(conn)


def failed(engine: Engine, mine: Lease, name: str, times: int, reason: str = "nobody answers") -> None:
    """Runs of a source that failed, one after the other."""
    for _ in range(times):
        with writing(engine) as conn:
            due_now(conn, name)
            run = runs.start(conn, mine, source(name))
            assert run is not None
            runs.fail(conn, run, runs.Pauses(900), reason=reason)


def ended_well(engine: Engine, mine: Lease, name: str, found: int = 3) -> None:
    """A run of a source that ended well."""
    with writing(engine) as conn:
        due_now(conn, name)
        run = runs.start(conn, mine, source(name))
        assert run is not None
        runs.finish(conn, run, runs.Pauses(900), found=found)


def seen(engine: Engine, worker: str, *, hours_ago: int = 0) -> None:
    """A worker's sign of life."""
    with writing(engine) as conn:
        workers.seen(conn, worker)
        update(conn, "UPDATE workers SET beat_at = beat_at - ? WHERE id = ?", hours_ago * HOUR, worker)


def remember(engine: Engine, address: str, status: str, **fields: Any) -> None:
    """What came of an address."""
    with writing(engine) as conn:
        addresses.put(conn, Address(address, source="gazette", status=status, **fields))


def moment(engine: Engine) -> int:
    """The database's time."""
    with writing(engine) as conn:
        return now(conn)


def change(engine: Engine, statement: str, *values: object) -> None:
    """Let something have happened that takes longer than a test."""
    with writing(engine) as conn:
        update(conn, statement, *values)


def update(conn: Connection, statement: str, *values: object) -> None:
    """The same in a transaction that there is already."""
    conn.exec_driver_sql(sql(conn, statement), values)


def subscribe(engine: Engine, name: str, *, attempts: int = 0, given_up: bool = False) -> None:
    """A subscription, and how telling it has gone so far."""
    when = (parse_when("conflict"),)
    added = SubscriptionAdded(name=name, when=when, delivery="webhook", url="https://desk.example/")
    with writing(engine) as conn:
        seq = log.append(conn, [NewEvent(f"subscription|{name}", added, "tests")], recorded_at=1)[0].seq
        projector.catch_up(conn)
        cursors.begin(conn, name, seq)
        update(
            conn,
            "UPDATE alert_cursors SET attempts = ?, reason = ?, disabled_at = ? WHERE subscription = ?",
            attempts,
            "HTTP 500" if attempts else None,
            5 if given_up else None,
            name,
        )
