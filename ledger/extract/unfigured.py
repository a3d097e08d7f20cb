"""Facts that are told without their figure: a stake, a loss, lay-offs by the hundred, a part of the orders."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from ledger.extract.drafts import Draft, Party
from ledger.extract.frame import Frame
from ledger.extract.grammar import governed, nearest, series, subject
from ledger.extract.lexicon import lexicon as load
from ledger.extract.lexicon.forms import Tense
from ledger.extract.nodes import REFERS
from ledger.extract.phrases import Phrases, table_of
from ledger.extract.triggers import Trigger

_ORDERS = {"order_book", "contract", "revenue"}


def read(frame: Frame, before: Sequence[Draft]) -> list[Draft]:
    """The facts without figures of a clause; `before` are the drafts of the clause before it."""
    return [*_stakes(frame), *_losses(frame), *_crowds(frame), *_part_of_orders(frame, before)]


def _stakes(frame: Frame) -> list[Draft]:
    """ "Y takes a minority stake in X", "M, via une prise de participation": a share whose size is not told."""
    lx, clause = frame.lx, frame.clause
    if frame.percents or any(d.kind in {"stake", "acquisition"} for d in frame.drafts):
        return []
    for start, end, _ in table_of(lx.affairs.entering).all(frame.words):
        deal = next((d for d in frame.drafts if d.kind == "investment" and d.parties), None)
        if deal is not None:
            draft = Draft(
                "stake", clause, deal.company, deal.written, {*range(start, end)}, Trigger("stake", start, end)
            )
            draft.parties = [Party(p.entity, "holder", p.written) for p in deal.parties]
            draft.confidence = deal.confidence - 0.1
            return [draft]
        target = next(
            (k for k in governed(clause, end - 1, end + 8, lx.in_words | lx.of_words) if frame.is_company(k)), None
        )
        told = (k for k in range(start, max(-1, start - 8), -1) if frame.words[k] in lx.take)
        verb = next(told, None if lx.compounds else start)
        if verb is None:
            continue
        holder = subject(clause, verb, lx)
        holder = holder if holder is not None else nearest(clause, start, lx)
        if target is None or holder is None or not frame.is_company(holder):
            continue
        share = frame.draft("stake", target, Trigger("stake", start, end), None)
        if share is None:
            continue
        frame.add_party(share, holder, "holder")
        share.confidence -= 0.1
        return [share] if share.parties else []
    return []


def investment(frame: Frame, trigger: Trigger) -> Draft | None:
    """ "Y has made an investment in X", "Y completed an investment in X"."""
    lx, clause = frame.lx, frame.clause
    target = next(governed(clause, trigger.end, trigger.end + 3, lx.in_words), None)
    does = {*lx.give, *lx.agreeing, *lx.stages["completed"]}
    verb = next((k for k in range(trigger.start - 1, max(-1, trigger.start - 6), -1) if frame.words[k] in does), None)
    if verb is None or target is None or not frame.is_company(target) or clause.nodes[target].party != "name":
        return None
    if clause.nodes[target].head != trigger.end + 1 or any(d.kind == "investment" for d in frame.drafts):
        return None
    investor = subject(clause, verb, lx)
    draft = frame.draft("investment", target, trigger, None) if investor is not None else None
    if draft is None or investor is None:
        return None
    for backer in series(clause, investor, lx):
        frame.add_party(draft, backer, "investor")
    draft.confidence -= 0.1
    return draft if draft.parties else None


def _losses(frame: Frame) -> list[Draft]:
    """ "The company is not profitable", "Déficitaire, la start-up …": a loss of no known size."""
    lx, clause, nodes = frame.lx, frame.clause, frame.clause.nodes
    if any(d.kind == "profit_loss" for d in frame.drafts):
        return []
    for start, end, _ in table_of(lx.affairs.unprofitable).all(frame.words):
        company = subject(clause, start, lx)
        if company is None and all(nodes[k].is_word for k in range(start)) and start < 4:
            company = next((k for k in range(end, min(len(nodes), end + 7)) if nodes[k].party in REFERS), None)
        if company is None or not frame.is_company(company) or nodes[company].prep:
            continue
        draft = frame.draft("profit_loss", company, Trigger("loss", start, end), None)
        if draft is not None:
            draft.confidence -= 0.15
        return [draft] if draft is not None else []
    return []


@cache
def _moves(language: str) -> Phrases[Tense]:
    affairs = load(language).affairs
    return Phrases([*affairs.hire.items(), *affairs.lay_off.items()])


def _crowds(frame: Frame) -> list[Draft]:
    """ "Lays off hundreds of employees", "a recruté des dizaines d'ingénieurs": how many, nobody says."""
    lx, clause, words = frame.lx, frame.clause, frame.words
    for start, end, _ in table_of(lx.affairs.crowds).all(words):
        noun = next((hit for hit in table_of(lx.affairs.staff).all(words, end, end + 5) if hit[0] - end <= 3), None)
        hits = list(_moves(lx.language).all(words, max(0, start - 5), start))
        if noun is None or not hits or any(d.kind == "headcount" for d in frame.drafts):
            continue
        verb = hits[-1]
        company = subject(clause, verb[0], lx)
        company = company if company is not None else nearest(clause, verb[0], lx)
        entity = frame.entity(company)
        if entity is not None and entity.kind == "person":
            entity, company = frame.employer(entity) or frame.protagonist(), None
        if entity is None or not entity.is_company:
            continue
        used = {*range(verb[0], noun[1])}
        written = frame.written(company) if company is not None else frame.written_of(entity)
        trigger = Trigger("headcount", verb[0], verb[1], tense=verb[2])
        return [Draft("headcount", clause, entity, written, used, trigger, confidence=0.7)]
    return []


def _part_of_orders(frame: Frame, before: Sequence[Draft]) -> list[Draft]:
    """ "Nearly half of it will come from Y": Y is a customer of whose orders were just told."""
    if not frame.percents:
        return []
    lx, nodes = frame.lx, frame.clause.nodes
    base = next((d for d in (*reversed(frame.drafts), *reversed(before)) if d.kind in _ORDERS), None)
    if base is None:
        return []
    for k, node in enumerate(nodes):
        if node.low not in lx.come or not any(n.percent for n in nodes[max(0, k - 5) : k]):
            continue
        source = next(governed(frame.clause, k + 1, k + 4, lx.of_words | lx.from_words), None)
        if source is None or not frame.is_company(source) or frame.entity(source) == base.company:
            continue
        share = next(i for i in range(k - 1, -1, -1) if nodes[i].percent)
        used = {*range(share, source + 1)}
        draft = Draft(
            "customer", frame.clause, base.company, base.written, used, Trigger("use", k, k + 1), confidence=0.7
        )
        frame.add_party(draft, source, "customer")
        return [draft] if draft.parties else []
    return []
