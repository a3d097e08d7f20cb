"""Shares that change hands: who bought or was let in, who sold, and what was paid for them."""

from __future__ import annotations

from dataclasses import replace

from ledger.extract.drafts import Draft
from ledger.extract.frame import Frame
from ledger.extract.grammar import governed, subject
from ledger.extract.lexicon.forms import Tense
from ledger.extract.money import SMALLEST, Money
from ledger.extract.nodes import REFERS
from ledger.extract.phrases import table_of
from ledger.extract.sharing import stake_of, whose
from ledger.extract.triggers import Trigger
from ledger.model.amounts import Qualifier


def sold(frame: Frame, i: int) -> Draft | None:
    """ "X sells 20% of its shares to Y", "P sold its 4% to Y": Y holds the share from now on."""
    lx, nodes = frame.lx, frame.clause.nodes
    verb = next((t for t in frame.triggers if t.shape == "sold" and t.end <= i < t.end + 14), None)
    if verb is None:
        return None
    to = (
        k
        for k in range(verb.end, min(len(nodes), i + 14))
        if nodes[k].party in REFERS and (nodes[k].prep in lx.to_words or _leads_buyers(frame, k, i))
    )
    buyer = next((k for k in to if frame.is_company(k)), None)
    if buyer is None:
        buyer = _spoken_to(frame, verb)
    seller = subject(frame.clause, verb.start, lx)
    if buyer is None or frame.entity(buyer) == frame.entity(seller):
        return None
    if seller is None and whose(frame, i, i) is None:
        return None
    own = any(n.low in lx.own_capital for n in nodes[i + 1 : i + 5])
    own = own or (verb.tense is Tense.INFINITIVE and frame.phrase_near(lx.equity, i, before=4, after=2) is not None)
    target = whose(frame, i, i)
    of = (
        frame.entity(target)
        if target not in {None, buyer}
        else frame.entity(seller)
        if own
        else frame.topic(frame.entity(seller))
    )
    if of is None or not of.is_company or of == frame.entity(buyer):
        return None
    return stake_of(frame, i, buyer, of, frame.written_of(of), {*range(verb.start, verb.end), i, buyer})


def bought(frame: Frame, i: int, noun: int | None) -> Draft | None:
    """ "The purchase of the 18% stake of Z": Z sold it, of the company that is spoken of."""
    nodes = frame.clause.nodes
    deal = next(
        (t for t in frame.triggers if t.shape == "acquisition" and not t.is_verb and t.end <= i < t.end + 7), None
    )
    seller = next((k for k in range(i + 1, min(len(nodes), i + 5)) if nodes[k].party == "name" and nodes[k].prep), None)
    buyer = frame.subject_before(deal.start) if deal is not None else None
    if deal is None or seller is None or buyer is None or noun is None or not deal.end <= noun < i:
        return None
    of = frame.topic(frame.entity(buyer))
    if of is None or of == frame.entity(seller):
        return None
    return stake_of(frame, i, buyer, of, frame.written_of(of), {i, noun, buyer})


def purchased(frame: Frame, i: int) -> Draft | None:
    """ "The purchase by Y, in August, of 49% of X": Y holds the share."""
    nodes, lx = frame.clause.nodes, frame.lx
    deal = next(
        (t for t in frame.triggers if t.shape == "acquisition" and not t.is_verb and t.end <= i < t.end + 9), None
    )
    if deal is None or nodes[i - 1].low not in lx.of_words:
        return None
    by = next((k for k in governed(frame.clause, deal.end, i, lx.by_words) if frame.is_company(k)), None)
    target = whose(frame, i, i)
    of = frame.entity(target)
    if by is None or target is None or of is None or not of.is_company or of == frame.entity(by):
        return None
    return stake_of(frame, i, by, of, frame.written(target), {i, by, target})


def let_in(frame: Frame, i: int) -> Draft | None:
    """ "X a fait entrer à son capital le fonds Y avec 20 % des parts": Y holds the share of X."""
    nodes, lx = frame.clause.nodes, frame.lx
    for k in range(i - 2, max(0, i - 12), -1):
        if nodes[k].party != "possessive" or nodes[k + 1].low not in lx.capital_words or not frame.is_company(k):
            continue
        holder = next((j for j in range(k + 2, i) if nodes[j].party == "name"), None)
        of = frame.entity(k)
        if (
            holder is None
            or nodes[holder].prep
            or of is None
            or not frame.is_company(holder)
            or frame.entity(holder) == of
        ):
            return None
        return stake_of(frame, i, holder, of, frame.written_of(of), {i, holder, k})
    return None


def of_a_holding(frame: Frame, i: int) -> bool:
    """Whether a share is one of somebody's holding ("sold half of its stake"), which is none of the company."""
    nodes, lx = frame.clause.nodes, frame.lx
    after = nodes[i + 1 : i + 5]
    if len(after) < 3 or after[0].low not in lx.of_words or after[1].party != "possessive":
        return False
    return table_of(lx.equity).at(frame.words, i + 3) is not None and frame.words[i + 3] not in lx.own_capital


def priced(frame: Frame, figures: list[int]) -> list[Draft]:
    """ "X takes 11% of Y for M": what the share that the clause has told was bought for."""
    lx, nodes = frame.lx, frame.clause.nodes
    found = []
    for figure in figures:
        before = next(
            (k for k in range(figure - 1, max(-1, figure - 4), -1) if nodes[k].low in lx.for_words | lx.in_exchange),
            None,
        )
        stakes = [d for d in frame.drafts if d.kind == "stake" and d.parties and max(d.nodes) < figure]
        if before is None or len(stakes) != 1 or figure - max(stakes[0].nodes) > 10:
            continue
        stake = stakes[0]
        share = next(k for k in stake.nodes if nodes[k].percent)
        verbs = range(max(0, min(stake.nodes) - 1), share)
        sold = any(t.shape in {"sold", "acquisition"} and t.end <= share for t in frame.triggers)
        if not sold and not any(frame.words[k] in lx.take or frame.words[k] in lx.give for k in verbs):
            continue
        money = nodes[figure].money
        assert money is not None
        if money.high >= SMALLEST:
            found.append(as_investment(stake, Trigger("invest", before, before + 1), figure, money))
    return found


def as_investment(stake: Draft, trigger: Trigger, figure: int, money: Money) -> Draft:
    """What is paid for a share, beside the share."""
    used = {*stake.nodes, trigger.start, figure}
    draft = replace(stake, kind="investment", nodes=used, trigger=trigger, parties=[], money=money)
    draft.percent = draft.percent_written = None
    draft.percent_qualifier = Qualifier.EXACT
    draft.parties = [replace(party, role="investor") for party in stake.parties]
    draft.confidence = stake.confidence - 0.08
    return draft


def _spoken_to(frame: Frame, verb: Trigger) -> int | None:
    """With whom a sale is talked over ("in talks with X to sell", "with investors led by X to sell")."""
    nodes, lx = frame.clause.nodes, frame.lx
    before = range(verb.start - 1, max(-1, verb.start - 9), -1)
    party = next((k for k in before if nodes[k].party in REFERS and frame.is_company(k)), None)
    if party is None or verb.tense is not Tense.INFINITIVE:
        return None
    led = nodes[party].prep in lx.by_words and any(n.low in lx.lead for n in nodes[party - 5 : party])
    return party if led or nodes[party].prep in lx.with_words else None


def _leads_buyers(frame: Frame, k: int, i: int) -> bool:
    """Whether somebody leads those to whom a share is sold ("to a group led by X")."""
    nodes, lx = frame.clause.nodes, frame.lx
    led = nodes[k].prep in lx.by_words and any(n.low in lx.lead for n in nodes[max(i, nodes[k].head - 3) : k])
    return led and any(n.low in lx.to_words for n in nodes[max(i, nodes[k].head - 7) : k])
