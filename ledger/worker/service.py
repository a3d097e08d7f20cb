"""The worker as a whole: schedule, fetching, reading and alerts in threads of their own, until it is told to stop."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Self

import structlog
from sqlalchemy.engine import Engine

from ledger.fetch.fetcher import FetchRequest
from ledger.fetch.outcomes import Outcome
from ledger.model.errors import LeaseHeld, LedgerError
from ledger.store.database import reading, writing
from ledger.worker import health, lease, queue, workers
from ledger.worker.fetching import Fetches, Fetching
from ledger.worker.metrics import LedgerCollector, registry
from ledger.worker.pool import LONGEST, PATIENCE, ReadingPool
from ledger.worker.process import MakeReader
from ledger.worker.reading import BATCH, Reading
from ledger.worker.scheduling import Scheduling
from ledger.worker.tally import Tally
from ledger.worker.watching import Watching
from ledger.worker.workers import new_id

_log = structlog.get_logger(__name__)

#: How long a part pauses that found nothing to do, and at most after failures in a row.
IDLE_SECONDS = 0.5
#: The same where somebody waits for the end: each part has to notice what the one before it brought.
SHORT_IDLE_SECONDS = 0.1
LONGEST_REST = 30.0
#: A part that has not moved for so long never will. Reading may take all the time that each document of a batch has,
#: and a process or two may hang with one of them.
STALLED = 300.0
STALLED_READING = BATCH * LONGEST + 2 * PATIENCE


@dataclass(frozen=True, slots=True)
class Options:
    """How a worker goes about its work."""

    actor: str
    #: Of a file in a folder; what is fetched has a cap of its own.
    max_bytes: int
    parallel: int = 64
    per_host: int = 4
    processes: int = 1
    lease_seconds: float = lease.TERM_SECONDS
    alert_seconds: float = 5.0
    #: HOST:PORT at which the worker answers whether it is well; by default nowhere.
    listen: str | None = None


@dataclass
class Worker:
    """Runs until it is stopped, or until everything that is due now is done.

    Args:
        fetching: makes what asks for addresses, used and closed in one event loop.
        make_reader: makes a reader of entities, in each process that reads.
        deliver: delivers some of the alerts that are due and says whether there are more; called every few seconds,
            by every worker.
    """

    engine: Engine
    options: Options
    fetching: Callable[[], AbstractAsyncContextManager[Fetches]]
    make_reader: MakeReader
    deliver: Callable[[str], bool]
    id: str = field(default_factory=new_id)
    tally: Tally = field(default_factory=Tally)
    #: When each part was last seen at work, by the monotonic clock.
    alive: dict[str, float] = field(default_factory=dict)
    _stopping: threading.Event = field(default_factory=threading.Event, repr=False)

    def stop(self) -> None:
        """End when what is under way is done; may be called from a signal handler."""
        self._stopping.set()

    def run(self) -> None:
        """Work until `stop`.

        Raises:
            CannotListen: where it is to answer whether it is well.
        """
        with self._watched(), _Parts(self) as parts:
            parts.schedule.begin()
            _log.info("worker_started", worker=self.id)
            while not self._stopping.wait(1.0):
                self.alive |= {"worker": time.monotonic(), "schedule": parts.schedule.beaten}
            _log.info("worker_stopping", worker=self.id)
        _log.info("worker_stopped", worker=self.id, **self.tally.shown())

    def once(self, progress: Callable[[int, int], None] = lambda _done, _left: None) -> dict[str, int]:
        """Read every source that is not paused now, and all that this leads to; returns what became of it.

        What is to be tried again later stays queued. If it is told to stop, `left` says how many addresses wait for the
        next run.

        Raises:
            LeaseHeld: another worker holds the lease.
        """
        stopped = False
        with _Parts(self, SHORT_IDLE_SECONDS) as parts:
            parts.schedule.beat()
            if parts.schedule.held is None:
                with reading(self.engine) as conn:
                    holder = lease.standing(conn)
                raise LeaseHeld(
                    f"The worker {holder.holder if holder else '?'} is at work and holds the lease; stop it first, or "
                    f"wait {self.options.lease_seconds:.0f} seconds if it was killed."
                )
            looked = threading.Thread(target=self._look_at_all, args=(parts.schedule,), name="sources")
            looked.start()
            beaten = counted = time.monotonic()
            while not self._stopping.wait(SHORT_IDLE_SECONDS):
                if time.monotonic() - beaten > self.options.lease_seconds / 3:
                    parts.schedule.beat()
                    beaten = time.monotonic()
                if time.monotonic() - counted > 1.0:
                    # Not more often: with a hundred thousand addresses to go, counting them takes its time.
                    progress(self.tally.shown().get("captured", 0), self._left())
                    counted = time.monotonic()
                if looked.is_alive():
                    continue
                with reading(self.engine) as conn:
                    if queue.drained(conn):
                        break
            else:
                stopped = True
            progress(self.tally.shown().get("captured", 0), 0)
            looked.join()
            while self.deliver(self.id):
                pass
        return self.tally.shown() | ({"left": left} if stopped and (left := self._left()) else {})

    def _left(self) -> int:
        """How many addresses are due to be fetched or read."""
        with reading(self.engine) as conn:
            return queue.depth(conn, queue.FETCH).due + queue.depth(conn, queue.READ).due

    def stalled(self) -> dict[str, float]:
        """The parts that have not moved for too long, with the seconds."""
        at = time.monotonic()
        idle = {part: at - moved for part, moved in self.alive.copy().items()}
        return {part: s for part, s in idle.items() if s > (STALLED_READING if part == "reading" else STALLED)}

    def _watched(self) -> AbstractContextManager[object]:
        listen, options = self.options.listen, self.options
        if listen is None:
            return nullcontext()
        told = LedgerCollector(self.engine, self.id, self.tally, self.alive, options.lease_seconds)
        return health.serving(listen, health.Health(self.engine, self.id, self.stalled, self._stopping, registry(told)))

    def _look_at_all(self, schedule: Scheduling) -> None:
        self.attempt("sources", lambda: schedule.run_all(self._stopping))
        if not self._stopping.is_set():
            schedule.recheck()

    def attempt(self, part: str, step: Callable[[], bool], failures: int = 0) -> tuple[bool, int]:
        """Do a step; whatever goes wrong is said, and the part goes on after a rest that grows."""
        try:
            busy = step()
        except LedgerError as error:
            _log.error("worker_part_failed", part=part, reason=str(error))
        except Exception:  # noqa: BLE001
            # A part that died in silence would be worse than one that says the same thing every half minute.
            _log.exception("worker_part_failed", part=part)
        else:
            return busy, 0
        finally:
            self.alive[part] = time.monotonic()
        self._stopping.wait(min(IDLE_SECONDS * 2**failures, LONGEST_REST))
        return False, failures + 1

    def repeat(self, part: str, step: Callable[[], bool], idle: float = IDLE_SECONDS) -> None:
        """Do a step again and again until the worker stops, with a pause when there was nothing to do."""
        failures = 0
        while not self._stopping.is_set():
            busy, failures = self.attempt(part, step, failures)
            if not busy:
                self._stopping.wait(idle)

    @property
    def stopping(self) -> threading.Event:
        """Set when the worker is to end."""
        return self._stopping


class _Parts:
    """The threads of a worker, from their beginning to their end."""

    def __init__(self, worker: Worker, idle: float = IDLE_SECONDS) -> None:
        self._worker, self._idle = worker, idle
        options = worker.options
        self._pool = ReadingPool(worker.make_reader, options.processes)
        self._reading = Reading(worker.engine, self._pool, worker.id, options.actor, worker.tally)
        self._loop = asyncio.new_event_loop()
        self._fetches: Fetches | None = None
        self._ready = threading.Event()
        self._ended = threading.Event()
        self.schedule = Scheduling(
            worker.engine, self._ask, worker.id, worker.tally, options.max_bytes, options.lease_seconds
        )
        self._threads = [
            threading.Thread(target=self._fetch, name="fetching"),
            threading.Thread(target=self._read, name="reading"),
            threading.Thread(target=self._alert, name="alerts"),
            threading.Thread(target=self._watch_folders, name="folders"),
        ]

    def __enter__(self) -> Self:
        with writing(self._worker.engine) as conn:
            # Before it claims anything: what an unknown worker has claimed is anybody's.
            workers.seen(conn, self._worker.id)
        for thread in self._threads:
            # One that never moves has stalled as well.
            self._worker.alive[thread.name] = time.monotonic()
            thread.start()
        self._ready.wait()
        return self

    def __exit__(self, *_: object) -> None:
        worker = self._worker
        worker.stop()
        try:
            self.schedule.end()
        except LedgerError as error:
            _log.error("lease_not_given_back", worker=worker.id, reason=str(error))
        self._ended.set()
        for thread in self._threads:
            thread.join()
        self._pool.close()
        try:
            with writing(worker.engine) as conn:
                queue.give_back(conn, worker.id)
        except LedgerError as error:
            _log.error("work_not_given_back", worker=worker.id, reason=str(error))

    def _ask(self, request: FetchRequest) -> Outcome:
        assert self._fetches is not None
        return asyncio.run_coroutine_threadsafe(self._fetches.fetch(request), self._loop).result()

    def _fetch(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._fetch_until_stopped())
        finally:
            self._ready.set()
            self._loop.close()

    async def _fetch_until_stopped(self) -> None:
        worker, options = self._worker, self._worker.options
        stopping = asyncio.Event()
        async with worker.fetching() as fetches:
            self._fetches = fetches
            self._ready.set()
            watcher = asyncio.create_task(self._watch(stopping))
            fetching = Fetching(worker.engine, fetches, worker.id, worker.tally, options.parallel, options.per_host)
            failures = 0
            while not stopping.is_set():
                try:
                    await fetching.run(stopping, idle=self._idle)
                    failures = 0
                except Exception:  # noqa: BLE001
                    _log.exception("worker_part_failed", part="fetching")
                    failures += 1
                    await asyncio.sleep(min(IDLE_SECONDS * 2**failures, LONGEST_REST))
            # A source that is being asked may still wait for its answer.
            await asyncio.to_thread(self._ended.wait)
            await watcher

    async def _watch(self, stopping: asyncio.Event) -> None:
        while not self._worker.stopping.is_set():
            self._worker.alive["fetching"] = time.monotonic()
            await asyncio.sleep(0.1)
        stopping.set()

    def _read(self) -> None:
        self._worker.repeat("reading", lambda: self._reading.step() > 0, self._idle)
        # What was begun is written; what nobody has begun waits for the next worker.
        self._worker.attempt("reading", self._finish)

    def _finish(self) -> bool:
        self._reading.finish()
        return False

    def _watch_folders(self) -> None:
        watching = Watching(self.schedule.folders, self.schedule.hurry, self._worker.stopping)
        self._worker.repeat("folders", watching.step)

    def _alert(self) -> None:
        worker = self._worker
        worker.repeat("alerts", lambda: worker.deliver(worker.id), worker.options.alert_seconds)
