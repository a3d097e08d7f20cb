"""What figures imply by a stated multiple and by instalments; the older rules are in the worked examples."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.model.errors import InvalidFact
from ledger.model.events import fact_key
from ledger.model.facts import parse_fact
from ledger.project.claims import Claim
from ledger.project.implied import Implied, implied_figures
from tests.project.pictures import claim, picture, usd


def implied(*claims: Claim) -> list[Implied]:
    """All that the claims imply."""
    shown = picture(*claims)
    return [one for slot in shown.slots for one in implied_figures(slot, shown.slots)]


def times(value: float, qualifier: str = "exact") -> dict[str, Any]:
    return {"value": value, "qualifier": qualifier}


def part(seq: int, label: str, billions: float, **fields: Any) -> Claim:
    """One instalment of Meta's money."""
    return claim(seq, "investment", party="Meta", amount=usd(billions), instalment=label, deal="d", **fields)


TOTAL = claim(1, "investment", party="Meta", amount=usd(10), deal="d")


@pytest.mark.parametrize(
    ("now", "multiple", "contradicts"),
    [(25, times(2, "about"), False), (25, times(3), True), (41, times(3), False), (14, times(1.8), True)],
)
def test_the_previous_figure_times_the_multiple(now: float, multiple: dict[str, Any], contradicts: bool) -> None:
    """Close to twice 13.8 is 25; three times is not."""
    (one,) = implied(
        claim(1, "valuation", amount=usd(now), multiple=multiple),
        claim(2, "valuation", amount=usd(13.8), previous=True),
    )
    assert (one.rule, one.kind, one.currency) == ("previous_times_multiple", "valuation", "USD")
    assert (one.contradicts, one.claim_ids) == (contradicts, ("claim-2", "claim-1"))


def test_a_multiple_alone_gives_the_figure() -> None:
    """“Its valuation tripled”, and another paper that reports on the same says what it was before."""
    found = implied(
        claim(1, "valuation", multiple=times(3)),
        claim(2, "valuation", by="Rival", amount=usd(4), previous=True),
        claim(3, "valuation", by="Rival", known="2025-06-12", amount=None),
    )
    assert [(int(one.value), one.contradicts) for one in found] == [(12 * 10**9, False)]


def test_a_previous_figure_of_another_story_is_none() -> None:
    """Which figure was the one before, only a report on the same can say."""
    assert not implied(
        claim(1, "valuation", amount=usd(25), multiple=times(2)),
        claim(2, "valuation", by="Rival", known="2024-01-01", amount=usd(4), previous=True),
    )


def test_multiples_of_other_figures() -> None:
    """Revenue that doubled; in another currency there is nothing to multiply, and an open bound says nothing."""
    before = claim(1, "revenue", amount=usd(1), previous=True)
    doubled = claim(2, "revenue", amount=usd(2), multiple=times(2))
    euros = {"value": 2e9, "currency": "EUR"}
    assert [one.kind for one in implied(before, doubled)] == ["revenue"]
    assert not implied(before, claim(2, "revenue", amount=euros, multiple=times(2)))
    assert not implied(before, claim(2, "revenue", amount=usd(3), multiple=times(2, "over")))


@pytest.mark.parametrize(
    ("parts", "rule", "contradicts"),
    [
        ((("1/2", 5), ("2/2", 5)), "sum_of_instalments", False),
        ((("1/2", 5), ("2/2", 3)), "sum_of_instalments", True),
        ((("1/3", 5), ("2/3", 3)), "instalments_so_far", False),
        ((("1", 5), ("2", 3)), "instalments_so_far", False),
        ((("1", 8), ("2", 7)), "instalments_so_far", True),
        ((("1/2", 5), ("2/3", 5)), "instalments_so_far", False),
    ],
)
def test_instalments_against_the_total(parts: tuple[Any, ...], rule: str, contradicts: bool) -> None:
    """All parts make the total; while some are missing they only must not be more."""
    found = implied(TOTAL, *(part(seq, label, amount) for seq, (label, amount) in enumerate(parts, start=2)))
    assert [(one.rule, one.contradicts) for one in found] == [(rule, contradicts)]
    assert found[0].claim_ids == ("claim-2", "claim-3")


def test_an_instalment_is_no_rival_of_the_total() -> None:
    """Five billion now is part of the ten, and rival reports of one part are rivals of each other."""
    shown = picture(TOTAL, part(2, "1/2", 5), part(3, "1/2", 7, by="Rival"), part(4, "2/2", 5))
    assert sorted(slot.agreement for slot in shown.slots) == ["conflict", "single", "single"]
    assert len(shown.deals) == 1
    sums = [one for slot in shown.slots for one in implied_figures(slot, shown.slots)]
    assert sorted((int(one.value), one.contradicts) for one in sums) == [(10 * 10**9, False), (12 * 10**9, True)]


def test_an_instalment_alone_implies_no_valuation() -> None:
    """The share is for the whole of the money."""
    stake = claim(3, "stake", party="Meta", percent=49, deal="d")
    worth = claim(4, "valuation", amount=usd(25), deal="d")
    assert not [one for one in implied(part(2, "1/2", 5), stake, worth) if one.rule == "amount_for_percent"]


@pytest.mark.parametrize("fields", [{"instalment": "3/2"}, {"instalment": "one"}, {"multiple": {"value": 0}}])
def test_what_is_no_part_and_no_multiple(fields: dict[str, Any]) -> None:
    """The third of two, a word, nothing at all; and a multiple of dollars."""
    with pytest.raises(InvalidFact):
        parse_fact({"kind": "investment", "company": "Anvil", **fields})
    with pytest.raises(InvalidFact, match="multiple"):
        parse_fact({"kind": "valuation", "company": "Anvil", "multiple": usd(3)})


def test_facts_from_before_keep_their_identity() -> None:
    """A fact that was stored without these fields has the key that it has with nothing in them."""
    now = parse_fact({"kind": "valuation", "company": "Anvil", "amount": usd(3)}).model_dump()
    before = {name: value for name, value in now.items() if name not in ("multiple", "instalment")}
    assert fact_key(now) == fact_key(before)
    assert fact_key(now | {"multiple": times(3)}) != fact_key(before)


def test_in_which_order_sides_are_named_tells_nothing_apart() -> None:
    """Two reports of one share imply one worth, with both beside it."""
    found = implied(
        claim(1, "investment", party="Meta,Ember", amount=usd(10), deal="d"),
        claim(2, "valuation", party="Meta,Ember", amount=usd(25), deal="d"),
        claim(3, "stake", party="Meta,Ember", percent=10, deal="d"),
        claim(4, "stake", by="Rival", party="Ember,Meta", percent=10, deal="d"),
    )
    assert [one.claim_ids for one in found if one.rule == "amount_for_percent"] == [("claim-1", "claim-3", "claim-4")]


def test_figures_in_no_currency_imply_nothing() -> None:
    """Where a correction has left a bare number for a worth and the money, there is nothing to say of it."""
    bare = {"value": 1500}
    assert not implied(
        claim(1, "investment", party="Meta", amount=bare, deal="d"),
        claim(2, "valuation", party="Meta", amount=bare, basis="post_money", deal="d"),
        claim(3, "stake", party="Meta", percent=10, deal="d"),
    )
