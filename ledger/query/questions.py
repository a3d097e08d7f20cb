"""The questions: state, claims, conflicts, deals and history of companies, at three clocks (DESIGN §6).

Every answer is computed from the evidence visible at (seq, known) by `project.assemble`, so that a past
answer cannot know anything later. The stored read models only say where to look.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from ledger.model.agreement import Agreement
from ledger.model.clocks import Clocks, parse_as_of, parse_known_at
from ledger.model.dates import iso
from ledger.model.errors import LedgerError, UnknownCompany
from ledger.project import evidence as stored
from ledger.project.assemble import Picture, assemble
from ledger.project.claims import visible
from ledger.project.deals import Deal
from ledger.project.relations import said_of
from ledger.project.slots import Slot, holding
from ledger.project.validity import validity
from ledger.query import shapes
from ledger.query.currency import check_currency
from ledger.query.policies import Policy
from ledger.query.question import Question
from ledger.query.sql import run
from ledger.store import log
from ledger.store.entity import Entity

Row = dict[str, Any]

#: A known time after all others.
EVER = 2**63 - 1
#: Types of entities that questions about companies may be asked of.
COMPANIES = ("company", "fund", "organisation")


def ask(  # noqa: PLR0913 - three clocks, a policy, and what they are settled against
    conn: Connection,
    *,
    now: datetime,
    as_of: str | None = None,
    known_at: str | None = None,
    seq: int | None = None,
    policy: Policy = Policy.ALL,
    currency: str | None = None,
) -> Question:
    """Settle the clocks. "Now" is today with all of its day, so that a report dated today is known.

    Raises:
        InvalidDate: a clock that is no date.
        UnknownCurrency: a currency without reference rates.
        LedgerError: a position beyond the head.
    """
    today: date = parse_as_of(None, now)
    head = log.head(conn)
    if seq is not None:
        if not 0 <= seq <= head.seq:
            raise LedgerError(f"The log ends at position {head.seq}; there is no position {seq} in it.")
        head = log.head_at(conn, seq)
    clocks = Clocks(
        as_of=parse_as_of(as_of, now),
        known_at=parse_known_at(known_at or today.isoformat(), now),
        seq=head.seq,
        head_hash=head.hash,
    )
    if currency is not None:
        check_currency(currency)
    return Question(conn, clocks, policy, currency)


def picture(question: Question, entity_id: str) -> Picture:
    """What is visible about one entity (any id of it)."""
    kept = question.identity.of(entity_id)
    found = stored.evidence(question.conn, question.identity.same_as(kept))
    return assemble(kept, found, question.identity, seq=question.clocks.seq, known_at=question.clocks.known_at)


def company(question: Question, text: str) -> Entity:
    """The entity that an id, name or alias means at this position.

    A provisional one exists since a document named it, so it is known with its first visible document.

    Raises:
        UnknownCompany: nothing visible is called so.
        AmbiguousCompany: several are.
    """
    named = named_company(question, text)
    return question.registry.get(question.identity.of(named.id)) or named


def named_company(question: Question, text: str) -> Entity:
    """The same, but under the very id that bears the name, merged or not.

    Raises:
        UnknownCompany, AmbiguousCompany: as `company`.
    """
    named = meant(question, text, types=COMPANIES)
    if named is None:
        raise unknown(question, text)
    return named


def unknown(question: Question, text: str) -> UnknownCompany:
    """The error that nothing visible is called so."""
    return UnknownCompany(
        f"No company is known as “{text}” at position {question.clocks.seq} and by the known time asked for; "
        "`deal-ledger ingest` a document that names it, or check the spelling."
    )


def meant(question: Question, text: str, types: Collection[str] | None = None) -> Entity | None:
    """The entity that an id, name or alias means, merges left aside; whom nothing visible names bears no name yet.

    Raises:
        AmbiguousCompany: several are called so.
    """
    question.registry.expect(names=[text])
    entity_id = question.registry.resolve(text, types=types, known=lambda one: is_known(question, one))
    return question.registry.get(entity_id) if entity_id else None


def turns(question: Question, text: str) -> list[int]:
    """The known times, ascending, from which on a name may mean another entity than before."""
    question.registry.expect(names=[text])
    named = question.registry.get(text)
    bearers = [*question.registry.bearers(text), *([named] if named else [])]
    merges = (one.known_at for one in question.identity_changes if one.seq <= question.clocks.seq)
    return sorted({at for at in (*merges, *(known_since(question, one) for one in bearers)) if at is not None})


def state(question: Question, name: str) -> Row:
    """`{company, clocks, slots}`: every slot that holds on the day asked about, with all rivals."""
    entity = company(question, name)
    slots = slot_rows(question, picture(question, entity.id))
    return {"company": entity.id, "clocks": question.clocks.to_json(), "slots": slots}


def conflicts(question: Question, name: str | None = None) -> Row:
    """`{company, clocks, slots}`: the slots whose current claims share no figure; all companies without `name`."""
    if name is not None:
        entity = company(question, name)
        chosen, owners = entity.id, [entity.id]
    else:
        chosen, owners = None, _subjects(question)
    slots = [
        slot
        for owner in owners
        for slot in slot_rows(question, picture(question, owner))
        # Both sides of a tie see its slots; among those of all companies each is told once.
        if slot["agreement"] == Agreement.CONFLICT.value and (chosen or slot["claims"][0]["company_id"] == owner)
    ]
    return {"company": chosen, "clocks": question.clocks.to_json(), "slots": slots}


def claims(question: Question, name: str) -> Iterator[Row]:
    """Every visible claim about a company, ascending by position, corrected and retracted ones included.

    `valid` is null for what does not hold on the day asked about.
    """
    entity = company(question, name)
    shown = picture(question, entity.id)
    valid = {claim_id: how for _, validities in held(question, shown) for claim_id, how in validities.items()}
    for standing in shown.standings:
        row = shapes.claim(standing, shown, question.name)
        yield row | {"valid": valid.get(standing.claim.claim_id)} | shapes.converted(standing.claim, question)


def deals(question: Question, name: str | None = None) -> Iterator[Row]:
    """The transactions that a company is a side of and that hold on the day asked about; all without `name`."""
    entity = company(question, name) if name else None
    owners = _subjects(question) if entity is None else [entity.id, *sorted(invested_in(question, entity.id))]
    told: set[str] = set()
    for owner in dict.fromkeys(owners):
        shown = picture(question, owner)
        slots = [slot for slot, _ in held(question, shown)]
        begun = {slot.key.deal_id for slot in slots}
        for deal in shown.deals:
            if deal.deal_id in begun and _is_side(deal, owner, entity.id if entity else None):
                # A tie is in the pictures of both its sides.
                ids = {claim.claim_id for claim in deal.claims}
                if told.isdisjoint(ids):
                    told |= ids
                    yield shapes.deal(deal, shown, slots, question.clocks.as_of, question.name)


def history(question: Question, name: str) -> Iterator[Row]:
    """What happened to a company's claims, event by event, ascending: reported, corrected, retracted, ranked…"""
    entity = company(question, name)
    shown = picture(question, entity.id)
    known = {s.claim.claim_id: s for s in shown.standings}
    found = stored.evidence(question.conn, question.identity.same_as(entity.id))
    entries = [shapes.reported(s, shown, question.name) for s in shown.standings]
    own_entries = {s.claim.seq for s in shown.standings}
    clocks = question.clocks
    # A correction is visible as the claim that it is, whose document may have been redated.
    seen = visible(found.claims, found.effects, seq=clocks.seq, known_at=clocks.known_at)
    corrections = {s.claim.seq: s.claim.known_at for s in seen if s.claim.corrects}
    for effect in found.effects:
        if effect.seq > clocks.seq or effect.seq in own_entries:
            continue
        known_at = corrections.get(effect.seq, EVER) if effect.type == "FactCorrected" else effect.known_at
        concerned = [c for c in effect.claim_ids if c in known]
        if effect.publication_id is not None:
            concerned = [c for c, s in known.items() if s.claim.publication_id == effect.publication_id]
        if concerned and (known_at is None or known_at <= clocks.known_at):
            entries.append(shapes.affected(effect, known_at, concerned, entity))
    entries += shapes.dropped(shown, entity)
    events = log.at(question.conn, [entry["seq"] for entry in entries])
    for entry in sorted(entries, key=lambda e: e["seq"]):
        event = events[entry["seq"]]
        yield entry | {
            "recorded_at": iso(event.recorded_at),
            "recorded_by": event.recorded_by,
            "reason": event.payload.get("reason"),
            "relations": shapes.relations(said_of(event.type, event.event_id, event.payload.get("claim_id"))),
        }


def held(question: Question, shown: Picture) -> list[tuple[Slot, dict[str, str]]]:
    """The slots as they hold on the day asked about, each with how its claims do (certain or possible), by claim id.

    What does not hold then is in no part of a slot: neither in its range nor in its agreement.
    """
    found = []
    for slot in shown.slots:
        validities = {
            m.claim.claim_id: valid.value
            for m in slot.members + slot.denied
            if (valid := validity(m, slot, shown.slots, question.clocks.as_of)) is not None
        }
        reduced = holding(slot, validities)
        if reduced is not None:
            found.append((reduced, validities))
    return found


def slot_rows(question: Question, shown: Picture, wanted: Callable[[Slot], bool] = lambda _: True) -> list[Row]:
    """The slots that hold on the day asked about, and are wanted, as rows."""
    slots = held(question, shown)
    question.registry.expect({shown.company_id, *(party for slot, _ in slots for party in slot.key.parties)})
    return shapes.slots(slots, shown, question, wanted)


def _is_side(deal: Deal, shown_for: str, asked: str | None) -> bool:
    """Whether the deal, seen in the picture of `shown_for`, belongs in the answer; each deal once."""
    if asked == shown_for:
        return True
    return deal.owner == shown_for and (asked is None or asked in deal.parties)


def _subjects(question: Question) -> list[str]:
    """Entities that have a claim recorded by the position asked about, merges applied."""
    rows = run(question.conn, "subjects", seq=question.clocks.seq)
    return sorted({question.identity.of(row["company_id"]) for row in rows})


def invested_in(question: Question, entity_id: str) -> set[str]:
    """Entities whose claims name this one as the other side."""
    found: set[str] = set()
    for same in question.identity.same_as(entity_id):
        rows = run(question.conn, "subjects_by_party", seq=question.clocks.seq, party=same)
        found |= {question.identity.of(row["company_id"]) for row in rows}
    return found


def is_known(question: Question, entity: Entity) -> bool:
    """Whether the entity may be shown at these clocks."""
    since = known_since(question, entity)
    return since is None or since <= question.clocks.known_at


def known_since(question: Question, entity: Entity) -> int | None:
    """From when on the entity may be shown at the question's position; nothing if at any known time.

    One that a document brought is known with the first visible claim that names it by this very id: a merge must not
    reveal a name of later days. What people and imports register is the ledger's own knowledge, cut by position.
    """
    if not entity.provisional or log.get(question.conn, entity.seq).known_at is None:
        return None
    found = stored.mentions(question.conn, entity.id)
    seen = visible(found.claims, found.effects, seq=question.clocks.seq, known_at=EVER)
    naming = (s.claim.known_at for s in seen if entity.id in (s.claim.company_id, *s.claim.party_ids))
    return min(naming, default=EVER)
