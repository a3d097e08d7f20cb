"""Reading ahead and writing together: few transactions, no document in another's way, nothing lost, nothing twice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from sqlalchemy.engine import Connection, Engine

from ledger.extract.reader import RuleReader
from ledger.ingest.capture import Reading as ToWrite
from ledger.ingest.capture import capture_many
from ledger.ingest.reading import Checked
from ledger.model.errors import DatabaseUnavailable
from ledger.store import log, quarantine
from ledger.store.database import reading, writing
from ledger.store.entity import Entity
from ledger.worker import addresses, queue
from ledger.worker import writing as stage
from ledger.worker.pool import ReadingPool
from ledger.worker.reading import BATCH, Reading
from ledger.worker.tally import Tally
from ledger.worker.workers import seen
from tests.worker.samples import offered

WORKER = "first"


def text_of(number: int, more: str = "") -> bytes:
    """An article that says one thing."""
    return f"Alta Works has raised {number} million dollars in a Series A round. {more}\n".encode()


@pytest.fixture
def made(engine: Engine) -> Reading:
    """What reads and writes, in this process."""
    with writing(engine) as conn:
        seen(conn, WORKER)
    return Reading(engine, ReadingPool(lambda _: Checked(RuleReader(())), 0), WORKER, "tests", Tally())


def offer(engine: Engine, bodies: Sequence[bytes]) -> None:
    """Files to be read, a document each."""
    for number, body in enumerate(bodies):
        offered(engine, f"/memos/{number}.txt", body=body)
    with writing(engine) as conn:
        conn.exec_driver_sql("""UPDATE work SET capture = '{"suffix": ".txt"}'""")


def whole(made: Reading) -> None:
    """Steps until nothing is left to do."""
    while made.step():
        pass


def captured(engine: Engine) -> list[str]:
    """Where the documents in the log came from, sorted."""
    with reading(engine) as conn:
        return sorted(event.payload["origin"] for event in log.read(conn, types=["DocumentCaptured"]))


@pytest.fixture
def sizes(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many documents were written together, each time."""
    found: list[int] = []

    def counting(conn: Connection, readings: Sequence[ToWrite]) -> Any:
        found.append(len(readings))
        return capture_many(conn, readings)

    monkeypatch.setattr(stage, "capture_many", counting)
    return found


def test_several_batches_are_written_together(engine: Engine, made: Reading, sizes: list[int]) -> None:
    """What was claimed and read in several goes is one transaction."""
    offer(engine, [text_of(number) for number in range(10, 10 + BATCH + 4)])
    whole(made)
    assert sizes == [BATCH + 4]
    assert len(captured(engine)) == BATCH + 4


def test_half_of_the_last_is_written_while_the_rest_is_read(
    engine: Engine, made: Reading, sizes: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where nothing is left to begin, and what was read is as much as is being read."""
    monkeypatch.setattr("ledger.worker.reading.FEWEST_TOGETHER", BATCH)
    offer(engine, [text_of(number) for number in range(10, 10 + 3 * BATCH + 4)])
    whole(made)
    assert sizes == [2 * BATCH, BATCH, 4]
    assert len(captured(engine)) == 3 * BATCH + 4


def test_who_reads_begins_while_the_first_documents_are_fetched(engine: Engine, made: Reading) -> None:
    """Not before there is something to be had, for most looks at the sources bring nothing."""
    begun: list[Sequence[Entity]] = []

    def make(entities: Sequence[Entity]) -> Checked:
        begun.append(entities)
        return Checked(RuleReader(()))

    made.pool.make = make
    assert (made.step(), begun) == (0, [])
    offered(engine, "https://a.example/one")
    assert (made.step(), made.step(), len(begun)) == (0, 0, 1)


def test_no_more_than_others_can_wait_for(
    engine: Engine, made: Reading, sizes: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither too many documents nor too many facts."""
    made._together = 3
    monkeypatch.setattr("ledger.worker.reading.TOGETHER", 3)
    monkeypatch.setattr("ledger.worker.reading.FACTS_TOGETHER", 2)
    many = b"\n".join(text_of(number) for number in (61, 62, 63))
    offer(engine, [text_of(10), text_of(11), text_of(12), many, *[b"Nothing happened.\n"] * 5])
    whole(made)
    # Two facts; one, for the next has three; three at once; and three documents of none, and two.
    assert sizes == [2, 1, 1, 3, 2]


def test_less_at_a_time_where_it_takes_long(
    engine: Engine, made: Reading, sizes: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half as much after what took too long, and more again when it is quick."""
    monkeypatch.setattr("ledger.worker.reading.LONGEST_WRITE", -1.0)
    offer(engine, [text_of(number) for number in range(10, 26)])
    whole(made)
    offer_more(engine, 100)
    whole(made)
    assert sizes == [16, 8, 4, 2, 1, 1]
    monkeypatch.setattr("ledger.worker.reading.LONGEST_WRITE", 1e9)
    sizes.clear()
    offer_more(engine, 200)
    whole(made)
    assert sizes == [1, 2, 4, 8, 1]


def offer_more(engine: Engine, first: int) -> None:
    """Sixteen more documents."""
    for number in range(first, first + 16):
        offered(engine, f"/memos/{number}.txt", body=text_of(number))
    with writing(engine) as conn:
        conn.exec_driver_sql("""UPDATE work SET capture = '{"suffix": ".txt"}'""")


def fails_on(word: str) -> Callable[[Connection, Sequence[ToWrite]], Any]:
    """A fault that nobody has thought of."""

    def capture(conn: Connection, readings: Sequence[ToWrite]) -> Any:
        done = capture_many(conn, readings)
        if any(word in one.document.text for one in readings):
            raise RuntimeError("nobody has thought of this")
        return done

    return capture


def test_one_that_cannot_be_written_holds_up_no_other(
    engine: Engine, made: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is tried again later, and goes to quarantine with its reason in the end."""
    monkeypatch.setattr(stage, "capture_many", fails_on("poison"))
    offer(engine, [text_of(10), text_of(11, "poison"), text_of(12)])
    whole(made)
    assert captured(engine) == ["/memos/0.txt", "/memos/2.txt"]
    assert made.tally.shown()["captured"] == 2
    for _ in range(stage.ATTEMPTS - 1):
        with writing(engine) as conn:
            [(address, reason)] = conn.exec_driver_sql("SELECT address, reason FROM work").all()
            conn.exec_driver_sql("UPDATE work SET due_at = 1")
        assert (address, "nobody has thought of this" in reason) == ("/memos/1.txt", True)
        whole(made)
    with reading(engine) as conn:
        assert queue.depth(conn, queue.READ).waiting == 0
        [entry] = quarantine.entries(conn)
        assert "could not be written (RuntimeError: nobody has thought of this)" in entry.reason
        assert addresses.get(conn, "/memos/1.txt").status == "quarantined"
    assert captured(engine) == ["/memos/0.txt", "/memos/2.txt"]


def test_what_the_database_does_not_take_is_written_when_it_is_back(
    engine: Engine, made: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was read, and is not read again; nothing is counted that was rolled back."""
    offer(engine, [text_of(10), text_of(11)])

    def away(conn: Connection, readings: Sequence[ToWrite]) -> Any:
        capture_many(conn, readings)
        raise DatabaseUnavailable("The server is away.")

    with monkeypatch.context() as patched:
        patched.setattr(stage, "capture_many", away)
        with pytest.raises(DatabaseUnavailable):
            made.step()
    assert (captured(engine), made.tally.shown().get("captured", 0)) == ([], 0)
    monkeypatch.setattr(made.pool, "start", None)
    whole(made)
    assert captured(engine) == ["/memos/0.txt", "/memos/1.txt"]
    assert made.tally.shown()["captured"] == 2
