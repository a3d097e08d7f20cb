"""The work that workers share: every piece is somebody's, and none is lost."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.engine import Connection, Engine

from ledger.store.database import driver_connection, open_engine, writing
from ledger.store.log import sql
from ledger.worker import queue, workers
from ledger.worker.queue import FETCH, READ, Fair, Work
from tests.worker.samples import offered
from tests.worker.test_lease import together


def claimed(engine: Engine, worker: str = "first", limit: int = 10, state: queue.State = FETCH) -> list[Work]:
    with writing(engine) as conn:
        return queue.claim(conn, worker, state, limit)


def run_out(engine: Engine) -> None:
    with writing(engine) as conn:
        conn.exec_driver_sql("UPDATE work SET claimed_until = 1 WHERE claimed_until IS NOT NULL")


def test_an_address_is_queued_once(engine: Engine) -> None:
    """Whoever leads to it again renews what is said of it."""
    assert offered(engine, "https://a.example/1", "https://a.example/2") == 2
    assert offered(engine, "https://a.example/2", "https://a.example/3") == 1
    assert [work.url[-1] for work in claimed(engine)] == ["1", "2", "3"]


def test_what_one_has_no_other_gets(engine: Engine) -> None:
    """Until the claim runs out."""
    offered(engine, "https://a.example/1")
    [work] = claimed(engine)
    assert claimed(engine, "second") == []
    run_out(engine)
    [again] = claimed(engine, "second")
    assert (again.id, again.attempts) == (work.id, 2)
    with writing(engine) as conn:
        assert not queue.captured(conn, "first", [queue.Capture(work, {}, b"late")])
        assert not queue.done(conn, "first", [work])
        assert queue.captured(conn, "second", [queue.Capture(again, {"status": 200}, b"body")])
    [to_read] = claimed(engine, state=READ)
    assert (to_read.body, to_read.capture, to_read.attempts) == (b"body", {"status": 200}, 1)


def test_a_body_needs_no_fetching(engine: Engine) -> None:
    """A file of a folder, an entry that carries its text."""
    offered(engine, "/news/a.md", body=b"text")
    assert claimed(engine) == []
    assert [work.body for work in claimed(engine, state=READ)] == [b"text"]


def test_what_is_put_off_waits(engine: Engine) -> None:
    """With its reason, and free for anybody afterwards."""
    offered(engine, "https://a.example/1")
    [work] = claimed(engine)
    with writing(engine) as conn:
        queue.put_off(conn, "first", work, reason="503", seconds=60)
        assert queue.drained(conn)
        assert queue.depth(conn, FETCH) == queue.Depth(1, 0, None)
    assert claimed(engine, "second") == []
    with writing(engine) as conn:
        assert not queue.is_due(conn, FETCH)
        conn.exec_driver_sql("UPDATE work SET due_at = 1")
        assert queue.is_due(conn, FETCH)
        assert not queue.drained(conn)
        assert queue.depth(conn, FETCH) == queue.Depth(1, 1, 1)
    assert len(claimed(engine, "second")) == 1


def test_a_worker_that_ends_leaves_its_work_to_others(engine: Engine) -> None:
    """At once, and without the attempt being counted."""
    offered(engine, "https://a.example/1", "https://a.example/2")
    claimed(engine, limit=1)
    with writing(engine) as conn:
        assert queue.give_back(conn, "first") == 1
    assert [work.attempts for work in claimed(engine, "second")] == [1, 1]


def test_one_host_does_not_hold_up_the_others(engine: Engine) -> None:
    """However much it has, and however long it has been waiting."""
    offered(engine, *(f"https://big.example/{n}" for n in range(50)), "https://small.example/1")
    with writing(engine) as conn:
        first = queue.claim(conn, "first", FETCH, 10, Fair(3))
        assert Counter(work.host for work in first) == {"big.example": 3, "small.example": 1}
        busy = queue.claim(conn, "first", FETCH, 10, Fair(3, ["big.example"]))
        assert busy == []
        assert len(queue.claim(conn, "second", FETCH, 10, Fair(3))) == 3


def test_hosts_take_turns(engine: Engine) -> None:
    """Where there is room for one piece at a time, the host that had it is the last to have it again."""
    offered(engine, *(f"https://{name}.example/{n}" for name in "abc" for n in range(3)))
    turns, after = "", ""
    for _ in range(9):
        with writing(engine) as conn:
            [work] = queue.claim(conn, "first", FETCH, 1, Fair(8, ["b.example"] if len(turns) < 2 else [], after))
        turns, after = turns + work.host[0], work.host
    assert turns == "acabcabcb"


@pytest.mark.parametrize(("hosts", "fair"), [(8, Fair(4)), (5000, Fair(4)), (8, None)])
def test_claiming_does_not_look_at_all_that_waits(engine: Engine, hosts: int, fair: Fair | None) -> None:
    """What is visited for ten pieces is the same whether a hundred of them wait or a hundred thousand."""
    few, many = (_visited(engine, waiting, hosts, fair) for waiting in (100, 100_000))
    assert many <= few * 1.1 + 50


def _visited(engine: Engine, waiting: int, hosts: int, fair: Fair | None) -> int:
    """Rows (on SQLite: steps of its machine) that are visited to claim ten pieces of work, many being claimed."""
    with writing(engine) as conn:
        # What is deleted on PostgreSQL is passed over by whoever looks, until somebody sweeps it up.
        conn.exec_driver_sql("DELETE FROM work" if engine.dialect.name == "sqlite" else "TRUNCATE work")
        fill = (
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < CAST(? AS BIGINT)) "
            "INSERT INTO work (address, url, host, state, due_at, attempts, hints, created_at) "
            "SELECT 'a' || i, 'a' || i, 'h' || (i - i / CAST(? AS BIGINT) * CAST(? AS BIGINT)), 'fetch', i, 0, '{}', 1 "
            "FROM n"
        )
        conn.exec_driver_sql(sql(conn, fill), (waiting, hosts, hosts))
        assert len(queue.claim(conn, "other", FETCH, 10, Fair(4))) == 10
    with writing(engine) as conn:
        if engine.dialect.name == "sqlite":
            steps, driver = [0], driver_connection(conn)
            driver.set_progress_handler(lambda: steps.__setitem__(0, steps[0] + 1), 1)
            found = queue.claim(conn, "first", FETCH, 10, fair)
            driver.set_progress_handler(None, 1)
            visited = steps[0]
        else:
            before = _returned(conn)
            found = queue.claim(conn, "first", FETCH, 10, fair)
            visited = _returned(conn) - before
    assert len(found) == 10
    return visited


def _returned(conn: Connection) -> int:
    """Rows of work that PostgreSQL has come across; those of the transactions of the last second may be among them."""
    return int(
        conn.exec_driver_sql(
            "SELECT coalesce(pg_stat_get_xact_tuples_returned('work'::regclass), 0) + "
            "sum(coalesce(pg_stat_get_xact_tuples_returned(indexrelid), 0)) "
            "FROM pg_index WHERE indrelid = 'work'::regclass"
        ).scalar_one()
    )


def test_sources_that_lead_to_the_same_addresses_do_not_hinder_each_other(engine: Engine) -> None:
    """In whatever order each of them names the addresses, and however many are read at once."""
    url = engine.url.render_as_string(hide_password=False)

    def offer(number: int) -> None:
        own = open_engine(url)
        for time in range(3):
            urls = [f"https://a.example/{time}/{n}" for n in range(300)]
            offered(own, *(urls if number % 2 else reversed(urls)))
        own.dispose()

    together(4, offer)


def test_many_workers_share_without_overlap(engine: Engine) -> None:
    """Each piece is had by exactly one."""
    offered(engine, *(f"https://a.example/{n}" for n in range(200)))
    url = engine.url.render_as_string(hide_password=False)
    had: list[str] = []

    def work(number: int) -> None:
        own = open_engine(url)
        while found := claimed(own, f"worker {number}", 7):
            had.extend(each.url for each in found)
            with writing(own) as conn:
                assert queue.done(conn, f"worker {number}", found) == {each.id for each in found}
        own.dispose()

    together(4, work)
    assert sorted(had) == sorted(f"https://a.example/{n}" for n in range(200))


STEPS = st.lists(
    st.tuples(st.sampled_from(["offer", "claim", "capture", "done", "put off", "die"]), st.integers(0, 3)), max_size=30
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_nothing_is_lost_and_nothing_is_had_twice(sqlite_engine: Engine, steps: list[tuple[str, int]]) -> None:
    """Whatever workers do and however they end: what was offered and not done can be had by the next."""
    engine = sqlite_engine
    with writing(engine) as conn:
        conn.exec_driver_sql("DELETE FROM work")
    open_work: set[str] = set()
    hands: dict[str, list[Work]] = {"first": [], "second": []}
    for step, number in steps:
        worker = ("first", "second")[number % 2]
        url = f"https://a.example/{number}"
        with writing(engine) as conn:
            if step == "offer":
                offer = queue.Offer(url, url, None, {})
                assert queue.offer(conn, [offer]) == (url not in open_work)
                open_work.add(url)
            elif step == "claim":
                got = queue.claim(conn, worker, FETCH, 2)
                others = {work.url for held in hands.values() for work in held}
                assert not others & {work.url for work in got}
                hands[worker] += got
            elif step == "die":
                conn.exec_driver_sql(sql(conn, "UPDATE work SET claimed_until = 1 WHERE claimed_by = ?"), (worker,))
                hands[worker] = []
            elif hands[worker]:
                work = hands[worker].pop()
                if step == "capture":
                    assert queue.captured(conn, worker, [queue.Capture(work, {}, b"body")]) == {work.id}
                elif step == "done":
                    assert queue.done(conn, worker, [work])
                    open_work.discard(work.url)
                else:
                    queue.put_off(conn, worker, work, reason="later", seconds=0)
    with writing(engine) as conn:
        conn.exec_driver_sql("UPDATE work SET claimed_until = NULL, due_at = 1")
        left = [*queue.claim(conn, "third", FETCH, 100), *queue.claim(conn, "third", READ, 100)]
    assert sorted(work.url for work in left) == sorted(open_work)


def test_what_a_silent_worker_had_is_free(engine: Engine) -> None:
    """Killed, or paused for long: its work is another's, and what it says of it afterwards counts no more."""
    offered(engine, "https://a.example/1", "https://a.example/2")
    with writing(engine) as conn:
        workers.seen(conn, "first")
        workers.seen(conn, "second")
    [lost] = claimed(engine, "first", 1)
    [kept] = claimed(engine, "second", 1)
    with writing(engine) as conn:
        conn.exec_driver_sql("UPDATE workers SET beat_at = 1 WHERE id = 'first'")
        assert workers.bury(conn, 60) == ["first"]
        assert [seen.id for seen in workers.all_seen(conn)] == ["second"]
        assert not queue.done(conn, "first", [lost])
        assert queue.done(conn, "second", [kept])
    assert [work.attempts for work in claimed(engine, "second")] == [2]
