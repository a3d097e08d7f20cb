"""Captured documents by content hash. What is stored once is never changed; a new reading is a new event."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy.engine import Connection

from ledger.store.log import sql
from ledger.store.text import require_storable


@dataclass(frozen=True, slots=True)
class Document:
    """A captured source: its bytes, the text that facts were read from, and when it was first stored (microseconds)."""

    id: str
    media_type: str
    body: bytes
    text: str
    captured_at: int


def document_id(body: bytes) -> str:
    """The id of a document: SHA-256 of its bytes, in hexadecimal."""
    return sha256(body).hexdigest()


def text_hash(text: str) -> str:
    """What `verify` holds a stored text against."""
    return sha256(text.encode()).hexdigest()


def put(conn: Connection, body: bytes, text: str, media_type: str, captured_at: int) -> str:
    """Store a document and return its id. If it is there already it stays as it is, text and time included.

    Call it before `log.append` in the same transaction: two writers of one document wait here for each other, and
    should not hold the log meanwhile.

    Raises:
        UnstorableText: the text holds a NUL character or half of a surrogate pair.
    """
    require_storable(text, "The document's text")
    identity = document_id(body)
    # WHERE NOT EXISTS, because SQLite's trigger against INSERT OR REPLACE refuses a taken id before ON CONFLICT can
    # pass over it; ON CONFLICT, because on PostgreSQL two transactions may both find that it does not exist.
    conn.exec_driver_sql(
        sql(
            conn,
            "INSERT INTO documents (id, media_type, body, text, text_hash, captured_at) SELECT ?, ?, ?, ?, ?, ? "
            "WHERE NOT EXISTS (SELECT 1 FROM documents WHERE id = ?) ON CONFLICT (id) DO NOTHING",
        ),
        (identity, media_type, body, text, text_hash(text), captured_at, identity),
    )
    return identity


def get(conn: Connection, document_id: str) -> Document | None:
    """The document with an id, if it is stored."""
    row = conn.exec_driver_sql(
        sql(conn, "SELECT id, media_type, body, text, captured_at FROM documents WHERE id = ?"), (document_id,)
    ).first()
    return None if row is None else Document(row[0], row[1], bytes(row[2]), row[3], row[4])


def text_of(conn: Connection, document_id: str) -> str | None:
    """The text of a document, if it is stored."""
    text: str | None = conn.exec_driver_sql(
        sql(conn, "SELECT text FROM documents WHERE id = ?"), (document_id,)
    ).scalar()
    return text
