"""Reading in other processes: what brings a reader down is found out, and what lies beside it is read."""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import pytest

from ledger.extract.reader import RuleReader
from ledger.ingest.reading import Checked
from ledger.ingest.structured import Refused
from ledger.model.facts import FactBase
from ledger.store.entity import Entity
from ledger.worker.hints import Hints
from ledger.worker.pool import ReadingPool
from ledger.worker.process import Job, ReadDocument, ReadingFailed

TEXT = "Alta Works has raised 40 million dollars in a Series A round, the company announced on Monday.\n"


class Delicate(RuleReader):
    """A reader that some texts bring down."""

    def read(self, text: str, **told: str | None) -> list[FactBase]:
        if "kill me" in text:
            os.kill(os.getpid(), signal.SIGKILL)
        if "kill the first of us" in text:
            with suppress(FileExistsError):
                os.close(os.open(text.rsplit(maxsplit=1)[-1], os.O_CREAT | os.O_EXCL))
                os.kill(os.getpid(), signal.SIGKILL)
        while "take your time" in text:
            pass
        while "fall asleep" in text:
            time.sleep(60)
        if "stumble" in text:
            raise ZeroDivisionError("over a stone")
        # What is long shall cost no more to read than to carry.
        return super().read(text.partition("Nothing else happened")[0], **told)


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
    """Several batches may be under way when one of them brings a process down."""
    batches = [two.start([job(TEXT, number=number)]) for number in range(3)]
    batches.insert(1, two.start([job(TEXT), job(TEXT + "kill me", number=7)]))
    found = [batch.results() for batch in batches]
    assert [isinstance(each, ReadingFailed) for batch in found for each in batch] == [False, False, True, False, False]


def test_what_killed_a_process_may_have_been_meant_for_it(two: ReadingPool, tmp_path: Path) -> None:
    """The document that it was at is given to another one."""
    [found] = two.start([job(f"{TEXT}kill the first of us {tmp_path / 'was-here'}")]).results()
    assert not isinstance(found, ReadingFailed)
    assert isinstance(found[0], ReadDocument)
    assert (tmp_path / "was-here").exists()


def test_processes_that_were_killed_while_idle_are_made_anew(two: ReadingPool) -> None:
    """Whatever it was that killed them was no document."""
    two.start([job(TEXT)]).results()
    for pid in processes(two):
        os.kill(pid, signal.SIGKILL)
    [found] = two.start([job(TEXT)]).results()
    assert not isinstance(found, ReadingFailed)
    assert isinstance(found[0], ReadDocument)


def test_processes_that_are_killed_while_they_speak(two: ReadingPool) -> None:
    """A document fills the pipe many times over, so that half of it is there when its process is killed."""
    large = TEXT + "Nothing else happened, at great length.\n" * 20_000
    under_way = two.start([job(large, number=number) for number in range(40)])
    chance = random.Random(7)
    for _ in range(6):
        time.sleep(chance.uniform(0.05, 0.3))
        for pid in processes(two)[:1]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
    found = under_way.results()
    # One that lost two of them is taken for what killed them.
    assert sum(isinstance(each, ReadingFailed) for each in found) <= 3
    assert all(isinstance(each[0], ReadDocument) for each in found if not isinstance(each, ReadingFailed))
    assert two.start([job(TEXT)]).results() != []


def test_large_documents_both_ways(two: ReadingPool) -> None:
    """The worker hands over the next one while the result of the last is still on its way: neither waits for ever."""
    large = TEXT + "Nothing else happened, at great length.\n" * 100_000
    found = two.start([job(large, number=number) for number in range(6)]).results()
    assert not any(isinstance(each, ReadingFailed) for each in found)


def test_others_are_known_while_documents_are_read(two: ReadingPool) -> None:
    """What is under way is begun again, by processes that know them."""
    under_way = two.start([job(TEXT, number=number) for number in range(5)])
    first = processes(two)
    two.knows([Entity("alta-works", "Alta Works", "company", ())])
    assert [len(found) for found in under_way.results() if not isinstance(found, ReadingFailed)] == [1] * 5
    assert not set(first) & set(processes(two))


def test_what_was_not_read_when_it_was_closed_has_failed(two: ReadingPool) -> None:
    """Whoever asks for it is not kept waiting."""
    under_way = two.start([job(TEXT + "take your time", number=number) for number in range(4)])
    two.close()
    assert all(isinstance(found, ReadingFailed) for found in under_way.results())


def test_a_fault_of_ours_is_said_and_holds_up_nothing(readers: ReadingPool) -> None:
    """With the place where it happened, in the caller's process as in others."""
    first, second = readers.start([job(TEXT + "stumble"), job(TEXT, number=1)]).results()
    assert isinstance(first, ReadingFailed)
    assert re.search(r"https://a\.example/0 .*ZeroDivisionError: over a stone; test_pool\.py, line \d+", str(first))
    assert not isinstance(second, ReadingFailed)


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


def test_one_that_hangs_without_working_is_given_up() -> None:
    """It uses no processor, so only the worker's patience ends it; what its process had beside it is read."""
    made = ReadingPool(make, 1, patience=15.0)
    made.knows(())
    first, second = made.start([job(TEXT + "fall asleep"), job(TEXT, number=1)]).results()
    made.close()
    assert isinstance(first, ReadingFailed)
    assert "had not ended after 15 seconds" in str(first)
    assert not isinstance(second, ReadingFailed)


WORKER = """
import sys, time
from tests.worker.test_pool import TEXT, job, make, processes
from ledger.worker.pool import ReadingPool

if __name__ == "__main__":
    made = ReadingPool(make, 1)
    made.knows(())
    made.start([job(TEXT)]).results()
    if sys.argv[1] == "busy":
        made.start([job(TEXT + "take your time")])
    print(*processes(made), flush=True)
    time.sleep(600)
"""


@pytest.mark.parametrize("at", ["idle", "busy"])
def test_readers_end_with_the_worker(tmp_path: Path, at: str) -> None:
    """A worker that is killed cannot end them itself."""
    script = tmp_path / "worker.py"
    script.write_text(WORKER)
    path = os.pathsep.join([str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")])
    command = [sys.executable, str(script), at]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": path}) as worker:
        assert worker.stdout is not None
        [reader] = [int(pid) for pid in worker.stdout.readline().split()]
        worker.kill()
    deadline = time.monotonic() + 20
    while _is_there(reader):
        assert time.monotonic() < deadline, "the process that read goes on without its worker"
        time.sleep(0.1)


def test_a_process_that_reads_loads_no_database() -> None:
    """Nor what fetches and schedules: with all that a worker loads, it would take twice as long to begin."""
    script = (
        "import sys; from ledger.offline import checked_reader; from ledger.settings import Settings; "
        "from ledger.worker import process; process.begin(lambda some: checked_reader(Settings(), some), ()); "
        f"[read] = process.found_in(process.Job('a', {TEXT.encode()!r}, '.txt', process.Hints())); assert read.facts; "
        "heavy = {'sqlalchemy', 'psycopg', 'httpx', 'apscheduler', 'structlog', 'typer', 'ledger.project'}; "
        "print(*sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert not done.stdout.strip()


def processes(pool: ReadingPool) -> list[int]:
    """The ids of those that have begun."""
    begun = [hand.process for hand in pool._hands]
    return [process.pid for process in begun if process is not None and process.pid is not None]


def _is_there(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    with open(f"/proc/{pid}/stat", encoding="ascii") as stat:  # noqa: PTH123 - Linux says so, others end above
        return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
