"""What pictures are drawn from: facts as far as the rules look at them draw what whole facts draw."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from sqlalchemy import Engine

from ledger.model.canonical import from_json
from ledger.model.facts import FactBase
from ledger.project import drawing, nearby
from ledger.project.essentials import Essentials, essentials
from tests.project.histories import Report, Step, write
from tests.project.test_histories import SHARED, rolled_back, rows
from tests.project.test_parts import fact, scattered_histories
from tests.support.rebuilding import rebuild_in_place

#: One of each that a field of its own decides on.
_TOLD = [
    fact("funding_round", "2021", None, round="Series A", stage="talks", deal="a"),
    fact("investment", "2021-06", "Delta Fund", instalment="1/2"),
    fact("investment", "2021-06", "Delta Fund", instalment="2/2"),
    fact("valuation", "2021-06", None, basis="pre_money", multiple={"value": 3, "qualifier": "exact"}),
    fact("valuation", "2021-06", None, basis="post_money", previous=True),
    fact(
        "stake", "2021-06", "Ember", amount=None, percent="12.5", percent_qualifier="about", percent_verbatim="12.5 %"
    ),
    fact("revenue", None, None, period="2023", forecast=True),
    fact("product", "2021-06", None, amount=None, product="A thing"),
    fact("acquisition", "2021-06", "Comet", polarity="negative", attribution=[[{"name": "Wire", "role": "source"}]]),
]
_REPORTS: list[Step] = [Report(f"{time} Paper", "2021-06-17", tuple(_TOLD)) for time in ("Morning", "Evening")]


@SHARED
@given(steps=scattered_histories)
def test_they_draw_what_whole_facts_draw(engine: Engine, steps: list[Step]) -> None:
    """Row for row, drawn in parts and as a whole."""
    with rolled_back(engine) as conn:
        write(
            conn, [*steps, *(Report(paper, "2021-06-17", tuple(_TOLD)) for paper in ("Morning Paper", "Evening Paper"))]
        )
        drawn = rows(conn)
        with pytest.MonkeyPatch.context() as patch:
            for module in (drawing, nearby):
                patch.setattr(module, "essentials", from_json)
            rebuild_in_place(conn)
        assert rows(conn) == drawn


def test_they_are_fields_of_facts_and_figures_stay_exact() -> None:
    found: dict[str, Any] = essentials('{"kind":"stake","percent":12.50,"quote":"a tenth","amount":{"value":0.1}}')
    assert found.keys() == {"kind", "percent", "amount"}
    assert str(found["percent"]) == "12.50"
    assert str(found["amount"]["value"]) == "0.1"
    assert Essentials.__annotations__.keys() <= FactBase.model_fields.keys()
