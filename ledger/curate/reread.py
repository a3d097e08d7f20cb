"""Reading stored documents again with the reader of today: what it would change, and how that gets into the log.

Nothing is rewritten. A fact that is read otherwise now is corrected by event, one that is not found any more is
retracted by event, each with the reader's name and version; both reach back to the document's own known time, like
every correction of a misreading. What people decided stands: a fact that somebody corrected, retracted, edited or
rejected is theirs, and the reader has no say in it any more.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Literal

from sqlalchemy import Connection, select

from ledger.curate.commands import Command
from ledger.ingest.capture import proposal_key, proposals, reported_key
from ledger.ingest.compare import overlap, same_fact, same_subject
from ledger.ingest.files import NOT_PROSE, Imprint
from ledger.ingest.naming import Naming
from ledger.ingest.reading import Checked, Doubt, Read
from ledger.model.canonical import canonical, from_json
from ledger.model.events import (
    Event,
    FactCorrected,
    FactReported,
    FactRetracted,
    NewEvent,
    Publication,
    Reader,
    fact_key,
)
from ledger.model.facts import FactBase, parse_fact
from ledger.project import projector
from ledger.project.claims import LIVE, RETRACTED
from ledger.project.reviewing import EDITED, REJECTED
from ledger.project.tables import claim_effects, claims, review_queue
from ledger.store import documents, log
from ledger.store.registry import open_at
from ledger.store.tables import documents as stored_documents

Kind = Literal["added", "changed", "gone", "restored"]
#: Fields whose change alone is none: labels within the document, and how sure the reader was.
_BESIDE = {"confidence", "deal", "language"}


@dataclass(frozen=True, slots=True)
class Change:
    """One fact that the reader of today reads otherwise. `claim_id` is the claim that would be superseded."""

    kind: Kind
    before: FactBase | None
    after: FactBase | None
    claim_id: str | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """What reading a publication again would do. `doubts` would wait for a person."""

    publication: Publication
    reader: Reader
    known_at: int
    unchanged: int = 0
    changes: list[Change] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Stored:
    """A publication with its text, as it is read again."""

    event: Event
    publication: Publication
    text: str
    imprint: Imprint


def captures(conn: Connection, document_ids: Collection[str] | None = None) -> list[Event]:
    """The events that captured a text which was read, of some documents or all, in the order of the log."""
    return [
        event
        for event in log.read(conn, types=["DocumentCaptured"])
        if event.payload
        and event.payload["media_type"] not in NOT_PROSE
        and (document_ids is None or event.document_id in document_ids)
    ]


def stored(conn: Connection, event: Event) -> Stored | None:
    """The publication that an event captured, with its text; nothing where that is not kept."""
    publication = Publication(**event.payload["publication"])
    text = documents.text_of(conn, publication.document_id)
    if not text:
        return None
    published, spoken = _published(conn, publication), event.payload["language"]
    return Stored(
        event,
        publication,
        text,
        Imprint(publication.publisher, publication.url, publication.title, published, spoken),
    )


def ids_beginning(conn: Connection, beginning: str) -> list[str]:
    """The stored documents whose ids begin so; of fewer than eight characters, none."""
    if len(beginning) < 8 or not set(beginning) <= set("0123456789abcdef"):
        return []
    return list(conn.scalars(select(stored_documents.c.id).where(stored_documents.c.id.startswith(beginning))))


def read_again(one: Stored, reader: Checked) -> Read:
    """The facts of a stored text, by the reader of today.

    Raises:
        UnreadableDocument: it cannot read the text.
    """
    return reader.read(one.text, one.imprint)


def difference(conn: Connection, one: Stored, read: Read) -> Difference:
    """What the reading would change of what stands now."""
    publication = one.publication
    assert one.event.known_at is not None, "a publication always has a known time"
    known_at = one.event.known_at
    chains = _chains(conn, publication.publication_id)
    fixed = [chain for chain in chains if chain.by_person]
    settled_keys = {key for chain in fixed for key in chain.keys} | _judged_keys(conn, publication.publication_id)
    fresh = [
        fact
        for fact in {fact_key(f.model_dump()): f for f in read.facts}.values()
        if fact_key(fact.model_dump()) not in settled_keys and not any(chain.speaks_of(fact) for chain in fixed)
    ]
    matched, left = _matched([chain for chain in chains if not chain.by_person], fresh)
    unsure = [doubt.fact for doubt in read.doubts if doubt.cause != "grounding"]
    relabelled = _labels([(chain.fact, fact) for chain, fact in matched if fact is not None], left)
    changes: list[Change] = []
    unchanged = 0
    for chain, found in matched:
        fact = relabelled(found) if found is not None else None
        if fact is None:
            # Where the reader is only less sure now, what it once reported stays.
            if chain.live and not any(chain.speaks_of(doubtful) for doubtful in unsure):
                changes.append(Change("gone", chain.fact, None, chain.claim_id))
        elif not chain.live:
            changes.append(Change("restored", chain.fact, fact, chain.claim_id))
        elif _content(fact) != _content(chain.fact):
            changes.append(Change("changed", chain.fact, fact, chain.claim_id))
        else:
            unchanged += 1
    changes.extend(Change("added", None, relabelled(fact)) for fact in left)
    doubts = [doubt for doubt in read.doubts if _is_news(conn, publication, doubt, chains)]
    return Difference(publication, read.reader, known_at, unchanged, changes, doubts)


def apply(conn: Connection, found: Difference, command: Command) -> int:
    """Append what a difference says, inside the caller's write transaction; returns how many events are new."""
    naming = Naming(open_at(conn), command.actor, found.known_at)
    events: list[NewEvent] = []
    for change in found.changes:
        event = _event(change, found, naming, command)
        events += [*naming.take_new(), event]
    events += proposals(found.publication, found.doubts, command.actor, found.known_at)
    appended = log.append(conn, events, recorded_at=command.at)
    projector.catch_up(conn)
    return sum(done.new for done in appended)


def _event(change: Change, found: Difference, naming: Naming, command: Command) -> NewEvent:
    reader, publication = found.reader, found.publication
    by = f"{reader.name} {reader.version}"
    if change.kind == "gone":
        assert change.claim_id is not None
        gone = FactRetracted(claim_id=change.claim_id, reason=f"{by} does not read it there", reader=reader)
        company = naming.ids(change.before).company if change.before else None
        return NewEvent(f"reread|{change.claim_id}|gone|{by}", gone, command.actor, company, publication.document_id)
    assert change.after is not None
    ids = naming.ids(change.after)
    if change.claim_id is None:
        reported = FactReported(publication=publication, fact=change.after, ids=ids, reader=reader)
        key = reported_key(publication, change.after)
        return NewEvent(key, reported, command.actor, ids.company, publication.document_id, found.known_at)
    corrected = FactCorrected(
        claim_id=change.claim_id,
        fact=change.after,
        ids=ids,
        publication=publication,
        reason=f"read again by {by}",
        reader=reader,
    )
    content = fact_key(change.after.model_dump(exclude={"date_as_written"}))
    key = f"reread|{change.claim_id}|{content}|{by}"
    return NewEvent(key, corrected, command.actor, ids.company, publication.document_id, found.known_at)


# -- What stands -------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Chain:
    """A claim and what it was corrected from: all that the ledger has ever said of one fact of a publication."""

    facts: list[FactBase]
    claim_id: str
    live: bool
    by_person: bool

    @property
    def fact(self) -> FactBase:
        return self.facts[-1]

    @property
    def keys(self) -> set[str]:
        return {fact_key(fact.model_dump()) for fact in self.facts}

    def speaks_of(self, fact: FactBase) -> bool:
        """Whether the fact answers the same question from the same words."""
        return any(same_subject(mine, fact) and overlap(mine, fact) > 0 for mine in self.facts)


def _chains(conn: Connection, publication_id: str) -> list[_Chain]:
    query = select(claims.c.seq, claims.c.claim_id, claims.c.status, claims.c.corrects, claims.c.fact)
    rows = conn.execute(query.where(claims.c.publication_id == publication_id).order_by(claims.c.seq)).all()
    chains: dict[str, _Chain] = {}
    for row in rows:
        payload = log.get(conn, row.seq).payload
        reader = payload.get("reader")
        person = reader is None or reader["name"] == "person"
        fact = parse_fact(from_json(row.fact))
        earlier = chains.pop(row.corrects, None) if row.corrects else None
        if earlier is None:
            chains[row.claim_id] = _Chain([fact], row.claim_id, row.status == LIVE, person)
        else:
            earlier.facts.append(fact)
            earlier.claim_id, earlier.live, earlier.by_person = row.claim_id, row.status == LIVE, person
            chains[row.claim_id] = earlier
        if row.status == RETRACTED:
            chains[row.claim_id].by_person |= _retracted_by_person(conn, row.claim_id)
    return list(chains.values())


def _retracted_by_person(conn: Connection, claim_id: str) -> bool:
    query = select(claim_effects.c.payload).where(
        claim_effects.c.claim_id == claim_id, claim_effects.c.type == "FactRetracted"
    )
    return any(from_json(payload).get("reader") is None for payload in conn.scalars(query))


def _judged_keys(conn: Connection, publication_id: str) -> set[str]:
    """Facts as proposed that a person rejected, or let in otherwise than proposed."""
    query = select(review_queue.c.fact).where(
        review_queue.c.publication_id == publication_id, review_queue.c.status.in_((REJECTED, EDITED))
    )
    return {fact_key(from_json(fact)) for fact in conn.scalars(query)}


def _published(conn: Connection, publication: Publication) -> str | None:
    """When it was published, as far as is known now."""
    query = (
        select(claim_effects.c.payload)
        .where(claim_effects.c.publication_id == publication.publication_id, claim_effects.c.type == "DocumentRedated")
        .order_by(claim_effects.c.seq.desc())
        .limit(1)
    )
    redated = conn.scalar(query)
    return str(from_json(redated)["published"]) if redated else publication.published


def _is_news(conn: Connection, publication: Publication, doubt: Doubt, chains: Sequence[_Chain]) -> bool:
    """Whether a doubtful fact is not in the log yet, in whatever way."""
    if fact_key(doubt.fact.model_dump()) in _judged_keys(conn, publication.publication_id):
        return False
    if any(chain.speaks_of(doubt.fact) or fact_key(doubt.fact.model_dump()) in chain.keys for chain in chains):
        return False
    return log.find_key(conn, proposal_key(publication, doubt.fact)) is None


# -- Matching ----------------------------------------------------------------------------------------------------------


def _matched(
    chains: Sequence[_Chain], fresh: Sequence[FactBase]
) -> tuple[list[tuple[_Chain, FactBase | None]], list[FactBase]]:
    """Each chain with the fact that it is read as now, the surest matches first; and the facts left over."""
    left = list(fresh)
    found: dict[int, FactBase] = {}
    rules: tuple[Callable[[_Chain, FactBase], bool], ...] = (
        lambda chain, fact: _content(chain.fact) == _content(fact),
        lambda chain, fact: same_fact(chain.fact, fact),
        lambda chain, fact: chain.live and chain.speaks_of(fact),
    )
    for rule in rules:
        for number, chain in enumerate(chains):
            if number in found:
                continue
            match = next((fact for fact in left if rule(chain, fact)), None)
            if match is not None:
                found[number] = match
                left = [fact for fact in left if fact is not match]
    return [(chain, found.get(number)) for number, chain in enumerate(chains)], left


def _content(fact: FactBase) -> bytes:
    return canonical(fact.model_dump(exclude=_BESIDE))


def _labels(pairs: Sequence[tuple[FactBase, FactBase]], left: Sequence[FactBase]) -> Callable[[FactBase], FactBase]:
    """A function that gives facts read now the labels of deals that the document's standing facts have.

    Labels are numbers in the order of a reading; a fact more in front moves them all, which means nothing.
    """
    names: dict[str, str] = {}
    for before, now in pairs:
        if before.deal and now.deal:
            names.setdefault(now.deal, before.deal)
    taken = {before.deal for before, _ in pairs} | set(names.values())
    number = 0
    for fact in (*(now for _, now in pairs), *left):
        if fact.deal and fact.deal not in names:
            candidate = fact.deal
            while candidate in taken:
                number += 1
                candidate = f"d{number}"
            taken.add(candidate)
            names[fact.deal] = candidate

    def relabelled(fact: FactBase) -> FactBase:
        return fact.model_copy(update={"deal": names[fact.deal]}) if fact.deal else fact

    return relabelled
