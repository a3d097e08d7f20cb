"""The worker as a whole while somebody watches it: over HTTP, by its log, and on a terminal."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import re
import signal
import subprocess
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from functools import partial
from http.client import HTTPConnection
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from ledger.fetch.fetcher import FetchRequest
from ledger.fetch.outcomes import Outcome
from ledger.model.errors import CannotListen, DatabaseUnavailable
from ledger.model.events import NewEvent, SourceAdded
from ledger.offline import checked_reader
from ledger.project import projector
from ledger.settings import Settings
from ledger.store import log
from ledger.store.database import open_engine, writing
from ledger.worker import health, service
from ledger.worker.service import Options, Worker
from tests.ingest.command import COMMAND, Command, initialised, make_template
from tests.store.samples import append, registered

TEXT = "Meta invested 15 billion dollars in Scale AI for a stake of 49 %."


class NoNetwork:
    """Folders are not fetched."""

    async def fetch(self, request: FetchRequest) -> Outcome:
        raise AssertionError(f"{request.url} is asked for")


@contextlib.asynccontextmanager
async def no_network() -> AsyncIterator[NoNetwork]:
    yield NoNetwork()


def add_folder(engine: Engine, folder: Path, *texts: str) -> None:
    """A source: a folder of documents."""
    folder.mkdir()
    for number, text in enumerate(texts):
        file = folder / f"{number}.txt"
        file.write_text(text, encoding="utf-8")
        # One that was written this moment might not be whole, and would wait for the next run.
        os.utime(file, (1_750_000_000, 1_750_000_000))
    added = SourceAdded(name="inbox", address=str(folder), kind="folder", every_seconds=900, reason=None)
    with writing(engine) as conn:
        log.append(conn, [NewEvent("source|inbox", added, "tests")], recorded_at=1)
        projector.catch_up(conn)


def worker(engine: Engine, listen: str | None = "127.0.0.1:0", lease_seconds: float = 30.0) -> Worker:
    """One that reads in this process."""
    options = Options("tests", 1_000_000, processes=0, lease_seconds=lease_seconds, listen=listen)
    return Worker(engine, options, no_network, partial(checked_reader, Settings()), lambda _: False)


@contextlib.contextmanager
def running(made: Worker) -> Iterator[None]:
    """The worker at work, until the end of the block."""
    thread = threading.Thread(target=made.run)
    thread.start()
    try:
        yield
    finally:
        made.stop()
        thread.join()


def until(happened: Callable[[], bool]) -> None:
    """Wait for something that has to happen; if it never does, the test ends all the same."""
    patience = time.monotonic() + 120
    while not happened():
        assert time.monotonic() < patience, "it never happened"
        time.sleep(0.05)


# -- Over HTTP --------------------------------------------------------------------------------------------------------


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """Filled in once the worker listens."""
    found: dict[str, int] = {}
    serving = health.serving

    @contextlib.contextmanager
    def told(listen: str, watched: health.Health) -> Iterator[str]:
        with serving(listen, watched) as address:
            found["port"] = int(address.rpartition(":")[2])
            yield address

    monkeypatch.setattr(health, "serving", told)
    return found


def ask(port: int, path: str) -> tuple[int, str]:
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path)
    answer = connection.getresponse()
    told = answer.status, answer.read().decode()
    connection.close()
    return told


def test_a_worker_at_work_answers(engine: Engine, tmp_path: Path, port: dict[str, int]) -> None:
    """From before it takes the lease until it has ended; what it has read is in its metrics."""
    append(engine, registered("a"))
    add_folder(engine, tmp_path / "inbox", TEXT)
    made = worker(engine)
    with running(made):
        until(lambda: made.tally.shown().get("captured", 0) == 1)
        until(lambda: "worker" in made.alive)
        assert ask(port["port"], "/health/live")[0] == 200
        assert ask(port["port"], "/health/ready")[0] == 200
        status, told = ask(port["port"], "/metrics")
        assert status == 200
        assert "\ndeal_ledger_worker_documents_total 1.0\n" in told
        assert "\ndeal_ledger_lease_held_here 1.0\n" in told
        assert {"fetching", "reading", "schedule", "worker"} <= set(
            re.findall(r'part_idle_seconds{part="(\w+)"}', told)
        )
    with pytest.raises(ConnectionRefusedError):
        ask(port["port"], "/health/live")


def test_a_worker_that_cannot_listen_does_not_begin(sqlite_engine: Engine, tmp_path: Path) -> None:
    """Nobody could watch it, and it was told to be watched."""
    made = worker(sqlite_engine, "nowhere")
    with pytest.raises(CannotListen):
        made.run()
    assert made.alive == {}


def test_a_part_that_does_not_move_is_told(sqlite_engine: Engine) -> None:
    """Reading has the time that the documents of a batch may take; others have less."""
    made = worker(sqlite_engine)
    at = time.monotonic()
    made.alive |= {"reading": at - service.STALLED - 1, "fetching": at - 1}
    assert made.stalled() == {}
    made.alive |= {"reading": at - service.STALLED_READING - 1, "schedule": at - service.STALLED - 1}
    assert made.stalled().keys() == {"reading", "schedule"}


def test_a_part_that_fails_moves(sqlite_engine: Engine) -> None:
    """A database that is away for an hour is no reason to restart the worker, which would not bring it back."""
    made = worker(sqlite_engine)

    def step() -> bool:
        made.stop()
        raise DatabaseUnavailable("The database is away.")

    made.repeat("reading", step)
    assert "reading" in made.alive


# -- By its log, and on a terminal ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with the seed companies."""
    return make_template(tmp_path_factory.mktemp("watched"))


@pytest.fixture
def ledger(template: Path, tmp_path: Path) -> Command:
    """With a folder in which one document can be read and one cannot."""
    call = initialised(template, tmp_path)
    engine = open_engine(call.url)
    add_folder(engine, tmp_path / "inbox", TEXT, "\0 is no text")
    engine.dispose()
    return call


def environment(call: Command, **settings: str) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("DEAL_LEDGER_")}
    return inherited | {"DEAL_LEDGER_DATABASE_URL": call.url, "TERM": "xterm", "COLUMNS": "200"} | settings


@pytest.fixture
def at_work(ledger: Command) -> Iterator[subprocess.Popen[str]]:
    """The installed worker as a service, with its standard error at hand."""
    with subprocess.Popen(
        [COMMAND, "worker"], cwd=ledger.folder, env=environment(ledger), stderr=subprocess.PIPE, text=True
    ) as process:
        # One that says nothing must not hang the tests; nothing is asserted about it.
        watchdog = threading.Timer(300, process.kill)
        watchdog.start()
        yield process
        watchdog.cancel()
        process.kill()


def test_a_service_logs_json_lines(at_work: subprocess.Popen[str]) -> None:
    """Where nobody looks on: constant names of events, identifiers as fields, and what it does by default."""
    assert at_work.stderr is not None
    lines = []
    waited_for = {"document_captured", "document_quarantined"}
    for text in at_work.stderr:
        lines.append(json.loads(text))
        waited_for.discard(lines[-1]["event"])
        if not waited_for:
            at_work.send_signal(signal.SIGTERM)
            waited_for.add("")
    assert at_work.wait() == 0
    assert all(re.fullmatch(r"[a-z]+(_[a-z]+)+", line["event"]) for line in lines)
    assert all({"timestamp", "level"} <= line.keys() for line in lines)
    events = {line["event"]: line for line in lines}
    assert next(iter(events)) == "worker_started"
    assert list(events)[-1] == "worker_stopped"
    assert events["document_captured"]["address"].endswith("0.txt")
    assert events["document_captured"]["source"] == events["source_read"]["source"] == "inbox"
    assert events["document_captured"]["facts"] > 0
    assert events["document_quarantined"]["level"] == "warning"
    assert events["worker_stopped"]["captured"] == 1


def test_once_is_quiet_where_nobody_looks_on(ledger: Command) -> None:
    """For cron: no bar, and only what is wrong."""
    done = ledger.installed("worker", "--once")
    assert done.out.startswith("1 source was read: 1 new document with")
    assert "━" not in done.err
    *lines, last = done.err.splitlines()
    assert [json.loads(line)["event"] for line in lines] == ["document_quarantined"]
    assert "1 document went to quarantine" in last


def test_once_shows_a_bar_on_a_terminal(ledger: Command) -> None:
    """On standard error, so that the answer stays clean."""
    terminal, end = pty.openpty()
    with subprocess.Popen(
        [COMMAND, "worker", "--once"], cwd=ledger.folder, env=environment(ledger), stdout=subprocess.PIPE, stderr=end
    ) as process:
        os.close(end)
        shown = b"".join(_read(terminal)).decode()
        assert process.stdout is not None
        answer = process.stdout.read().decode()
    os.close(terminal)
    assert process.returncode == 0
    assert "reading" in shown
    assert "━" in shown
    assert "\x1b[" in shown
    assert "{" not in shown
    assert answer.startswith("1 source was read: 1 new document with")
    assert "━" not in answer


def _read(terminal: int) -> Iterator[bytes]:
    # The last program that writes to a terminal ends it with an error on Linux and with nothing elsewhere.
    with contextlib.suppress(OSError):
        while part := os.read(terminal, 4096):
            yield part
