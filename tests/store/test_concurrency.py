"""Many writers and a reader that follows: the races are brought about on purpose, not waited for."""

from __future__ import annotations

import multiprocessing
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy.engine import Connection, Engine

from ledger.model.errors import DatabaseUnavailable, PositionConflict
from ledger.ops.verify import verify
from ledger.store import database, log
from ledger.store.database import open_engine, reading, writing
from tests.store import samples
from tests.store.samples import NOW, append, registered, url_of
from tests.support.turns import overlapping

#: Long enough for a thread that could go on to have gone on.
A_MOMENT = 0.2


def follow(engine: Engine, total: int) -> list[int]:
    """Read whatever is new since the last position seen, until all is there; return the positions in order of sight."""
    seen: list[int] = []
    deadline = time.monotonic() + 60
    while len(seen) < total and time.monotonic() < deadline:
        with reading(engine) as conn:
            seen += [event.seq for event in log.read(conn, after=seen[-1] if seen else 0, batch=7)]
    return seen


def test_writers_in_threads_and_a_reader_that_follows(engine: Engine) -> None:
    """Positions are gapless and in commit order: who reads on from the last position seen misses nothing."""
    writers, batches, size = 4, 15, 3

    def write(writer: int) -> list[int]:
        return [
            entry.seq
            for batch in range(batches)
            for entry in append(engine, *(registered(f"{writer} {batch} {i}") for i in range(size)))
        ]

    total = writers * batches * size
    with ThreadPoolExecutor(writers + 1) as pool:
        following = pool.submit(follow, engine, total)
        written = [pool.submit(write, writer) for writer in range(writers)]
        given = [seq for future in written for seq in future.result()]
        assert following.result() == list(range(1, total + 1))
    assert sorted(given) == list(range(1, total + 1))
    with reading(engine) as conn:
        assert verify(conn).ok


def test_the_same_events_from_many_threads_are_written_once(engine: Engine) -> None:
    """Whoever comes second is told where they stand."""
    events = [registered(key) for key in "abcde"]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: append(engine, *events), range(4)))
    assert {tuple(entry.seq for entry in answer) for answer in answers} == {(1, 2, 3, 4, 5)}
    assert sum(entry.new for answer in answers for entry in answer) == 5


def test_one_of_two_that_expect_the_same_position_is_refused(engine: Engine) -> None:
    """Both have read the same state; only one may decide on it."""

    def decide(key: str) -> bool:
        try:
            with writing(engine) as conn:
                log.append(conn, [registered(key)], recorded_at=NOW, expected=0)
        except PositionConflict:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(decide, "abcd")) == [False, False, False, True]


@pytest.mark.parametrize("ending", ["commit", "rollback"])
@pytest.mark.parametrize("about", ["the same company", "another"])
def test_one_of_two_that_decide_on_the_same_company_is_refused(engine: Engine, about: str, ending: str) -> None:
    """What the first writes while the second waits counts, if it is about the company and is committed."""
    append(engine, registered("read", company_id="anvil"))
    other = "anvil" if about == "the same company" else "bolt"

    def decide(conn: Connection) -> list[log.Appended]:
        return log.append(conn, [registered("late", company_id="anvil")], recorded_at=NOW, expected={"anvil": 1})

    def first(conn: Connection) -> None:
        log.append(conn, [registered("early", company_id=other)], recorded_at=NOW, expected={other: 1})

    late = overlapping(engine, first, decide, rollback=ending == "rollback")
    if other == "anvil" and ending == "commit":
        with pytest.raises(PositionConflict, match="Position 2 says something about anvil"):
            late.result()
    else:
        assert [entry.seq for entry in late.result()] == [2 if ending == "rollback" else 3]


@pytest.mark.parametrize("ending", ["commit", "rollback"])
def test_a_slow_writer_holds_the_next_but_no_reader(engine: Engine, ending: str) -> None:
    """The second writer gets its position when the first has committed, or the first's own if that rolled back."""
    appended, release = threading.Event(), threading.Event()

    def slow() -> None:
        with writing(engine) as conn:
            log.append(conn, [registered("slow 1"), registered("slow 2")], recorded_at=NOW)
            appended.set()
            release.wait(30)
            if ending == "rollback":
                raise InterruptedError

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(slow)
        assert appended.wait(30)
        second = pool.submit(append, engine, registered("next"))
        time.sleep(A_MOMENT)
        assert not second.done()
        with reading(engine) as conn:
            assert log.head(conn).seq == 0
            assert list(log.read(conn)) == []
        release.set()
        [entry] = second.result()
        assert isinstance(first.exception(), InterruptedError if ending == "rollback" else type(None))
    assert entry.seq == (1 if ending == "rollback" else 3)
    with reading(engine) as conn:
        assert [event.seq for event in log.read(conn)] == list(range(1, entry.seq + 1))
        assert verify(conn).ok


def test_a_snapshot_does_not_move(engine: Engine) -> None:
    """What is appended while somebody reads is seen by their next reading, not by this one."""
    append(engine, registered("a"), registered("b"))
    with reading(engine) as conn:
        pages = log.read(conn, batch=1)
        assert next(pages).seq == 1
        append(engine, registered("c"))
        assert [event.seq for event in pages] == [2]
        assert log.head(conn).seq == 2
    with reading(engine) as conn:
        assert log.head(conn).seq == 3


def test_a_writer_that_was_killed_leaves_nothing(engine: Engine, tmp_path: Path) -> None:
    """Killed between append and commit, it has written nothing, and the log is free again."""
    sign = tmp_path / "appended"
    call = f"from tests.store.samples import append_and_hang; append_and_hang({url_of(engine)!r}, {str(sign)!r})"
    with subprocess.Popen([sys.executable, "-c", call], cwd=Path(__file__).parents[2]) as process:
        try:
            wait_until(sign.exists, process)
        finally:
            process.kill()
    assert [entry.seq for entry in append(engine, registered("a"))] == [1]
    with reading(engine) as conn:
        assert verify(conn).ok
        assert log.head(conn).seq == 1


def test_writers_in_processes(engine: Engine) -> None:
    """The same holds for programs that know nothing of each other."""
    spawn = multiprocessing.get_context("spawn")
    processes = [spawn.Process(target=samples.append_batches, args=(url_of(engine), writer, 10, 4)) for writer in "ab"]
    for process in processes:
        process.start()
    seen = follow(engine, 80)
    for process in processes:
        process.join()
        assert process.exitcode == 0
    assert seen == list(range(1, 81))
    with reading(engine) as conn:
        assert verify(conn).ok


def test_a_lock_that_never_comes_free(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever waits in vain is told so in one sentence."""
    monkeypatch.setattr(database, "LOCK_SECONDS", 1)
    impatient = open_engine(url_of(engine))
    with writing(engine) as conn:
        log.append(conn, [registered("a")], recorded_at=NOW)
        with pytest.raises(DatabaseUnavailable, match="is locked by another program"):
            append(impatient, registered("b"))
    assert [entry.seq for entry in append(impatient, registered("b"))] == [2]
    impatient.dispose()


def wait_until(happened: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 30
    while not happened():
        assert process.poll() is None, "it ended by itself"
        assert time.monotonic() < deadline, "it does not get there"
        time.sleep(0.02)
