"""How rival figures relate (DESIGN §5.3)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.model.agreement import Agreement, Reported, agreement, far_bound
from ledger.model.amounts import Amount, Qualifier


def said(text: str) -> Reported:
    """A figure in short: `15 bn`, `about 15 bn`, `over 100 m`, `2..3 bn`."""
    words = text.split()
    hedge = words.pop(0) if words[0] in set(Qualifier) else "exact"
    number, scale = words
    factor = {"m": 10**6, "bn": 10**9}[scale]
    if ".." in number:
        low, high = number.split("..")
        return Reported.of_amount(
            Amount(low=Decimal(low) * factor, high=Decimal(high) * factor, qualifier=Qualifier.RANGE, verbatim=text)
        )
    value = Decimal(number) * factor
    return Reported.of_amount(Amount(value=value, qualifier=Qualifier(hedge), verbatim=f"{number} {scale}"))


def relate(*texts: str) -> Agreement:
    return agreement([said(text) for text in texts], len(texts))


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        (["15 bn"], Agreement.SINGLE),
        (["15 bn", "15 bn"], Agreement.EXACT),
        (["about 15 bn", "about 15 bn"], Agreement.EXACT),
        (["2..3 bn", "2..3 bn"], Agreement.EXACT),
        # By written precision alone.
        (["11 bn", "10.9 bn"], Agreement.ROUNDING),
        (["14.3 bn", "14.29 bn", "14 bn"], Agreement.ROUNDING),
        (["15 bn", "14.5 bn"], Agreement.ROUNDING),
        # By a hedge, a range or an open bound.
        (["about 15 bn", "14.3 bn"], Agreement.APPROXIMATE),
        (["about 15 bn", "15 bn"], Agreement.APPROXIMATE),
        (["over 100 m", "140 m"], Agreement.APPROXIMATE),
        (["at_least 100 m", "140 m"], Agreement.APPROXIMATE),
        (["at_most 3 bn", "2..3 bn"], Agreement.APPROXIMATE),
        (["under 3 bn", "2.9 bn"], Agreement.APPROXIMATE),
        (["200..300 m", "250 m"], Agreement.APPROXIMATE),
        (["200..300 m", "300..400 m"], Agreement.APPROXIMATE),
        # No figure lies in all.
        (["15 bn", "14.3 bn"], Agreement.CONFLICT),
        (["about 15 bn", "13 bn"], Agreement.CONFLICT),
        (["over 150 m", "140 m"], Agreement.CONFLICT),
        (["at_most 3 bn", "3.6 bn"], Agreement.CONFLICT),
        (["200..300 m", "310 m"], Agreement.CONFLICT),
        (["over 5 bn", "under 3 bn"], Agreement.CONFLICT),
    ],
)
def test_the_table(figures: list[str], expected: Agreement) -> None:
    """The worked examples of the design, and their neighbours, in either order."""
    assert relate(*figures) is expected
    assert relate(*reversed(figures)) is expected


def test_agreement_is_not_transitive() -> None:
    """14.6 fits 15 and 15 fits 15.4, and yet no figure fits all three; so all are asked at once."""
    assert relate("14.6 bn", "15 bn") is Agreement.ROUNDING
    assert relate("15 bn", "15.4 bn") is Agreement.ROUNDING
    assert relate("14.6 bn", "15 bn", "15.4 bn") is Agreement.CONFLICT


def test_an_undisclosed_sum_contradicts_nothing() -> None:
    """A claim without a figure counts as a claim and says no number."""
    assert agreement([said("15 bn")], 2) is Agreement.EXACT
    assert agreement([], 3) is Agreement.EXACT
    assert agreement([said("15 bn"), said("14.3 bn")], 3) is Agreement.CONFLICT
    assert agreement([said("15 bn"), said("14.8 bn")], 3) is Agreement.ROUNDING


def test_nobody_contradicts_themselves() -> None:
    """No claim, and one claim, are single."""
    assert agreement([], 0) is Agreement.SINGLE
    assert agreement([], 1) is Agreement.SINGLE


def test_percentages_follow_the_same_rules() -> None:
    """49 % and 49.3 % are roundings of each other, 49 % and 47 % are not; hedges count."""

    def share(number: str, qualifier: str = "exact") -> Reported:
        return Reported.of_percent(Decimal(number), Qualifier(qualifier), f"{number} %")

    assert agreement([share("49"), share("49.3")], 2) is Agreement.ROUNDING
    assert agreement([share("49"), share("47")], 2) is Agreement.CONFLICT
    assert agreement([share("49", "about"), share("47")], 2) is Agreement.APPROXIMATE
    assert agreement([share("40", "over"), share("49")], 2) is Agreement.APPROXIMATE


@pytest.mark.parametrize(
    ("figures", "far"),
    [
        (["over 100 m", "140 m"], False),
        (["over 100 m", "200 m"], False),
        (["over 100 m", "201 m"], True),
        (["over 1 m", "140 m"], True),
        (["at_most 300 m", "140 m"], True),
        (["at_most 300 m", "150 m"], False),
        (["under 3 bn", "2..3 bn"], False),
        (["about 15 bn", "15 bn"], False),
        (["15 bn", "15 bn"], False),
        # The bound is on the other side, so the figure does not rest on its being open.
        (["over 300 m", "140 m"], False),
    ],
)
def test_a_bound_that_says_little_is_flagged(figures: list[str], far: bool) -> None:
    """An open bound off by more than a factor of two agrees, but with a mark."""
    assert far_bound([said(text) for text in figures]) is far
    assert far_bound([said(text) for text in reversed(figures)]) is far


some_figures = st.builds(
    lambda hedge, number, scale: said(f"{hedge} {number} {scale}"),
    st.sampled_from([q.value for q in Qualifier if q is not Qualifier.RANGE]),
    st.decimals(1, 30, places=1).map(str),
    st.sampled_from(["m", "bn"]),
)


@given(st.lists(some_figures, min_size=2, max_size=5), st.randoms(use_true_random=False))
def test_the_order_of_reports_does_not_matter(figures: list[Reported], random: object) -> None:
    """Agreement is a question about a set."""
    shuffled = list(figures)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert agreement(figures, len(figures)) is agreement(shuffled, len(figures))
    assert far_bound(figures) is far_bound(shuffled)


@given(st.lists(some_figures, min_size=2, max_size=4), some_figures)
def test_one_more_report_never_mends_a_conflict(figures: list[Reported], more: Reported) -> None:
    """Who contradicts each other goes on doing so, whoever else speaks."""
    if agreement(figures, len(figures)) is Agreement.CONFLICT:
        assert agreement([*figures, more], len(figures) + 1) is Agreement.CONFLICT
