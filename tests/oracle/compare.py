"""What the oracle answers, in the form of `tests.oracle.product`, and where the two differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from sqlalchemy import Connection

from ledger.model.dates import known_time, micros
from tests.oracle import lookups, oracle, transactions, views
from tests.oracle.asked import CURRENCY, NAMES, TEXTS, Answer, Clocks, kinds_of
from tests.oracle.oracle import Claim, Identity, Recorded
from tests.oracle.product import ask, of_product, of_product_at_large, positions, remembering


class World:
    """The events visible at one position and known time, and the oracle's answers from them alone."""

    def __init__(self, events: Sequence[Recorded], seq: int, known_at: str) -> None:
        self.seen = oracle.visible(events, seq, micros(known_time(known_at)))
        self.same = oracle.identity(self.seen)

    @cached_property
    def claims(self) -> list[Claim]:
        return oracle.claims_of(self.seen)

    @cached_property
    def answers(self) -> dict[str, oracle.Answer]:
        """By the one id of several that stands for a company."""
        found = sorted({self.same[name] for name in NAMES})
        return {one: oracle.answer(self.seen, one, self.claims) for one in found}

    @cached_property
    def graded(self) -> dict[str, int]:
        return views.tiers(self.seen)

    def knows(self, company: str) -> bool:
        return oracle.named(self.seen, company)


def of_oracle(world: World, before: World, company: str, clocks: Clocks) -> Answer | None:
    """The oracle's answers about a company; `before` is what was known when a `diff` begins."""
    seen, answers, subject = world.seen, world.answers, world.same[company]
    if not world.knows(company):
        return None
    shown, day = answers[subject], date.fromisoformat(clocks.as_of)
    seqs = {c.claim_id: c.seq for c in shown.claims}
    held = views.held(shown, day)
    slots = [slot for slot, _ in held]
    answer: Answer = {
        "claims": {c.seq: (c.status, c.rank, sorted(c.roots)) for c in shown.claims},
        "copies": {c.seq: c.copy_of.seq for c in shown.claims if c.copy_of},
        "deals": sorted(sorted(seqs[c] for c in deal) for deal in shown.deals),
        "slots": sorted(_seqs(slot.members + slot.denied) for slot in shown.slots),
        "current": sorted(c.seq for slot in shown.slots for c in slot.current),
        "dropped": {
            c.seq: version.seq
            for slot in shown.slots
            for c in (*slot.members, *slot.denied)
            if (version := oracle.dropped_by(c, slot))
        },
        "state": sorted(
            (
                sorted((c.seq, how[c.seq]) for c in slot.members),
                sorted((c.seq, how[c.seq]) for c in slot.denied),
                oracle.agreement(slot.current),
                slot.low,
                slot.high,
                sorted(slot.roots),
            )
            for slot, how in held
        ),
        "headlines": sorted((_all(slot), views.headline(slot, clocks.policy, world.graded)) for slot in slots),
        "related": sorted(
            (_all(slot), _all(other), views.relation(slot, other))
            for slot in slots
            for other in oracle.related(slot, slots)
        ),
        "implied": sorted((_all(slot), views.implied(subject, slot, slots)) for slot in slots),
        "relations": sorted(pair for slot in slots for pair in transactions.relations(slot, shown)),
        "converted": {c.seq: found for c in shown.claims if (found := lookups.converted(c, CURRENCY)) is not None},
        "conflicts": sorted(_all(slot) for slot in slots if oracle.agreement(slot.current) == "conflict"),
        "transactions": transactions.deals(subject, answers, world.same, day),
        "history": lookups.history(shown, seen),
        "timeline": views.timeline(shown, day),
        "captable": views.captable(subject, shown, day),
        "portfolio": views.portfolio(subject, answers, day),
    }
    if clocks.since <= clocks.known_at:
        answer["diff"] = views.diff(before.answers[before.same[company]], shown, day)
    return answer


def of_oracle_at_large(world: World, before: World, clocks: Clocks) -> Answer:
    """The oracle's answers to what is asked about nobody in particular."""
    day = date.fromisoformat(clocks.as_of)
    conflicts = [
        _all(slot)
        for company, shown in world.answers.items()
        for slot, _ in views.held(shown, day)
        if oracle.agreement(slot.current) == "conflict" and _owner(slot, company)
    ]
    return {
        "all conflicts": sorted(conflicts),
        "all deals": transactions.deals(None, world.answers, world.same, day),
        "names found": {text: lookups.named_like(text, world.seen, world.same) for text in TEXTS},
        "quotes found": {text: lookups.quoted(text, world.claims) for text in TEXTS},
        "joined": [
            (NAMES[name], kind, micros(known_time(known_at)), _joined(known, name, kind, clocks.policy))
            for known_at, known in ((clocks.known_at, world), (clocks.since, before))
            for name in NAMES
            for kind in kinds_of(clocks)
        ],
    }


def _owner(slot: oracle.Slot, company: str) -> bool:
    """A tie is seen from both its sides; what contradicts in it is told once, of whom its first report is about."""
    return min(slot.members, key=lambda c: (c.known_at, c.seq)).company == company


def _joined(world: World, company: str, kind: str, policy: str) -> tuple[int, int | None] | None:
    if not world.knows(company):
        return None
    return lookups.joined(world.answers[world.same[company]], kind, policy, world.graded)


def _all(slot: oracle.Slot) -> list[int]:
    return _seqs(slot.members + slot.denied)


@dataclass(frozen=True)
class Expected:
    """The oracle's answers about every company, nothing for those that nobody has named, and those at large."""

    same: Identity
    answers: Mapping[str, Answer | None]
    at_large: Answer


def expected(events: Sequence[Recorded], clocks: Clocks) -> Expected:
    """What a ledger of these events has to answer."""
    world, before = (World(events, clocks.seq, known_at) for known_at in (clocks.known_at, clocks.since))
    answers = {company: of_oracle(world, before, company, clocks) for company in NAMES}
    return Expected(world.same, answers, of_oracle_at_large(world, before, clocks))


def differences(conn: Connection, wanted: Expected, clocks: Clocks) -> list[str]:
    """Every aspect of every company that the product answers differently, first of all those that others rest on."""
    found = []
    question = ask(conn, clocks)
    with remembering():
        at = positions(question)
        answers = {company: of_product(question, company, clocks, wanted.same, at) for company in NAMES}
        at_large = of_product_at_large(question, clocks, wanted.same, at)
    for company, theirs in answers.items():
        ours = wanted.answers[company]
        if ours is None or theirs is None:
            if ours is not theirs:
                found.append(f"known: {company} at {clocks}: oracle {ours}, product {theirs}")
            continue
        found += _unlike(ours, theirs, f"{company} at {clocks}")
    return found or _unlike(wanted.at_large, at_large, f"all at {clocks}")


def _unlike(ours: Answer, theirs: Answer, whom: str) -> list[str]:
    """The first aspect that is not alike."""
    for aspect, right in ours.items():
        if theirs[aspect] != right:
            return [f"{aspect}: {whom}:\n  oracle  {right}\n  product {theirs[aspect]}"]
    return []


def _seqs(claims: Iterable[Claim]) -> list[int]:
    return sorted(c.seq for c in claims)
