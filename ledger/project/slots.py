"""Slots: the questions that claims answer, and how the rival answers relate (DESIGN §5.1 to §5.4)."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import compress
from operator import ne
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import astuple, replace

from ledger.model.agreement import Agreement, Reported, agreement, far_bound
from ledger.model.canonical import digest
from ledger.model.facts import KINDS, Nature
from ledger.model.lazy import lazy
from ledger.model.names import fold
from ledger.project.claims import Claim
from ledger.project.deals import Deal
from ledger.project.editions import Edition

DONE, TALKING, ABANDONED = "done", "talking", "abandoned"
_STAGE_CLASS = {"considered": TALKING, "talks": TALKING, "abandoned": ABANDONED}


class SlotKey(Struct, frozen=True, dict=True):
    """The question. Claims with equal keys are rivals; keys that differ are `related` at most."""

    company_id: str
    question: str
    parties: tuple[str, ...]
    deal_id: str | None
    lower: date | None
    upper: date | None
    subject: str | None
    basis: str | None
    unit: str | None
    forecast: bool
    stage: str
    previous: bool

    @lazy
    def parts(self) -> tuple[Any, ...]:
        """What it is made of, in the order of `KEY_FIELDS`."""
        return astuple(self)

    def differing(self, other: SlotKey) -> list[str]:
        """The names of the parts in which the other differs."""
        return list(compress(KEY_FIELDS, map(ne, self.parts, other.parts)))

    @lazy
    def succession(self) -> tuple[Any, ...]:
        """All but deal and date: a later-dated state that is equal in this takes a state's place (DESIGN §6)."""
        own = zip(KEY_FIELDS, self.parts, strict=True)
        return tuple(part for name, part in own if name not in ("deal_id", "lower", "upper"))

    @lazy
    def slot_id(self) -> str:
        """Stable for equal questions: a hash of the key."""
        # The bytes of `canonical`, which has nothing to settle where all is text.
        return digest(_ENCODE([part if part.__class__ is tuple else str(part) for part in self.parts]))[:16]


_ENCODE = msgspec.json.Encoder().encode

#: The names of a key's parts, in order.
KEY_FIELDS = SlotKey.__struct_fields__


class Member(Struct, frozen=True):
    """A live claim in its slot. `parties` are its other sides, merges applied."""

    claim: Claim
    parties: tuple[str, ...]
    rank: str
    current: bool = False

    @property
    def figure(self) -> Reported | None:
        return self.claim.figure


class Slot(Struct, frozen=True, dict=True):
    """One question with all its live answers, ascending by known time, and the denials beside them."""

    key: SlotKey
    members: tuple[Member, ...]
    denied: tuple[Member, ...]

    @lazy
    def kind(self) -> str:
        """The kind of its first claim; an investment and a round may share a slot."""
        return (self.members or self.denied)[0].claim.kind

    @property
    def asks_of_somebody(self) -> bool:
        """Whether the other side is part of what is asked."""
        return KINDS[self.kind].by_counterparty

    @lazy
    def current(self) -> tuple[Member, ...]:
        return tuple(m for m in self.members if m.current)

    @lazy
    def figures(self) -> list[Reported]:
        return [m.figure for m in self.current if m.figure is not None]

    @lazy
    def agreement(self) -> Agreement:
        return agreement(self.figures, len(self.current))

    @lazy
    def far_bound(self) -> bool:
        return self.agreement is not Agreement.CONFLICT and far_bound(self.figures)

    @lazy
    def dropped(self) -> Mapping[str, Edition]:
        """By claim id: the first of the newer versions of its article since which it answers this no more."""
        revised = [m.claim for m in self.members + self.denied if m.claim.newer]
        if not revised:
            return {}
        said = {m.claim.publication_id for m in self.members + self.denied}
        found = {}
        for claim in revised:
            last = max((place for place, one in enumerate(claim.newer, 1) if one.publication_id in said), default=0)
            if last < len(claim.newer):
                found[claim.claim_id] = claim.newer[last]
        return found

    @property
    def low(self) -> Decimal | None:
        return min((f.low for f in self.figures), default=None)

    @property
    def high(self) -> Decimal | None:
        return max((f.high for f in self.figures), default=None)

    @lazy
    def roots(self) -> tuple[str, ...]:
        """The distinct origins that the current claims rest on, in order of first report."""
        return tuple(dict.fromkeys(root for m in self.current for root in m.claim.roots))


def slots_of(company_id: str, members: Sequence[Member], deals: Sequence[Deal]) -> list[Slot]:
    """The slots that a company's live claims fall into, in a settled order."""
    deal_by_claim = {c.claim_id: deal for deal in deals for c in deal.claims}
    keyed = [(_key(company_id, m, deal_by_claim.get(m.claim.claim_id)), m) for m in members]
    grouped: dict[SlotKey, list[Member]] = {}
    for key, member in _with_homes(keyed):
        grouped.setdefault(key, []).append(member)
    slots = [_slot(key, found) for key, found in grouped.items()]
    return sorted(slots, key=_order)


def holding(slot: Slot, claim_ids: Container[str]) -> Slot | None:
    """The slot with these claims only: what is not asked about counts neither as current nor towards agreement."""
    members = [m for m in slot.members + slot.denied if m.claim.claim_id in claim_ids]
    return _slot(slot.key, members) if members else None


def related(slot: Slot, others: Sequence[Slot]) -> list[tuple[Slot, list[str]]]:
    """Slots that ask nearly the same, each with what they differ in: comparable, never rivals."""
    found = []
    of_somebody = slot.asks_of_somebody
    for other in others:
        if other.key.question != slot.key.question or other is slot:
            continue
        if of_somebody and other.key.parties != slot.key.parties:
            continue  # another holder's stake, another partner: another question altogether
        differs = [_PLAIN_WORDS[name] for name in slot.key.differing(other.key)]
        found.append((other, list(dict.fromkeys(differs))))
    return found


_KIND_ORDER = {kind: place for place, kind in enumerate(KINDS)}


def _order(slot: Slot) -> tuple[int, int, int, str]:
    """Kinds as DESIGN §3 lists them, then by first report."""
    known_at, seq = min(map(_by_time, slot.members + slot.denied))
    return _KIND_ORDER[slot.kind], known_at, seq, slot.key.slot_id


_PLAIN_WORDS = {
    "company_id": "company", "question": "question", "parties": "counterparty", "deal_id": "deal",
    "lower": "date", "upper": "date", "subject": "subject", "basis": "basis", "unit": "unit",
    "forecast": "forecast", "stage": "stage", "previous": "previous",
}  # fmt: skip


def question_of(company_id: str, member: Member) -> SlotKey:
    """What a claim answers if it is of no deal, in whatever unit: only those equal in it can be rivals then."""
    return replace(_key(company_id, member, None), unit=None)


def _key(company_id: str, member: Member, deal: Deal | None) -> SlotKey:
    claim, fact = member.claim, member.claim.fact
    # A previous figure never takes the deal's label: it is slotted by its date, or as "the previous one".
    deal_id = deal.deal_id if deal and not fact["previous"] else None
    when = claim.when if deal_id is None else None
    undated = when is None or (when.lower is None and when.upper is None)
    return SlotKey(
        company_id=company_id,
        question=claim.rules.question,
        parties=_asked_of(member, deal),
        deal_id=deal_id,
        lower=None if when is None else when.lower,
        upper=None if when is None else when.upper,
        subject=_subject(claim),
        basis=fact.get("basis"),
        unit=claim.unit,
        forecast=bool(fact["forecast"]),
        stage=_STAGE_CLASS.get(fact.get("stage") or "", DONE),
        previous=bool(fact["previous"]) and undated,
    )


def _asked_of(member: Member, deal: Deal | None) -> tuple[str, ...]:
    """Whose stake, whose money? In a deal with one other side, that side's share is the whole."""
    if deal is not None and len(deal.parties) == 1 and member.claim.kind != "valuation":
        return tuple(deal.parties)
    if member.claim.rules.by_counterparty or (member.claim.kind == "investment" and deal is not None):
        return tuple(sorted(set(member.parties)))
    return ()


def instalment(number: str) -> str:
    """The subject of a slot for one part of a sum, of however many parts its reports know."""
    return f"instalment {number}"


def _subject(claim: Claim) -> str | None:
    """The product, the post that a person takes, holds or leaves, or which part of the money it is."""
    if claim.fact.get("instalment"):
        return instalment(claim.fact["instalment"].partition("/")[0])
    if claim.fact.get("product"):
        return fold(claim.fact["product"])
    if claim.rules.nature is not Nature.FLOW and claim.kind in ("appointment", "departure", "role", "compensation"):
        return "/".join(sorted(fold(c["role"]) for c in claim.fact["counterparties"])) or None
    return None


def _with_homes(keyed: list[tuple[SlotKey, Member]]) -> list[tuple[SlotKey, Member]]:
    """Let claims without a figure answer the one question with a unit that they can mean.

    "Meta bought a stake" and "Meta holds 49 %" ask the same; which of two units is meant nobody can say.
    """
    if all(key.unit is not None for key, _ in keyed):
        return keyed
    homes: dict[SlotKey, set[SlotKey]] = {}
    for key in {key for key, _ in keyed if key.unit is not None}:
        homes.setdefault(replace(key, unit=None), set()).add(key)
    return [(_only(homes.get(key, set()), key) if key.unit is None else key, member) for key, member in keyed]


def _only(candidates: set[SlotKey], otherwise: SlotKey) -> SlotKey:
    return next(iter(candidates)) if len(candidates) == 1 else otherwise


def _slot(key: SlotKey, members: list[Member]) -> Slot:
    ordered = sorted(members, key=_by_time) if len(members) > 1 else members
    standing = [m for m in ordered if not m.claim.denial]
    # Ascending, so the latest document of each voice stays.
    latest = {m.claim.voice: m.claim.publication_id for m in standing}
    told = _told(standing)
    marked = tuple(
        _marked(m, current=latest[m.claim.voice] == m.claim.publication_id and not _said_anew(m, told))
        for m in standing
    )
    return Slot(key, marked, tuple(m for m in ordered if m.claim.denial))


def _by_time(member: Member) -> tuple[int, int]:
    return member.claim.known_at, member.claim.seq


def _told(standing: Sequence[Member]) -> set[str]:
    return {m.claim.publication_id for m in standing}


def _marked(member: Member, *, current: bool) -> Member:
    return member if member.current is current else Member(member.claim, member.parties, member.rank, current)


def _said_anew(member: Member, told: Container[str]) -> bool:
    """Whether an edited version of the article answers the question, on whomever it rests now."""
    newer = member.claim.newer
    return bool(newer) and any(version.publication_id in told for version in newer)
