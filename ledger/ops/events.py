"""The log as rows, in the form of DESIGN §8."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection

from ledger.model.dates import iso
from ledger.store import log


def event_rows(conn: Connection, after: int = 0) -> Iterator[dict[str, Any]]:
    """Every event beyond a position, ascending; times in ISO 8601 UTC."""
    for event in log.read(conn, after=after):
        yield {
            "seq": event.seq,
            "event_id": event.event_id,
            "type": event.type,
            "schema_version": event.schema_version,
            "company_id": event.company_id,
            "document_id": event.document_id,
            "known_at": iso(event.known_at),
            "recorded_at": iso(event.recorded_at),
            "recorded_by": event.recorded_by,
            "payload": event.payload,
            "hash": event.hash,
        }
