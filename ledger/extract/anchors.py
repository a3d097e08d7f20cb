"""Where in a sentence a grammar can begin to match: trying it there alone takes a tenth of searching with it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from ledger.extract.segment import Token

#: What a place is told by: digits, letters, or a sign of a currency.
_RUN = re.compile(r"\d+|[^\W\d_]+|[^\w\s]")
#: Words come again and again; so many of them are remembered.
WORDS = 50_000

#: Where in a word a grammar can begin, which is mostly nowhere.
Offsets = Callable[[str], tuple[int, ...]]


def offsets(phrases: Iterable[str]) -> Offsets:
    """Tells where in a word digits begin or one of some phrases may, also inside of it ("mid-March", "us$5")."""
    opening = {match.group() for phrase in phrases if (match := _RUN.match(phrase))}

    @lru_cache(WORDS)
    def within(word: str) -> tuple[int, ...]:
        return tuple(m.start() for m in _RUN.finditer(word) if m.group() in opening or m.group()[0].isdigit())

    return within


def starts(tokens: Iterable[Token], within: Offsets) -> list[int]:
    """The places in a text where a grammar can begin, in order."""
    return [token.start + offset for token in tokens for offset in within(token.low)]


def search(grammar: re.Pattern[str], low: str, places: Sequence[int], position: int, stop: int) -> re.Match[str] | None:
    """The first match that begins at one of `places` (sorted), not before `position`."""
    for at in range(bisect_left(places, position), len(places)):
        if (match := grammar.match(low, places[at], stop)) is not None:
            return match
    return None
