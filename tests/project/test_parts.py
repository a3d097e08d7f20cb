"""Drawing parts of pictures: what is written is what drawing them as a whole writes, whatever happens to whom."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import Connection, Engine, select

from ledger.curate import commands
from ledger.project import drawing, nearby
from ledger.project.assemble import Evidence, Picture, assemble
from ledger.project.claims import Claim
from ledger.project.spans import Spans
from ledger.project.tables import claims
from tests.project.histories import NOW, Act, Report, Step, acts, facts, reports_of, write
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
    drawn_as_the_whole(engine, steps)


def fact(kind: str, date: str | None, party: str | None, **fields: Any) -> dict[str, Any]:
    parties = [{"name": party, "role": "party"}] if party else []
    amount = {"value": 10**9, "currency": "USD", "qualifier": "exact"}
    return {"kind": kind, "company": "Anvil", "counterparties": parties, "date": date, "amount": amount} | fields


def of_round(date: str | None, **fields: Any) -> dict[str, Any]:
    return fact("funding_round", date, None, **fields)


def acted(verb: Any, *claims: int, day: str = "2021-06-03") -> Act:
    return Act(verb, claims, ("anvil", "birch"), 145, day, erratum=False)


def of_birch(*parties: str, **fields: Any) -> dict[str, Any]:
    """A partnership that Birch is the subject of."""
    named = [{"name": name, "role": "party"} for name in parties]
    return fact("partnership", "2020-06", None, company="Birch") | {"counterparties": named} | fields


_BETWEEN = of_birch("Anvil")
_REVENUE = fact("revenue", "2020", None)
_MORNING, _EVENING = "Morning Paper", "Evening Paper"
#: What the last event bears on, though little in it says so.
NEAR: dict[str, list[Step]] = {
    "linked": [
        Report(_MORNING, "2015-06-17", (of_round("2015-06"),)),
        Report(_MORNING, "2021-06-17", (of_round("2021-06"),)),
        acted("link", 0, 1),
        Report(_EVENING, "2021-06-18", (of_round("2021-06"),)),
    ],
    "undated": [
        Report(_MORNING, "2020-06-17", (of_round(None),)),
        Report(_EVENING, "2020-06-18", (of_round("2020-06-17"),)),
    ],
    "of another sum, and nobody says whose": [
        Report(_MORNING, "2020-06-17", (of_round("2020-06"),)),
        Report(_EVENING, "2020-06-18", (of_round("2020-06-17", amount={"value": 3 * 10**9, "currency": "USD"}),)),
    ],
    "undated, of one that is told years later": [
        Report(_MORNING, "2015-07-17", (of_round(None),)),
        Report(_EVENING, "2021-06-18", (of_round("2015-06"),)),
    ],
    "dated by its document": [
        Report(_MORNING, "2021-06-17", (of_round("2015-06", deal="a"), fact("stake", "2021-06", None, deal="a"))),
        Report(_EVENING, "2018-06-18", (of_round("2018-06"),)),
    ],
    "at another stage": [
        Report(_MORNING, "2020-06-17", (of_round("2020-06", stage="talks"),)),
        Report(_EVENING, "2021-01-18", (of_round("2021-01", stage="completed"),)),
    ],
    "of another nature but for its document's label": [
        Report(
            _MORNING,
            "2020-06-17",
            (fact("acquisition", "2020-06", "Ember", deal="a"), fact("valuation", None, None, deal="a")),
        ),
        acted("correct", 0),
    ],
    "redated": [
        Report(_MORNING, "2015-06-17", (of_round(None),)),
        Report(_EVENING, "2015-06-18", (of_round(None),)),
        acted("redate", 0),
        Report(_EVENING, "2021-06-18", (of_round(None),)),
        acted("correct", 0, day="2021-07-01"),
    ],
    "redated to where one is now, and not to where it was": [
        Report(_MORNING, "2015-06-17", (of_round(None),)),
        Report(_EVENING, "2018-01-03", (of_round(None),)),
        acted("redate", 0),
        Report(_EVENING, "2021-06-18", (of_round(None),)),
        Report(_EVENING, "2015-06-18", (of_round(None),)),
    ],
    "linked to one that was redated": [
        Report(_MORNING, "2015-06-17", (of_round(None),)),
        Report(_EVENING, "2018-06-18", (of_round("2018-06"),)),
        Report(_EVENING, "2021-08-08", (of_round(None),)),
        acted("redate", 0),
        acted("link", 0, 1),
        Report(_MORNING, "2018-06-19", (of_round("2018-06-11"),)),
    ],
    "corrected where it was redated": [
        Report(_MORNING, "2015-06-17", (of_round(None),)),
        acted("redate", 0),
        acted("correct", 0),
        Report(_EVENING, "2021-08-08", (of_round(None),)),
        Report(_MORNING, "2022-01-03", (of_round(None),)),
    ],
    "of both sides": [
        Report(_MORNING, "2020-06-17", (_BETWEEN,)),
        Report(_EVENING, "2020-06-18", (_BETWEEN, _REVENUE)),
        acted("retract", 0),
    ],
    "of both sides and of no deal": [
        Report(_MORNING, "2020-06-17", (_BETWEEN | {"previous": True}, _REVENUE)),
        acted("retract", 0),
    ],
    "of both sides and of no deal, beside others": [
        Report(_MORNING, "2020-06-17", (_BETWEEN | {"previous": True}, _REVENUE)),
        Report(_MORNING, "2020-06-18", (of_birch("Anvil", company="Comet", previous=True, date="2018"),)),
        Report(_EVENING, "2020-12-30", (_BETWEEN | {"previous": True},)),
    ],
    "of a text that two papers print": [
        Report(_MORNING, "2020-06-17", (_REVENUE,), text=0),
        Report(_EVENING, "2020-06-18", (_REVENUE,), text=0),
        acted("correct", 1),
    ],
    "of three sides, one of which has nothing to do with it": [
        Report(_MORNING, "2020-06-17", (of_birch("Anvil", "Comet"), _REVENUE, _REVENUE | {"company": "Comet"})),
        Report(_EVENING, "2020-06-18", (fact("partnership", "2020-06", "Comet"),)),
    ],
}


@pytest.mark.parametrize("what", NEAR)
def test_parts_where_far_claims_are_near(engine: Engine, what: str) -> None:
    """What people linked across years, what was redated, what only its document ties, and ties that others tell."""
    drawn_as_the_whole(engine, NEAR[what])


@pytest.mark.parametrize("previous", [False, True])
def test_parts_where_the_other_side_has_few_claims(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, previous: bool
) -> None:
    """A tie stands in a part of one side's picture, and in all of the other's."""
    monkeypatch.setattr(nearby, "MANY", 3)
    tie = {"previous": previous}
    steps: list[Step] = [
        Report(
            _MORNING,
            "2020-06-17",
            (of_birch("Anvil", **tie), *(fact("revenue", y, None) for y in ("2018", "2019", "2020"))),
        ),
        Report(_EVENING, "2020-06-18", (fact("partnership", "2020-06", "Birch", **tie),)),
        acted("retract", 4),
    ]
    drawn_as_the_whole(engine, steps)


def drawn_as_the_whole(engine: Engine, steps: list[Step]) -> None:
    """Fail unless the rows are, those of a rebuild that draws no parts."""
    with rolled_back(engine) as conn:
        write(conn, steps)
        is_as_the_whole(conn)


def is_as_the_whole(conn: Connection) -> None:
    in_parts = rows(conn)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(nearby, "MANY", 10**6)
        rebuild_in_place(conn)
    assert rows(conn) == in_parts


def test_parts_where_a_redated_document_turns_out_to_be_about_another(engine: Engine) -> None:
    """The correction is near to what is near to the right day, though its own row says the wrong one at first."""
    with rolled_back(engine) as conn:
        steps: list[Step] = [Report(_MORNING, "2015-06-17", (of_round(None),)), acted("redate", 0)]
        write(conn, [*steps, Report(_EVENING, "2021-06-18", (of_round(None, company="Birch"),))])
        misread = conn.scalars(select(claims.c.claim_id).order_by(claims.c.seq)).first()
        assert misread is not None
        commands.correct(conn, misread, {"company": "Birch"}, commands.Said(commands.Command("tests", NOW), "misread"))
        is_as_the_whole(conn)


def test_only_what_an_event_bears_on_is_drawn(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of years of other months, other natures, other parties and other questions nothing is assembled again."""
    kinds = ["funding_round", "acquisition", "revenue", "headcount", "partnership", "customer"]
    years = [
        Report("Morning Paper", f"{year}-06-17", tuple(fact(kind, f"{year}-06", f"Partner {year}") for kind in kinds))
        for year in range(2015, 2025)
    ]
    drawn = watched(monkeypatch)
    with rolled_back(engine) as conn:
        write(conn, years)
        drawn.clear()
        write(conn, [Report("Evening Paper", "2020-07-01", (fact("funding_round", "2020-06-11", None),))])
        write(conn, [Report("Evening Paper", "2020-07-02", (fact("partnership", None, "Partner 2020"),))])
        write(conn, [Report("Evening Paper", "2020-07-03", (fact("revenue", "2020", None),))])
    assert [(of, len(found)) for of, found in drawn if of == "anvil"] == [("anvil", 2), ("anvil", 2), ("anvil", 1)]


def test_after_a_redating_the_whole_is_drawn(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was near to it at its former time is not to be seen any more."""
    reported = [
        Report("Morning Paper", f"{year}-06-17", (fact("funding_round", None, None),)) for year in (2015, 2018, 2021)
    ]
    drawn = watched(monkeypatch)
    with rolled_back(engine) as conn:
        write(conn, reported)
        assert [len(found) for _, found in drawn] == [1, 1, 1]
        drawn.clear()
        redated: list[Step] = [Act("redate", (0, 1), ("anvil", "birch"), 10, "2018-06-03", erratum=False)]
        write(conn, redated)
        assert [len(found) for _, found in drawn] == [3]
        drawn.clear()
        write(conn, [Report("Evening Paper", "2018-08-08", (fact("funding_round", None, None),))])
        # Of what is near to something that was redated before, a part will do: the present times hold of it.
        assert [len(found) for _, found in drawn] == [3]


def watched(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, tuple[Claim, ...]]]:
    """What is drawn from now on, and from which claims."""
    drawn: list[tuple[str, tuple[Claim, ...]]] = []

    def assembled(company_id: str, evidence: Evidence, *arguments: Any, **named: Any) -> Picture:
        drawn.append((company_id, evidence.claims))
        return assemble(company_id, evidence, *arguments, **named)

    monkeypatch.setattr(drawing, "assemble", assembled)
    return drawn


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 6)), max_size=12), st.integers(0, 30), st.integers(0, 6))
def test_spans_are_sets_of_points(added: list[tuple[int, int]], low: int, length: int) -> None:
    """However stretches were added, they meet and hold what their points do; what only touches stays apart."""
    spans, points = Spans(), set[int]()
    for start, further in added:
        spans.add(start, start + further)
        points |= {*range(2 * start, 2 * (start + further) + 1)}
    asked = {*range(2 * low, 2 * (low + length) + 1)}
    assert spans.meets(low, low + length) == bool(points & asked)
    assert spans.holds(low, low + length) == (asked <= points)
