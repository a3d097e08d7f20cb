"""Headline policies: which of the rival figures to show first (DESIGN §5.5). A view, never a fact."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum

from ledger.project.slots import Member, Slot


class Policy(StrEnum):
    ALL = "all"
    LATEST_KNOWN = "latest_known"
    MOST_PRECISE = "most_precise"
    INDEPENDENT_MAJORITY = "independent_majority"
    SOURCE_TIER = "source_tier"
    RANK = "rank"


#: Tier of a publisher nobody has graded: behind every graded one.
UNGRADED = 99
_RANKS = {"preferred": 0, "normal": 1}


def pick(slot: Slot, policy: Policy, tiers: Mapping[str, int]) -> Member | None:
    """The slot's current claim that `policy` puts first; as `pick_among`."""
    return pick_among(slot.current, policy, tiers)


def pick_among(claims: Sequence[Member], policy: Policy, tiers: Mapping[str, int]) -> Member | None:
    """The claim that `policy` puts first; `None` for `all`, and where nothing qualifies.

    Args:
        tiers: publisher (id or name) to tier, 1 best. Ties go to the latest known, then the latest recorded.
    """
    if policy is Policy.ALL:
        return None
    candidates = [m for m in claims if m.rank != "deprecated"]
    score = _SCORES[policy](candidates, tiers)
    return min(candidates, key=lambda m: (score(m), -m.claim.known_at, -m.claim.seq), default=None)


_Score = Callable[[Member], Decimal | int]


def _latest(_: Sequence[Member], __: Mapping[str, int]) -> _Score:
    return lambda _member: 0


def _precise(_: Sequence[Member], __: Mapping[str, int]) -> _Score:
    """Narrowest interval relative to the figure; an open side is as wide as can be."""

    def width(member: Member) -> Decimal:
        figure = member.figure
        if figure is None or figure.stated.low is None or figure.stated.high is None:
            return Decimal("Infinity")
        return (figure.stated.high - figure.stated.low) / max(abs(figure.low), Decimal(1))

    return width


def _majority(candidates: Sequence[Member], _: Mapping[str, int]) -> _Score:
    """The figure that most independent roots can live with."""

    def minus_roots(member: Member) -> int:
        mine = member.figure
        if mine is None:
            return 0
        agreeing = [m for m in candidates if m.figure is not None and m.figure.stated.contains(mine.low)]
        return -len({root for m in agreeing for root in m.claim.roots})

    return minus_roots


def _tier(_: Sequence[Member], tiers: Mapping[str, int]) -> _Score:
    return lambda m: tiers.get(m.claim.publisher_id or m.claim.publisher or "", UNGRADED)


def _rank(_: Sequence[Member], __: Mapping[str, int]) -> _Score:
    return lambda m: _RANKS[m.rank]


_SCORES: dict[Policy, Callable[[Sequence[Member], Mapping[str, int]], _Score]] = {
    Policy.LATEST_KNOWN: _latest,
    Policy.MOST_PRECISE: _precise,
    Policy.INDEPENDENT_MAJORITY: _majority,
    Policy.SOURCE_TIER: _tier,
    Policy.RANK: _rank,
}
