"""Dates, periods and lengths of time as written, and what they are in EDTF where that is known.

What the text does not say is not invented: a month without year needs the day of publication, and
without it stays as written only.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Literal

from ledger.extract import anchors
from ledger.extract.lexicon import lexicon as load
from ledger.extract.lexicon.base import Lexicon
from ledger.extract.numbers import number
from ledger.extract.segment import Sentence, Token

_PERIOD = re.compile(r"\d{4}(?:-\d{2})?")
#: So many characters of a time may stand before the word that tells it for one ("the half-year that ended on …").
_LEAD = 48
Unit = Literal["year", "half", "quarter", "month", "day", "duration"]


@dataclass(frozen=True, slots=True)
class When:
    """A time in the text. `edtf` is known from the text alone; `relative` needs the publication."""

    start: int
    end: int
    unit: Unit
    edtf: str | None = None
    #: (unit, offset from the publication) or ("month of year", its number).
    relative: tuple[str, int] | None = None
    duration: str | None = None
    deadline: bool = False
    day: int | None = None
    #: A year of the company's own, which ends when it likes.
    fiscal: bool = False
    #: Of what ends in a month ("the year to March"): how many months.
    months: int = 0

    def resolve(self, published: date | None, *, future: bool) -> str | None:  # noqa: PLR0911 - one return per unit
        """The EDTF date, with what is relative counted from the publication."""
        if self.edtf or self.relative is None or published is None:
            return self.edtf
        kind, offset = self.relative
        if kind in {"year", "earlier"}:
            return str(published.year + offset)
        if kind == "month":
            month = published.year * 12 + published.month - 1 + offset
            return f"{month // 12:04d}-{month % 12 + 1:02d}"
        if kind == "day":
            return (published + timedelta(days=offset)).isoformat()
        year = published.year
        if kind == "month of year":
            year += 1 if future and offset < published.month else -1 if not future and offset > published.month else 0
            written = f"{year:04d}-{offset:02d}"
            return f"{written}-{self.day:02d}" if self.day and _is_day(f"{written}-{self.day:02d}") else written
        if kind == "half of year":
            year -= 1 if not future and offset * 6 - 5 > published.month else 0
            return half(year, offset)
        if kind == "months to":
            year += 1 if future and offset < published.month else -1 if not future and offset > published.month else 0
            return months_to(year, offset, self.months)
        if kind == "quarter of year":
            first = offset * 3 - 2
            year -= 1 if not future and first > published.month else 0
            return quarter(year, offset)
        return None


def months_to(year: int, month: int, length: int) -> str:
    """The period of so many months that ends in a month."""
    last = year * 12 + month - 1
    first = last - length + 1
    if length == 12 and month == 12:
        return str(year)
    return f"{first // 12:04d}-{first % 12 + 1:02d}/{year:04d}-{month:02d}"


def shifted(edtf: str, years: int) -> str | None:
    """A year, a month or a period of months so many years later; nothing for what is neither."""
    parts = edtf.split("/")
    if not all(_PERIOD.fullmatch(part) for part in parts):
        return None
    return "/".join(f"{int(part[:4]) + years:04d}{part[4:]}" for part in parts)


def quarter(year: int, n: int) -> str:
    return f"{year:04d}-{n * 3 - 2:02d}/{year:04d}-{n * 3:02d}"


def half(year: int, n: int) -> str:
    return f"{year:04d}-{n * 6 - 5:02d}/{year:04d}-{n * 6:02d}"


def _any(words: object) -> str:
    return "|".join(re.escape(w) for w in sorted(map(str, words), key=len, reverse=True)) or r"(?!)"  # type: ignore[call-overload]


@cache
def _grammar(language: str) -> re.Pattern[str]:
    lx = load(language)
    year = r"(?:19|20)\d\d(?![\d.,]*\d|\s?(?:%|€|\$))"
    full = [next(name for name, number in lx.months.items() if number == n) for n in range(1, 13)]
    month = rf"(?:{_any(full)}|(?:{_any(set(lx.months) - set(full))})\.?)"
    number_words = rf"\d{{1,3}}|{_any(lx.numerals)}"
    joint = rf"(?: (?:{_any(lx.of_year)})|,)?"
    fiscal = rf"(?:(?:{_any(lx.fiscal)}) ?)?(?:(?:{_any(lx.of_year)}) )?"
    scales = _any(word for word in lx.scales if len(word) > 3)
    spans = rf"(?P<span>{_any(lx.spans)})"
    ordinals = {word for word in [*lx.quarters, *lx.halves] if not word[-1].isdigit() or word[0].isdigit()}
    return re.compile(
        rf"(?<![\w-])(?:"
        rf"(?P<iso>(?:19|20)\d\d-[01]\d-[0-3]\d)"
        rf"|(?P<day>[0-3]?\d)(?:st|nd|rd|th|er)?(?: of)? (?P<dmonth>{month})(?:,? (?P<dyear>{year}))?"
        rf"|(?:(?P<modifier>{_any(lx.month_modifiers)})[ -]?)?(?P<month>{month}){joint} (?P<myear>{year})"
        rf"|(?:(?:(?:{_any(lx.articles)}) )?{spans}"
        rf" (?:{_any(lx.ending)}) (?:(?P<eday>[0-3]?\d)(?:st|nd|rd|th|er)? )?(?P<emonth>{month})"
        rf"(?: [0-3]?\d(?:st|nd|rd|th)?(?!\d))?(?:,? (?P<eyear>{year}))?(?! ?(?:{scales}|%)))"
        rf"|(?P<fspan>{_any(lx.first_months)})(?: (?:{_any(lx.of_year)}) (?P<fspanyear>{year}))?"
        rf"|(?P<ago>{number_words}) (?P<agounit>{_any(lx.duration_units)}) (?:{_any(lx.ago)})"
        rf"|(?P<qmonth>{month})[ -](?P<qspan>{_any(lx.span_words)})(?:,? (?:{_any(lx.of_year)} )?(?P<qmyear>{year}))?"
        rf"|(?:(?:{_any((*lx.between, *lx.since_month))}) )?(?P<smonth>{month})"
        rf"(?: (?:{_any(lx.and_ | lx.to)}) |[-–])(?P<tmonth>{month})"
        rf"(?:,? (?:{_any(lx.of_year)} )?(?P<rmyear>{year}))?"
        rf"|(?P<amonth>{month}) (?P<aday>[0-3]?\d)(?:st|nd|rd|th)?"
        rf"(?:,? (?P<ayear>{year}))?(?![\d.,]*\d)(?! ?(?:{scales}|%))"
        rf"|(?P<relative>{_any(lx.relative)})"
        rf"|(?P<fquarter>{_any(set(lx.quarters) - ordinals)} ?)?(?:fy) ?['’]?(?P<fshort>[012]\d)(?![\d.,]*\d)"
        rf"|(?:(?P<quarter>{_any(ordinals)})(?:[ -]fiscal)?[ -](?:{_any(lx.quarter_words)})"
        rf"|(?P<qcode>{_any(set(lx.quarters) - ordinals)}))"
        rf"(?:{joint} {fiscal}(?P<qyear>{year}))?"
        rf"|(?:(?P<half>{_any(ordinals)})[ -](?:{_any(lx.half_words)})"
        rf"|(?P<hcode>{_any(set(lx.halves) - ordinals)}))(?:{joint} {fiscal}(?P<hyear>{year}))?"
        rf"|(?P<for>{_any(lx.duration_before)}) (?:{_any(lx.articles)} ?)?(?P<n>{number_words})[ -]"
        rf"(?P<unit>{_any(lx.duration_units)})"
        rf"|(?P<an>{number_words})-(?P<aunit>year|month)\b(?!-old)"
        rf"|(?:(?P<deadline>{_any(lx.deadline)}) )(?P<by>{year})"
        rf"|(?:{_any(lx.fiscal)})[ -]?(?P<fyear>{year})(?:[-–/]\d\d)?"
        rf"|(?P<year>{year})(?:[-–/](?P<toyear>{year}))?"
        rf"|(?:(?:{_any(lx.month_before)}) ?)(?P<onlymonth>{month})"
        rf"(?! (?:(?:{_any(lx.of_year)}) )?{year})"
        rf")(?!\w|-là)"
    )


@cache
def _opening(language: str) -> anchors.Offsets:
    """What a time that begins with no digit begins with."""
    lx = load(language)
    tables = (lx.month_modifiers, lx.months, lx.articles, lx.spans, lx.first_months, lx.numerals, lx.between)
    more = (lx.since_month, lx.relative, lx.quarters, lx.halves, lx.duration_before, lx.deadline, lx.fiscal)
    return anchors.offsets(phrase for table in (*tables, *more, lx.month_before, ("fy",)) for phrase in table)


def find_times(
    low: str, sentence: Sentence, lx: Lexicon, tokens: Sequence[Token], cues: Sequence[Token] | None = None
) -> list[When]:
    """The times in a sentence of the lower-cased text `low`, left to right.

    `tokens` are the words of the sentence, and `cues` those one of which every time holds: where these are known, it is
    looked for nowhere else.
    """
    found = []
    grammar, position = _grammar(lx.language), sentence.start
    places = anchors.starts(tokens, _opening(lx.language))
    for cue in cues if cues is not None else (Token(sentence.start, sentence.end, "", ""),):
        if cue.end <= position:
            continue
        match = anchors.search(grammar, low, places, max(position, cue.start - _LEAD), sentence.end)
        if match is None:
            break  # nor behind any later cue
        while match is not None:
            when = _read(match, lx)
            position = match.end() if when else match.start() + max(1, len(match.group().split(" ")[0]))
            if when:
                found.append(when)
            more = position < cue.end
            match = anchors.search(grammar, low, places, position, sentence.end) if more else None
    return found


def _month(text: str, lx: Lexicon) -> int:
    return lx.months[text.rstrip(".")]


def _read(match: re.Match[str], lx: Lexicon) -> When | None:  # noqa: C901, PLR0911, PLR0912 - one branch per way of writing
    start, end = match.span()
    if match["iso"]:
        return _checked(When(start, end, "day", match["iso"]))
    if match["emonth"]:
        n, months = _month(match["emonth"], lx), lx.spans[match["span"]]
        span: Unit = "year" if months == 12 else "half" if months == 6 else "quarter"
        if match["eyear"]:
            return When(start, end, span, months_to(int(match["eyear"]), n, months), months=months)
        return When(start, end, span, relative=("months to", n), months=months)
    if match["fspan"]:
        months = lx.first_months[match["fspan"]]
        part: Unit = "quarter" if months == 3 else "half" if months == 6 else "year"
        if match["fspanyear"]:
            return When(start, end, part, months_to(int(match["fspanyear"]), months, months), months=months)
        return When(start, end, part, relative=("months to", months), months=months)
    if match["ago"]:
        length = number(match["ago"], lx, scaled=False)
        past = {"Y": "year", "M": "month"}.get(lx.duration_units[match["agounit"]])
        known_length = length is not None and past is not None and length < 200
        return When(start, end, "year", relative=(past or "", -int(length or 0))) if known_length else None
    if match["smonth"]:
        n = _month(match["tmonth"], lx)
        months = (n - _month(match["smonth"], lx)) % 12 + 1
        run: Unit = "quarter" if months == 3 else "half" if months == 6 else "year"
        if match["rmyear"]:
            return When(start, end, run, months_to(int(match["rmyear"]), n, months), months=months)
        return When(start, end, run, relative=("months to", n), months=months)
    if match["qmonth"]:
        n, months = _month(match["qmonth"], lx), lx.span_words[match["qspan"]]
        named: Unit = "quarter" if months == 3 else "half"
        if match["qmyear"]:
            return When(start, end, named, months_to(int(match["qmyear"]), n, months), months=months)
        return When(start, end, named, relative=("months to", n), months=months)
    for day, month, year in (("day", "dmonth", "dyear"), ("aday", "amonth", "ayear")):
        if match[month]:
            n = _month(match[month], lx)
            if match[year]:
                return _checked(When(start, end, "day", f"{match[year]}-{n:02d}-{int(match[day]):02d}"))
            return When(start, end, "day", relative=("month of year", n), day=int(match[day]))
    if match["month"]:
        return When(start, end, "month", f"{match['myear']}-{_month(match['month'], lx):02d}")
    if code := match["quarter"] or match["qcode"]:
        n = lx.quarters.get(code, 0)
        if match["qyear"] and n and _is_fiscal(match, lx):
            return When(start, end, "year", match["qyear"], fiscal=True)  # whose months only the company knows
        if _is_fiscal(match, lx):
            return When(start, end, "quarter")
        if match["qyear"] and n:
            return When(start, end, "quarter", quarter(int(match["qyear"]), n))
        return When(start, end, "quarter", relative=("quarter of year", n) if n else None)
    if code := match["half"] or match["hcode"]:
        n = lx.halves.get(code, 0)
        if match["hyear"] and n:
            return When(start, end, "half", half(int(match["hyear"]), n))
        return When(start, end, "half", relative=("half of year", n) if n else None)
    if match["relative"]:
        what, offset = lx.relative[match["relative"]]
        if what == "this":
            known: dict[int, Unit] = {3: "quarter", 6: "half"}
            return When(start, end, known.get(offset, "year"), relative=(what, offset))
        return When(start, end, "year" if what in {"year", "earlier"} else "month", relative=(what, offset))
    for n_group, unit_group in (("n", "unit"), ("an", "aunit")):
        if match[n_group]:
            length = number(match[n_group], lx, scaled=False)
            unit = lx.duration_units.get(match[unit_group]) or match[unit_group][0].upper()
            return When(start, end, "duration", duration=f"P{length}{unit}") if length else None
    if match["deadline"]:
        return When(start, end, "year", match["by"], deadline=True)
    if match["fyear"]:
        return When(start, end, "year", match["fyear"], fiscal=True)
    if match["fshort"]:
        return When(start, end, "year", f"20{match['fshort']}", fiscal=True)
    if match["year"]:
        if match["toyear"] and match["year"] < match["toyear"]:
            return When(start, end, "year", f"{match['year']}/{match['toyear']}")
        return When(start, end, "year", match["year"])
    if match["onlymonth"]:
        return When(start, end, "month", relative=("month of year", _month(match["onlymonth"], lx)))
    return None


def _is_fiscal(match: re.Match[str], lx: Lexicon) -> bool:
    """Whether a quarter is one of a fiscal year, which begins when it likes."""
    written = match.group()
    return any(
        re.search(rf"(?<!\w){re.escape(word)}(?!\w)", written)
        for word in lx.fiscal
        if "calendar" not in word and word not in {"full-year", "full year"}
    )


def _checked(when: When) -> When | None:
    return when if _is_day(when.edtf or "") else None


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
