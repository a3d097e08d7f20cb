"""The facts of a file without a ledger: what `ingest` would report, nothing stored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ledger.ingest.files import Document, Imprint
from ledger.ingest.opening import documents_at
from ledger.ingest.reading import Checked, Doubt, FactReader
from ledger.ingest.structured import Refused, StructuredDocument
from ledger.model.errors import InvalidDate, InvalidFact, UnreadableDocument
from ledger.model.facts import FactBase

_UNREADABLE = (UnreadableDocument, InvalidFact, InvalidDate)


@dataclass(frozen=True, slots=True)
class Preview:
    """A document and what it would bring into a ledger."""

    document: Document
    facts: list[FactBase]
    doubts: list[Doubt] = field(default_factory=list)


def previews(path: Path, given: Imprint, reader: Checked, limit: int) -> Iterator[Preview | Refused]:
    """The documents of one file, each with its facts in the order in which they are read.

    What `ingest` would put into quarantine is refused alone, with the reason.
    """
    try:
        for part in documents_at(path, given, limit):
            if isinstance(part, Refused):
                yield part
            elif isinstance(part, StructuredDocument):
                yield Preview(part.document, [stated.fact for stated in part.facts])
            else:
                yield _read(part, reader)
    except _UNREADABLE as error:
        yield Refused(str(path), b"", str(error))


def _read(document: Document, reader: Checked) -> Preview | Refused:
    try:
        read = reader.read(document.text, document.imprint)
    except _UNREADABLE as error:
        return Refused(document.address, document.body, str(error))
    return Preview(document, read.facts, read.doubts)


def facts_in(path: Path, given: Imprint, reader: FactReader | Checked, limit: int) -> Iterator[FactBase]:
    """The facts of one file alone.

    Raises:
        UnreadableDocument: something in it is refused.
    """
    checked = reader if isinstance(reader, Checked) else Checked(reader)
    for preview in previews(path, given, checked, limit):
        if isinstance(preview, Refused):
            raise UnreadableDocument(preview.reason)
        yield from preview.facts
