"""Group commit: what many callers share, and what none of them may feel of the others."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from ledger.model.errors import DatabaseUnavailable, KeyConflict, LedgerError, PositionConflict, UnstorableText
from ledger.ops.verify import verify
from ledger.store import appender as module
from ledger.store import bulk, chain, log
from ledger.store.appender import Appender
from ledger.store.database import open_engine, reading, session, writing
from tests.store.samples import NOW, append, registered, url_of


@pytest.fixture
def appender(engine: Engine) -> Iterator[Appender]:
    """An appender that is closed in the end, whatever a test did."""
    with Appender(engine) as opened:
        yield opened


@contextmanager
def held(engine: Engine) -> Iterator[None]:
    """Meanwhile somebody else has the log, so that what is submitted gathers."""
    other = open_engine(url_of(engine))
    with writing(other) as conn:
        log.append(conn, [registered("somebody else's")], recorded_at=NOW)
        yield
    other.dispose()


def positions(future: Future[list[log.Appended]]) -> list[tuple[int, bool]]:
    return [(entry.seq, entry.new) for entry in future.result(30)]


def test_callers_in_many_threads(engine: Engine, appender: Appender) -> None:
    """Each is told where its own events stand; together they are gapless and the chain holds."""

    def write(caller: int) -> list[int]:
        found = []
        for turn in range(20):
            events = [registered(f"{caller} {turn} {i}") for i in range(1 + turn % 3)]
            appended = appender.append(events)
            assert [entry.event_id for entry in appended] == [str(event.event_id) for event in events]
            found += [entry.seq for entry in appended]
        return found

    with ThreadPoolExecutor(8) as pool:
        seen = [seq for found in pool.map(write, range(8)) for seq in found]
    assert sorted(seen) == list(range(1, len(seen) + 1))
    with reading(engine) as conn:
        assert log.head(conn).seq == len(seen)
        assert verify(conn).ok


def test_those_who_wait_share_a_transaction(engine: Engine, appender: Appender) -> None:
    """While the log is held appends gather, and one commit does for all of them."""
    commits: list[Connection] = []
    sa.event.listen(engine, "commit", commits.append)
    with held(engine):
        first = appender.submit([registered("first")])
        rest = [appender.submit([registered(f"rest {i}")]) for i in range(10)]
    assert positions(first) == [(2, True)]
    assert [positions(future) for future in rest] == [[(3 + i, True)] for i in range(10)]
    assert len(commits) <= 2


def gathered(engine: Engine, appender: Appender, *batches: Sequence[Any]) -> list[Future[list[log.Appended]]]:
    """Submit batches so that they come into one transaction, behind one that is under way."""
    with held(engine):
        appender.submit([registered("under way")])
        return [appender.submit(batch) for batch in batches]


def test_a_conflict_of_one_is_no_matter_of_the_others(engine: Engine, appender: Appender) -> None:
    """Refused is the whole batch of the caller whose key is taken, be it in the log or by a neighbour."""
    append(engine, registered("taken"))
    before, taken, between, twice, after = gathered(
        engine,
        appender,
        [registered("a")],
        [registered("b"), registered("taken", "something else")],
        [registered("c"), registered("d")],
        [registered("e"), registered("a", "something else")],
        [registered("f")],
    )
    assert positions(before) == [(4, True)]
    assert positions(between) == [(5, True), (6, True)]
    assert positions(after) == [(7, True)]
    with pytest.raises(KeyConflict, match="“taken” is taken by the event at position 1"):
        taken.result(30)
    with pytest.raises(KeyConflict, match="“a” is taken by the event at position 4"):
        twice.result(30)
    with reading(engine) as conn:
        assert log.head(conn).seq == 7
        assert verify(conn).ok


def test_the_same_events_of_two_callers_are_written_once(engine: Engine, appender: Appender) -> None:
    """The second learns where the first's stand."""
    one, other = gathered(
        engine, appender, [registered("a"), registered("b")], [registered("b"), registered("c"), registered("b")]
    )
    assert positions(one) == [(3, True), (4, True)]
    assert positions(other) == [(4, False), (5, True), (4, False)]


def test_expected_positions_count_within_a_group(engine: Engine, appender: Appender) -> None:
    """Of two that decided on the same state the second is refused, as if it had come later."""
    with held(engine):
        appender.submit([registered("under way")])
        first = appender.submit([registered("a")], expected=2)
        second = appender.submit([registered("b")], expected=2)
        third = appender.submit([registered("c")], expected=3)
    assert positions(first) == [(3, True)]
    assert positions(third) == [(4, True)]
    with pytest.raises(PositionConflict, match="at position 3 and not at 2"):
        second.result(30)


def test_what_is_expected_of_a_company_counts_within_a_group(engine: Engine, appender: Appender) -> None:
    """Of two that decided on the same company the second is refused; who decided on another is not."""
    with held(engine):
        appender.submit([registered("under way", company_id="bolt")])
        first = appender.submit([registered("a", company_id="anvil")], expected={"anvil": 0})
        second = appender.submit([registered("b", company_id="anvil")], expected={"anvil": 0})
        third = appender.submit([registered("c", company_id="cog")], expected={"cog": 0, "bolt": 2})
    assert positions(first) == [(3, True)]
    assert positions(third) == [(4, True)]
    with pytest.raises(PositionConflict, match="Position 3 says something about anvil"):
        second.result(30)


def test_what_the_database_refuses_of_one(engine: Engine, appender: Appender) -> None:
    """A number too large for its column fails its own caller only."""
    good, bad, fine = gathered(
        engine, appender, [registered("a")], [registered("b", known_at=2**70)], [registered("c")]
    )
    assert positions(good) == [(3, True)]
    assert positions(fine) == [(4, True)]
    assert bad.exception(30) is not None
    with reading(engine) as conn:
        assert verify(conn).ok


def test_what_cannot_be_stored_never_gets_in(appender: Appender) -> None:
    """It is refused in the caller's own thread."""
    with pytest.raises(UnstorableText):
        appender.submit([registered("a", "a\0b")])


def test_recorded_times_do_not_go_back(engine: Engine, appender: Appender) -> None:
    """Each event has the time of its own caller, or the predecessor's if that is later."""
    with held(engine):
        appender.submit([registered("a")], recorded_at=NOW + 5)
        appender.submit([registered("b")], recorded_at=NOW + 9)
        last = appender.submit([registered("c")], recorded_at=NOW + 7)
    last.result(30)
    with reading(engine) as conn:
        assert [event.recorded_at - NOW for event in log.read(conn)] == [0, 5, 9, 9]


def test_nothing_is_appended_by_nothing(engine: Engine, appender: Appender) -> None:
    """An empty batch is answered and writes nothing."""
    assert appender.append([]) == []
    with reading(engine) as conn:
        assert log.head(conn).seq == 0


def test_closing_writes_what_was_submitted(engine: Engine) -> None:
    """Nobody waits for ever, and nobody gets in afterwards; to close twice is no error."""
    appender = Appender(engine)
    with held(engine):
        futures = [appender.submit([registered(f"{i}")]) for i in range(20)]
        closing = threading.Thread(target=appender.close)
        closing.start()
    closing.join(30)
    assert [future.result(0)[0].seq for future in futures] == list(range(2, 22))
    with pytest.raises(LedgerError, match="is being shut down"):
        appender.submit([registered("too late")])
    appender.close()
    Appender(engine).close()


def test_who_gives_up_before_their_turn(engine: Engine, appender: Appender) -> None:
    """A cancelled append is not written, and the others do not notice."""
    with held(engine):
        appender.submit([registered("under way")])
        dropped, kept = appender.submit([registered("dropped")]), appender.submit([registered("kept")])
        assert dropped.cancel()
    assert positions(kept) == [(3, True)]


def test_an_outage_is_told_to_each_and_passes(
    engine: Engine, appender: Appender, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everybody of the group gets an error of their own; afterwards the same events go in, once."""

    def broken(*_: object, **__: object) -> list[log.Outcome]:
        raise DatabaseUnavailable("The disk is full.")

    batches = [[registered("a")], [registered("b")]]
    with monkeypatch.context() as patched:
        patched.setattr(log, "append_each", broken)
        errors = [appender.submit(batch).exception(30) for batch in batches]
    assert [str(error) for error in errors] == ["The disk is full."] * 2
    assert errors[0] is not errors[1]
    assert [appender.append(batch)[0].seq for batch in batches] == [1, 2]


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_lost_connection(postgres_engine: Engine, monkeypatch: pytest.MonkeyPatch, when: str) -> None:
    """The caller is told in a sentence; to append again is safe, be the first try committed or not."""
    admin = open_engine(url_of(postgres_engine))
    whole = log.append_each

    def cut(conn: Connection, requests: Sequence[log.Request], *, ends: bool = False) -> list[log.Outcome]:
        mine = conn.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
        outcomes = whole(conn, requests, ends=ends) if when == "after" else []
        with admin.connect() as other:
            other.execute(sa.select(sa.func.pg_terminate_backend(mine, 5000)))
        return outcomes or whole(conn, requests, ends=ends)

    with Appender(postgres_engine) as appender:
        with monkeypatch.context() as patched:
            patched.setattr(log, "append_each", cut)
            if when == "before":
                with pytest.raises(DatabaseUnavailable):
                    appender.append([registered("a")])
            else:
                appender.append([registered("a")])
        if when == "after":
            with pytest.raises(DatabaseUnavailable):
                appender.append([registered("b")])
        again = appender.append([registered("a"), registered("b")])
    assert [(entry.seq, entry.new) for entry in again] == [(1, when == "before"), (2, True)]
    admin.dispose()


def test_a_lone_caller_needs_one_trip(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the second append on nobody asks first where the log ends, and what is written is linked all the same."""
    monkeypatch.setattr(module, "IDLE_SECONDS", 60)  # a machine that is busy may take long between two appends
    with Appender(engine) as appender:
        appender.append([registered("0", company_id=None)])
        with monkeypatch.context() as patched:
            patched.setattr(bulk, "lock_and_find", lambda *_: pytest.fail("asked where the log ends"))
            done = [appender.append([registered(f"{i} {j}", known_at=i) for j in range(i)])[-1] for i in range(1, 5)]
    assert [(entry.seq, entry.new) for entry in done] == [(2, True), (4, True), (7, True), (11, True)]
    with reading(engine) as conn:
        assert verify(conn).ok
        assert [event.company_id for event in log.read(conn, until=2)] == [None, "scale-ai"]


def test_a_lone_caller_writes_without_the_thread(appender: Appender, monkeypatch: pytest.MonkeyPatch) -> None:
    """Until others come: who finds somebody writing waits in the queue, and they share what follows."""
    writers: list[threading.Thread] = []
    begun, go_on = threading.Event(), threading.Event()
    whole = Appender._commit

    def noted(self: Appender, requests: Sequence[log.Request]) -> list[log.Outcome]:
        writers.append(threading.current_thread())
        begun.set()
        assert go_on.wait(30)
        return whole(self, requests)

    monkeypatch.setattr(Appender, "_commit", noted)
    with ThreadPoolExecutor(1) as pool:
        lone = pool.submit(lambda: (threading.current_thread(), appender.append([registered("lone")])))
        assert begun.wait(30)
        others = [appender.submit([registered(f"other {i}")]) for i in range(3)]
        go_on.set()
        caller, appended = lone.result(30)
    assert [entry.seq for entry in appended] == [1]
    assert [positions(future) for future in others] == [[(2 + i, True)] for i in range(3)]
    assert writers[0] is caller
    assert caller not in writers[1:]


def test_a_lone_caller_gets_the_error(engine: Engine, appender: Appender, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever it is; the pen is put down, and the next append is written."""

    def broken(*_: object, **__: object) -> list[log.Outcome]:
        raise DatabaseUnavailable("The disk is full.")

    with monkeypatch.context() as patched:
        patched.setattr(log, "append_each", broken)
        with pytest.raises(DatabaseUnavailable):
            appender.append([registered("a")])
    assert appender.append([registered("a")])[0].seq == 1
    with pytest.raises(KeyConflict):
        appender.append([registered("a", name="another")])
    assert appender.append([registered("b")])[0].seq == 2


def test_who_is_behind_asks_the_log(engine: Engine, appender: Appender) -> None:
    """When somebody else has written meanwhile, everything is decided by the log as it is."""
    appender.append([registered("a")])
    append(engine, registered("b"))
    assert appender.append([registered("c")], expected=2) == [log.Appended(3, str(registered("c").event_id), True)]
    append(engine, registered("d"))
    with pytest.raises(PositionConflict):
        appender.append([registered("e")], expected=3)
    assert [entry.new for entry in appender.append([registered("d"), registered("f")])] == [False, True]
    with pytest.raises(KeyConflict):
        appender.append([registered("f", name="another")])
    # Not behind, but the key is taken: by the same, and by something else.
    assert appender.append([registered("a")])[0].new is False
    assert appender.append([registered("g")])[0].seq == 6
    with pytest.raises(KeyConflict):
        appender.append([registered("a", name="another")])
    with reading(engine) as conn:
        assert verify(conn).head.seq == 6
        assert verify(conn).ok


def test_two_appenders_in_turn(engine: Engine) -> None:
    """Each is behind whenever its turn comes, and both together leave no gap."""
    with Appender(engine) as one, Appender(engine) as other, ThreadPoolExecutor(2) as pool:
        writers = {"one": one, "other": other}
        done = pool.map(lambda name: [writers[name].append([registered(f"{name} {i}")]) for i in range(40)], writers)
        seqs = sorted(entry.seq for found in done for appended in found for entry in appended)
    assert seqs == list(range(1, 81))
    with reading(engine) as conn:
        assert verify(conn).ok


def test_a_connection_lost_in_mid_copy(postgres_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """The driver's own error becomes the sentence that every outage gets, and nothing is written."""
    admin = open_engine(url_of(postgres_engine))
    whole, calls = chain.event_hash, []

    def lose() -> None:
        with writing(postgres_engine) as conn:
            mine = conn.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()

            def cut(*columns: Any) -> str:
                calls.append(columns)
                if len(calls) == 100:
                    with admin.connect() as other:
                        other.execute(sa.select(sa.func.pg_terminate_backend(mine, 5000)))
                return whole(*columns)

            monkeypatch.setattr(chain, "event_hash", cut)
            log.append(conn, [registered(f"{i}") for i in range(200)], recorded_at=NOW)

    with pytest.raises(DatabaseUnavailable):
        lose()
    monkeypatch.undo()
    assert append(postgres_engine, registered("a"))[0].seq == 1
    admin.dispose()


@pytest.mark.parametrize("alone", [True, False])
def test_a_connection_is_not_kept_for_long(appender: Appender, monkeypatch: pytest.MonkeyPatch, alone: bool) -> None:
    """After a pause the writer closes it, whoever opened it, and opens another for the next append."""
    opened: list[Connection] = []
    whole = session

    @contextmanager
    def counted(engine: Engine) -> Iterator[Connection]:
        with whole(engine) as conn:
            opened.append(conn)
            yield conn

    monkeypatch.setattr(module, "session", counted)
    monkeypatch.setattr(module, "IDLE_SECONDS", 0.05)
    for position in range(1, 4):
        event = registered(str(position))
        done = appender.append([event]) if alone else appender.submit([event]).result(30)
        assert done[0].seq == position
        deadline = time.monotonic() + 30
        while not opened[-1].closed and time.monotonic() < deadline:
            time.sleep(0.01)
    assert [conn.closed for conn in opened] == [True] * 3


def test_a_program_that_forgets_to_close(engine: Engine) -> None:
    """It ends all the same, and what it submitted is in the log."""
    program = (
        "from ledger.store.appender import Appender\n"
        "from ledger.store.database import open_engine\n"
        "from tests.store.samples import registered\n"
        f"appender = Appender(open_engine({url_of(engine)!r}))\n"
        "for number in range(50):\n"
        "    appender.submit([registered(str(number))])\n"
    )
    subprocess.run([sys.executable, "-c", program], cwd=Path(__file__).parents[2], check=True, timeout=60)
    with reading(engine) as conn:
        assert log.head(conn).seq == 50
