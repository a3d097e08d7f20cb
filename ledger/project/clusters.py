"""Groups that are of one deal, found as the rules say (`ledger.project.groups`), though not pair by pair.

A company that is in the news daily has thousands of claims. So groups are kept by what the rules ask of them, and a
further one is held only against those that can be apart from it, or together with it.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

from ledger.model.agreement import Reported
from ledger.model.facts import Transaction
from ledger.project.groups import Asked, Group, agree, apart, timely

#: Figures by what they answer. A figure of many claims is one object, so its place in memory is its key: to compare
#: decimals takes longer than to hold one figure twice.
Figures = dict[Asked, dict[int, Reported]]


class Clusters:
    """The deals of one nature so far, in the order in which they were begun."""

    def __init__(self, separated: set[frozenset[str]]) -> None:
        self._separated = separated
        self._numbered: dict[int, Cluster] = {}
        self._last = 0
        #: The numbers of clusters that name a party, and of those with a group that names none; perhaps of some that
        #: have been taken into others since.
        self._naming: dict[str, set[int]] = {}
        self._not_naming: set[int] = set()

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
        """In order, those that are not of other parties altogether."""
        if not self._numbered:
            return []
        if not group.parties:
            return self.all()
        numbers = self._not_naming.union(*(self._naming.get(party, ()) for party in group.parties))
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
            self._not_naming.add(cluster.number)


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
        self._timed: dict[object, _Alike] = {}
        self._figures: Figures = {}

    def add(self, group: Group) -> None:
        """Let one more group belong to it."""
        self.groups.append(group)

    def takes(self, group: Group, separated: set[frozenset[str]]) -> bool:
        """Whether a group is together with any of its groups, and apart from none."""
        self._take_in()
        return any(alike.together(group) for alike in self._timed.values()) and not self._bars(group, separated)

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
            time = (group.when, group.span)
            alike = self._timed.get(time)
            if alike is None:
                alike = self._timed[time] = _Alike(group)
            alike.add(group)
        self._known = len(self.groups)


class _Alike:
    """Groups of one time, by their parties and by whether they name a round."""

    def __init__(self, first: Group) -> None:
        self._first = first
        self._without: dict[bool, Figures] = {}
        self._of_party: dict[str, dict[bool, Figures]] = {}
        #: All figures of those that name parties.
        self._of_some: Figures = {}

    def add(self, group: Group) -> None:
        of_rounds = bool(group.rounds)
        if not group.parties:
            _note(group, self._without.setdefault(of_rounds, {}))
            return
        _note(group, self._of_some)
        for party in group.parties:
            _note(group, self._of_party.setdefault(party, {}).setdefault(of_rounds, {}))

    def together(self, group: Group) -> bool:
        """Whether the group and any of these are `ledger.project.groups.together`."""
        if not timely(group, self._first):
            return False
        of_rounds = bool(group.rounds)
        if not group.parties:
            if of_rounds in self._without:
                return True
            return _agree(group, self._without.get(not of_rounds, {})) or _agree(group, self._of_some)
        for party in group.parties:
            shared = self._of_party.get(party)
            if shared and (of_rounds in shared or _agree(group, shared[not of_rounds])):
                return True
        return any(_agree(group, figures) for figures in self._without.values())


def _note(group: Group, figures: Figures) -> None:
    for asked, told in group.figures.items():
        known = figures.get(asked)
        if known is None:
            known = figures[asked] = {}
        for figure in told:
            known[id(figure)] = figure


def _agree(group: Group, figures: Figures) -> bool:
    return any(
        asked in figures and agree({asked: told}, {asked: figures[asked].values()})
        for asked, told in group.figures.items()
    )
