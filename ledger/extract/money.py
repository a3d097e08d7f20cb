"""Sums of money and percentages as people write them, in every position of numeral, scale and currency.

The grammar is one regular expression per language over the lower-cased text, built from the lexicon;
each of its repetitions is bounded, so that reading stays linear in the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from ledger.extract import anchors
from ledger.extract.lexicon import lexicon as load
from ledger.extract.lexicon.base import Lexicon
from ledger.extract.numbers import DIGITS, number
from ledger.extract.segment import Sentence, Token
from ledger.model.amounts import Qualifier

#: Signs and codes that every language shares; the words for currencies are the lexicon's.
SIGNS = {
    "usd$": "USD", "u.s.$": "USD",
    "us$": "USD", "u$s": "USD", "$us": "USD", "usd": "USD", "c$": "CAD", "ca$": "CAD", "cad": "CAD", "a$": "AUD",
    "au$": "AUD", "aud": "AUD", "nz$": "NZD", "hk$": "HKD", "hkd": "HKD", "s$": "SGD", "sgd": "SGD", "nt$": "TWD",
    "twd": "TWD", "r$": "BRL", "brl": "BRL", "mx$": "MXN", "$": "USD", "€": "EUR", "eur": "EUR", "£": "GBP",
    "gbp": "GBP", "¥": "JPY", "jpy": "JPY", "cn¥": "CNY", "rmb": "CNY", "cny": "CNY", "₹": "INR", "rs.": "INR",
    "rs": "INR", "inr": "INR", "₩": "KRW", "krw": "KRW", "chf": "CHF", "sek": "SEK", "nok": "NOK", "dkk": "DKK",
    "pln": "PLN", "₪": "ILS", "ils": "ILS", "₺": "TRY", "sar": "SAR", "aed": "AED", "f cfa": "XOF", "fcfa": "XOF",
    "xof": "XOF", "xaf": "XAF", "ngn": "NGN", "₦": "NGN", "zar": "ZAR", "kes": "KES", "₽": "RUB",
    "dkr": "DKK", "skr": "SEK", "nkr": "NOK", "ksh": "KES", "sh": "KES", "tzs": "TZS", "tsh": "TZS", "ugx": "UGX",
    "ush": "UGX", "ghs": "GHS", "gh¢": "GHS", "gh₵": "GHS", "egp": "EGP", "etb": "ETB", "rwf": "RWF", "mad": "MAD",
    "tnd": "TND", "n": "NGN", "r": "ZAR", "rm": "MYR", "myr": "MYR", "rp": "IDR", "idr": "IDR", "php": "PHP",
    "₱": "PHP", "thb": "THB", "฿": "THB", "vnd": "VND", "pkr": "PKR", "bdt": "BDT", "tk": "BDT", "lkr": "LKR",
    "dh": "AED", "dhs": "AED", "sr": "SAR", "qar": "QAR", "kwd": "KWD", "bhd": "BHD", "omr": "OMR", "jod": "JOD",
    "try": "TRY", "tl": "TRY", "czk": "CZK", "kč": "CZK", "huf": "HUF", "ron": "RON", "uah": "UAH", "clp": "CLP",
    "cop": "COP", "ars": "ARS", "mxn": "MXN", "isk": "ISK",
}  # fmt: skip
#: Letters that are a currency only beside a scale word ("R2.5 billion", "N4 billion"; "N26" is a bank).
_BARE = frozenset(["n", "r", "sh", "rm", "rp", "sr", "tk", "dh", "tl", "try", "ron", "cop", "mad", "omr", "ars"])
_BEFORE = [sign for sign in SIGNS if sign not in {"f cfa", "fcfa", "$us"}]
#: A figure without scale below this is a price, not a deal.
SMALLEST = 1000
#: So many characters a currency may take before its figure.
_SIGN = 16


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in the text; `currency` is null until the running one is known, `previous` opens a change."""

    start: int
    end: int
    low: Decimal
    high: Decimal
    currency: str | None
    qualifier: Qualifier
    previous: bool = False
    count: bool = False
    conversion: bool = False
    #: Where the words that qualify it begin.
    whole_start: int = 0
    whole_end: int = 0

    @property
    def worded(self) -> int:
        """Where it begins, with the words that qualify it."""
        return self.whole_start if self.whole_end else self.start


@dataclass(frozen=True, slots=True)
class Percent:
    start: int
    end: int
    value: Decimal
    qualifier: Qualifier
    whole_start: int
    #: Told as a part ("a quarter"): a percentage only where it is of something that has shares or staff.
    part: bool = False
    #: Where the figure itself begins behind the one that it was before ("from 12% to [20%]"), else -1.
    step: int = -1


def _any(phrases: object) -> str:
    ordered = sorted((str(p) for p in phrases), key=len, reverse=True)  # type: ignore[attr-defined]
    return "|".join(re.escape(p) for p in ordered) or r"(?!)"


@cache
def _grammar(language: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    lx = load(language)
    one = {word for word, value in lx.numerals.items() if value == 1}
    word = rf"(?:{_any(set(lx.numerals) - one)}|(?:{_any(one)})(?=[ -](?:{_any([*lx.scales, *lx.half_after])})(?!\w)))"
    words = rf"(?<![\w-]){word}(?:[ -](?:(?:{_any(lx.and_)}) )?{word}){{0,7}}"
    codes: dict[int, list[str]] = {}
    for sign in SIGNS:
        if sign.isalpha():
            codes.setdefault(len(sign), []).append(sign)
    code = f"(?:{'|'.join(f'(?<={_any(group)})' for group in codes.values())})"
    figure = rf"(?:(?<![\w.,])(?:{DIGITS})|(?<=[$€£¥₹₩₦])(?:{DIGITS})|{code}(?:{DIGITS})|{words})"
    half = rf"(?<!\w)(?:{_any(lx.half_before)})"
    scale = (
        rf"(?:(?:{_any(lx.units)})(?!\w)"
        rf"|(?:{_any(lx.scales)})(?:[ -](?:{_any(lx.scales)}))?(?![^\W_](?<!f)|f(?! ?cfa)))"
    )
    after = rf"(?:{_any([*SIGNS, *lx.currencies])})(?!\w)"
    joint = rf"(?:{_any(lx.of)})"
    to = rf"(?:{_any(lx.to | lx.and_)})"
    dash = r" ?[-–—] ?"
    before = _any(_BEFORE)
    # "Le milliard d'euros", "plus du milliard": one of them.
    lone = "(?:" + "|".join(f"(?<=[ '’]{re.escape(word)} )" for word in lx.lone_before) + ")" if lx.lone else ""
    money = (
        rf"(?:(?P<cur1>(?<!\w)(?:{before}))\s?)?"
        rf"(?:(?P<low>{figure})(?:[ -]?(?P<lowscale>{scale}))?(?P<join> {to} |{dash})(?:(?P<cur3>{before}) ?)?)?"
        rf"(?:(?P<num>{figure})(?P<mid> (?:{_any(lx.half_after)}))?(?:[ -]?(?P<scale>{scale}))?"
        rf"|(?P<half>{half})[ -]?(?P<hscale>{scale})"
        rf"|(?<!\w)(?P<many>{_any(lx.affairs.collectives)}) (?:{joint}) ?(?P<mscale>{scale})"
        rf"|{lone}(?P<lone>{_any(lx.lone)})(?!\w))"
        rf"(?P<plus> (?:{_any(lx.half_after)}))?"
        rf"(?:[ -]?(?:{joint}[ -]?)?(?P<cur2>{after}))?"
    )
    parts = rf"|(?<![\w-])(?P<part>{_any(lx.fractions)})(?= (?:{_any(lx.of_words)}|\w))"
    percent = (
        rf"(?:(?<![\w.,])(?P<plow>\d+(?:[.,]\d+)?)(?: ?%)?(?: {to} |{dash}))?"
        rf"(?<![\w.,])(?P<pct>{DIGITS}) ?(?:{_any(lx.percent)}){parts}"
    )
    return re.compile(money), re.compile(percent)


@cache
def _opening(language: str) -> anchors.Offsets:
    """What an amount that begins with no digit begins with."""
    lx = load(language)
    return anchors.offsets([*_BEFORE, *lx.numerals, *lx.half_before, *lx.affairs.collectives, *lx.lone])


def find_money(
    low: str, sentence: Sentence, lx: Lexicon, tokens: Sequence[Token], cues: Sequence[Token] | None = None
) -> list[Money]:
    """The amounts in a sentence of the lower-cased text `low`, ranges and changes told apart, conversions marked.

    `tokens` are the words of the sentence, and `cues` those that a figure may begin with: where these are known, it is
    looked for nowhere else.
    """
    grammar, _ = _grammar(lx.language)
    places = anchors.starts(tokens, _opening(lx.language))
    found: list[Money] = []
    position = sentence.start
    for cue in cues if cues is not None else (Token(sentence.start, sentence.end, "", ""),):
        if cue.end <= position:
            continue
        match = anchors.search(grammar, low, places, max(position, cue.start - _SIGN), sentence.end)
        if match is None:
            break  # nor behind any later cue
        while match is not None:
            read = _read(match, low, sentence, lx)
            # A failed reading may hide a good one that begins within it ("in 2024 15 billion").
            position = match.end() if read else _next(match)
            found.extend(read)
            more = position < cue.end
            match = anchors.search(grammar, low, places, position, sentence.end) if more else None
    return _joined(found, low, lx)


def _next(match: re.Match[str]) -> int:
    return match.start("num") if match["low"] and match.start("num") > match.start() else match.end()


def _read(  # noqa: PLR0911 - one return per form
    match: re.Match[str], low: str, sentence: Sentence, lx: Lexicon
) -> list[Money]:
    scale_text = match["scale"] or match["hscale"] or match["mscale"] or match["lone"]
    sign = match["cur1"] or match["cur3"]
    unit = lx.units.get(scale_text or "")
    written = match["cur2"] or sign or (unit[1].lower() if unit else None)
    if not scale_text and (not written or written in _BARE):
        return []
    if not written and scale_text in {"m", "b", "t", "k", "g"} and low[match.start("scale") - 1] == " ":
        return []  # "50 m" is a length
    value = _value(match["num"], scale_text, lx) if match["num"] else _scale(scale_text, lx) / 2
    if match["lone"]:
        value = _scale(match["lone"], lx)
    if match["many"]:
        value = _scale(scale_text, lx) * lx.affairs.collectives[match["many"]]
    if value is None or _vague(low, match.start(), sentence.start, lx):
        return []
    if scale_text and (match["plus"] or match["mid"]):
        value += _scale(scale_text, lx) / 2
    currency = None
    if written:
        currency = SIGNS.get(written) or lx.currencies[written]
        if match["cur2"] and sign and SIGNS.get(sign) == "USD":
            currency = lx.currencies.get(match["cur2"]) or SIGNS[match["cur2"]]
    end = match.end()
    if not written and not _money_follows(low, end, sentence.end, lx):
        return [Money(match.start(), end, value, value, None, Qualifier.EXACT, count=True)]
    start = match.start()
    if match["many"]:
        about = Money(start, end, value, value, currency, Qualifier.ABOUT)
        return [replace(about, whole_start=start, whole_end=end)]
    if not match["low"]:
        return [_qualified(Money(start, end, value, value, currency, Qualifier.EXACT), low, sentence, lx)]
    return _two(match, value, currency, low, sentence, lx)


def _two(  # noqa: PLR0911, PLR0913, PLR0917 - the parts of a pair
    match: re.Match[str], value: Decimal, currency: str | None, low: str, sentence: Sentence, lx: Lexicon
) -> list[Money]:
    """Two figures joined by a word: a range, a change from one to the other, or only neighbours."""
    own = match["lowscale"] or match["scale"] or match["hscale"]
    first = _value(match["low"], own, lx)
    before = low[max(sentence.start, match.start() - 40) : match.start()].split()
    joiner = match["join"].strip()
    start, end = match.start(), match.end()
    second = next(match.start(name) for name in ("cur3", "num", "half") if match[name])
    alone = [_qualified(Money(second, end, value, value, currency, Qualifier.EXACT), low, sentence, lx)]
    if match["lowscale"] and not (match["scale"] or match["hscale"] or currency):
        # "8 milliards – quinze fois plus": the second is no sum.
        own_unit = SIGNS.get(match["cur1"] or "")
        lone = Money(start, match.start("join"), first or Decimal(0), first or Decimal(0), own_unit, Qualifier.EXACT)
        return [_qualified(lone, low, sentence, lx)] if first else []
    if first is None or (joiner in lx.and_ and not _ends_with(before, lx.between)):
        if first is not None and (match["cur1"] or match["lowscale"]) and (match["cur3"] or match["cur2"]):
            unit = SIGNS.get(match["cur1"] or "", currency)
            return [
                _qualified(Money(start, match.start("join"), first, first, unit, Qualifier.EXACT), low, sentence, lx),
                *alone,
            ]
        return alone
    if not match["cur1"] and not match["lowscale"] and len(match["low"]) == 4 and match["low"][:2] in {"19", "20"}:
        return alone  # "2024 - 15 billion"
    changed = bool(before) and (
        before[-1] in lx.from_words
        and (lx.of_words.isdisjoint(before[-1:]) or any(w in lx.measures for w in before[-5:-1]))
    )
    if changed or first >= value:
        if first == value or (joiner in {"-", "–", "—"} and first > value):
            return alone
        whole = Money(start, match.start("join"), first, first, currency, Qualifier.EXACT, previous=True)
        # The scale stands behind the second figure only: both are read from the whole.
        return [
            replace(
                whole, end=whole.end if match["lowscale"] or match["cur1"] else end, whole_start=start, whole_end=end
            ),
            *alone,
        ]
    span = _widened(start, low, sentence, lx)
    return [Money(start, end, first, value, currency, Qualifier.RANGE, whole_start=span, whole_end=end)]


def _ends_with(before: list[str], phrases: tuple[str, ...]) -> bool:
    text = " ".join(before)
    return any(text == p or text.endswith(" " + p) for p in phrases)


def _scale(text: str, lx: Lexicon) -> Decimal:
    if text in lx.units:
        return Decimal(lx.units[text][0])
    scale = Decimal(1)
    for word in re.split(r"[ -]", text):
        scale *= lx.scales.get(word, 1)
    return scale if text not in lx.scales else Decimal(lx.scales[text])


def _value(written: str, scale: str | None, lx: Lexicon) -> Decimal | None:
    # "3.100 millions" are thousands of them where the comma divides; "5.627 milliards" are hardly.
    grouped = lx.decimal_comma and scale == "millions"
    read = number(written, lx, scaled=bool(scale) and not grouped)
    if read is None:
        return None
    value = read * (_scale(scale, lx) if scale else 1)
    return value if 0 < value < Decimal(10) ** 18 else None


def _vague(low: str, start: int, begin: int, lx: Lexicon) -> bool:
    before = low[max(begin, start - 30) : start].rstrip(" -")
    return any(before.endswith(phrase) and not before[: -len(phrase)][-1:].isalpha() for phrase in lx.vague)


_WORD = re.compile(r"\s*([(,;:.!?…\"”»)–—-]|[^\W_]+'?)")


def _money_follows(low: str, end: int, stop: int, lx: Lexicon) -> bool:
    """Whether an amount without currency can be money: "140 millions sur deux ans", not "140 millions d'abonnés"."""
    match = _WORD.match(low, end, stop)
    if match is None:
        return True
    word = match.group(1)
    if not word[0].isalpha():
        return word != "-"
    if word in lx.of or (word.rstrip("'") in lx.of_words | {"d"}):
        following = _WORD.match(low, match.end(), stop)
        noun = following.group(1) if following else ""
        return (noun in lx.after_amount and noun not in lx.possessives) or noun in lx.articles
    return word.rstrip("'") in lx.after_amount


def _widened(start: int, low: str, sentence: Sentence, lx: Lexicon) -> int:
    before = low[max(sentence.start, start - 40) : start].rstrip(" (")
    for phrases in (lx.between, *lx.qualifiers.values()):
        for phrase in phrases:
            if before.endswith(phrase) and not before[: -len(phrase)][-1:].isalnum():
                return start - (len(low[max(sentence.start, start - 40) : start]) - len(before)) - len(phrase)
    return start


def qualified(count: Money, own: str, sentence: Sentence, lx: Lexicon, end: int) -> Money:
    """A count with the words that qualify it; `own` is the sentence alone in lower case, `end` where its noun ends."""
    shift = Sentence(0, len(own), 0, heading=False)
    at = sentence.start
    qualifier, start, _ = _qualifier(count.start - at, count.end - at, own, shift, lx)
    return replace(count, qualifier=qualifier, whole_start=start + at, whole_end=end)


def _qualified(money: Money, low: str, sentence: Sentence, lx: Lexicon) -> Money:
    qualifier, start, end = _qualifier(money.start, money.end, low, sentence, lx)
    return replace(money, qualifier=qualifier, whole_start=start, whole_end=end)


@cache
def _by_last_word(language: str) -> dict[str, list[tuple[str, Qualifier]]]:
    """The phrases that qualify what follows them, by their last words, so that few are tried."""
    found: dict[str, list[tuple[str, Qualifier]]] = {}
    for qualifier, phrases in load(language).qualifiers.items():
        for phrase in phrases:
            last = phrase.rsplit(" ", 1)[-1].rsplit("'", 1)
            key = last[-1] or last[0] + "'"
            found.setdefault(key if key[-1:].isalnum() or key[-1:] == "'" else key[-1:], []).append((phrase, qualifier))
    return found


def _qualifier(start: int, end: int, low: str, sentence: Sentence, lx: Lexicon) -> tuple[Qualifier, int, int]:
    window = low[max(sentence.start, start - 45) : start]
    before = window.rstrip(" ~≈")
    if window != window.rstrip("~≈ ") and ("~" in window[-3:] or "≈" in window[-3:]):
        return Qualifier.ABOUT, start - 1, end
    best: tuple[int, Qualifier] | None = None
    last = before.rsplit(" ", 1)[-1].rsplit("'", 1)
    for word in (last[-1], last[0] + "'" if len(last) > 1 else "", before[-1:]):
        for phrase, qualifier in _by_last_word(lx.language).get(word, ()):
            if (
                (best is None or len(phrase) > best[0])
                and before.endswith(phrase)
                and not before[: -len(phrase)][-1:].isalnum()
            ):
                best = (len(phrase), qualifier)
    if best:
        return best[1], start - (len(window) - len(before)) - best[0], end
    after = low[end : min(sentence.end, end + 30)].lstrip(" ,")
    for qualifier, phrases in lx.qualifiers_after.items():
        for phrase in phrases:
            if after.startswith(phrase) and not after[len(phrase) :][:1].isalnum():
                return qualifier, start, end
    return Qualifier.EXACT, start, end


def _joined(found: list[Money], low: str, lx: Lexicon) -> list[Money]:
    """Neighbours made one: ranges with both units written, changes, and conversions, which are no second fact."""
    result: list[Money] = []
    for money in found:
        last = result[-1] if result else None
        between = (
            low[last.end : (money.whole_start or money.start)].strip() if last and money.start - last.end < 40 else None
        )
        if last is not None and between is not None and not last.count and not money.count:
            bare = between.removeprefix("(").lstrip(", ").split()
            if (
                money.currency
                and last.currency
                and (money.currency != last.currency or (low.endswith(("us", "can"), 0, last.end) and between == "("))
                and (
                    between.startswith(("(", "/"))
                    or (between.endswith("(") and len(between) < 24 and low.startswith(")", money.end))
                    or between in {"", ","}
                    or (bare and " ".join(bare).split()[0] in lx.conversion)
                )
            ):
                result.append(replace(money, conversion=True))
                continue
            if between in lx.to | {"-", "–"} and money.currency == (last.currency or money.currency):
                head = low[max(0, last.start - 30) : last.start].split()
                if last.low < money.high and not (head and head[-1] in lx.from_words and head[-1] not in lx.of_words):
                    result[-1] = replace(
                        last,
                        end=money.end,
                        high=money.high,
                        currency=money.currency,
                        qualifier=Qualifier.RANGE,
                        whole_end=money.end,
                    )
                    continue
                if head and head[-1] in lx.from_words:
                    result[-1] = replace(last, previous=True)
            elif (
                between in lx.and_
                and _ends_with(low[max(0, last.start - 30) : last.start].split(), lx.between)
                and last.low < money.high
            ):
                result[-1] = replace(
                    last, end=money.end, high=money.high, currency=money.currency or last.currency,
                    qualifier=Qualifier.RANGE, whole_end=money.end,
                )  # fmt: skip
                continue
        result.append(money)
    return result


@cache
def _opening_of_shares(language: str) -> anchors.Offsets:
    return anchors.offsets(load(language).fractions)


def find_percents(low: str, sentence: Sentence, lx: Lexicon, tokens: Sequence[Token]) -> list[Percent]:
    """The percentages in a sentence; ranges are left out, for a share is one figure, and of steps the new counts."""
    _, grammar = _grammar(lx.language)
    found: list[Percent] = []
    position, places = sentence.start, anchors.starts(tokens, _opening_of_shares(lx.language))
    while (match := anchors.search(grammar, low, places, position, sentence.end)) is not None:
        position, part = match.end(), match["part"]
        value = Decimal(lx.fractions[part]) if part else number(match["pct"], lx, scaled=True)
        if value is None:
            continue
        begin = match.start("part" if part else "pct")
        if match["plow"]:
            opening = _step(low, sentence.start, match.start("plow"), lx)
            if opening is not None:
                found.append(Percent(opening, match.end(), value, Qualifier.EXACT, opening, step=begin))
            continue
        qualifier, start, _ = _qualifier(begin, match.end(), low, sentence, lx)
        found.append(Percent(begin, match.end(), value, qualifier, start, part=bool(part)))
    return found


def _step(low: str, start: int, at: int, lx: Lexicon) -> int | None:
    """Where "from" stands right before a percentage that another follows ("from 12% to 20%")."""
    before = low[max(start, at - 6) : at].rstrip().rsplit(maxsplit=1)[-1:]
    return low.rindex(before[0], start, at) if before and before[0] in lx.from_words else None
