"""From the visible evidence about one company to its picture: identity, deals, slots, agreement.

The one definition behind the stored read models (now, at the head) and behind every question about
the past: "the answer at (seq s, known k) is the answer of a ledger that holds only what is visible there".
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from msgspec.structs import replace

from ledger.model.lazy import lazy
from ledger.project.claims import LIVE, Claim, Effect, Standing, heirs, redatings, visible
from ledger.project.deals import Deal, deals_of
from ledger.project.editions import Edition, editions
from ledger.project.identity import Identity
from ledger.project.slots import Member, Slot, slots_of


@dataclass(frozen=True)
class Evidence:
    """All that the log holds about one company: claims that concern it, and what was done to them.

    `editions` are their publications as far as these copy or revise others, with those that they do so.
    """

    claims: tuple[Claim, ...]
    effects: tuple[Effect, ...]
    editions: tuple[Edition, ...] = ()


@dataclass(frozen=True)
class Picture:
    """What the visible evidence says about one company."""

    company_id: str
    standings: tuple[Standing, ...]
    deals: tuple[Deal, ...]
    slots: tuple[Slot, ...]
    identity: Identity

    @lazy
    def standing(self) -> dict[str, Standing]:
        """The standings by claim id."""
        return {s.claim.claim_id: s for s in self.standings}

    @lazy
    def _current(self) -> frozenset[str]:
        return frozenset(m.claim.claim_id for slot in self.slots for m in slot.current)

    @lazy
    def _deal_by_claim(self) -> dict[str, Deal]:
        return {c.claim_id: deal for deal in self.deals for c in deal.claims}

    @lazy
    def _slot_by_claim(self) -> dict[str, Slot]:
        return {m.claim.claim_id: slot for slot in self.slots for m in slot.members + slot.denied}

    def deal_of(self, claim_id: str) -> Deal | None:
        return self._deal_by_claim.get(claim_id)

    def slot_of(self, claim_id: str) -> Slot | None:
        return self._slot_by_claim.get(claim_id)

    def is_current(self, claim_id: str) -> bool:
        return claim_id in self._current


def assemble(company_id: str, evidence: Evidence, identity: Identity, *, seq: int, known_at: int) -> Picture:
    """The picture of `company_id` (an id that `identity` maps to itself) at (seq, known_at)."""
    same = identity.same_as(company_id)
    # First what is visible, then what concerns the company: a correction may have moved a claim to another one.
    seen = visible(evidence.claims, evidence.effects, seq=seq, known_at=known_at)
    counted = [e for e in evidence.effects if e.seq <= seq and (e.known_at is None or e.known_at <= known_at)]
    standings = _placed([s for s in seen if s.claim.concerns(same)], evidence, counted, seq, known_at)
    members = [Member(s.claim, others(s.claim, same, identity), s.rank) for s in standings if s.status == LIVE]
    # Who stands for whom is asked only where people have linked or separated claims.
    stand_in = heirs(seen) if counted else {}
    deals = deals_of([(m.claim, frozenset(m.parties)) for m in members], counted, identity, stand_in)
    slots = slots_of(company_id, members, deals)
    return Picture(
        company_id=company_id,
        standings=tuple(standings),
        deals=tuple(deals),
        slots=tuple(slots),
        identity=identity,
    )


def _placed(
    standings: list[Standing], evidence: Evidence, counted: Iterable[Effect], seq: int, known_at: int
) -> list[Standing]:
    """The standings, each claim with what its publication copies, and with the newer versions of it."""
    if not evidence.editions:
        return standings
    among = editions(evidence.editions, redatings(counted), seq=seq, known_at=known_at)

    def placed(claim: Claim) -> Claim:
        of = claim.publication_id
        return replace(claim, copy_of=among.origins.get(of), newer=among.newer.get(of, ()))

    return [replace(standing, claim=placed(standing.claim)) for standing in standings]


def others(claim: Claim, own: AbstractSet[str], identity: Identity) -> tuple[str, ...]:
    """The other sides as seen from the company asked about: of a tie, whichever side it is not."""
    if not claim.party_ids:
        return () if claim.company_id in own else (identity.of(claim.company_id),)
    sides = claim.party_ids if claim.company_id in own else (claim.company_id, *claim.party_ids)
    return tuple(dict.fromkeys(identity.of(side) for side in sides if side not in own))
