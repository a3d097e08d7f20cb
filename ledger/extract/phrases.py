"""Phrases found among tokens: a trie over words, so that looking for thousands costs no more than looking for one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Generic, TypeVar

from ledger.extract.segment import words

Meaning = TypeVar("Meaning")
_LEAF = ""


class Phrases(Generic[Meaning]):
    """A table of phrases and what each means; the longest phrase at a place wins."""

    def __init__(self, entries: Iterable[tuple[str, Meaning]] = ()) -> None:
        self._root: dict[str, object] = {}
        for phrase, meaning in entries:
            self.add(phrase, meaning)

    def add(self, phrase: str, meaning: Meaning) -> None:
        node = self._root
        for word in words(phrase):
            node = node.setdefault(word, {})  # type: ignore[assignment]
        node.setdefault(_LEAF, meaning)

    def at(self, lows: Sequence[str], index: int, stop: int | None = None) -> tuple[int, Meaning] | None:
        """The end and the meaning of the longest phrase that begins at `index`."""
        node, best = self._root, None
        stop = len(lows) if stop is None else min(stop, len(lows))
        while index < stop and (following := node.get(lows[index])) is not None:
            node = following  # type: ignore[assignment]
            index += 1
            if _LEAF in node:
                best = (index, node[_LEAF])
        return best  # type: ignore[return-value]

    def all(self, lows: Sequence[str], start: int = 0, stop: int | None = None) -> list[tuple[int, int, Meaning]]:
        """All phrases in `lows[start:stop]` as (start, end, meaning), none inside another."""
        root = self._root
        stop = len(lows) if stop is None else min(stop, len(lows))
        # Most sentences hold no phrase of most tables: that is seen without walking through them.
        if root.keys().isdisjoint(lows if start == 0 and stop == len(lows) else lows[start:stop]):
            return []
        found, index = [], start
        while index < stop:
            if lows[index] not in root:
                index += 1
                continue
            hit = self.at(lows, index, stop)
            if hit:
                found.append((index, hit[0], hit[1]))
                index = hit[0]
            else:
                index += 1
        return found


@lru_cache(maxsize=128)
def table_of(phrases: tuple[str, ...]) -> Phrases[str]:
    """The table of a lexicon's list, made once."""
    return Phrases((phrase, phrase) for phrase in phrases)
