"""What people decide about deals and documents: which claims speak of one deal, and when a document was published."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC

from sqlalchemy import Connection, select

from ledger.curate.commands import Said
from ledger.curate.deciding import Decided, Decision, decide, said_before
from ledger.ingest.publication import AHEAD
from ledger.model.dates import iso, known_time, micros
from ledger.model.errors import ImpossibleDecision, InvalidDate, UnknownClaim
from ledger.model.events import DealsLinked, DealsSeparated, DocumentRedated
from ledger.project import evidence
from ledger.project.claims import Claim
from ledger.project.identity import identity
from ledger.project.tables import claim_effects, claims
from ledger.store import log

_EVER = 2**63 - 1
#: A deal is called after its first claim: `scale-ai-d12` was first reported at position 12.
_DEAL_ID = re.compile(r"^[a-z0-9][a-z0-9-]*-d(\d+)$")


def link(conn: Connection, references: Sequence[str], said: Said) -> Decided:
    """Let claims speak of one deal, whatever the default rules say.

    Args:
        references: ids or positions of claims; the id of a deal stands for its first claim, as corrected by now.

    Raises:
        UnknownClaim: one is not there, or does not count any more.
        ImpossibleDecision: fewer than two, claims of no deal, or of companies that have nothing to do with each other.
    """
    found = _claims(conn, references)
    payload = DealsLinked(claim_ids=tuple(c.claim_id for c in found), reason=said.reason)
    return _decide(conn, found, payload, said)


def separate(conn: Connection, references: Sequence[str], said: Said) -> Decided:
    """Let claims speak of different deals, each of its own, whatever the default rules say.

    Raises:
        UnknownClaim, ImpossibleDecision: as `link`.
    """
    found = _claims(conn, references)
    payload = DealsSeparated(claim_ids=tuple(c.claim_id for c in found), reason=said.reason)
    return _decide(conn, found, payload, said)


def redate(conn: Connection, document: str, published: str, said: Said) -> Decided:
    """Correct when a document was published; its claims are known from the right day on, at earlier positions not.

    Args:
        document: the id or the address of the document or publication, or the id or position of a claim from it.
        published: a day, a time or an EDTF date.

    Raises:
        UnknownClaim: no such document, or several. InvalidDate: `published` is none, or lies in the future.
        ImpossibleDecision: it is the date that the document has.
    """
    moment = known_time(published)
    if moment > said.by.now.astimezone(UTC) + AHEAD:
        raise InvalidDate(f"{published} is in the future; nothing can have been published then.")
    first = _from_document(conn, document)
    payload = DocumentRedated(publication_id=first.publication_id, published=published, reason=said.reason)
    last = _last_redating(conn, first.publication_id)
    ids = (first.publication_id,)
    if (
        said.by.command_id is None
        and last is not None
        and log.get(conn, last).payload == payload.model_dump(mode="json")
    ):
        return said_before(conn, last, ids)

    def check() -> None:
        before = _last_redating(conn, first.publication_id)
        known = micros(known_time(log.get(conn, before).payload["published"])) if before else first.known_at
        if known == micros(moment):
            raise ImpossibleDecision(f"The document is dated {published} already (known at {iso(known)}).")

    decision = Decision(payload, said.by, ids, last or 0, company_id=first.company_id, document_id=first.document_id)
    return decide(conn, decision, check)


def _claims(conn: Connection, references: Sequence[str]) -> list[Claim]:
    found: dict[str, Claim] = {}
    for reference in references:
        deal = _DEAL_ID.match(reference)
        claim = evidence.find_claim(conn, deal[1] if deal else reference)
        if deal and claim.rules.transaction is None:
            raise UnknownClaim(f"There is no deal “{reference}”; `deal-ledger deals` lists them.")
        # A deal keeps the name that its first claim gave it, in whatever wording this stands by now.
        claim = _as_it_stands(conn, claim) if deal else claim
        found[claim.claim_id] = claim
    if len(found) < 2:
        raise ImpossibleDecision("Name two claims or more; one alone is linked to nothing and separated from nothing.")
    return list(found.values())


def _as_it_stands(conn: Connection, claim: Claim) -> Claim:
    """The claim, or the last that took its place by correction."""
    corrections = select(claim_effects.c.seq).where(claim_effects.c.type == "FactCorrected")
    newest = corrections.order_by(claim_effects.c.seq.desc()).limit(1)
    while (seq := conn.scalar(newest.where(claim_effects.c.claim_id == claim.claim_id))) is not None:
        [claim] = evidence.claims_at(conn, [seq])
    return claim


def _decide(conn: Connection, found: Sequence[Claim], payload: DealsLinked | DealsSeparated, said: Said) -> Decided:
    ids = payload.claim_ids
    last = _last_word(conn, ids)
    if (
        said.by.command_id is None
        and last is not None
        and log.get(conn, last).payload == payload.model_dump(mode="json")
    ):
        return said_before(conn, last, ids)
    decision = Decision(payload, said.by, ids, last or 0, company_id=found[0].company_id)
    return decide(conn, decision, lambda: _check(conn, found))


def _check(conn: Connection, found: Sequence[Claim]) -> None:
    for claim in found:
        if claim.rules.transaction is None or claim.fact["previous"]:
            what = "earlier figure" if claim.fact["previous"] else claim.kind
            raise ImpossibleDecision(f"Claim {claim.claim_id} (position {claim.seq}, {what}) speaks of no deal.")
        if not evidence.is_live(conn, claim.claim_id):
            raise UnknownClaim(f"Claim {claim.claim_id} was corrected or retracted before.")
    who = identity(evidence.identity_history(conn), seq=_EVER, known_at=_EVER)
    sides = [
        {who.of(side) for side in (claim.company_id, *(claim.party_ids if claim.rules.symmetric else ()))}
        for claim in found
    ]
    if not set.intersection(*sides):
        names = " and ".join(sorted({who.of(claim.company_id) for claim in found}))
        raise ImpossibleDecision(f"The claims are about {names}, and a deal is one company's; merge these first.")


def _last_word(conn: Connection, claim_ids: Sequence[str]) -> int | None:
    """Position of the last link or separation that names one of the claims."""
    kinds = ("DealsLinked", "DealsSeparated")
    query = select(claim_effects.c.seq).where(claim_effects.c.claim_id.in_(claim_ids), claim_effects.c.type.in_(kinds))
    return conn.scalar(query.order_by(claim_effects.c.seq.desc()).limit(1))


def _last_redating(conn: Connection, publication_id: str) -> int | None:
    query = select(claim_effects.c.seq).where(
        claim_effects.c.publication_id == publication_id, claim_effects.c.type == "DocumentRedated"
    )
    return conn.scalar(query.order_by(claim_effects.c.seq.desc()).limit(1))


def _from_document(conn: Connection, reference: str) -> Claim:
    """A claim of the publication that is meant."""
    meant = (claims.c.publication_id == reference) | (claims.c.document_id == reference) | (claims.c.url == reference)
    if len(reference) >= 8 and set(reference) <= set("0123456789abcdef"):
        meant |= claims.c.document_id.startswith(reference, autoescape=True)
    rows = conn.execute(select(claims.c.publication_id, claims.c.seq).where(meant).order_by(claims.c.seq)).all()
    publications = sorted({row[0] for row in rows})
    if len(publications) > 1:
        raise UnknownClaim(f"“{reference}” was published several times; name one: {', '.join(publications[:5])}.")
    if rows:
        return evidence.claims_at(conn, [rows[0][1]])[0]
    try:
        return evidence.find_claim(conn, reference)
    except UnknownClaim:
        raise UnknownClaim(
            f"No document with claims is known as “{reference}”; name its id or address, or a claim from it."
        ) from None
