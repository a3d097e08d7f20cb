"""The lease: one holder, whatever happens to workers and to their clocks."""

from __future__ import annotations

import threading
from collections.abc import Callable

from sqlalchemy.engine import Engine

from ledger.store.database import open_engine, writing
from ledger.worker import lease, runs
from ledger.worker.lease import Lease
from tests.worker.samples import adopted, due_now, held, let_run_out, source


def test_the_first_who_asks_gets_it(engine: Engine) -> None:
    """And the second stands by."""
    assert held(engine, "first").term == 1
    with writing(engine) as conn:
        assert lease.take(conn, "second") is None
        standing = lease.standing(conn)
    assert standing is not None
    assert standing.holder == "first"


def test_a_sign_of_life_prolongs_the_term(engine: Engine) -> None:
    """The same term, a later end."""
    first = held(engine, "first", seconds=5)
    again = held(engine, "first", seconds=60)
    assert again.term == first.term
    assert again.expires_at > first.expires_at


def test_one_that_ran_out_is_taken_over(engine: Engine) -> None:
    """A killed worker gives no sign of life; the next term is another's."""
    mine = held(engine, "first")
    let_run_out(engine)
    theirs = held(engine, "second")
    assert theirs.term == mine.term + 1
    with writing(engine) as conn:
        assert not lease.is_held(conn, mine)
        assert lease.is_held(conn, theirs)


def test_who_slept_through_its_own_end_gets_a_new_term(engine: Engine) -> None:
    """Somebody may have held it in between, so what was begun under the old term is not this worker's any more."""
    mine = held(engine, "first")
    let_run_out(engine)
    again = held(engine, "first")
    assert again.term == mine.term + 1
    with writing(engine) as conn:
        assert not lease.is_held(conn, mine)


def test_one_that_was_given_back_is_free_at_once(engine: Engine) -> None:
    """A worker that ends well leaves no pause behind."""
    mine = held(engine, "first")
    with writing(engine) as conn:
        lease.give_back(conn, mine)
        assert lease.standing(conn) is None
    assert held(engine, "second").term == mine.term + 1


def test_giving_back_what_another_holds_takes_nothing_from_them(engine: Engine) -> None:
    """A worker that wakes up at its end."""
    mine = held(engine, "first")
    let_run_out(engine)
    theirs = held(engine, "second")
    with writing(engine) as conn:
        lease.give_back(conn, mine)
        assert lease.is_held(conn, theirs)


def test_a_worker_that_wakes_up_starts_nothing(engine: Engine) -> None:
    """Paused beyond the end of its lease, it still believes in it; the row does not."""
    paper = source()
    mine = held(engine, "first")
    adopted(engine, mine, paper)
    let_run_out(engine)
    with writing(engine) as conn:
        assert runs.start(conn, mine, paper) is None
    theirs = held(engine, "second")
    adopted(engine, theirs, paper)
    with writing(engine) as conn:
        assert runs.start(conn, mine, paper) is None
        assert runs.start(conn, theirs, paper) is not None


def test_many_at_once(engine: Engine) -> None:
    """Of those who ask at the same moment one gets it; of those who start a source with it, one does."""
    url = engine.url.render_as_string(hide_password=False)
    found: list[Lease] = []
    together(8, lambda number: _take(url, f"worker {number}", found))
    assert len(found) == 1
    [mine] = found
    paper = source()
    adopted(engine, mine, paper)
    with writing(engine) as conn:
        due_now(conn, paper.name)
    started: list[runs.Run] = []
    together(8, lambda _: _start(url, mine, started))
    assert len(started) == 1


def together(count: int, act: Callable[[int], None]) -> None:
    """Threads that begin at the same moment; what one of them raises is raised."""
    barrier = threading.Barrier(count)
    raised: list[Exception] = []

    def run(number: int) -> None:
        barrier.wait()
        try:
            act(number)
        except Exception as error:  # noqa: BLE001
            raised.append(error)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if raised:
        raise raised[0]


def _take(url: str, worker: str, found: list[Lease]) -> None:
    engine = open_engine(url)
    with writing(engine) as conn:
        mine = lease.take(conn, worker)
    if mine is not None:
        found.append(mine)
    engine.dispose()


def _start(url: str, mine: Lease, started: list[runs.Run]) -> None:
    engine = open_engine(url)
    with writing(engine) as conn:
        run = runs.start(conn, mine, source())
    if run is not None:
        started.append(run)
    engine.dispose()
