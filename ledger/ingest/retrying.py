"""What waits in quarantine, tried again: its bytes are read as `ingest` would read them today."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from ledger.ingest.files import MEDIA_TYPES, Document, Imprint, bytes_or_none
from ledger.ingest.opening import Part, documents_at, documents_in
from ledger.ingest.run import Ingester, Outcome
from ledger.ingest.structured import StructuredDocument
from ledger.ingest.weblinks import web_address
from ledger.model.lines import Places
from ledger.store import quarantine
from ledger.store.database import reading, writing
from ledger.store.quarantine import Entry
from ledger.store.registry import load

_FEED = re.compile(rb"<(?:\w+:)?(?:rss|rdf|feed)\b", re.IGNORECASE)
_BEGINNING = 2000


def retry(ingester: Ingester, entry: Entry, given: Imprint, known: Imprint) -> list[Outcome]:
    """Read an entry again. What can be read leaves quarantine, what cannot stays and counts the attempt.

    Args:
        given: what the user says of the publication; it goes before what the document says itself.
        known: what is known from elsewhere; it goes after.
    """
    with reading(ingester.engine) as conn:
        body = quarantine.body_of(conn, entry.address, entry.body_hash) or b""
        places = quarantine.lines_of(conn, entry.address, entry.body_hash)
        reader = ingester.checked(load(conn))
    path = Path(entry.address)
    if not body and not path.is_file():
        reason = f"Nothing was kept of {entry.address} ({entry.reason.rstrip('.')}); ingest it again, or drop it."
        return [Outcome(entry.address, "refused", reason=reason)]
    limit = ingester.limit
    parts = _parts(entry.address, body, given, limit, places) if body else documents_at(path, given, limit)
    completed = (_completed(part, known) for part in parts)
    kept = body or bytes_or_none(path, limit)
    outcomes = list(ingester.ingest_parts(entry.address, completed, lambda: kept, reader))
    with writing(ingester.engine) as conn:
        # It is either gone, or was put there once more; or else other pieces of it wait by themselves now.
        now = next((e for e in quarantine.entries(conn) if e.id == entry.id), None)
        if now is not None and now.attempts == entry.attempts:
            quarantine.clear(conn, entry.address, entry.body_hash)
    return outcomes


def _parts(address: str, body: bytes, given: Imprint, limit: int, places: Places) -> Iterable[Part]:
    suffix = _suffix(address, body)
    if suffix is None:
        from ledger.ingest.entry import stored_entry

        document = stored_entry(address, body)
        if document is not None:
            return [document.with_imprint(given)]
    return documents_in(address, body, suffix or ".txt", given, limit, places)


def _suffix(address: str, body: bytes) -> str | None:
    """The ending by which the bytes are read: that of the address, or else the one that they begin like."""
    path = urlsplit(address).path if web_address(address) else address
    suffix = PurePosixPath(path).suffix.lower()
    if suffix in MEDIA_TYPES:
        return suffix
    beginning = body[:_BEGINNING].lstrip(b"\xef\xbb\xbf \t\r\n")
    if beginning.startswith(b"PAR1"):
        return ".parquet"
    if beginning.startswith(b"<"):
        return ".xml" if _FEED.search(beginning) else ".html"
    return None


def _completed(part: Part, known: Imprint) -> Part:
    if isinstance(part, Document):
        return replace(part, imprint=part.imprint.over(known))
    if isinstance(part, StructuredDocument):
        return replace(part, document=replace(part.document, imprint=part.document.imprint.over(known)))
    return part
