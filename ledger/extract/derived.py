"""Figures told by comparison with another ("four times the earlier amount", "is to triple by 2026").

They are facts only where the base stands in the text, and never more exact than "about".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache

from ledger.extract.drafts import Draft
from ledger.extract.frame import Frame
from ledger.extract.lexicon import lexicon as load
from ledger.extract.nodes import Clause
from ledger.extract.phrases import Phrases, table_of
from ledger.extract.triggers import Trigger
from ledger.model.amounts import Qualifier

_CONFIDENCE = 0.15
_FLOWS = {"revenue", "capex", "order_book"}


@cache
def _times(language: str) -> Phrases[int]:
    return Phrases(load(language).times.items())


@cache
def _growths(language: str) -> Phrases[int]:
    return Phrases(load(language).growth.items())


def read(frame: Frame, before: Sequence[Draft]) -> list[Draft]:
    """The derived figures of a clause; `before` are the drafts of the clause before it."""
    return [*_earlier(frame), *_growth(frame, before)] if frame.drafts or before else []


def _earlier(frame: Frame) -> list[Draft]:
    """ "A valuation of M, four times the earlier one": the earlier one, if the text does not state it."""
    lx, clause = frame.lx, frame.clause
    now = [d for d in frame.drafts if d.kind == "valuation" and d.money and not d.previous]
    if len(now) != 1 or any(d.kind == "valuation" and d.previous for d in frame.drafts):
        return []
    figure = next(i for i in now[0].nodes if clause.nodes[i].money)
    for start, end, times in _times(lx.language).all(clause.lows, figure + 1, figure + 6):
        window = clause.lows[end : end + 10]
        if table_of(lx.earlier).all(window) and not any(n.money for n in clause.nodes[end : end + 10]):
            return [_derived(now[0], now[0], clause, start, end, 1 / Decimal(times), previous=True)]
    return []


def _growth(frame: Frame, before: Sequence[Draft]) -> list[Draft]:
    """ "It is to triple by 2026", said of the figure of the clause before or of this one."""
    lx, clause = frame.lx, frame.clause
    base = [d for d in frame.drafts or before if d.kind in _FLOWS and d.money and not d.previous]
    if not base:
        return []
    said = _growths(lx.language).all(clause.lows)
    ahead = [d for d in base if d.clause is clause and said and _figure(d) < said[0][0]]
    last = ahead[-1] if ahead else base[-1]
    here = last.clause is clause and any(clause.nodes[i].money for i in last.nodes)
    first = max(i for i in last.nodes if clause.nodes[i].money) + 1 if here else 0
    hits = _growths(lx.language).all(clause.lows, first)
    that = bool(hits) and any(low in lx.anaphora for low in clause.lows[hits[0][1] : hits[0][1] + 3])
    if (
        not hits
        or (any(n.money for n in clause.nodes[first:]) and not that)
        or not table_of(lx.forecasts).all(clause.lows, first)
    ):
        return []
    start, end, times = hits[0]
    subject = [n for n in clause.nodes[first:start] if n.party in {"pronoun", "possessive", "name", "noun"}]
    anaphoric = any(
        n.party == "pronoun" or n.low in {"ce", "this", "that", "les", "them", "le"} for n in clause.nodes[first:start]
    )
    if not here and not (anaphoric and all(n.party == "pronoun" or n.entity == last.company for n in subject)):
        return []
    deadline = next((i for i in range(end, len(clause.nodes)) if clause.nodes[i].when), None)
    if deadline is None or deadline - end > (8 if not that else 12):
        return []
    draft = _derived(last, last, clause, start, end, Decimal(times), previous=False)
    draft.nodes |= {deadline}
    if start and table_of(lx.more_than).at(clause.lows, start - 2) is not None and draft.money is not None:
        draft.money = replace(draft.money, qualifier=Qualifier.OVER)
    return [draft]


def _figure(draft: Draft) -> int:
    """The node of a draft's figure."""
    return max((i for i in draft.nodes if draft.clause.nodes[i].money), default=-1)


def _derived(  # noqa: PLR0913, PLR0917 - what a derived figure rests on
    model: Draft, base: Draft, clause: Clause, start: int, end: int, factor: Decimal, *, previous: bool
) -> Draft:
    assert base.money is not None
    nodes = clause.nodes
    money = replace(
        base.money,
        low=_scaled(base.money.low, factor),
        high=_scaled(base.money.high, factor),
        qualifier=Qualifier.ABOUT,
        start=nodes[start].start, end=nodes[end - 1].end, whole_start=nodes[start].start, whole_end=nodes[end - 1].end,
    )  # fmt: skip
    if money.low != money.high:
        money = replace(money, qualifier=Qualifier.RANGE)
    trigger = Trigger(model.kind, start, end)
    draft = replace(
        model,
        clause=clause,
        nodes=set(range(start, end)),
        trigger=trigger,
        money=money,
        parties=[],
        previous=previous,
        derived=True,
        denied_by=None,
    )
    draft.confidence = model.confidence - _CONFIDENCE
    return draft


def _scaled(value: Decimal, factor: Decimal) -> Decimal:
    return (value * factor).quantize(Decimal(1)) if value * factor >= 1 else value * factor
