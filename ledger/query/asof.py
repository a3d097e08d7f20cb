"""The batch as-of join: for many (company, kind, known date) rows, what was known then (DESIGN §8).

Made for back-tests, so it must not look ahead: each row sees what was published by its own date and
recorded by the question's position. The pick is the policy's, over the current claims of the kind;
previous figures and denials are never picked, forecasts only where asked for.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate, chain, groupby

import msgspec

from ledger.model.dates import known_time, micros
from ledger.model.errors import AmbiguousCompany, UnknownCompany
from ledger.project import evidence as stored
from ledger.project.assemble import Evidence, assemble
from ledger.project.claims import Claim, redatings
from ledger.project.slots import Member
from ledger.query import questions
from ledger.query.ahead import ahead
from ledger.query.latest import Fact, Latest, Series, Told, Tolds
from ledger.query.policies import Policy, pick_among
from ledger.query.question import Question


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
    claim: Told | None = None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """Rows that ask, those of one company and kind together.

    Pairs of a name and a kind are given by their numbers in `names` and `kinds`, ascending and each once. The rows of a
    pair are those that `rows` lists up to its end in `ends` and from that of the pair before. `times` are by row.
    """

    names: Sequence[str]
    kinds: Sequence[str]
    name_of: Sequence[int]
    kind_of: Sequence[int]
    ends: Sequence[int]
    rows: Sequence[int]
    times: Sequence[int]

    def rows_of(self, pair: int) -> Sequence[int]:
        """The rows of a pair."""
        return self.rows[self.ends[pair - 1] if pair else 0 : self.ends[pair]]

    def parts(self) -> Iterator[tuple[Sequence[str], range]]:
        """Some names at a time, and their pairs."""
        for start in range(0, len(self.names), _NAMES):
            names = self.names[start : start + _NAMES]
            first = bisect_left(self.name_of, start)
            yield names, range(first, bisect_left(self.name_of, start + len(names), first))


@dataclass(frozen=True, slots=True)
class Settled:
    """What was known for each of many rows: by whom it is, how many claims there were, and which one is picked.

    `who` are places in `whose`, which are company ids or else what is wrong. `picked` are positions of claims; where a
    picture had to be drawn they are negative, and -1 is the first of `drawn`; without a pick they are 0.
    """

    who: array[int]
    counts: array[int]
    picked: array[int]
    whose: list[tuple[str | None, str | None]] = field(default_factory=list)
    drawn: list[Told] = field(default_factory=list)

    def add(self, company_id: str | None, problem: str | None = None) -> int:
        """The place in `whose` of these two; rows that have them in common come one after the other."""
        if not self.whose or self.whose[-1] != (company_id, problem):
            self.whose.append((company_id, problem))
        return len(self.whose) - 1


def join(question: Question, rows: Sequence[Asked], *, forecasts: bool = False) -> list[Pick]:
    """The picks for the rows, in their order.

    Args:
        question: its position, policy and snapshot count; its known time is an upper limit for every row.
    """
    asked = Join(question, forecasts=forecasts)
    settled = asked.settle(_table(rows))
    picked = sorted({*settled.picked} - {0})
    told = chain.from_iterable(some.each() for some in asked.told(settled, picked))
    told_of = dict(zip(picked, told, strict=True))
    return [
        Pick(settled.whose[who][0], count, told_of.get(at), settled.whose[who][1])
        for who, count, at in zip(settled.who, settled.counts, settled.picked, strict=True)
    ]


def _table(rows: Sequence[Asked]) -> Table:
    names = list(dict.fromkeys(row.company for row in rows))
    kinds = list(dict.fromkeys(row.kind for row in rows))
    number_of, kind_number_of = ({text: number for number, text in enumerate(texts)} for texts in (names, kinds))
    pairs = [(number_of[row.company], kind_number_of[row.kind]) for row in rows]
    counts = sorted(Counter(pairs).items())
    return Table(
        names,
        kinds,
        [name for (name, _), _ in counts],
        [kind for (_, kind), _ in counts],
        list(accumulate(count for _, count in counts)),
        sorted(range(len(rows)), key=pairs.__getitem__),
        [row.known_at for row in rows],
    )


class Join:
    """The join of as many tables as one likes, at one question's position and by its policy."""

    def __init__(self, question: Question, *, forecasts: bool = False) -> None:
        self._question, self._forecasts = question, forecasts
        self._latest = Latest(question, forecasts=forecasts) if question.policy is Policy.LATEST_KNOWN else None

    def settle(self, table: Table) -> Settled:
        """What was known of each company's claims of a kind at a time."""
        size = len(table.times)
        settled = Settled(array("i", bytes(4 * size)), array("q", bytes(8 * size)), array("q", bytes(8 * size)))
        for names, pairs in table.parts():
            others = self._by_the_latest(table, names, pairs, settled) if self._latest else pairs
            for name, own in groupby(others, lambda pair: table.names[table.name_of[pair]]):
                self._by_pictures(table, name, own, settled)
        return settled

    def told(self, settled: Settled, picked: Sequence[int]) -> Iterator[Tolds]:
        """What is told of these picks, some of them at a time; they ascend, and none of them is 0."""
        drawn = bisect_left(picked, 0)
        yield Tolds.of(settled.drawn[-1 - at] for at in picked[:drawn])
        if self._latest:
            yield from self._latest.told(picked[drawn:])

    def _by_the_latest(self, table: Table, names: Sequence[str], pairs: range, settled: Settled) -> list[int]:
        """Settle the rows of those of whom the latest claim is the last word; returns the pairs of all others."""
        assert self._latest is not None
        meant = self._latest.meant(names)
        sure, others = [], []
        for pair in pairs:
            name = table.names[table.name_of[pair]]
            one = meant.get(name)
            if one is None:
                others.append(pair)
            elif one.entity_id is None:
                who = self._unknown(name, settled)
                for row in table.rows_of(pair):
                    settled.who[row] = who
            else:
                sure.append((pair, name, one.entity_id, one.since))
        asked = [(entity_id, table.kinds[table.kind_of[pair]]) for pair, _, entity_id, _ in sure]
        with closing(ahead(self._latest.series(asked))) as coming:
            for some, series in coming:
                self._note(table, sure[some.start : some.stop], series, settled)
        return others

    def _note(self, table: Table, sure: Sequence[_Sure], series: Series, settled: Settled) -> None:
        """Settle the rows of pairs by their series, in which they are numbered as they come."""
        times, limit = table.times, self._question.clocks.known_at
        who, counts, picked = settled.who, settled.counts, settled.picked
        claim_times, positions, end = series.times, series.positions, 0
        for number, (pair, name, entity_id, since) in enumerate(sure):
            begin, end = series.of(number, end)
            known, unknown = settled.add(entity_id), None
            for row in table.rows_of(pair):
                known_at = times[row]
                known_at = min(known_at, limit)
                if since is not None and known_at < since:
                    unknown = who[row] = self._unknown(name, settled) if unknown is None else unknown
                    continue
                who[row] = known
                last = bisect_right(claim_times, known_at, begin, end)
                if last > begin:
                    counts[row] = last - begin
                    picked[row] = positions[last - 1]

    def _by_pictures(self, table: Table, name: str, pairs: Iterable[int], settled: Settled) -> None:
        # Whom a name means, and with whom that one is merged, are questions to each row's own known time as well.
        turns = questions.turns(self._question, name)
        limit = self._question.clocks.known_at
        rows = sorted(
            (min(table.times[row], limit), row, table.kind_of[pair]) for pair in pairs for row in table.rows_of(pair)
        )
        places: dict[object, int] = {}
        for _, some in groupby(rows, lambda row: bisect_right(turns, row[0])):
            together = list(some)
            past = _past(self._question.at(together[0][0]), name, self._forecasts)
            for known_at, row, kind in together:
                pick = past if isinstance(past, Pick) else past.pick(table.kinds[kind], known_at)
                settled.who[row], settled.counts[row] = settled.add(pick.company_id, pick.problem), pick.claims
                if (told := pick.claim) is not None:
                    # One claim may rest on others and be known at other times in another picture.
                    key = told.seq, told.known_at, told.roots
                    if key not in places:
                        settled.drawn.append(told)
                        places[key] = -len(settled.drawn)
                    settled.picked[row] = places[key]

    def _unknown(self, name: str, settled: Settled) -> int:
        return settled.add(None, str(questions.unknown(self._question, name)))


#: Of a pair: its number, the name, whom that means, and from when on.
_Sure = tuple[int, str, str, int | None]
#: Names that are looked up together.
_NAMES = 5_000


def _told(claim: Claim) -> Told:
    fact = msgspec.convert(claim.fact, Fact)
    return Told(claim.seq, claim.claim_id, claim.known_at, claim.publisher, claim.roots, fact)


def _past(question: Question, name: str, forecasts: bool) -> _Past | Pick:
    try:
        entity = questions.company(question, name)
    except (UnknownCompany, AmbiguousCompany) as error:
        return Pick(None, problem=str(error))
    return _Past(question, question.identity.of(entity.id), forecasts)


@dataclass
class _Past:
    """What one company's claims were at known times, which are asked for in ascending order."""

    question: Question
    company_id: str
    forecasts: bool
    _series: dict[str, _Series] = field(default_factory=dict)
    #: How many turns are past, the claims that may be picked in the picture since the last of them, and the picks, by
    #: kind. One picture at a time is kept: it serves all rows up to the next turn.
    _at: int = -1
    _members: dict[str, list[Member]] = field(default_factory=dict)
    _picks: dict[str, Pick] = field(default_factory=dict)

    @cached_property
    def evidence(self) -> Evidence:
        return stored.evidence(self.question.conn, self.question.identity.same_as(self.company_id))

    @cached_property
    def turns(self) -> list[int]:
        """The known times at which the picture can change."""
        found = self.evidence
        times = {c.known_at for c in found.claims} | {e.known_at for e in found.effects if e.known_at is not None}
        times |= {edition.known_at for edition in found.editions}
        # Whatever redating is the last word at a time, what it redates is known from one of these days on.
        times |= {micros(known_time(day)) for effect in found.effects for day in redatings([effect]).values()}
        return sorted(times)

    def pick(self, kind: str, known_at: int) -> Pick:
        """The pick of a kind at a known time that is not before the one asked for last."""
        # With the latest word, nothing taken back and nothing copied the pick is the last claim by then, and needs no
        # picture.
        if self.question.policy is Policy.LATEST_KNOWN and not self.evidence.effects and not self.evidence.editions:
            if kind not in self._series:
                counted = (c for c in self.evidence.claims if c.seq <= self.question.clocks.seq and self._may(c))
                self._series[kind] = _Series.of(c for c in counted if c.kind == kind)
            return self._series[kind].pick(self.company_id, known_at)
        at = bisect_right(self.turns, known_at)
        if at != self._at:
            self._at, self._members, self._picks = at, self._draw(known_at), {}
        if kind not in self._picks:
            members = self._members.get(kind, [])
            current = [m for m in members if m.current]
            chosen = pick_among(current, self.question.policy, self.question.tiers)
            self._picks[kind] = Pick(self.company_id, len(members), _told(chosen.claim) if chosen else None)
        return self._picks[kind]

    def _draw(self, known_at: int) -> dict[str, list[Member]]:
        seq = self.question.clocks.seq
        shown = assemble(self.company_id, self.evidence, self.question.identity, seq=seq, known_at=known_at)
        found: dict[str, list[Member]] = {}
        for slot in shown.slots:
            for member in slot.members:
                if self._may(member.claim):
                    found.setdefault(member.claim.kind, []).append(member)
        return found

    def _may(self, claim: Claim) -> bool:
        return not claim.denial and not claim.fact["previous"] and (self.forecasts or not claim.fact["forecast"])


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
        return Pick(company_id, count, _told(self.claims[count - 1]) if count else None)


def at_head(question: Question) -> Question:
    """The question without a limit of known time: each row brings its own."""
    return question.at(questions.EVER)
