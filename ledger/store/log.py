"""The log: the only code that writes events, and the plain ways to read them (DESIGN §4).

Positions are handed out by the one row of `log_head`. An append locks it (on SQLite the whole database is locked by
then) until its transaction ends, so positions have no gaps, and the order of positions is the order of commits: a
reader that has seen position n has missed nothing before it. A database sequence would promise neither.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.engine import Connection

from ledger.model.canonical import canonical, from_json
from ledger.model.errors import KeyConflict, LedgerError, PositionConflict, UnstorableText
from ledger.model.events import PAYLOAD, Event, NewEvent, Payload, upcast
from ledger.store import chain
from ledger.store.text import require_storable, storable_json

_COLUMNS = (
    "seq, event_id, type, schema_version, company_id, document_id, known_at, recorded_at, recorded_by, "
    "payload, salt, payload_hash, hash"
)
_READ = (
    "seq, event_id, type, schema_version, company_id, document_id, known_at, recorded_at, recorded_by, payload, hash"
)


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the log: the last position and its event's hash. Of an empty log 0 and `chain.GENESIS`."""

    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class Appended:
    """Where an event stands. `new` is false if it stood there before, so that nothing was written."""

    seq: int
    event_id: str
    new: bool


@dataclass(frozen=True, slots=True)
class _Row:
    """An event with all that can be worked out before its position is known."""

    event: NewEvent
    event_id: str
    payload: str
    salt: str
    payload_hash: str


@dataclass(frozen=True, slots=True)
class Prepared:
    """Events that are ready to be appended; made by `prepare`."""

    rows: tuple[_Row, ...]


def prepare(events: Sequence[NewEvent]) -> Prepared:
    """Do what takes time about an append and needs no database: best called before the transaction begins.

    Raises:
        UnstorableText: an event holds a NUL character or half of a surrogate pair.
    """
    rows = []
    for event, salt in zip(events, chain.salts(len(events)), strict=True):
        payload = _encoded(event)
        for text in (event.recorded_by, event.company_id, event.document_id):
            if text is not None:
                require_storable(text, f"The event with the key “{event.key}”")
        rows.append(_Row(event, str(event.event_id), payload, salt, chain.payload_hash(salt, payload)))
    return Prepared(tuple(rows))


def append(
    conn: Connection, events: Sequence[NewEvent] | Prepared, *, recorded_at: int, expected: int | None = None
) -> list[Appended]:
    """Append events in order, all or none, inside the caller's write transaction; validates nothing again.

    An event whose key is in the log already, with the same content, is not written again: the answer names where it
    stands. Content is the type and the payload without the fields that its class calls volatile; that of an erased
    event is taken to be the same. `recorded_at` is in microseconds UTC; if the clock has jumped back, the predecessor's
    time is taken, so that recorded times never go down along the log.

    With `expected`, the log's last position as the writer knows it, nothing is written if the log has moved on, unless
    all the events are in it already: then this is a second try of something that succeeded.

    Stored documents go first (`documents.put`): who holds the log's lock should not wait for anything else.

    Raises:
        KeyConflict: a key is taken by other content, in the log or earlier in `events`.
        PositionConflict: the log is not at `expected`.
        UnstorableText: an event holds a NUL character or half of a surrogate pair.
    """
    prepared = events if isinstance(events, Prepared) else prepare(events)
    first_with_id = _first_with_id(prepared)
    if not first_with_id:
        return []
    at, previous, not_before = _lock_head(conn)
    standing = _standing(conn, first_with_id)
    fresh = [row for event_id, row in first_with_id.items() if event_id not in standing]
    if fresh and expected is not None and expected != at:
        raise PositionConflict(f"The log is at position {at} and not at {expected} any more; read on and try again.")
    recorded_at = max(recorded_at, not_before)
    stored: list[tuple[Any, ...]] = []
    for row in fresh:
        at += 1
        columns = _columns(row, at, recorded_at)
        previous = chain.event_hash(previous, *columns, row.payload_hash)
        stored.append((*columns, row.payload, row.salt, row.payload_hash, previous))
        standing[row.event_id] = at
    if stored:
        _insert(conn, stored)
        _move_head(conn, at, previous, recorded_at)
    new = {row.event_id for row in fresh}
    answers = []
    for row in prepared.rows:
        answers.append(Appended(standing[row.event_id], row.event_id, row.event_id in new))
        new.discard(row.event_id)
    return answers


def head(conn: Connection) -> Head:
    """The end of the log."""
    row = conn.exec_driver_sql("SELECT seq, hash FROM log_head").one()
    return Head(row[0], row[1])


def head_at(conn: Connection, seq: int) -> Head:
    """The end of the log as it was when `seq` was the last position.

    Raises:
        LedgerError: the log has never been there.
    """
    if seq == 0:
        return Head(0, chain.GENESIS)
    return Head(seq, get(conn, seq).hash)


def read(
    conn: Connection,
    *,
    after: int = 0,
    until: int | None = None,
    types: Collection[str] | None = None,
    batch: int = 1000,
) -> Iterator[Event]:
    """The events after one position up to another (both may be left open), ascending, of some types or all.

    They come in pages of `batch`, each a statement of its own, so that neither memory nor a cursor is held. Payloads
    are in the newest version of their type; an erased one is empty.
    """
    condition, wanted = "", []
    if types is not None:
        if not types:
            return
        wanted = sorted(types)
        condition = f" AND type IN ({', '.join(['?'] * len(wanted))})"
    statement = sql(
        conn,
        f"SELECT {_READ} FROM events WHERE seq > ? AND seq <= ?{condition} ORDER BY seq LIMIT ?",  # noqa: S608
    )
    last = until if until is not None else 2**63 - 1
    while True:
        page = conn.exec_driver_sql(statement, (after, last, *wanted, batch)).all()
        for row in page:
            yield _event(row)
        if len(page) < batch:
            return
        after = page[-1][0]


def get(conn: Connection, seq: int) -> Event:
    """The event at a position.

    Raises:
        LedgerError: the log has never been there.
    """
    row = conn.exec_driver_sql(sql(conn, f"SELECT {_READ} FROM events WHERE seq = ?"), (seq,)).first()  # noqa: S608
    if row is None:
        raise LedgerError(f"The log ends at position {head(conn).seq}; there is no event at {seq}.")
    return _event(row)


def find(conn: Connection, event_id: str) -> Event | None:
    """The event with an id, if there is one."""
    statement = sql(conn, f"SELECT {_READ} FROM events WHERE event_id = ?")  # noqa: S608
    row = conn.exec_driver_sql(statement, (event_id,)).first()
    return None if row is None else _event(row)


# -- How --------------------------------------------------------------------------------------------------------------


def sql(conn: Connection, statement: str) -> str:
    """The statement with its parameters marked as the driver wants them. It must have no other ? and no %."""
    return statement if conn.dialect.name == "sqlite" else statement.replace("?", "%s")


def _event(row: Sequence[Any]) -> Event:
    seq, event_id, event_type, version, company_id, document_id, known_at, recorded_at, recorded_by, payload, digest = (
        row
    )
    return Event(
        seq=seq,
        event_id=event_id,
        type=event_type,
        schema_version=version,
        company_id=company_id,
        document_id=document_id,
        known_at=known_at,
        recorded_at=recorded_at,
        recorded_by=recorded_by,
        payload=upcast(event_type, version, from_json(payload)) if payload else {},
        hash=digest,
    )


def _encoded(event: NewEvent) -> str:
    what = f"The event with the key “{event.key}”"
    try:
        return storable_json(canonical(event.payload.model_dump()), what)
    except UnicodeEncodeError:
        raise UnstorableText(f"{what} holds half of a surrogate pair, which is no character; remove it.") from None


def _columns(
    row: _Row, seq: int, recorded_at: int
) -> tuple[int, str, str, int, str | None, str | None, int | None, int, str]:
    event = row.event
    return (
        seq,
        row.event_id,
        event.type,
        event.payload.schema_version,
        event.company_id,
        event.document_id,
        event.known_at,
        recorded_at,
        event.recorded_by,
    )


def _first_with_id(prepared: Prepared) -> dict[str, _Row]:
    """The first event of each id, in order; a second one has to say the same."""
    first: dict[str, _Row] = {}
    for row in prepared.rows:
        earlier = first.setdefault(row.event_id, row)
        if earlier is not row and _content(row.event.payload) != _content(earlier.event.payload):
            raise KeyConflict(
                f"The key “{row.event.key}” stands for two different events in one batch; nothing was written."
            )
    return first


def _lock_head(conn: Connection) -> tuple[int, str, int]:
    """Position, hash and recorded time of the last event; from here on nobody else can append."""
    statement = "SELECT seq, hash, recorded_at FROM log_head"
    if conn.dialect.name == "postgresql":
        statement += " FOR UPDATE"
    seq, last_hash, recorded_at = conn.exec_driver_sql(statement).one()
    return seq, last_hash, recorded_at


def _move_head(conn: Connection, seq: int, last_hash: str, recorded_at: int) -> None:
    conn.exec_driver_sql(
        sql(conn, "UPDATE log_head SET seq = ?, hash = ?, recorded_at = ? WHERE id = 1"),
        (seq, last_hash, recorded_at),
    )


def _standing(conn: Connection, rows: dict[str, _Row]) -> dict[str, int]:
    """Where those of the events stand that are in the log already."""
    ids = list(rows)
    parameter: Any = ids
    # One list is one parameter, however long, and one statement to prepare.
    if conn.dialect.name == "sqlite":
        source, parameter = "IN (SELECT value FROM json_each(?))", canonical(ids).decode()
    else:
        source = "= ANY(%b::text[])"
    found = conn.exec_driver_sql(
        f"SELECT seq, event_id, type, schema_version, payload FROM events WHERE event_id {source}",  # noqa: S608
        (parameter,),
    )
    standing = {}
    for seq, event_id, event_type, version, payload in found:
        if not _says_the_same(rows[event_id], event_type, version, payload):
            raise KeyConflict(
                f"The key “{rows[event_id].event.key}” is taken by the event at position {seq} ({event_type}), "
                "which says something else; nothing was written."
            )
        standing[event_id] = seq
    return standing


def _says_the_same(row: _Row, event_type: str, version: int, payload: str) -> bool:
    if event_type != row.event.type:
        return False
    if not payload or payload == row.payload:
        return True
    # Through the model, so that a field which the class has gained since counts with its default.
    stored = PAYLOAD.validate_python(upcast(event_type, version, from_json(payload)))
    return _content(stored) == _content(row.event.payload)


def _content(payload: Payload) -> bytes:
    return canonical(payload.model_dump(exclude=set(payload.volatile)))


def _insert(conn: Connection, rows: list[tuple[Any, ...]]) -> None:
    if conn.dialect.name == "sqlite":
        marks = ", ".join(["?"] * len(rows[0]))
        conn.exec_driver_sql(f"INSERT INTO events ({_COLUMNS}) VALUES ({marks})", rows)  # noqa: S608
        return
    # Column by column in one statement takes half the time of a statement for each row. In the binary form (%b), that
    # is: as text, each quote and backslash of a payload is escaped by Python, which takes twenty times as long.
    conn.exec_driver_sql(
        f"INSERT INTO events ({_COLUMNS}) SELECT * FROM unnest("  # noqa: S608
        "%b::bigint[], %b::text[], %b::text[], %b::integer[], %b::text[], %b::text[], %b::bigint[], %b::bigint[], "
        "%b::text[], %b::text[], %b::text[], %b::text[], %b::text[])",
        tuple(list(column) for column in zip(*rows, strict=True)),
    )
