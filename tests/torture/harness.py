"""Starts what is to be killed, kills it, and looks at what is left."""

from __future__ import annotations

import contextlib
import itertools
import multiprocessing
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path

from sqlalchemy import Engine

from ledger.bootstrap import initialise
from ledger.model.errors import LedgerError
from ledger.ops.read_models import verify_read_models
from ledger.ops.verify import verify
from ledger.project import beside, projector
from ledger.settings import Settings
from ledger.store import log
from ledger.store.database import open_engine, reading, writing
from tests.support.released import RELEASES, Release, unpack
from tests.torture import work

#: Statements that a job is killed within: about as many as each takes to do its thing twice.
STATEMENTS = {
    "append": 200,
    "group": 100,
    "project": 40,
    "rebuild": 500,
    "upgrade": 20,
    "migrate": 400,
    "backup": 250,
    "erase": 400,
}
#: Seconds within which a random kill comes, counted from when the process was started.
MOMENTS = 0.6
#: Nothing takes this long.
PATIENCE = 60

# Processes are forked off a small server that has everything loaded: to be killed, they should not take long to start.
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["tests.torture.work"])


@dataclass
class Torture:
    """One ledger under torture, and what was acknowledged to those who are dead now."""

    url: str
    folder: Path
    random: random.Random
    #: Makes an empty database of the same kind, for ledgers of older versions.
    another: Callable[[], str]
    documents: set[str] = field(default_factory=set)
    events: set[str] = field(default_factory=set)
    erased: set[str] = field(default_factory=set)
    backups: set[Path] = field(default_factory=set)
    kills: Counter[str] = field(default_factory=Counter)
    _runs: int = 0
    #: The ledger of an older version that is being upgraded.
    _old: dict[str, Release] = field(default_factory=dict)

    def kill(self, *jobs: str, on_purpose: bool) -> None:
        """Let processes do these jobs at the same time, and kill them all: between statements, or whenever."""
        started = []
        if "migrate" in jobs and not self._old:
            release, url = self.random.choice(RELEASES), self.another()
            unpack(release, url).dispose()
            self._old[url] = release
        for job in jobs:
            self._runs += 1
            name = str(self.folder / f"run-{self._runs}")
            told = Path(f"{name}.{job}")
            at = self.random.randint(1, STATEMENTS[job]) if on_purpose else None
            process = PROCESSES.Process(target=work.run, args=(job, self._place(job), name, str(told), at), daemon=True)
            process.start()
            started.append((job, process, told))
        if not on_purpose:
            time.sleep(self.random.random() * MOMENTS)
        for job, process, told in started:
            if on_purpose:
                # An upgrade with nothing left to do waits for somebody to kill it.
                finite = job in {"upgrade", "migrate"}
                self._wait(process, told if finite else None)
                assert process.exitcode is not None or finite, f"{job} hangs"
            process.kill()
            process.join()
            assert process.exitcode == -signal.SIGKILL, f"{job} ended by itself with {process.exitcode}"
            self.kills[job] += 1
            self._take(job, told)
        self._wait_for_the_dead()

    def look(self) -> None:
        """What must hold whoever died when: nothing acknowledged is lost, nothing is there twice or by half.

        Read models may be damaged, if the job that damages them died; the rebuild that is due then puts them right.
        """
        engine = open_engine(self.url)
        try:
            with writing(engine) as conn:
                projector.catch_up(conn)  # what some jobs leave to others
            self._look_at_the_log(engine)
            if self.kills["rebuild"]:
                beside.rebuild(engine)
            assert verify_read_models(engine) == ([], 0)
            # It is not locked by the dead, either.
            number = self.random.randrange(10**9)
            self.documents.add(work.append_one(engine, f"after {number}", number))
            self._look_at_backups()
            self._look_at_the_old()
        finally:
            engine.dispose()

    def _look_at_the_log(self, engine: Engine) -> None:
        with reading(engine) as conn:
            found = verify(conn)
            assert found.ok, found.problems
            assert projector.checkpoint(conn) == log.head(conn).seq
            batches = conn.exec_driver_sql(
                "SELECT document_id, count(*) FROM events WHERE type IN ('DocumentCaptured', 'FactReported') "
                "GROUP BY document_id"
            ).all()
            held = {event_id for (event_id,) in conn.exec_driver_sql("SELECT event_id FROM events")}
        assert not self.events - held, f"acknowledged and lost: {self.events - held}"
        wrong = {name: count for name, count in batches if count != len(work.KINDS) + 1}
        assert not wrong, f"written by half, or twice: {wrong}"
        lost = self.documents - {name for name, _ in batches}
        assert not lost, f"acknowledged and lost: {lost}"
        back = {document for document in self.erased if not work.is_erased(engine, document)}
        assert not back, f"acknowledged as erased, and there: {back}"

    def _take(self, job: str, told: Path) -> None:
        """What a process told before it died; a line counts only whole."""
        if not told.exists():
            return
        lines = {line.strip() for line in told.read_text().splitlines(keepends=True) if line.endswith("\n")}
        if job == "append":
            self.documents |= lines
        elif job in {"group", "project"}:
            self.events |= lines
        elif job == "erase":
            self.erased |= lines
        elif job == "backup":
            self.backups |= {Path(line) for line in lines}
        told.unlink()

    def _place(self, job: str) -> str:
        return next(iter(self._old)) if job == "migrate" else self.url

    def _wait(self, process: BaseProcess, told: Path | None) -> None:
        """Until it is dead; or, if it may come to an end, until it has told that it did."""
        deadline = time.monotonic() + PATIENCE
        while process.exitcode is None and time.monotonic() < deadline:
            if told is not None and told.exists() and told.stat().st_size:
                return
            process.join(0.02)

    def _look_at_the_old(self) -> None:
        """A ledger of an older version, wherever its upgrades were killed, is upgraded by the next one."""
        for url, release in self._old.items():
            self._wait_for_the_dead(url)
            initialise(Settings(database_url=url))
            engine = open_engine(url)
            with reading(engine) as conn:
                found = verify(conn, since=release.head)
                assert found.ok, found.problems
                assert verify(conn).ok
                assert projector.standing(conn).current
            assert verify_read_models(engine) == ([], 0)
            engine.dispose()
        self._old.clear()

    def _look_at_backups(self) -> None:
        """A file under a backup's name is a whole ledger, also if nobody lived to acknowledge it."""
        found = set(self.folder.glob("*.backup"))
        assert self.backups <= found
        for file in found:
            if file.read_bytes()[:6] == b"SQLite":
                copy = open_engine(f"sqlite:///{file}")
                with reading(copy) as conn:
                    assert verify(conn).ok, file
                copy.dispose()
            else:
                assert file.read_bytes()[:5] == b"PGDMP", file
        for file in self.folder.glob("*.backup*"):
            file.unlink()
        self.backups.clear()

    def _wait_for_the_dead(self, url: str | None = None) -> None:
        """A PostgreSQL server notices a while later that a client is dead, and undoes what it had begun."""
        engine = open_engine(url or self.url)
        others = (
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
        deadline = time.monotonic() + PATIENCE
        try:
            while engine.dialect.name == "postgresql":
                with reading(engine) as conn:
                    if conn.exec_driver_sql(others).scalar() == 0:
                        return
                assert time.monotonic() < deadline, "the server does not notice that a client is dead"
                time.sleep(0.005)
        finally:
            engine.dispose()


def prepare(url: str, folder: Path, seed: int, another: Callable[[], str]) -> Torture:
    """A ledger with something in it."""
    torture = Torture(url, folder, random.Random(seed), another)
    engine = open_engine(url)
    torture.documents |= {work.append_one(engine, f"before {number}", number) for number in range(12)}
    engine.dispose()
    return torture


def in_folder(folder: Path) -> Callable[[], str]:
    """Makes addresses of SQLite files that are not there yet."""
    numbers = itertools.count()
    return lambda: f"sqlite:///{folder / f'ledger-{next(numbers)}.sqlite'}"


def crash_server(url: str) -> None:
    """Kill a process of the PostgreSQL server itself, so that it starts over and recovers from its log.

    Raises:
        PermissionError: the server is somebody else's.
    """
    engine = open_engine(url)
    try:
        with contextlib.suppress(LedgerError), reading(engine) as conn:
            os.kill(conn.exec_driver_sql("SELECT pg_backend_pid()").scalar_one(), signal.SIGKILL)
            conn.exec_driver_sql("SELECT 1")
    finally:
        engine.dispose()
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            open_engine(url).dispose()
        except LedgerError:
            assert time.monotonic() < deadline, "the server does not come back"
            time.sleep(0.05)
        else:
            return
