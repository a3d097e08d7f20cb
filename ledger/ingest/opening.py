"""A file as the documents in it: one, or as many as a feed has entries or structured lines have sources."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

from ledger.ingest.files import LARGEST, MEDIA_TYPES, STRUCTURED, Document, Imprint, decode, read_bytes
from ledger.ingest.lines import CsvLines, JsonLines, KeptLines, Lines, ParquetLines
from ledger.ingest.parsing import parse_document
from ledger.ingest.structured import Refused, StructuredDocument, split_documents
from ledger.model.errors import UnreadableDocument
from ledger.model.lines import Places
from ledger.store.text import readable

Part = Document | StructuredDocument | Refused

_PARQUET = b"PAR1"


def documents_at(path: Path, given: Imprint, limit: int) -> Iterator[Part]:
    """The documents in a file. One of structured facts may be of any size, and is never held in memory whole.

    Args:
        given: what the user says of the publication; it goes before what a document says itself.
        limit: bytes that a document may have.

    Raises:
        UnreadableDocument: the file as a whole cannot be read.
    """
    address, suffix = readable(str(path)), path.suffix.lower()
    if suffix not in STRUCTURED or not path.is_file() or path.stat().st_size <= limit:
        yield from documents_in(address, read_bytes(path, limit), suffix, given, limit)
        return
    try:
        if suffix == ".parquet":
            with path.open("rb") as binary:
                yield from split_documents(address, ParquetLines(address, binary), given, limit)
        else:
            with path.open(encoding="utf-8-sig") as text:
                lines = CsvLines(address, text) if suffix == ".csv" else JsonLines(address, text)
                yield from split_documents(address, lines, given, limit)
    except UnicodeDecodeError:
        raise UnreadableDocument(f"{address} is not text in UTF-8.") from None
    except OSError as error:
        raise UnreadableDocument(f"{address} cannot be read: {(error.strerror or str(error)).lower()}.") from None


def documents_in(  # noqa: PLR0913, PLR0917
    address: str, body: bytes, suffix: str, given: Imprint, limit: int = LARGEST, places: Places = ()
) -> Iterator[Part]:
    """The documents in bytes, in order; one that is wrong is refused alone, with its reason.

    Args:
        given: what the user says of the publication; it goes before what a document says itself.
        limit: bytes that one of several documents may have: tables may be packed many times over.
        places: where the lines stood in their file, if these are some that were kept of it.

    Raises:
        UnreadableDocument: they cannot be read as a whole.
    """
    suffix = suffix.lower()
    if suffix in STRUCTURED:
        lines = _lines(address, body, suffix)
        yield from split_documents(address, KeptLines(lines, places) if places else lines, given, limit)
    elif MEDIA_TYPES.get(suffix) == "application/xml":
        # Imported late: what reads markup takes its time to load.
        from ledger.ingest.feeds import entries

        for entry in entries(address, body):
            yield entry.with_imprint(given) if isinstance(entry, Document) else entry
    else:
        yield parse_document(address, body, suffix).with_imprint(given)


def _lines(address: str, body: bytes, suffix: str) -> Lines:
    # Rows of Parquet that were refused are kept as the JSON lines that they would be.
    if suffix == ".parquet" and (body.startswith(_PARQUET) or not body.startswith(b"{")):
        return ParquetLines(address, io.BytesIO(body))
    text = decode(address, body)
    if not text.strip():
        raise UnreadableDocument(f"{address} holds no text.")
    return CsvLines(address, io.StringIO(text)) if suffix == ".csv" else JsonLines(address, io.StringIO(text))
