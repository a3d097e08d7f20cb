"""The facts of a file without a ledger: what `ingest` would report, nothing stored."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ledger.ingest.files import Imprint, parse_document, read_bytes
from ledger.ingest.run import FactReader
from ledger.ingest.structured import Refused, split_documents
from ledger.model.errors import UnreadableDocument
from ledger.model.facts import FactBase


def facts_in(path: Path, given: Imprint, reader: FactReader, limit: int) -> Iterator[FactBase]:
    """The facts of one file, in the order in which they are read.

    Raises:
        UnreadableDocument, InvalidFact, InvalidDate: as `ingest` would put the file into quarantine.
    """
    document = parse_document(str(path), read_bytes(path, limit), path.suffix).with_imprint(given)
    imprint = document.imprint
    if document.media_type != "application/jsonl":
        yield from reader.read(
            document.text,
            published=imprint.published,
            publisher=imprint.publisher,
            title=imprint.title,
            language=imprint.language,
        )
        return
    for part in split_documents(document):
        if isinstance(part, Refused):
            raise UnreadableDocument(part.reason)
        yield from (stated.fact for stated in part.facts)
