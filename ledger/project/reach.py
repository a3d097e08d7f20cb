"""How far claims reach in a company's picture. Pure; `ledger.project.nearby` reads what is asked for here.

A company that is in the news daily has thousands of claims, and most of them have nothing to do with each other. Two
claims of it are *near* each other if, by the rules, anything may be asked of both:

1. One corrects the other, or people have linked or separated them.
2. They may be of a deal, and their document ties them together.
3. The groups that documents tie together may be `groups.together`: of one nature, in time, and with a common party, or
   one of them may name none and figures agree, or both may name none.
4. They may be of no deal, and answer the same question (`slots.question_of`).
5. Both are of a kind that stands in the pictures of both its sides, and of no deal.

It is asked of the events alone. Who is live does not matter, and of a group every part of it is taken for possible, so
that what is near to some claims, to these in turn, and so on, holds all that they are or were drawn with. Where that is
easier, claims count as near that are not (docs/decisions/0034).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from ledger.model.facts import KINDS, Transaction
from ledger.model.lazy import lazy
from ledger.project.assemble import others
from ledger.project.claims import Claim
from ledger.project.groups import WITHIN, Asked, Group, dates_a_stage, joins_deals, label_of
from ledger.project.identity import Identity
from ledger.project.slots import Member, SlotKey, question_of
from ledger.project.spans import Spans

#: A document's label, or the position of a claim that nothing is tied to.
Key = tuple[str, str] | int

_DAY = 86_400_000_000
_EVER = 2**63 - 1
_1970 = date(1970, 1, 1).toordinal()
_FIRST_DAY, _LAST_DAY = date.min.toordinal() - _1970, date.max.toordinal() - _1970

_OF_NATURE: dict[Transaction, list[str]] = {}
_OF_QUESTION: dict[str, list[str]] = {}
for _kind, _rules in KINDS.items():
    _OF_QUESTION.setdefault(_rules.question, []).append(_kind)
    if _rules.transaction is not None:
        _OF_NATURE.setdefault(_rules.transaction, []).append(_kind)


@dataclass
class Wanted:
    """Claims of one company that have to be known: by kind, and by what their dates are."""

    #: Kind, and the least and the greatest upper and lower bound.
    dated: list[tuple[str, date, date, date, date]] = field(default_factory=list)
    #: Kind, and the first and the last time at which they were known, which say nothing of when.
    undated: list[tuple[str, int, int]] = field(default_factory=list)
    #: Kinds, whatever the dates of which not enough can be read (`groups.loosely_dated`).
    loose: list[str] = field(default_factory=list)


class Part:
    """The part of one company's picture that has to be drawn, while it is found out which claims that are."""

    def __init__(self, company_id: str, who: Identity) -> None:
        self.company_id, self.same, self._who = company_id, who.same_as(company_id), who
        #: Positions of the claims that have to be drawn, in the order in which they were chosen.
        self.chosen: dict[int, Claim] = {}
        self._fresh: list[Claim] = []
        self._known: dict[int, Claim] = {}
        self._tied: dict[Key, list[Claim]] = {}
        self._sketches: dict[Key, _Sketch] = {}
        #: Keys of what is chosen, and of what is not yet.
        self._settled: set[Key] = set()
        self._waiting: dict[Key, None] = {}
        self._reaches: dict[Transaction, _Reach] = {}
        self._questions: set[SlotKey] = set()
        self._asked = _Asked()

    @property
    def both_sided(self) -> bool:
        """Whether a claim is chosen of a kind that stands in the pictures of both its sides."""
        return any(claim.rules.symmetric for claim in self.chosen.values())

    def choose_both_sided(self) -> None:
        """Choose those of such kinds that are of no deal, as far as they are known, if one is chosen."""
        alike = [claim for claim in self._known.values() if of_no_deal_on_both_sides(claim)]
        if any(claim.seq in self.chosen for claim in alike):
            for claim in alike:
                self.choose(claim)

    def know(self, claim: Claim) -> bool:
        """Take a claim about the company into account; returns whether it is a new one."""
        if claim.seq in self._known:
            return False
        self._known[claim.seq] = claim
        key = _key(claim)
        self._tied.setdefault(key, []).append(claim)
        self._sketches.pop(key, None)
        self._settled.discard(key)
        self._waiting[key] = None
        return True

    def choose(self, claim: Claim) -> None:
        """Have a claim drawn."""
        self.know(claim)
        if claim.seq not in self.chosen:
            self.chosen[claim.seq] = claim
            self._fresh.append(claim)

    def take_fresh(self) -> list[Claim]:
        """The claims that have been chosen since this was asked last."""
        fresh, self._fresh = self._fresh, []
        return fresh

    def settle(self) -> Wanted:
        """Choose what documents tie to chosen claims; returns what else may be near to them.

        All has to be known that documents tie to the chosen ones.
        """
        keys = dict.fromkeys(map(_key, self.chosen.values()))
        for key in keys:
            if key not in self._settled:
                self._settle(key)
        return self._asked.take()

    def spread(self) -> None:
        """Choose what is near to the chosen ones among what is known."""
        near = True
        while near:
            near = False
            for key in [key for key in self._waiting if self._is_near(self._sketch(key))]:
                self._settle(key)
                near = True

    def _settle(self, key: Key) -> None:
        self._settled.add(key)
        self._waiting.pop(key, None)
        for claim in self._tied[key]:
            self.choose(claim)
        sketch = self._sketch(key)
        for nature in sketch.natures:
            self._reaches.setdefault(nature, _Reach()).add(sketch)
            self._asked.for_deals(nature, sketch)
        for question in sketch.questions - self._questions:
            self._asked.for_rivals(question)
        self._questions |= sketch.questions

    def _is_near(self, sketch: _Sketch) -> bool:
        if not self._questions.isdisjoint(sketch.questions):
            return True
        return any(nature in self._reaches and self._reaches[nature].touches(sketch) for nature in sketch.natures)

    def _sketch(self, key: Key) -> _Sketch:
        sketch = self._sketches.get(key)
        if sketch is None:
            members = [Member(c, others(c, self.same, self._who), "") for c in self._tied[key]]
            sketch = self._sketches[key] = _Sketch(self.company_id, members)
        return sketch


def of_no_deal_on_both_sides(claim: Claim) -> bool:
    """Whether the claim stands in the pictures of both its sides, and no deal tells in which slot it is."""
    return claim.rules.symmetric and not joins_deals(claim)


def _key(claim: Claim) -> Key:
    return (label_of(claim) if joins_deals(claim) else None) or claim.seq


class _Sketch:
    """What a document ties together, with all that may be asked of it or of parts of it. Days count from 1970."""

    def __init__(self, company_id: str, members: list[Member]) -> None:
        joining = [member for member in members if joins_deals(member.claim)]
        self.natures = {rules for member in joining if (rules := member.claim.rules.transaction) is not None}
        #: What those ask that may be of no deal.
        self.questions = {
            question_of(company_id, member)
            for member in members
            if not (member.claim.rules.founds_deal and joins_deals(member.claim))
        }
        self.parties = frozenset(party for member in joining for party in member.parties)
        #: Whether it may name no party, and give no date.
        self.bare = any(not member.parties for member in joining)
        self.undated = any(not member.claim.dated for member in joining)
        #: Whether it may date a stage, to which others lead or which leads to others.
        self.staged = any(dates_a_stage(member.claim) for member in joining)
        self._group = Group(tuple(member.claim for member in joining), self.parties)

    @lazy
    def stated(self) -> list[tuple[Asked, Decimal, Decimal]]:
        return self._group.stated

    @lazy
    def dated(self) -> tuple[int, int] | None:
        """The first and the last day of its dates."""
        when = self._group.when
        if when is None:
            return None
        return _day(when.lower, _FIRST_DAY), _day(when.upper, _LAST_DAY + 1) - 1

    @lazy
    def around(self) -> tuple[int, int]:
        """The first and the last day that its dates or publications name."""
        claims = self._group.claims
        days = [claim.known_at // _DAY for claim in claims]
        ends = [end for claim in claims if claim.dated for end in (claim.when.lower, claim.when.upper)]
        days += [_day(end, 0) for end in ends if end is not None]
        return min(days), max(days)

    @lazy
    def within(self) -> tuple[int, int]:
        """The same, and what lies so near that it is in time where one side has no date, or both date stages."""
        first, last = self.around
        return first - WITHIN.days, last + WITHIN.days


class _Reach:
    """What chosen groups of one nature are near to. It is asked of all together, so that it may reach too far."""

    def __init__(self) -> None:
        self._dated, self._around, self._around_undated, self._around_staged = Spans(), Spans(), Spans(), Spans()
        self._parties: set[str] = set()
        self._bare = False
        self._figures: dict[Asked, Spans] = {}
        self._bare_figures: dict[Asked, Spans] = {}

    def add(self, sketch: _Sketch) -> None:
        if sketch.dated:
            self._dated.add(*sketch.dated)
        self._around.add(*sketch.around)
        if sketch.undated:
            self._around_undated.add(*sketch.around)
        if sketch.staged:
            self._around_staged.add(*sketch.around)
        self._parties |= sketch.parties
        self._bare |= sketch.bare
        for asked, low, high in sketch.stated:
            self._figures.setdefault(asked, Spans()).add(low, high)
            if sketch.bare:
                self._bare_figures.setdefault(asked, Spans()).add(low, high)

    def touches(self, sketch: _Sketch) -> bool:
        return self._in_time(sketch) and self._of_its_sides(sketch)

    def _in_time(self, sketch: _Sketch) -> bool:
        if sketch.dated and self._dated.meets(*sketch.dated):
            return True
        if sketch.staged and self._around_staged.meets(*sketch.within):
            return True
        return (self._around if sketch.undated else self._around_undated).meets(*sketch.within)

    def _of_its_sides(self, sketch: _Sketch) -> bool:
        if not self._parties.isdisjoint(sketch.parties) or (self._bare and sketch.bare):
            return True
        figures = self._figures if sketch.bare else self._bare_figures
        return bool(figures) and any(
            asked in figures and figures[asked].meets(low, high) for asked, low, high in sketch.stated
        )


class _Asked:
    """What has to be known of a company, each only once."""

    def __init__(self) -> None:
        self._wanted = Wanted()
        self._dated: dict[str, Spans] = {}
        self._undated: dict[str, Spans] = {}
        self._once: set[object] = set()

    def take(self) -> Wanted:
        wanted, self._wanted = self._wanted, Wanted()
        return wanted

    def for_deals(self, nature: Transaction, sketch: _Sketch) -> None:
        """All of a nature that may be in time."""
        around = sketch.within
        first, last = sketch.dated or around
        if sketch.undated or sketch.staged:
            first, last = min(first, around[0]), max(last, around[1])
        first, last = max(first, _FIRST_DAY), min(last, _LAST_DAY)
        for kind in _OF_NATURE[nature]:
            asked = self._dated.setdefault(kind, Spans())
            if not asked.holds(first, last):
                asked.add(first, last)
                self._wanted.dated.append((kind, _date(first + 1), date.max, date.min, _date(last)))
            self._without_date(kind, around[0] * _DAY, (around[1] + 1) * _DAY - 1)
            self._loosely(kind)

    def for_rivals(self, question: SlotKey) -> None:
        """All that may answer the same, outside deals."""
        lower, upper = question.lower, question.upper
        for kind in _OF_QUESTION[question.question]:
            if lower is None and upper is None:
                self._without_date(kind, -_EVER, _EVER)
            elif lower is None or upper is None:
                self._loosely(kind)
            elif (kind, lower, upper) not in self._once:
                self._once.add((kind, lower, upper))
                self._wanted.dated.append((kind, upper, upper, lower, lower))

    def _without_date(self, kind: str, since: int, until: int) -> None:
        asked = self._undated.setdefault(kind, Spans())
        if not asked.holds(since, until):
            asked.add(since, until)
            self._wanted.undated.append((kind, since, until))

    def _loosely(self, kind: str) -> None:
        if kind not in self._once:
            self._once.add(kind)
            self._wanted.loose.append(kind)


def _day(day: date | None, otherwise: int) -> int:
    return otherwise if day is None else day.toordinal() - _1970


def _date(day: int) -> date:
    return date.fromordinal(min(max(day, _FIRST_DAY), _LAST_DAY) + _1970)
