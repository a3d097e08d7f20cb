"""Numerals in digits and in words, as exact decimals."""

from __future__ import annotations

import re
from decimal import Decimal

from ledger.extract.lexicon.base import Lexicon

#: Digits with groups of three or with points and commas; what they mean is decided by `digits`.
DIGITS = r"\d{1,3}(?:[ ']\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)*"
_GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3})+$|\d{1,2}(?:,\d{2})*,\d{3}$")
_LONGEST = 24


def digits(written: str, lexicon: Lexicon, *, scaled: bool) -> Decimal | None:
    """The number that digits stand for, or `None` for what is none.

    One mark before exactly three digits is ambiguous ("1,002"): it groups where the language divides
    by the other mark, and also where no scale word follows.
    """
    text = written.replace(" ", "").replace("'", "")
    if len(text) > _LONGEST:
        return None
    point, comma = text.rfind("."), text.rfind(",")
    if point >= 0 and comma >= 0:
        group = "," if point > comma else "."
        text = text.replace(group, "").replace(",", ".")
    elif point >= 0 or comma >= 0:
        mark = "." if point >= 0 else ","
        divides = mark == ("," if lexicon.decimal_comma else ".")
        if text.count(mark) > 1 or (_GROUPED.match(text) and not divides and not (scaled and mark == ".")):
            if not _GROUPED.match(text):
                return None
            text = text.replace(mark, "")
        else:
            text = text.replace(mark, ".")
    return Decimal(text) if text.count(".") <= 1 else None


def spelled(written: str, lexicon: Lexicon) -> Decimal | None:
    """The number that words stand for ("quatre-vingt-dix", "two hundred and fifty"), or `None`."""
    total = current = 0
    seen = False
    for word in re.split(r"[ -]+", written):
        if word in lexicon.and_ or not word:
            continue
        value = lexicon.numerals.get(word)
        if value is None:
            return None
        seen = True
        if value == 100 and current:
            current *= 100
        elif value == 1000:
            total, current = total + max(current, 1) * 1000, 0
        elif value == 20 and current == 4:  # quatre-vingt
            current = 80
        else:
            current += value
    return Decimal(total + current) if seen else None


def number(written: str, lexicon: Lexicon, *, scaled: bool) -> Decimal | None:
    """The number that `written` (lower case, plain spaces) stands for, in digits or in words."""
    return digits(written, lexicon, scaled=scaled) if written[:1].isdigit() else spelled(written, lexicon)
