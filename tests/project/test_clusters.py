"""Deals are found by what could belong together; they are those that holding all against all would find."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings

from ledger.project import clusters
from ledger.project.claims import Claim, Effect
from ledger.project.clusters import Cluster, Clusters
from ledger.project.groups import Group, apart, figures_agree, timely, together
from tests.project.histories import facts
from tests.project.pictures import claim, picture

#: Which claims a document states, and whether people pulled some apart or put them together.
documents = st.lists(
    st.tuples(st.lists(facts(), min_size=1, max_size=3), st.sampled_from(["2025-01-03", "2025-03-17", "2026-06-01"])),
    min_size=1,
    max_size=8,
)
words = st.lists(
    st.tuples(st.sampled_from(["DealsLinked", "DealsSeparated"]), st.integers(0, 12), st.integers(0, 12)), max_size=4
)


class AllAgainstAll(Cluster):
    """The rules as they read, pair by pair."""

    def takes(self, group: Group, separated: set[frozenset[str]]) -> bool:
        return not any(apart(group, member, separated) for member in self.groups) and any(
            together(group, member) for member in self.groups
        )

    def agrees(self, group: Group) -> bool:
        return any(figures_agree(group, member) for member in self.groups)

    def bars(self, other: Cluster, separated: set[frozenset[str]]) -> bool:
        return any(apart(a, b, separated) for a in self.groups for b in other.groups)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(found=documents, said=words)
def test_the_same_deals(found: list[tuple[list[dict[str, Any]], str]], said: list[tuple[str, int, int]]) -> None:
    """Whatever is reported, and whatever people say of it."""
    claims = _claims(found)
    effects = tuple(
        Effect(100 + number, verb, None, (claims[a].claim_id, claims[b].claim_id), None, {"reason": "so"})
        for number, (verb, a, b) in enumerate(said)
        if a != b and max(a, b) < len(claims)
    )
    ours = picture(*claims, effects=effects).deals
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clusters, "Cluster", AllAgainstAll)
        patch.setattr(Clusters, "_candidates", lambda self, _: self.all())
        theirs = picture(*claims, effects=effects).deals
    assert [(d.deal_id, d.doubtful, d.claims) for d in ours] == [(d.deal_id, d.doubtful, d.claims) for d in theirs]


def _claims(found: list[tuple[list[dict[str, Any]], str]]) -> list[Claim]:
    claims: list[Claim] = []
    for number, (stated, known) in enumerate(found):
        for fields in stated:
            kept = {name: value for name, value in fields.items() if name not in ("kind", "company", "counterparties")}
            parties = ",".join(party["name"] for party in fields["counterparties"])
            seq = len(claims) + 1
            claims.append(
                claim(seq, str(fields["kind"]), known=known, document=f"d{number}", party=parties or None, **kept)
            )
    return claims


def test_hundreds_of_reports_of_one_round() -> None:
    """Each is held against a few, not against all before it; reports about others are not even looked at."""
    reports = [
        claim(n, "funding_round", document=f"d{n}", amount={"value": 10**9 + n, "currency": "USD"}, date="2025-06")
        for n in range(1, 401)
    ]
    others = [
        claim(
            n, "contract", document=f"d{n}", amount={"value": 10**9, "currency": "USD"}, date="2025-06", party=f"C{n}"
        )
        for n in range(401, 801)
    ]
    asked = 0

    def counted(a: Group, b: Group) -> bool:
        nonlocal asked
        asked += 1
        return timely(a, b)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clusters, "timely", counted)
        deals = picture(*reports, *others).deals
    assert sorted(len(deal.claims) for deal in deals) == [1] * 400 + [400]
    assert asked < 2 * len(reports + others) < len(list(combinations(reports, 2)))
