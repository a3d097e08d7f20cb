"""The batch as-of join: for many (company, kind, known date) rows, what was known then (DESIGN §8).

Made for back-tests, so it must not look ahead: each row sees what was published by its own date and
recorded by the question's position. The pick is the policy's, over the current claims of the kind;
previous figures and denials are never picked, forecasts only where asked for.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ledger.model.errors import AmbiguousCompany, UnknownCompany
from ledger.project import evidence as stored
from ledger.project.assemble import Evidence, assemble
from ledger.project.claims import Claim
from ledger.query import questions
from ledger.query.latest import Fact, Latest, Meant, Series, Told, told
from ledger.query.policies import Policy, pick_among
from ledger.query.questions import Question


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


#: The columns that the join adds, in order.
COLUMNS = ("company_id", "claims", *Told._fields, "problem")
_NOTHING = (None,) * len(Told._fields)


def join(question: Question, rows: Sequence[Asked], *, forecasts: bool = False) -> list[Pick]:
    """The picks for the rows, in their order.

    Args:
        question: its position, policy and snapshot count; its known time is an upper limit for every row.
    """
    found = Join(question, forecasts=forecasts).settle(
        *zip(*((r.company, r.kind, r.known_at) for r in rows), strict=True)
    )
    claims = {claim.seq: claim for claim in stored.claims_at(question.conn, set(found.positions) - {0})}
    return [
        found.drawn.get(number) or Pick(company_id, count, claims.get(seq))
        for number, (company_id, count, seq) in enumerate(
            zip(found.company_ids, found.counts, found.positions, strict=True)
        )
    ]


@dataclass(frozen=True)
class Settled:
    """What was known for each of many rows: whose claims, how many, and the position of the one picked (0: none).

    `drawn` are the picks, by number of the row, for which pictures had to be drawn, or that have a problem.
    """

    company_ids: list[str | None]
    counts: array[int]
    positions: array[int]
    drawn: dict[int, Pick] = field(default_factory=dict)


class Join:
    """The join of as many tables as one likes, at one question's position and by its policy."""

    def __init__(self, question: Question, *, forecasts: bool = False) -> None:
        self._question, self._forecasts = question, forecasts
        self._latest = Latest(question, forecasts=forecasts) if question.policy is Policy.LATEST_KNOWN else None

    def settle(self, companies: Sequence[str] = (), kinds: Sequence[str] = (), times: Sequence[int] = ()) -> Settled:
        """What was known of each company's claims of a kind at a time."""
        nothing = array("q", bytes(8 * len(companies)))
        settled = Settled([None] * len(companies), nothing, nothing[:])
        by_name: dict[str, list[int]] = {}
        for number, name in enumerate(companies):
            by_name.setdefault(name, []).append(number)
        limit = self._question.clocks.known_at
        asked = {name: [(n, kinds[n], min(times[n], limit)) for n in numbers] for name, numbers in by_name.items()}
        for name in self._by_the_latest(asked, settled) if self._latest else asked:
            for (number, _, _), pick in zip(asked[name], self._of_company(name, asked[name]), strict=True):
                settled.drawn[number] = pick
        return settled

    def told(self, settled: Settled, numbers: range) -> Iterator[tuple[Any, ...]]:
        """The values of `COLUMNS` for these rows, in their order."""
        claims = self._latest.told({*settled.positions[numbers.start : numbers.stop]} - {0}) if self._latest else {}
        for number in numbers:
            pick = settled.drawn.get(number)
            if pick is not None:
                claim = _NOTHING if pick.claim is None else _told(pick.claim)
                yield pick.company_id, pick.claims, *claim, pick.problem
            else:
                claim = claims.get(settled.positions[number], _NOTHING)
                yield settled.company_ids[number], settled.counts[number], *claim, None

    def _by_the_latest(self, asked: Mapping[str, list[_Asked]], settled: Settled) -> list[str]:
        """Settle the rows of those of whom the latest claim is the last word; returns the names of all others."""
        assert self._latest is not None
        names, others = list(asked), []
        for start in range(0, len(names), _NAMES):
            some = names[start : start + _NAMES]
            meant = self._latest.meant(some)
            others += [name for name in some if name not in meant]
            called: dict[str, list[tuple[str, Meant]]] = {}
            for name, one in meant.items():
                if one.entity_id is None:
                    self._note(name, one, asked[name], {}, settled)
                else:
                    called.setdefault(one.entity_id, []).append((name, one))
            for entity_ids, series in self._latest.series(called):
                for entity_id in entity_ids:
                    for name, one in called[entity_id]:
                        self._note(name, one, asked[name], series.get(entity_id, {}), settled)
        return others

    def _note(
        self, name: str, meant: Meant, rows: list[_Asked], series: Mapping[str, Series], settled: Settled
    ) -> None:
        for number, kind, known_at in rows:
            company_id = meant.at(known_at)
            if company_id is None:
                settled.drawn[number] = Pick(None, problem=str(questions.unknown(self._question, name)))
                continue
            settled.company_ids[number] = company_id
            if kind in series:
                settled.counts[number], settled.positions[number] = series[kind].at(known_at)

    def _of_company(self, name: str, rows: list[_Asked]) -> Iterator[Pick]:
        # Whom a name means, and with whom that one is merged, are questions to each row's own known time as well.
        turns = questions.turns(self._question, name)
        pasts: dict[int, _Past | Pick] = {}
        for _, kind, known_at in rows:
            at = bisect_right(turns, known_at)
            if at not in pasts:
                pasts[at] = _past(self._question.at(known_at), name, self._forecasts)
            past = pasts[at]
            yield past if isinstance(past, Pick) else past.pick(kind, known_at)


#: Number, kind and known time of a row.
_Asked = tuple[int, str, int]
#: Names that are looked up together.
_NAMES = 5_000


def _told(claim: Claim) -> Told:
    said = claim.fact
    fact = Fact(said["certainty"], **{name: said[name] for name in Fact.__struct_fields__[1:] if said.get(name)})
    return told(claim.claim_id, claim.seq, claim.known_at, claim.publisher, claim.roots, fact)


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
