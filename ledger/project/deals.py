"""Which claims speak of one transaction (DESIGN §5.7): the default rules, in one place.

A *group* is what one document ties together by its own label, or a single claim. Groups join into
deals when nothing keeps them apart and enough ties them together:

1. Their nature is the same (capital, acquisition, debt, …), and no document tells them apart.
2. Rounds: different round names keep apart. A named and an unnamed round need agreeing figures.
3. Time: their dates overlap; where one has no date, dates or publications lie within twelve months.
4. Parties: both name some, then they share one. One names none, then the figures agree.
5. A valuation that no transaction was tied to joins only where its figure agrees.

A group that fits two deals which must stay apart goes to the one whose figures agree, or to neither
and is marked doubtful. What people say (`DealsLinked`, `DealsSeparated`) overrules all of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import combinations, product

from msgspec import Struct
from msgspec.structs import replace

from ledger.model.agreement import Reported
from ledger.model.amounts import common
from ledger.model.dates import Bounds, moment
from ledger.model.facts import Transaction
from ledger.model.lazy import lazy
from ledger.model.names import fold
from ledger.project.claims import Claim, Effect
from ledger.project.identity import Identity

WITHIN = timedelta(days=366)

#: What a figure answers: question, basis and unit.
Asked = tuple[str, str | None, str | None]


class Group(Struct, frozen=True, dict=True):
    """Claims of one document about one transaction."""

    claims: tuple[Claim, ...]
    #: Entity ids of the other sides, merges applied.
    parties: frozenset[str]

    @lazy
    def order(self) -> tuple[int, int]:
        return min((c.known_at, c.seq) for c in self.claims)

    @lazy
    def founding(self) -> bool:
        return any(c.rules.founds_deal for c in self.claims)

    @lazy
    def nature(self) -> Transaction:
        """What kind of transaction this is; its founding claims decide."""
        natures = [c.rules.transaction for c in sorted(self.claims, key=lambda c: not c.rules.founds_deal)]
        assert natures[0] is not None
        return natures[0]

    @lazy
    def rounds(self) -> frozenset[str]:
        return frozenset(fold(c.fact["round"]) for c in self.claims if c.fact.get("round"))

    @lazy
    def label(self) -> tuple[str, str] | None:
        first = self.claims[0]
        return (first.publication_id, first.fact["deal"]) if first.fact.get("deal") else None

    @lazy
    def when(self) -> Bounds | None:
        """The dates that the group gives, from the first to the last; `None` if it gives none."""
        dated = [c.when for c in self.claims if c.fact.get("date") or c.fact.get("period")]
        if not dated:
            return None
        lowers = [b.lower for b in dated]
        uppers = [b.upper for b in dated]
        return Bounds(
            None if None in lowers else min(d for d in lowers if d),
            None if None in uppers else max(d for d in uppers if d),
        )

    @lazy
    def published(self) -> tuple[date, date]:
        times = [c.known_at for c in self.claims]
        return moment(min(times)).date(), moment(max(times)).date()

    @lazy
    def span(self) -> tuple[date, date]:
        """The dates that it gives from both sides, or else those of its publications."""
        if self.when and self.when.lower and self.when.upper:
            return self.when.lower, self.when.upper
        return self.published

    @lazy
    def figures(self) -> dict[tuple[str, str | None, str | None], list[Reported]]:
        """Figures by what they answer: question, basis and unit. A part of the money is not the deal's."""
        found: dict[tuple[str, str | None, str | None], list[Reported]] = {}
        for claim in self.claims:
            figure = claim.figure
            if figure is not None and not claim.fact["previous"] and not claim.fact.get("instalment"):
                key = (claim.rules.question, claim.fact.get("basis"), claim.unit)
                found.setdefault(key, []).append(figure)
        return found


class Deal(Struct, frozen=True, dict=True):
    """One transaction. Its id is that of the first visible claim: `scale-ai-d12` was first reported at position 12."""

    deal_id: str
    #: The entity that the first claim is about; both sides of a tie see the deal, one owns its row.
    owner: str
    nature: Transaction
    groups: tuple[Group, ...]
    doubtful: bool = False

    @lazy
    def claims(self) -> tuple[Claim, ...]:
        return tuple(sorted((c for g in self.groups for c in g.claims), key=lambda c: (c.known_at, c.seq)))

    @lazy
    def parties(self) -> frozenset[str]:
        return frozenset(party for g in self.groups for party in g.parties)


def deals_of(
    claims: Sequence[tuple[Claim, frozenset[str]]],
    effects: Iterable[Effect],
    identity: Identity,
    heirs: Mapping[str, Sequence[str]],
) -> list[Deal]:
    """The deals that live claims of one company speak of, ascending by first report.

    Args:
        claims: each with the entity ids of its other sides, merges applied.
        effects: the visible links and separations.
        heirs: claim id → the visible claims that took its place by correction, for those that were corrected.
    """
    linked, separated = _overrules(effects, heirs)
    groups = _groups(claims, separated)
    # Groups of different natures are apart, so they are not even looked at together.
    by_nature: dict[Transaction, list[_Cluster]] = {group.nature: [] for group in groups}
    for group in sorted((g for g in groups if g.founding), key=lambda g: g.order):
        _place(group, by_nature[group.nature], separated)
    for group in sorted((g for g in groups if not g.founding), key=lambda g: g.order):
        clusters = by_nature[group.nature]
        fitting = [c for c in clusters if c.takes(group, separated) and (group.parties or c.agrees(group))]
        if len(fitting) == 1:
            fitting[0].add(group)
        elif group.label is not None or _mentioned(group, linked | separated):
            clusters.append(_Cluster.of([group]))
    clusters = _linked_together([cluster for some in by_nature.values() for cluster in some], linked)
    return _told_apart(sorted((_deal(c, identity) for c in clusters), key=lambda d: d.groups[0].order))


@dataclass(eq=False)
class _Cluster:
    """The groups of one deal.

    They are also kept by what `_apart` and `_together` ask of a group, so that a further one need not be held against
    each of hundreds: only against those that can be apart from it, or together with it.
    """

    groups: list[Group] = field(default_factory=list)
    doubtful: bool = False
    #: One group of each nature and rounds.
    _sorts: dict[tuple[Transaction, frozenset[str]], Group] = field(default_factory=dict)
    _labelled: dict[str, list[Group]] = field(default_factory=dict)
    _of_claim: dict[str, Group] = field(default_factory=dict)
    #: By time, then by parties.
    _timed: dict[tuple[Bounds | None, tuple[date, date]], dict[frozenset[str], list[Group]]] = field(
        default_factory=dict
    )
    _figures: dict[Asked, dict[Reported, None]] = field(default_factory=dict)

    @classmethod
    def of(cls, groups: Iterable[Group], *, doubtful: bool = False) -> _Cluster:
        """The cluster of these groups."""
        cluster = cls(doubtful=doubtful)
        for group in groups:
            cluster.add(group)
        return cluster

    def add(self, group: Group) -> None:
        """Let one more group belong to it."""
        self.groups.append(group)
        self._sorts.setdefault((group.nature, group.rounds), group)
        if group.label:
            self._labelled.setdefault(group.label[0], []).append(group)
        self._of_claim |= {claim.claim_id: group for claim in group.claims}
        self._timed.setdefault((group.when, group.span), {}).setdefault(group.parties, []).append(group)
        for asked, figures in group.figures.items():
            self._figures.setdefault(asked, {}).update(dict.fromkeys(figures))

    def takes(self, group: Group, separated: set[frozenset[str]]) -> bool:
        return any(_together(group, member) for member in self._likely(group)) and not self._bars(group, separated)

    def agrees(self, group: Group) -> bool:
        return _agree(group.figures, self._figures)

    def bars(self, other: _Cluster, separated: set[frozenset[str]]) -> bool:
        return any(self._bars(group, separated) for group in other.groups)

    def _bars(self, group: Group, separated: set[frozenset[str]]) -> bool:
        for member in self._sorts.values():
            if _apart(group, member, separated):
                return True
        if group.label and any(_apart(group, m, separated) for m in self._labelled.get(group.label[0], ())):
            return True
        if not separated:
            return False
        own = {claim.claim_id for claim in group.claims}
        named = {claim_id for pair in separated if not pair.isdisjoint(own) for claim_id in pair}
        return any(_apart(group, self._of_claim[c], separated) for c in named if c in self._of_claim)

    def _likely(self, group: Group) -> Iterator[Group]:
        for by_parties in self._timed.values():
            if not _timely(group, next(iter(by_parties.values()))[0]):
                continue
            for parties, members in by_parties.items():
                if not (group.parties and parties and group.parties.isdisjoint(parties)):
                    yield from members


def _place(group: Group, clusters: list[_Cluster], separated: set[frozenset[str]]) -> None:
    """Let a founding group be part of one of the clusters, join several, or begin one."""
    fitting = [c for c in clusters if c.takes(group, separated)]
    if len(fitting) > 1 and any(a.bars(b, separated) for a, b in combinations(fitting, 2)):
        fitting = [c for c in fitting if c.agrees(group)]
        if len(fitting) != 1:
            clusters.append(_Cluster.of([group], doubtful=True))
            return
    if not fitting:
        clusters.append(_Cluster.of([group]))
        return
    home, *others = sorted(fitting, key=lambda c: len(c.groups), reverse=True)
    for other in others:
        home.doubtful |= other.doubtful
        for member in other.groups:
            home.add(member)
        clusters.remove(other)
    home.add(group)


def _apart(a: Group, b: Group, separated: set[frozenset[str]]) -> bool:
    """What no likeness outweighs: another nature, another round, the document's or a person's own word."""
    if a.nature is not b.nature:
        return True
    if a.rounds and b.rounds and a.rounds.isdisjoint(b.rounds):
        return True
    if a.label and b.label and a.label[0] == b.label[0] and a.label[1] != b.label[1]:
        return True
    return bool(separated) and any(frozenset((x.claim_id, y.claim_id)) in separated for x in a.claims for y in b.claims)


def _together(a: Group, b: Group) -> bool:
    if not _timely(a, b):
        return False
    if a.parties and b.parties and a.parties.isdisjoint(b.parties):
        return False
    if bool(a.parties) != bool(b.parties) or bool(a.rounds) != bool(b.rounds):
        return _figures_agree(a, b)
    return True


def _timely(a: Group, b: Group) -> bool:
    if a.when and b.when:
        return a.when.overlaps(b.when)
    first, second = a.span, b.span
    return first[0] - second[1] <= WITHIN and second[0] - first[1] <= WITHIN


def _figures_agree(a: Group, b: Group) -> bool:
    return _agree(a.figures, b.figures)


def _agree(some: Mapping[Asked, Iterable[Reported]], others: Mapping[Asked, Iterable[Reported]]) -> bool:
    return any(
        common([x.stated, y.stated])
        for asked, figures in some.items()
        if asked in others
        for x in figures
        for y in others[asked]
    )


def _groups(claims: Sequence[tuple[Claim, frozenset[str]]], separated: set[frozenset[str]]) -> list[Group]:
    """By document label; what has none, and what people pulled apart, stands alone."""
    pulled = {claim_id for pair in separated for claim_id in pair}
    labelled: dict[tuple[str, str], list[tuple[Claim, frozenset[str]]]] = {}
    alone: list[tuple[Claim, frozenset[str]]] = []
    for claim, parties in claims:
        if claim.rules.transaction is None or claim.fact["previous"]:
            continue
        if claim.fact.get("deal") and claim.claim_id not in pulled:
            labelled.setdefault((claim.publication_id, claim.fact["deal"]), []).append((claim, parties))
        else:
            alone.append((claim, parties))
    groups = [_group([item]) for item in alone]
    for members in labelled.values():
        founding = {c.rules.transaction for c, _ in members if c.rules.founds_deal}
        if len(founding) <= 1:
            groups.append(_group(members))
        else:  # one label over a round and a partnership: they are two transactions all the same
            natures = sorted(founding, key=str)
            groups.extend(_group([m for m in members if _nature_in(m[0], founding) is nature]) for nature in natures)
    return groups


def _nature_in(claim: Claim, founding: set[Transaction | None]) -> Transaction | None:
    own = claim.rules.transaction
    return own if own in founding else min(founding, key=str)


def _group(members: list[tuple[Claim, frozenset[str]]]) -> Group:
    return Group(tuple(c for c, _ in members), frozenset(party for _, parties in members for party in parties))


def _overrules(
    effects: Iterable[Effect], heirs: Mapping[str, Sequence[str]]
) -> tuple[set[frozenset[str]], set[frozenset[str]]]:
    """Pairs of claims that people linked and separated; of two words on one pair the later counts.

    What was said of a claim that was corrected since is said of the correction.
    """
    word: dict[frozenset[str], str] = {}
    for effect in sorted(effects, key=lambda e: e.seq):
        if effect.type in ("DealsLinked", "DealsSeparated"):
            for pair in combinations(effect.claim_ids, 2):
                for a, b in product(*(heirs.get(claim_id, (claim_id,)) for claim_id in pair)):
                    if a != b:
                        word[frozenset((a, b))] = effect.type
    linked = {pair for pair, said in word.items() if said == "DealsLinked"}
    return linked, set(word) - linked


def _mentioned(group: Group, said: set[frozenset[str]]) -> bool:
    """Whether people say that the group speaks of a transaction, the same one as others or one of its own."""
    return any(c.claim_id in pair for pair in said for c in group.claims)


def _linked_together(clusters: list[_Cluster], linked: set[frozenset[str]]) -> list[_Cluster]:
    for pair in sorted(linked, key=sorted):
        touched = [c for c in clusters if any(claim.claim_id in pair for g in c.groups for claim in g.claims)]
        if len(touched) > 1:
            joined = _Cluster.of(g for c in touched for g in c.groups)
            clusters = [c for c in clusters if c not in touched] + [joined]
    return clusters


def _deal(cluster: _Cluster, identity: Identity) -> Deal:
    groups = tuple(sorted(cluster.groups, key=lambda g: g.order))
    # The first claim names the deal, so that both sides of a tie call it the same, and a correction nothing else.
    first = min((c for g in groups for c in g.claims), key=lambda c: c.first_seq)
    owner = identity.of(first.company_id)
    return Deal(f"{owner}-d{first.first_seq}", owner, groups[0].nature, groups, cluster.doubtful)


def _told_apart(deals: list[Deal]) -> list[Deal]:
    """The deals with ids of their own: one claim that two documents replace may stand behind two deals."""
    taken: set[str] = set()
    for place, deal in enumerate(deals):
        if deal.deal_id in taken:
            deals[place] = replace(deal, deal_id=f"{deal.owner}-d{min(c.seq for c in deal.claims)}")
        taken.add(deals[place].deal_id)
    return deals
