"""Facts that wait for a person, and what people decide about them. Each decision is an event.

An accepted fact is reported by its document as if the reader had been sure: it has the document's known time, and the
position of the decision. Nothing can be accepted that the document does not bear out (`ledger.extract.grounding`);
what a person knows from elsewhere is recorded by hand, with its own source.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, select

from ledger.curate.commands import Command, changed, require_reason
from ledger.extract.grounding import Grounds
from ledger.ingest.capture import reported_key
from ledger.ingest.naming import Naming
from ledger.ingest.reading import spellings_from
from ledger.model.canonical import from_json
from ledger.model.dates import iso
from ledger.model.errors import ImpossibleDecision, UnknownProposal
from ledger.model.events import (
    FactReported,
    NewEvent,
    Payload,
    ProposalAccepted,
    ProposalRejected,
    Publication,
    Reader,
)
from ledger.model.facts import FactBase, parse_fact
from ledger.project import projector
from ledger.project.reviewing import ACCEPTED, EDITED, REJECTED, WAITING
from ledger.project.tables import review_queue
from ledger.store import documents, log
from ledger.store.registry import Registry, open_at

STATUSES = (WAITING, ACCEPTED, EDITED, REJECTED)
PERSON = Reader(name="person", version="1")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A fact that waits or waited. Times are ISO 8601."""

    proposal_id: str
    seq: int
    status: str
    cause: str
    reason: str
    reader: str
    reader_version: str
    document_id: str
    publication_id: str
    publication: dict[str, Any]
    known_at: str | None
    recorded_at: str | None
    fact: dict[str, Any]
    claim_id: str | None
    decided_seq: int | None
    decided_at: str | None
    decided_by: str | None
    decided_reason: str | None

    def row(self) -> dict[str, Any]:
        """As it is printed: the fact's own fields first, as everywhere."""
        own = asdict(self)
        fact: dict[str, Any] = own.pop("fact")
        return fact | own


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What a decision appended, or (`new` false) had appended before."""

    proposal_id: str
    status: str
    seq: int
    claim_id: str | None
    new: bool


def proposals(conn: Connection, status: str | None = WAITING, document_id: str | None = None) -> list[Proposal]:
    """The proposals of one status, or all, oldest first."""
    query = select(review_queue).order_by(review_queue.c.seq)
    if status is not None:
        query = query.where(review_queue.c.status == status)
    if document_id is not None:
        query = query.where(review_queue.c.document_id == document_id)
    return [_proposal(dict(row)) for row in conn.execute(query).mappings()]


def find(conn: Connection, reference: str) -> Proposal:
    """The proposal with this id, or a unique beginning of it of eight characters at least, or at this position.

    Raises:
        UnknownProposal: there is none, or several begin so.
    """
    if reference.isdecimal() and len(reference) < 19:
        wanted = review_queue.c.seq == int(reference)
    elif len(reference) >= 8 and set(reference) <= set("0123456789abcdef-"):
        wanted = review_queue.c.proposal_id.startswith(reference, autoescape=True)
    else:
        wanted = review_queue.c.proposal_id == reference
    found = conn.execute(select(review_queue).where(wanted).limit(2)).mappings().all()
    if len(found) != 1:
        trouble = "Several proposals begin with" if found else "There is no proposal"
        raise UnknownProposal(f"{trouble} “{reference}”; `deal-ledger review list` shows ids and positions.")
    return _proposal(dict(found[0]))


def accept(
    conn: Connection, reference: str, command: Command, changes: dict[str, Any] | None = None, reason: str | None = None
) -> Reviewed:
    """Let a proposed fact be reported, with changed fields if there are any.

    Raises:
        UnknownProposal: there is no such one. ImpossibleDecision: it was decided otherwise before, or the document does
        not bear it out. InvalidFact: the changed fields make no fact.
    """
    log.lock_head(conn)  # so that nobody else decides meanwhile
    proposal = find(conn, reference)
    fact = parse_fact(changed(proposal.fact, changes or {}))
    edited = fact != parse_fact(proposal.fact)
    publication = Publication(**proposal.publication)
    key = reported_key(publication, fact)
    claim_id = log.id_of(conn, key)
    payload = ProposalAccepted(proposal_id=proposal.proposal_id, claim_id=claim_id, edited=edited, reason=reason)
    if proposal.status != WAITING:
        same = proposal.status in (ACCEPTED, EDITED) and proposal.claim_id == claim_id
        return _decided(proposal, same)
    registry = open_at(conn)
    fact = _grounded(conn, proposal, fact, registry)
    stored = conn.execute(select(review_queue.c.known_at).where(review_queue.c.seq == proposal.seq)).scalar_one()
    naming = Naming(registry, command.actor, stored)
    reader = PERSON if edited else Reader(name=proposal.reader, version=proposal.reader_version)
    reported = FactReported(publication=publication, fact=fact, ids=naming.ids(fact), reader=reader)
    event = NewEvent(key, reported, command.actor, reported.ids.company, proposal.document_id, stored)
    # The same fact may be in the log already, from an earlier reading; then only the decision is new.
    facts = [] if log.find(conn, claim_id) else [*naming.take_new(), event]
    return _append(conn, proposal, [*facts, _decision(proposal, payload, command)], command, claim_id)


def reject(conn: Connection, reference: str, command: Command, reason: str) -> Reviewed:
    """Keep that the document does not say what was proposed.

    Raises:
        UnknownProposal: there is no such one. ImpossibleDecision: it was accepted before, or no reason is given.
    """
    log.lock_head(conn)
    proposal = find(conn, reference)
    payload = ProposalRejected(proposal_id=proposal.proposal_id, reason=require_reason(reason))
    if proposal.status != WAITING:
        return _decided(proposal, proposal.status == REJECTED)
    return _append(conn, proposal, [_decision(proposal, payload, command)], command, None)


def _grounded(conn: Connection, proposal: Proposal, fact: FactBase, registry: Registry) -> FactBase:
    """The fact, at its place in the document; where only quotes are kept of that, they are what it is held against."""
    text = documents.text_of(conn, proposal.document_id)
    title, spellings = proposal.publication["title"], spellings_from(registry)
    if text:
        done = Grounds(text, title, spellings).check([fact])
        reason = done.refused[0].reason if done.refused else None
        fact = done.facts[0] if done.facts else fact
    else:
        kept = set(proposal.fact["quotes"]) if proposal.cause != "grounding" else set()
        quoted = bool(fact.quotes) and kept.issuperset(fact.quotes)
        evidence = Grounds("\n".join(sorted(kept)), title, spellings)
        reason = evidence.against(fact) if quoted else "its text is not kept, and its quote is not among what is"
    if reason:
        raise ImpossibleDecision(
            f"The document does not bear it out: {reason}. "
            "Change it (`deal-ledger review edit`), reject it, or record by hand what you know from elsewhere."
        )
    return fact


def _decision(proposal: Proposal, payload: Payload, command: Command) -> NewEvent:
    key = f"command|{command.command_id}" if command.command_id else f"decision|{proposal.proposal_id}"
    return NewEvent(key, payload, command.actor, document_id=proposal.document_id)


def _append(
    conn: Connection, proposal: Proposal, events: list[NewEvent], command: Command, claim_id: str | None
) -> Reviewed:
    appended = log.append(conn, events, recorded_at=command.at)[-1]
    projector.catch_up(conn)
    return Reviewed(proposal.proposal_id, find(conn, proposal.proposal_id).status, appended.seq, claim_id, appended.new)


def _decided(proposal: Proposal, same: bool) -> Reviewed:
    if not same:
        raise ImpossibleDecision(
            f"Proposal {proposal.seq} was {proposal.status} by {proposal.decided_by} at position "
            f"{proposal.decided_seq}; "
            "`correct` and `retract` change what is reported."
        )
    assert proposal.decided_seq is not None
    return Reviewed(proposal.proposal_id, proposal.status, proposal.decided_seq, proposal.claim_id, new=False)


def _proposal(row: dict[str, Any]) -> Proposal:
    for name in ("fact", "publication"):
        row[name] = from_json(row[name])
    for name in ("known_at", "recorded_at", "decided_at"):
        row[name] = iso(row[name])
    for name in ("kind", "company"):
        row.pop(name)  # they are the fact's
    return Proposal(**row)
