"""Every figure that a passage of text can be said to state, read generously and without regard to grammar.

The check of grounding asks only whether a figure stands in a passage at all. It must not depend on the reader whose
work it checks, so it has a reading of its own: any numeral times any scale word of the passage.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import lru_cache
from itertools import islice

#: Spaces that group digits: plain, no-break, thin, narrow no-break and their kin.
_SPACES = " \u00a0\u2007\u2008\u2009\u202f"
_NUMERAL = re.compile(rf"\d+(?:[.,'’{_SPACES}]\d+)*")
_WORD = re.compile(r"[^\W\d_]+")
_GROUP = re.compile(rf"[{_SPACES}]")

#: Scale words, abbreviations and units that stand for a power of ten. "billion" is both in French and English.
_SCALES: dict[str, tuple[int, ...]] = {
    "hundred": (2,), "hundreds": (2,), "cent": (2,), "cents": (2,), "centaine": (2,), "centaines": (2,),
    "k": (3,), "thousand": (3,), "thousands": (3,), "mille": (3,), "millier": (3,), "milliers": (3,), "lakh": (5,),
    "lakhs": (5,), "m": (6,), "mn": (6,), "mln": (6,), "mio": (6,), "million": (6,), "millions": (6,),
    "crore": (7,), "crores": (7,), "cr": (7,), "b": (9,), "bn": (9,), "bln": (9,), "md": (9,), "mds": (9,), "mrd": (9,),
    "milliard": (9,), "milliards": (9,), "billion": (9, 12), "billions": (9, 12),
    "t": (12,), "tn": (12,), "trn": (12,), "trillion": (12, 18), "trillions": (12, 18),
}  # fmt: skip
#: What abbreviations are written together with: "MdsF CFA", "M€", "MUSD", "mEUR".
_SCALE_AND_CURRENCY = re.compile(r"^(k|m|mn|bn|b|md|mds|mrd|t|tn)(?:f|e|usd|eur|gbp|chf|fcfa|dollars?|euros?)$")

_UNITS = {
    "a": 1, "an": 1, "one": 1, "single": 1, "un": 1, "une": 1, "two": 2, "deux": 2, "pair": 2, "three": 3, "trois": 3,
    "four": 4, "quatre": 4, "five": 5, "cinq": 5, "six": 6, "seven": 7, "sept": 7, "eight": 8, "huit": 8, "nine": 9,
    "neuf": 9, "ten": 10, "dix": 10, "eleven": 11, "onze": 11, "twelve": 12, "douze": 12, "thirteen": 13, "treize": 13,
    "fourteen": 14, "quatorze": 14, "fifteen": 15, "quinze": 15, "sixteen": 16, "seize": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19, "twenty": 20, "vingt": 20, "vingts": 20, "thirty": 30, "trente": 30, "forty": 40,
    "quarante": 40, "fifty": 50, "cinquante": 50, "sixty": 60, "soixante": 60, "seventy": 70, "septante": 70,
    "eighty": 80, "huitante": 80, "ninety": 90, "nonante": 90, "dozen": 12, "dozens": 12, "douzaine": 12, "dizaine": 10,
    "quinzaine": 15, "vingtaine": 20, "trentaine": 30, "quarantaine": 40, "cinquantaine": 50, "soixantaine": 60,
}  # fmt: skip
#: Parts of what stands beside them: "half a billion", "trois quarts", "a billion and a half".
_PARTS = {
    "half": Decimal("0.5"), "halves": Decimal("0.5"), "demi": Decimal("0.5"), "demie": Decimal("0.5"),
    "moitié": Decimal("0.5"), "third": Decimal(1) / 3, "thirds": Decimal(1) / 3, "tiers": Decimal(1) / 3,
    "quarter": Decimal("0.25"), "quarters": Decimal("0.25"), "quart": Decimal("0.25"), "quarts": Decimal("0.25"),
    "fifth": Decimal("0.2"), "cinquième": Decimal("0.2"), "tenth": Decimal("0.1"), "dixième": Decimal("0.1"),
}  # fmt: skip
_MULTIPLES = {
    "double": 2, "doubles": 2, "doubled": 2, "doubling": 2, "doubler": 2, "doublé": 2, "doublée": 2, "doublement": 2,
    "twice": 2, "twofold": 2, "twin": 2, "triple": 3, "triples": 3, "tripled": 3, "tripling": 3, "tripler": 3,
    "triplé": 3, "triplée": 3, "threefold": 3, "thrice": 3, "quadruple": 4, "quadrupled": 4, "quadrupler": 4,
    "quadruplé": 4, "fourfold": 4, "quintuple": 5, "quintupled": 5, "quintupler": 5, "quintuplé": 5, "fivefold": 5,
    "sextuple": 6, "décuple": 10, "décupler": 10, "décuplé": 10, "tenfold": 10,
}  # fmt: skip
_TIMES = re.compile(r"\b(?:times|fois|x|×)\b|\d\s?[x×]", re.IGNORECASE)
#: The ways to say that there was none of it.
_NOTHING = re.compile(
    r"\b(?:no|none|nothing|zero|nil|never|without|free|break(?:s|ing)?[ -]?even|broke even|not|n't"
    r"|aucun|aucune|rien|zéro|nul|nulle|néant|sans|gratuit|gratuitement|équilibre|pas|jamais|ni)\b|n['’]t\b"
    r"|(?<![\d.,])0+(?:[.,]0+)?(?![\d.,]*\d)",
    re.IGNORECASE,
)
_PER_CENT = re.compile(r"(?<![\d.,])(\d{1,6}(?:[.,]\d{1,4})?)\s?(?:%|per ?cent|pour cent|pc\b)")
#: A passage has few numerals; a hostile one must not make the check expensive.
_MOST_NUMERALS, _MOST_SCALES = 200, 12


def states(text: str, figure: Decimal) -> bool:
    """Whether the text states the figure, by some numeral or number word and some scale word in it."""
    wanted = abs(figure)
    if wanted == 0:
        return _NOTHING.search(text) is not None
    scales = _scales(text)
    for number in _numbers(text):
        if any(number.scaleb(scale) == wanted for scale in scales):
            return True
    return any(_near(found, wanted) for found in _in_parts(text, scales))


def states_share(text: str, percent: Decimal) -> bool:
    """Whether the text states the percentage, as a numeral or as a part ("un tiers", "half")."""
    return states(text, percent) or any(_near(part * 100, percent, "0.02") for part in _parts(text))


def follows(text: str, figure: Decimal, elsewhere: str) -> bool:
    """Whether the text states the figure by comparison ("four times the earlier sum") with one that stands elsewhere.

    A figure that is worked out is nearly always rounded, so one part in a hundred either way is the same.
    """
    factors = {factor for factor in _factors(text) if factor > 0}
    if not factors or figure == 0:
        return False
    scales = _scales(elsewhere)
    numbers = list(_numbers(elsewhere))
    for factor in factors:
        for base in (abs(figure) / factor, abs(figure) * factor):
            if any(_near(number.scaleb(scale), base) for number in numbers for scale in scales):
                return True
    return False


def compares(text: str, times: Decimal) -> bool:
    """Whether a word of the text says so many times ("tripled", "le double")."""
    return any(_near(factor, times) for factor in _factors(text))


def _numbers(text: str) -> Iterator[Decimal]:
    for match in islice(_NUMERAL.finditer(text), _MOST_NUMERALS):
        yield from _readings(match.group())
    yield from _in_words(text)


def _readings(numeral: str) -> Iterator[Decimal]:
    """The ways to read a numeral: as grouped, with its last mark as a decimal one, and piece by piece."""
    for pieces in {numeral, *_GROUP.split(numeral)}:
        bare = re.sub(r"\D", "", pieces)
        if not bare or len(bare) > 24:
            continue
        yield Decimal(bare)
        mark = max(pieces.rfind("."), pieces.rfind(","))
        if mark >= 0:
            yield Decimal(bare).scaleb(mark + 1 - len(pieces))


def _in_words(text: str) -> Iterator[Decimal]:
    """Number words and their sums along a run: "vingt-cinq", "soixante et onze", "four hundred and twenty"."""
    total, hundreds = 0, 0
    for word in (m.group().casefold() for m in islice(_WORD.finditer(text), 4 * _MOST_NUMERALS)):
        if word in _UNITS:
            # "quatre-vingts" multiplies, all others add.
            total = 80 if word in ("vingt", "vingts") and total == 4 else total + _UNITS[word]
            yield Decimal(_UNITS[word])
            yield Decimal(total + hundreds)
        elif word in ("hundred", "cent", "cents"):
            hundreds, total = 100 * (total or 1), 0
            yield Decimal(hundreds)
        elif word not in ("and", "et"):
            total, hundreds = 0, 0
        if word in _SCALES:
            yield Decimal(1)


@lru_cache(maxsize=64)  # the facts of one quote ask in turn
def _scales(text: str) -> list[int]:
    """The powers of ten that the passage's scale words stand for, alone and two together ("mille milliards")."""
    words = (m.group().casefold() for m in islice(_WORD.finditer(text), 4 * _MOST_NUMERALS))
    found: dict[int, None] = {}
    for word in words:
        joined = _SCALE_AND_CURRENCY.match(word)
        for scale in _SCALES.get(joined[1] if joined else word, ()):
            found[scale] = None
    some = list(found)[:_MOST_SCALES]
    return list(dict.fromkeys([0, *some, *(a + b for a in some for b in some)]))


def _parts(text: str) -> list[Decimal]:
    found = {_PARTS[w] for m in _WORD.finditer(text[:2000]) if (w := m.group().casefold()) in _PARTS}
    return [part * count for part in found for count in (1, 2, 3, 4) if part * count < 1]


def _in_parts(text: str, scales: Iterable[int]) -> Iterator[Decimal]:
    """ "Half a billion", "un milliard et demi", "two and a half million"."""
    parts = _parts(text)
    if not parts:
        return
    wholes = [Decimal(0), *islice(_numbers(text), 50)]
    for part in parts:
        for scale in scales:
            for whole in wholes:
                yield (whole + part).scaleb(scale)
                yield (whole * part).scaleb(scale)


def _factors(text: str) -> Iterator[Decimal]:
    words = [m.group().casefold() for m in islice(_WORD.finditer(text), 200)]
    yield from (Decimal(_MULTIPLES[word]) for word in words if word in _MULTIPLES)
    yield from _parts(text)
    if _TIMES.search(text):
        yield from islice(_numbers(text), 20)
    for match in islice(_PER_CENT.finditer(text), 50):
        share = Decimal(match[1].replace(",", ".")) / 100
        yield from (1 + share, 1 - share, share)


def _near(one: Decimal, other: Decimal, within: str = "0.01") -> bool:
    return abs(one - other) <= Decimal(within) * abs(other)
