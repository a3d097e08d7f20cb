"""What the doctor says of the worker."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from ledger.ops.doctor import Finding
from ledger.store import quarantine
from ledger.store.database import writing
from ledger.worker import lease, queue
from ledger.worker import writing as writing_stage
from ledger.worker.doctor import MANY_REFUSED, examine
from tests.ingest.command import Command
from tests.store.samples import url_of
from tests.worker.samples import adopted, held, let_run_out, offered, source
from tests.worker.standing import HOUR, add_source, change, ended_well, failed, moment, remember, seen


def findings(engine: Engine, off: float = 0.0) -> dict[str, Finding]:
    """By subject; with this machine's clock off by so many seconds."""
    found = list(examine(engine, 30.0, lambda: time.time() + off))
    assert all(finding.sentence.endswith(".") for finding in found)
    return {finding.subject: finding for finding in found}


def told(engine: Engine, subject: str) -> tuple[str, str]:
    finding = findings(engine)[subject]
    return finding.verdict, finding.sentence


def test_without_sources(engine: Engine) -> None:
    """Nobody has to be at work, and all is well."""
    found = findings(engine)
    assert {finding.verdict for finding in found.values()} == {"well"}
    assert "no worker has to be at work" in found["worker"].sentence
    assert "sources" not in found


def test_a_worker_at_work(engine: Engine) -> None:
    """Is named, with those that stand by."""
    add_source(engine)
    held(engine, "first")
    seen(engine, "first")
    seen(engine, "second")
    seen(engine, "third", hours_ago=1)
    verdict, sentence = told(engine, "worker")
    assert verdict == "well"
    assert sentence == "The worker first starts the sources, 1 more stands by."


def test_a_lease_that_ran_out(engine: Engine) -> None:
    """With sources due it is trouble: a worker died and nobody has taken over; given back, it is worth a note."""
    add_source(engine)
    verdict, sentence = told(engine, "worker")
    assert verdict == "note"
    assert "1 source is due; start “deal-ledger worker”" in sentence
    mine = held(engine)
    let_run_out(engine)
    verdict, sentence = told(engine, "worker")
    assert verdict == "trouble"
    assert "The worker first gave its last sign of life at 20" in sentence
    with writing(engine) as conn:
        lease.give_back(conn, mine)
    assert told(engine, "worker")[0] == "note"


def test_nothing_due_and_nobody_at_work(engine: Engine) -> None:
    """As between two runs of `worker --once`."""
    add_source(engine)
    mine = held(engine)
    adopted(engine, mine, source())
    ended_well(engine, mine, "gazette")
    with writing(engine) as conn:
        lease.give_back(conn, mine)
    assert told(engine, "worker") == ("well", "No worker is at work, and no source is due.")


def test_sources_that_fail(engine: Engine) -> None:
    """A bad hour is a note, to keep failing is trouble; those that are paused are nobody's trouble."""
    names = ["a", "b", "c", "d", "e"]
    for name in names:
        add_source(engine, name)
    mine = held(engine)
    adopted(engine, mine, *map(source, names))
    ended_well(engine, mine, "a")
    assert told(engine, "sources")[0] == "well"
    failed(engine, mine, "a", 1)
    verdict, sentence = told(engine, "sources")
    assert verdict == "note"
    assert "has failed at its last run: nobody answers." in sentence
    assert "(read last at 20" in sentence
    for name in names[1:]:
        failed(engine, mine, name, 4, "the host does not exist.")
    verdict, sentence = told(engine, "sources")
    assert verdict == "trouble"
    assert "The source “b” (never read yet) has failed 4 times in a row: the host does not exist. The" in sentence
    assert "1 more source fails as well." in sentence
    assert "“a”" not in sentence


def test_a_paused_source_may_fail(engine: Engine) -> None:
    """Somebody has seen it already."""
    add_source(engine, "a", paused=True)
    mine = held(engine)
    adopted(engine, mine, source("a"))
    failed(engine, mine, "a", 9)
    assert told(engine, "sources")[0] == "well"


def test_work_of_workers_that_are_gone(engine: Engine) -> None:
    """It comes free by itself, and the sentence says when."""
    offered(engine, "https://a.example/1", "https://b.example/2")
    with writing(engine) as conn:
        queue.claim(conn, "dead", queue.FETCH, 1)
        queue.claim(conn, "alive", queue.FETCH, 1)
    seen(engine, "dead", hours_ago=1)
    seen(engine, "alive")
    verdict, sentence = told(engine, "claimed work")
    assert verdict == "note"
    assert sentence.startswith("1 address is claimed by a worker that gives no sign of life")


def test_work_that_nobody_does(engine: Engine) -> None:
    """For a day: with a worker it hangs or is too slow, without one the cure is known."""
    offered(engine, "https://a.example/1")
    assert told(engine, "work") == ("well", "1 address waits to be fetched or read.")
    change(engine, "UPDATE work SET due_at = ?", moment(engine) - 25 * HOUR)
    verdict, sentence = told(engine, "work to fetch")
    assert verdict == "trouble"
    assert "no worker is at work; start “deal-ledger worker”" in sentence
    seen(engine, "first")
    assert "the worker does not keep up or hangs" in told(engine, "work to fetch")[1]


def test_work_that_is_nearly_given_up(engine: Engine) -> None:
    """The last attempts are announced, in the state in which they are made."""
    offered(engine, "https://a.example/1", "https://a.example/2")
    offered(engine, "https://a.example/3", body=b"a text")
    change(engine, "UPDATE work SET attempts = 2, reason = 'nobody answers'")
    verdict, sentence = told(engine, "tried work")
    assert writing_stage.ATTEMPTS == 3
    assert verdict == "note"
    assert "a.example/3 has failed twice: nobody answers." in sentence
    assert "a.example/1" not in sentence
    change(engine, "UPDATE work SET attempts = 8 WHERE state = 'fetch'")
    assert told(engine, "tried work")[1].startswith("3 addresses will soon be given up")


def test_addresses_that_were_given_up(engine: Engine) -> None:
    """Counted, with the most frequent reason; what is still tried is not among them."""
    for number, reason in enumerate(("robots.txt forbids it", "robots.txt forbids it", "HTTP 500")):
        remember(engine, f"https://a.example/{number}", "refused" if number else "failed", reason=reason)
    remember(engine, "https://a.example/9", "failed", reason="HTTP 503")
    offered(engine, "https://a.example/9")
    verdict, sentence = told(engine, "addresses")
    assert verdict == "note"
    assert sentence.startswith("3 addresses could not be had")
    assert "(2 of “gazette”): robots.txt forbids it." in sentence


def test_quarantine_that_grows(engine: Engine) -> None:
    """More refused than read within a day is trouble; what was refused before is no news."""
    at = moment(engine)
    with writing(engine) as conn:
        quarantine.put(conn, address="old.txt", body=b"", reason="x", at=at - 48 * HOUR)
    assert "quarantine grows" not in findings(engine)
    with writing(engine) as conn:
        for number in range(MANY_REFUSED + 1):
            quarantine.put(conn, address=f"{number}.txt", body=b"", reason="x", at=at)
    verdict, sentence = told(engine, "quarantine grows")
    assert verdict == "trouble"
    assert sentence.startswith("11 inputs came into quarantine within a day and only 0 documents could be read")
    for number in range(MANY_REFUSED + 1):
        remember(engine, f"https://a.example/{number}", "captured", captured_at=at)
    assert told(engine, "quarantine grows")[0] == "note"


@pytest.mark.parametrize(
    ("off", "verdict", "words"), [(0.0, "well", "agree"), (-10.0, "note", "behind"), (3600.0, "trouble", "ahead of")]
)
def test_the_clock(postgres_engine: Engine, off: float, verdict: str, words: str) -> None:
    """Where the database has one of its own."""
    finding = findings(postgres_engine, off)["clock"]
    assert finding.verdict == verdict
    assert words in finding.sentence


def test_a_file_has_no_clock(sqlite_engine: Engine) -> None:
    """There is nothing to compare."""
    assert "clock" not in findings(sqlite_engine, 3600.0)


def test_the_command(engine: Engine, tmp_path: Path) -> None:
    """Says it all in one go, and its exit code counts the worker's troubles as well."""
    call = Command(url_of(engine), tmp_path)
    add_source(engine)
    assert "note    worker: No worker is at work and 1 source is due" in call("doctor", code=_code(engine)).out
    held(engine)
    let_run_out(engine)
    rows = {row["subject"]: row for row in call("doctor", "--json", code=1).rows}
    assert rows["worker"]["verdict"] == "trouble"
    assert {"schema", "log", "worker", "sources", "work"} <= rows.keys()


def _code(engine: Engine) -> int:
    # The tests' own server does without the safety that costs time, and the doctor calls that trouble.
    return int(engine.dialect.name == "postgresql")
