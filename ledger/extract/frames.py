"""What a trigger of each shape opens: the facts that it makes with a figure, and those that need none."""

from __future__ import annotations

from ledger.extract import (
    commerce,
    contracts,
    investments,
    markets,
    payments,
    prices,
    rounds,
    staff,
    unfigured,
    valuations,
)
from ledger.extract.drafts import Draft
from ledger.extract.frame import Frame
from ledger.extract.triggers import Trigger


def with_figure(frame: Frame, trigger: Trigger, figure: int) -> list[Draft]:  # noqa: C901, PLR0912 - one case per shape
    """The drafts that a figure and its trigger make."""
    match trigger.shape:
        case "raise" | "round":
            other = markets.instead(frame, trigger, figure) or markets.lent(frame, trigger, figure)
            draft = other or rounds.funding_round(frame, trigger, figure)
            if draft is not None and trigger.is_verb:
                return [*rounds.each(frame, draft, trigger), draft]
        case "invest" if frame.is_put_up(trigger):
            draft = None
        case "invest" | "investment":
            led = trigger.shape == "investment" and frame.is_led(trigger)
            draft = (rounds.funding_round if led else investments.investment)(frame, trigger, figure)
        case "value" | "valuation" | "worth":
            draft = valuations.valuation(frame, trigger, figure)
            contract = next((t for t in frame.triggers if t.shape == "contract" and t.end <= trigger.start), None)
            near = contract is not None and trigger.start - contract.end <= 1  # "a contract valued at M"
            if draft is None and contract and (trigger.shape == "worth" or (trigger.shape == "value" and near)):
                draft = contracts.contract(frame, contract, figure)
        case "buy" if not frame.lx.datives.isdisjoint(frame.words[max(0, trigger.start - 2) : trigger.start]):
            draft = contracts.ordered(frame, trigger, figure)  # "Y lui a acheté 25 trains pour M"
        case "buy" if contracts.is_for_goods(frame, trigger, figure):
            draft = contracts.ordered(frame, trigger, figure)
        case "fall" | "buy" | "sold" | "acquisition":
            bought = prices.acquisitions(frame, trigger, figure)
            if bought or trigger.shape != "sold":
                return bought
            owed = next((t for t in frame.triggers if t.shape == "debt" and figure < t.start <= figure + 3), None)
            # "to sell M in corporate debt"
            draft = markets.debt(frame, owed, figure) if owed else commerce.goods(frame, trigger, figure)
        case "pay":
            earned = staff.paid_to(frame, trigger, figure)
            return [earned] if earned is not None else payments.paid(frame, trigger, figure)
        case "revenue" | "capex" | "order_book" | "profit" | "loss":
            brought = contracts.brings(frame, trigger, figure)
            draft = (
                contracts.contract(frame, brought, figure)
                if brought is not None
                else commerce.figure_of_company(frame, trigger, figure)
            )
        case "lose":
            draft = markets.lost(frame, trigger, figure)
        case "make":
            draft = markets.made(frame, trigger, figure)
        case "debt" | "lend" | "borrow":
            draft = markets.debt(frame, trigger, figure)
        case "listing":
            draft = markets.listing(frame, trigger, figure)
        case "order":
            draft = contracts.ordered(frame, trigger, figure)
        case "supply":
            draft = contracts.supplied(frame, trigger, figure)
        case "pay package":
            draft = staff.compensation(frame, trigger, figure)
        case "contract":
            draft = contracts.contract(frame, trigger, figure)
        case _:
            draft = None
    return [draft] if draft else []


def without_figure(frame: Frame, trigger: Trigger) -> list[Draft]:
    """Facts that need no sum: an acquisition, a partnership."""
    if trigger.shape in {"fall", "buy", "sold", "acquisition"}:
        asked = trigger.is_verb and trigger.shape != "fall"
        figure = payments.offered(frame, trigger) if asked else None
        bought_ = prices.acquisitions(frame, trigger, figure)
        goods = (
            trigger.shape == "buy" and not bought_ and not frame.lx.affairs.goods.isdisjoint(frame.words[trigger.end :])
        )
        ordered = contracts.ordered(frame, trigger, None) if goods else None
        return [ordered] if ordered is not None else bought_
    if trigger.shape == "pact" and frame.words[trigger.start] in frame.lx.offers:
        draft = prices.deal_for(frame, trigger)
        if draft is not None:
            return [draft]
    if trigger.shape == "investment":
        draft = unfigured.investment(frame, trigger)
        return [draft] if draft else []
    near = set(frame.words[max(0, trigger.start - 6) : trigger.start])
    other = not frame.lx.no_alliance.isdisjoint(frame.words[max(0, trigger.start - 2) : trigger.start])
    if trigger.shape == "ally" or (trigger.shape == "pact" and near & frame.lx.agreeing and not other):
        return commerce.alliances(frame, trigger)
    bought = trigger.shape == "order"
    if bought or (trigger.shape == "contract" and near & (frame.lx.agreeing | frame.lx.wins | frame.lx.gives)):
        draft = contracts.ordered(frame, trigger, None) if bought else contracts.contract(frame, trigger, None)
        return [draft] if draft else []
    return []
