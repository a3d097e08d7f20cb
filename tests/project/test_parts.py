"""Drawing parts of pictures: what is written is what drawing them as a whole writes, whatever happens to whom."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import Engine

from ledger.project import nearby
from tests.project.histories import Step, acts, facts, reports_of, write
from tests.project.test_histories import rolled_back, rows
from tests.support.rebuilding import rebuild_in_place

#: Dates that overlap, touch, lie apart, or are open on a side.
DATES = [
    *(None, None, "2019", "2020-12", "2021-01", "2021-01-31", "2022-06-01", "2022-06-02", "2023"),
    *("2021-01/2022-06", "2024-02-29", "2025-03", "2022/..", "../2020"),
]
#: Far enough from each other that undated reports of them are not of one deal, and near enough.
DAYS = ["2019-05-03", "2020-06-17", "2020-12-30", "2022-01-03", "2023-01-04", "2023-08-08", "2025-02-01"]
PARTIES = ["Delta Fund", "Ember", "Comet", "Fjord", "Grove", "Anvil"]
KINDS = ["customer", "headcount", "product", "appointment", "debt"]


@st.composite
def scattered(draw: st.DrawFn) -> dict[str, Any]:
    """A fact of any time, mostly about one company."""
    fact = draw(facts())
    if draw(st.integers(0, 3)) == 0:
        fact |= {"kind": draw(st.sampled_from(KINDS)), "round": None, "percent": None, "forecast": False}
        fact |= {"product": "A thing"} if fact["kind"] == "product" else {}
    names = draw(st.lists(st.sampled_from(PARTIES), max_size=2, unique=True))
    return fact | {
        "company": draw(st.sampled_from(["Anvil", "Anvil", "Anvil", "Birch"])),
        "counterparties": [{"name": name, "role": "party"} for name in names],
        "date": draw(st.sampled_from(DATES)),
    }


reports = st.builds(
    lambda report, found: replace(report, facts=tuple(found)),
    reports_of(DAYS),
    st.lists(scattered(), min_size=1, max_size=4),
)
said = st.builds(
    lambda act, named, day: replace(act, claims=tuple(named), day=day),
    acts,
    st.lists(st.integers(0, 24), min_size=2, max_size=3, unique=True),
    st.sampled_from(DAYS),
)
scattered_histories = st.lists(st.one_of(reports, reports, reports, said), min_size=4, max_size=16)


@pytest.fixture(autouse=True)
def always_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """However few claims a company has."""
    monkeypatch.setattr(nearby, "MANY", 1)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(steps=scattered_histories)
def test_parts_are_what_they_are_in_the_whole(engine: Engine, steps: list[Step]) -> None:
    """Row for row, over histories with merges, links, corrections, redatings, copies and documents that come late."""
    with rolled_back(engine) as conn:
        write(conn, steps)
        in_parts = rows(conn)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(nearby, "MANY", 10**6)
            rebuild_in_place(conn)
        assert rows(conn) == in_parts
