"""Input that could not be read, kept with its reason (DESIGN §9: never drop bad input silently)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy.engine import Connection

from ledger.model.canonical import digest
from ledger.model.errors import UnknownEntry
from ledger.model.lines import Places
from ledger.model.text import printable
from ledger.store.log import sql
from ledger.store.text import readable

#: Beginnings of ids that are shorter mean nothing.
_SHORTEST = 4


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that could not be read, without its bytes. Times are microseconds UTC."""

    address: str
    body_hash: str
    size: int
    reason: str
    first_at: int
    last_at: int
    attempts: int

    @property
    def id(self) -> str:
        """What people call it by: the same bytes may wait under several addresses, and the reverse."""
        return digest(self.address.encode(), self.body_hash.encode())[:12]


def put(  # noqa: PLR0913
    conn: Connection, *, address: str, body: bytes, reason: str, at: int, lines: Places = ()
) -> None:
    """Keep what could not be read. The same bytes from the same address renew the reason and count the attempt.

    Args:
        lines: where the lines of the body stood, if it is a part of a table.
    """
    places = json.dumps(lines) if lines else None
    conn.exec_driver_sql(
        sql(
            conn,
            "INSERT INTO quarantine (address, body_hash, body, reason, first_at, last_at, attempts, lines) "
            "VALUES (?, ?, ?, ?, ?, ?, 1, ?) ON CONFLICT (address, body_hash) DO UPDATE SET "
            "reason = excluded.reason, last_at = excluded.last_at, attempts = quarantine.attempts + 1, "
            "lines = coalesce(excluded.lines, quarantine.lines)",
        ),
        (readable(address), sha256(body).hexdigest(), body, readable(reason), at, at, places),
    )


def entries(conn: Connection) -> list[Entry]:
    """All that is in quarantine, latest attempt first."""
    rows = conn.exec_driver_sql(
        "SELECT address, body_hash, length(body), reason, first_at, last_at, attempts FROM quarantine "
        "ORDER BY last_at DESC, address, body_hash"
    )
    return [Entry(*row) for row in rows]


def find(conn: Connection, reference: str) -> Entry:
    """The entry that an address, or the beginning of an id or of a hash of bytes, means.

    Raises:
        UnknownEntry: none, or several.
    """
    wanted = readable(reference)
    waiting = entries(conn)
    found = [entry for entry in waiting if entry.address == wanted]
    if not found and len(wanted) >= _SHORTEST:
        found = [entry for entry in waiting if entry.id.startswith(wanted) or entry.body_hash.startswith(wanted)]
    if not found:
        raise UnknownEntry(
            f"Nothing waits in quarantine as “{printable(wanted)}”; “deal-ledger quarantine list” shows all."
        )
    if len(found) > 1:
        ids = ", ".join(entry.id for entry in found[:5])
        raise UnknownEntry(f"Several things wait as “{printable(wanted)}”; name one: {ids}.")
    return found[0]


def body_of(conn: Connection, address: str, body_hash: str) -> bytes | None:
    """The bytes of an entry, for another try."""
    body = conn.exec_driver_sql(
        sql(conn, "SELECT body FROM quarantine WHERE address = ? AND body_hash = ?"), (readable(address), body_hash)
    ).scalar()
    return None if body is None else bytes(body)


def lines_of(conn: Connection, address: str, body_hash: str) -> Places:
    """Where the lines of an entry stood; nothing of what is no part of a table."""
    statement = sql(conn, "SELECT lines FROM quarantine WHERE address = ? AND body_hash = ?")
    found = conn.exec_driver_sql(statement, (readable(address), body_hash)).scalar()
    return tuple((here, there) for here, there in json.loads(found)) if found else ()


def clear(conn: Connection, address: str, body_hash: str) -> None:
    """Let an entry go: it could be read at last, or somebody dismissed it."""
    clear_all(conn, [(address, body_hash)])


def clear_all(conn: Connection, found: Sequence[tuple[str, str]]) -> None:
    """Let many go, by address and hash; most of them may never have waited."""
    if found:
        statement = sql(conn, "DELETE FROM quarantine WHERE address = ? AND body_hash = ?")
        conn.exec_driver_sql(statement, [(readable(address), body_hash) for address, body_hash in found])
