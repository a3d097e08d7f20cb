"""What is an alert: a pure function of one event, of what the ledger said before and after it, and of a subscription.

A picture is taken as the read models take it: with everything that is recorded by the position, on no particular day.
So an alert depends on its position alone, and a replay gives it again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from ledger.model.agreement import Agreement, agreement
from ledger.model.amounts import Qualifier
from ledger.model.conditions import Condition, What, When
from ledger.model.dates import moment
from ledger.model.events import Event
from ledger.project.assemble import Picture
from ledger.project.claims import EFFECT_EVENTS, FACT_EVENTS, Claim, Standing
from ledger.project.figures import amount_of, percent_of
from ledger.project.identity import IDENTITY_EVENTS, Identity
from ledger.project.slots import Member, Slot, SlotKey
from ledger.project.subscriptions import Subscription
from ledger.query.currency import convert

#: Events after which somebody may have to be told. A rank changes no agreement.
TYPES = (FACT_EVENTS | EFFECT_EVENTS | IDENTITY_EVENTS) - {"ClaimRanked"}

REPORTED, CORRECTED, RETRACTED = "FactReported", "FactCorrected", "FactRetracted"
#: What a subscriber may wait for that is about one claim, and the events that can bring it; the rest is about slots.
_OF_CLAIMS: dict[What, frozenset[str]] = {
    "fact": frozenset({REPORTED}),
    "denial": FACT_EVENTS,
    "correction": frozenset({CORRECTED}),
    "retraction": frozenset({RETRACTED}),
}


@dataclass(frozen=True)
class Happening:
    """One event, with the pictures of the companies that it touches, just before and just after it."""

    event: Event
    identity: Identity
    before: tuple[Picture, ...]
    after: tuple[Picture, ...]

    @cached_property
    def brought(self) -> tuple[Picture, Standing] | None:
        """The claim that the event reports, in the picture that shows it."""
        return _find(self.after, self.event.event_id) if self.event.type in FACT_EVENTS else None

    @cached_property
    def ended(self) -> tuple[Picture, Standing] | None:
        """The claim that the event corrects or retracts, as it stood."""
        target = self.event.payload.get("claim_id") if self.event.type in (CORRECTED, RETRACTED) else None
        return None if target is None else _find(self.before, target)

    @cached_property
    def changed(self) -> tuple[tuple[Picture, Slot], ...]:
        """The slots whose current claims are not what they were; of the others there is nothing to tell."""
        return tuple(
            (picture, slot)
            for picture in self.after
            for slot in picture.slots
            if (same := self.same_question(slot)) is None or _claim_ids(same) != _claim_ids(slot)
        )

    def same_question(self, slot: Slot) -> Slot | None:
        """The slot as it was."""
        return self._by_key.get(slot.key)

    def sharing(self, slot: Slot) -> list[Slot]:
        """The slots that held one of its claims before: its key follows the deal, and deals are joined and parted."""
        found = [one for member in slot.current for one in self._by_claim.get(member.claim.first_seq, ())]
        return list({one.key: one for one in found}.values())

    @cached_property
    def _by_key(self) -> dict[SlotKey, Slot]:
        return {slot.key: slot for picture in self.before for slot in picture.slots}

    @cached_property
    def _by_claim(self) -> dict[int, list[Slot]]:
        found: dict[int, list[Slot]] = {}
        for slot in self._by_key.values():
            for member in slot.current:
                found.setdefault(member.claim.first_seq, []).append(slot)
        return found


@dataclass(frozen=True)
class Match:
    """One thing that a subscriber is told: about a claim (`standing`, and `ended` where it ended one) or a slot."""

    what: What
    when: When
    picture: Picture
    standing: Standing | None = None
    ended: Standing | None = None
    slot: Slot | None = None
    #: How the slot's claims related before; nothing for a slot that is new under its id and shares no claim.
    agreement_before: str | None = None


def match(subscription: Subscription, happening: Happening) -> list[Match]:
    """What the subscriber is told of the event, each thing once, in a settled order."""
    found: dict[tuple[Any, ...], Match] = {}
    for when in subscription.when:
        of_claims = when.what in _OF_CLAIMS
        matches = _claims(subscription, when, happening) if of_claims else _slots(subscription, when, happening)
        for key, one in matches:
            found.setdefault((when.what, *key), one)
    return list(found.values())


def may_match(subscription: Subscription, event: Event) -> bool:
    """Whether the event alone leaves it open that the subscriber is told of it; costs no look into the database."""
    return any(_may(subscription, when, event) for when in subscription.when)


def _may(subscription: Subscription, when: When, event: Event) -> bool:
    if when.what not in _OF_CLAIMS:
        return True
    if event.type not in _OF_CLAIMS[when.what]:
        return False
    if when.what in ("correction", "retraction"):
        return True
    fact, known_at = event.payload["fact"], event.known_at
    assert known_at is not None, "an event with a fact always has a known time"
    return _is_kind(subscription, fact) and _admits(when, fact, known_at) and _denies(when, fact)


def _claims(subscription: Subscription, when: When, happening: Happening) -> Iterator[tuple[tuple[Any, ...], Match]]:
    if happening.event.type not in _OF_CLAIMS[when.what]:
        return
    brought, ended = happening.brought, happening.ended
    # What stands now comes first; a retraction leaves only what was.
    shown = brought or (ended if happening.event.type == RETRACTED else None)
    if shown is None:  # erased or set aside since
        return
    told = [found[1].claim for found in (brought, ended) if found is not None]
    if when.what in ("fact", "denial"):
        told = told[:1]
        was_denied = ended is not None and ended[1].claim.denial
        if not _denies(when, told[0].fact) or (when.what == "denial" and was_denied):
            return
    if any(_wanted_claim(subscription, when, claim, happening.identity) for claim in told):
        picture, standing = shown
        yield (happening.event.seq,), Match(when.what, when, picture, standing, ended[1] if ended else None)


def _slots(subscription: Subscription, when: When, happening: Happening) -> Iterator[tuple[tuple[Any, ...], Match]]:
    for picture, slot in happening.changed:
        if not _is_news(when.what, slot, happening) or not _wanted_slot(subscription, when, slot, happening):
            continue
        before = happening.same_question(slot) or next(iter(happening.sharing(slot)), None)
        # A partnership stands in the pictures of both its sides, and is told of once.
        key = tuple(sorted(member.claim.first_seq for member in slot.current))
        agreement_before = before.agreement.value if before else None
        yield key, Match(when.what, when, picture, slot=slot, agreement_before=agreement_before)


def _is_news(what: What, slot: Slot, happening: Happening) -> bool:
    if not slot.current:
        return False
    if what == "conflict":
        return slot.agreement is Agreement.CONFLICT and not _stood(slot, happening)
    same = happening.same_question(slot)
    earlier = [same] if same is not None else happening.sharing(slot)
    return bool(earlier) and slot.agreement not in {one.agreement for one in earlier if one.current}


def _stood(slot: Slot, happening: Happening) -> bool:
    """Whether the conflict is an old one: of the same question, or between the same claims under another slot's id."""
    same = happening.same_question(slot)
    if same is not None and same.agreement is Agreement.CONFLICT:
        return True
    for earlier in happening.sharing(slot):
        if earlier.agreement is Agreement.CONFLICT:
            known = {member.claim.first_seq for member in earlier.current}
            common = [member for member in slot.current if member.claim.first_seq in known]
            figures = [member.figure for member in common if member.figure is not None]
            if agreement(figures, len(common)) is Agreement.CONFLICT:
                return True
    return False


def _claim_ids(slot: Slot) -> list[str]:
    return [member.claim.claim_id for member in slot.current]


def _wanted_claim(subscription: Subscription, when: When, claim: Claim, who: Identity) -> bool:
    ids = {who.of(entity_id) for entity_id in (claim.company_id, *claim.party_ids)}
    wanted = _is_kind(subscription, claim.fact) and _admits(when, claim.fact, claim.known_at)
    return wanted and _is_about(subscription, ids, who)


def _wanted_slot(subscription: Subscription, when: When, slot: Slot, happening: Happening) -> bool:
    """Whether one of its current claims is of the kinds and meets the conditions, and a wanted company is a side."""

    def admits(member: Member) -> bool:
        fact = member.claim.fact
        return _is_kind(subscription, fact) and _admits(when, fact, member.claim.known_at)

    ids = {slot.key.company_id, *slot.key.parties, *(party for m in slot.current for party in m.parties)}
    return _is_about(subscription, ids, happening.identity) and any(map(admits, slot.current))


def _is_about(subscription: Subscription, ids: set[str], who: Identity) -> bool:
    return not subscription.companies or any(who.of(company) in ids for company in subscription.companies)


def _is_kind(subscription: Subscription, fact: dict[str, Any]) -> bool:
    return not subscription.kinds or fact["kind"] in subscription.kinds


def _denies(when: When, fact: dict[str, Any]) -> bool:
    """Whether it is a denial, where one is waited for."""
    return when.what != "denial" or fact["polarity"] == "negative"


def _admits(when: When, fact: dict[str, Any], known_at: int) -> bool:
    return all(_holds(condition, fact, known_at) for condition in when.where)


def _holds(condition: Condition, fact: dict[str, Any], known_at: int) -> bool:
    if condition.field in ("stage", "certainty"):
        return condition.admits_word(fact[condition.field])
    if condition.field == "percent":
        percent = percent_of(fact)
        return percent is not None and condition.admits(percent, percent, Qualifier(fact["percent_qualifier"]))
    ends = _ends(condition, fact, known_at)
    return ends is not None and condition.admits(ends[0], ends[1], Qualifier(fact["amount"]["qualifier"]))


def _ends(condition: Condition, fact: dict[str, Any], known_at: int) -> tuple[Decimal, Decimal] | None:
    """The amount in the currency of the condition: a figure of another one at the rate of its day, if there is one."""
    amount = amount_of(fact)
    if amount is None or (amount.currency is None) != (condition.currency is None):
        return None
    if amount.currency == condition.currency:
        return amount.ends()
    assert condition.currency is not None, "only an amount of money gets here"
    found = convert(amount, condition.currency, moment(known_at).date())
    if found is None:
        return None
    low, high = (found.low, found.high) if found.value is None else (found.value, found.value)
    assert low is not None, "an amount has a value or two ends"
    assert high is not None, "an amount has a value or two ends"
    return low, high


def _find(pictures: Sequence[Picture], claim_id: str) -> tuple[Picture, Standing] | None:
    return next(((shown, shown.standing[claim_id]) for shown in pictures if claim_id in shown.standing), None)
