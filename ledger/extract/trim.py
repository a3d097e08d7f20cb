"""What stands in a sentence without being said: tickers, abbreviations of names in brackets, dots of abbreviations."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ledger.extract.segment import Token

#: "(TEF)", "(NYSE: F)", "(RELI.NS)", "<TSLA.O>", "(“Nabu” or the “Company”)".
_ASIDE = re.compile(
    r"[(\[<](?:(?:[A-Z][\w .]{0,18}: ?)?[A-Z0-9][A-Z0-9&.]{0,8}(?:[:.-][A-Z]{1,3})?|[A-Z]{2,8}: ?"
    r"|[“\"‘'][^()]{2,60}?[”\"’']|\d\d)[)\]>]"
    # "Nabu, Inc., a maker of …"
    r"|, (?:Inc|LLC|Ltd|LP|PLC|Corp)\b\.?(?=,)"
    # ", or 79 cents a share,": a part of the sum before it
    r"|, or (?:a loss of )?(?:[$€£]\d[\d.]*|\d[\d.]* (?:cents|pence|euros?))"
    r"(?: (?:a|per) (?:diluted )?share)?(?=[,.;]|$)"
)
_ACRONYM = re.compile(r"\(([A-Z][A-Za-z&]{1,6})\)")
_DOTTED = frozenset(["inc", "corp", "co", "ltd", "bros", "rs", "no", "mr", "mrs", "ms", "dr", "prof", "st", "cie"])


def spoken(text: str, tokens: Sequence[Token]) -> list[Token]:
    """The tokens of a sentence without those that only its layout needs."""
    if not any(t.text in {"(", "[", "<", ".", "share", "cents", "pence"} for t in tokens):
        return list(tokens)
    start, end = tokens[0].start, tokens[-1].end
    asides = [m.span() for m in _ASIDE.finditer(text, start, end)]
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


def acronyms(text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    """Short names in brackets, each with the offset right before its bracket."""
    for match in _ACRONYM.finditer(text, start, end):
        if sum(c.isupper() for c in match[1]) > 1:
            yield _before(text, match.start()), match[1]


def _before(text: str, at: int) -> int:
    while at > 0 and text[at - 1] == " ":
        at -= 1
    return at
