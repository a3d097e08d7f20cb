"""Captured documents by content hash. What is stored once is never changed; a new reading is a new event.

Bytes are stored deflated where that is shorter. Which form they have needs no mark: those whose hash is not the id are
deflated, and those of older ledgers stay as they are.

Two things leave only the hashes of a document: a ledger that is to keep quotes and no full texts (`keeping`), and an
erasure by law (`ledger.ops.erase`). Both leave its row, with nothing in `body` and `text`.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine

from ledger.model.canonical import canonical
from ledger.store.log import sql
from ledger.store.lookups import among, look_up
from ledger.store.text import require_storable

Kept = Literal["full", "quotes"]

_KEEP = "ledger_keep"
#: The id of a document that is empty by itself.
EMPTY = sha256(b"").hexdigest()


def keeping(engine: Engine, kept: Kept) -> Engine:
    """The engine, with what its connections are to store of documents; nobody can forget to hand it on then."""
    if kept == "quotes" and engine.dialect.name == "sqlite":
        # A page that waits to be read, and what was in quarantine, is deleted in the end; nor shall it stay in the
        # file's free places.
        event.listen(engine, "connect", _overwrite_what_is_deleted)
        engine.dispose()
    return engine.execution_options(**{_KEEP: kept})


def _overwrite_what_is_deleted(connection: sqlite3.Connection, _: object) -> None:
    connection.execute("PRAGMA secure_delete = ON")


def quotes_only(conn: Connection) -> bool:
    """Whether no full texts are to be stored, nor to be handed out where some are stored from before."""
    return conn.get_execution_options().get(_KEEP) == "quotes"


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


@dataclass(frozen=True, slots=True)
class Standing:
    """How a document stands in its table: what is kept of it, and the hash of all that stands beside its content."""

    kept: Kept
    row_hash: str


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document that is ready to be stored, and how it will stand then; made by `prepare`."""

    id: str
    media_type: str
    #: As it is stored.
    body: bytes
    text: str
    text_hash: str
    captured_at: int

    @property
    def standing(self) -> Standing:
        """How it will stand, if nobody has stored it before."""
        return _standing(self.id, len(self.body) + len(self.text), self.media_type, self.text_hash, self.captured_at)


def prepare(conn: Connection, body: bytes, text: str, media_type: str, captured_at: int) -> Prepared:
    """Do what takes time about storing a document; nothing is stored yet.

    Raises:
        UnstorableText: the text holds a NUL character or half of a surrogate pair.
    """
    require_storable(text, "The document's text")
    identity, of_text = document_id(body), text_hash(text)
    if quotes_only(conn):
        body, text = b"", ""
    return Prepared(identity, media_type, _packed(body), text, of_text, captured_at)


def put(conn: Connection, some: Sequence[Prepared]) -> None:
    """Store documents. What is there already stays as it is, text and time included.

    Call it with the log locked (`log.lock_head`): two writers of the same documents in another order would each hold
    what the other waits for.
    """
    if not some:
        return
    # WHERE NOT EXISTS, because SQLite's trigger against INSERT OR REPLACE refuses a taken id before ON CONFLICT can
    # pass over it; ON CONFLICT, because on PostgreSQL two transactions may both find that it does not exist.
    conn.exec_driver_sql(
        sql(
            conn,
            "INSERT INTO documents (id, media_type, body, text, text_hash, captured_at) SELECT ?, ?, ?, ?, ?, ? "
            "WHERE NOT EXISTS (SELECT 1 FROM documents WHERE id = ?) ON CONFLICT (id) DO NOTHING",
        ),
        [(one.id, one.media_type, one.body, one.text, one.text_hash, one.captured_at, one.id) for one in some],
    )


def get(conn: Connection, document_id: str) -> Document | None:
    """The document with an id, if it is stored."""
    row = conn.exec_driver_sql(
        sql(conn, "SELECT id, media_type, body, text, captured_at FROM documents WHERE id = ?"), (document_id,)
    ).first()
    return None if row is None else Document(row[0], row[1], unpacked(row[0], bytes(row[2])), row[3], row[4])


def unpacked(identity: str, stored: bytes) -> bytes:
    """The bytes of a document, of those that are stored for it; what is neither form of it is given back as it is."""
    if not stored or document_id(stored) == identity:
        return stored
    inflating = zlib.decompressobj()
    try:
        body = inflating.decompress(stored)
    except zlib.error:
        return stored
    return body if inflating.eof and not inflating.unused_data else stored


def _packed(body: bytes) -> bytes:
    # The quickest level: the next ones take half as long again for a twentieth of the room.
    return min(zlib.compress(body, 1), body, key=len)


def standings(conn: Connection, ids: Collection[str]) -> dict[str, Standing]:
    """How stored documents stand, by id: the event that captures one says so, and `verify` holds the one to it."""
    statement = (
        "SELECT id, length(body) + length(text), media_type, text_hash, captured_at FROM documents "  # noqa: S608
        f"WHERE {among(conn, 'id')}"
    )
    return {row[0]: _standing(*row) for row in look_up(conn, statement, list(ids))} if ids else {}


def _standing(identity: str, size: int, media_type: str, text_hash: str, captured_at: int) -> Standing:
    kept: Kept = "quotes" if size == 0 and identity != EMPTY else "full"
    return Standing(kept, row_hash(media_type, text_hash, captured_at))


def row_hash(media_type: str, text_hash: str, captured_at: int) -> str:
    """SHA-256 of the JSON array of what a document's row holds beside its content."""
    return sha256(canonical([media_type, text_hash, captured_at])).hexdigest()


def empty(conn: Connection, document_id: str) -> None:
    """Take a document's content away; the database lets it pass if a `ContentErased` event names its capture."""
    conn.exec_driver_sql(
        sql(conn, "UPDATE documents SET body = ?, text = '' WHERE id = ? AND NOT (length(body) = 0 AND text = '')"),
        (b"", document_id),
    )


def text_of(conn: Connection, document_id: str) -> str | None:
    """The text of a document, if it is stored."""
    text: str | None = conn.exec_driver_sql(
        sql(conn, "SELECT text FROM documents WHERE id = ?"), (document_id,)
    ).scalar()
    return text
