"""The log: the only code that writes events, and the plain ways to read them (DESIGN §4).

Positions are handed out by the one row of `log_head`. An append locks it (on SQLite the whole database is locked by
then) until its transaction ends, so positions have no gaps, and the order of positions is the order of commits: a
reader that has seen position n has missed nothing before it. A database sequence would promise neither.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain as chained
from typing import Any

import msgspec
from sqlalchemy.engine import Connection

from ledger.model.canonical import canonical, from_json
from ledger.model.errors import KeyConflict, LedgerError, PositionConflict
from ledger.model.events import PAYLOAD, Event, NewEvent, Payload, event_id_of, former_id_of, upcast
from ledger.model.forms import written
from ledger.store import bulk, chain
from ledger.store.expected import Expected, Watched, conflict_with
from ledger.store.text import half_a_pair, is_storable, require_no_nul, require_storable

_READ = (
    "seq, event_id, type, schema_version, company_id, document_id, known_at, recorded_at, recorded_by, payload, hash"
)
#: SQLite's driver would make text of a payload, of which the decoder would have to make bytes again.
_READ_SQLITE = _READ.replace("payload", "CAST(payload AS BLOB)")

#: Under which a connection keeps the end of the log as the last append on it left it: a guess that has to be checked.
_TIP = "ledger_tip"


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the log: the last position and its event's hash. Of an empty log 0 and `chain.GENESIS`."""

    seq: int
    hash: str


class Appended(msgspec.Struct, frozen=True, gc=False):
    """Where an event stands. `new` is false if it stood there before, so that nothing was written."""

    seq: int
    event_id: str
    new: bool


class _Row(msgspec.Struct, frozen=True, gc=False):
    """An event with all that can be worked out before its position is known."""

    event: NewEvent
    event_id: str
    payload: bytes
    salt: str
    payload_hash: str


@dataclass(frozen=True, slots=True)
class Prepared:
    """Events that are ready to be appended, in order and by id; made by `prepare`."""

    rows: tuple[_Row, ...]
    by_id: dict[str, _Row] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_id", {row.event_id: row for row in self.rows})

    def __len__(self) -> int:
        return len(self.rows)


@dataclass(frozen=True, slots=True)
class Request:
    """One caller's append: all of its events or none. `recorded_at` and `expected` are those of `append`."""

    events: Prepared
    recorded_at: int
    expected: Expected | None = None


#: What became of one caller's append.
Outcome = list[Appended] | LedgerError


def prepare(events: Sequence[NewEvent]) -> Prepared:
    """Do what takes time about an append and needs no database: best called before the transaction begins.

    Raises:
        UnstorableText: an event holds a NUL character or half of a surrogate pair.
    """
    _require_storable(events)
    rows = []
    payload_hash = chain.payload_hash
    for event, salt in zip(events, chain.salts(len(events)), strict=True):
        try:
            encoded = written(event.payload)
        except UnicodeEncodeError:
            raise half_a_pair(_what(event)) from None
        if b"\\" in encoded:
            require_no_nul(encoded, _what(event))
        rows.append(_Row(event, event_id_of(event.key), encoded, salt, payload_hash(salt, encoded)))
    return Prepared(tuple(rows))


def append(
    conn: Connection, events: Sequence[NewEvent] | Prepared, *, recorded_at: int, expected: Expected | None = None
) -> list[Appended]:
    """Append events in order, all or none, inside the caller's write transaction; validates nothing again.

    An event whose key is in the log already, with the same content, is not written again: the answer names where it
    stands. Content is the type and the payload without the fields that its class calls volatile; that of an erased
    event is taken to be the same. `recorded_at` is in microseconds UTC; if the clock has jumped back, the predecessor's
    time is taken, so that recorded times never go down along the log.

    With `expected`, the log's last position as the writer knows it, nothing is written if the log has moved on, unless
    all the events are in it already: then this is a second try of something that succeeded. A position for each of some
    companies asks for less: that no event about one of them (by `company_id`) stands after its position.

    Raises:
        KeyConflict: a key is taken by other content, in the log or earlier in `events`.
        PositionConflict: the log, or a company, is not at `expected`.
        UnstorableText: an event holds a NUL character or half of a surrogate pair.
    """
    prepared = events if isinstance(events, Prepared) else prepare(events)
    [outcome] = append_each(conn, [Request(prepared, recorded_at, expected)])
    if isinstance(outcome, LedgerError):
        raise outcome
    return outcome


def append_each(conn: Connection, requests: Sequence[Request], *, ends: bool = False) -> list[Outcome]:
    """Append for several callers in order, inside the caller's write transaction; each has its own outcome.

    It is as if `append` were called once for each, at the price of one: a caller whose append is refused (by
    `KeyConflict` or `PositionConflict`) leaves nothing behind and hinders nobody. Only what the database itself refuses
    is raised, and then the whole transaction is lost. With `ends` nothing else is to come in it, so that it may be
    committed already.
    """
    if not any(request.events.rows for request in requests):
        return [[] for _ in requests]
    ids = dict.fromkeys(chained.from_iterable(request.events.by_id for request in requests))
    watched = Watched.by(conn, (request.expected for request in requests))
    end, standing = bulk.lock_and_find(conn, list(ids))
    if watched is not None:
        watched.look_again()
    links, found = Links(*end[:3], watched), {stored[1]: stored for stored in standing}
    if end[3]:
        rows = (row for request in requests for row in request.events.rows if row.event_id not in found)
        found |= _under_former_ids(conn, rows)
    outcomes = [links.add(request, found) for request in requests]
    if links.positions:
        bulk.store(conn, links, len(links.positions), links.end, ends)
    conn.info[_TIP] = (*links.end(), end[3])
    return outcomes


def append_at_once(conn: Connection, requests: Sequence[Request]) -> list[Outcome] | None:
    """`append_each` in a transaction of its own that asks nothing before it writes; nothing if that cannot be.

    It is tried where the log is thought to end: where the last append on this connection left it. If the log has moved
    on, a key is not new, or somebody's append is refused, nothing is written, for that must be decided by the log as
    it is. To be called outside of any transaction.
    """
    tip: bulk.Head | None = conn.info.pop(_TIP, None)
    if tip is None or tip[3]:
        return None
    if any(isinstance(request.expected, Mapping) for request in requests):
        return None
    links = Links(*tip[:3])
    outcomes = [links.add(request, {}) for request in requests]
    if any(isinstance(outcome, LedgerError) for outcome in outcomes) or not 0 < len(links.positions) < bulk.FEW:
        return None
    if not bulk.store_at_once(conn, list(links), tip, links.end()):
        return None
    conn.info[_TIP] = (*links.end(), tip[3])
    return outcomes


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
    are whole and in the newest version of their type; an erased one is empty.
    """
    condition, wanted = "", []
    if types is not None:
        if not types:
            return
        wanted = sorted(types)
        condition = f" AND type IN ({', '.join(['?'] * len(wanted))})"
    # The casts keep psycopg from taking a small position for a smallint and preparing the statement once for each size.
    columns = _READ_SQLITE if conn.dialect.name == "sqlite" else _READ
    statement = sql(
        conn,
        f"SELECT {columns} FROM events WHERE seq > CAST(? AS BIGINT) AND seq <= CAST(? AS BIGINT){condition} "  # noqa: S608
        "ORDER BY seq LIMIT CAST(? AS BIGINT)",
    )
    last = until if until is not None else 2**63 - 1
    while True:
        page = bulk.fetch(conn, statement, (after, last, *wanted, batch))
        yield from map(_event, page)
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


def at(conn: Connection, positions: Collection[int], batch: int = 500) -> dict[int, Event]:
    """The events at these positions; one that is not in the log is left out."""
    wanted, found = sorted(set(positions)), {}
    for start in range(0, len(wanted), batch):
        some = wanted[start : start + batch]
        marks = ", ".join("?" * len(some))
        rows = conn.exec_driver_sql(sql(conn, f"SELECT {_READ} FROM events WHERE seq IN ({marks})"), tuple(some))  # noqa: S608
        found.update({event.seq: event for event in map(_event, rows)})
    return found


def find(conn: Connection, event_id: str) -> Event | None:
    """The event with an id, if there is one."""
    statement = sql(conn, f"SELECT {_READ} FROM events WHERE event_id = ?")  # noqa: S608
    row = conn.exec_driver_sql(statement, (event_id,)).first()
    return None if row is None else _event(row)


def find_key(conn: Connection, key: str) -> Event | None:
    """The event that was appended under an idempotency key, if there is one, whatever its id was made of then."""
    found = find(conn, event_id_of(key))
    former = None if found is not None else former_id_of(key)
    return found if former is None else find(conn, former)


def id_of(conn: Connection, key: str) -> str:
    """The id of the event that stands under an idempotency key, or that one will get which is appended under it."""
    found = find_key(conn, key)
    return event_id_of(key) if found is None else found.event_id


def lock_head(conn: Connection) -> tuple[int, str, int]:
    """Position, hash and recorded time of the last event; until the transaction ends nobody else can append."""
    return bulk.lock_and_find(conn, [])[0][:3]


# -- How --------------------------------------------------------------------------------------------------------------


def sql(conn: Connection, statement: str) -> str:
    """The statement with its parameters marked as the driver wants them. It must have no other ? and no %."""
    return statement if conn.dialect.name == "sqlite" else statement.replace("?", "%s")


def _event(row: Sequence[Any]) -> Event:
    seq, event_id, event_type, version, company_id, document_id, known_at, recorded_at, recorded_by, payload, digest = (
        row
    )
    content = upcast(event_type, version, from_json(payload)) if payload else {}
    return Event(  # by place, which takes half the time
        seq, event_id, event_type, version, company_id, document_id, known_at, recorded_at, recorded_by, content, digest
    )


class Links:
    """What is to be written, in order.

    The rows are made, and each linked to its predecessor, when they are asked for: so hashing goes on while the
    database stores the rows before. `hash` is that of the last row that was made.
    """

    def __init__(self, seq: int, last_hash: str, recorded_at: int, watched: Watched | None = None) -> None:
        """Begin behind the last event of the log: its position, hash and recorded time."""
        self.seq, self.hash, self.recorded_at = seq, last_hash, recorded_at
        self._watched = watched
        #: The new events by id, with the position of each and when it is recorded.
        self.positions: dict[str, tuple[int, int, _Row]] = {}

    def end(self) -> bulk.Moved:
        """Position, hash and recorded time of the last row that was made."""
        return self.seq, self.hash, self.recorded_at

    def add(self, request: Request, found: Mapping[str, bulk.Stored]) -> Outcome:
        """Give a caller's new events their positions; `found` are the events in the log by the id of their key."""
        rows, by_id = request.events.rows, request.events.by_id
        if not found and not self._watched and len(by_id) == len(rows) and self.positions.keys().isdisjoint(by_id):
            conflict = self._conflict(request) if rows else None
            return self._number_all(request) if conflict is None else conflict
        fresh: dict[str, _Row] = {}
        # Of each row where it stands already, if it does.
        answers: list[Appended | None] = []
        for row in request.events.rows:
            event_id, answer = row.event_id, None
            if (stored := found.get(event_id)) is not None:
                seq, stored_id, event_type, version, payload = stored
                if not _says_the_same(row, event_type, version, payload):
                    return _taken(row, seq, event_type)
                answer = Appended(seq, stored_id, new=False)
            elif (added := self.positions.get(event_id)) is not None:
                if not _equal(row, added[2]):
                    return _taken(row, added[0], added[2].event.type)
                answer = Appended(added[0], event_id, new=False)
            elif (earlier := fresh.setdefault(event_id, row)) is not row and not _equal(row, earlier):
                return KeyConflict(
                    f"The key “{row.event.key}” stands for two different events in one batch; nothing was written."
                )
            answers.append(answer)
        if fresh and (conflict := self._conflict(request)) is not None:
            return conflict
        return self._number(request, fresh, answers)

    def _conflict(self, request: Request) -> PositionConflict | None:
        if request.expected is None:
            return None
        return conflict_with(request.expected, self.seq, self._watched)

    def _number_all(self, request: Request) -> Outcome:
        """`_number` for events that are all new and differ, as nearly all are: without asking of each."""
        rows, first = request.events.rows, self.seq + 1
        if rows:
            self.recorded_at = recorded_at = max(self.recorded_at, request.recorded_at)
            self.seq += len(rows)
            self.positions.update((row.event_id, (seq, recorded_at, row)) for seq, row in enumerate(rows, first))
        return [Appended(seq, row.event_id, True) for seq, row in enumerate(rows, first)]

    def _number(self, request: Request, fresh: Mapping[str, _Row], answers: Sequence[Appended | None]) -> Outcome:
        if fresh:
            self.recorded_at = max(self.recorded_at, request.recorded_at)
        seq, recorded_at, positions, watched = self.seq, self.recorded_at, self.positions, self._watched
        outcome = []
        for row, answer in zip(request.events.rows, answers, strict=True):
            if answer is not None:
                outcome.append(answer)
                continue
            # An event that stands in the batch twice is new the first time only.
            if new := row.event_id not in positions:
                seq += 1
                positions[row.event_id] = (seq, recorded_at, row)
                if watched is not None:
                    watched.note(row.event.company_id, seq)
            outcome.append(Appended(positions[row.event_id][0], row.event_id, new))
        self.seq = seq
        return outcome

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        event_hash, last = chain.event_hash, self.hash
        for seq, recorded_at, row in self.positions.values():
            event, payload_hash = row.event, row.payload_hash
            said = event.payload
            columns = (
                seq,
                row.event_id,
                said.type,
                said.schema_version,
                event.company_id,
                event.document_id,
                event.known_at,
                recorded_at,
                event.recorded_by,
            )
            self.hash = last = event_hash(last, *columns, payload_hash)
            yield (*columns, row.payload, row.salt, payload_hash, last)


def _require_storable(events: Sequence[NewEvent]) -> None:
    """Look at what stands beside the payloads; all of it at once, for it is few texts again and again."""
    texts: set[str | None] = set()
    for event in events:
        texts.update((event.recorded_by, event.company_id, event.document_id))
    if is_storable("".join(text for text in texts if text)):
        return
    for event in events:
        for text in (event.recorded_by, event.company_id, event.document_id):
            require_storable(text or "", _what(event))


def _under_former_ids(conn: Connection, rows: Iterable[_Row]) -> dict[str, bulk.Stored]:
    """The events that stand under the ids of a ledger from before keys were timed, by today's id of the same key."""
    ids = {former: row.event_id for row in rows if (former := former_id_of(row.event.key)) is not None}
    return {ids[stored[1]]: stored for stored in bulk.standing(conn, list(ids))} if ids else {}


def _what(event: NewEvent) -> str:
    return f"The event with the key “{event.key}”"


def _taken(row: _Row, seq: int, event_type: str) -> KeyConflict:
    return KeyConflict(
        f"The key “{row.event.key}” is taken by the event at position {seq} ({event_type}), "
        "which says something else; nothing was written."
    )


def _equal(one: _Row, other: _Row) -> bool:
    return one.payload == other.payload or (
        one.event.type == other.event.type and _content(one.event.payload) == _content(other.event.payload)
    )


def _says_the_same(row: _Row, event_type: str, version: int, payload: str) -> bool:
    if event_type != row.event.type:
        return False
    if not payload or payload.encode() == row.payload:
        return True
    # Through the model, so that a field which the class has gained since counts with its default.
    stored = PAYLOAD.validate_python(upcast(event_type, version, from_json(payload)))
    return _content(stored) == _content(row.event.payload)


def _content(payload: Payload) -> bytes:
    return canonical(payload.model_dump(exclude=set(payload.volatile)))
