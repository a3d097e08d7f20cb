"""What the product answers, in the form that the oracle answers in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from functools import cache
from typing import Any
from unittest.mock import patch

from sqlalchemy import Connection

from ledger.model.dates import known_time, micros
from ledger.model.errors import UnknownCompany
from ledger.query import holdings, questions, search, timeline
from ledger.query.asof import Asked, at_head, join
from ledger.query.differences import diff as differences_of
from ledger.query.policies import Policy
from ledger.query.question import Question
from tests.oracle.asked import CURRENCY, NAMES, TEXTS, Answer, Clocks, kinds_of
from tests.oracle.oracle import Identity
from tests.project.histories import NOW


def ask(conn: Connection, clocks: Clocks) -> Question:
    """The product's question."""
    return questions.ask(
        conn,
        now=NOW,
        as_of=clocks.as_of,
        known_at=clocks.known_at,
        seq=clocks.seq,
        policy=Policy(clocks.policy),
        currency=CURRENCY,
    )


@contextmanager
def remembering() -> Iterator[None]:
    """Let the answers to one question share what they look up: it is the same, and most of the time that they take."""
    with ExitStack() as stack:
        for name in ("picture", "company", "known_since"):
            stack.enter_context(patch.object(questions, name, cache(getattr(questions, name))))
        yield


def positions(question: Question) -> dict[str, int]:
    """The position of every visible claim by its id."""
    return {c["claim_id"]: c["seq"] for name in NAMES.values() for c in _claims(question, name)}


def of_product(question: Question, company: str, clocks: Clocks, same: Identity, at: dict[str, int]) -> Answer | None:
    """The product's answers about a company; nothing if it knows none. `at` are the positions of claims."""
    name = NAMES[company]
    try:
        claims = list(questions.claims(question, name))
        slots = questions.state(question, name)["slots"]
    except UnknownCompany:
        return None
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
        "relations": sorted((at[r["claim_id"]], r["relation"], at[r["to"]]) for s in slots for r in s["relations"]),
        "converted": {c["seq"]: _converted(c["converted"]) for c in claims if c.get("converted")},
        "conflicts": sorted(_all(slot) for slot in questions.conflicts(question, name)["slots"]),
        "transactions": sorted((_deal(d, at, same) for d in questions.deals(question, name)), key=repr),
        "history": sorted(_event(entry, at) for entry in questions.history(question, name)),
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


def of_product_at_large(question: Question, clocks: Clocks, same: Identity, at: dict[str, int]) -> Answer:
    """The product's answers to what is asked about nobody in particular."""
    found = {text: list(search.search(question, text, limit=1000)) for text in TEXTS}
    # Each row has a known time of its own, to which that of the question sets no limit.
    days = [micros(known_time(day)) for day in (clocks.known_at, clocks.since)]
    rows = [Asked(name, kind, day) for day in days for name in NAMES.values() for kind in kinds_of(clocks)]
    picks = join(at_head(question), rows)
    return {
        "all conflicts": sorted(_all(slot) for slot in questions.conflicts(question)["slots"]),
        "all deals": sorted((_deal(d, at, same) for d in questions.deals(question)), key=repr),
        "names found": {
            text: [same[m["company_id"]] for m in some if m["type"] == "company"] for text, some in found.items()
        },
        "quotes found": {text: [m["claim"]["seq"] for m in some if m["claim"]] for text, some in found.items()},
        "joined": [
            (row.company, row.kind, row.known_at, None if p.company_id is None else (p.claims, p.claim and p.claim.seq))
            for row, p in zip(rows, picks, strict=True)
        ],
    }


def _claims(question: Question, name: str) -> list[Any]:
    try:
        return list(questions.claims(question, name))
    except UnknownCompany:
        return []


def _converted(found: Any) -> tuple[Any, ...]:
    day = date.fromisoformat(found["rate_date"])
    return (found["value"], found["low"], found["high"], found["rate"], day)


def _event(entry: Any, at: dict[str, int]) -> tuple[int, str, list[int]]:
    return entry["seq"], entry["type"], sorted(at[c] for c in entry["claim_ids"])


def _deal(deal: Any, at: dict[str, int], same: Identity) -> tuple[Any, ...]:
    slots = [
        (
            sorted(at[f["claim_id"]] for f in slot["figures"]),
            slot["agreement"],
            slot["low"],
            slot["high"],
            tuple((*i[:5], tuple(i[5]), i[6]) for i in _implied(slot["implied"], at)),
        )
        for slot in deal["slots"]
    ]
    return (
        tuple(sorted(at[c] for c in deal["claims"])),
        same[deal["company_id"]],
        deal["transaction"],
        tuple(sorted((same[p["id"]], tuple(p["roles"])) for p in deal["parties"])),
        tuple(deal["rounds"]),
        deal["stage"],
        tuple((one["stage"], at[one["claim_id"]]) for one in deal["stages"]),
        deal["doubtful"],
        (micros(known_time(deal["first_known_at"])), micros(known_time(deal["last_known_at"]))),
        tuple((tuple(seqs), *rest) for seqs, *rest in sorted(slots, key=repr)),
        tuple(sorted(deal["roots"])),
    )


def _all(slot: Any) -> list[int]:
    return sorted(c["seq"] for c in slot["claims"] + slot["denied"])


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


def _parts(ids: Iterable[tuple[str | None, int]]) -> list[list[int]]:
    """A partition: which claims are together, whatever the id is called."""
    parts: dict[str, list[int]] = {}
    for part, seq in ids:
        if part is not None:
            parts.setdefault(part, []).append(seq)
    return sorted(sorted(part) for part in parts.values())
