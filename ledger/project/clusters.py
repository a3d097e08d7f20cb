"""Groups that are of one deal, found as the rules say (`ledger.project.groups`), though not pair by pair.

A company that is in the news daily has thousands of claims. So groups are kept by what the rules ask of them, and a
further one is held only against those that can be apart from it, or together with it.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from decimal import Decimal
from itertools import combinations
from math import log

from ledger.model.facts import Transaction
from ledger.project.groups import WITHIN, Asked, Group, apart, successive, timely, together
from ledger.project.spans import Spans

#: What figures stand for, by what they answer: any of them shares a point with another if all together do.
Figures = dict[Asked, Spans]


class Clusters:
    """The deals of one nature so far, in the order in which they were begun."""

    def __init__(self, separated: set[frozenset[str]]) -> None:
        self._separated = separated
        self._numbered: dict[int, Cluster] = {}
        self._last = 0
        #: The numbers of clusters by the parties that they name, and of what their groups say, if those name none by
        #: itself; perhaps of some that have been taken into others since.
        self._naming: dict[str, set[int]] = {}
        self._not_naming, self._figured, self._figured_not_naming = _Numbers(), _Numbers(), _Numbers()

    def all(self) -> list[Cluster]:
        """The clusters."""
        return list(self._numbered.values())

    def place(self, group: Group) -> None:
        """Let a founding group be part of one of the clusters, join several, or begin one."""
        fitting = self._fitting(group)
        if len(fitting) > 1 and any(a.bars(b, self._separated) for a, b in combinations(fitting, 2)):
            fitting = [c for c in fitting if c.agrees(group)]
            if len(fitting) != 1:
                self._begin(group, doubtful=True)
                return
        if not fitting:
            self._begin(group)
            return
        home, *others = sorted(fitting, key=lambda c: len(c.groups), reverse=True)
        for other in others:
            home.doubtful |= other.doubtful
            for member in other.groups:
                self._add(home, member)
            del self._numbered[other.number]
        self._add(home, group)

    def describe(self, group: Group, *, mentioned: bool) -> None:
        """Let a group that founds nothing belong to the only one it fits, or stand for itself if people speak of it."""
        fitting = [c for c in self._fitting(group) if group.parties or c.agrees(group)]
        several = len(fitting) > 1
        if several:
            fitting = [c for c in fitting if c.agrees(group)]
        if len(fitting) == 1:
            self._add(fitting[0], group)
        elif group.label is not None or mentioned:
            self._begin(group, doubtful=several)

    def _fitting(self, group: Group) -> list[Cluster]:
        return [c for c in self._candidates(group) if c.takes(group, self._separated)]

    def _candidates(self, group: Group) -> Iterable[Cluster]:
        """In order, all of which a group may be together with it; see `ledger.project.groups.together`."""
        if not self._numbered:
            return []
        if group.parties:
            numbers = self._figured_not_naming.near(_figures(group)).union(
                *(self._naming.get(p, ()) for p in group.parties)
            )
        else:
            numbers = self._figured.near(_figures(group)) | self._not_naming.near(_in_time(group))
        return [self._numbered[number] for number in sorted(numbers) if number in self._numbered]

    def _begin(self, group: Group, *, doubtful: bool = False) -> None:
        self._last += 1
        self._numbered[self._last] = cluster = Cluster(self._last, doubtful=doubtful)
        self._add(cluster, group)

    def _add(self, cluster: Cluster, group: Group) -> None:
        cluster.add(group)
        for party in group.parties:
            self._naming.setdefault(party, set()).add(cluster.number)
        if not group.parties:
            self._not_naming.add(_times(group), cluster.number)
            self._figured_not_naming.add(_figures(group), cluster.number)
        self._figured.add(_figures(group), cluster.number)


#: A stretch of what is meant, in steps; none where it is endless.
Stretch = tuple[Hashable, tuple[int, int] | None]


class _Numbers:
    """Numbers of clusters by stretches that their groups take up, roughly."""

    #: What takes up more steps may be anywhere.
    _MOST = 64

    def __init__(self) -> None:
        self._at: dict[tuple[Hashable, int], set[int]] = {}
        self._anywhere: dict[Hashable, set[int]] = {}
        self._all: dict[Hashable, set[int]] = {}

    def add(self, stretches: Iterable[Stretch], number: int) -> None:
        for meant, ends in stretches:
            self._all.setdefault(meant, set()).add(number)
            if ends is None or ends[1] - ends[0] > self._MOST:
                self._anywhere.setdefault(meant, set()).add(number)
            else:
                for step in range(ends[0], ends[1] + 1):
                    self._at.setdefault((meant, step), set()).add(number)

    def near(self, stretches: Iterable[Stretch]) -> set[int]:
        """Those that take up a step of one of these, and perhaps others."""
        found: set[int] = set()
        for meant, ends in stretches:
            if ends is None or ends[1] - ends[0] > self._MOST:
                found |= self._all.get(meant, set())
            else:
                steps = (self._at.get((meant, step), ()) for step in range(ends[0], ends[1] + 1))
                found.update(self._anywhere.get(meant, ()), *steps)
        return found


_TWENTIETH = log(1.05)


def _figures(group: Group) -> Iterator[Stretch]:
    """What its figures stand for, in steps of a twentieth."""
    for asked, low, high in group.stated:
        endless = low.is_infinite() or high.is_infinite()
        yield asked, None if endless else (_step(low), _step(high))


def _step(end: Decimal) -> int:
    return int(log(end) / _TWENTIETH) if end > 1 else 0


def _times(group: Group) -> Iterator[Stretch]:
    """Its dates in steps of months; and those or its publications in steps of years."""
    first, last = group.days
    years = first // WITHIN.days, last // WITHIN.days
    yield "any", years
    if group.dates is None:
        yield "undated", years
    else:
        yield "dated", (group.dates[0] // 31, group.dates[1] // 31)
        if group.steps is not None:
            yield "staged", years


def _in_time(group: Group) -> Iterator[Stretch]:
    """The times at which others are in time with it (`ledger.project.groups.timely`, or `successive`)."""
    first, last = group.within
    years = first // WITHIN.days, last // WITHIN.days
    if group.dates is None:
        yield "any", years
    else:
        yield "undated", years
        yield "dated", (group.dates[0] // 31, group.dates[1] // 31)
        if group.steps is not None:
            yield "staged", years


class Cluster:
    """The groups of one deal."""

    def __init__(self, number: int = 0, groups: Iterable[Group] = (), *, doubtful: bool = False) -> None:
        self.number, self.groups, self.doubtful = number, list(groups), doubtful
        #: As many of the groups are in what follows: most clusters have one group and are never asked.
        self._known = 0
        #: One group of each nature and rounds.
        self._sorts: dict[tuple[Transaction, frozenset[str]], Group] = {}
        self._labelled: dict[str, list[Group]] = {}
        self._of_claim: dict[str, Group] = {}
        self._figures: Figures = {}
        #: The groups by whether they name a round: those that name no parties, those that do, and these by party.
        self._bare: dict[bool, _Some] = {}
        self._named = _Some()
        self._of_party: dict[str, dict[bool, _Some]] = {}
        #: One of those groups that date stages and are alike in all that is asked of them.
        self._staged: dict[object, Group] = {}

    def add(self, group: Group) -> None:
        """Let one more group belong to it."""
        self.groups.append(group)

    def takes(self, group: Group, separated: set[frozenset[str]]) -> bool:
        """Whether a group is together with any of its groups, and apart from none."""
        self._take_in()
        return self._is_together(group) and not self._bars(group, separated)

    def _is_together(self, group: Group) -> bool:
        """Whether the group and any of its groups are `ledger.project.groups.together`."""
        of_rounds = bool(group.rounds)
        alike = [self._of_party[party] for party in group.parties if party in self._of_party]
        for some in alike if group.parties else [self._bare]:
            if of_rounds in some and some[of_rounds].in_time(group):
                return True
            if (not of_rounds) in some and some[not of_rounds].agrees(group):
                return True
        if any(some.agrees(group) for some in (self._bare.values() if group.parties else [self._named])):
            return True
        return group.steps is not None and any(
            successive(group, member) and together(group, member) for member in self._staged.values()
        )

    def agrees(self, group: Group) -> bool:
        """Whether any of its figures agrees with one of the group's."""
        self._take_in()
        return _agree(group, self._figures)

    def bars(self, other: Cluster, separated: set[frozenset[str]]) -> bool:
        """Whether one of its groups and one of the other's are apart."""
        self._take_in()
        return any(self._bars(group, separated) for group in other.groups)

    def _bars(self, group: Group, separated: set[frozenset[str]]) -> bool:
        for member in self._sorts.values():
            if apart(group, member, separated):
                return True
        if group.label and any(apart(group, m, separated) for m in self._labelled.get(group.label[0], ())):
            return True
        if not separated:
            return False
        own = {claim.claim_id for claim in group.claims}
        named = {claim_id for pair in separated if not pair.isdisjoint(own) for claim_id in pair}
        return any(apart(group, self._of_claim[c], separated) for c in named if c in self._of_claim)

    def _take_in(self) -> None:
        for group in self.groups[self._known :]:
            self._sorts.setdefault((group.nature, group.rounds), group)
            if group.label:
                self._labelled.setdefault(group.label[0], []).append(group)
            for claim in group.claims:
                self._of_claim[claim.claim_id] = group
            _note(group, self._figures)
            if group.steps is not None:
                alike = group.steps, group.span, group.parties, bool(group.rounds), tuple(group.stated)
                self._staged.setdefault(alike, group)
            of_rounds = bool(group.rounds)
            if group.parties:
                self._named.add(group)
            else:
                self._bare.setdefault(of_rounds, _Some()).add(group)
            for party in group.parties:
                self._of_party.setdefault(party, {}).setdefault(of_rounds, _Some()).add(group)
        self._known = len(self.groups)


class _Some:
    """Some groups of a cluster, of which it is asked whether one is in time with another group and agrees with it."""

    def __init__(self) -> None:
        #: The dates of those that give some, the times of those that do not, and the times of all.
        self._dates, self._undated, self._days = Spans(), Spans(), Spans()
        self._figures: Figures = {}
        #: One group of each time, with the figures of all of that time.
        self._at: dict[object, tuple[Group, Figures]] = {}

    def add(self, group: Group) -> None:
        if group.dates is None:
            self._undated.add(*group.days)
        else:
            self._dates.add(*group.dates)
        self._days.add(*group.days)
        if group.stated:
            _note(group, self._figures)
            _note(group, self._at.setdefault((group.when, group.span), (group, {}))[1])

    def in_time(self, group: Group) -> bool:
        """Whether any is `ledger.project.groups.timely` with the group."""
        if group.dates is None:
            return self._days.meets(*group.within)
        return self._dates.meets(*group.dates) or self._undated.meets(*group.within)

    def agrees(self, group: Group) -> bool:
        """Whether any is in time with the group and has a figure that agrees with one of the group's."""
        if not (_agree(group, self._figures) and self.in_time(group)):
            return False
        return any(_agree(group, figures) and timely(group, first) for first, figures in self._at.values())


def _note(group: Group, figures: Figures) -> None:
    for asked, low, high in group.stated:
        known = figures.get(asked)
        if known is None:
            known = figures[asked] = Spans()
        known.add(low, high)


def _agree(group: Group, figures: Figures) -> bool:
    return bool(figures) and any(
        asked in figures and figures[asked].meets(low, high) for asked, low, high in group.stated
    )
