"""Proposals and decisions as rows: what waits for a person, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, insert, update

from ledger.model.canonical import canonical
from ledger.model.events import Event, publication_id
from ledger.project.rows import Row
from ledger.project.tables import review_queue

WAITING, ACCEPTED, EDITED, REJECTED = "waiting", "accepted", "edited", "rejected"
PROPOSED = "FactProposed"
DECISIONS = frozenset({"ProposalAccepted", "ProposalRejected"})
#: Events that the queue is made of.
REVIEW_EVENTS = DECISIONS | {PROPOSED}

_UNDECIDED: Row = dict.fromkeys(("claim_id", "decided_seq", "decided_at", "decided_by", "decided_reason"))


def write(conn: Connection, events: Sequence[Event]) -> None:
    """Write what the proposals and decisions among the events say, in the order of the log."""
    events = [event for event in events if event.type in REVIEW_EVENTS and event.payload]
    proposed = [_row(event) for event in events if event.type == PROPOSED]
    if proposed:
        conn.execute(insert(review_queue), proposed)
    for event in events:
        if event.type in DECISIONS:
            mine = review_queue.c.proposal_id == event.payload["proposal_id"]
            conn.execute(update(review_queue).where(mine).values(_decision(event)))


def forget(conn: Connection, seq: int) -> None:
    """Take a decision back that was erased; the proposal waits again. (Rows of proposals go with their position.)"""
    taken_back = {"status": WAITING} | _UNDECIDED
    conn.execute(update(review_queue).where(review_queue.c.decided_seq == seq).values(taken_back))


def _row(event: Event) -> Row:
    payload = event.payload
    publication, fact, reader = payload["publication"], payload["fact"], payload["reader"]
    parts = [publication[name] for name in ("publisher", "url", "published", "document_id")]
    return {
        "seq": event.seq,
        "proposal_id": event.event_id,
        "status": WAITING,
        "cause": payload["cause"],
        "reason": payload["reason"],
        "reader": reader["name"],
        "reader_version": reader["version"],
        "kind": fact["kind"],
        "company": fact["company"],
        "document_id": publication["document_id"],
        "publication_id": publication_id(*parts),
        "publication": canonical(publication).decode(),
        "known_at": event.known_at,
        "recorded_at": event.recorded_at,
        "fact": canonical(fact).decode(),
    } | _UNDECIDED


def _decision(event: Event) -> Row:
    payload = event.payload
    status = REJECTED if event.type == "ProposalRejected" else EDITED if payload["edited"] else ACCEPTED
    return {
        "status": status,
        "claim_id": payload.get("claim_id"),
        "decided_seq": event.seq,
        "decided_at": event.recorded_at,
        "decided_by": event.recorded_by,
        "decided_reason": payload["reason"],
    }
