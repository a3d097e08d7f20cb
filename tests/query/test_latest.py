"""Series of claims, however few of them may be read together."""

from __future__ import annotations

import pytest
from sqlalchemy.engine import Connection, Engine

from ledger.query import latest, questions
from ledger.query.latest import Latest
from ledger.store.database import reading, writing
from tests.project.histories import NOW, Report, write

PAIRS = [(company, kind) for company in ("anvil", "birch", "comet", "nobody") for kind in ("valuation", "partnership")]


def fact(kind: str, company: str, *others: str) -> dict[str, object]:
    return {
        "kind": kind,
        "company": company,
        "counterparties": [{"name": other, "role": "partner"} for other in others],
    }


@pytest.fixture
def filled(engine: Engine) -> Engine:
    """Three companies with ties to each other, reported out of order."""
    days = ["2025-09-03", "2025-03-03", "2025-06-03", "2025-03-03", "2025-12-03"]
    with writing(engine) as conn:
        for number, day in enumerate(days):
            told = [
                fact("valuation", "Anvil"),
                fact("partnership", "Anvil", "Birch", "Comet"),
                fact("valuation", "Birch"),
            ]
            write(conn, [Report(f"Paper {number}", day, tuple(told[: number + 1]))])
    return engine


def every(conn: Connection) -> dict[tuple[str, str], list[tuple[int, int]]]:
    """All claims of each pair: known time and position."""
    asked = Latest(questions.ask(conn, now=NOW), forecasts=False)
    found = {}
    for some, series in asked.series(PAIRS):
        end = 0
        for number, place in enumerate(some):
            begin, end = series.of(number, end)
            found[PAIRS[place]] = list(zip(series.times[begin:end], series.positions[begin:end], strict=True))
    return found


def test_both_sides_of_a_tie_have_it_and_all_ascend(filled: Engine) -> None:
    """Each claim once for each side, by known time, then position; other kinds belong to their subject alone."""
    with reading(filled) as conn:
        found = every(conn)
    assert list(found) == PAIRS
    assert {pair: len(claims) for pair, claims in found.items()} == {
        ("anvil", "valuation"): 5,
        ("anvil", "partnership"): 4,
        ("birch", "valuation"): 3,
        ("birch", "partnership"): 4,
        ("comet", "valuation"): 0,
        ("comet", "partnership"): 4,
        ("nobody", "valuation"): 0,
        ("nobody", "partnership"): 0,
    }
    assert found["birch", "partnership"] == found["comet", "partnership"] == found["anvil", "partnership"]
    assert all(claims == sorted(claims) for claims in found.values())


@pytest.mark.parametrize(("together", "at_most", "first"), [(1, 2, 8), (3, 6, 3), (25_000, 7, 500), (25_000, 1, 500)])
def test_how_many_are_read_together_changes_nothing(
    filled: Engine, monkeypatch: pytest.MonkeyPatch, together: int, at_most: int, first: int
) -> None:
    """Pairs with more claims than may be held are read fewer at a time, one with more on its own all the same."""
    with reading(filled) as conn:
        expected = every(conn)
        for name, value in (("TOGETHER", together), ("AT_MOST", at_most), ("_FIRST_TOGETHER", first)):
            monkeypatch.setattr(latest, name, value)
        assert every(conn) == expected
