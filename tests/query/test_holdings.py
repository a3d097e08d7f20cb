"""Who holds a company, and what an investor holds: rivals side by side, certain and possible apart. On both engines."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.engine import Engine

from ledger.model.errors import UnknownCompany
from ledger.query import holdings, questions
from ledger.store.database import reading
from tests.ingest.samples import NOW
from tests.query.samples import money, report, stake

PLACES = ("certain", "possible", "talked_of", "undisclosed", "money")


def shown(rows: list[Any]) -> list[dict[str, Any]]:
    """Each row as who, and by place the percentages or billions that its slots' claims give."""
    found = []
    for row in rows:
        who = row.get("company") or " and ".join(holder["name"] for holder in row["holders"])
        slots = {place: [_figures(slot) for slot in row[place]] for place in PLACES if row.get(place)}
        found.append({"who": who} | slots)
    return found


def _figures(slot: dict[str, Any]) -> list[int]:
    return [
        int(c["percent"]) if c["percent"] is not None else int(c["amount"]["value"]) // 10**9 for c in slot["claims"]
    ]


def captable(engine: Engine, **clocks: Any) -> list[dict[str, Any]]:
    with reading(engine) as conn:
        return shown(list(holdings.captable(questions.ask(conn, now=NOW, **clocks), "Scale AI")))


def portfolio(engine: Engine, name: str, **clocks: Any) -> list[dict[str, Any]]:
    with reading(engine) as conn:
        return shown(list(holdings.portfolio(questions.ask(conn, now=NOW, **clocks), name)))


def test_rival_stakes_of_one_holder_stand_side_by_side(engine: Engine) -> None:
    """Nothing is blended; who holds more stands first."""
    report(engine, "Gazette", "2025-06-12", stake(10, "Accel"))
    report(engine, "Courier", "2025-06-12", stake(49))
    report(engine, "Herald", "2025-06-14", stake(51))
    assert captable(engine) == [{"who": "Meta", "certain": [[49, 51]]}, {"who": "Accel", "certain": [[10]]}]
    with reading(engine) as conn:
        [meta, _] = holdings.captable(questions.ask(conn, now=NOW), "scale-ai")
    assert meta["certain"][0]["agreement"] == "conflict"


def test_what_only_possibly_holds_stands_apart(engine: Engine) -> None:
    """In the middle of the year that is all the report says of its date, and before an undated report came out."""
    report(engine, "Gazette", "2025-06-12", stake(49, date="2025"), stake(5, "Accel"))
    found = captable(engine, as_of="2025-06-30")
    assert found == [{"who": "Accel", "certain": [[5]]}, {"who": "Meta", "possible": [[49]]}]
    assert captable(engine, as_of="2025-05-01")[0] == {"who": "Accel", "possible": [[5]]}
    assert captable(engine, as_of="2025-12-31")[0] == {"who": "Meta", "certain": [[49]]}


def test_a_later_stake_takes_the_place_of_an_earlier_one(engine: Engine) -> None:
    """On the day asked about; the earlier day has the earlier stake."""
    report(engine, "Gazette", "2025-06-12", stake(49, date="2024-01-15"), stake(30, date="2025-06-10"))
    assert captable(engine, as_of="2024-06-01") == [{"who": "Meta", "certain": [[49]]}]
    assert captable(engine, as_of="2025-06-12") == [{"who": "Meta", "certain": [[30]]}]


def test_talks_and_forecasts_are_no_holdings(engine: Engine) -> None:
    """They are shown as what they are; what fell through is not shown at all."""
    facts = [stake(20, stage="talks"), stake(10, "Accel", forecast=True), stake(5, "Index", stage="abandoned")]
    report(engine, "Gazette", "2025-06-12", *facts)
    assert captable(engine) == [{"who": "Accel", "talked_of": [[10]]}, {"who": "Meta", "talked_of": [[20]]}]


def test_an_investor_without_a_reported_share_is_named(engine: Engine) -> None:
    """Its money is known and its share is not; lenders and sellers have none."""
    lender = money(1, "Bank") | {"counterparties": [{"name": "Bank", "role": "lender"}]}
    report(engine, "Gazette", "2025-06-12", money(3, "Accel"), money(15), stake(49), lender)
    assert captable(engine) == [{"who": "Meta", "certain": [[49]]}, {"who": "Accel", "undisclosed": [[3]]}]


def test_a_stake_of_several_together_is_one_row(engine: Engine) -> None:
    """Nobody said how they divide it, so nobody is given a part."""
    both = [{"name": name, "role": "holder"} for name in ("Meta", "Accel")]
    report(engine, "Gazette", "2025-06-12", stake(60) | {"counterparties": both})
    assert captable(engine) == [{"who": "Accel and Meta", "certain": [[60]]}]


def test_a_portfolio_is_the_other_side(engine: Engine) -> None:
    """Company by company, with money and stakes; rivals of other papers stand in the slots."""
    report(engine, "Gazette", "2025-06-12", money(15, deal="a"), stake(49, deal="a"))
    report(engine, "Courier", "2025-06-14", money(14))
    report(engine, "Courier", "2025-06-15", money(2, company="Anvil"), stake(1, "Accel", company="Birch"))
    assert portfolio(engine, "Meta") == [
        {"who": "Anvil", "money": [[2]]},
        {"who": "Scale AI", "certain": [[49]], "money": [[15, 14]]},
    ]
    assert portfolio(engine, "Accel", known_at="2025-06-15") == [{"who": "Birch", "certain": [[1]]}]
    assert portfolio(engine, "Meta", known_at="2025-06-13") == [{"who": "Scale AI", "certain": [[49]], "money": [[15]]}]


def test_who_is_not_known_then_has_no_portfolio(engine: Engine) -> None:
    """An investor of June is nobody in May."""
    report(engine, "Gazette", "2025-06-12", money(15))
    with pytest.raises(UnknownCompany):
        portfolio(engine, "Meta", known_at="2025-05-31")
