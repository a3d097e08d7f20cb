"""How sure the reader is of a fact: signs of how it was read, weighed by how often facts with them were right.

A sign is something that is seen while reading: that the company is not named in the sentence, that others are. Its
weight is what it adds to the log-odds of being right. The weights were fitted by logistic regression to the facts that
a reader found in news which its rules had not seen and, much less, in texts which they were written beside, and are
rounded to a tenth; `docs/reading.md` says how well they predict on news that nothing was fitted to.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator

from ledger.extract.drafts import Draft
from ledger.model.facts import Polarity

#: What a fact begins with that has no sign at all.
_BASE = 1.5
_WEIGHTS = {
    # How the company was found
    "carried": -0.9,  # from an earlier sentence: no word of this one stands for it
    "described": -0.6,  # "the company"
    "pronoun": 0.6,
    "opens": 1.2,  # its name opens the sentence
    "far": -0.8,  # words away from what tells the fact
    "two others": -0.6,  # further companies in the sentence
    "many others": -1.2,
    # How the document writes of it
    "once": -0.4,
    "often": 0.9,
    "heading": 0.9,
    "again": 0.5,  # the fact is stated more than once
    # What is told, and in how long a sentence
    "measure": -0.7,
    "tie": -0.8,
    "loose": -1.5,
    "denied": -0.5,
    "long": -0.5,
}
#: What a tenth of a frame's own doubt weighs, which is counted from this far.
_DOUBT, _PLAIN = 0.2, 0.82
_FAR, _LONG, _OFTEN = 5, 36, 3

_KINDS = {
    **dict.fromkeys(("revenue", "profit_loss", "valuation", "stake"), "measure"),
    **dict.fromkeys(("contract", "partnership", "order_book", "customer"), "tie"),
    **dict.fromkeys(("product", "listing", "role", "strategy", "distress"), "loose"),
}


def sure(draft: Draft, passages: int, polarity: Polarity, named: Counter[str]) -> float:
    """How likely a fact is right, between 0 and 1; `named` counts the names in the document."""
    doubt = max(-3.0, min(1.0, 10 * (draft.confidence - _PLAIN)))
    odds = _BASE + _DOUBT * doubt + sum(_WEIGHTS[sign] for sign in signs(draft, passages, polarity, named))
    return 1 / (1 + math.exp(-odds))


def signs(draft: Draft, passages: int, polarity: Polarity, named: Counter[str]) -> Iterator[str]:
    """The signs that are seen of a fact, by their names in the table."""
    nodes = draft.clause.nodes
    yield from _of_company(draft)
    companies = {n.entity for n in nodes if n.party == "name" and n.entity is not None and n.entity.is_company}
    others = len(companies - {draft.company})
    if others > 1:
        yield "two others" if others == 2 else "many others"
    times = named[draft.company.name]
    if times < 2 or times >= _OFTEN:
        yield "once" if times < 2 else "often"
    if draft.clause.sentence.heading:
        yield "heading"
    if passages > 1:
        yield "again"
    if draft.kind in _KINDS:
        yield _KINDS[draft.kind]
    if polarity is Polarity.NEGATIVE:
        yield "denied"
    if len(nodes) > _LONG:
        yield "long"


def _of_company(draft: Draft) -> Iterator[str]:
    """How the company of a fact was found in its sentence."""
    nodes = draft.clause.nodes
    place = next((k for k in sorted(draft.nodes) if nodes[k].party and nodes[k].entity == draft.company), None)
    if place is None:
        yield "carried"
        return
    party = nodes[place].party
    if party == "noun":
        yield "described"
    elif party in {"pronoun", "possessive"}:
        yield "pronoun"
    elif place == 0:
        yield "opens"
    if abs(place - draft.trigger.start) >= _FAR:
        yield "far"
