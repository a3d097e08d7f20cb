"""The figures of a sentence: sums, percentages and times, looked for only where its words tell of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache

from ledger.extract import segment
from ledger.extract.anchors import WORDS
from ledger.extract.lexicon import lexicon as load
from ledger.extract.lexicon.base import Lexicon
from ledger.extract.money import Money, find_money, find_percents
from ledger.extract.nodes import Spanned
from ledger.extract.periods import find_times

#: What a word tells: a time or a sum; a sum; the same if it has a capital ("Sh2.1"); a share.
_FIGURE, _SUM, _IN_CAPITALS, _SHARE = 1, 2, 4, 8


def find_figures(
    low: str, sentence: segment.Sentence, lx: Lexicon, words: Sequence[segment.Token], names: Iterable[Spanned]
) -> tuple[list[Spanned], list[Money]]:
    """Amounts, percentages and times that overlap neither a name nor each other, and the sums that only convert one.

    Args:
        low: the text in lower case.
        words: those of the sentence.
    """
    told: list[segment.Token] = []
    sums: list[segment.Token] = []
    shares, kind_of = False, _kinds(lx.language)
    for token in words:
        kind = kind_of(token.low)
        if kind:
            shares = shares or kind >= _SHARE
            if kind & _FIGURE or (kind & _IN_CAPITALS and token.text[0].isupper()):
                told.append(token)
                if kind & _SUM:
                    sums.append(token)
    if not told:
        return [], []
    money = find_money(low, sentence, lx, words, sums) if sums else []
    figures: list[Spanned] = [
        *(find_percents(low, sentence, lx, words) if shares else ()),
        *(m for m in money if not m.count and not m.conversion),
        *find_times(low, sentence, lx, words, told),
    ]
    found: list[Spanned] = []
    taken = [(m.start, m.end) for m in names]
    for mention in figures:
        if not any(start < mention.end and mention.start < end for start, end in taken):
            found.append(mention)
            taken.append((mention.start, mention.end))
    return found, [m for m in money if m.conversion]


@cache
def _kinds(language: str) -> Callable[[str], int]:
    """What a word in lower case tells, for most of them nothing (0)."""
    lx = load(language)
    # "One" is no sum by itself: what makes it one is the scale word that follows.
    many = [word for word, value in lx.numerals.items() if value > 1]
    sums = _words([*many, *lx.scales, *lx.half_before, *lx.affairs.collectives]) - lx.articles - {"a", "an"}
    times = _words([*lx.relative, *lx.quarters, *lx.halves, *lx.months, *lx.fractions])
    figures = (times - lx.prepositions - lx.articles) | sums
    shares = {phrase.split()[-1] for phrase in (*lx.percent, *lx.fractions)} | {"%", "p.c", "p", "c"}

    @lru_cache(WORDS)
    def kind(word: str) -> int:
        parts = {word, *word.split("-")}
        number, coded = word[0].isdigit(), word[-1].isdigit()
        told = number or not figures.isdisjoint(parts)
        return (
            (_FIGURE if told else _IN_CAPITALS if coded else 0)
            | (_SUM if number or coded or not sums.isdisjoint(parts) else 0)
            | (_SHARE if "%" in word or word in shares else 0)
        )

    return kind


def _words(phrases: Iterable[str]) -> frozenset[str]:
    return frozenset(w for phrase in phrases for w in segment.words(phrase) if w[0].isalpha() and len(w) > 1)
