"""What product and oracle are asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

#: Every entity of the small world, by the name that its documents give it.
NAMES = {"anvil": "Anvil", "birch": "Birch", "comet": "Comet", "delta-fund": "Delta Fund", "ember": "Ember"}
_KINDS = ("investment", "funding_round", "stake", "valuation", "partnership", "revenue")
#: Texts that are searched for: names, parts of names, and words of quotes.
TEXTS = ("Anvil", "e", "delta", "paper", "A LARGE sum", "éclat", "5%_")
CURRENCY = "EUR"


@dataclass(frozen=True)
class Clocks:
    """One setting of the three clocks, a policy, and the earlier day that a `diff` begins with."""

    seq: int
    known_at: str
    as_of: str
    policy: str = "all"
    since: str = "2024-06-15"


#: Aspect of an answer → what was answered. Claims go by their position, which people can read.
Answer = dict[str, Any]


def kinds_of(clocks: Clocks) -> tuple[str, str]:
    """The kinds that the batch join is asked for at these clocks: two, or it would take longer than all the rest."""
    first = clocks.seq % len(_KINDS)
    return _KINDS[first], _KINDS[first - 1]
