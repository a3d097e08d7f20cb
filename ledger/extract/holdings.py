"""Holdings that change: "raised its stake in X from 12% to 19.9%", "its stake in X fell to 9%"."""

from __future__ import annotations

from ledger.extract.drafts import Draft
from ledger.extract.frame import Frame
from ledger.extract.grammar import governed, owner, subject
from ledger.extract.names import Entity
from ledger.extract.phrases import table_of
from ledger.extract.sharing import stake_of

#: So far before a percentage stands the noun of what it is the new size of.
_REACH = 18


def changes(frame: Frame) -> list[Draft]:
    """The sizes that a holding is told to have come to; those it had before are nobody's any more."""
    lx, nodes = frame.lx, frame.clause.nodes
    if not frame.percents or lx.restake.keys().isdisjoint(frame.words):
        return []
    found: list[Draft] = []
    spent: set[int] = set()
    for i in frame.percents:
        percent = nodes[i].percent
        assert percent is not None
        first = next((k for k in range(i, -1, -1) if nodes[k].start <= percent.whole_start), i)
        before = frame.words[first - 1] if first else ""
        if percent.step < 0 and before not in lx.to_words and before not in lx.from_words:
            continue
        noun = _noun(frame, i)
        if noun is None or not _is_changed(frame, noun, first):
            continue
        parties = _parties(frame, noun, i)
        if parties is None:
            continue
        holder, of, target = parties
        used = {i, holder, noun[0], *(() if target is None else (target,))}
        draft = stake_of(frame, i, holder, of, frame.written_of(of), used)
        former = before in lx.from_words and percent.step < 0
        spent |= {i} if former else set()
        found += [draft] if draft.parties and not former else []
    frame.percents = [i for i in frame.percents if i not in spent]
    return found


def _noun(frame: Frame, i: int) -> tuple[int, int] | None:
    """The noun of the holding that a percentage is the size of, at nodes [start, end)."""
    lx, nodes = frame.lx, frame.clause.nodes
    start = max(0, i - _REACH)
    border = next((k for k in range(i - 1, start, -1) if nodes[k].low in {";", ":"}), start)
    hits = [
        hit
        for hit in table_of(lx.equity).all(frame.clause.lows, border, i)
        if lx.backers.isdisjoint(frame.clause.lows[hit[0] : hit[1]]) and hit[2] not in lx.shareholder
    ]
    return (hits[-1][0], hits[-1][1]) if hits else None


def _is_changed(frame: Frame, noun: tuple[int, int], stop: int) -> bool:
    """Whether a verb of change stands right before a holding, or between it and its size."""
    lx, words = frame.lx, frame.words
    if any(word in lx.restake for word in words[noun[1] : stop]):
        return True
    for k in range(noun[0] - 1, max(-1, noun[0] - 6), -1):
        if words[k] in lx.restake:
            return True
        if words[k] in {",", ";"} or words[k] in lx.relatives:
            return False
    return False


def _parties(frame: Frame, noun: tuple[int, int], i: int) -> tuple[int, Entity, int | None] | None:
    """Who holds, of what, and where that is named."""
    lx, clause = frame.lx, frame.clause
    target = next((k for k in governed(clause, noun[1], min(i, noun[1] + 9), lx.in_words | lx.of_words)), None)
    if target is not None and not frame.is_company(target):
        return None
    holder = owner(clause, noun[0], lx)
    if holder is None or holder == target:
        verb = next((k for k in range(noun[0] - 1, max(-1, noun[0] - 8), -1) if frame.words[k] in lx.restake), None)
        holder = subject(clause, verb, lx) if verb is not None else None
    who = frame.entity(holder)
    of = frame.entity(target) if target is not None else frame.stake_target(holder, i)
    if holder is None or who is None or of is None or of == who or not of.is_company or who.kind == "publisher":
        return None
    return holder, of, target
