"""Documents into the log: their publications, the names they bring, their facts, and the read models' rows.

All of it in the caller's one write transaction, so that a document is in the ledger wholly or not at all. Many at once
are looked up, appended and projected together, which is where the time goes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import TypeVar

from sqlalchemy import Connection

from ledger.ingest import edits
from ledger.ingest.files import Document
from ledger.ingest.naming import Naming
from ledger.ingest.publication import publication_of
from ledger.ingest.reading import Doubt
from ledger.ingest.structured import StatedFact
from ledger.model.addresses import cleaned
from ledger.model.canonical import fields_of
from ledger.model.dates import iso, known_time, micros
from ledger.model.errors import DOCUMENT_ERRORS, LedgerError
from ledger.model.events import (
    CompanyRegistered,
    DocumentCaptured,
    FactCorrected,
    FactProposed,
    FactReported,
    NewEvent,
    Payload,
    Publication,
    Reader,
    event_id_of,
    fact_key,
    former_id_of,
)
from ledger.model.facts import FactBase
from ledger.model.fingerprint import fingerprint
from ledger.model.names import slug
from ledger.project import evidence, projector
from ledger.project.claims import FACT_EVENTS
from ledger.store import documents, log
from ledger.store.documents import Standing
from ledger.store.lookups import among, look_up
from ledger.store.registry import Registry, open_at
from ledger.store.text import readable

T = TypeVar("T")

#: What is text by a writer, so that the same text is somebody's copy; lines of facts look alike by their form.
_PROSE = frozenset({"text/plain", "text/markdown", "text/html", "application/feed-entry+json"})


@dataclass(frozen=True, slots=True)
class By:
    """Who records, when, by which reader, and under which command id if a person says so.

    `expected` is the position up to which that person has read what the ledger holds of the companies.
    """

    actor: str
    now: datetime
    reader: Reader
    command_id: str | None = None
    expected: int | None = None

    @property
    def at(self) -> int:
        return micros(self.now.astimezone(UTC))


@dataclass(frozen=True, slots=True)
class Captured:
    """What capturing a document did. `new` is false where the same publication was in the ledger already."""

    publication_id: str
    document_id: str
    new: bool
    facts: int
    registered: int
    seq: int
    #: Facts that wait for a person.
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """A document with what was read in it, and who records it."""

    document: Document
    facts: Sequence[StatedFact]
    by: By
    #: Facts that wait for a person; they take no ids before somebody accepts them.
    doubts: Sequence[Doubt] = ()
    #: The publication of which this is an edited version.
    revises: str | None = None


def is_captured(conn: Connection, publication: Publication) -> bool:
    """Whether the publication is in the log; the same one again appends nothing, whatever the reader's version."""
    return bool(_captured(conn, [publication]))


def capture(  # noqa: PLR0913 - a document, what is read in it, by whom, and what it takes the place of
    conn: Connection,
    document: Document,
    facts: Sequence[StatedFact],
    by: By,
    doubts: Sequence[Doubt] = (),
    *,
    revises: str | None = None,
) -> Captured:
    """Append the document's publication, facts and doubts, and project them, inside the caller's write transaction.

    Args:
        doubts: facts that wait for a person; they take no ids before somebody accepts them.
        revises: the publication of which this is an edited version. It is known from the edit on, as far as that was
            seen (`ledger.ingest.edits`), whatever date of publication the document still bears.

    Raises:
        UnreadableDocument, InvalidDate, UnstorableText: from `publication_of`, or the text cannot be kept.
        AmbiguousCompany: a fact names somebody who may be several.
        UnknownClaim: a fact replaces a claim that is not there.
        UnknownPublication: there is nothing that it could revise.
        KeyConflict: the command id was used for something else.
        PositionConflict: somebody has recorded something about the companies after the position that is expected.
    """
    [done] = capture_many(conn, [Reading(document, facts, by, doubts, revises)])
    if isinstance(done, LedgerError):
        raise done
    return done


def capture_many(conn: Connection, readings: Sequence[Reading]) -> list[Captured | LedgerError]:
    """The same for many documents in one transaction, at not much more than the price of one.

    It is as if each were captured in turn: a name that one brings is known to the next, a publication that stands among
    them twice is new the first time only, and one document may replace what an earlier one reports. A document is in
    the ledger wholly or not at all; what is wrong with one (`DOCUMENT_ERRORS`) is its outcome and does not touch the
    others.
    """
    done: list[Captured | LedgerError] = []
    for some in _runs(readings):
        done.extend(_capture_run(conn, some))
    return done


def _runs(readings: Sequence[Reading]) -> Iterator[list[Reading]]:
    """The readings in runs; one that takes the place of what an earlier one may say begins a run."""
    run: list[Reading] = []
    for reading in readings:
        if run and (reading.revises or any(fact.replaces for fact in reading.facts)):
            yield run
            run = []
        run.append(reading)
    if run:
        yield run


def _capture_run(conn: Connection, readings: Sequence[Reading]) -> list[Captured | LedgerError]:
    """Capture readings of which none rests on another's claims; who is refused is left out, and the rest tried anew."""
    outcomes: dict[int, Captured | LedgerError] = {}
    while waiting := [place for place in range(len(readings)) if place not in outcomes]:
        with conn.begin_nested() as attempt:
            found = dict(zip(waiting, _attempt(conn, [readings[place] for place in waiting]), strict=True))
            if refused := {place: one for place, one in found.items() if isinstance(one, LedgerError)}:
                attempt.rollback()
        outcomes |= refused or found
    return [outcomes[place] for place in range(len(readings))]


def _attempt(conn: Connection, readings: Sequence[Reading]) -> list[Captured | LedgerError]:
    """Write all of them, unless one is refused; what was written then is for the caller to take back."""
    position = log.head(conn).seq
    known, written = _written(conn, readings)
    if log.lock_head(conn)[0] != position and _outdated(conn, known, written):
        # Somebody has written what was looked up here; now nobody else can.
        _, written = _written(conn, readings)
    asked = [one for one in written if isinstance(one, _Written)]
    documents.put(conn, [one.stored for one in asked if one.stored is not None])
    said = iter(log.append_each(conn, [log.Request(one.prepared, one.recorded_at, one.expected) for one in asked]))
    found = [one if isinstance(one, LedgerError) else one.outcome(next(said)) for one in written]
    if not any(isinstance(one, LedgerError) for one in found):
        projector.catch_up(conn)
    head = log.head(conn).seq
    return [replace(one, seq=head) if isinstance(one, Captured) and one.seq == 0 else one for one in found]


def _written(conn: Connection, readings: Sequence[Reading]) -> tuple[set[str], list[_Written | LedgerError]]:
    """Make the documents and their events, as far as the log stands now; also the publications that it holds."""
    registry = open_at(conn)
    names = _names(readings)
    # What is named by nobody yet is registered under its slug, if that is free.
    registry.expect(map(slug, names), names)
    publications = [_refused(partial(_published, conn, r, registry)) for r in readings]
    held = _captured(conn, [one for one in publications if isinstance(one, Publication)])
    known = set(held)
    standing = documents.standings(conn, {one.document_id for one in publications if isinstance(one, Publication)})
    written: list[_Written | LedgerError] = []
    for reading, publication in zip(readings, publications, strict=True):
        if not isinstance(publication, Publication):
            written.append(publication)
        elif reading.by.command_id is None and publication.publication_id in known:
            written.append(_Written(publication.publication_id, publication.document_id))
        else:
            one = _refused(partial(_write, conn, reading, publication, (registry, standing)))
            if isinstance(one, _Written):
                registry = one.registry or registry
                if one.stored is not None:
                    standing[one.document_id] = one.stored.standing
                known |= {publication.publication_id} if reading.by.command_id is None else set()
            written.append(one)
    return held, written


def _outdated(conn: Connection, held: set[str], written: Sequence[_Written | LedgerError]) -> bool:
    """Whether what was made of an older state of the log may not go into it as it is now.

    Somebody may have registered the very name that is registered here, spelled otherwise, taken the place of the same
    claim or version, stored the same document, or captured the same publication and read something else in it.
    """
    made = [event.payload for one in written if isinstance(one, _Written) for event in one.events]
    bodies = [one.document_id for one in written if isinstance(one, _Written) and one.stored]
    captures = [payload for payload in made if isinstance(payload, DocumentCaptured)]
    return (
        any(isinstance(payload, (CompanyRegistered, FactCorrected)) for payload in made)
        or any(payload.revises for payload in captures)
        or bool(documents.standings(conn, bodies))
        or not _captured(conn, [payload.publication for payload in captures]) <= held
    )


def _published(conn: Connection, reading: Reading, registry: Registry) -> Publication | _Written:
    """The reading's publication; or that of the version with this very content, which is there already."""
    publication = publication_of(reading.document, registry, reading.by.now)
    if reading.revises is None:
        return publication
    there = edits.captured_version(conn, reading.revises, publication.document_id)
    if there is not None:
        return _Written(there, publication.document_id)
    edited = edits.edited_at(conn, reading.revises, reading.document.dates, reading.by.at)
    return publication.model_copy(update={"published": iso(edited)})


def _names(readings: Iterable[Reading]) -> set[str]:
    """All names that will be asked for."""
    found = {reading.document.imprint.publisher or "" for reading in readings}
    for fact in (stated.fact for reading in readings for stated in reading.facts):
        found |= {fact.company, *(party.name for party in fact.counterparties), *fact.attributed_to}
    return found - {""}


def _captured(conn: Connection, publications: Iterable[Publication]) -> set[str]:
    """Those of the publications that are in the log, by id."""
    keys = {one.key("publication"): one.publication_id for one in publications}
    # What an older version appended stands under the former id.
    ids = {event_id_of(key): one for key, one in keys.items()}
    ids |= {former: one for key, one in keys.items() if (former := former_id_of(key)) is not None}
    statement = f"SELECT event_id FROM events WHERE {among(conn, 'event_id')}"  # noqa: S608 - a constant
    return {ids[event_id] for (event_id,) in look_up(conn, statement, list(ids))}


def _refused(make: Callable[[], T]) -> T | LedgerError:
    """What is made, or what is wrong with the document that it would be made of."""
    try:
        return make()
    except DOCUMENT_ERRORS as error:
        return error


def _write(
    conn: Connection, reading: Reading, publication: Publication, known: tuple[Registry, Mapping[str, Standing]]
) -> _Written:
    """Make the document and its events; a name that it brings is known in `registry` of the outcome.

    Args:
        known: who is known by now, and how the documents stand that are stored.
    """
    document, by, (registry, standings) = reading.document, reading.by, known
    standing, stored = standings.get(publication.document_id), None
    if standing is None:
        stored = documents.prepare(conn, document.body, document.text, document.media_type, by.at)
        standing = stored.standing
    known_at = micros(known_time(publication.published)) if publication.published else by.at
    writing = _Writing(conn, publication, Naming(registry, by.actor, known_at), by, known_at)
    events = [
        *writing.events(document, reading.facts, reading.revises, standing),
        *proposals(publication, reading.doubts, by.actor, known_at),
    ]
    ids = publication.publication_id, publication.document_id
    about = {event.company_id for event in events if event.company_id and event.type in FACT_EVENTS}
    expected = evidence.expected_at(conn, about, by.expected)
    return _Written(*ids, stored, events, log.prepare(events), by.at, writing.naming.registry, expected)


_NOTHING = log.Prepared(())


@dataclass(frozen=True)
class _Written:
    """A document's events, ready to be appended; none of one that is in the ledger already."""

    publication_id: str
    document_id: str
    #: The document, if nobody has stored it before.
    stored: documents.Prepared | None = None
    events: Sequence[NewEvent] = ()
    prepared: log.Prepared = _NOTHING
    recorded_at: int = 0
    registry: Registry | None = None
    expected: Mapping[str, int] | None = None

    def outcome(self, appended: log.Outcome) -> Captured | LedgerError:
        """What became of it; `seq` is 0 where nothing was appended."""
        if isinstance(appended, LedgerError):
            return appended
        # A document may state one fact twice, which is one event.
        types = [event.type for event, a in zip(self.events, appended, strict=True) if a.new]
        return Captured(
            publication_id=self.publication_id,
            document_id=self.document_id,
            new="DocumentCaptured" in types,
            facts=sum(one in FACT_EVENTS for one in types),
            registered=types.count("CompanyRegistered"),
            seq=max((a.seq for a in appended if a.new), default=0),
            waiting=types.count("FactProposed"),
        )


@dataclass(frozen=True)
class _Writing:
    """One document's events in the making."""

    conn: Connection
    publication: Publication
    naming: Naming
    by: By
    known_at: int

    def events(
        self, document: Document, facts: Sequence[StatedFact], revises: str | None, standing: Standing
    ) -> list[NewEvent]:
        """The publication first, then each fact after the names that it brings."""
        captured = DocumentCaptured(
            publication=self.publication,
            language=document.imprint.language,
            media_type=document.media_type,
            origin=readable(document.address),
            kept=standing.kept,
            row_hash=standing.row_hash,
            dates=document.dates,
            canonical_url=cleaned(document.canonical) if document.canonical else None,
            fingerprint=fingerprint(document.text) if document.media_type in _PROSE else None,
            revises=revises,
            response=document.response,
        )
        command_id = self.by.command_id
        key = f"command|{command_id}" if command_id else self.publication.key("publication")
        events = [self._event(key, captured)]
        keys: dict[str, str] = {}
        for stated in facts:
            payload = self._payload(stated, keys)
            event = self._event(reported_key(self.publication, stated.fact), payload, payload.ids.company)
            if stated.fact_id:
                keys[stated.fact_id] = event.key
            events.extend([*self.naming.take_new(), event])
        return events

    def _payload(self, stated: StatedFact, keys: dict[str, str]) -> FactReported | FactCorrected:
        fact, ids = stated.fact, self.naming.ids(stated.fact)
        if not stated.replaces:
            return FactReported(
                publication=self.publication, fact=fact, ids=ids, reader=self.by.reader, fact_id=stated.fact_id
            )
        key = keys.get(stated.replaces)
        old = log.id_of(self.conn, key) if key else evidence.claim_called(self.conn, stated.replaces).claim_id
        publisher = self.publication.publisher or "its source"
        return FactCorrected(
            claim_id=old,
            fact=fact,
            ids=ids,
            publication=self.publication,
            reason=f"replaced by {publisher} on {self.publication.published or iso(self.known_at)}",
            cause="erratum",
            fact_id=stated.fact_id,
        )

    def _event(self, key: str, payload: Payload, company_id: str | None = None) -> NewEvent:
        return NewEvent(
            key=key,
            payload=payload,
            recorded_by=self.by.actor,
            company_id=company_id,
            document_id=self.publication.document_id,
            known_at=self.known_at,
        )


def proposals(publication: Publication, doubts: Sequence[Doubt], actor: str, known_at: int) -> list[NewEvent]:
    """The events that keep doubtful facts for a person; of one that is doubtful twice, the first reason is kept."""
    events: dict[str, NewEvent] = {}
    for doubt in doubts:
        key = proposal_key(publication, doubt.fact)
        payload = FactProposed(
            publication=publication,
            fact=doubt.fact,
            reader=doubt.reader,
            cause=doubt.cause,
            reason=readable(doubt.reason),
        )
        event = NewEvent(key, payload, actor, document_id=publication.document_id, known_at=known_at)
        events.setdefault(key, event)
    return list(events.values())


def reported_key(publication: Publication, fact: FactBase) -> str:
    """The idempotency key of a fact that a publication reports."""
    return publication.key("fact", fact_key(fields_of(fact)))


def proposal_key(publication: Publication, fact: FactBase) -> str:
    """The idempotency key of a proposed fact."""
    return publication.key("proposal", fact_key(fields_of(fact)))
