"""Texts of several stories: newsletters and digests, in which each item speaks of its own company."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from ledger.extract.grammar import owns
from ledger.extract.nodes import Clause

#: So many paragraphs, or headings within the text, have to bring a company of their own.
_PARAGRAPHS, _HEADINGS = 3, 2
#: And so large a part of all of them, of whom so many are spoken of nowhere else.
_PART, _ALONE = 0.6, 0.75
#: Whom a paragraph is about stands among its first words.
_OPENING = 10


def items(clauses: Sequence[Clause]) -> dict[int, int]:
    """The item of each paragraph, by its first one; empty where the text is one story.

    A text is a digest if most of its paragraphs, or of the headings within it, begin with a company that it has not
    named before.
    """
    blocks = [(block, list(group)) for block, group in groupby(clauses, key=lambda c: c.sentence.block)]
    openers: dict[int, str] = {}
    places: dict[str, set[int]] = {}
    for block, group in blocks:
        opener = _opener(group[0])
        if opener is not None and opener not in places:
            openers[block] = opener
        for node in (n for c in group for n in c.nodes):
            if node.entity is not None:
                places.setdefault(node.entity.name, set()).add(block)
    heads = {block for place, (block, group) in enumerate(blocks) if place and group[-1].sentence.heading}
    bodies = {block for block, group in blocks if not group[-1].sentence.heading}
    if len(heads & openers.keys()) >= max(_HEADINGS, _PART * len(heads)):
        starts = heads & openers.keys()
    elif len(bodies & openers.keys()) >= max(_PARAGRAPHS, _PART * len(bodies)):
        starts = set(openers)
    else:
        return {}
    found: dict[int, int] = {}
    item = blocks[0][0]
    for block, _ in blocks:
        item = block if block in starts else item
        found[block] = item
    alone = [b for b in starts if all(found[at] == found[b] for at in places[openers[b]])]
    return found if len(alone) >= _ALONE * len(starts) else {}


def _opener(clause: Clause) -> str | None:
    """The company that a paragraph begins with."""
    nodes = clause.nodes
    for k, node in enumerate(nodes[:_OPENING]):
        if node.party == "name" and node.entity is not None and not node.prep:
            return node.entity.name if node.entity.is_company and not owns(nodes, k) else None
        if node.low in {":", ";"}:
            return None
    return None
