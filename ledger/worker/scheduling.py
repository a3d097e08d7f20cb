"""When each source is read, and by which worker: APScheduler in memory, under the lease in the database.

The schedule is made anew from the sources and their rows whenever this worker takes the lease or the sources change;
so nothing that only a process knows can be lost with it. Moments are the database's: a job's time is now, by whatever
this machine's clock says, plus the time that the database says is left.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy.engine import Engine

from ledger.fetch.fetcher import FetchRequest
from ledger.fetch.outcomes import Outcome
from ledger.model.errors import LedgerError
from ledger.project.sources import Source, sources
from ledger.store.database import reading, writing
from ledger.worker import addresses, lease, looking, runs, workers
from ledger.worker.clock import SECOND, now
from ledger.worker.lease import Lease
from ledger.worker.looking import Look
from ledger.worker.tally import Tally
from ledger.worker.watching import WRITTEN_SECONDS

_log = structlog.get_logger(__name__)

#: Sources that are read at the same time.
SOURCES_AT_ONCE = 8
#: How far a pause may be off its length either way, so that sources do not keep in step.
JITTER = 0.1
RECHECK_SECONDS = 60.0

Ask = Callable[[FetchRequest], Outcome]


@dataclass
class Scheduling:
    """Starts sources while it holds the lease.

    Args:
        ask: asks for an address and waits for the answer.
        worker: the name under which the lease is held.
        max_bytes: of a file in a folder.
        lease_seconds: how long the lease lasts without a sign of life.
    """

    engine: Engine
    ask: Ask
    worker: str
    tally: Tally
    max_bytes: int
    lease_seconds: float = lease.TERM_SECONDS
    held: Lease | None = None
    #: When the last sign of life was given or failed, by the monotonic clock.
    beaten: float = field(default_factory=time.monotonic)
    _scheduler: BackgroundScheduler | None = field(default=None, repr=False)
    #: The sources that the jobs were made of; and all that stood then, of which the paused ones have no jobs.
    _scheduled: tuple[Source, ...] = field(default=(), repr=False)
    _adopted: tuple[Source, ...] | None = field(default=None, repr=False)
    #: Sources in which something changed since they were last started.
    _hurried: set[str] = field(default_factory=set, repr=False)

    def begin(self) -> None:
        """Begin to compete for the lease, and to start sources when it is held."""
        self._scheduler = BackgroundScheduler(
            executors={"default": ThreadPoolExecutor(SOURCES_AT_ONCE), "beat": ThreadPoolExecutor(1)},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
            timezone=UTC,
        )
        pause = self.lease_seconds / 3
        at_once = datetime.now(UTC)
        self._scheduler.add_job(self.beat, "interval", seconds=pause, id="beat", executor="beat", next_run_time=at_once)
        self._scheduler.add_job(self.recheck, "interval", seconds=RECHECK_SECONDS, id="recheck")
        self._scheduler.start()

    def end(self) -> None:
        """Start nothing more, wait for what is under way, and give the lease back."""
        if self._scheduler is not None:
            self._scheduler.shutdown(wait=True)
            self._scheduler = None
        held, self.held = self.held, None
        with writing(self.engine) as conn:
            if held is not None:
                lease.give_back(conn, held)
            workers.gone(conn, self.worker)

    def beat(self) -> None:
        """Give a sign of life, take or prolong the lease, and let the schedule follow the sources."""
        try:
            self._beat()
        finally:
            self.beaten = time.monotonic()

    def _beat(self) -> None:
        try:
            with writing(self.engine) as conn:
                workers.seen(conn, self.worker)
                held = lease.take(conn, self.worker, self.lease_seconds)
                dead = workers.bury(conn, self.lease_seconds) if held else []
        except LedgerError as error:
            # Whether it is still ours the database will say when a source is to be started.
            _log.error("lease_not_renewed", worker=self.worker, reason=str(error))
            return
        if dead:
            _log.warning("workers_silent", worker=self.worker, silent=dead)
        before, self.held = self.held, held
        if held is None:
            if before is not None:
                _log.warning("lease_lost", worker=self.worker, term=before.term)
            self._unschedule()
            return
        if before is None or before.term != held.term:
            _log.info("lease_taken", worker=self.worker, term=held.term)
            self._scheduled, self._adopted = (), None
        try:
            self._schedule(held)
        except LedgerError as error:
            _log.error("sources_not_scheduled", worker=self.worker, reason=str(error))

    def run_all(self, stopping: threading.Event) -> bool:
        """Read every source that is not paused now, due or not, one after the other; false if it is told to stop."""
        assert self.held is not None, "only who holds the lease reads sources"
        with writing(self.engine) as conn:
            standing = sources(conn)
            runs.adopt(conn, self.held, standing)
        for source in [source for source in standing if not source.paused]:
            if stopping.is_set():
                return False
            self.run(source, at_once=True)
        return True

    def run(self, source: Source, *, at_once: bool = False) -> None:
        """Read a source, if it is due and the lease is still held."""
        held = self.held
        if held is None:
            return
        self._hurried.discard(source.name)
        try:
            with writing(self.engine) as conn:
                run = runs.start(conn, held, source, at_once=at_once)
                row = addresses.get(conn, _own(source))
            if run is not None:
                _log.info(
                    "source_started",
                    source=source.name,
                    worker=self.worker,
                    term=run.term,
                    run=run.number,
                    started_at=run.started_at,
                )
                self._end(source, run, self._look(source, row))
        except LedgerError as error:
            _log.error("source_not_read", source=source.name, reason=str(error))
        if source.name in self._hurried:
            # It changed while it was looked at.
            self.hurry(source.name)
        elif not at_once:
            self._schedule_one(source)

    def recheck(self) -> None:
        """Queue all that is to be looked at again, a portion at a time, so that others may write in between."""
        more = True
        try:
            while more and self.held is not None:
                with writing(self.engine) as conn:
                    more = looking.queue_rechecks(conn, sources(conn), now(conn))
        except LedgerError as error:
            _log.error("rechecks_not_queued", reason=str(error))

    def folders(self) -> dict[str, str]:
        """The folders among the sources that this worker starts, by name."""
        return {source.name: source.address for source in self._scheduled if source.kind == "folder"}

    def hurry(self, name: str) -> None:
        """Let a folder in which something changed be looked at as soon as that is written, but not all the time."""
        held, source = self.held, next((each for each in self._scheduled if each.name == name), None)
        if held is None or source is None:
            return
        self._hurried.add(name)
        try:
            with writing(self.engine) as conn:
                runs.hurry(conn, held, name, round(WRITTEN_SECONDS * SECOND))
        except LedgerError as error:
            _log.error("source_not_hurried", source=name, reason=str(error))
            return
        self._schedule_one(source)

    def _look(self, source: Source, row: addresses.Address) -> Look:
        request = looking.request_for(source, row)
        return looking.look(source, self.ask(request) if request is not None else None)

    def _end(self, source: Source, run: runs.Run, found: Look) -> None:
        pauses = runs.Pauses(source.every_seconds, _jitter)
        if found.reason is not None:
            later = round(found.not_before.timestamp() * SECOND) if found.not_before else 0
            with writing(self.engine) as conn:
                runs.fail(conn, run, pauses, reason=found.reason, not_before=later)
            self.tally.count("source_failed")
            _log.warning("source_failed", source=source.name, reason=found.reason)
            return
        # Queued first: a crash in between has the source read again, which queues nothing twice.
        queued = looking.queue_items(self.engine, source, found.items, self.max_bytes)
        with writing(self.engine) as conn:
            looking.keep_refused(conn, found.refused)
            if found.answered is not None:
                said = replace(addresses.get(conn, _own(source)), source=source.name, status="source")
                validators = addresses.stored_validators(found.answered.validators)
                addresses.put(conn, replace(said, validators=validators, checked_at=now(conn)))
            runs.finish(conn, run, pauses, found=queued.offers)
        self.tally.count("source_read")
        _log.info(
            "source_read",
            source=source.name,
            unchanged=found.unchanged,
            items=len(found.items),
            queued=queued.offers,
            refused=queued.refused + len(found.refused),
        )

    # -- The schedule -------------------------------------------------------------------------------------------------

    def _schedule(self, held: Lease) -> None:
        with reading(self.engine) as conn:
            every = tuple(sources(conn))
        if every == self._adopted or self._scheduler is None:
            return
        standing = tuple(source for source in every if not source.paused)
        with writing(self.engine) as conn:
            due = runs.adopt(conn, held, every)
            at = now(conn)
        for source in {*self._scheduled} - {*standing}:
            self._drop(source)
        for source in standing:
            self._add(source, due[source.name].next_at - at)
        self._scheduled, self._adopted = standing, every

    def _schedule_one(self, source: Source) -> None:
        if self.held is None or source not in self._scheduled:
            return
        with reading(self.engine) as conn:
            run = runs.all_runs(conn).get(source.name)
            at = now(conn)
        if run is not None:
            self._add(source, run.next_at - at)

    def _add(self, source: Source, left: int) -> None:
        if self._scheduler is not None:
            at = datetime.now(UTC) + timedelta(microseconds=max(left, 0))
            self._scheduler.add_job(
                self.run, "date", args=[source], run_date=at, id=f"source:{source.name}", replace_existing=True
            )

    def _drop(self, source: Source) -> None:
        if self._scheduler is not None and self._scheduler.get_job(f"source:{source.name}") is not None:
            self._scheduler.remove_job(f"source:{source.name}")

    def _unschedule(self) -> None:
        for source in self._scheduled:
            self._drop(source)
        self._scheduled, self._adopted = (), None


def _own(source: Source) -> str:
    """Where the validators of a source's own address are remembered: it may be a document's address as well."""
    return f"source:{source.name}"


def _jitter(pause: int) -> int:
    return round(pause * random.uniform(-JITTER, JITTER))  # noqa: S311 - no secret
