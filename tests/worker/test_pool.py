"""Reading in other processes: what brings a reader down is found out, and what lies beside it is read."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence

import pytest

from ledger.extract.reader import RuleReader
from ledger.ingest.reading import Checked
from ledger.ingest.structured import Refused
from ledger.model.facts import FactBase
from ledger.store.entity import Entity
from ledger.worker.hints import Hints
from ledger.worker.pool import Job, ReadDocument, ReadingFailed, ReadingPool

TEXT = "Alta Works has raised 40 million dollars in a Series A round, the company announced on Monday.\n"


class Delicate(RuleReader):
    """A reader that some texts bring down."""

    def read(self, text: str, **told: str | None) -> list[FactBase]:
        if "kill me" in text:
            os.kill(os.getpid(), signal.SIGKILL)
        while "take your time" in text:
            pass
        return super().read(text, **told)


def make(entities: Sequence[Entity]) -> Checked:
    """At the top of a module, so that other processes can find it."""
    del entities
    return Checked(Delicate(()))


@pytest.fixture(params=[0, 2])
def readers(request: pytest.FixtureRequest) -> Iterator[ReadingPool]:
    """In the caller's process, and in two others."""
    made = ReadingPool(make, request.param)
    made.knows(())
    yield made
    made.close()


@pytest.fixture
def two() -> Iterator[ReadingPool]:
    made = ReadingPool(make, 2)
    made.knows(())
    yield made
    made.close()


def job(text: str, suffix: str = ".txt", number: int = 0) -> Job:
    return Job(f"https://a.example/{number}", text.encode(), suffix, Hints(), f"https://a.example/{number}")


def test_documents_come_back_in_order_with_their_facts(readers: ReadingPool) -> None:
    """Each with where it was had."""
    jobs = [job(TEXT.replace("40", str(number)), number=number) for number in range(20, 30)]
    for number, found in enumerate(readers.start(jobs).results(), start=20):
        assert not isinstance(found, ReadingFailed)
        [part] = found
        assert isinstance(part, ReadDocument)
        assert part.document.imprint.url == f"https://a.example/{number}"
        assert [fact.fact.model_dump()["amount"]["value"] for fact in part.facts] == [number * 10**6]


def test_what_cannot_be_read_says_why(readers: ReadingPool) -> None:
    """It is no failure of reading."""
    [found] = readers.start([job("---\n[: broken\n---\ntext", ".md")]).results()
    assert not isinstance(found, ReadingFailed)
    [part] = found
    assert isinstance(part, Refused)
    assert "front matter" in part.reason


def test_one_that_brings_its_reader_down_is_found_out(two: ReadingPool) -> None:
    """And those beside it are read all the same."""
    texts = [TEXT, TEXT + "kill me", TEXT, TEXT]
    found = two.start([job(text, number=number) for number, text in enumerate(texts)]).results()
    assert [isinstance(each, ReadingFailed) for each in found] == [False, True, False, False]
    assert "brought down" in str(found[1])
    assert two.start([job(TEXT)]).results() == [found[0]]


def test_what_was_begun_beside_it_is_read(two: ReadingPool) -> None:
    """Several batches may be under way when one of them brings everything down, and those after it are as if new."""
    batches = [two.start([job(TEXT, number=number)]) for number in range(3)]
    batches.insert(1, two.start([job(TEXT), job(TEXT + "kill me", number=7)]))
    found = [batch.results() for batch in batches]
    assert [isinstance(each, ReadingFailed) for batch in found for each in batch] == [False, False, True, False, False]


def test_processes_that_were_killed_while_idle_are_made_anew(two: ReadingPool) -> None:
    """Whatever it was that killed them was no document."""
    two.start([job(TEXT)]).results()
    assert two._pool is not None
    processes = list(two._pool._processes.values())
    for process in processes:
        process.kill()
        process.join()
    [found] = two.start([job(TEXT)]).results()
    assert not isinstance(found, ReadingFailed)
    assert isinstance(found[0], ReadDocument)


def test_one_that_takes_for_ever_is_given_up() -> None:
    """It goes to quarantine with this reason, and its process goes on with the next."""
    made = ReadingPool(make, 1, longest=0.5)
    made.knows(())
    first, second = made.start([job(TEXT + "take your time"), job(TEXT, number=1)]).results()
    made.close()
    assert not isinstance(first, ReadingFailed)
    [part] = first
    assert isinstance(part, Refused)
    assert "more than 0.5 seconds" in part.reason
    assert not isinstance(second, ReadingFailed)
    assert isinstance(second[0], ReadDocument)


def test_readers_end_with_the_worker() -> None:
    """A worker that is killed cannot end them itself."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:  # pragma: no cover - another process
        made = ReadingPool(make, 1)
        made.knows(())
        made.start([job(TEXT)]).results()
        processes = made._pool._processes if made._pool else {}
        os.write(writing, " ".join(str(pid) for pid in processes).encode())
        os.close(writing)
        time.sleep(60)
        os._exit(0)
    os.close(writing)
    [reader] = [int(pid) for pid in os.read(reading, 100).split()]
    os.close(reading)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    deadline = time.monotonic() + 30
    while _is_there(reader):
        assert time.monotonic() < deadline, "the process that read goes on without its worker"
        time.sleep(0.1)


def test_a_reader_whose_worker_was_killed_before_it_began() -> None:
    """It has no parent to wait for and ends at once, instead of waiting for work for ever."""
    code = "import time; from ledger.worker import pool; pool._end_with(4_194_305); time.sleep(600)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 1


def _is_there(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    with open(f"/proc/{pid}/stat", encoding="ascii") as stat:  # noqa: PTH123 - Linux says so, others end above
        return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
