"""Projecting and appending in either order, at the same time: nobody waits for somebody who waits for them."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import Engine

from ledger.project import projector
from ledger.store import log
from ledger.store.database import reading, writing
from tests.store.samples import NOW, registered


def test_one_projects_first_and_the_other_appends_first(engine: Engine) -> None:
    """The one that comes second waits for the whole of the first, whatever each begins with."""
    begun = threading.Event()

    def project_first() -> int:
        with writing(engine) as conn:
            projector.catch_up(conn)
            begun.set()
            log.append(conn, [registered("a")], recorded_at=NOW)
            return projector.catch_up(conn)

    def append_first() -> int:
        begun.wait(30)
        with writing(engine) as conn:
            log.append(conn, [registered("b")], recorded_at=NOW)
            return projector.catch_up(conn)

    with ThreadPoolExecutor(2) as pool:
        done = [pool.submit(project_first), pool.submit(append_first)]
        assert [future.result(60) for future in done] == [1, 1]
    with reading(engine) as conn:
        assert projector.checkpoint(conn) == log.head(conn).seq == 2
