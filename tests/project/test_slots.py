"""Which claims are rivals, how they agree, and what stands beside them (DESIGN §5)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from ledger.model.agreement import Agreement
from ledger.model.dates import known_time, micros
from ledger.project.claims import Effect
from ledger.project.implied import implied_figures
from ledger.project.slots import related
from ledger.project.validity import Validity, validity
from tests.project.pictures import claim, only_slot, picture, usd


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (usd(15), usd(14.3), Agreement.CONFLICT),
        (usd(15, "about"), usd(14.3), Agreement.APPROXIMATE),
        (usd(15), usd(15), Agreement.EXACT),
        (usd(15), usd(15.2), Agreement.ROUNDING),
        (usd("100000000", "over", "100 million"), usd("140000000", "exact", "140 million"), Agreement.APPROXIMATE),
        (usd(3, "at_most"), {"low": 2e9, "high": 3e9, "currency": "USD", "qualifier": "range"}, Agreement.APPROXIMATE),
        (usd(3, "under"), usd(5), Agreement.CONFLICT),
        (None, usd(4), Agreement.EXACT),
    ],
)
def test_agreement_of_two(one: dict[str, Any], other: dict[str, Any], expected: Agreement) -> None:
    """Two reports of one round relate as the interval rules say."""
    shown = picture(
        claim(1, "investment", party="Meta", amount=one),
        claim(2, "investment", by="Rival", party="Meta", amount=other),
    )
    assert only_slot(shown, "investment").agreement is expected


def test_an_investment_and_a_round_ask_the_same() -> None:
    """With one investor, its money is the round."""
    shown = picture(
        claim(1, "investment", party="Meta", amount=usd(15)),
        claim(2, "funding_round", by="Rival", party="Meta", amount=usd(14.3)),
    )
    assert only_slot(shown, "investment").agreement is Agreement.CONFLICT


def test_one_investors_part_is_no_rival_of_the_whole_round() -> None:
    """With several investors, the round and a part of it are different questions."""
    shown = picture(
        claim(1, "funding_round", party="Meta,Nvidia", amount=usd(6)),
        claim(2, "investment", by="Rival", party="Meta", amount=usd(2)),
    )
    assert [slot.agreement for slot in shown.slots] == [Agreement.SINGLE, Agreement.SINGLE]


@pytest.mark.parametrize(
    ("one", "other", "differs"),
    [
        ({"basis": "post_money"}, {"basis": "pre_money"}, "basis"),
        ({"date": "2024"}, {"date": "2025"}, "date"),
        ({"previous": True}, {}, "previous"),
        ({"stage": "talks"}, {"stage": "completed"}, "stage"),
        ({"forecast": True}, {}, "forecast"),
    ],
)
def test_different_questions_are_related_not_rival(one: dict[str, Any], other: dict[str, Any], differs: str) -> None:
    """What differs in basis, date, stage, forecast or being the previous one is comparable at most."""
    shown = picture(
        claim(1, "valuation", amount=usd(11.7), **one),
        claim(2, "valuation", by="Rival", amount=usd(10), **other),
    )
    first, second = shown.slots
    assert [slot.agreement for slot in shown.slots] == [Agreement.SINGLE, Agreement.SINGLE]
    assert related(first, shown.slots) == [(second, [differs])]


def test_another_currency_is_no_rival() -> None:
    """Euros do not contradict dollars."""
    euros = {"value": 10**9, "currency": "EUR"}
    shown = picture(
        claim(1, "investment", party="Meta", amount=usd(1.2)),
        claim(2, "investment", by="Rival", party="Meta", amount=euros),
    )
    assert len(shown.slots) == 2


def test_a_later_document_of_the_same_voice_replaces_its_earlier_one() -> None:
    """A figure that its own publisher revised is history, no conflict; a rival's stays."""
    shown = picture(
        claim(1, "investment", party="Meta", amount=usd(15)),
        claim(2, "investment", party="Meta", amount=usd(14.3), known="2025-07-01"),
    )
    slot = only_slot(shown, "investment")
    assert slot.agreement is Agreement.SINGLE
    assert [m.current for m in slot.members] == [False, True]


def test_the_same_publisher_on_other_sources_is_another_voice() -> None:
    """A paper that quotes one source and later another does not take back the first."""
    shown = picture(
        claim(1, "investment", party="Meta", amount=usd(15), attributed_to=["Wire"]),
        claim(2, "investment", party="Meta", amount=usd(14.3), known="2025-07-01", attributed_to=["Desk"]),
    )
    assert only_slot(shown, "investment").agreement is Agreement.CONFLICT


def test_unknown_publishers_are_strangers() -> None:
    """Two documents without a publisher do not speak with one voice."""
    shown = picture(
        claim(1, "investment", by=None, document="one", party="Meta", amount=usd(15)),
        claim(2, "investment", by=None, document="two", known="2025-07-01", party="Meta", amount=usd(14.3)),
    )
    slot = only_slot(shown, "investment")
    assert slot.agreement is Agreement.CONFLICT
    assert slot.roots == ("document:one", "document:two")


def test_roots_count_origins_not_papers() -> None:
    """Three papers that quote one agency are one root, and the agency itself is no other."""
    shown = picture(
        *(
            claim(n, "revenue", by=f"Paper {n}", amount=usd(1), period="2024", attributed_to=["Wire"])
            for n in (1, 2, 3)
        ),
        claim(4, "revenue", by="Wire", amount=usd(1), period="2024"),
    )
    assert only_slot(shown, "revenue").roots == ("Wire",)


def test_a_denial_stands_beside_the_figures() -> None:
    """A denied round is no figure of its slot, and contradicts nothing."""
    shown = picture(
        claim(1, "funding_round", amount=usd(10)),
        claim(2, "funding_round", by="Rival", amount=usd(10), polarity="negative"),
    )
    slot = only_slot(shown, "funding_round")
    assert (len(slot.members), len(slot.denied), slot.agreement) == (1, 1, Agreement.SINGLE)


def test_a_claim_without_a_figure_answers_the_one_question_it_can() -> None:
    """ "Bought a stake" and "holds 49 %" are one slot."""
    shown = picture(
        claim(1, "stake", party="Meta", percent=49, deal="x"),
        claim(2, "stake", by="Rival", party="Meta", deal="y"),
    )
    assert len(only_slot(shown, "stake").members) == 2


def test_three_that_agree_in_pairs_may_conflict_as_a_whole() -> None:
    """Agreement is asked of all at once: three ranges that touch in pairs only share no point."""
    shown = picture(
        *(
            claim(
                n,
                "revenue",
                by=f"P{n}",
                period="2024",
                amount={"low": low, "high": high, "currency": "USD", "qualifier": "range"},
            )
            for n, (low, high) in enumerate([(1, 4), (3, 6), (5, 8)], start=1)
        )
    )
    assert only_slot(shown, "revenue").agreement is Agreement.CONFLICT


def test_a_far_bound_is_flagged() -> None:
    """ "Over 20" agrees with 140 and says little about it."""
    shown = picture(
        claim(1, "revenue", period="2024", amount=usd(20, "over")),
        claim(2, "revenue", by="Rival", period="2024", amount=usd(140)),
    )
    slot = only_slot(shown, "revenue")
    assert slot.agreement is Agreement.APPROXIMATE
    assert slot.far_bound


def test_money_and_share_imply_a_valuation() -> None:
    """15 bn for 49 % makes the whole worth 30.6 bn, which contradicts a reported 25."""
    shown = picture(
        claim(1, "investment", party="Meta", amount=usd(15), deal="x"),
        claim(2, "stake", party="Meta", percent=49, deal="x"),
        claim(3, "valuation", amount=usd(25, "about"), deal="x"),
    )
    (one,) = implied_figures(only_slot(shown, "valuation"), shown.slots)
    assert one.value == Decimal(30600000000)
    assert one.claim_ids == ("claim-1", "claim-2")
    assert one.contradicts


def test_a_correction_replaces_and_keeps() -> None:
    """The corrected claim stays visible as history; its slot has the new figure only."""
    shown = picture(
        claim(1, "investment", party="Meta", amount=usd(15)),
        claim(2, "investment", party="Meta", amount=usd(14.3), corrects="claim-1"),
    )
    assert [s.status for s in shown.standings] == ["corrected", "live"]
    assert [m.claim.claim_id for m in only_slot(shown, "investment").members] == ["claim-2"]


def test_an_erratum_counts_from_its_own_day() -> None:
    """Before the publisher withdrew its claim, the claim stood."""
    retracted = Effect(2, "FactRetracted", _micros("2025-08-01"), ("claim-1",), None, {})
    first = claim(1, "investment", party="Meta", amount=usd(15))
    assert picture(first, effects=(retracted,), known="2025-07-31").slots
    assert not picture(first, effects=(retracted,), known="2025-08-01").slots


def test_redating_moves_the_known_time() -> None:
    """A document that turns out to be older was known earlier."""
    redated = Effect(2, "DocumentRedated", None, (), "Paper-2025-06-12", {"published": "2025-02-01"})
    first = claim(1, "investment", party="Meta", amount=usd(15))
    assert not picture(first, known="2025-03-01").slots
    assert picture(first, effects=(redated,), known="2025-03-01").slots


@pytest.mark.parametrize(
    ("fields", "day", "expected"),
    [
        ({"kind": "acquisition", "date": "2025-03"}, "2025-02-28", None),
        ({"kind": "acquisition", "date": "2025-03"}, "2025-03-15", Validity.POSSIBLE),
        ({"kind": "acquisition", "date": "2025-03"}, "2025-03-31", Validity.CERTAIN),
        ({"kind": "acquisition"}, "2025-06-11", Validity.POSSIBLE),
        ({"kind": "acquisition"}, "2025-06-12", Validity.CERTAIN),
        ({"kind": "revenue", "period": "2027", "forecast": True}, "2020-01-01", Validity.CERTAIN),
    ],
)
def test_validity_of_one_claim(fields: dict[str, Any], day: str, expected: Validity | None) -> None:
    """A happening counts from its date on, an imprecise date leaves days between, an undated one its publication."""
    shown = picture(claim(1, str(fields["kind"]), **{k: v for k, v in fields.items() if k != "kind"}))
    slot = shown.slots[0]
    assert validity(slot.members[0], slot, shown.slots, date.fromisoformat(day)) is expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2025-02-28", Validity.CERTAIN),
        ("2025-06-15", Validity.POSSIBLE),
        ("2025-07-01", None),
    ],
)
def test_a_state_ends_with_a_later_dated_one(day: str, expected: Validity | None) -> None:
    """A stake holds until a later-dated stake of the same holder; while that one is only possible, so is its end."""
    shown = picture(
        claim(1, "stake", party="Meta", percent=49, date="2025-01"),
        claim(2, "stake", party="Meta", percent=30, date="2025-06", known="2025-07-01"),
        claim(3, "stake", party="Nvidia", percent=5, date="2025-02", known="2025-07-01"),
    )
    slot = next(s for s in shown.slots if s.members[0].claim.seq == 1)
    assert validity(slot.members[0], slot, shown.slots, date.fromisoformat(day)) is expected


def _micros(day: str) -> int:
    return micros(known_time(day))
