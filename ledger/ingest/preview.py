"""The facts of a file without a ledger: what `ingest` would report, nothing stored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ledger.ingest.files import Document, Imprint
from ledger.ingest.opening import documents_at
from ledger.ingest.reading import Checked, Doubt, FactReader
from ledger.ingest.structured import Refused, StructuredDocument
from ledger.model.errors import UnreadableDocument
from ledger.model.facts import FactBase


@dataclass(frozen=True, slots=True)
class Preview:
    """A document and what it would bring into a ledger."""

    document: Document
    facts: list[FactBase]
    doubts: list[Doubt] = field(default_factory=list)


def previews(path: Path, given: Imprint, reader: Checked, limit: int) -> Iterator[Preview]:
    """The documents of one file, each with its facts in the order in which they are read.

    Raises:
        UnreadableDocument, InvalidFact, InvalidDate: as `ingest` would put the file into quarantine.
    """
    for part in documents_at(path, given, limit):
        if isinstance(part, Refused):
            raise UnreadableDocument(part.reason)
        if isinstance(part, StructuredDocument):
            yield Preview(part.document, [stated.fact for stated in part.facts])
        else:
            read = reader.read(part.text, part.imprint)
            yield Preview(part, read.facts, read.doubts)


def facts_in(path: Path, given: Imprint, reader: FactReader | Checked, limit: int) -> Iterator[FactBase]:
    """The facts of one file alone.

    Raises:
        UnreadableDocument, InvalidFact, InvalidDate: as `previews`.
    """
    checked = reader if isinstance(reader, Checked) else Checked(reader)
    for preview in previews(path, given, checked, limit):
        yield from preview.facts
