"""Why positions come from a counter row: a reader that follows an unlocked sequence loses events for good.

The same three moments in both tests: one writer is slow, another overtakes it, and the reader looks in between. In the
measurements behind docs/decisions/0001 such a reader missed four of ten committed events.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from ledger.store import log
from ledger.store.database import open_engine, reading, writing
from tests.store.samples import NOW, append, registered, url_of
from tests.support.turns import wait_until_it_waits

Positions = Callable[[Connection, int], list[int]]


class Follower:
    """Reads on from the last position that it has seen, as every reader of the log does."""

    def __init__(self, engine: Engine, positions: Positions) -> None:
        self.engine, self.positions = engine, positions
        self.seen: list[int] = []

    def look(self) -> None:
        with reading(self.engine) as conn:
            self.seen += self.positions(conn, self.seen[-1] if self.seen else 0)


@contextmanager
def naive(engine: Engine) -> Iterator[Positions]:
    """A table numbered by the database, as most event stores have it."""
    with writing(engine) as conn:
        conn.execute(sa.text("CREATE TABLE naive_events (seq bigserial PRIMARY KEY, payload text)"))
    yield lambda conn, after: list(
        conn.execute(
            sa.text("SELECT seq FROM naive_events WHERE seq > :after ORDER BY seq"), {"after": after}
        ).scalars()
    )


def say(conn: Connection, payload: str) -> None:
    conn.execute(sa.text("INSERT INTO naive_events (payload) VALUES (:payload)"), {"payload": payload})


def test_a_sequence_loses_events(postgres_engine: Engine) -> None:
    """The slow writer has the lower number and commits later: the reader has gone past it and never comes back."""
    with naive(postgres_engine) as positions:
        follower = Follower(postgres_engine, positions)
        with writing(postgres_engine) as slow:
            say(slow, "slow")
            with writing(postgres_engine) as quick:
                say(quick, "quick")
            follower.look()
        follower.look()
        assert follower.seen == [2]
        with reading(postgres_engine) as conn:
            assert positions(conn, 0) == [1, 2]


def test_a_sequence_leaves_holes(postgres_engine: Engine) -> None:
    """What is rolled back burns its number, so a hole is no evidence of damage."""

    def fail() -> None:
        with writing(postgres_engine) as conn:
            say(conn, "taken back")
            raise InterruptedError

    with naive(postgres_engine) as positions:
        with pytest.raises(InterruptedError):
            fail()
        with writing(postgres_engine) as conn:
            say(conn, "kept")
            assert positions(conn, 0) == [2]


def test_the_log_loses_none(engine: Engine) -> None:
    """The quick writer waits, so nobody can read past what is still to come."""
    other = open_engine(url_of(engine))
    follower = Follower(engine, lambda conn, after: [event.seq for event in log.read(conn, after=after)])
    with ThreadPoolExecutor(1) as pool:
        with writing(engine) as slow:
            log.append(slow, [registered("slow")], recorded_at=NOW)
            quick = pool.submit(append, other, registered("quick"))
            wait_until_it_waits(engine)
            follower.look()
            assert (quick.done(), follower.seen) == (False, [])
        assert [entry.seq for entry in quick.result()] == [2]
    follower.look()
    assert follower.seen == [1, 2]
    other.dispose()
