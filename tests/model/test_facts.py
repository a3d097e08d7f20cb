"""What a fact may say, and that it survives being written."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from ledger.model.canonical import canonical, from_json
from ledger.model.errors import InvalidFact
from ledger.model.facts import KINDS, FactBase, Hop, Investment, last_named, parse_fact
from tests.model.samples import FACTS, fact


def refusal(**fields: Any) -> str:
    """Why a fact is refused."""
    with pytest.raises(InvalidFact) as caught:
        parse_fact({"kind": "investment", "company": "Scale AI"} | fields)
    return str(caught.value)


def test_every_kind_of_the_design_is_there() -> None:
    """And the samples miss none."""
    assert list(KINDS) == [
        *("investment", "funding_round", "stake", "valuation", "acquisition", "listing", "debt"),
        *("partnership", "contract", "customer", "order_book"),
        *("revenue", "profit_loss", "capex"),
        *("founding", "appointment", "departure", "role", "headcount", "compensation"),
        *("product", "distress", "strategy"),
    ]
    assert set(FACTS) == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_survives_being_written(kind: str) -> None:
    """To canonical JSON and back it is the same value of the same class, and the same bytes again."""
    made = parse_fact(fact(kind))
    assert type(made) is KINDS[kind]
    written = canonical(made.model_dump())
    read = parse_fact(from_json(written))
    assert read == made
    assert type(read) is type(made)
    assert canonical(read.model_dump()) == written


@pytest.mark.parametrize("kind", KINDS)
def test_two_words_make_a_fact_of_any_kind(kind: str) -> None:
    """Kind and company are required, the rest has defaults; a sum that is not disclosed is no sum."""
    made = parse_fact({"kind": kind, "company": "Scale AI"})
    assert made.amount is None
    assert (made.certainty, made.polarity, made.forecast, made.previous) == ("asserted", "positive", False, False)
    assert parse_fact(from_json(canonical(made.model_dump()))) == made


@pytest.mark.parametrize("kind", KINDS)
def test_only_profit_may_be_negative(kind: str) -> None:
    """A loss is a negative profit; any other negative amount is a misreading, and a range cannot hide one."""
    for amount in ({"value": -5}, {"low": -5, "high": 5, "qualifier": "range"}):
        if kind == "profit_loss":
            assert parse_fact(fact(kind, amount=amount)).amount is not None
        else:
            assert f"the amount of a fact of kind {kind} cannot be negative" in refusal(**fact(kind, amount=amount))


@pytest.mark.parametrize("kind", KINDS)
def test_percentages_have_limits(kind: str) -> None:
    """None is below zero; above a hundred only what somebody is paid may be."""
    assert "percent: a percentage cannot be negative (-0.5)" in refusal(**fact(kind, percent="-0.5"))
    assert parse_fact(fact(kind, percent="0")).percent == 0
    assert parse_fact(fact(kind, percent="100")).percent == 100
    if kind == "compensation":
        assert parse_fact(fact(kind, percent="101")).percent == 101
    else:
        assert "percent: a percentage of 101 is more than 100" in refusal(**fact(kind, percent="101"))


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"kind": "gift"}, "kind 'gift' is not one of investment, "),
        ({"kind": None}, "kind is missing"),
        ({"kind": ["stake"]}, "kind ['stake'] is not one of"),
        ({"company": ""}, "company: String should have at least 1 character"),
        ({"company": None}, "company: "),
        ({"company": " "}, "company: a name needs a letter or a digit"),
        ({"counterparties": [{"name": "***", "role": "investor"}]}, "counterparties.0.name: a name needs"),
        ({"company": "\ud800"}, "company: "),
        ({"colour": "red"}, "colour: Extra inputs are not permitted"),
        ({"date": "2025-02-30"}, "date: “2025-02-30” is not a day of the calendar"),
        ({"date": "9999-12-31"}, "date: “9999-12-31”"),
        ({"period": "last year"}, "period: “last year” is not a date"),
        ({"period": "2025-06/2025-03"}, "period: “2025-06/2025-03” ends before it begins"),
        ({"duration": "two years"}, "duration: "),
        ({"stage": "done"}, "stage: "),
        ({"basis": "premoney"}, "basis: "),
        ({"certainty": "maybe"}, "certainty: "),
        ({"percent": "half"}, "percent: "),
        ({"percent": "NaN"}, "percent: "),
        ({"percent": True}, "percent: "),
        ({"confidence": 1.5}, "confidence: "),
        ({"confidence": float("nan")}, "confidence: "),
        ({"amount": 15}, "amount: "),
        ({"amount": {"value": 15, "unit": "USD"}}, "amount.unit: Extra inputs"),
        ({"amount": {"qualifier": "range", "low": 3, "high": 2}}, "amount: the low end of a range (3) is above"),
        ({"amount": {"value": "1" * 25}}, "amount.value: a figure may have 24 digits"),
        ({"counterparties": [{"name": "", "role": "investor"}]}, "counterparties.0.name: "),
        ({"counterparties": [{"name": "Meta"}]}, "counterparties.0.role: Field required"),
        ({"product": 5}, "product: "),
        ({"kind": "product", "milestone": "sold"}, "milestone: "),
        ({"attribution": [[{"nom": "FT"}]]}, "attribution.0.0.nom: "),
        # Wrong shapes of the short forms are refused like all others, not stumbled over.
        ({"quote": 5}, "quote"),
        ({"quotes": 5}, "quotes: "),
        ({"quotes": {"a": 1}}, "quotes: "),
        ({"spans": 5}, "spans: "),
        ({"spans": [5]}, "spans.0: "),
        ({"spans": [[1]]}, "spans.0.1: "),
        ({"attributed_to": 5}, "attributed_to: "),
        ({"attributed_to": "FT"}, "attributed_to: "),
    ],
)
def test_a_refusal_names_the_field_and_the_reason(fields: dict[str, Any], said: str) -> None:
    """In one sentence for people, on one line."""
    reason = refusal(**fields)
    assert said in reason
    assert "\n" not in reason
    assert "pydantic" not in reason


def test_several_wrong_fields_are_all_named() -> None:
    """One correction should be enough."""
    reason = refusal(percent="-1", date="2025-13", colour="red")
    for field in ("percent: ", "date: ", "colour: "):
        assert field in reason


# -- The short forms --------------------------------------------------------------------------------------------------


def test_names_stand_for_chains() -> None:
    """`attributed_to` alone makes one chain for each name."""
    made = parse_fact(fact(attribution=[], attributed_to=["Financial Times", "Bloomberg"]))
    assert made.attribution == ((Hop(name="Financial Times"),), (Hop(name="Bloomberg"),))
    assert made.attributed_to == ("Financial Times", "Bloomberg")


def test_chains_give_names() -> None:
    """The last named hop of each chain, each once, in order; a chain without names gives none."""
    unnamed = [{"role": "two people close to the talks"}]
    made = parse_fact(fact(attribution=[*fact()["attribution"], unnamed, [{"name": "Bloomberg"}]]))
    assert made.attributed_to == ("Financial Times", "Bloomberg")
    assert last_named(()) is None


def test_names_and_chains_have_to_fit() -> None:
    """The order of the chains counts; another set of names is an error."""
    chains = [[{"name": "FT"}], [{"name": "Bloomberg"}]]
    assert parse_fact(fact(attribution=chains, attributed_to=["Bloomberg", "FT"])).attributed_to == ("FT", "Bloomberg")
    reason = refusal(attribution=chains, attributed_to=["Reuters", "FT"])
    assert "attributed_to and the last named hops of attribution differ" in reason


def test_one_quote_stands_for_the_list_and_back() -> None:
    """`quote` is the first of `quotes`, `start` and `end` those of the first span, whichever was given."""
    one = parse_fact({"kind": "stake", "company": "Scale AI", "quote": "49 %", "start": 7, "end": 11})
    assert (one.quotes, one.spans) == (("49 %",), ((7, 11),))
    several = parse_fact(
        {"kind": "stake", "company": "Scale AI", "quotes": ["49 %", "half"], "spans": [[7, 11], [1, 5]]}
    )
    assert (several.quote, several.start, several.end) == ("49 %", 7, 11)


# -- Values -----------------------------------------------------------------------------------------------------------


def test_a_fact_cannot_be_changed() -> None:
    """It is a value: what was reported stays what was reported."""
    made = parse_fact(fact())
    with pytest.raises(ValidationError, match="frozen"):
        made.company = "Meta"  # type: ignore[misc]


def test_the_type_of_a_kind_needs_no_parsing() -> None:
    """Made directly a fact is what it is made from a dictionary."""
    assert Investment(company="Scale AI") == parse_fact({"kind": "investment", "company": "Scale AI"})


@given(st.floats(0, 1))
def test_any_confidence_can_be_written(confidence: float) -> None:
    """Also a tiny one, which would have more decimals than a figure may have."""
    made = parse_fact({"kind": "stake", "company": "Scale AI", "confidence": confidence})
    assert abs(made.confidence - confidence) < 1e-6
    assert parse_fact(from_json(canonical(made.model_dump()))) == made


@given(st.decimals(0, 100, places=9), st.decimals(0, 10**14, places=9))
def test_figures_do_not_drift(percent: Decimal, value: Decimal) -> None:
    """Every decimal comes back exactly as it was stated."""
    made = parse_fact({"kind": "stake", "company": "X", "percent": percent, "amount": {"value": value}})
    read: FactBase = parse_fact(from_json(canonical(made.model_dump())))
    assert read.amount is not None
    assert (read.percent, read.amount.value) == (percent, value)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)


@given(st.dictionaries(st.sampled_from(sorted(FactBase.model_fields)), json_values, max_size=4))
def test_whatever_is_given_is_a_fact_or_refused(fields: dict[str, Any]) -> None:
    """Nothing but `InvalidFact` comes out of bad input, and what is accepted can be written."""
    try:
        made = parse_fact({"kind": "stake", "company": "Scale AI"} | fields)
    except InvalidFact:
        return
    assert canonical(made.model_dump())
