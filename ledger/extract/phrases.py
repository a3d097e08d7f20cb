"""Phrases found among tokens: a trie over words, so that looking for thousands costs no more than looking for one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Generic, TypeVar

from ledger.extract.segment import words

Meaning = TypeVar("Meaning")
_LEAF = ""


class Phrases(Generic[Meaning]):
    """A table of phrases and what each means; the longest phrase at a place wins."""

    def __init__(self, entries: Iterable[tuple[str, Meaning]] = ()) -> None:
        self._root: dict[str, object] = {}
        #: Of each phrase its longest word, which is the one met least: no phrase stands where none of these does.
        self._cues: set[str] = set()
        for phrase, meaning in entries:
            self.add(phrase, meaning)

    def add(self, phrase: str, meaning: Meaning) -> None:
        node, parts = self._root, words(phrase)
        for word in parts:
            node = node.setdefault(word, {})  # type: ignore[assignment]
        node.setdefault(_LEAF, meaning)
        self._cues.add(max(parts, key=len, default=_LEAF))

    def absent(self, lows: Iterable[str]) -> bool:
        """Whether it is plain at first sight that no phrase stands among some words."""
        return self._cues.isdisjoint(lows)

    @property
    def openers(self) -> Collection[str]:
        """The words that phrases begin with."""
        return self._root.keys()

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
        # Most sentences hold no phrase of most tables: that is seen without walking through them.
        if self._cues.isdisjoint(lows):
            return []
        root, found, index = self._root, [], start
        stop = len(lows) if stop is None else min(stop, len(lows))
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


#: The tables of the lexicons' lists. A list is known by its identity, which it keeps by being kept here: to tell it by
#: its phrases, all of them would be hashed for every sentence.
_TABLES: dict[int, tuple[tuple[str, ...], Phrases[str]]] = {}
#: Many more than the lexicons have lists; only lists put together for the occasion could reach it.
_MOST_TABLES = 2_000


def table_of(phrases: tuple[str, ...]) -> Phrases[str]:
    """The table of a lexicon's list, made once."""
    known = _TABLES.get(id(phrases))
    if known is None:
        if len(_TABLES) >= _MOST_TABLES:
            _TABLES.clear()
        known = _TABLES[id(phrases)] = phrases, Phrases((phrase, phrase) for phrase in phrases)
    return known[1]
