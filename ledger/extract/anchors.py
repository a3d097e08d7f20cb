"""Where in a sentence a grammar can begin to match: to try it there alone is ten times faster than to search with it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence

from ledger.extract.segment import Token

#: What a place is told by: digits, letters, or a sign of a currency.
_RUN = re.compile(r"\d+|[^\W\d_]+|[^\w\s]")


def openers(phrases: Iterable[str]) -> frozenset[str]:
    """The first letters, or the first sign, of each of some phrases."""
    return frozenset(match.group() for phrase in phrases if (match := _RUN.match(phrase)))


def starts(tokens: Iterable[Token], opening: Collection[str]) -> list[int]:
    """The offsets in a text of all digits and of what opens a phrase, also inside of words ("mid-March", "us$5")."""
    found: list[int] = []
    for token in tokens:
        low = token.low
        if low in opening:
            found.append(token.start)
        elif not low.isalpha():
            runs = _RUN.finditer(low)
            found += [token.start + m.start() for m in runs if m.group() in opening or m.group()[0].isdigit()]
    return found


def search(
    grammar: re.Pattern[str], low: str, places: Sequence[int], position: int, stop: int
) -> re.Match[str] | None:
    """The first match that begins at one of `places` (sorted), not before `position`."""
    for at in range(bisect_left(places, position), len(places)):
        if (match := grammar.match(low, places[at], stop)) is not None:
            return match
    return None
