"""From web pages on this machine to durable events and updated read models, beside reading the same pages alone.

    python -m benchmarks.ingesting [--pages 2000] [--paragraphs 6] [--processes 2] [--engines SQLite PostgreSQL]

The worker is the one that users run, with as many processes that read as the machine has processors. The site is a
process of its own on the same processors, which the worker pays for. Memory is that of the worker and its readers, the
most of it in the second tenth of the pages and in the last; what a run has come to is told at each tenth, for a hundred
thousand pages take most of an hour, or half of it where they are short.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from multiprocessing.connection import Connection as Pipe
from pathlib import Path

from sqlalchemy.engine import Engine

from benchmarks.articles import PARAGRAPHS, page
from ledger.bootstrap import initialise, open_ledger, worker
from ledger.curate.commands import Command
from ledger.curate.deciding import Decision, decide
from ledger.model.events import SourceAdded
from ledger.offline import checked_reader
from ledger.settings import Settings
from ledger.store.database import reading, writing
from ledger.store.registry import load
from ledger.telemetry import configure_logging
from ledger.worker.hints import Hints
from ledger.worker.pool import ReadingPool
from ledger.worker.process import Job
from ledger.worker.tally import Tally
from tests.support import site as web
from tests.support.postgres import Unavailable, start_cluster
from tests.support.site import Site

ASKED_PER_SECOND, ASKED_SHARE, ASKED_MEMORY = 60.0, 0.7, 1.2
HOSTS = tuple(f"127.0.2.{n}" for n in range(1, 9))


@dataclass
class Taken:
    """Seconds and memory of one run."""

    seconds: float
    #: The most bytes resident of the worker and its readers together, by how many tenths of the pages were captured.
    memory: dict[int, int] = field(default_factory=dict)


def read_alone(pages: int, length: int, processes: int) -> float:
    """Seconds for reading the pages as the worker's readers do, and nothing else."""
    settings = Settings()
    pool = ReadingPool(partial(checked_reader, settings), processes)
    with tempfile.TemporaryDirectory() as folder:
        engine = _ledger(f"sqlite:///{folder}/ledger.sqlite")
        with reading(engine) as conn:
            pool.knows([entity for entity in load(conn).entities() if not entity.provisional])
        engine.dispose()
    jobs = [Job(f"https://a.example/{n}", page(n, length).encode(), ".html", Hints(), None) for n in range(pages)]
    pool.start(jobs[: 4 * processes]).results()  # so that every process has begun
    started = time.perf_counter()
    for results in [pool.start(jobs[n : n + 32]) for n in range(0, pages, 32)]:
        results.results()
    seconds = time.perf_counter() - started
    pool.close()
    return seconds


def ingest(engine: Engine, url: str, addresses: str, pages: int, processes: int) -> Taken:
    """Seconds for having the pages in the ledger."""
    settings = Settings(
        database_url=url, fetch_allow_private="127.0.0.0/8", fetch_pause=0, fetch_per_host=8, worker_processes=processes
    )
    with writing(engine) as conn:
        source = SourceAdded(name="pages", address=addresses, kind="list", every_seconds=3600)
        decide(conn, Decision(source, Command("bench", datetime.now(UTC), None), ("pages",)), lambda: None)
    made = worker(open_ledger(settings), settings)
    taken = Taken(0.0)
    ended = threading.Event()
    watcher = threading.Thread(target=_watch, args=(made.tally, taken, ended, pages))
    watcher.start()
    started = time.perf_counter()
    done = made.once()
    taken.seconds = time.perf_counter() - started
    ended.set()
    watcher.join()
    if done.get("captured") != pages:
        raise SystemExit(f"{done.get('captured')} of {pages} pages were captured: {done}")
    return taken


def _watch(tally: Tally, taken: Taken, ended: threading.Event, pages: int) -> None:
    started, tenths = time.perf_counter(), 0
    while not ended.wait(0.5):
        done = tally.shown().get("captured", 0)
        before, tenths = tenths, 10 * done // pages
        if tenths == 10:
            # From here on readers end, and what is resident says nothing any more.
            return
        taken.memory[tenths] = max(taken.memory.get(tenths, 0), _resident())
        if tenths > before:
            rate = done / (time.perf_counter() - started)
            sys.stderr.write(f"  {done} pages, {rate:.1f} a second, {taken.memory[tenths] >> 20} MB\n")


def _resident() -> int:
    """Bytes resident of this process and its children, by /proc."""
    own = os.getpid()
    found = 0
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            stat = (entry / "stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(entry.name) == own or (int(stat[1]) == own and entry.name not in _NOT_OURS):
            found += int(stat[21]) * os.sysconf("SC_PAGE_SIZE")
    return found


#: Children that are not the worker's: the site.
_NOT_OURS: set[str] = set()


@contextmanager
def _site(pages: int, length: int) -> Iterator[str]:
    """The site in a process of its own; gives the address of the list of its pages."""
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(pages, length, there), daemon=True)
    process.start()
    _NOT_OURS.add(str(process.pid))
    yield here.recv()
    here.send(None)
    process.join()


def _serve(pages: int, length: int, told: Pipe) -> None:
    with Site(hosts=HOSTS) as site:
        urls = []
        for number in range(pages):
            host = HOSTS[number % len(HOSTS)]
            urls.append(site.put(f"/article/{number}", _article(number, length), host=host))
        told.send(site.put("/list.txt", web.page("\n".join(urls), "text/plain"), host=HOSTS[0]))
        told.recv()


def _article(number: int, length: int) -> web.Behaviour:
    """Made when it is asked for, so that a hundred thousand of them take no memory."""

    async def behave(_: web.Ask, out: web.Out) -> None:
        await out.whole(200, page(number, length).encode(), {"Content-Type": "text/html; charset=utf-8"})

    return behave


@contextmanager
def _database(name: str) -> Iterator[str]:
    if name == "SQLite":
        with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as folder:
            yield f"sqlite:///{folder}/ledger.sqlite"
        return
    server = start_cluster({"shared_buffers": "256MB"})
    if isinstance(server, Unavailable):
        raise SystemExit(server.reason)
    try:
        yield server.create_database()
    finally:
        server.stop()


def _ledger(url: str) -> Engine:
    settings = Settings(database_url=url)
    initialise(settings)
    return open_ledger(settings)


def main() -> None:
    """Measure, and print."""
    configure_logging(Settings(log_level="warning"))
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ingesting", description=__doc__)
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--paragraphs", type=int, default=PARAGRAPHS)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--engines", nargs="+", choices=("SQLite", "PostgreSQL"), default=("SQLite", "PostgreSQL"))
    given = parser.parse_args()
    alone = read_alone(min(given.pages, 2000), given.paragraphs, given.processes) / min(given.pages, 2000)
    _say(f"reading alone: {1 / alone:.1f} articles/s, {given.processes} processes")
    for name in given.engines:
        with _database(name) as url, _site(given.pages, given.paragraphs) as addresses:
            engine = _ledger(url)
            taken = ingest(engine, url, addresses, given.pages, given.processes)
            engine.dispose()
        rate, share = given.pages / taken.seconds, alone * given.pages / taken.seconds
        _say(f"{name}: {rate:.1f} articles/s (asked for: {ASKED_PER_SECOND:g}), ", end="")
        _say(f"{share:.2f} of reading alone (asked for: {ASKED_SHARE:g}), ", end="")
        # Of few pages a tenth may go by in one transaction.
        later = [taken.memory[tenths] for tenths in sorted(taken.memory) if tenths] or [0]
        early, late = later[0], later[-1]
        growth = late / early if early else 0.0
        _say(f"memory {early >> 20} MB in the second tenth, {late >> 20} MB in the last: {growth:.2f} ", end="")
        _say(f"(asked for: {ASKED_MEMORY:g})")


def _say(text: str, end: str = "\n") -> None:
    sys.stdout.write(text + end)
    sys.stdout.flush()


if __name__ == "__main__":
    main()
