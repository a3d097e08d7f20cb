"""Which claims speak of one transaction (DESIGN §5.7): the default rules, in one place.

A *group* is what one document ties together by its own label, or a single claim. Groups join into
deals when nothing keeps them apart and enough ties them together:

1. Their nature is the same (capital, acquisition, debt, …), and no document tells them apart.
2. Rounds: different round names keep apart. A named and an unnamed round need agreeing figures.
3. Time: their dates overlap; where one has no date, dates or publications lie within twelve months.
   Where both date stages, one of them later stages than the other, these follow within twelve months, and
   no figure of the same contradicts (docs/decisions/0035).
4. Parties: both name some, then they share one. One names none, then the figures agree.
5. A valuation that no transaction was tied to joins only where its figure agrees.

A group that fits two deals which must stay apart goes to the one whose figures agree, or to neither
and is marked doubtful. What people say (`DealsLinked`, `DealsSeparated`) overrules all of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations, product
from operator import attrgetter

from msgspec import Struct
from msgspec.structs import replace

from ledger.model.facts import Transaction
from ledger.model.lazy import lazy
from ledger.project.claims import Claim, Effect
from ledger.project.clusters import Cluster, Clusters
from ledger.project.groups import Group, joins_deals, label_of
from ledger.project.identity import Identity


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
    by_nature = {group.nature: Clusters(separated) for group in groups}
    for group in sorted((g for g in groups if g.founding), key=_order):
        by_nature[group.nature].place(group)
    for group in sorted((g for g in groups if not g.founding), key=_order):
        by_nature[group.nature].describe(group, mentioned=_mentioned(group, linked | separated))
    clusters = _linked_together([cluster for some in by_nature.values() for cluster in some.all()], linked)
    return _told_apart(sorted((_deal(c, identity) for c in clusters), key=lambda d: d.groups[0].order))


def _groups(claims: Sequence[tuple[Claim, frozenset[str]]], separated: set[frozenset[str]]) -> list[Group]:
    """By document label; what has none, and what people pulled apart, stands alone."""
    pulled = {claim_id for pair in separated for claim_id in pair}
    labelled: dict[tuple[str, str], list[tuple[Claim, frozenset[str]]]] = {}
    alone: list[tuple[Claim, frozenset[str]]] = []
    for claim, parties in claims:
        if not joins_deals(claim):
            continue
        label = label_of(claim)
        if label is not None and claim.claim_id not in pulled:
            labelled.setdefault(label, []).append((claim, parties))
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


_order = attrgetter("order")


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


def _linked_together(clusters: list[Cluster], linked: set[frozenset[str]]) -> list[Cluster]:
    for pair in sorted(linked, key=sorted):
        touched = [c for c in clusters if any(claim.claim_id in pair for g in c.groups for claim in g.claims)]
        if len(touched) > 1:
            joined = Cluster(groups=(g for c in touched for g in c.groups))
            clusters = [c for c in clusters if c not in touched] + [joined]
    return clusters


def deal_id(owner: str, seq: int) -> str:
    """What a deal is called that one of an entity's claims gives its name."""
    return f"{owner}-d{seq}"


def _deal(cluster: Cluster, identity: Identity) -> Deal:
    groups = tuple(sorted(cluster.groups, key=lambda g: g.order))
    # The first claim names the deal, so that both sides of a tie call it the same, and a correction nothing else.
    first = min((c for g in groups for c in g.claims), key=lambda c: c.first_seq)
    owner = identity.of(first.company_id)
    founding = min((c for g in groups for c in g.claims), key=lambda c: (not c.rules.founds_deal, c.known_at, c.seq))
    nature = founding.rules.transaction
    assert nature is not None
    return Deal(deal_id(owner, first.first_seq), owner, nature, groups, cluster.doubtful)


def _told_apart(deals: list[Deal]) -> list[Deal]:
    """The deals with ids of their own: one claim that two documents replace may stand behind two deals."""
    taken: set[str] = set()
    for place, deal in enumerate(deals):
        if deal.deal_id in taken:
            deals[place] = replace(deal, deal_id=deal_id(deal.owner, min(c.seq for c in deal.claims)))
        taken.add(deals[place].deal_id)
    return deals
