"""The batch as-of join: for many (company, kind, known date) rows, what was known then (DESIGN §8).

Made for back-tests, so it must not look ahead: each row sees what was published by its own date and
recorded by the question's position. The pick is the policy's, over the current claims of the kind;
previous figures and denials are never picked, forecasts only where asked for.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ledger.model.dates import iso
from ledger.model.errors import AmbiguousCompany, UnknownCompany
from ledger.project import evidence as stored
from ledger.project.assemble import Evidence, assemble
from ledger.project.claims import Claim
from ledger.query import questions
from ledger.query.policies import Policy, pick_among
from ledger.query.questions import Question

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """One row of the table: `known_at` in microseconds UTC, inclusive."""

    company: str
    kind: str
    known_at: int


@dataclass(frozen=True, slots=True)
class Pick:
    """What was known: how many live claims of the kind there were, and the policy's pick of them."""

    company_id: str | None
    claims: int = 0
    claim: Claim | None = None
    problem: str | None = None

    def to_row(self) -> Row:
        """The columns that the join adds to a row; figures exact, in full units."""
        fact = self.claim.fact if self.claim else {}
        amount = fact.get("amount") or {}
        return {
            "company_id": self.company_id,
            "claims": self.claims,
            "claim_id": self.claim.claim_id if self.claim else None,
            "seq": self.claim.seq if self.claim else None,
            "published_at": iso(self.claim.known_at) if self.claim else None,
            "value": amount.get("value"),
            "low": amount.get("low"),
            "high": amount.get("high"),
            "currency": amount.get("currency"),
            "qualifier": amount.get("qualifier"),
            "percent": fact.get("percent"),
            "basis": fact.get("basis"),
            "period": fact.get("period"),
            "date": fact.get("date"),
            "stage": fact.get("stage"),
            "certainty": fact.get("certainty"),
            "publisher": self.claim.publisher if self.claim else None,
            "roots": "; ".join(self.claim.roots) if self.claim else None,
            "problem": self.problem,
        }


#: The columns that the join adds, in order.
COLUMNS = tuple(Pick(None).to_row())


def join(question: Question, rows: Sequence[Asked], *, forecasts: bool = False) -> list[Pick]:
    """The picks for the rows, in their order.

    Args:
        question: its position, policy and snapshot count; its known time is an upper limit for every row.
    """
    by_company: dict[str, list[int]] = {}
    for number, row in enumerate(rows):
        by_company.setdefault(row.company, []).append(number)
    picks: list[Pick | None] = [None] * len(rows)
    for name, numbers in by_company.items():
        for number, found in zip(
            numbers, _of_company(question, name, [rows[n] for n in numbers], forecasts), strict=True
        ):
            picks[number] = found
    return [found for found in picks if found is not None]


def _of_company(question: Question, name: str, rows: list[Asked], forecasts: bool) -> Iterator[Pick]:
    # Whom a name means, and with whom that one is merged, are questions to each row's own known time as well.
    turns = questions.turns(question, name)
    pasts: dict[int, _Past | Pick] = {}
    for row in rows:
        known_at = min(row.known_at, question.clocks.known_at)
        at = bisect_right(turns, known_at)
        if at not in pasts:
            pasts[at] = _past(question.at(known_at), name, forecasts)
        past = pasts[at]
        yield past if isinstance(past, Pick) else past.pick(row.kind, known_at)


def _past(question: Question, name: str, forecasts: bool) -> _Past | Pick:
    try:
        entity = questions.company(question, name)
    except (UnknownCompany, AmbiguousCompany) as error:
        return Pick(None, problem=str(error))
    return _Past(question, question.identity.of(entity.id), forecasts)


@dataclass
class _Past:
    """What one company's claims were at any known time."""

    question: Question
    company_id: str
    forecasts: bool
    _series: dict[str, _Series] = field(default_factory=dict)
    _pictures: dict[tuple[str, int], Pick] = field(default_factory=dict)

    @cached_property
    def evidence(self) -> Evidence:
        return stored.evidence(self.question.conn, self.question.identity.same_as(self.company_id))

    @cached_property
    def turns(self) -> list[int]:
        """The known times at which the picture can change."""
        times = {c.known_at for c in self.evidence.claims} | {e.known_at for e in self.evidence.effects if e.known_at}
        times |= {edition.known_at for edition in self.evidence.editions}
        redated = any(e.type == "DocumentRedated" for e in self.evidence.effects)
        return [] if redated else sorted(times)

    def pick(self, kind: str, known_at: int) -> Pick:
        # With the latest word, nothing taken back and nothing copied the pick is the last claim by then, and needs no
        # picture.
        if self.question.policy is Policy.LATEST_KNOWN and not self.evidence.effects and not self.evidence.editions:
            if kind not in self._series:
                counted = [c for c in self.evidence.claims if c.seq <= self.question.clocks.seq and self._may(c, kind)]
                self._series[kind] = _Series.of(counted)
            return self._series[kind].pick(self.company_id, known_at)
        at = bisect_right(self.turns, known_at) if self.turns else known_at
        if (kind, at) not in self._pictures:
            self._pictures[kind, at] = self._from_picture(kind, known_at)
        return self._pictures[kind, at]

    def _from_picture(self, kind: str, known_at: int) -> Pick:
        seq = self.question.clocks.seq
        shown = assemble(self.company_id, self.evidence, self.question.identity, seq=seq, known_at=known_at)
        members = [m for slot in shown.slots for m in slot.members if self._may(m.claim, kind)]
        chosen = pick_among([m for m in members if m.current], self.question.policy, self.question.tiers)
        return Pick(self.company_id, len(members), chosen.claim if chosen else None)

    def _may(self, claim: Claim, kind: str) -> bool:
        return (
            claim.kind == kind
            and not claim.denial
            and not claim.fact["previous"]
            and (self.forecasts or not claim.fact["forecast"])
        )


@dataclass(frozen=True)
class _Series:
    """Claims by known time, so that the latest by any time is one search away."""

    times: list[int]
    claims: list[Claim]

    @classmethod
    def of(cls, claims: Iterable[Claim]) -> _Series:
        ordered = sorted(claims, key=lambda c: (c.known_at, c.seq))
        return cls([c.known_at for c in ordered], ordered)

    def pick(self, company_id: str, known_at: int) -> Pick:
        count = bisect_right(self.times, known_at)
        return Pick(company_id, count, self.claims[count - 1] if count else None)


def at_head(question: Question) -> Question:
    """The question without a limit of known time: each row brings its own."""
    return question.at(questions.EVER)
