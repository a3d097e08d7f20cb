"""Many files into the ledger, each on its own: what cannot be read waits in quarantine and the run goes on."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import structlog
from sqlalchemy import Engine

from ledger.ingest.capture import By, capture, is_captured, publication_of
from ledger.ingest.files import Document, Imprint, bytes_or_none
from ledger.ingest.opening import Part, documents_at
from ledger.ingest.reading import Checked, Doubt, FactReader, SecondReader, spellings_from
from ledger.ingest.structured import Refused, StatedFact, StructuredDocument
from ledger.model.dates import known_time, micros
from ledger.model.errors import (
    AmbiguousCompany,
    InvalidDate,
    InvalidFact,
    KeyConflict,
    UnknownClaim,
    UnreadableDocument,
    UnstorableText,
)
from ledger.model.events import Reader
from ledger.store import quarantine
from ledger.store.database import reading, writing
from ledger.store.registry import Registry, load, open_at
from ledger.store.text import readable

_log = structlog.get_logger(__name__)

#: What is wrong with a document, as against with the database or the program.
DOCUMENT_ERRORS = (
    AmbiguousCompany,
    InvalidDate,
    InvalidFact,
    KeyConflict,
    UnknownClaim,
    UnreadableDocument,
    UnstorableText,
)

STRUCTURED = Reader(name="structured", version="1")


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
        """Ingest the files in order, each document in a transaction of its own.

        Args:
            given: what the user says of the publication; it goes before what a document says itself.

        Raises:
            InvalidDate: the user's own date is none; nothing is ingested then.
        """
        if given.published:
            known_time(given.published)
        with reading(self.engine) as conn:
            reader = self.checked(load(conn))
        for path in files:
            yield from self._file(path, given, reader)

    def checked(self, registry: Registry) -> Checked:
        """The reader for a registry, with the checks that every fact has to pass."""
        second = self.second_for(registry)
        return Checked(self.reader_for(registry), spellings_from(registry), self.review_below, second)

    def _file(self, path: Path, given: Imprint, reader: Checked) -> Iterator[Outcome]:
        # A file's name need not be text in any encoding; where it is shown and stored it has to be.
        address = readable(str(path))
        if not os.path.lexists(path):
            # A slip of the hand is no bad input that somebody would want to look at later.
            yield Outcome(address, "refused", reason=f"{address} cannot be read: no such file or directory.")
            return
        parts = documents_at(path, given, self.limit)
        yield from self.ingest_parts(address, parts, lambda: bytes_or_none(path, self.limit), reader)

    def ingest_parts(
        self, address: str, parts: Iterable[Part], kept: Callable[[], bytes], reader: Checked
    ) -> Iterator[Outcome]:
        """Ingest documents as they are found; if that fails altogether, what they were looked for in is quarantined.

        Args:
            kept: the bytes that are kept of it then.
        """
        try:
            for part in parts:
                yield self._part(part, reader)
        except DOCUMENT_ERRORS as error:
            yield self._quarantined(address, kept(), readable(str(error)))

    def _part(self, part: Part, reader: Checked) -> Outcome:
        if isinstance(part, Refused):
            return self._quarantined(part.address, part.body, part.reason)
        document = part.document if isinstance(part, StructuredDocument) else part
        try:
            if isinstance(part, StructuredDocument):
                return self._capture(document, part.facts, STRUCTURED)
            return self._prose(document, reader)
        except DOCUMENT_ERRORS as error:
            return self._quarantined(document.address, document.body, readable(str(error)))

    def _prose(self, document: Document, reader: Checked) -> Outcome:
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
        # Reading takes its time and needs no lock; a race to the same publication ends in `capture`.
        read = reader.read(document.text, document.imprint)
        return self._capture(document, [StatedFact(fact) for fact in read.facts], read.reader, read.doubts)

    def _capture(
        self, document: Document, facts: Sequence[StatedFact], reader: Reader, doubts: Sequence[Doubt] = ()
    ) -> Outcome:
        with writing(self.engine) as conn:
            done = capture(conn, document, facts, By(self.actor, self.clock(), reader), doubts)
            # What waited in quarantine could be read at last.
            quarantine.clear(conn, document.address, done.document_id)
        status = "ingested" if done.new else "unchanged"
        _log.info("document_captured", address=document.address, status=status, facts=done.facts, waiting=done.waiting)
        return Outcome(
            document.address,
            status,
            done.facts,
            done.registered,
            done.document_id,
            done.publication_id,
            waiting=done.waiting,
        )

    def _quarantined(self, address: str, body: bytes, reason: str) -> Outcome:
        with writing(self.engine) as conn:
            quarantine.put(conn, address=address, body=body, reason=reason, at=micros(self.clock()))
        _log.info("document_quarantined", address=address, reason=reason)
        return Outcome(address, "quarantined", reason=reason)
