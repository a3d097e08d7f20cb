"""When sources are due, and what comes of their runs."""

from __future__ import annotations

from sqlalchemy.engine import Connection, Engine

from ledger.store.database import writing
from ledger.worker import runs
from ledger.worker.clock import SECOND, now
from ledger.worker.runs import LONGEST_PAUSE, Pauses, Run, SourceRun
from tests.worker.samples import adopted, due_now, held, let_run_out, source

PAUSES = Pauses(900)


def row(conn: Connection, name: str = "gazette") -> SourceRun:
    return runs.all_runs(conn)[name]


def started(engine: Engine) -> Run:
    mine = held(engine)
    adopted(engine, mine, source())
    with writing(engine) as conn:
        run = runs.start(conn, mine, source())
    assert run is not None
    return run


def test_a_new_source_is_due_at_once_and_then_after_its_interval(engine: Engine) -> None:
    """And not a moment earlier."""
    run = started(engine)
    mine = held(engine)
    with writing(engine) as conn:
        assert runs.finish(conn, run, PAUSES, found=3)
        after = row(conn)
        assert after.next_at - (after.finished_at or 0) == 900 * SECOND
        assert (after.runs, after.found, after.failures, after.reason) == (1, 3, 0, None)
        assert runs.start(conn, mine, source()) is None
        assert runs.start(conn, mine, source(), at_once=True) is not None


def test_a_run_under_way_is_not_started_again(engine: Engine) -> None:
    """However long it takes, in the same term; not even when asked for."""
    started(engine)
    mine = held(engine)
    with writing(engine) as conn:
        due_now(conn, "gazette")
        assert runs.start(conn, mine, source()) is None
        assert runs.start(conn, mine, source(), at_once=True) is None


def test_what_a_killed_worker_began_is_due_in_the_next_term(engine: Engine) -> None:
    """And what the killed one may still say about it counts no more."""
    lost = started(engine)
    let_run_out(engine)
    theirs = held(engine, "second")
    assert adopted(engine, theirs, source())["gazette"].unfinished
    with writing(engine) as conn:
        again = runs.start(conn, theirs, source())
        assert again is not None
        assert not runs.finish(conn, lost, PAUSES, found=1)
        assert runs.finish(conn, again, PAUSES, found=2)
        assert row(conn).found == 2


def test_failures_double_the_pause(engine: Engine) -> None:
    """Up to a day; one good run forgets them."""
    mine = held(engine)
    adopted(engine, mine, source())
    pauses = []
    for _ in range(12):
        with writing(engine) as conn:
            due_now(conn, "gazette")
            run = runs.start(conn, mine, source())
            assert run is not None
            assert runs.fail(conn, run, PAUSES, reason="nobody answers")
            after = row(conn)
            pauses.append((after.next_at - (after.finished_at or 0)) // SECOND)
    assert pauses[:4] == [900, 1800, 3600, 7200]
    assert pauses[-1] == LONGEST_PAUSE // SECOND
    with writing(engine) as conn:
        assert (row(conn).failures, row(conn).reason) == (12, "nobody answers")
        due_now(conn, "gazette")
        run = runs.start(conn, mine, source())
        assert run is not None
        assert runs.finish(conn, run, PAUSES, found=0)
        assert (row(conn).failures, row(conn).reason) == (0, None)


def test_a_source_in_which_something_changed_is_hurried(engine: Engine) -> None:
    """It is due after the pause, not sooner after its last start than is good for it; one that failed still waits."""
    mine = held(engine)
    run = started(engine)
    with writing(engine) as conn:
        runs.finish(conn, run, PAUSES, found=0)
        runs.hurry(conn, mine, "gazette", SECOND)
        assert row(conn).next_at == run.started_at + runs.LEAST_APART
        runs.hurry(conn, mine, "gazette", 60 * SECOND)
        assert row(conn).next_at == run.started_at + runs.LEAST_APART
        due_now(conn, "gazette")
        again = runs.start(conn, mine, source())
        assert again is not None
        runs.fail(conn, again, PAUSES, reason="nobody answers")
        later = row(conn).next_at
        runs.hurry(conn, mine, "gazette", SECOND)
        assert row(conn).next_at == later
    let_run_out(engine)
    with writing(engine) as conn:
        conn.exec_driver_sql("UPDATE source_runs SET failures = 0")
        runs.hurry(conn, mine, "gazette", SECOND)
        assert row(conn).next_at == later


def test_a_server_that_asks_for_longer_gets_it(engine: Engine) -> None:
    """`Retry-After` goes before our own pause."""
    run = started(engine)
    with writing(engine) as conn:
        later = now(conn) + 7200 * SECOND
        runs.fail(conn, run, PAUSES, reason="429", not_before=later)
        assert row(conn).next_at == later


def test_rows_follow_the_sources(engine: Engine) -> None:
    """Removed ones go, and one that was made more frequent does not wait out its old interval."""
    mine = held(engine)
    adopted(engine, mine, source("a", 86_400), source("b"))
    with writing(engine) as conn:
        run = runs.start(conn, mine, source("a", 86_400))
        assert run is not None
        runs.finish(conn, run, PAUSES, found=0)
    after = adopted(engine, mine, source("a", 60))
    assert set(after) == {"a"}
    with writing(engine) as conn:
        assert after["a"].next_at <= now(conn) + 60 * SECOND


def test_a_paused_source_keeps_how_it_has_fared(engine: Engine) -> None:
    """And goes on where it was when it is resumed, by whichever worker."""
    run = started(engine)
    with writing(engine) as conn:
        runs.finish(conn, run, PAUSES, found=3)
        before = row(conn)
    assert adopted(engine, held(engine), source(paused=True)) == {"gazette": before}
    let_run_out(engine)
    assert adopted(engine, held(engine, "second"), source()) == {"gazette": before}
