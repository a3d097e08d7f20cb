"""Erasure on a legal request (DESIGN §4): what is said goes, that it was said stays, and `verify` still passes.

For every event whose content goes a `ContentErased` event is appended first; by its leave the database lets through
the one update there is, which empties the payload and its salt. Of a document its row and hashes stay. The read models
lose what came from there in the same transaction.

Not reached: a company's or a person's id (it is a column of events that the chain covers), copies in backups and
exports made before, and for a while the free pages of the database's files (`scrub`). docs/operations.md tells more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal

from sqlalchemy import Connection, Engine, or_, select

from ledger.model.dates import micros
from ledger.model.errors import ImpossibleDecision, LedgerError
from ledger.model.events import ContentErased, NewEvent
from ledger.project import evidence, projector
from ledger.project.tables import claim_parties, claims
from ledger.store import bulk, documents, log
from ledger.store.database import driver_connection, session, writing_on
from ledger.store.registry import open_at
from ledger.store.tables import entities

Kind = Literal["document", "claim", "person", "event"]


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be erased: a document by its id, a claim by id or position, a person or company by name or id, or
    one event by its position. `related` reaches from documents to the claims read from them, and the other way."""

    kind: Kind
    reference: str
    reason: str
    related: bool = False


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure did: the positions emptied now, the documents emptied now, and the log's last position.

    `scrubbed` is false if somebody still reads the state before, so that the files keep it until `erase` is run again.
    """

    positions: tuple[int, ...]
    documents: tuple[str, ...]
    seq: int
    scrubbed: bool = True


def erase(engine: Engine, request: Request, *, actor: str, now: datetime) -> Erased:
    """Erase in one transaction; what was erased before stays so, and asking again appends nothing.

    Raises:
        LedgerError: nothing is called so, and the message says where to look; or no reason is given.
        DatabaseUnavailable: the database cannot be reached, is locked for too long, or is out of space.
    """
    if not request.reason.strip():
        raise ImpossibleDecision("Say why: an erasure is kept with its reason.")
    with session(engine) as conn:
        if conn.dialect.name == "sqlite":
            # What is deleted or emptied is overwritten in the file, not only marked as free.
            driver_connection(conn).execute("PRAGMA secure_delete = ON")
        with writing_on(conn):
            projector.catch_up(conn)
            positions, wanted = _FINDERS[request.kind](conn, request)
            done = _erase(conn, sorted(positions), sorted(wanted), request.reason, actor, now)
        return replace(done, scrubbed=scrub(conn))


def scrub(conn: Connection) -> bool:
    """Take old copies of rows out of the database's files; whether they are gone, as far as that can be known.

    Copies are not only where the rows stood: a claim that was drawn anew or a document that has left quarantine has
    left its words in free places before. SQLite's file is therefore written anew, while writers wait.
    """
    driver = driver_connection(conn)
    if conn.dialect.name == "sqlite":
        with bulk.translated(conn, "VACUUM"):
            driver.execute("VACUUM")
            held: int = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        return not held
    driver.autocommit = True
    for table in ("events", "documents", "quarantine", *(table.name for table in projector.PROJECTED)):
        driver.execute(f"VACUUM {table}")
    driver.autocommit = False
    return True


def _erase(  # noqa: PLR0913, PLR0917 - what, why, who and when
    conn: Connection, positions: Sequence[int], wanted: Sequence[str], reason: str, actor: str, now: datetime
) -> Erased:
    standing = [seq for seq in positions if _has_content(conn, seq)]
    events = [NewEvent(f"erase|{seq}", ContentErased(target_seq=seq, reason=reason), actor) for seq in standing]
    log.append(conn, events, recorded_at=micros(now.astimezone(UTC)))
    for seq in standing:
        conn.exec_driver_sql(log.sql(conn, "UPDATE events SET payload = '', salt = '' WHERE seq = ?"), (seq,))
    standings = documents.standings(conn, wanted)
    emptied = [identity for identity in wanted if standings[identity].kept == "full"]
    for identity in emptied:
        documents.empty(conn, identity)
        conn.exec_driver_sql(log.sql(conn, "DELETE FROM quarantine WHERE body_hash = ?"), (identity,))
    projector.catch_up(conn)
    return Erased(tuple(standing), tuple(emptied), log.head(conn).seq)


def _has_content(conn: Connection, seq: int) -> bool:
    statement = log.sql(conn, "SELECT 1 FROM events WHERE seq = ? AND payload <> '' AND type <> 'ContentErased'")
    return conn.exec_driver_sql(statement, (seq,)).first() is not None


_Found = tuple[set[int], set[str]]


def _document(conn: Connection, request: Request) -> _Found:
    """The events that captured the document; with `related` all that rest on it."""
    if documents.get(conn, request.reference) is None:
        raise LedgerError(f"There is no document {request.reference}; `deal-ledger claims COMPANY --json` names them.")
    captured = "" if request.related else " AND type = 'DocumentCaptured'"
    statement = log.sql(conn, f"SELECT seq FROM events WHERE document_id = ?{captured}")  # noqa: S608
    positions = {seq for (seq,) in conn.exec_driver_sql(statement, (request.reference,))}
    return positions, {request.reference}


def _claim(conn: Connection, request: Request) -> _Found:
    """The claim in all its wordings, and with `related` the documents that say it."""
    return _with_documents(conn, {evidence.find_claim(conn, request.reference).claim_id}, request.related)


def _person(conn: Connection, request: Request) -> _Found:
    """Every registration of the person and every claim that names them, in all wordings."""
    entity_id = open_at(conn).resolve(request.reference)
    if entity_id is None:
        raise LedgerError(f"Nobody is known as “{request.reference}”; check the spelling.")
    as_party = select(claim_parties.c.seq).where(claim_parties.c.recorded_entity_id == entity_id)
    naming = select(claims.c.claim_id).where(or_(claims.c.recorded_company_id == entity_id, claims.c.seq.in_(as_party)))
    positions, wanted = _with_documents(conn, set(conn.scalars(naming)), request.related)
    return positions | set(conn.scalars(select(entities.c.seq).where(entities.c.id == entity_id))), wanted


def _event(conn: Connection, request: Request) -> _Found:
    if not request.reference.isdecimal() or len(request.reference) > 18:
        raise LedgerError(f"“{request.reference}” is no position; `deal-ledger events` shows them.")
    event = log.get(conn, int(request.reference))
    if event.type == "ContentErased":
        raise LedgerError("An erasure cannot be erased: without it the log would not verify.")
    if event.type == "DocumentCaptured" and event.document_id:
        return _document(conn, Request("document", event.document_id, request.reason, request.related))
    return {event.seq}, set()


_FINDERS = {"document": _document, "claim": _claim, "person": _person, "event": _event}


def _with_documents(conn: Connection, claim_ids: set[str], related: bool) -> _Found:
    """The positions of claims and of all their wordings; with `related` their documents' captures as well."""
    positions, sources = _wordings(conn, claim_ids)
    if not related:
        return positions, set()
    for identity in sources:
        statement = log.sql(conn, "SELECT seq FROM events WHERE document_id = ? AND type = 'DocumentCaptured'")
        positions |= {seq for (seq,) in conn.exec_driver_sql(statement, (identity,))}
    return positions, sources


def _wordings(conn: Connection, claim_ids: Iterable[str]) -> _Found:
    """The positions and documents of claims, of what they correct and of what corrects them, however often."""
    seen: set[str] = set()
    waiting = set(claim_ids)
    positions: set[int] = set()
    sources: set[str] = set()
    while waiting:
        claim_id = waiting.pop()
        seen.add(claim_id)
        query = select(claims.c.seq, claims.c.claim_id, claims.c.corrects, claims.c.document_id).where(
            or_(claims.c.claim_id == claim_id, claims.c.corrects == claim_id)
        )
        for row in conn.execute(query):
            positions.add(row.seq)
            sources.add(row.document_id)
            waiting |= {other for other in (row.claim_id, row.corrects) if other} - seen
    return positions, sources
