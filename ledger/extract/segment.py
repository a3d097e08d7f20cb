"""Blocks, sentences and tokens of a text, with exact half-open offsets."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from ledger.extract.text import lower

#: A "sentence" longer than this is no prose; it is cut so that nothing downstream can grow with it.
MAX_SENTENCE = 1500

_UNITS = (
    "st|nd|rd|th|er|e|ème|eme|m|k|b|t|g|bn|mn|mm|mln|mio|md|mds|mrd|tn|trn|cr|crore|lakh|km|kg|cm|mw|gw|kw|gb|tb|mb|nm|h|hr|hrs|am|pm|p|pc|pct|yr|ft"
    "|usd|eur|gbp|chf|meur|musd|x|ers|s"
)

#: Over the text in lower case with plain apostrophes and hyphens.
_TOKEN = re.compile(
    r"[a-zà-öø-ÿ]+(?=[ ,])"  # what most words are, and nothing below would read otherwise
    rf"|\d{{1,3}}(?!(?:{_UNITS})\b)[^\W\d_]{{2,}}\w*"  # "1mg", "23andMe"
    r"|\d+(?:[.,]\d+)*"
    r"|(?:[ldnsjmtc]|qu|jusqu|lorsqu|puisqu|quoiqu)'(?=\w)"  # elided articles and pronouns are words
    r"|aujourd'hui"
    r"|n't\b"
    r"|(?:[^\W\d_]\.){2,}(?:-[^\W\d_]\w*)?"  # "U.S.", "U.S.-based"
    r"|o'[^\W\d_]\w+"  # "O'Hara"
    r"|[^\W\d_]\w*(?:[-&.][^\W_]\w*)*"
    r"|'(?:s|re|ve|ll|d|m|t)\b"
    r"|\S"
)
_new_token = tuple.__new__  # what `Token(…)` comes down to, and it is done for every word
_END = re.compile(r"[.!?…]+(?:\s?[»”]|[\"’)\]])*\s+(?=[\"“«‘(\[]*\s?[^\W_])|[;•▪●]\s*|\s[–—]\s(?=[–—])")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\"“«])(?:[A-Z]|Mr|Mrs|Ms|Dr|Prof|St|Inc|Corp|Co|Ltd|No|vs|approx|est|env|av|cf|etc|MM|Mme|Mlle|art|"
    r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec|janv|févr|avr|juil|déc|p|al|[A-Z](?:\.[A-Z])+|a\.m|p\.m|i\.e|e\.g|Rs|Cie)\.$"
)
#: "… une série A. Nabu …": a letter that numbers what stands before it abbreviates nothing.
_LETTERED = re.compile(r"(?:[Ss][ée]ries?|[Cc]lass[e]?|[Pp]lan|[Cc]atégorie|[Aa]nnexe|[Ff]iliale) [A-Z]\.$")
# "40 millions – Nabu a vu grand", "PARIS, 3 mars - Nabu a vu grand": a run-in heading or a dateline.
_RUN_IN = re.compile(r"[^.!?;:\n]{1,70}?\s[–—-]\s(?=[\"“«]?\s?[A-ZÀ-Þ])")
_BULLET = re.compile(r"\s*(?:[-–—*•▪●>]{1,3}|#{1,6}|\d{1,2}[.)])\s+")


class Token(NamedTuple):
    start: int
    end: int
    text: str
    low: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A stretch of text that is read as one; `block` counts paragraphs, `lead` marks a heading before the body."""

    start: int
    end: int
    block: int
    heading: bool


def tokens(text: str, start: int = 0, end: int | None = None, low: str | None = None) -> list[Token]:
    """The words, numerals and marks of `text[start:end]`, at their offsets in `text`; `low` is `lower(text)`."""
    small = lower(text) if low is None else low
    places = [match.span() for match in _TOKEN.finditer(small, start, len(text) if end is None else end)]
    return [_new_token(Token, (first, last, text[first:last], small[first:last])) for first, last in places]


def words(phrase: str) -> tuple[str, ...]:
    """A phrase of a lexicon as the tokens it will be met as."""
    # An elided word at the end ("à la tête d'") is one only before another word.
    elided = phrase.endswith(("'", "’"))
    found = tuple(token.low for token in tokens(phrase + "x" if elided else phrase))
    return found[:-1] if elided else found


def sentences(text: str) -> Iterator[Sentence]:
    """The sentences of `text` in order; none overlaps another, and white space belongs to none."""
    for number, (start, end) in enumerate(_blocks(text)):
        bullet = _BULLET.match(text, start, end)
        begin = bullet.end() if bullet else start
        heading = text[start:end].lstrip().startswith("#") or (
            end - begin < 130 and text[begin:end].rstrip()[-1:] not in {".", "!", "?", ";", "…", "”", "»", '"', ":"}
        )
        run_in = None if heading else _RUN_IN.match(text, begin, min(end, begin + 90))
        if run_in and len(text[begin : run_in.end()].split()) <= 10:
            yield from _cut(text, begin, run_in.end() - 2, number, heading=True)
            begin = run_in.end()
        yield from _split(text, begin, end, number, heading)


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    lines, offset = [], 0
    for line in text.splitlines(keepends=True):
        lines.append((offset, offset + len(line.rstrip()), bool(line.strip())))
        offset += len(line)
    wrapped = _hard_wrapped(lines)
    start: int | None = None
    last = 0
    for begin, end, filled in lines:
        if start is not None and (not filled or not wrapped or _BULLET.match(text, begin, end)):
            yield start, last
            start = None
        if filled:
            start, last = (begin if start is None else start), end
    if start is not None:
        yield start, last


def _hard_wrapped(lines: list[tuple[int, int, bool]]) -> bool:
    """Whether single line ends are only typography: short lines of one length in blank-separated paragraphs."""
    filled = [end - start for start, end, is_filled in lines if is_filled]
    if len(filled) < 6 or (widest := max(filled)) > 120:
        return False
    pairs = sum(1 for a, b in itertools.pairwise(lines) if a[2] and b[2])
    long = sum(1 for length in filled if length > 0.6 * widest)
    return pairs >= len(filled) / 2 and long >= len(filled) / 2 and pairs < len(lines) - 1


def _split(text: str, start: int, end: int, block: int, heading: bool) -> Iterator[Sentence]:
    begin = start
    for match in _END.finditer(text, start, end):
        mark = match.start() + 1
        short = _ABBREVIATION.search(text, max(begin - 1, mark - 12, 0), mark)
        if text[match.start()] in ".…" and (
            (short and not _LETTERED.search(text, max(begin - 1, mark - 14, 0), mark))
            or text[match.end() : match.end() + 1].islower()
        ):
            continue
        yield from _cut(text, begin, match.end(), block, heading)
        begin = match.end()
    yield from _cut(text, begin, end, block, heading)


def _cut(text: str, start: int, end: int, block: int, heading: bool) -> Iterator[Sentence]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while end - start > MAX_SENTENCE:
        space = text.rfind(" ", start + MAX_SENTENCE // 2, start + MAX_SENTENCE)
        stop = space if space > 0 else start + MAX_SENTENCE
        yield Sentence(start, stop, block, heading)
        start = stop
    if start < end:
        yield Sentence(start, end, block, heading)
