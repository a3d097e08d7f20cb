"""Two transactions of which the second begins before the first is committed: a race, brought about on purpose."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar

from sqlalchemy.engine import Connection, Engine

from ledger.store.database import open_engine, reading, writing

T = TypeVar("T")

#: Long enough for a thread that could go on to have gone on.
A_MOMENT = 0.1
_WAITING = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' "
    "AND backend_type = 'client backend'"
)


def overlapping(
    engine: Engine, first: Callable[[Connection], object], second: Callable[[Connection], T], *, rollback: bool = False
) -> Future[T]:
    """Do the first in a transaction, let the second go as far as it can, end the first; the second's outcome."""

    def go_on() -> T:
        with writing(engine) as conn:
            return second(conn)

    with ThreadPoolExecutor(1) as pool, suppress(InterruptedError), writing(engine) as conn:
        first(conn)
        outcome = pool.submit(go_on)
        wait_until_it_waits(engine)
        assert not outcome.done()
        if rollback:
            raise InterruptedError
    return outcome


def wait_until_it_waits(engine: Engine) -> None:
    """Return when somebody waits for a lock that somebody else holds."""
    time.sleep(A_MOMENT)
    if engine.dialect.name == "sqlite":  # which tells nobody who waits; they wait from their first statement on
        return
    other = open_engine(engine.url.render_as_string(hide_password=False))
    deadline = time.monotonic() + 30
    try:
        while True:
            with reading(other) as conn:
                if conn.exec_driver_sql(_WAITING).scalar():
                    return
            assert time.monotonic() < deadline, "nobody waits"
            time.sleep(0.01)
    finally:
        other.dispose()
