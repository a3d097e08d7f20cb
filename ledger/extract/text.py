"""One-to-one foldings of text: every character becomes exactly one, so that offsets stay those of the document."""

from __future__ import annotations

import re
import unicodedata

#: Marks that change how text looks and are none of its words: directions, joiners, soft hyphens. A reader that met one
#: inside a figure or a name would miss it; whoever writes one there may mean just that.
INVISIBLE = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_SPACES = "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t"
_APOSTROPHES = "’‘ʼ`´"
_DASHES = "‐‑"  # hyphens proper; the longer dashes keep their meaning as punctuation


def _lower(char: str) -> str:
    if char in _SPACES:
        return " "
    if char in _APOSTROPHES:
        return "'"
    if char in _DASHES:
        return "-"
    small = char.lower()
    return small if len(small) == 1 else char


def _fold(char: str) -> str:
    small = _lower(char)
    if small < "\x80":
        return small
    # NFD, not NFKD: a compatibility form may be several characters, or a digit that was none.
    base = unicodedata.normalize("NFD", small)[0]
    return base if not unicodedata.combining(base) else small


_PLAIN = [(char, _lower(char)) for char in _SPACES + _APOSTROPHES + _DASHES]


class _Table(dict[int, str]):
    """A translation table that fills itself; a text has few different characters."""

    def __init__(self, fold: bool) -> None:
        super().__init__()
        self._one = _fold if fold else _lower

    def __missing__(self, code: int) -> str:
        self[code] = found = self._one(chr(code))
        return found


_LOWER, _FOLD = _Table(fold=False), _Table(fold=True)


def lower(text: str) -> str:
    """`text` in lower case with plain spaces, apostrophes and hyphens; accents stay; as long as `text`."""
    small = text.lower()
    if len(small) != len(text):  # a letter whose small form is two
        return text.translate(_LOWER)
    for char, plain in _PLAIN:
        if char in small:
            small = small.replace(char, plain)
    return small


def fold(text: str) -> str:
    """`lower` without accents; as long as `text`."""
    return text.translate(_FOLD)
