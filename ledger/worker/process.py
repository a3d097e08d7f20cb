"""A process that reads: what it is given, what it gives back, and how it goes about it.

It knows no database, and of its libraries none is loaded here: a process begins in half the time without.
"""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import threading
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from ledger.ingest.files import Document, Imprint
from ledger.ingest.opening import documents_in
from ledger.ingest.reading import Checked, Doubt
from ledger.ingest.structured import STRUCTURED, Refused, StatedFact, StructuredDocument
from ledger.model.errors import DOCUMENT_ERRORS, LedgerError
from ledger.model.events import Reader
from ledger.store.entity import Entity
from ledger.store.text import readable
from ledger.worker.hints import Hints

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
    """Reading brought its process down, failed, or took too long; the message says which."""


#: What stands in a document, or why it could not be read.
Found = list[Part] | ReadingFailed


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a process needs to begin."""

    make: MakeReader
    entities: tuple[Entity, ...]
    longest: float


_checked: list[Checked] = []


def begin(make: MakeReader, entities: Sequence[Entity]) -> None:
    """Let this process read by these entities from now on."""
    _checked[:] = [make(entities)]


class _TakesTooLong(BaseException):
    """Not an `Exception`, so that nothing on the way takes it for a fault of its own."""


def serve(handle: int) -> None:
    """Read what comes through a pipe and give back what stands in it; the first to come is how to begin."""
    # Ctrl-C and a service manager's signal reach the whole group; it is the worker who ends its readers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGPROF, _give_up)
    pipe = Connection(handle)
    try:
        beginning: Beginning = pipe.recv()
    except EOFError:
        # The worker ended meanwhile.
        return
    begin(beginning.make, beginning.entities)
    jobs: queue.SimpleQueue[Job] = queue.SimpleQueue()
    threading.Thread(target=_receive, args=(pipe, jobs), daemon=True).start()
    while True:
        pipe.send(_read_for(jobs.get(), beginning.longest))


def _receive(pipe: Connection, jobs: queue.SimpleQueue[Job]) -> None:
    """Take documents at once, so that nobody waits to be rid of one while we wait to be rid of a result."""
    with contextlib.suppress(EOFError, OSError):
        while True:
            jobs.put(pipe.recv())
    # The worker is no more: killed, it cannot end its readers itself, and nobody wants to know what stands here.
    os._exit(1)


def _give_up(*_: object) -> None:
    raise _TakesTooLong


def _read_for(job: Job, longest: float) -> Found:
    """Read for so many seconds of a processor and no longer."""
    signal.setitimer(signal.ITIMER_PROF, longest)
    try:
        return found_in(job)
    except _TakesTooLong:
        return [_refused(job, f"{job.address} takes more than {longest:g} seconds to read; it is given up.")]
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def found_in(job: Job) -> Found:
    """What stands in a document, read in this process."""
    try:
        found = [job.hints.document] if job.suffix == "" else documents_in(job.address, job.body, job.suffix, Imprint())
        return [_part(part, job) for part in found if part is not None]
    except DOCUMENT_ERRORS as error:
        return [_refused(job, str(error))]
    except Exception as error:  # noqa: BLE001
        # A fault of ours that nobody has thought of; it must not hold up the others.
        where = traceback.extract_tb(error.__traceback__)[-1]
        at = f"{Path(where.filename).name}, line {where.lineno}"
        return ReadingFailed(f"{job.address} could not be read ({type(error).__name__}: {error}; {at}).")


def _refused(job: Job, reason: str) -> Refused:
    return Refused(job.address, job.body, readable(reason))


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
