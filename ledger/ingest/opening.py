"""A file as the documents in it: one, or as many as a feed has entries or structured lines have sources."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.ingest.files import MEDIA_TYPES, Document, Imprint, parse_document
from ledger.ingest.structured import Refused, StructuredDocument, split_documents

Part = Document | StructuredDocument | Refused


def documents_in(address: str, body: bytes, suffix: str, given: Imprint) -> Iterator[Part]:
    """The documents, in order; one that is wrong is refused alone, with its reason.

    Args:
        given: what the user says of the publication; it goes before what a document says itself.

    Raises:
        UnreadableDocument: the file as a whole cannot be read.
    """
    media_type = MEDIA_TYPES.get(suffix.lower())
    if media_type == "application/xml":
        # Imported late: what reads markup takes its time to load.
        from ledger.ingest.feeds import entries

        for entry in entries(address, body):
            yield entry.with_imprint(given) if isinstance(entry, Document) else entry
        return
    document = parse_document(address, body, suffix).with_imprint(given)
    if media_type == "application/jsonl":
        yield from split_documents(document)
    else:
        yield document
