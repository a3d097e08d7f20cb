"""Reading in processes of its own: it is what costs the worker's time, and a document that brings its reader down (or
to a standstill) brings down nothing else.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError, Future, ProcessPoolExecutor, wait
from concurrent.futures import TimeoutError as TooLong
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field

from ledger.ingest.capture import DOCUMENT_ERRORS
from ledger.ingest.files import Document, Imprint
from ledger.ingest.opening import documents_in
from ledger.ingest.reading import Checked, Doubt
from ledger.ingest.run import STRUCTURED
from ledger.ingest.structured import Refused, StatedFact, StructuredDocument
from ledger.model.errors import LedgerError
from ledger.model.events import Reader
from ledger.store.entity import Entity
from ledger.store.text import readable
from ledger.worker.hints import Hints

#: A document that takes more of a processor than this, in seconds, is given up; ordinary ones take a hundredth of one.
LONGEST = 30.0
#: A process that has said nothing for so long hangs in something that no signal reaches.
PATIENCE = 600.0

MakeReader = Callable[[Sequence[Entity]], Checked]


@dataclass(frozen=True, slots=True)
class Job:
    """A document as it was had: where, its bytes, the ending that says what it is, and what its source says of it."""

    address: str
    body: bytes
    suffix: str
    hints: Hints
    #: Its address on the web; none for a file.
    url: str | None = None


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """A document with what was read in it."""

    document: Document
    reader: Reader
    facts: tuple[StatedFact, ...] = ()
    doubts: tuple[Doubt, ...] = ()


Part = ReadDocument | Refused


class ReadingFailed(LedgerError):
    """Reading brought its process down, or took too long; the message says which."""


#: What stands in a document, or why it could not be read.
Found = list[Part] | ReadingFailed


@dataclass(frozen=True, eq=False)
class UnderWay:
    """Documents that are being read; of the caller's own process, those that will be once they are asked for."""

    readers: ReadingPool
    jobs: Sequence[Job]
    pool: ProcessPoolExecutor | None
    waiting: Sequence[Future[list[Part]]]

    @property
    def is_for_later(self) -> bool:
        """Whether nobody is at it: it is read by whoever asks for the results."""
        return not self.waiting

    def ready(self, seconds: float = 0.0) -> bool:
        """Whether all of them are read, at the latest after so many seconds."""
        return bool(self.waiting) and not wait(self.waiting, seconds).not_done

    def all_begun(self) -> Sequence[Future[list[Part]]]:
        """What is waited for.

        Raises:
            _Down: there was nobody to begin with them.
        """
        if len(self.waiting) < len(self.jobs):
            raise _Down("there was no process to read it")
        return self.waiting

    def results(self) -> list[Found]:
        """What stands in each, in their order; waits for it. One whose reading failed has the failure in its place."""
        return self.readers.results(self)


@dataclass
class ReadingPool:
    """Processes that read. They know the entities that somebody has confirmed, and are made anew when these change.

    Args:
        make: makes a reader in each process, of the entities; a function at the top of a module.
        processes: how many; with none, reading goes on in the caller's own process.
        longest: seconds of a processor that a document may take in one of them.
    """

    make: MakeReader
    processes: int
    longest: float = LONGEST
    _entities: tuple[Entity, ...] | None = None
    _pool: ProcessPoolExecutor | None = field(default=None, repr=False)

    def knows(self, entities: Sequence[Entity]) -> None:
        """Let the next readings go by these entities."""
        known = tuple(entities)
        if known == self._entities:
            return
        self.close()
        self._entities = known
        if self.processes:
            self._pool = ProcessPoolExecutor(
                self.processes,
                # A fork of a process with threads may inherit a lock that nobody ever opens again.
                mp_context=multiprocessing.get_context("spawn"),
                initializer=_begin,
                initargs=(self.make, known, self.longest, os.getpid()),
            )
        else:
            _checked[:] = [self.make(known)]

    def start(self, jobs: Sequence[Job]) -> UnderWay:
        """Begin to read documents; several such batches may be under way at once."""
        waiting: list[Future[list[Part]]] = []
        if self._pool is not None:
            # Of processes that are no more, what is begun is found out when it is asked for.
            with contextlib.suppress(BrokenProcessPool):
                waiting = [self._pool.submit(_read_alone, job) for job in jobs]
        return UnderWay(self, jobs, self._pool, waiting)

    def close(self) -> None:
        """End the processes, whatever they are at."""
        pool, self._pool = self._pool, None
        if pool is not None:
            processes = list((getattr(pool, "_processes", None) or {}).values())
            pool.shutdown(wait=False, cancel_futures=True)
            for process in processes:
                process.kill()
            for process in processes:
                process.join()

    def results(self, batch: UnderWay) -> list[Found]:
        """What stands in the documents of a batch, in their order, once they are read."""
        if not self.processes:
            return [_read(job) for job in batch.jobs]
        try:
            return [_result(future) for future in batch.all_begun()]
        except _Down:
            if batch.pool is self._pool:
                # One of them brought everything down: alone, it shows which.
                return self._one_by_one(batch.jobs)
            # Their processes went down with another batch, which has shown by now what did it.
            return self.start(batch.jobs).results()

    def _one_by_one(self, jobs: Sequence[Job]) -> list[Found]:
        self._anew()
        return [self._alone(job) for job in jobs]

    def _alone(self, job: Job) -> Found:
        assert self._pool is not None
        try:
            return _result(self._pool.submit(_read_alone, job))
        except _Down as down:
            self._anew()
            return ReadingFailed(f"{job.address} could not be read: {down}.")

    def _anew(self) -> None:
        known, self._entities = self._entities, None
        self.knows(known or ())


def _result(future: Future[list[Part]]) -> list[Part]:
    try:
        return future.result(PATIENCE)
    except TooLong:
        raise _Down(f"reading it had not ended after {PATIENCE:.0f} seconds") from None
    except (BrokenProcessPool, CancelledError):
        raise _Down("reading it brought down the process that read") from None


class _Down(Exception):
    """The processes have to be made anew."""


# -- In the processes -------------------------------------------------------------------------------------------------

_checked: list[Checked] = []
_longest = [0.0]


class _TakesTooLong(BaseException):
    """Not an `Exception`, so that nothing on the way takes it for a fault of its own."""


def _begin(make: MakeReader, entities: Sequence[Entity], longest: float, worker: int) -> None:
    # Ctrl-C and a service manager's signal reach the whole group; it is the worker who ends its readers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGPROF, _give_up)
    _end_with(worker)
    _longest[0] = longest
    _checked[:] = [make(entities)]


def _give_up(*_: object) -> None:
    raise _TakesTooLong


def _end_with(parent: int) -> None:
    """End when the worker is no more: killed, it cannot end its readers itself. It may be so already."""
    import threading
    import time

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1.0)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _read_alone(job: Job) -> list[Part]:
    """Read in a process of its own, for so long and no longer."""
    signal.setitimer(signal.ITIMER_PROF, _longest[0])
    try:
        return _read(job)
    except _TakesTooLong:
        reason = f"{job.address} takes more than {_longest[0]:g} seconds to read; it is given up."
        return [Refused(job.address, job.body, readable(reason))]
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _read(job: Job) -> list[Part]:
    try:
        found = [job.hints.document] if job.suffix == "" else documents_in(job.address, job.body, job.suffix, Imprint())
        return [_part(part, job) for part in found if part is not None]
    except DOCUMENT_ERRORS as error:
        return [Refused(job.address, job.body, readable(str(error)))]


def _part(part: Document | StructuredDocument | Refused, job: Job) -> Part:
    if isinstance(part, Refused):
        return part
    if isinstance(part, StructuredDocument):
        return ReadDocument(part.document, STRUCTURED, part.facts)
    document = job.hints.completing(part, job.url)
    try:
        read = _checked[0].read(document.text, document.imprint)
    except DOCUMENT_ERRORS as error:
        return Refused(document.address, document.body, readable(str(error)))
    return ReadDocument(document, read.reader, tuple(StatedFact(fact) for fact in read.facts), tuple(read.doubts))
