"""One document into the log: its publication, the names it brings, its facts, and the read models' rows.

All of it in the caller's one write transaction, so that a document is in the ledger wholly or not at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from sqlalchemy import Connection

from ledger.ingest import edits
from ledger.ingest.files import Document
from ledger.ingest.reading import Doubt
from ledger.ingest.structured import StatedFact
from ledger.model.addresses import cleaned
from ledger.model.dates import iso, known_time, micros
from ledger.model.errors import UnreadableDocument
from ledger.model.events import (
    CompanyRegistered,
    DocumentCaptured,
    EntityType,
    FactCorrected,
    FactProposed,
    FactReported,
    NewEvent,
    Payload,
    Publication,
    Reader,
    ResolvedIds,
    fact_key,
)
from ledger.model.facts import FactBase
from ledger.model.fingerprint import fingerprint
from ledger.project import evidence, projector
from ledger.store import documents, log
from ledger.store.registry import Entity, Registry, open_at
from ledger.store.text import readable, require_storable

#: A publication may be dated a little ahead of us (other time zones), not more.
AHEAD = timedelta(days=1)

#: Kinds whose counterparties are people.
_ABOUT_PEOPLE = frozenset({"appointment", "departure", "role", "compensation", "founding"})
#: What is text by a writer, so that the same text is somebody's copy; lines of facts look alike by their form.
_PROSE = frozenset({"text/plain", "text/markdown", "text/html", "application/feed-entry+json"})
_SUBJECTS = ("company", "fund", "organisation")


@dataclass(frozen=True, slots=True)
class By:
    """Who records, when, by which reader, and under which command id if a person says so."""

    actor: str
    now: datetime
    reader: Reader
    command_id: str | None = None

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


def is_captured(conn: Connection, publication: Publication) -> bool:
    """Whether the publication is in the log; the same one again appends nothing, whatever the reader's version."""
    key = _publication_key(publication)
    event = NewEvent(key=key, payload=DocumentCaptured(publication=publication), recorded_by="")
    return log.find(conn, str(event.event_id)) is not None


def publication_of(document: Document, registry: Registry, now: datetime) -> Publication:
    """The document as its publisher put it out.

    Raises:
        UnreadableDocument: it says it was published in the future.
        InvalidDate: its date is none.
        UnstorableText: its imprint holds what no database can keep.
    """
    imprint = document.imprint
    if imprint.published and known_time(imprint.published) > now.astimezone(UTC) + AHEAD:
        raise UnreadableDocument(
            f"{document.address} says it was published on {imprint.published}, which is in the future; "
            "correct the date."
        )
    for name, text in asdict(imprint).items():
        if text is not None:
            require_storable(text, f"The {name} of {readable(document.address)}")
    publisher = _publisher(document, registry)
    return Publication(
        document_id=documents.document_id(document.body),
        publisher=publisher.name if isinstance(publisher, Entity) else publisher,
        publisher_id=publisher.id if isinstance(publisher, Entity) else None,
        url=imprint.url,
        title=imprint.title,
        published=imprint.published,
    )


def capture(  # noqa: PLR0913 - a document, what is read in it, by whom, and what it takes the place of
    conn: Connection,
    document: Document,
    facts: Sequence[StatedFact],
    by: By,
    doubts: Sequence[Doubt] = (),
    *,
    revises: str | None = None,
) -> Captured:
    """Append the document's publication and facts, and what waits for a person, and project them.

    Args:
        revises: the publication of which this is an edited version. It is known from the edit on, as far as that was
            seen (`ledger.ingest.edits`), whatever date of publication the document still bears.

    Raises:
        UnreadableDocument, InvalidDate: from `publication_of`.
        UnknownClaim: a fact replaces a claim that is not there.
        UnknownPublication: there is nothing that it could revise.
        KeyConflict: the command id was used for something else.
    """
    registry = open_at(conn)
    publication = publication_of(document, registry, by.now)
    if revises is not None:
        there = edits.captured_version(conn, revises, publication.document_id)
        if there is not None:
            return replace(_outcome(conn, publication, [], set()), publication_id=there)
        edited = edits.edited_at(conn, revises, document.dates, by.at)
        publication = publication.model_copy(update={"published": iso(edited)})
    if by.command_id is None and is_captured(conn, publication):
        return _outcome(conn, publication, [], set())
    documents.put(conn, document.body, document.text, document.media_type, by.at)
    known_at = micros(known_time(publication.published)) if publication.published else by.at
    writing = _Writing(conn, publication, Naming(registry, by.actor, known_at), by, known_at)
    events = [*writing.events(document, facts, revises), *proposals(publication, doubts, by.actor, known_at)]
    appended = log.append(conn, events, recorded_at=by.at)
    projector.catch_up(conn)
    return _outcome(conn, publication, events, {a.event_id for a in appended if a.new})


class Naming:
    """Turns names into ids; a name nobody knows is registered at once as provisional."""

    def __init__(self, registry: Registry, actor: str, known_at: int) -> None:
        self._registry, self._actor, self._known_at = registry, actor, known_at
        self._new: list[NewEvent] = []

    def ids(self, fact: FactBase) -> ResolvedIds:
        """The ids that the fact's names mean, and the spelling of its roots."""
        people = fact.kind in _ABOUT_PEOPLE
        return ResolvedIds(
            company=self._id(fact.company, "company"),
            counterparties=tuple(
                self._id(party.name, "person" if people or "person" in party.role else "company")
                for party in fact.counterparties
            ),
            roots=tuple(dict.fromkeys(self._spelled(name) for name in fact.attributed_to)),
        )

    def take_new(self) -> list[NewEvent]:
        """The registrations that came up since the last call."""
        new, self._new = self._new, []
        return new

    def _id(self, name: str, entity_type: EntityType) -> str:
        first = ("person",) if entity_type == "person" else _SUBJECTS
        known = self._registry.resolve(name, types=first)
        if known is not None:
            return known
        payload = CompanyRegistered(
            id=self._registry.free_id(name), name=name, entity_type=entity_type, provisional=True
        )
        self._registry = self._registry.with_entity(Entity.of(payload))
        self._new.append(
            NewEvent(
                key=f"company|{payload.id}|provisional",
                payload=payload,
                recorded_by=self._actor,
                company_id=payload.id,
                known_at=self._known_at,
            )
        )
        return payload.id

    def _spelled(self, name: str) -> str:
        known = self._registry.resolve(name, types=("publisher",))
        entity = self._registry.get(known) if known else None
        return entity.name if entity else name


@dataclass(frozen=True)
class _Writing:
    """One document's events in the making."""

    conn: Connection
    publication: Publication
    naming: Naming
    by: By
    known_at: int

    def events(self, document: Document, facts: Sequence[StatedFact], revises: str | None) -> list[NewEvent]:
        """The publication first, then each fact after the names that it brings."""
        captured = DocumentCaptured(
            publication=self.publication,
            language=document.imprint.language,
            media_type=document.media_type,
            origin=readable(document.address),
            kept=documents.kept(self.conn, self.publication.document_id),
            dates=document.dates,
            canonical_url=cleaned(document.canonical) if document.canonical else None,
            fingerprint=fingerprint(document.text) if document.media_type in _PROSE else None,
            revises=revises,
        )
        command_id = self.by.command_id
        key = f"command|{command_id}" if command_id else _publication_key(self.publication)
        events = [self._event(key, captured)]
        by_fact_id: dict[str, str] = {}
        for stated in facts:
            payload = self._payload(stated, by_fact_id)
            event = self._event(reported_key(self.publication, stated.fact), payload, payload.ids.company)
            if stated.fact_id:
                by_fact_id[stated.fact_id] = str(event.event_id)
            events.extend([*self.naming.take_new(), event])
        return events

    def _payload(self, stated: StatedFact, by_fact_id: dict[str, str]) -> FactReported | FactCorrected:
        fact, ids = stated.fact, self.naming.ids(stated.fact)
        if not stated.replaces:
            return FactReported(
                publication=self.publication, fact=fact, ids=ids, reader=self.by.reader, fact_id=stated.fact_id
            )
        old = by_fact_id.get(stated.replaces) or evidence.claim_called(self.conn, stated.replaces).claim_id
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
    return f"fact|{publication.publication_id}|{fact_key(fact.model_dump())}"


def proposal_key(publication: Publication, fact: FactBase) -> str:
    """The idempotency key of a proposed fact."""
    return f"proposal|{publication.publication_id}|{fact_key(fact.model_dump())}"


def _publication_key(publication: Publication) -> str:
    return f"publication|{publication.publication_id}"


def _outcome(conn: Connection, publication: Publication, events: list[NewEvent], new: set[str]) -> Captured:
    # By id, since a document may state one fact twice, which is one event.
    appended = {event.event_id: event for event in events if str(event.event_id) in new}.values()
    return Captured(
        publication_id=publication.publication_id,
        document_id=publication.document_id,
        new=any(event.type == "DocumentCaptured" for event in appended),
        facts=sum(event.type in ("FactReported", "FactCorrected") for event in appended),
        registered=sum(event.type == "CompanyRegistered" for event in appended),
        seq=log.head(conn).seq,
        waiting=sum(event.type == "FactProposed" for event in appended),
    )


def _publisher(document: Document, registry: Registry) -> Entity | str | None:
    """Who put the document out: as the registry knows them, so that one publisher is one voice and one root.

    Where nobody is named, the host of the address is, as far as the registry does not know whose it is.
    """
    named, host = document.imprint.publisher, _host(document)
    if named is not None:
        publisher_id = registry.resolve(named, types=("publisher",))
        entity = registry.get(publisher_id) if publisher_id else None
        return entity if entity is not None and entity.type == "publisher" else named
    if host is None:
        return None
    labels = host.split(".")
    domains = {".".join(labels[place:]) for place in range(len(labels))} - {""}
    return next((e for e in registry.at_domain(domains) if e.type == "publisher"), host)


def _host(document: Document) -> str | None:
    url = document.imprint.url
    try:
        host = urlsplit(url).hostname if url else None
    except ValueError:
        raise UnreadableDocument(
            f"{readable(document.address)} gives an address that is none: {readable(url or '')}."
        ) from None
    return host.removeprefix("www.") if host else None
