"""Stakes: which percentages are shares of a company, and who holds them."""

from __future__ import annotations

from ledger.extract.drafts import Draft
from ledger.extract.frame import Frame
from ledger.extract.grammar import governed, nearest, owner, owns, subject
from ledger.extract.names import Entity
from ledger.extract.triggers import Trigger

_REFERS = {"name", "noun", "pronoun"}


def shares(frame: Frame) -> list[Draft]:
    """Stakes: each percentage that is a share of a company, with who holds it."""
    found = []
    for i, node in enumerate(frame.clause.nodes):
        if node.percent is not None and (draft := _share(frame, i)) is not None:
            found.append(draft)
    return found


def _share(frame: Frame, i: int) -> Draft | None:
    """The stake that the percentage at node `i` tells, or `None` where it is none (growth, interest, a bonus)."""
    nodes = frame.clause.nodes
    percent = nodes[i].percent
    assert percent is not None
    noun = frame.phrase_near(frame.lx.equity, i, before=5, after=5)
    verb = frame.verb_before(i, frame.lx.hold, frame.lx.take, frame.lx.give)
    target = _whose(frame, i, noun)
    direct = i + 1 < len(nodes) and nodes[i + 1].low in frame.lx.of_words
    spoken_of = target is not None and direct and (verb is not None or frame.paid_for(i))
    spoken_of = spoken_of or _of_it(frame, i, verb)
    if not 0 < percent.value <= 100 or (noun is None and not spoken_of):
        return None
    if target is not None and (not frame.is_company(target) or owns(nodes, target)):
        return None
    holder = _holder(frame, i, verb)
    of = _held(frame, holder, target)
    held_by = frame.entity(holder)
    if holder is None or held_by is None or of is None or held_by == of or held_by.kind == "publisher":
        return None
    used = {i, *(k for k in (target, noun) if k is not None)}
    used |= {verb} if verb is not None and i - verb < 12 else set()
    written = frame.written(target) if target is not None else of.name
    draft = Draft("stake", frame.clause, of, written, used, Trigger("stake", i, i + 1))
    draft.percent, draft.percent_qualifier = percent.value, percent.qualifier
    draft.percent_written = nodes[i].text
    frame.add_party(draft, holder, "holder")
    return draft


def _of_it(frame: Frame, i: int, verb: int | None) -> bool:
    """ "Y en détient 11 %": a share of what was spoken of."""
    lows = frame.clause.lows
    if verb is None or not (lows[verb] in frame.lx.hold or lows[verb] in frame.lx.take) or i - verb > 4:
        return False
    after = frame.clause.nodes[i + 1 : i + 2]
    return bool(frame.lx.of_it & set(lows[max(0, verb - 3) : verb])) and not (
        after and after[0].low in frame.lx.of_words
    )


def _whose(frame: Frame, i: int, noun: int | None) -> int | None:
    """The company that follows the percentage ("49% of X", "a 10% stake in X")."""
    lx, nodes = frame.lx, frame.clause.nodes
    for k in range(i + 1, min(len(nodes), i + 10)):
        if nodes[k].low in {";", ":"} or nodes[k].money:
            return None
        if nodes[k].party in _REFERS and nodes[k].prep in lx.of_words | lx.in_words:
            return k if k - i <= 4 or noun is not None else None
    return None


def _holder(frame: Frame, i: int, verb: int | None) -> int | None:
    """Who holds the share: whom it is given to, who buys or owns it, whose it is."""
    lx, clause, nodes = frame.lx, frame.clause, frame.clause.nodes
    if verb is not None and nodes[verb].low in lx.give:
        given = (k for k in range(verb + 1, i) if nodes[k].party in _REFERS and nodes[k].prep in lx.to_words | {""})
        if (receiver := next(given, None)) is not None:
            return receiver
    by = next(governed(clause, i, i + 12, lx.by_words), None)
    if by is not None:
        return by
    holder = subject(clause, verb, lx) if verb is not None else owner(clause, i, lx)
    if holder is None and verb is None:
        free = nearest(clause, i, lx)
        return None if free is None or nodes[free].party == "pronoun" else free
    return holder if holder is not None else nearest(clause, i if verb is None else verb, lx)


def _held(frame: Frame, holder: int | None, target: int | None) -> Entity | None:
    """Whose share it is; a description that would mean the holder means the company of the deal instead."""
    of = frame.entity(target)
    if target is None or (of == frame.entity(holder) and frame.clause.nodes[target].party != "name"):
        return frame.stake_target(holder)
    return of
