"""Which claims speak of one deal."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ledger.project.claims import Effect
from ledger.project.stages import reached, stage, stages
from tests.project.pictures import claim, picture, usd


def test_rival_reports_of_one_investment_are_one_deal() -> None:
    """Same parties, undated, published within a year: one deal, whatever the figures."""
    shown = picture(
        claim(1, "investment", party="Meta", amount=usd(15), deal="x"),
        claim(2, "stake", party="Meta", percent=49, deal="x"),
        claim(3, "valuation", amount=usd(25, "about"), deal="x"),
        claim(4, "investment", by="Rival", known="2025-10-01", party="Meta", amount=usd(14.3), deal="y"),
    )
    assert [len(deal.claims) for deal in shown.deals] == [4]
    assert shown.deals[0].deal_id == "anvil-d1"


def test_publications_more_than_a_year_apart_are_two_deals() -> None:
    """Undated reports far apart are not taken for one."""
    shown = picture(
        claim(1, "investment", party="Meta", amount=usd(15), known="2023-01-01"),
        claim(2, "investment", party="Meta", amount=usd(15), known="2025-01-01"),
    )
    assert len(shown.deals) == 2


def test_dates_that_do_not_overlap_keep_apart() -> None:
    """Two dated investments of one investor are two deals, however close their reports."""
    shown = picture(
        claim(1, "investment", party="Meta", amount=usd(1), date="2024"),
        claim(2, "investment", party="Meta", amount=usd(1), date="2025-02", known="2025-06-13"),
    )
    assert len(shown.deals) == 2


def test_different_rounds_keep_apart() -> None:
    """A Series A is no Series B, even for the same money."""
    shown = picture(
        claim(1, "funding_round", amount=usd(1), round="Series A"),
        claim(2, "funding_round", amount=usd(1), round="Series B", known="2025-06-13"),
    )
    assert len(shown.deals) == 2


def test_a_named_and_an_unnamed_round_need_agreeing_figures() -> None:
    """An unnamed round is the Series A if it raised the same, and something else if not."""
    series_a = claim(1, "funding_round", amount=usd(1), round="Series A")
    assert len(picture(series_a, claim(2, "funding_round", amount=usd(1), known="2025-06-13")).deals) == 1
    assert len(picture(series_a, claim(2, "funding_round", amount=usd(3), known="2025-06-13")).deals) == 2


def test_other_investors_keep_apart() -> None:
    """Two investors that no report names together made two deals."""
    shown = picture(
        claim(1, "investment", party="Meta", amount=usd(1)),
        claim(2, "investment", party="Nvidia", amount=usd(1), known="2025-06-13"),
    )
    assert len(shown.deals) == 2


def test_a_document_that_tells_two_deals_apart_is_believed() -> None:
    """What one document labels differently stays apart, and a third report goes where its figures agree."""
    talks = claim(1, "funding_round", amount=usd(15), deal="new", document="one")
    rumour = claim(2, "funding_round", amount=usd(10), deal="old", document="one")
    later = claim(3, "funding_round", amount=usd(10), by="Other", known="2025-07-01")
    shown = picture(talks, rumour, later)
    assert sorted(len(deal.claims) for deal in shown.deals) == [1, 2]
    deal = shown.deal_of("claim-3")
    assert deal is not None
    assert deal is shown.deal_of("claim-2")


def test_a_report_that_fits_two_separate_deals_is_doubtful() -> None:
    """Where figures do not tell which of two deals is meant, the report stands alone, marked."""
    talks = claim(1, "funding_round", amount=usd(15), deal="new", document="one")
    rumour = claim(2, "funding_round", amount=usd(10), deal="old", document="one")
    later = claim(3, "funding_round", amount=usd(12), by="Other", known="2025-07-01")
    deal = picture(talks, rumour, later).deal_of("claim-3")
    assert deal is not None
    assert deal.doubtful
    assert len(deal.claims) == 1


def test_a_bridging_report_joins_two_deals_now_and_not_in_the_past() -> None:
    """A report that fits two deals makes them one from its publication on, and leaves earlier answers alone."""
    a = claim(1, "investment", party="Meta", amount=usd(1), date="2025-01")
    b = claim(2, "investment", party="Meta", amount=usd(1), date="2025-03", known="2025-06-13")
    bridge = claim(3, "investment", party="Meta", amount=usd(1), date="2025-01/2025-03", known="2025-09-01")
    assert len(picture(a, b, bridge).deals) == 1
    assert len(picture(a, b, bridge, known="2025-08-31").deals) == 2


def test_a_valuation_joins_the_deal_that_its_figure_fits() -> None:
    """A valuation that nothing ties to a transaction joins one whose valuation agrees, and no other."""
    money = claim(1, "investment", party="Meta", amount=usd(15), deal="x", document="one")
    worth = claim(2, "valuation", amount=usd(25, "about"), deal="x", document="one")
    near = claim(3, "valuation", amount=usd(25.4), by="Other", known="2025-07-01")
    far = claim(4, "valuation", amount=usd(40), by="Third", known="2025-07-01")
    shown = picture(money, worth, near, far)
    assert shown.deal_of("claim-3") is not None
    assert shown.deal_of("claim-4") is None


def test_a_previous_figure_never_takes_the_deals_label() -> None:
    """The valuation before the deal is not part of it, whatever label the document gave it."""
    shown = picture(
        claim(1, "investment", party="Meta", amount=usd(15), deal="x"),
        claim(2, "valuation", amount=usd(13.8), previous=True, deal="x"),
    )
    assert shown.deal_of("claim-2") is None


def test_natures_keep_apart() -> None:
    """A partnership with an investor is not the investment."""
    shown = picture(
        claim(1, "investment", party="Meta", amount=usd(15), deal="x"),
        claim(2, "partnership", party="Meta", deal="x"),
    )
    assert sorted(deal.nature.value for deal in shown.deals) == ["capital", "partnership"]


def test_people_overrule_the_rules() -> None:
    """Links join what the rules keep apart, separations part what they join, and the later word counts."""
    a = claim(1, "investment", party="Meta", amount=usd(1), date="2024")
    b = claim(2, "investment", party="Meta", amount=usd(1), date="2025-02", known="2025-06-13")
    link = _said(3, "DealsLinked")
    part = _said(4, "DealsSeparated")
    assert len(picture(a, b, effects=(link,)).deals) == 1
    assert len(picture(a, b, effects=(link, part)).deals) == 2
    undated = claim(2, "investment", party="Meta", amount=usd(1), date="2024-05", known="2025-06-13")
    assert len(picture(a, undated).deals) == 1
    assert len(picture(a, undated, effects=(part,)).deals) == 2
    assert len(picture(a, undated, effects=(part,), seq=3).deals) == 1


def test_a_correction_does_not_rename_a_deal() -> None:
    """The deal keeps its id when its first claim is corrected."""
    first = claim(1, "investment", party="Meta", amount=usd(15))
    other = claim(2, "investment", by="Rival", party="Meta", amount=usd(14.3))
    corrected = claim(3, "investment", party="Meta", amount=usd(15.1), corrects="claim-1")
    assert [deal.deal_id for deal in picture(first, other, corrected).deals] == ["anvil-d1"]


def test_stages_are_one_deal() -> None:
    """A round that was talked of, signed and abandoned is one deal."""
    shown = picture(
        claim(1, "funding_round", amount=usd(2), stage="talks", known="2025-01-10"),
        claim(2, "funding_round", amount=usd(2), stage="agreed", known="2025-03-10"),
        claim(3, "funding_round", amount=usd(2), stage="abandoned", known="2025-05-10"),
    )
    assert len(shown.deals) == 1
    assert len(shown.slots) == 3


def _said(seq: int, what: str) -> Effect:
    return Effect(seq, what, None, ("claim-1", "claim-2"), None, {})


def said(seq: int, kind: str, *claims: int) -> Effect:
    """A person's word on claims."""
    return Effect(seq, kind, None, tuple(f"claim-{n}" for n in claims), None, {"reason": "said so"})


def corrected(seq: int, target: int) -> Effect:
    payload = {"claim_id": f"claim-{target}", "cause": "misreading"}
    return Effect(seq, "FactCorrected", None, (f"claim-{target}",), None, payload)


def test_a_link_survives_a_correction() -> None:
    """What was said of a claim is said of what takes its place, also of a correction of the correction."""
    first = claim(1, "investment", party="Meta", amount=usd(1), date="2024")
    other = claim(2, "investment", party="Meta", amount=usd(1), date="2025-02", known="2025-06-13")
    link = said(3, "DealsLinked", 1, 2)
    again = claim(4, "investment", party="Meta", amount=usd(2), date="2024", corrects="claim-1")
    last = claim(5, "investment", party="Meta", amount=usd(3), date="2024", corrects="claim-4")
    assert len(picture(first, other).deals) == 2
    assert len(picture(first, other, effects=(link,)).deals) == 1
    assert len(picture(first, other, again, effects=(link, corrected(4, 1))).deals) == 1
    shown = picture(first, other, again, last, effects=(link, corrected(4, 1), corrected(5, 4)))
    assert [sorted(c.claim_id for c in deal.claims) for deal in shown.deals] == [["claim-2", "claim-5"]]


def test_a_separation_survives_a_correction() -> None:
    """And a later word on the correction goes before the earlier one on what it corrected."""
    first = claim(1, "investment", party="Meta", amount=usd(1))
    other = claim(2, "investment", by="Rival", party="Meta", amount=usd(1), known="2025-06-13")
    again = claim(4, "investment", party="Meta", amount=usd(1.1), corrects="claim-1")
    apart = (said(3, "DealsSeparated", 1, 2), corrected(4, 1))
    assert len(picture(first, other).deals) == 1
    assert len(picture(first, other, again, effects=apart).deals) == 2
    assert len(picture(first, other, again, effects=(*apart, said(5, "DealsLinked", 4, 2))).deals) == 1


def test_two_corrections_of_one_claim_both_take_its_place() -> None:
    """Two documents that supersede one claim, each linked with what the claim was linked with."""
    first = claim(1, "investment", party="Meta", amount=usd(1), date="2023")
    other = claim(2, "investment", party="Meta", amount=usd(1), date="2025-02", known="2025-06-13")
    one = claim(4, "investment", by="One", party="Meta", amount=usd(1), date="2022", corrects="claim-1")
    two = claim(5, "investment", by="Two", party="Meta", amount=usd(1), date="2021", corrects="claim-1")
    effects = (said(3, "DealsLinked", 1, 2), corrected(4, 1), corrected(5, 1))
    assert [len(deal.claims) for deal in picture(first, other, one, two, effects=effects).deals] == [3]


def test_stages_stand_in_the_order_in_which_they_were_reached() -> None:
    """A late report of an earlier stage stands where it belongs, and does not turn the deal back."""
    done = claim(1, "investment", by="A", known="2025-06-12", party="Meta", stage="completed", date="2025-06-10")
    late = claim(2, "investment", by="B", known="2025-09-01", party="Meta", stage="talks", date="2025-05/2025-06")
    (deal,) = picture(done, late).deals
    told = reached(deal.claims)
    assert [c.fact["stage"] for c in stages(told)] == ["talks", "completed"]
    assert stage(told) == "completed"
    assert stage(reached(deal.claims, date(2025, 5, 20))) == "talks"


def test_an_abandoned_deal_may_be_taken_up_again() -> None:
    """What is agreed after it was abandoned stands; what was agreed before it does not."""
    agreed = claim(1, "funding_round", by="A", known="2025-02-03", stage="agreed")
    left = claim(2, "funding_round", by="A", known="2025-03-03", stage="abandoned")
    again = claim(3, "funding_round", by="A", known="2025-05-03", stage="agreed")
    assert stage([agreed, left]) == "abandoned"
    assert stage([agreed, left, again]) == "agreed"


def test_a_worth_that_fits_two_deals_is_of_the_one_whose_figures_agree() -> None:
    """Else it is in neither; with a deal of its own document's it is doubtful."""
    rounds = [
        claim(1, "funding_round", by="A", deal="d", party="Meta", date="2025-01"),
        claim(2, "valuation", by="A", deal="d", party="Meta", amount=usd(1)),
        claim(3, "funding_round", by="B", deal="d", party="Meta", date="2025-03"),
        claim(4, "valuation", by="B", deal="d", party="Meta", amount=usd(9)),
    ]
    shown = picture(*rounds, claim(5, "valuation", by="C", party="Meta", amount=usd(9)))
    assert shown.deal_of("claim-5") == shown.deal_of("claim-4")
    assert picture(*rounds, claim(5, "valuation", by="C", party="Meta", amount=usd(5))).deal_of("claim-5") is None
    own = picture(*rounds, claim(5, "valuation", by="C", party="Meta", amount=usd(5), deal="x")).deal_of("claim-5")
    assert own is not None
    assert own.doubtful


@pytest.mark.parametrize(
    ("earlier", "later", "deals"),
    [
        (("talks", "2025-03"), ("agreed", "2025-05-20"), 1),
        (("considered", "2025-03"), ("talks", "2025-04"), 1),
        (("agreed", "2025-03-31"), ("completed", "2025-04-01"), 1),
        (("talks", "2024-03-31"), ("abandoned", "2025-04-01"), 1),
        (("talks", "2024-03-31"), ("abandoned", "2025-04-02"), 1),
        (("talks", "2024-03-31"), ("abandoned", "2025-04-03"), 2),
        (("agreed", "2025-03"), ("agreed", "2025-05"), 2),
        (("completed", "2025-03"), ("agreed", "2025-05"), 2),
        (("completed", "2025-03"), ("abandoned", "2025-05"), 2),
        (("abandoned", "2025-03"), ("completed", "2025-05"), 2),
        (("talks", "2025-03"), (None, "2025-05"), 2),
        ((None, "2025-03"), ("completed", "2025-05"), 2),
        (("talks", "../2025-03"), ("agreed", "2025-05"), 2),
        (("talks", "2025-03"), ("agreed", "2025-05/.."), 2),
    ],
)
def test_dates_of_stages(earlier: tuple[str | None, str], later: tuple[str | None, str], deals: int) -> None:
    """Later stages on later dates, twelve months away at the most, whichever is reported first; nothing else."""
    for order in ((1, 2), (2, 1)):
        told = [
            claim(seq, "investment", by=f"Paper {seq}", party="Meta", stage=stage_, date=day)
            for seq, (stage_, day) in zip(order, (earlier, later), strict=True)
        ]
        assert len(picture(*told).deals) == deals


def test_figures_may_contradict_what_stages_say() -> None:
    """Of one question, basis and unit they have to agree; others say nothing, and nor does a part of the money."""
    talks = claim(1, "investment", by="A", party="Meta", stage="talks", date="2025-03", amount=usd(1))

    def with_later(kind: str, **fields: Any) -> int:
        return len(picture(talks, claim(2, kind, by="B", stage="completed", date="2025-05", **fields)).deals)

    assert with_later("investment", party="Meta", amount=usd(1.02)) == 1
    assert with_later("investment", party="Meta", amount=usd(3)) == 2
    assert with_later("investment", party="Meta", amount=usd(3), instalment="1/2") == 1
    assert with_later("stake", party="Meta", percent=3) == 1
    assert with_later("investment", party="Nvidia", amount=usd(1)) == 2
    assert with_later("investment", amount=usd(1)) == 1
    assert with_later("investment") == 2
    assert with_later("funding_round", party="Meta", amount=usd(1), round="Series A") == 1
    assert with_later("funding_round", party="Meta", round="Series A") == 2


def test_a_next_deal_is_not_taken_for_the_first() -> None:
    """Talks after a completion, and what comes of them for another sum, are of the next deal."""
    told = [("talks", "2025-01", 1), ("agreed", "2025-02", 1), ("completed", "2025-03", 1)]
    told += [("talks", "2025-05", 4), ("agreed", "2025-06", 4), ("completed", "2025-07", 4)]
    claims = [
        claim(seq, "investment", by=f"Paper {seq}", party="Meta", stage=stage_, date=day, amount=usd(figure))
        for seq, (stage_, day, figure) in enumerate(told, 1)
    ]
    found = [[c.seq for c in deal.claims] for deal in picture(*claims).deals]
    assert found == [[1, 2, 3], [4, 5, 6]]


def test_a_denial_dates_no_stage() -> None:
    """It says that the deal did not come to it."""
    talks = claim(1, "investment", by="A", party="Meta", stage="talks", date="2025-03")
    denial = claim(2, "investment", by="B", party="Meta", stage="agreed", date="2025-05", polarity="negative")
    assert len(picture(talks, denial).deals) == 2
