"""What a document does not say is not reported of it, whoever read it."""

from __future__ import annotations

import time
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.extract import quantities
from ledger.extract.grounding import Grounds, _fold, check
from ledger.model.facts import FactBase, parse_fact
from ledger.model.names import fold

TEXT = (
    "Harbour Robotics took in $12.5m from Quay Partners on Monday. The company was worth three million a year ago. "
    "Its latest valuation is four times that. Quay holds a third of it, says the Tide Gazette."
)
QUOTE = "Harbour Robotics took in $12.5m from Quay Partners"


def fact(**changes: Any) -> FactBase:
    fields: dict[str, Any] = {
        "kind": "funding_round",
        "company": "Harbour Robotics",
        "counterparties": [{"name": "Quay Partners", "role": "investor"}],
        "amount": {"value": 12_500_000, "currency": "USD", "verbatim": "$12.5m"},
        "quote": QUOTE,
    }
    return parse_fact(fields | changes)


def reason(changed: FactBase, text: str = TEXT, **known: Any) -> str | None:
    done = check([changed], text, **known)
    assert len(done.facts) + len(done.refused) == 1
    return done.refused[0].reason if done.refused else None


def test_what_stands_there_is_reported_with_its_place() -> None:
    """A reader need not know the offsets; the check finds them."""
    [found] = check([fact()], TEXT).facts
    assert TEXT[found.start : found.end] == QUOTE
    assert found.spans == ((0, len(QUOTE)),)


def test_wrong_offsets_are_set_right() -> None:
    """They are a slip, not an invention."""
    [found] = check([fact(spans=[(5, 5 + len(QUOTE))])], TEXT).facts
    assert TEXT[found.start : found.end] == QUOTE


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"quote": "Harbour Robotics raised $12.5m"}, "the quote “Harbour Robotics raised $12.5m” does not stand"),
        ({"quote": None}, "it has no quote"),
        ({"quotes": [QUOTE, "made up"]}, "“made up” does not stand"),
        ({"amount": {"value": 12_600_000, "currency": "USD"}}, "the figure 12600000 does not stand in the quote"),
        ({"amount": {"value": 12_500_000_000, "currency": "USD"}}, "the figure 12500000000"),
        ({"amount": {"low": 12_500_000, "high": 20_000_000, "qualifier": "range"}}, "the figure 20000000"),
        ({"amount": {"value": 12_500_000, "verbatim": "12.5 million"}}, "the figure's wording “12.5 million”"),
        ({"amount": {"value": 3_000_000}}, "the figure 3000000 does not stand in the quote"),
        ({"percent": 40}, "40 per cent do not stand in the quote"),
        ({"company": "Harbor Robots"}, "the name “Harbor Robots” does not stand"),
        ({"counterparties": [{"name": "Dock Capital", "role": "investor"}]}, "the name “Dock Capital”"),
        ({"company": "Lighthouse", "company_as_written": "the group"}, "“the group”, which is said to mean Lighthouse"),
        ({"attributed_to": ["Reuters"]}, "the name “Reuters”"),
        ({"product": "Crane 2"}, "the product “Crane 2”"),
        ({"date_as_written": "on Tuesday"}, "the date “on Tuesday”"),
    ],
)
def test_what_does_not_stand_there_is_refused(changes: dict[str, Any], why: str) -> None:
    """With the reason in words that name it."""
    assert why in (reason(fact(**changes)) or "")


def test_nothing_has_to_be_said() -> None:
    """A zero is a figure like others: the words say that there was none, or it is invented."""
    none = fact(amount={"value": 0, "currency": "USD", "verbatim": None})
    assert reason(none) == "the figure 0 does not stand in the quote"
    for quote in ("Harbour Robotics took in no money", "Harbour Robotics took in 0 dollars from Quay Partners"):
        said = none.model_copy(update={"quote": quote, "quotes": (quote,)})
        assert reason(said, f"{quote}. Quay Partners was asked.") is None


def test_a_whole_text_is_no_passage() -> None:
    """In a long enough quote any figure stands beside any name."""
    text = f"{QUOTE}. " + "Nothing else was told. " * 100
    assert "longer than the 2,000 characters" in (reason(fact(quote=text.strip()), text) or "")


@pytest.mark.parametrize(("times", "why"), [(4, None), (3, "“3 times” does not stand in the quote")])
def test_a_multiple_has_to_be_said(times: int, why: str | None) -> None:
    """As a figure, or by a word that compares."""
    quote = "Its latest valuation is four times that."
    assert reason(fact(kind="valuation", amount=None, multiple={"value": times}, quote=quote)) == why


def test_marks_that_nobody_sees_part_no_word() -> None:
    """What was read without them is held against the text as it is read, and has its place in the text as it is."""
    text = TEXT.replace("Quay Partners", "Qu\u00aday Par\u200btners").replace("$12.5m", "$12\u2060.5m")
    quote = text[: text.index(" on Monday")]
    [found] = check([fact(quote=quote)], text).facts
    assert text[found.start : found.end] == quote


def test_a_name_may_stand_elsewhere_in_the_document() -> None:
    """What "the company" refers to was said before."""
    worth: dict[str, Any] = {"kind": "valuation", "company_as_written": "The company", "counterparties": []}
    worth |= {"quote": "The company was worth three million", "amount": {"value": 3_000_000}}
    assert reason(fact(**worth)) is None
    assert reason(fact(**worth), TEXT.replace("Harbour Robotics", "It")) is not None


def test_a_name_may_be_known_by_another() -> None:
    """A parent that is only called somebody's owner is who the registry says it is."""
    text = "The owner of Facebook took in $12.5m."
    known = {"Meta": ["Meta", "the owner of Facebook"]}
    meta = fact(company="Meta", company_as_written="The owner of Facebook", counterparties=[], quote="took in $12.5m")
    assert reason(meta, text, spellings=lambda name: known.get(name, ())) is None
    assert "the name “Meta”" in (reason(meta, text) or "")


def test_a_title_is_part_of_the_document() -> None:
    """It may name whom the text only alludes to."""
    text = "The firm took in $12.5m."
    quoted = fact(counterparties=[], quote="took in $12.5m")
    assert reason(quoted, text, title="Harbour Robotics raises money") is None


def test_a_figure_may_be_worked_out_from_another() -> None:
    """By words that compare, with a figure that stands in the document; and never as an exact one."""
    worth: dict[str, Any] = {
        "kind": "valuation",
        "counterparties": [],
        "quote": "Its latest valuation is four times that",
    }
    assert reason(fact(**worth, amount={"value": 12_000_000, "qualifier": "about", "verbatim": "four times"})) is None
    assert reason(fact(**worth, amount={"value": 11_950_000, "qualifier": "about", "verbatim": "four times"})) is None
    assert "the figure 9000000" in (
        reason(fact(**worth, amount={"value": 9_000_000, "qualifier": "about", "verbatim": "four times"})) or ""
    )
    assert reason(fact(**worth, amount={"value": 12_000_000, "verbatim": "four times"})) is not None


def test_a_share_may_be_a_part_in_words() -> None:
    """A third is 33 per cent, or a little more."""
    third: dict[str, Any] = {
        "kind": "stake",
        "amount": None,
        "quote": "Quay holds a third of it",
        "company": "Harbour Robotics",
    }
    for percent in ("33", "33.3", "33.33"):
        assert reason(fact(**third, percent=percent)) is None
    assert reason(fact(**third, percent=50)) is not None


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("15 milliards de dollars", "15e9"), ("14,3 milliards", "14.3e9"), ("quelque 200 à 300 M€", "2e8"),
        ("quelque 200 à 300 M€", "3e8"), ("un demi-milliard", "5e8"), ("dix milliards", "1e10"), ("$1.2bn", "1.2e9"),
        ("US$ 300m", "3e8"), ("Rs 1,002 crore", "10.02e9"), ("¥500 billion", "5e11"), ("30 MdsF CFA", "3e10"),
        ("CHF 12,5 Mio", "12.5e6"), ("1\u202f200 salariés", "1200"), ("1\u00a0250\u00a0000 €", "1250000"),
        ("two and a half billion", "2.5e9"), ("half a billion", "5e8"), ("un milliard et demi", "1.5e9"),
        ("a quarter of a million", "250000"), ("deux mille milliards", "2e12"), ("1 lakh crore", "1e12"),
        ("a billion-dollar round", "1e9"), ("fifteen-billion-dollar", "15e9"), ("vingt-cinq millions", "25e6"),
        ("quatre-vingt-dix", "90"), ("trois cents salariés", "300"), ("une centaine", "100"), ("a dozen", "12"),
        ("four hundred and twenty jobs", "420"), ("$15B", "15e9"), ("1'500'000 francs", "1500000"),
        ("2,5 billions d'euros", "2.5e12"), ("a loss of 3.5 million", "-3.5e6"), ("1.5k people", "1500"),
    ],
)  # fmt: skip
def test_figures_as_people_write_them(text: str, figure: str) -> None:
    """In both languages and beyond."""
    assert quantities.states(text, Decimal(figure))
    assert not quantities.states(text, Decimal(figure) * 13)


@pytest.mark.parametrize(
    ("text", "figure"),
    [("in 2025 it grew", "1e9"), ("a billion", "2e9"), ("15 people", "15e6"), ("", "5"), ("some", "1e6")],
)
def test_figures_that_are_not_there(text: str, figure: str) -> None:
    """A year is no sum, and a scale word needs a number."""
    assert not quantities.states(text, Decimal(figure))


@given(st.text(), st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-1e15, max_value=1e15))
def test_the_check_takes_any_text(text: str, figure: Decimal) -> None:
    """No text makes it fail."""
    quantities.states(text, figure)
    quantities.states_share(text, figure)
    quantities.follows(text, figure, text)


@pytest.mark.parametrize("text", ["1 " * 50_000, "million " * 50_000, "half " * 50_000, "9" * 100_000, "1,1." * 50_000])
def test_hostile_passages_cost_little(text: str) -> None:
    """A quote may be as long as its author likes."""
    started = time.perf_counter()
    quantities.states(text, Decimal(123456))
    quantities.follows(text, Decimal(123456), text)
    assert time.perf_counter() - started < 5


@given(st.text())
def test_texts_are_folded_as_names_are(text: str) -> None:
    """The quick way and the plain one give the same, or a name could be missed in its own text."""
    assert _fold(text) == fold(text)


def test_a_document_is_folded_once() -> None:
    """However many facts are held against it."""
    long = TEXT * 500
    grounds = Grounds(long)
    started = time.perf_counter()
    assert len(grounds.check([fact()] * 500).facts) == 500
    assert time.perf_counter() - started < 5
