"""What the frames hand on: a fact that still lacks its modality, attribution and place in a deal."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from ledger.extract.money import Money
from ledger.extract.names import Entity
from ledger.extract.nodes import Clause
from ledger.extract.triggers import Trigger
from ledger.model.amounts import Qualifier


@dataclass(slots=True)
class Party:
    entity: Entity
    role: str
    written: str


@dataclass(slots=True)
class Draft:
    """One reported fact as found in one clause; `nodes` are the clause's nodes that it rests on."""

    kind: str
    clause: Clause
    company: Entity
    written: str
    nodes: set[int]
    trigger: Trigger
    parties: list[Party] = field(default_factory=list)
    money: Money | None = None
    percent: Decimal | None = None
    percent_qualifier: Qualifier = Qualifier.EXACT
    percent_written: str | None = None
    basis: str | None = None
    round: str | None = None
    confidence: float = 0.9
    previous: bool = False
    #: Worked out from a figure that the text compares this one with.
    derived: bool = False
    #: Told too vaguely to be a fact, but what follows may complete it.
    hint: bool = False
    product: str | None = None
    milestone: str | None = None
    #: Whether the next clause says that it came to nothing ("But it was rejected").
    dropped: bool = False
    #: The next clause, where that denies what this one reports.
    denied_by: Clause | None = None


def ends(draft: Draft) -> tuple[int, int]:
    """The span of characters that the draft's nodes cover, amounts with the words that qualify them."""
    nodes = draft.clause.nodes
    first, last = min(draft.nodes), max(draft.nodes)
    head = nodes[first].head if nodes[first].head >= 0 else first
    start = min([nodes[head].start, *[m.whole_start for i in draft.nodes if (m := nodes[i].money) and m.whole_end]])
    end = max([nodes[last].end, *[m.whole_end for i in draft.nodes if (m := nodes[i].money)]])
    return max(start, draft.clause.sentence.start), min(end, draft.clause.sentence.end)
