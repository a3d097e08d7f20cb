"""What a subscription waits for: the grammar, what it refuses, and which figures meet a condition."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.model.amounts import Qualifier
from ledger.model.conditions import WHATS, Condition, When, parse_when
from ledger.model.errors import InvalidSubscription


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("conflict", "conflict"),
        ("Conflict", "conflict"),
        ("percent > 10", "fact where percent > 10"),
        ("percent>10%", "fact where percent > 10"),
        ("fact where percent > 10 and stage = completed", "fact where percent > 10 and stage = completed"),
        ("amount >= 1000000000 USD", "fact where amount >= 1000000000 USD"),
        ("amount >= 1.5 billion usd", "fact where amount >= 1500000000 USD"),
        ("amount < 1_000 thousand EUR", "fact where amount < 1000000 EUR"),
        ("amount > 500", "fact where amount > 500"),
        ("  denial   WHERE  certainty != hedged ", "denial where certainty != hedged"),
        ("retraction where amount = -2.50 million USD", "retraction where amount = -2500000 USD"),
    ],
)
def test_what_is_written_is_understood(written: str, meant: str) -> None:
    """And shown in one form, which means the same again."""
    assert str(parse_when(written)) == meant
    assert parse_when(meant) == parse_when(written)


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("", "“” is nothing to wait for"),
        ("conflicts", "“conflicts” is nothing to wait for; write fact, conflict"),
        ("fact percent > 10", "conditions should follow “where”"),
        ("fact where", "conditions should follow “where”"),
        ("fact where ", "conditions should follow “where”"),
        ("fact where percent", "“percent” is no condition"),
        ("percent > ten", "“ten” is no number"),
        ("percent > 10 USD", "percent has no currency"),
        ("amount > 10 %", "“10 %” is no number"),
        ("amount >= 1 bilion USD", "“1 bilion USD” is no number"),
        ("amount => 1 USD", "“> 1 USD” is no number"),
        ("price > 10", "“price” cannot be compared"),
        ("stage > agreed", "it is not more or less"),
        ("stage = finished", "stage is one of considered, talks, agreed, completed, abandoned"),
        ("amount > 10 and", "“” is no condition"),
        ("percent > 10 or stage = agreed", "is no number"),
        ("amount > " + "9" * 40 + " USD", "24 digits at the most"),
    ],
)
def test_what_is_wrong_is_refused_in_a_sentence(written: str, sentence: str) -> None:
    with pytest.raises(InvalidSubscription, match=r"\.$") as caught:
        parse_when(written)
    assert sentence in str(caught.value)


@pytest.mark.parametrize(
    ("condition", "low", "high", "qualifier", "admitted"),
    [
        ("percent > 10", 10, 10, "exact", False),
        ("percent > 10", 10, 10, "over", True),
        ("percent > 10", 10, 10, "about", False),
        ("percent > 10", 9, 11, "range", True),
        ("percent >= 10", 10, 10, "exact", True),
        ("percent < 10", 10, 10, "under", True),
        ("percent < 10", 10, 12, "range", False),
        ("percent <= 10", 10, 12, "range", True),
        ("percent = 10", 9, 11, "range", True),
        ("percent != 10", 9, 11, "range", False),
        ("percent != 10", 11, 11, "exact", True),
    ],
)
def test_a_figure_counts_as_it_is_written(condition: str, low: int, high: int, qualifier: str, admitted: bool) -> None:
    [one] = parse_when(condition).where
    assert one.admits(Decimal(low), Decimal(high), Qualifier(qualifier)) is admitted


def test_a_stage_that_is_not_stated_is_none() -> None:
    """So it is not the one that is asked for, and it is other than any."""
    [same], [other] = parse_when("stage = agreed").where, parse_when("stage != agreed").where
    assert [same.admits_word(word) for word in ("agreed", "talks", None)] == [True, False, False]
    assert [other.admits_word(word) for word in ("agreed", "talks", None)] == [False, True, True]


_figures = st.decimals(min_value=-(10**12), max_value=10**12, places=3)
_conditions = st.one_of(
    st.builds(
        lambda op, figure: Condition(field="percent", op=op, figure=figure),
        st.sampled_from([">", ">=", "<", "<=", "=", "!="]),
        _figures,
    ),
    st.builds(
        lambda op, figure, currency: Condition(field="amount", op=op, figure=figure, currency=currency),
        st.sampled_from([">", ">=", "<", "<=", "=", "!="]),
        _figures,
        st.sampled_from([None, "USD", "EUR"]),
    ),
    st.builds(
        lambda op, word: Condition(field="stage", op=op, word=word),
        st.sampled_from(["=", "!="]),
        st.sampled_from(["considered", "completed"]),
    ),
)


@given(st.builds(When, what=st.sampled_from(WHATS), where=st.lists(_conditions, max_size=3).map(tuple)))
def test_whatever_can_be_waited_for_can_be_written(when: When) -> None:
    """The shown form is the written form."""
    assert parse_when(str(when)) == when
