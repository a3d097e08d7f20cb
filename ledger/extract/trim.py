"""What stands in a sentence without being said: tickers, abbreviations of names in brackets, dots of abbreviations."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from ledger.extract.segment import Token
from ledger.extract.text import fold

#: "(TEF)", "(NYSE: F)", "(RELI.NS)", "<TSLA.O>", "(“Nabu” or the “Company”)".
_ASIDE = re.compile(
    r"[(\[<](?:(?:[A-Z][\w .]{0,18}: ?)?[A-Z0-9][A-Z0-9&.]{0,8}(?:[:.-][A-Z]{1,3})?|[A-Z]{2,8}: ?"
    r"|[“\"‘'][^()]{2,60}?[”\"’']|\d\d)[)\]>]"
    # "Rosemont, Ill.-based Nabu"
    r"|(?<![\w.])[A-Z][\w'’-]*(?: [A-Z][\w'’-]*){0,2}, [A-Z][A-Za-z]{0,12}\.?(?:[A-Z]\.)?-based(?= )"
    # "Nabu, Inc., a maker of …"
    r"|, (?:Inc|LLC|Ltd|LP|PLC|Corp)\b\.?(?=,)"
    # ", or 79 cents a share,": a part of the sum before it
    r"|, or (?:a loss of )?(?:[$€£]\d[\d.]*|\d[\d.]* (?:cents|pence|euros?))"
    r"(?: (?:a|per) (?:diluted )?share)?(?=[,.;]|$)"
)
_ACRONYM = re.compile(r"\(([A-Z][A-Za-z&]{1,6})\)")
_WORD = re.compile(r"[^\W\d_]+")
_MARKS = frozenset(["(", "[", "<", ".", "share", "cents", "pence", "based"])
_DOTTED = frozenset(["inc", "corp", "co", "ltd", "bros", "rs", "no", "mr", "mrs", "ms", "dr", "prof", "st", "cie"])


def spoken(text: str, tokens: Sequence[Token]) -> list[Token]:
    """The tokens of a sentence without those that only its layout needs."""
    written = [t.text for t in tokens]
    if _MARKS.isdisjoint(written) and not any(t.low.endswith("-based") for t in tokens):
        return list(tokens)
    start, end = tokens[0].start, tokens[-1].end
    asides = [m.span() for m in _ASIDE.finditer(text, start, end)]
    if not asides and "." not in written[:-1]:
        return list(tokens)
    kept: list[Token] = []
    for token in tokens:
        while asides and asides[0][1] <= token.start:
            asides.pop(0)
        if asides and asides[0][0] <= token.start:
            continue
        dot = token.text == "." and kept and kept[-1].low in _DOTTED and kept[-1].end == token.start < end - 1
        if not dot:
            kept.append(token)
    return kept


def bracketed(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The brackets that hold what stands in `text[start:end]` and hardly more."""
    opening, closing = text.rfind("(", max(0, start - 24), start), text.find(")", end, end + 24)
    return (opening, closing + 1) if opening >= 0 and closing >= 0 and ")" not in text[opening:start] else None


def acronyms(text: str, start: int, end: int, capitals: int = 2) -> Iterator[tuple[int, str]]:
    """Short names in brackets of at least so many capitals, each with the offset right before its bracket."""
    for match in _ACRONYM.finditer(text, start, end):
        if sum(c.isupper() for c in match[1]) >= capitals and len(match[1]) > 1:
            yield _before(text, match.start()), match[1]


def spelled_out(text: str, at: int, short: str, small: Collection[str]) -> int | None:
    """Where the name begins, ending at `at`, whose initials `short` is ("Agence spatiale européenne", ESA).

    `small` are the words that have no initial.
    """
    letters = sorted(fold(short).upper())
    found: list[str] = []
    words = list(_WORD.finditer(text, max(0, at - 110), at))
    if not words or words[-1].end() != at:
        return None
    for k in range(len(words) - 1, -1, -1):
        word, end = words[k].group(), words[k].end()
        if k + 1 < len(words) and text[end : words[k + 1].start()] not in {" ", "\u00a0", "'", "’", "-"}:
            return None
        if word.lower() not in small and len(word) > 1:
            found.append(fold(word)[0].upper())
        if len(found) >= len(letters):
            return words[k].start() if word[0].isupper() and sorted(found) == letters else None
    return None


def _before(text: str, at: int) -> int:
    while at > 0 and text[at - 1] == " ":
        at -= 1
    return at
