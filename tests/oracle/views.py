"""What is derived from an answer: headlines, implied figures, what changed, what holds whose part. Plain and slow.

As in `tests.oracle.oracle`, each function quotes the sentence that it is written from.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal
from itertools import product
from typing import Any

from ledger.model.amounts import Interval, interval
from ledger.model.dates import moment
from ledger.model.events import CompanyRegistered
from tests.oracle.oracle import (
    Answer,
    Claim,
    Figure,
    Recorded,
    Slot,
    Valid,
    agreement,
    figure_of,
    share_a_point,
    validity,
    when,
)

# -- Headlines ---------------------------------------------------------------------------------------------------------


def tiers(seen: Sequence[Recorded]) -> dict[str, int]:
    """ "trust tiers of sources", by id and by name; the last registration of an id counts."""
    registered = {e.payload.id: e.payload for e in seen if isinstance(e.payload, CompanyRegistered)}
    graded = [p for p in registered.values() if p.tier is not None]
    return {key: p.tier for p in graded for key in (p.id, p.name) if p.tier is not None}


def headline(slot: Slot, policy: str, graded: Mapping[str, int]) -> int | None:
    """ "A headline value is a view, not a fact": the position of the policy's pick; `all` picks none.

    DESIGN names the policies only. What a person deprecated is picked by none; ties go to the latest known.
    """
    return pick(slot.current, policy, graded)


def pick(current: Sequence[Claim], policy: str, graded: Mapping[str, int]) -> int | None:
    """The same of any current claims."""
    choice = [c for c in current if c.rank != "deprecated"]
    if policy == "all" or not choice:
        return None
    return max(choice, key=lambda c: (_merit(c, choice, policy, graded), c.known_at, c.seq)).seq


def _merit(claim: Claim, choice: Sequence[Claim], policy: str, graded: Mapping[str, int]) -> Decimal | int:
    own = figure_of(claim.fact)
    if policy == "most_precise":
        if own is None or own.stated.low is None or own.stated.high is None:
            return Decimal("-Infinity")
        return -(own.stated.high - own.stated.low) / max(abs(own.low), Decimal(1))
    if policy == "independent_majority":
        figures = [(figure_of(c.fact), c.roots) for c in choice]
        return len({r for f, roots in figures for r in roots if own and f and f.stated.contains(own.low)})
    if policy == "source_tier":
        return -graded.get(claim.voice, 99)
    if policy == "rank":
        return int(claim.rank == "preferred")
    return 0


# -- Slots beside each other -------------------------------------------------------------------------------------------


def relation(one: Slot, other: Slot) -> str:
    """ "A different stage of one deal is a stage on its timeline, not a rival"; another unit cannot be compared."""
    if replace(one.key, stage=other.key.stage) == other.key:
        return "stage_change"
    return "not_comparable" if replace(one.key, unit=other.key.unit) == other.key else "different_thing"


def rounded(number: Decimal) -> Decimal:
    """Derived figures are shown in three significant digits."""
    return Context(prec=3, rounding=ROUND_HALF_EVEN).create_decimal(number)


@dataclass(frozen=True)
class _Told:
    """A single figure with all claims that tell it of the same sides: reports that agree imply the same, once."""

    low: Decimal
    stated: Interval
    unit: str
    sides: frozenset[str]
    seqs: tuple[int, ...]


def _told(claims: Sequence[Claim], company: str) -> list[_Told]:
    return _distinct([(c, figure_of(c.fact)) for c in claims], company)


def _distinct(found: Sequence[tuple[Claim, Figure | None]], company: str) -> list[_Told]:
    grouped: dict[tuple[Any, ...], list[int]] = {}
    for c, figure in found:
        if figure is not None and figure.low == figure.high:
            key = (figure.low, figure.stated, figure.unit, c.others(company), figure.qualifier)
            grouped.setdefault(key, []).append(c.seq)
    return [_Told(low, stated, unit, sides, tuple(seqs)) for (low, stated, unit, sides, _), seqs in grouped.items()]


#: Rule, unit, value, low, high, positions of the claims, whether it contradicts the slot.
Implied = tuple[str, str, Decimal, Decimal, Decimal, list[int], bool]


def implied(company: str, slot: Slot, slots: Sequence[Slot]) -> list[Implied]:
    """ "Facts check each other": "amount for a percentage against valuation, pre-money plus round against post-money,
    previous valuation times the stated multiple, instalments against the total".
    """
    found = [*_multiplied(company, slot, slots), *_added_up(company, slot, slots)]
    if slot.key.question == "valuation" and slot.key.deal is not None and slot.key.unit not in ("percent", "count"):
        found += _of_the_deal(company, slot, slots)
    return sorted(found, key=repr)


def _of_the_deal(company: str, slot: Slot, slots: Sequence[Slot]) -> Iterator[Implied]:
    inside = [c for s in slots if (s.key.deal, s.key.stage) == (slot.key.deal, slot.key.stage) for c in s.current]
    money = [c for c in inside if c.kind.question == "raised" and not c.fact.instalment and not c.fact.previous]
    paid = [told for told in _told(money, company) if told.unit == slot.key.unit]
    if slot.key.basis != "pre_money":
        shares = [t for t in _told([c for c in inside if c.kind.question == "stake"], company) if t.unit == "percent"]
        for a, part in product(paid, shares):
            if part.stated.low and part.stated.low > 0 and a.sides & part.sides:
                ends = _over(a.stated.low, part.stated.high), _over(a.stated.high, part.stated.low)
                yield from _one("amount_for_percent", slot, a.low * 100 / part.low, ends, (a, part))
    other = {"post_money": "pre_money", "pre_money": "post_money"}.get(slot.key.basis or "")
    worths = [c for c in inside if c.kind.question == "valuation" and c.fact.basis == other and other is not None]
    for worth, a in product(_told(worths, company), paid):
        if other == "pre_money":
            ends = _plus(worth.stated.low, a.stated.low), _plus(worth.stated.high, a.stated.high)
            yield from _one("pre_money_plus_round", slot, worth.low + a.low, ends, (worth, a))
        else:
            ends = _less(worth.stated.low, a.stated.high), _less(worth.stated.high, a.stated.low)
            yield from _one("post_money_less_round", slot, worth.low - a.low, ends, (worth, a))


def _multiplied(company: str, slot: Slot, slots: Sequence[Slot]) -> Iterator[Implied]:
    """Which figure was the one before, a report on the same question has to say."""
    times = _distinct([(c, _multiple(c)) for c in slot.current if not c.fact.previous], company)
    reports = {c.publication_id for c in slot.current}
    for s in slots:
        alike = replace(
            slot.key, deal=s.key.deal, when=s.key.when, stage=s.key.stage, previous=s.key.previous,
            parties=s.key.parties, unit=s.key.unit,
        )  # fmt: skip
        if s is slot or alike != s.key or slot.key.unit not in (None, s.key.unit):
            continue
        before = _told([c for c in s.current if c.fact.previous and c.publication_id in reports], company)
        for figure, multiple in product([t for t in before if t.unit not in ("percent", "count")], times):
            ends = [figure.stated.low, figure.stated.high, multiple.stated.low, multiple.stated.high]
            if None not in ends:
                a, b, c, d = [end for end in ends if end is not None]
                corners = [a * c, a * d, b * c, b * d]
                value = figure.low * multiple.low
                told = (figure, multiple)
                yield from _one("previous_times_multiple", slot, value, (min(corners), max(corners)), told)


def _multiple(claim: Claim) -> Figure | None:
    stated = claim.fact.multiple
    if stated is None:
        return None
    return Figure(*stated.ends(), stated.qualifier, "count", interval(stated))


def _added_up(company: str, slot: Slot, slots: Sequence[Slot]) -> Iterator[Implied]:
    """All instalments are the total; some of them must not be more than it."""
    if slot.key.deal is None or slot.key.subject is not None or slot.key.unit in (None, "percent", "count"):
        return
    parts: dict[int, list[_Told]] = {}
    counts = set()
    for s in slots:
        if (
            replace(s.key, subject=None) == slot.key
            and (labels := [c.fact.instalment for c in s.current])
            and labels[0]
        ):
            parts[int(labels[0].split("/")[0])] = _told(s.current, company)
            counts |= {int(label.split("/")[1]) for label in labels if label and "/" in label}
    if not parts or any(not told for told in parts.values()):
        return
    all_there = len(counts) == 1 and sorted(parts) == list(range(1, min(counts) + 1))
    for chosen in product(*(parts[number] for number in sorted(parts))):
        lows, highs = [t.stated.low for t in chosen], [t.stated.high for t in chosen]
        if None in lows or None in highs:
            continue
        low, high = sum(end for end in lows if end is not None), sum(end for end in highs if end is not None)
        value = sum((t.low for t in chosen), Decimal(0))
        for one in _one("sum_of_instalments", slot, value, (Decimal(low), Decimal(high)), chosen):
            if all_there:
                yield one
            else:
                over = [f.stated.high is not None and f.stated.high < low for f in slot.figures]
                yield ("instalments_so_far", *one[1:6], bool(over) and all(over))


def _one(
    rule: str, slot: Slot, value: Decimal, ends: tuple[Decimal | None, Decimal | None], told: Sequence[_Told]
) -> Iterator[Implied]:
    """One implied figure; "an open bound leaves nothing to say". It contradicts where no current figure meets it."""
    low, high = ends
    if low is None or high is None:
        return
    unit = next(t.unit for t in told if t.unit not in ("percent", "count"))
    misses = [not share_a_point([Interval(low, high), f.stated]) for f in slot.figures]
    seqs = sorted({seq for t in told for seq in t.seqs})
    yield (rule, unit, rounded(value), rounded(low), rounded(high), seqs, bool(misses) and all(misses))


def _plus(a: Decimal | None, b: Decimal | None) -> Decimal | None:
    return None if a is None or b is None else a + b


def _less(a: Decimal | None, b: Decimal | None) -> Decimal | None:
    return None if a is None or b is None else a - b


def _over(money: Decimal | None, percent: Decimal | None) -> Decimal | None:
    return None if money is None or percent is None else money * 100 / percent


# -- The day asked about -----------------------------------------------------------------------------------------------


def held(shown: Answer, day: date) -> list[tuple[Slot, dict[int, Valid]]]:
    """The slots with what holds on the day, and how: "Certainly and possibly valid kept apart"."""
    found = []
    for slot in shown.slots:
        how = {
            c.seq: valid
            for c in (*slot.members, *slot.denied)
            if (valid := validity(c, slot, shown.slots, day)) is not None
        }
        members, denied = (tuple(c for c in some if c.seq in how) for some in (slot.members, slot.denied))
        if members or denied:
            found.append((Slot(slot.key, members, denied), how))
    return found


def timeline(shown: Answer, day: date) -> list[Any]:
    """ "stages on a timeline": what a slot dates alike is an entry; a state that was replaced by the day is `ended`."""
    entries = []
    for slot in shown.slots:
        grouped: dict[Any, list[Claim]] = {}
        for c in (*slot.members, *slot.denied):
            bounds = when(c.fact)
            grouped.setdefault((bounds.lower, bounds.upper, c.fact.stage, c.denial), []).append(c)
        for (lower, upper, stage, denied), claims in grouped.items():
            how = {validity(c, slot, shown.slots, day) for c in claims}
            if how == {None} and lower is not None and lower > day:
                continue  # what lies after the day is left out
            valid = "certain" if "certain" in how else "possible" if "possible" in how else "ended"
            first = min(c.known_at for c in claims)
            last = upper - timedelta(days=1) if upper else None
            begin = lower or last or moment(first).date()
            seqs = sorted(c.seq for c in claims)
            place = (begin, last or begin, seqs[0])
            entry = (seqs, lower, upper, stage, denied, valid, first, agreement(slot.current))
            entries.append((place, entry))
    return [entry for _, entry in sorted(entries, key=lambda e: e[0])]


# -- Holdings ----------------------------------------------------------------------------------------------------------

_MONEY = ("raised", "price")


def captable(company: str, shown: Answer, day: date) -> dict[tuple[str, ...], dict[str, list[Any]]]:
    """ "holders with stakes, rivals included"; who came in without a share that is told stands as undisclosed."""
    rows: dict[tuple[str, ...], dict[str, list[Any]]] = {}
    slots = [(slot, how) for slot, how in held(shown, day) if _about_holding(slot)]
    for slot, how in slots:
        if slot.key.question == "stake":
            rows.setdefault(tuple(sorted(slot.key.parties)), {}).setdefault(_where(slot, how), []).append(_seqs(slot))
    with_share = {one for holders, row in rows.items() if {"certain", "possible"} & set(row) for one in holders}
    for slot, _ in slots:
        if slot.key.question in _MONEY and slot.key.stage != "talks" and not slot.key.forecast:
            for holder in _sides(slot) - with_share - {company}:
                rows.setdefault((holder,), {}).setdefault("undisclosed", []).append(_seqs(slot))
    return {holders: {place: sorted(found) for place, found in row.items()} for holders, row in rows.items()}


def portfolio(investor: str, answers: Mapping[str, Answer], day: date) -> dict[str, dict[str, list[Any]]]:
    """ "portfolio of an investor": the same, company by company."""
    rows: dict[str, dict[str, list[Any]]] = {}
    for company, shown in answers.items():
        for slot, how in held(shown, day):
            if company != investor and _about_holding(slot) and investor in _sides(slot):
                place = _where(slot, how)
                if slot.key.question in _MONEY and place != "talked_of":
                    place = "money"
                rows.setdefault(company, {}).setdefault(place, []).append(_seqs(slot))
    return {company: {place: sorted(found) for place, found in row.items()} for company, row in rows.items()}


def _about_holding(slot: Slot) -> bool:
    asks = slot.key.question in ("stake", *_MONEY)
    return asks and slot.key.stage != "abandoned" and not slot.key.previous and bool(slot.members)


def _where(slot: Slot, how: Mapping[int, Valid]) -> str:
    if slot.key.stage == "talks" or slot.key.forecast:
        return "talked_of"
    return "certain" if any(how[c.seq] == "certain" for c in slot.current) else "possible"


def _sides(slot: Slot) -> set[str]:
    return {party for c in slot.members for party in c.parties}


def _seqs(slot: Slot) -> list[int]:
    return sorted(c.seq for c in slot.members)


# -- What was learned --------------------------------------------------------------------------------------------------


def diff(before: Answer | None, after: Answer, day: date) -> list[Any]:
    """ "`diff` between two known dates": claims that came or count otherwise, and slots that say otherwise."""
    then = {c.seq: _standing(before, c) for c in before.claims} if before else {}
    changes: list[Any] = []
    for c in after.claims:
        was, now = then.get(c.seq), _standing(after, c)
        if was != now:
            changes.append(("claim_known" if was is None else "claim_changed", c.seq, was, now))
    earlier = [slot for slot, _ in held(before, day)] if before else []
    later = [slot for slot, _ in held(after, day)]
    followed = []
    for slot in later:
        was_slots = [s for s in earlier if _all(s) & _all(slot)]
        followed += was_slots
        if not was_slots:
            changes.append(("slot_opened", [], _summary(slot)))
        elif len(was_slots) > 1 or _summary(was_slots[0])[1:] != _summary(slot)[1:]:
            changes.append(("slot_changed", sorted(_summary(s) for s in was_slots), _summary(slot)))
    gone = [s for s in earlier if s not in followed]
    return sorted([*changes, *(("slot_closed", [_summary(s)], None) for s in gone)], key=repr)


def _standing(shown: Answer, claim: Claim) -> tuple[str, bool, str, int | None]:
    """Status, whether it is current, rank, and the deal, which is called after its first report."""
    current = any(c.seq == claim.seq for slot in shown.slots for c in slot.current)
    return claim.status, current, claim.rank, deal_names(shown).get(claim.claim_id)


def deal_names(shown: Answer) -> dict[str, int]:
    """Claim → the position that its deal is called after: where its first claim stood first.

    One claim that two documents replace may stand behind two deals; then the later deal is called after its own claims.
    """
    by_id = {c.claim_id: c for c in shown.claims}
    members = [[by_id[claim_id] for claim_id in deal] for deal in shown.deals]
    taken: set[int] = set()
    names: dict[str, int] = {}
    for claims in sorted(members, key=lambda some: min((c.known_at, c.seq) for c in some)):
        name = min(c.first_seq for c in claims)
        name = min(c.seq for c in claims) if name in taken else name
        taken.add(name)
        names |= {c.claim_id: name for c in claims}
    return names


def _all(slot: Slot) -> set[int]:
    return {c.seq for c in (*slot.members, *slot.denied)}


def _summary(slot: Slot) -> tuple[Any, ...]:
    return sorted(_all(slot)), agreement(slot.current), slot.low, slot.high, sorted(slot.roots)
