"""What one document ties together, and the rules by which two such groups are of one deal or not, pair by pair.

`ledger.project.deals` says what they are; `ledger.project.clusters` finds the same without asking of each pair.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal

from msgspec import Struct

from ledger.model.agreement import Reported
from ledger.model.dates import Bounds, moment
from ledger.model.facts import Transaction
from ledger.model.lazy import lazy
from ledger.model.names import fold
from ledger.project.claims import Claim

WITHIN = timedelta(days=366)

#: How far a deal has come at its stages; at either of the last two it ends.
_STEPS = {"considered": 0, "talks": 1, "agreed": 2, "completed": 3, "abandoned": 3}

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
        return label_of(self.claims[0])

    @lazy
    def when(self) -> Bounds | None:
        """The dates that the group gives, from the first to the last; `None` if it gives none."""
        dated = [c.when for c in self.claims if c.dated]
        if not dated:
            return None
        lowers = [b.lower for b in dated]
        uppers = [b.upper for b in dated]
        return Bounds(
            None if None in lowers else min(d for d in lowers if d),
            None if None in uppers else max(d for d in uppers if d),
        )

    @lazy
    def steps(self) -> tuple[int, int] | None:
        """How far the deal had come at the first and at the last of the stages that it dates, from both sides."""
        if self.when is None or self.when.lower is None or self.when.upper is None:
            return None
        found = [_STEPS[c.fact["stage"]] for c in self.claims if dates_a_stage(c)]
        return (min(found), max(found)) if found else None

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
    def dates(self) -> tuple[int, int] | None:
        """The first and the last day of `when`, as numbers."""
        if self.when is None:
            return None
        lower, upper = self.when.lower or date.min, self.when.upper or date.max
        return lower.toordinal(), upper.toordinal() - 1

    @lazy
    def days(self) -> tuple[int, int]:
        """Both ends of `span`, as numbers."""
        return self.span[0].toordinal(), self.span[1].toordinal()

    @lazy
    def within(self) -> tuple[int, int]:
        """From when to when `days` may lie of what is in time with it, where one of both has no date."""
        return self.days[0] - WITHIN.days, self.days[1] + WITHIN.days

    @lazy
    def figures(self) -> dict[Asked, list[Reported]]:
        """Figures by what they answer: question, basis and unit. A part of the money is not the deal's."""
        found: dict[Asked, list[Reported]] = {}
        for claim in self.claims:
            figure = claim.figure
            if figure is not None and not claim.fact["previous"] and not claim.fact.get("instalment"):
                key = (claim.rules.question, claim.fact.get("basis"), claim.unit)
                found.setdefault(key, []).append(figure)
        return found

    @lazy
    def stated(self) -> list[tuple[Asked, Decimal, Decimal]]:
        """What the figures answer, and from where to where they stand for; endless where a side is open."""
        return [
            (asked, -_ENDLESS if stated.low is None else stated.low, _ENDLESS if stated.high is None else stated.high)
            for asked, figures in self.figures.items()
            for stated in (figure.stated for figure in figures)
        ]


_ENDLESS = Decimal("Infinity")


def joins_deals(claim: Claim) -> bool:
    """Whether a claim can be of a deal at all."""
    return claim.rules.transaction is not None and not claim.fact["previous"]


def label_of(claim: Claim) -> tuple[str, str] | None:
    """What a document ties the claim to others by: the publication and its label."""
    return (claim.publication_id, claim.fact["deal"]) if claim.fact.get("deal") else None


def dates_a_stage(claim: Claim) -> bool:
    """Whether the claim says when a deal came to a stage; a denial says that it did not."""
    return claim.dated and bool(claim.fact["stage"]) and not claim.denial


def loosely_dated(claims: Iterable[Claim]) -> set[int]:
    """The positions of those that may be of a deal at times of which their own dates say nothing.

    Their document dates what it ties together by several dates, or a date has an open side.
    """
    found: set[int] = set()
    tied: dict[tuple[str, str], list[Claim]] = {}
    for claim in claims:
        if claim.dated and (claim.when.lower is None or claim.when.upper is None):
            found.add(claim.seq)
        label = label_of(claim)
        if label is not None and claim.dated and joins_deals(claim):
            tied.setdefault(label, []).append(claim)
    for some in tied.values():
        if len(some) > 1 and any(claim.when != some[0].when for claim in some):
            found.update(claim.seq for claim in some)
    return found


def apart(a: Group, b: Group, separated: set[frozenset[str]]) -> bool:
    """What no likeness outweighs: another nature, another round, the document's or a person's own word."""
    if a.nature is not b.nature:
        return True
    if a.rounds and b.rounds and a.rounds.isdisjoint(b.rounds):
        return True
    if a.label and b.label and a.label[0] == b.label[0] and a.label[1] != b.label[1]:
        return True
    return bool(separated) and any(frozenset((x.claim_id, y.claim_id)) in separated for x in a.claims for y in b.claims)


def together(a: Group, b: Group) -> bool:
    """What ties two groups to one deal, if nothing keeps them apart."""
    in_time = timely(a, b)
    if not in_time and not successive(a, b):
        return False
    if a.parties and b.parties and a.parties.isdisjoint(b.parties):
        return False
    if bool(a.parties) != bool(b.parties) or bool(a.rounds) != bool(b.rounds):
        return figures_agree(a, b)
    return in_time or a.figures.keys().isdisjoint(b.figures) or figures_agree(a, b)


def timely(a: Group, b: Group) -> bool:
    """Whether their dates overlap; where one has none, whether dates or publications lie within twelve months."""
    if a.when and b.when:
        return a.when.overlaps(b.when)
    first, second = a.span, b.span
    return first[0] - second[1] <= WITHIN and second[0] - first[1] <= WITHIN


def successive(a: Group, b: Group) -> bool:
    """Whether one dates stages of a deal, and the other later stages later, within twelve months."""
    return _is_before(a, b) or _is_before(b, a)


def _is_before(a: Group, b: Group) -> bool:
    if a.steps is None or b.steps is None or a.steps[1] >= b.steps[0]:
        return False
    return a.span[1] <= b.span[0] <= a.span[1] + WITHIN


def figures_agree(a: Group, b: Group) -> bool:
    """Whether any of their figures that answer the same share a point."""
    return agree(a.figures, b.figures)


def agree(some: Mapping[Asked, Iterable[Reported]], others: Mapping[Asked, Iterable[Reported]]) -> bool:
    """Whether any two figures that answer the same share a point."""
    for asked, figures in some.items():
        if asked in others:
            theirs = others[asked]
            if any(x.stated.meets(y.stated) for x in figures for y in theirs):
                return True
    return False
