"""A share of a company, as a draft: who holds it, and of whom it is."""

from __future__ import annotations

from ledger.extract.drafts import Draft
from ledger.extract.frame import Frame
from ledger.extract.names import Entity
from ledger.extract.nodes import REFERS
from ledger.extract.triggers import Trigger


def stake_of(frame: Frame, i: int, holder: int, of: Entity, written: str, used: set[int]) -> Draft:  # noqa: PLR0913, PLR0917
    """The share that the percentage at `i` is, of a company as it is written, with its holder."""
    percent = frame.clause.nodes[i].percent
    assert percent is not None
    draft = Draft("stake", frame.clause, of, written, used, Trigger("stake", i, i + 1))
    draft.percent, draft.percent_qualifier = percent.value, percent.qualifier
    draft.percent_written = frame.text[percent.step : percent.end] if percent.step >= 0 else frame.clause.nodes[i].text
    frame.add_party(draft, holder, "holder")
    return draft


def whose(frame: Frame, i: int, noun: int | None) -> int | None:
    """The company that follows the percentage ("49% of X", "a 10% stake in X")."""
    lx, nodes = frame.lx, frame.clause.nodes
    for k in range(i + 1, min(len(nodes), i + 10)):
        if nodes[k].low in {";", ":"} or nodes[k].money:
            return None
        if nodes[k].party in REFERS and nodes[k].prep in lx.of_words | lx.in_words:
            return k if k - i <= 4 or noun is not None else None
    return None
