"""How two claims, or two slots, relate: in words that a reader can check (DESIGN §5)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from ledger.model.amounts import Interval, common
from ledger.project.claims import CORRECTED, Standing
from ledger.project.slots import Slot, SlotKey


class Relation(StrEnum):
    """Between claims of one slot the first five, of a retraction to its claim the next, between slots the rest."""

    REFINES = "refines"  # says the same more precisely
    SUPERSEDES = "supersedes"  # the same voice's later word
    CORRECTS = "corrects"
    DENIES = "denies"
    CONTRADICTS = "contradicts"  # no figure fits both
    RETRACTS = "retracts"  # the event takes the claim back
    STAGE_CHANGE = "stage_change"  # the same deal at another stage
    NOT_COMPARABLE = "not_comparable"  # another currency or unit
    DIFFERENT_THING = "different_thing"  # another basis, period, deal, …


@dataclass(frozen=True, slots=True)
class Related:
    """`claim_id` stands in `relation` to `to`."""

    claim_id: str
    relation: Relation
    to: str


def between_claims(slot: Slot, standing: Mapping[str, Standing]) -> list[Related]:
    """What the claims of a slot, and those that they replaced (found in `standing` by id), are to each other.

    Figures are compared among current claims only: an earlier word of the same voice is history.
    """
    return [*_corrections(slot, standing), *_later_words(slot), *_denials(slot), *_figures(slot)]


def said_of(event_type: str, event_id: str, claim_id: str | None) -> list[Related]:
    """What a correction or a retraction is to the claim that it names; the event's id is that of its own claim."""
    relation = {"FactCorrected": Relation.CORRECTS, "FactRetracted": Relation.RETRACTS}.get(event_type)
    return [] if relation is None or claim_id is None else [Related(event_id, relation, claim_id)]


def between_slots(one: SlotKey, other: SlotKey) -> Relation:
    """What two slots of one question are to each other, by what their keys differ in."""
    if one.stage == other.stage and one.unit == other.unit:
        return Relation.DIFFERENT_THING
    differing = one.differing(other)
    if differing == ["stage"]:
        return Relation.STAGE_CHANGE
    if differing == ["unit"]:
        return Relation.NOT_COMPARABLE
    return Relation.DIFFERENT_THING


def _corrections(slot: Slot, standing: Mapping[str, Standing]) -> Iterator[Related]:
    for member in slot.members:
        old = standing.get(member.claim.corrects or "")
        if old is not None and old.status == CORRECTED:
            yield Related(member.claim.claim_id, Relation.CORRECTS, old.claim.claim_id)


def _later_words(slot: Slot) -> Iterator[Related]:
    for old in slot.members:
        for new in slot.current:
            if not old.current and old.claim.voice == new.claim.voice:
                yield Related(new.claim.claim_id, Relation.SUPERSEDES, old.claim.claim_id)


def _denials(slot: Slot) -> Iterator[Related]:
    for denial in slot.denied:
        for member in slot.members:
            yield Related(denial.claim.claim_id, Relation.DENIES, member.claim.claim_id)


def _figures(slot: Slot) -> Iterator[Related]:
    for one in slot.current:
        for other in slot.current:
            if one is other or one.figure is None or other.figure is None:
                continue
            a, b = one.figure.stated, other.figure.stated
            if not common([a, b]):
                if one.claim.seq > other.claim.seq:  # said once, by the one that was recorded later
                    yield Related(one.claim.claim_id, Relation.CONTRADICTS, other.claim.claim_id)
            elif a != b and _inside(a, b):
                yield Related(one.claim.claim_id, Relation.REFINES, other.claim.claim_id)


def _inside(a: Interval, b: Interval) -> bool:
    low = b.low is None or (a.low is not None and a.low >= b.low)
    high = b.high is None or (a.high is not None and a.high <= b.high)
    return low and high
