"""A person's commands. Each runs in the caller's write transaction and takes a command id.

The same command id again is the same command: it appends nothing. With other content it is an error.
Without one, what is said stands for itself: saying the same thing twice says it once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import Connection

from ledger.ingest.capture import By, Captured, capture
from ledger.ingest.files import Document, Imprint
from ledger.ingest.naming import Naming
from ledger.ingest.publication import AHEAD
from ledger.ingest.structured import StatedFact
from ledger.model.canonical import canonical, digest, to_json
from ledger.model.dates import known_time, micros
from ledger.model.errors import ImpossibleDecision, InvalidDate, InvalidFact, UnknownClaim
from ledger.model.events import (
    ClaimRanked,
    FactCorrected,
    FactRetracted,
    NewEvent,
    Payload,
    Publication,
    Rank,
    Reader,
)
from ledger.model.facts import parse_fact
from ledger.project import evidence, projector
from ledger.project.claims import Claim
from ledger.store import log
from ledger.store.registry import open_at


@dataclass(frozen=True, slots=True)
class Command:
    """Who says it, when, and under which id.

    `expected` is the position up to which they have read: the command is refused (`PositionConflict`) if anything about
    the company stands after it.
    """

    actor: str
    now: datetime
    command_id: str | None = None
    expected: int | None = None

    @property
    def at(self) -> int:
        return micros(self.now.astimezone(UTC))


def require_reason(reason: str) -> str:
    """The reason without blanks around it.

    Raises:
        ImpossibleDecision: there is none.
    """
    if not reason.strip():
        raise ImpossibleDecision("Say why: a decision is kept with its reason.")
    return reason.strip()


@dataclass(frozen=True, slots=True)
class Said:
    """Why a claim is changed. `erratum` is the day its publisher corrected itself; without one the ledger had
    misread, and the change reaches back to the document's own known time."""

    by: Command
    reason: str
    erratum: str | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "reason", require_reason(self.reason))

    @property
    def cause(self) -> Literal["misreading", "erratum"]:
        return "erratum" if self.erratum else "misreading"

    def erratum_time(self, claim: Claim) -> int | None:
        """When the erratum was known.

        Raises:
            InvalidDate: it was published before the claim itself, or is still to come.
        """
        if self.erratum is None:
            return None
        at = micros(known_time(self.erratum))
        if at < claim.known_at:
            raise InvalidDate(f"On {self.erratum} the claim was not published yet, so nobody corrected it then.")
        if at > micros(self.by.now.astimezone(UTC) + AHEAD):
            raise InvalidDate(f"An erratum of {self.erratum} is still to come; correct the date.")
        return at


@dataclass(frozen=True, slots=True)
class Done:
    """The event that a command appended, or (`new` false) had appended before."""

    seq: int
    event_id: str
    claim_id: str
    new: bool


def record(conn: Connection, fields: dict[str, Any], imprint: Imprint, command: Command) -> Captured:
    """Record a fact by hand: the note itself is the document, and its text the quote where none is given.

    Raises:
        InvalidFact: the fields do not make a fact.
    """
    parse_fact(fields)
    quote = fields.get("quote")
    note = (
        quote if isinstance(quote, str) and quote else to_json({k: v for k, v in fields.items() if v not in (None, [])})
    )
    fact = parse_fact(fields | {"quote": note, "spans": [(0, len(note))]})
    # The document's hash has to tell two notes apart that quote the same words for different facts.
    body = canonical({"note": note, "fact": fact.model_dump()})
    document = Document("by hand", body, note, "text/x-note", imprint)
    by = By(command.actor, command.now, Reader(name="person", version="1"), command.command_id, command.expected)
    return capture(conn, document, [StatedFact(fact)], by)


def correct(conn: Connection, reference: str, changes: dict[str, Any], said: Said) -> Done:
    """Put a corrected fact in a claim's place; the old claim stays as history.

    Args:
        reference: the claim's id or position.
        changes: fields of the fact that are different; `amount.value` reaches inside.

    Raises:
        UnknownClaim: no such claim, or it does not count any more. InvalidFact: the changed fields make no fact.
    """
    # The changed fact may bring a name; who else brings it now waits.
    log.lock_head(conn)
    claim = evidence.find_claim(conn, reference)
    fact = parse_fact(changed(claim.fact, changes))
    if fact.model_dump() == parse_fact(claim.fact).model_dump():
        raise InvalidFact(f"Claim {claim.claim_id} says so already; name a field that is different.")
    naming = Naming(open_at(conn), said.by.actor, claim.known_at)
    payload = FactCorrected(
        claim_id=claim.claim_id,
        fact=fact,
        ids=naming.ids(fact),
        publication=_publication(claim),
        reason=said.reason,
        cause=said.cause,
    )
    event = _event(claim, payload, said, known_at=said.erratum_time(claim) or claim.known_at)
    return _append(conn, claim, [*naming.take_new(), replace(event, company_id=payload.ids.company)], said.by)


def retract(conn: Connection, reference: str, said: Said) -> Done:
    """Withdraw a claim; it stays as history.

    Raises:
        UnknownClaim: no such claim, or it does not count any more.
    """
    claim = evidence.find_claim(conn, reference)
    payload = FactRetracted(claim_id=claim.claim_id, reason=said.reason, cause=said.cause)
    return _append(conn, claim, [_event(claim, payload, said, known_at=said.erratum_time(claim))], said.by)


def rank(conn: Connection, reference: str, value: Rank, said: Said) -> Done:
    """Prefer or deprecate a claim, for the policy `rank`; it stays beside its rivals.

    Raises:
        UnknownClaim: no such claim, or it does not count any more.
    """
    claim = evidence.find_claim(conn, reference)
    payload = ClaimRanked(claim_id=claim.claim_id, rank=value, reason=said.reason)
    before = evidence.latest_rank(conn, claim.claim_id)
    if before is not None and said.by.command_id is None and before.payload == payload.model_dump(mode="json"):
        return Done(before.seq, log.get(conn, before.seq).event_id, claim.claim_id, new=False)
    # A rank may rightly be set back and forth, so the one before it is part of what is said.
    event = _event(claim, payload, said, known_at=None, after=before.seq if before else 0)
    return _append(conn, claim, [event], said.by)


def _event(claim: Claim, payload: Payload, said: Said, *, known_at: int | None, after: int = 0) -> NewEvent:
    content = digest(canonical(payload.model_dump(exclude={"ids"})))
    return NewEvent(
        key=f"command|{said.by.command_id}" if said.by.command_id else f"said|{content}|{after}",
        payload=payload,
        recorded_by=said.by.actor,
        company_id=claim.company_id,
        document_id=claim.document_id,
        known_at=known_at,
    )


def _append(conn: Connection, claim: Claim, events: list[NewEvent], by: Command) -> Done:
    expected = evidence.expected_at(conn, [claim.company_id], by.expected)
    appended = log.append(conn, events, recorded_at=by.at, expected=expected)[-1]
    # Asked when the event has its place in the log, for before that somebody else may correct the same claim.
    if appended.new and not evidence.is_live(conn, claim.claim_id):
        raise UnknownClaim(
            f"Claim {claim.claim_id} was corrected or retracted before; `deal-ledger history` shows by what."
        )
    projector.catch_up(conn)
    return Done(appended.seq, appended.event_id, claim.claim_id, appended.new)


def changed(fact: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """The stored fact with changed fields; what was derived from changed fields is derived anew."""
    merged = dict(fact)
    for name, value in changes.items():
        outer, dot, inner = name.partition(".")
        if dot and not isinstance(merged.get(outer, {}), (dict, type(None))):
            raise InvalidFact(f"{name}: {outer} has no parts with names; set it as a whole.")
        merged[outer] = {**(merged.get(outer) or {}), inner: value} if dot else value
    if any(name.startswith("amount.") and name != "amount.verbatim" for name in changes):
        merged["amount"] = {**merged["amount"], "verbatim": changes.get("amount.verbatim")}
    if "percent" in changes and "percent_verbatim" not in changes:
        merged["percent_verbatim"] = None
    if "attributed_to" in changes and "attribution" not in changes:
        merged["attribution"] = []
    if "attribution" in changes and "attributed_to" not in changes:
        merged["attributed_to"] = []
    if "quote" in changes:
        merged |= {"quotes": [], "spans": [], "start": None, "end": None}
    return merged


def _publication(claim: Claim) -> Publication:
    return Publication(
        document_id=claim.document_id,
        publisher=claim.publisher,
        publisher_id=claim.publisher_id,
        url=claim.url,
        title=claim.title,
        published=claim.published,
    )
