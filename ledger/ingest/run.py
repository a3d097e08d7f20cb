"""Many files into the ledger: what cannot be read waits in quarantine and the run goes on.

Documents are written a few at a time, since a transaction costs about as much as a document. What was told of is in the
ledger for good; a run that is stopped loses what was read and not yet told of, and can simply be run again.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import structlog
from sqlalchemy import Connection, Engine

from ledger.ingest.capture import By, Captured, Reading, capture_many, is_captured
from ledger.ingest.files import Document, Imprint, bytes_or_none
from ledger.ingest.opening import Part, documents_at
from ledger.ingest.publication import publication_of
from ledger.ingest.reading import Checked, FactReader, SecondReader, spellings_from
from ledger.ingest.structured import STRUCTURED, Refused, StatedFact, StructuredDocument
from ledger.ingest.web import Fetch, documents_from
from ledger.model.dates import known_time, micros
from ledger.model.errors import DOCUMENT_ERRORS, LedgerError, UnreadableDocument
from ledger.model.lines import Places
from ledger.store import quarantine
from ledger.store.database import reading, writing
from ledger.store.registry import Registry, load, open_at
from ledger.store.text import readable

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one document: `ingested`, `unchanged`, or with the reason `quarantined` or `refused`."""

    address: str
    status: str
    facts: int = 0
    registered: int = 0
    document_id: str | None = None
    publication_id: str | None = None
    reason: str | None = None
    #: Facts that wait for a person (`deal-ledger review`).
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class _Bad:
    """What waits in quarantine, and why; with where its lines stood, if it is a part of a table."""

    address: str
    body: bytes
    reason: str
    lines: Places = ()


#: What is to become of a document: to be written, to be put aside, or nothing.
_Step = Reading | _Bad | Outcome

#: So many documents, or seconds since the first of them was read, are written together.
_TOGETHER, _SECONDS = 50, 1.0


@dataclass(frozen=True)
class Ingester:
    """What ingestion needs: the ledger, a way to make a reader from a registry, and who records."""

    engine: Engine
    reader_for: Callable[[Registry], FactReader]
    actor: str
    limit: int
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    #: Facts that the reader is less sure of wait for a person.
    review_below: float = 0.0
    #: A reader whose disagreement makes a fact wait; none by default.
    second_for: SecondReader = lambda _registry: None

    def ingest(self, files: list[Path], given: Imprint) -> Iterator[Outcome]:
        """Ingest the files in order; what became of a document is told once that is in the database.

        Args:
            given: what the user says of the publication; it goes before what a document says itself.

        Raises:
            InvalidDate: the user's own date is none; nothing is ingested then.
        """
        if given.published:
            known_time(given.published)
        with reading(self.engine) as conn:
            reader = self.checked(load(conn))
        yield from self._in_batches(step for path in files for step in self._file(path, given, reader))

    def ingest_web(self, addresses: Iterable[str], fetch: Fetch, given: Imprint) -> Iterator[Outcome]:
        """The same with documents that are had from the web; what cannot be had is refused with the reason.

        Raises:
            InvalidDate: the user's own date is none; nothing is ingested then.
        """
        if given.published:
            known_time(given.published)
        with reading(self.engine) as conn:
            reader = self.checked(load(conn))
        for address in addresses:
            try:
                content = fetch(address)
            except UnreadableDocument as error:
                yield Outcome(readable(address), "refused", reason=readable(str(error)))
                continue
            parts = documents_from(content, given, self.limit)
            yield from self.ingest_parts(content.address, parts, partial(bytes, content.body), reader)

    def ingest_parts(
        self, address: str, parts: Iterable[Part], kept: Callable[[], bytes], reader: Checked
    ) -> Iterator[Outcome]:
        """Ingest documents as they are found; if that fails altogether, what they were looked for in is quarantined.

        Args:
            kept: the bytes that are kept of it then.
        """
        yield from self._in_batches(self._steps(address, parts, kept, reader))

    def checked(self, registry: Registry) -> Checked:
        """The reader for a registry, with the checks that every fact has to pass."""
        second = self.second_for(registry)
        return Checked(self.reader_for(registry), spellings_from(registry), self.review_below, second)

    def _file(self, path: Path, given: Imprint, reader: Checked) -> Iterator[_Step]:
        # A file's name need not be text in any encoding; where it is shown and stored it has to be.
        address = readable(str(path))
        if not os.path.lexists(path):
            # A slip of the hand is no bad input that somebody would want to look at later.
            yield Outcome(address, "refused", reason=f"{address} cannot be read: no such file or directory.")
            return
        parts = documents_at(path, given, self.limit)
        yield from self._steps(address, parts, lambda: bytes_or_none(path, self.limit), reader)

    def _steps(
        self, address: str, parts: Iterable[Part], kept: Callable[[], bytes], reader: Checked
    ) -> Iterator[_Step]:
        try:
            for part in parts:
                yield self._part(part, reader)
        except DOCUMENT_ERRORS as error:
            yield _Bad(address, kept(), readable(str(error)))

    def _part(self, part: Part, reader: Checked) -> _Step:
        if isinstance(part, Refused):
            return _Bad(part.address, part.body, part.reason, part.lines)
        if isinstance(part, StructuredDocument):
            return Reading(part.document, part.facts, By(self.actor, self.clock(), STRUCTURED))
        try:
            return self._prose(part, reader)
        except DOCUMENT_ERRORS as error:
            return _Bad(part.address, part.body, readable(str(error)))

    def _prose(self, document: Document, reader: Checked) -> _Step:
        now = self.clock()
        with reading(self.engine) as conn:
            publication = publication_of(document, open_at(conn), now)
            if is_captured(conn, publication):
                return Outcome(
                    document.address,
                    "unchanged",
                    document_id=publication.document_id,
                    publication_id=publication.publication_id,
                )
        # Reading takes its time and needs no lock; a race to the same publication ends in `capture_many`.
        read = reader.read(document.text, document.imprint)
        facts = [StatedFact(fact) for fact in read.facts]
        return Reading(document, facts, By(self.actor, self.clock(), read.reader), read.doubts)

    def _in_batches(self, steps: Iterable[_Step]) -> Iterator[Outcome]:
        waiting = _Waiting()
        for step in steps:
            waiting.steps.append(step)
            if waiting.full:
                yield from self._settle(waiting.take())
        yield from self._settle(waiting.take())

    def _settle(self, steps: Sequence[_Step]) -> list[Outcome]:
        """Write what is to be written, in one transaction, and say what became of each."""
        readings = [step for step in steps if isinstance(step, Reading)]
        if not any(isinstance(step, (Reading, _Bad)) for step in steps):
            return [step for step in steps if isinstance(step, Outcome)]
        with writing(self.engine) as conn:
            captured = iter(capture_many(conn, readings))
            outcomes = [self._settled(conn, step, captured) for step in steps]
        for outcome in outcomes:
            _tell(outcome)
        return outcomes

    def _settled(self, conn: Connection, step: _Step, captured: Iterator[Captured | LedgerError]) -> Outcome:
        if isinstance(step, Outcome):
            return step
        if isinstance(step, Reading):
            document, done = step.document, next(captured)
            if isinstance(done, Captured):
                # What waited in quarantine could be read at last.
                quarantine.clear(conn, document.address, done.document_id)
                return Outcome(
                    document.address,
                    "ingested" if done.new else "unchanged",
                    done.facts,
                    done.registered,
                    done.document_id,
                    done.publication_id,
                    waiting=done.waiting,
                )
            step = _Bad(document.address, document.body, readable(str(done)))
        at = micros(self.clock())
        quarantine.put(conn, address=step.address, body=step.body, reason=step.reason, at=at, lines=step.lines)
        return Outcome(step.address, "quarantined", reason=step.reason)


@dataclass
class _Waiting:
    """Documents that were read and are not written yet."""

    steps: list[_Step] = field(default_factory=list)
    since: float = field(default_factory=time.monotonic)

    @property
    def full(self) -> bool:
        return len(self.steps) >= _TOGETHER or time.monotonic() - self.since >= _SECONDS

    def take(self) -> list[_Step]:
        """Hand them over and begin anew."""
        taken, self.steps, self.since = self.steps, [], time.monotonic()
        return taken


def _tell(outcome: Outcome) -> None:
    if outcome.status == "quarantined":
        _log.info("document_quarantined", address=outcome.address, reason=outcome.reason)
    elif outcome.status == "ingested":
        _log.info("document_captured", address=outcome.address, facts=outcome.facts, waiting=outcome.waiting)
