"""Frames of payment: what is paid for a company or a share of it, where the purchase is told apart from its price."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ledger.extract.drafts import Draft
from ledger.extract.frame import Frame
from ledger.extract.grammar import governed, subject
from ledger.extract.lexicon.forms import Tense
from ledger.extract.money import SMALLEST
from ledger.extract.nodes import REFERS
from ledger.extract.share_trades import as_investment
from ledger.extract.supplies import supply
from ledger.extract.triggers import Trigger


def told_apart(frame: Frame, figures: Sequence[int]) -> list[Draft]:
    """ "Y buys X from Z, in a deal valued at M": the price of the one purchase that the clause has told."""
    lx, words = frame.lx, frame.words
    for figure in figures:
        deal = next((k for k in range(figure - 1, max(-1, figure - 5), -1) if words[k] in lx.dealings), None)
        if deal is None or not (deal and words[deal - 1] in lx.articles | {"-"}):
            deal = _paying(frame, figure)
        if deal is None and lx.compounds and not lx.dealings.isdisjoint(words[figure + 1 : figure + 2]):
            # "to take X private in a M deal"
            deal = figure - 2 if words[figure - 2 : figure - 1] == ["in"] else None
        if deal is None:
            continue
        told = [d for d in frame.drafts if d.kind == "acquisition" and max(d.nodes) < deal]
        if len(told) == 1 and told[0].money is None:
            told[0].money = frame.clause.nodes[figure].money
            told[0].nodes.add(figure)
            continue
        stakes = [d for d in frame.drafts if d.kind == "stake" and d.parties and max(d.nodes) < deal]
        if not told and len(stakes) == 1 and not any(d.kind == "investment" for d in frame.drafts):
            money = frame.clause.nodes[figure].money
            assert money is not None
            return [as_investment(stakes[0], Trigger("invest", deal, deal + 1), figure, money)]
    return []


def _paying(frame: Frame, figure: int) -> int | None:
    """The participle that brings a price behind a comma ("Y agreed to buy X, paying M")."""
    lx, words = frame.lx, frame.words
    verbs = (t.start for t in frame.triggers if t.shape == "pay" and 0 <= figure - t.end <= 3)
    gerunds = {t.start for t in frame.triggers if t.shape == "pay" and t.tense is Tense.GERUND}
    return next((k for k in verbs if k and (k in gerunds or (words[k - 1] == "," and lx.compounds))), None)


def instalments(frame: Frame, figures: Sequence[int], recent: Sequence[Draft]) -> list[Draft]:
    """ "Y buys X for M upfront and additional payments totalling N", "as much as N more may follow"."""
    lx, words = frame.lx, frame.words
    found: list[Draft] = []
    for figure in figures:
        money = frame.clause.nodes[figure].money
        own = [d for d in frame.drafts if d.kind == "acquisition" and d.money is not None and max(d.nodes) < figure]
        base = own[-1] if own else next((d for d in reversed(recent) if d.kind == "acquisition" and d.money), None)
        if base is None or money is None or money.high < SMALLEST or not lx.instalments:
            continue
        start = max(base.nodes) + 1 if own else 0
        near = {*words[start:figure], *words[figure + 1 : figure + 6]}
        later = not near.isdisjoint(lx.instalments if own else lx.affairs.follow)
        others = any(n.party == "name" and not n.prep for n in frame.clause.nodes[start:figure])
        if not later or others or (not own and near.isdisjoint(lx.further | lx.instalments)):
            continue
        used = {figure} if own else {figure, figure + 1}
        draft = replace(base, clause=frame.clause, nodes=used | (base.nodes if own else set()), parties=[*base.parties])
        draft.money, draft.confidence = money, base.confidence - 0.1
        draft.trigger = Trigger("acquisition", figure, figure + 1)
        found.append(draft)
    return found


def to_owners(frame: Frame, figures: Sequence[int], recent: Sequence[Draft]) -> list[Draft]:
    """ "X's owners will get M": what those get whose company was just told to be bought is its price."""
    lx, nodes, words = frame.lx, frame.clause.nodes, frame.words
    base = next((d for d in (*frame.drafts, *reversed(recent)) if d.kind == "acquisition"), None)
    if base is None or base.money is not None:
        return []
    for figure in figures:
        money = nodes[figure].money
        verb = next((k for k in range(figure - 1, max(-1, figure - 4), -1) if words[k] in lx.affairs.receive), None)
        noun = next((k for k in range(verb or 0, max(-1, (verb or 0) - 7), -1) if _of_owners(frame, k)), None)
        if verb is None or noun is None or money is None or money.high < SMALLEST:
            continue
        named = {n.entity for n in nodes[max(0, noun - 3) : verb] if n.party and n.entity and n.entity.is_company}
        if named - {base.company}:
            continue
        if base.clause is frame.clause:
            base.money = money
            base.nodes.add(figure)
            return []
        draft = replace(base, clause=frame.clause, nodes={noun, figure}, parties=[*base.parties], money=money)
        draft.trigger, draft.confidence = Trigger("acquisition", noun, noun + 1), base.confidence - 0.1
        return [draft]
    return []


def _of_owners(frame: Frame, k: int) -> bool:
    """Whether a node is of the owners of a company, whose word may have been left out behind it ("X's owners will")."""
    nodes, owners = frame.clause.nodes, frame.lx.affairs.owners
    if nodes[k].party == "name" and k + 1 < len(nodes):
        return not owners.isdisjoint(frame.text[nodes[k].end : nodes[k + 1].start].lower().split())
    return nodes[k].low in owners


def offered(frame: Frame, trigger: Trigger) -> int | None:
    """The sum that was offered before a verb of buying ("a $4.7 billion offer to buy X")."""
    lx, nodes = frame.lx, frame.clause.nodes
    for k in range(trigger.start - 1, max(-1, trigger.start - 6), -1):
        if nodes[k].money is not None:
            between = {n.low for n in nodes[k + 1 : trigger.start]}
            paying = any(
                t.shape == "pay" and 0 <= k - t.end <= 2 for t in frame.triggers
            )  # "will pay M in cash to buy X"
            return k if (between & lx.offers or paying) and "," not in between else None
    return None


def _capital_of(frame: Frame, figure: int) -> int | None:
    """The company whose capital is paid for ("paid M for the share capital of X")."""
    lx, words = frame.lx, frame.words
    if lx.for_words.isdisjoint(words[figure + 1 : figure + 2]) or lx.own_capital.isdisjoint(
        words[figure + 2 : figure + 6]
    ):
        return None
    return next((k for k in governed(frame.clause, figure, figure + 12, lx.of_words) if frame.is_target(k)), None)


def _behind_aside(frame: Frame, figure: int) -> int | None:
    """The company that "for" brings behind an aside ("will pay up to M, of which N at once, for X")."""
    nodes, lx = frame.clause.nodes, frame.lx
    if frame.words[figure + 1 : figure + 2] != [","]:
        return None
    close = next((k for k in range(figure + 2, min(len(nodes) - 2, figure + 16)) if nodes[k].low == ","), None)
    if close is None or nodes[close + 1].low not in lx.for_words:
        return None
    near = governed(frame.clause, close + 1, close + 6, lx.for_words)
    return next((k for k in near if nodes[k].party == "name" and frame.is_target(k)), None)


def _cash_on(frame: Frame, figure: int) -> int | None:
    """The company that cash is spent on ("will spend M in cash on X")."""
    nodes, lx = frame.clause.nodes, frame.lx
    spoken = any(n.low == "cash" for n in nodes[figure + 1 : figure + 4]) or not lx.dealings.isdisjoint(frame.words)
    cash = spoken and lx.compounds
    near = range(figure + 1, min(len(nodes), figure + 7)) if cash else ()
    return next((k for k in near if nodes[k].party == "name" and nodes[k].prep == "on" and frame.is_target(k)), None)


def paid(  # noqa: PLR0911 - one return per construction
    frame: Frame, trigger: Trigger, figure: int
) -> list[Draft]:
    """ "Y pays M for 49% of X" (investment and, elsewhere, stake), "for X" (acquisition), "to X" (contract)."""
    lx, clause = frame.lx, frame.clause
    nodes = clause.nodes
    told = next((d for d in frame.drafts if d.kind == "acquisition" and d.trigger == trigger and d.money), None)
    if told is not None and figure > max(told.nodes):
        return instalments(frame, [figure], ())
    payer = subject(clause, trigger.start, lx)
    plant = next((t for t in frame.triggers if t.shape == "capex" and figure < t.start <= figure + 4), None)
    if plant is not None and payer is not None:
        spent = frame.draft("capex", payer, plant, figure)
        return [spent] if spent else []
    share = next((k for k in range(trigger.end, min(len(nodes), trigger.end + 12)) if nodes[k].percent), None)
    if share is not None:
        target = next(
            (k for k in range(share, min(len(nodes), share + 9)) if nodes[k].party in REFERS and frame.is_company(k)),
            None,
        )
        draft = frame.draft("investment", target, trigger, figure)
        if draft and payer is not None and frame.entity(payer) != draft.company:
            frame.add_party(draft, payer, "investor")
            return [draft]
        return []
    bought = next((k for k in governed(clause, figure, figure + 7, lx.for_words) if frame.is_target(k)), None)
    if bought is None:
        bought = _capital_of(frame, figure)
    if bought is None:
        bought = _cash_on(frame, figure) or _behind_aside(frame, figure)
    if bought is not None and payer is not None:
        draft = frame.draft("acquisition", bought, trigger, figure)
        if draft:
            frame.add_party(draft, payer, "acquirer")
            draft.dropped = not lx.refusals.isdisjoint(
                frame.words[figure:]
            )  # "offered M for X, a bid that was rejected"
        return [draft] if draft and draft.parties else []
    if payer is not None and frame.spends_on_plant():
        draft = frame.draft("capex", payer, trigger, figure)
        return [draft] if draft else []
    return supply(frame, trigger, figure, payer)
