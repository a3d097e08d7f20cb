"""What the product answers and what the oracle answers, in one form, and where they differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any
from unittest.mock import patch

from sqlalchemy import Connection

from ledger.model.dates import known_time, micros
from ledger.model.errors import UnknownCompany
from ledger.query import holdings, questions, timeline
from ledger.query.differences import diff as differences_of
from ledger.query.policies import Policy
from ledger.query.questions import Question
from tests.oracle import oracle, views
from tests.oracle.oracle import Claim, Identity, Recorded
from tests.project.histories import NOW

#: Every entity of the small world, by the name that its documents give it.
NAMES = {"anvil": "Anvil", "birch": "Birch", "comet": "Comet", "delta-fund": "Delta Fund", "ember": "Ember"}


@dataclass(frozen=True)
class Clocks:
    """One setting of the three clocks, a policy, and the earlier day that a `diff` begins with."""

    seq: int
    known_at: str
    as_of: str
    policy: str = "all"
    since: str = "2024-06-15"


#: Aspect of an answer → what was answered. Claims go by their position, which people can read.
Answer = dict[str, Any]


def ask(conn: Connection, clocks: Clocks) -> Question:
    """The product's question."""
    return questions.ask(
        conn,
        now=NOW,
        as_of=clocks.as_of,
        known_at=clocks.known_at,
        seq=clocks.seq,
        policy=Policy(clocks.policy),
    )


@contextmanager
def remembering() -> Iterator[None]:
    """Let the answers to one question share what they look up: it is the same, and most of the time that they take."""
    with ExitStack() as stack:
        for name in ("picture", "company"):
            stack.enter_context(patch.object(questions, name, cache(getattr(questions, name))))
        yield


def of_product(question: Question, company: str, clocks: Clocks, same: Identity) -> Answer | None:
    """The product's answers about a company; nothing if it knows none."""
    name = NAMES[company]
    try:
        claims = list(questions.claims(question, name))
        slots = questions.state(question, name)["slots"]
    except UnknownCompany:
        return None
    at = {c["claim_id"]: c["seq"] for c in claims}
    members = {slot["slot_id"]: sorted(c["seq"] for c in slot["claims"] + slot["denied"]) for slot in slots}
    answer: Answer = {
        "claims": {c["seq"]: (c["status"], c["rank"], sorted(c["roots"])) for c in claims},
        "copies": {c["seq"]: c["copy_of"]["seq"] for c in claims if c["copy_of"]},
        "deals": _parts((c["deal_id"], c["seq"]) for c in claims),
        "slots": _parts((c["slot_id"], c["seq"]) for c in claims),
        "current": sorted(c["seq"] for c in claims if c["current"] and c["polarity"] == "positive"),
        "dropped": {c["seq"]: c["dropped_by"]["seq"] for c in claims if c["dropped_by"]},
        "state": sorted(
            (
                sorted((c["seq"], c["valid"]) for c in slot["claims"]),
                sorted((c["seq"], c["valid"]) for c in slot["denied"]),
                slot["agreement"],
                slot["low"],
                slot["high"],
                sorted(slot["roots"]),
            )
            for slot in slots
        ),
        "headlines": sorted((members[s["slot_id"]], s["headline"] and at[s["headline"]["claim_id"]]) for s in slots),
        "related": sorted(
            (members[s["slot_id"]], members[r["slot_id"]], r["relation"]) for s in slots for r in s["related"]
        ),
        "implied": sorted((members[slot["slot_id"]], _implied(slot["implied"], at)) for slot in slots),
        "timeline": [_entry(entry, at) for entry in timeline.timeline(question, name)],
        "captable": {
            tuple(sorted({same[h["id"]] for h in row["holders"]})): _places(row)
            for row in holdings.captable(question, name)
        },
        "portfolio": {same[row["company_id"]]: _places(row) for row in holdings.portfolio(question, name)},
    }
    if clocks.since <= clocks.known_at:
        answer["diff"] = sorted(_changes(differences_of(question, name, clocks.since), at), key=repr)
    return answer


class World:
    """The visible events at one setting of the clocks, and the oracle's answers from them alone."""

    def __init__(self, events: Sequence[Recorded], clocks: Clocks) -> None:
        self.seen = oracle.visible(events, clocks.seq, micros(known_time(clocks.known_at)))
        self.before = oracle.visible(events, clocks.seq, micros(known_time(clocks.since)))
        self.same = oracle.identity(self.seen)
        claims = oracle.claims_of(self.seen)
        self.answers = {one: oracle.answer(self.seen, one, claims) for one in {self.same[name] for name in NAMES}}
        self.claims_before = oracle.claims_of(self.before)


def of_oracle(world: World, company: str, clocks: Clocks) -> Answer | None:
    """The oracle's answers about the same company."""
    seen, answers, subject = world.seen, world.answers, world.same[company]
    if not oracle.named(seen, company):
        return None
    shown, day = answers[subject], date.fromisoformat(clocks.as_of)
    seqs = {c.claim_id: c.seq for c in shown.claims}
    held = views.held(shown, day)
    slots = [slot for slot, _ in held]
    graded = views.tiers(seen)
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
        "headlines": sorted((_all(slot), views.headline(slot, clocks.policy, graded)) for slot in slots),
        "related": sorted(
            (_all(slot), _all(other), views.relation(slot, other))
            for slot in slots
            for other in oracle.related(slot, slots)
        ),
        "implied": sorted((_all(slot), views.implied(subject, slot, slots)) for slot in slots),
        "timeline": views.timeline(shown, day),
        "captable": views.captable(subject, shown, day),
        "portfolio": views.portfolio(subject, answers, day),
    }
    if clocks.since <= clocks.known_at:
        answer["diff"] = views.diff(oracle.answer(world.before, company, world.claims_before), shown, day)
    return answer


def _all(slot: oracle.Slot) -> list[int]:
    return _seqs(slot.members + slot.denied)


def _implied(found: Iterable[dict[str, Any]], at: dict[str, int]) -> list[Any]:
    return sorted(
        (
            (
                one["rule"],
                one["amount"]["currency"],
                one["amount"]["value"],
                one["amount"]["low"],
                one["amount"]["high"],
                sorted(at[claim_id] for claim_id in one["claim_ids"]),
                one["contradicts"],
            )
            for one in found
        ),
        key=repr,
    )


def _entry(entry: Any, at: dict[str, int]) -> tuple[Any, ...]:
    days = (date.fromisoformat(entry[end]) if entry[end] else None for end in ("lower", "upper"))
    first = micros(known_time(entry["first_known_at"]))
    seqs = sorted(at[figure["claim_id"]] for figure in entry["figures"])
    return (seqs, *days, entry["stage"], entry["denied"], entry["valid"], first, entry["agreement"])


def _places(row: Any) -> dict[str, list[Any]]:
    """Where the slots of a row stand, each as the positions of its claims."""
    found = {place: sorted(_seqs_of(slot) for slot in slots) for place, slots in row.items() if _lists_slots(slots)}
    return {place: slots for place, slots in found.items() if slots}


def _lists_slots(value: Any) -> bool:
    return isinstance(value, list) and all("slot_id" in one for one in value)


def _seqs_of(slot: dict[str, Any]) -> list[int]:
    return sorted(c["seq"] for c in slot["claims"])


def _changes(found: Iterable[Any], at: dict[str, int]) -> Iterator[tuple[Any, ...]]:
    for row in found:
        if row["claim"] is not None:
            was, now = _standing(row["was"]), _standing(row["now"])
            if was != now:  # a merge gives a deal another company's name, and the oracle names none
                yield row["change"], row["claim"]["seq"], was, now
        elif row["change"] == "slot_closed":
            yield row["change"], [_summary(slot, at) for slot in row["slots_before"]], None
        else:
            yield row["change"], sorted(_summary(slot, at) for slot in row["slots_before"]), _summary(row["slot"], at)


def _standing(row: Any) -> tuple[Any, ...] | None:
    if row is None:
        return None
    deal = int(row["deal_id"].rpartition("-d")[2]) if row["deal_id"] else None
    return row["status"], row["current"], row["rank"], deal


def _summary(slot: Any, at: dict[str, int]) -> tuple[Any, ...]:
    return sorted(at[c] for c in slot["claims"]), slot["agreement"], slot["low"], slot["high"], sorted(slot["roots"])


@dataclass(frozen=True)
class Expected:
    """The oracle's answers about every company, nothing for those that nobody has named."""

    same: Identity
    answers: Mapping[str, Answer | None]


def expected(events: Sequence[Recorded], clocks: Clocks) -> Expected:
    """What a ledger of these events has to answer."""
    world = World(events, clocks)
    return Expected(world.same, {company: of_oracle(world, company, clocks) for company in NAMES})


def differences(conn: Connection, wanted: Expected, clocks: Clocks) -> list[str]:
    """Every aspect of every company that the product answers differently, first of all those that others rest on."""
    found = []
    question = ask(conn, clocks)
    with remembering():
        answers = {company: of_product(question, company, clocks, wanted.same) for company in NAMES}
    for company, theirs in answers.items():
        ours = wanted.answers[company]
        if ours is None or theirs is None:
            if ours is not theirs:
                found.append(f"known: {company} at {clocks}: oracle {ours}, product {theirs}")
            continue
        for aspect, right in ours.items():
            if theirs[aspect] != right:
                found.append(f"{aspect}: {company} at {clocks}:\n  oracle  {right}\n  product {theirs[aspect]}")
                break
    return found


def _parts(ids: Iterable[tuple[str | None, int]]) -> list[list[int]]:
    """A partition: which claims are together, whatever the id is called."""
    parts: dict[str, list[int]] = {}
    for part, seq in ids:
        if part is not None:
            parts.setdefault(part, []).append(seq)
    return sorted(sorted(part) for part in parts.values())


def _seqs(claims: Iterable[Claim]) -> list[int]:
    return sorted(c.seq for c in claims)
