"""Proving that a ledger is whole: that nothing was changed, removed, added or reordered behind its back (DESIGN §4).

The chain alone shows damage by accident. Somebody who may change tables can compute it anew from any position on;
against that stands the head hash that a user keeps elsewhere, which `since` compares.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import exc
from sqlalchemy.engine import Connection

from ledger.model.canonical import from_json
from ledger.model.events import Publication, event_id_of, former_id_of
from ledger.store import chain
from ledger.store.database import driver_connection
from ledger.store.documents import EMPTY, document_id, row_hash, text_hash, unpacked
from ledger.store.log import Head, sql

#: Problems that are told in full; of a log that is damaged all over, the rest are counted only.
TOLD = 100
_PAGE = 1000
_BEFORE_ALL = -(2**63)
#: In canonical JSON, and never inside one of its strings, where quotes are escaped.
_QUOTES = '%"kept":"quotes"%'
_COLUMNS = (
    "seq, event_id, type, schema_version, company_id, document_id, known_at, recorded_at, recorded_by, "
    "payload_hash, hash, payload, salt"
)

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is not as it was written. `seq` is nothing if no position can be named."""

    seq: int | None
    what: str


@dataclass(frozen=True)
class Verification:
    """What was found: how many events and documents were looked at, the last event, and what is wrong, by position.

    `head` is what to keep elsewhere as an anchor. `untold` counts the problems beyond those in `problems`. Counted too,
    for they are no problems: events and documents whose content was erased by leave of an event, and documents that
    were stored without their text.
    """

    events: int
    documents: int
    head: Head
    problems: tuple[Problem, ...] = ()
    untold: int = 0
    erased_events: int = 0
    erased_documents: int = 0
    quotes_only: int = 0

    @property
    def ok(self) -> bool:
        return not self.problems


def verify(conn: Connection, *, since: tuple[int, str] | None = None, progress: Progress | None = None) -> Verification:
    """Check every event, the head of the log and every stored document, in constant memory; damage is never raised.

    Call it inside `reading`, so that it looks at one state of the ledger. With `since`, a position and the hash that
    the log had there, events up to that position are taken on trust if that hash is what stands there, and checked
    like the others if not; documents are all checked. `progress` is called now and then with the events done and the
    events to do.
    """
    check = _Check(conn, progress)
    with _undecoded(conn):
        try:
            check.log(since)
            check.documents()
        except exc.DBAPIError as error:
            said = " ".join(str(error.orig).split())
            check.report(check.seq + 1, f"the database cannot be read from here on: {said}")
    return check.result()


@dataclass
class _Check:
    """One run over a ledger: where it is, and what it has found."""

    conn: Connection
    progress: Progress | None
    #: The last event seen: its position, the hash that stands there, all that may rightly stand there, its time.
    seq: int = 0
    stored: str = chain.GENESIS
    possible: tuple[str, ...] = (chain.GENESIS,)
    recorded_at: Any = 0
    #: The last event under an id from before ids had times, and the first under one that has.
    last_former: int = 0
    first_timed: int | None = None
    events: int = 0
    seen_documents: int = 0
    problems: list[Problem] = field(default_factory=list)
    untold: int = 0
    erased_events: int = 0
    erased_documents: int = 0
    quotes_only: int = 0

    def report(self, seq: int | None, what: str) -> None:
        if len(self.problems) < TOLD:
            self.problems.append(Problem(seq, what))
        else:
            self.untold += 1

    def result(self) -> Verification:
        # The first position first, whichever check it was that found it.
        problems = sorted(self.problems, key=lambda problem: (problem.seq is None, problem.seq or 0))
        head = Head(self.seq, self.stored)
        return Verification(
            self.events,
            self.seen_documents,
            head,
            tuple(problems),
            self.untold,
            self.erased_events,
            self.erased_documents,
            self.quotes_only,
        )

    # -- The log ------------------------------------------------------------------------------------------------------

    def log(self, since: tuple[int, str] | None) -> None:
        """Check the chain from its beginning or from an anchor, and that it ends where the head says."""
        head = self.conn.exec_driver_sql("SELECT seq, hash, recorded_at, former_ids_until FROM log_head").first()
        total = head[0] if head is not None and isinstance(head[0], int) else 0
        # Nothing may stand before position 1, so without an anchor the first page asks for whatever comes first.
        last = self.anchor(*since) if since is not None else _BEFORE_ALL
        start, erasable = self.seq, self.erasures()
        statement = sql(self.conn, f"SELECT {_COLUMNS} FROM events WHERE seq > ? ORDER BY seq LIMIT {_PAGE}")  # noqa: S608
        while rows := self.conn.exec_driver_sql(statement, (last,)).all():
            for row in rows:
                self.event(row, erasable)
            self.captures(rows)
            if self.progress is not None:
                self.progress(self.events, max(total - start, self.events))
            if rows[-1][0] <= last:
                self.report(self.seq + 1, "the table of events is damaged: it gives positions out of order")
                break
            last = rows[-1][0]
        self.end(head)

    def anchor(self, seq: int, expected: str) -> int:
        """Where to begin: after `seq` if the log stands there as it did, else at the beginning."""
        statement = sql(self.conn, "SELECT hash, recorded_at FROM events WHERE seq = ?")
        found = (chain.GENESIS, 0) if seq == 0 else self.conn.exec_driver_sql(statement, (seq,)).first()
        if found is None:
            self.report(seq, f"the anchor names position {seq}, and the log has no event there")
        elif found[0] != expected:
            self.report(seq, f"the hash here is {found[0]}, the anchor says {expected}: the log is not the one it was")
        else:
            self.seq, self.stored, self.possible, self.recorded_at = seq, expected, (expected,), found[1]
            return seq
        return _BEFORE_ALL

    def event(self, row: Sequence[Any], erasable: set[int]) -> None:
        """Check one event against its predecessor and itself."""
        *columns, payload_hash, stored, payload, salt = row
        seq = columns[0]
        self.events += 1
        if seq < 1:
            self.report(seq, "an event stands before the first position")
            return
        gap = seq != self.seq + 1
        if gap:
            missing = f"event {seq - 1} is" if seq == self.seq + 2 else f"events {self.seq + 1} to {seq - 1} are"
            self.report(self.seq + 1, f"{missing} missing")
        fitting = [h for previous in self.possible if (h := _hash([previous, *columns, payload_hash])) is not None]
        self.seq, self.stored, self.recorded_at = seq, str(stored), columns[7]
        if gap or stored in fitting:
            # After a gap the predecessor is not known, so nothing can be said of this event's own columns.
            self.possible = (self.stored,)
        else:
            self.report(seq, "the event was changed, replaced or moved: it does not have the hash it was written with")
            # If only the hash was changed, the next event follows from what it should be. So not both are reported.
            self.possible = (self.stored, *fitting[:2])
        if (wrong := _payload_fault(payload, salt, payload_hash, seq in erasable)) is not None:
            self.report(seq, wrong)
        elif payload == "":
            self.erased_events += 1

    def end(self, head: Sequence[Any] | None) -> None:
        """Check that the last event is the one that the head of the log names."""
        if head is None:
            self.report(self.seq + 1, "the head of the log is missing")
            return
        seq, last_hash, recorded_at, former_until = head
        self.ids(former_until)
        says = f"the log ends at position {self.seq}, and its head says {seq}"
        if not isinstance(seq, int):
            self.report(self.seq + 1, says)
        elif seq > self.seq:
            self.report(self.seq + 1, f"{says}: events are missing")
        elif seq < self.seq:
            self.report(max(seq, 0) + 1, f"{says}: events were added")
        elif last_hash != self.stored:
            self.report(seq, "the last event does not have the hash that the head of the log names")
        elif recorded_at != self.recorded_at:
            self.report(seq, "the last event does not have the recorded time that the head of the log names")

    def note_id(self, seq: int, event_id: str, payload: dict[str, Any]) -> None:
        """Whether a capture stands under an id of the kind before ids had times, or of the kind since."""
        try:
            key = Publication.model_validate(payload["publication"]).key("publication")
        except (KeyError, ValueError):
            return
        former, timed = former_id_of(key), event_id_of(key)
        if former is None or former == timed:
            # One in 65,536 hashes begins with its time by chance, and tells nothing.
            return
        if event_id == former:
            self.last_former = seq
        elif event_id == timed:
            self.first_timed = self.first_timed or seq

    def ids(self, former_until: Any) -> None:
        """Check where the head says that ids have times: what is not looked for where it stands is appended again."""
        said = "the head of the log does not rightly say up to where ids are without times"
        if not isinstance(former_until, int) or former_until < self.last_former:
            self.report(self.last_former or None, said)
        elif self.first_timed is not None and former_until >= self.first_timed:
            self.report(self.first_timed, said)

    def erasures(self) -> set[int]:
        """Positions whose content may be gone, because a ContentErased event says so. Legal erasures are few."""
        statement = "SELECT seq, payload FROM events WHERE type = 'ContentErased'"
        named = set()
        for seq, payload in self.conn.exec_driver_sql(statement):
            target = _target(payload)
            if target is not None and target < seq:
                named.add(target)
        return named

    # -- Documents ----------------------------------------------------------------------------------------------------

    def captures(self, rows: Sequence[Sequence[Any]]) -> None:
        """Check that the documents whose capture is recorded on this page stand as they were captured."""
        captures = [row for row in rows if row[2] == "DocumentCaptured" and isinstance(row[5], str)]
        if not captures:
            return
        ids = sorted({row[5] for row in captures})
        marks = ", ".join("?" * len(ids))
        statement = sql(
            self.conn,
            f"SELECT id, media_type, text_hash, captured_at FROM documents WHERE id IN ({marks})",  # noqa: S608
        )
        found = {row[0]: row[1:] for row in self.conn.exec_driver_sql(statement, tuple(ids))}
        missing: set[str] = set()
        for seq, event_id, identity, payload in ((row[0], row[1], row[5], _content(row[11])) for row in captures):
            if identity not in found:
                if identity not in missing:
                    self.report(seq, f"its document {identity} is not stored")
                missing.add(identity)
                continue
            self.note_id(seq, event_id, payload)
            said = payload.get("row_hash")
            if said is not None and said != _row_hash(found[identity]):
                self.report(seq, f"the media type, text hash or time of its document {identity} was changed")

    def documents(self) -> None:
        """Check each document's bytes against its id, and its text against the hash beside it; each has its capture."""
        uncaptured = "SELECT id FROM documents EXCEPT SELECT document_id FROM events WHERE type = 'DocumentCaptured'"
        for (identity,) in self.conn.exec_driver_sql(uncaptured, execution_options={"yield_per": 500}):
            self.report(self.first_naming(identity), f"document {identity} is stored, and no event captured it")
        emptied = self.emptied_without_leave()
        rows = self.conn.exec_driver_sql(
            "SELECT id, body, text, text_hash FROM documents",
            # A few at a time: all of them, or a page as long as those of events, may be larger than the memory.
            execution_options={"yield_per": 4},
        )
        for identity, body, text, hash_of_text in rows:
            self.seen_documents += 1
            if body == b"" and text == "" and identity != EMPTY and identity not in emptied:
                continue
            if not isinstance(body, bytes) or document_id(unpacked(identity, body)) != identity:
                self.report(self.first_naming(identity), f"document {identity} does not have the bytes it is named by")
            if not isinstance(text, str) or text_hash(text) != hash_of_text:
                self.report(self.first_naming(identity), f"the text of document {identity} was changed")

    def emptied_without_leave(self) -> set[Any]:
        """Documents whose content is gone though no event says that it may be; counts those where one does.

        Leave is given by the event that captured a document, if it says that only quotes are kept, or by an erasure of
        such an event.
        """
        gone = "SELECT id FROM documents WHERE length(body) = 0 AND text = '' AND id <> ?"
        captured = "SELECT document_id FROM events WHERE type = 'DocumentCaptured' AND "
        quotes, erased = captured + "payload LIKE ?", captured + "payload = ''"
        # An emptied payload without leave of its own is reported where it stands, so it may count as leave here.
        # Compared as sets, for there is no index by document, and these are many where only quotes are kept.
        counts = [
            self.conn.exec_driver_sql(
                sql(self.conn, f"SELECT count(*) FROM ({query}) AS found"),  # noqa: S608
                parameters,
            ).scalar()
            or 0
            for query, parameters in ((gone, (EMPTY,)), (f"{gone} INTERSECT {erased}", (EMPTY,)))
        ]
        without_leave = sql(self.conn, f"{gone} EXCEPT {quotes} EXCEPT {erased}")
        without = {row[0] for row in self.conn.exec_driver_sql(without_leave, (EMPTY, _QUOTES))}
        self.erased_documents = counts[1]
        self.quotes_only = counts[0] - counts[1] - len(without)
        return without

    def first_naming(self, identity: Any) -> int | None:
        """The first event that rests on a document. There is no index for it: documents are not damaged every day."""
        statement = sql(self.conn, "SELECT min(seq) FROM events WHERE document_id = ?")
        seq: int | None = self.conn.exec_driver_sql(statement, (identity,)).scalar()
        return seq


def _payload_fault(payload: Any, salt: Any, payload_hash: Any, erasable: bool) -> str | None:
    """What is wrong with a payload, if anything is."""
    if payload == "" and salt == "":
        return None if erasable else "its content was emptied, and no ContentErased event names it"
    if not isinstance(payload, str) or not isinstance(salt, str) or len(salt) != chain.SALT_LENGTH:
        return "its content was changed: it has no proper salt or payload"
    if chain.payload_hash(salt, payload) != payload_hash:
        return "its content was changed: payload and salt do not give the hash they were written with"
    return None


def _hash(values: list[Any]) -> str | None:
    """The hash that an event should have; nothing if it holds what no event can, such as bytes in place of text."""
    if any(value is not None and type(value) is not str and type(value) is not int for value in values):
        return None
    return chain.event_hash(*values)


def _target(payload: Any) -> int | None:
    target = _content(payload).get("target_seq")
    return target if isinstance(target, int) else None


def _content(payload: Any) -> dict[str, Any]:
    """What a payload says; of one that was erased, or is damaged, nothing."""
    try:
        content = from_json(payload)
    except (TypeError, ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}


def _row_hash(beside: Sequence[Any]) -> str | None:
    media_type, hash_of_text, captured_at = beside
    if isinstance(media_type, str) and isinstance(hash_of_text, str) and type(captured_at) is int:
        return row_hash(media_type, hash_of_text, captured_at)
    return None


@contextmanager
def _undecoded(conn: Connection) -> Iterator[None]:
    """Let SQLite hand over text that is no UTF-8 as the bytes it is, instead of failing on it."""
    if conn.dialect.name != "sqlite":
        yield
        return
    driver = driver_connection(conn)
    before = driver.text_factory
    driver.text_factory = _text_or_bytes
    try:
        yield
    finally:
        driver.text_factory = before


def _text_or_bytes(raw: bytes) -> str | bytes:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw
