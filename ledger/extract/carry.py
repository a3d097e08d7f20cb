"""Who says so, across sentences: a source speaks on until somebody else does.

A rumour told without a source of its own is that of the sentences beside it; further details of one kind about one
company are told by whoever told the first of them.
"""

from __future__ import annotations

from collections.abc import Sequence

from ledger.extract import attribution
from ledger.extract.assemble import SOFT, Reported
from ledger.extract.lexicon.base import Lexicon
from ledger.extract.nodes import Clause
from ledger.extract.phrases import table_of
from ledger.model.facts import Certainty, Hop

#: A source is carried so many sentences, within its paragraph.
_REACH = 2


def carry(reports: Sequence[Reported], clauses: Sequence[Clause], lx: Lexicon, publisher: str | None) -> None:
    """Give reports without a source that of the sentences they continue."""
    where = {clause.index: k for k, clause in enumerate(clauses)}
    told: dict[tuple[str, str], Reported] = {}
    for item in reports:
        about = (item.draft.kind, item.draft.company.name)
        if item.sources.chains and any(hop.name for chain in item.sources.chains for hop in chain):
            told[about] = item
            continue
        if item.draft.denied_by is not None or item.draft.previous:
            continue
        k = where.get(item.draft.clause.index, 0)
        if about in told and _goes_on(told[about], item):
            item.sources.chains = [*told[about].sources.chains]
        elif _soft(item) or _again(clauses[k], lx):
            item.sources.chains = _beside(clauses, k, lx, publisher) or item.sources.chains


def _again(clause: Clause, lx: Lexicon) -> bool:
    """Whether a paper named before goes on to say something ("the newspaper added that")."""
    lows = clause.lows
    return any(
        low in lx.papers and i and lows[i - 1] in lx.articles and not lx.says.keys().isdisjoint(lows[i + 1 : i + 4])
        for i, low in enumerate(lows)
    )


def _soft(item: Reported) -> bool:
    return item.modality.stage in SOFT or item.modality.certainty is Certainty.HEDGED


def _goes_on(last: Reported, item: Reported) -> bool:
    """Whether a report adds to one of the sentence before: of the same kind, about the same company."""
    one, two = last.draft, item.draft
    near = 0 <= two.clause.index - one.clause.index <= 1 and one.clause.sentence.block == two.clause.sentence.block
    return near and one.kind == two.kind and one.company == two.company and not last.draft.clause.sentence.heading


def _beside(clauses: Sequence[Clause], k: int, lx: Lexicon, publisher: str | None) -> list[tuple[Hop, ...]]:
    """The papers and people who are named as sources in the sentences around the one at `k`."""
    own = clauses[k]
    for back in range(k - 1, max(-1, k - 1 - _REACH), -1):
        clause = clauses[back]
        if clause.sentence.block != own.sentence.block and k - back > 1:
            break
        if chains := _said(clause, lx, publisher):
            return chains
    following = clauses[k + 1] if k + 1 < len(clauses) else None
    if following is not None and (following.sentence.block == own.sentence.block or own.sentence.heading):
        opens = own.sentence.heading or table_of(lx.according).at(following.lows, 0) is not None
        return _said(following, lx, publisher) if opens else []
    return []


def _said(clause: Clause, lx: Lexicon, publisher: str | None) -> list[tuple[Hop, ...]]:
    chains = attribution.read(clause, lx, publisher).chains
    return [chain for chain in chains if any(hop.name and hop.role in {"publication", "person"} for hop in chain)]
