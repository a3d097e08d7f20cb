"""The question `deals`, and what claims of one slot are to each other: the oracle's reading.

"one transaction from many claims across documents, its parties in roles, its stages on a timeline".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from ledger.model.amounts import Interval
from ledger.model.dates import moment
from tests.oracle import views
from tests.oracle.oracle import Answer, Claim, Identity, Slot, agreement, figure_of, share_a_point, when

_PROGRESS = ("considered", "talks", "agreed", "completed")


def deals(company: str | None, answers: Mapping[str, Answer], same: Identity, day: date) -> list[tuple[Any, ...]]:
    """ "the transactions" that a company is a side of (all of them without one) and that hold on the day.

    A deal belongs to the company that its first claim is about. Both sides of a tie see it, and it is told once: as the
    company asked about sees it.
    """
    found: list[tuple[Any, ...]] = []
    told: set[str] = set()
    for owner, shown in sorted(answers.items(), key=lambda one: (one[0] != company, one[0])):
        slots = [slot for slot, _ in views.held(shown, day)]
        for deal in shown.deals:
            claims = sorted((c for c in shown.claims if c.claim_id in deal), key=lambda c: (c.known_at, c.seq))
            owned = min(claims, key=lambda c: c.first_seq).company == owner
            sides = {party for c in claims for party in c.others(owner)}
            asked = owner == company or (owned and (company is None or company in sides))
            if asked and not told & deal and any(slot.key.deal == deal for slot in slots):
                told |= deal
                found.append(_deal(owner, claims, shown, [s for s in slots if s.key.deal == deal], same, day))
    return sorted(found, key=repr)


def _deal(  # noqa: PLR0917 - whose, of which claims, and where it is looked at from
    company: str, claims: Sequence[Claim], shown: Answer, slots: Sequence[Slot], same: Identity, day: date
) -> tuple[Any, ...]:
    first = min(claims, key=lambda c: c.first_seq)
    roles: dict[str, set[str]] = {}
    for c in claims:
        for party, entity in zip(c.fact.counterparties, c.ordered_parties, strict=True):
            if entity != same[first.company]:
                roles.setdefault(entity, set()).add(party.role)
    reached = [c for c in claims if c.fact.stage and not c.denial and begun(c, day)]
    founding = min(claims, key=lambda c: not c.kind.founds_deal)
    assert founding.kind.transaction is not None
    held = [
        (
            views._seqs(s),
            agreement(s.current),
            s.low,
            s.high,
            tuple((*i[:5], tuple(i[5]), i[6]) for i in views.implied(company, s, slots)),
        )
        for s in slots
    ]
    return (
        tuple(sorted(c.seq for c in claims)),
        same[first.company],
        founding.kind.transaction.value,
        tuple(sorted((entity, tuple(sorted(found))) for entity, found in roles.items())),
        tuple(sorted({c.fact.round for c in claims if c.fact.round})),
        stage(reached),
        tuple((str(c.fact.stage), c.seq) for c in stages(reached)),
        any(c.claim_id in shown.doubtful for c in claims),
        (min(c.known_at for c in claims), max(c.known_at for c in claims)),
        tuple((tuple(seqs), *rest) for seqs, *rest in sorted(held, key=repr)),
        tuple(sorted({root for c in claims for root in c.roots})),
    )


def begins(claim: Claim) -> date:
    """Where a claim stands on a timeline: its first day, or else its last, or the day of its publication."""
    given = when(claim.fact)
    return given.lower or (given.upper - timedelta(days=1) if given.upper else moment(claim.known_at).date())


def begun(claim: Claim, day: date) -> bool:
    """Whether it may have happened by the day: "what lies after the day is left out"."""
    lower = when(claim.fact).lower
    return lower is None or lower <= day


def stages(reached: Sequence[Claim]) -> list[Claim]:
    """ "its stages on a timeline": the first claim of each stage, in the order in which they were reached."""
    order = ("considered", "talks", "agreed", "completed", "abandoned")
    first: dict[str, Claim] = {}
    for c in sorted(reached, key=lambda c: (begins(c), c.known_at, c.seq)):
        first.setdefault(c.fact.stage or "", c)
    return sorted(first.values(), key=lambda c: (begins(c), order.index(c.fact.stage or "")))


def stage(reached: Sequence[Claim]) -> str | None:
    """Where the deal stands. DESIGN does not say: as far as it has come, or abandoned, if nothing was agreed since."""
    left = [begins(c) for c in reached if c.fact.stage == "abandoned"]
    on = [c for c in reached if c.fact.stage in _PROGRESS]
    if left and not any(c.fact.stage in ("agreed", "completed") and begins(c) > max(left) for c in on):
        return "abandoned"
    return max((c.fact.stage or "" for c in on), key=_PROGRESS.index, default=None)


# -- Pairs -------------------------------------------------------------------------------------------------------------


def relations(slot: Slot, shown: Answer) -> Iterator[tuple[int, str, int]]:
    """ "pairwise `refines, …, corrects, supersedes, retracts, denies`, by the interval rules", as positions."""
    by_id = {c.claim_id: c for c in shown.claims}
    for c in slot.members:
        old = by_id.get(c.corrects or "")
        if old is not None and old.status == "corrected":
            yield c.seq, "corrects", old.seq
    for old in slot.members:
        if old not in slot.current:
            for new in slot.current:
                if (old.publisher, old.roots) == (new.publisher, new.roots):
                    yield new.seq, "supersedes", old.seq
    yield from ((denial.seq, "denies", c.seq) for denial in slot.denied for c in slot.members)
    told = [(c, figure.stated) for c in slot.current if (figure := figure_of(c.fact)) is not None]
    for one, a in told:
        for other, b in told:
            if one.seq > other.seq and not share_a_point([a, b]):
                yield one.seq, "contradicts", other.seq
            elif one is not other and a != b and _within(a, b):
                yield one.seq, "refines", other.seq


def _within(a: Interval, b: Interval) -> bool:
    return (b.low is None or (a.low is not None and a.low >= b.low)) and (
        b.high is None or (a.high is not None and a.high <= b.high)
    )
