"""Contracts that a payment tells: whom a payer pays, and not for a company."""

from __future__ import annotations

from ledger.extract.drafts import Draft
from ledger.extract.frame import Frame
from ledger.extract.names import Entity
from ledger.extract.nodes import REFERS
from ledger.extract.phrases import table_of
from ledger.extract.triggers import Trigger


def supply(frame: Frame, trigger: Trigger, figure: int, payer: int | None) -> list[Draft]:
    """A contract that a payment tells: "qui lui versera M", "Y will pay X M for the right to …"."""
    lx, nodes = frame.lx, frame.clause.nodes
    window = range(max(0, trigger.start - 3), min(len(nodes), figure + 9))
    sources = {end for _, end, _ in table_of(lx.according).all(frame.clause.lows)}
    seller = next(
        (
            k
            for k in window
            if k > trigger.start
            and nodes[k].party in REFERS
            and nodes[k].prep in lx.to_words
            and frame.is_company(k)
            and nodes[k].head not in sources
        ),
        None,
    )
    if seller is None:
        seller = next((k for k in range(trigger.end, figure) if nodes[k].party in REFERS and frame.is_company(k)), None)
    if seller is None and payer is not None and (tied := _partner_of(frame, payer)) is not None:
        draft = frame.draft("contract", payer, trigger, figure)
        if draft is not None:
            draft.company, draft.written = tied, frame.written_of(tied)
            draft.confidence -= 0.1
            frame.add_party(draft, payer, "customer")
        return [draft] if draft is not None and draft.parties else []
    dative = any(nodes[k].low in lx.datives for k in range(max(0, trigger.start - 2), trigger.start))
    if payer is None or not frame.is_company(payer):
        return []
    buyer = frame.entity(payer)
    if seller is not None and frame.entity(seller) != buyer:
        draft = frame.draft("contract", seller, trigger, figure)
    else:
        whole = dative or any(n.when and n.when.duration for n in nodes) or bool(lx.access & set(frame.clause.lows))
        entity = frame.topic(buyer) if whole else None
        if entity is None:
            return []
        draft = frame.draft("contract", payer, trigger, figure)
        if draft:
            possessive = next(
                (k for k, n in enumerate(nodes) if n.party == "possessive" and n.entity and n.entity != buyer), None
            )
            entity = frame.entity(possessive) or entity
            draft.company, draft.written = entity, frame.written_of(entity)
            draft.confidence -= 0.12
    if draft is None:
        return []
    frame.add_party(draft, payer, "customer")
    return [draft] if draft.parties else []


def _partner_of(frame: Frame, payer: int) -> Entity | None:
    """With whom a payer has signed what the last sentence told."""
    buyer = frame.entity(payer)
    for draft in reversed(frame.recent):
        sides = [draft.company, *(party.entity for party in draft.parties)]
        if draft.kind == "partnership" and buyer in sides and len(sides) == 2:
            return next(side for side in sides if side != buyer)
    return None
