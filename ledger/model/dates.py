"""Imprecise dates (EDTF, ISO 8601-2) with strict half-open bounds, and the known time of a publication."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from time import struct_time
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from ledger.model.errors import InvalidDate

_DAY = timedelta(days=1)
_ENDLESS = {"", ".."}
_FULL_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}$")
_YEAR_OR_MONTH = re.compile(r"^([1-9]\d{3})(?:-(0[1-9]|1[0-2]))?\Z", re.ASCII)
_TIME_OF_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}")
_ABOUT_MARKS = re.compile(r"[~?%]")


@dataclass(frozen=True, slots=True)
class Bounds:
    """Half-open [lower, upper) in days; a side that is `None` is open."""

    lower: date | None
    upper: date | None

    def overlaps(self, other: Bounds) -> bool:
        return (self.lower is None or other.upper is None or self.lower < other.upper) and (
            other.lower is None or self.upper is None or other.lower < self.upper
        )


OPEN = Bounds(None, None)


@lru_cache(maxsize=4096)
def bounds(text: str | None) -> Bounds:
    """The strict bounds of an EDTF date: `2025-06` is [2025-06-01, 2025-07-01). `None` is open on both sides.

    Uncertain and approximate marks (`~ ? %`) do not widen: by how much is nobody's knowledge.

    Raises:
        InvalidDate: `text` is no EDTF date of a day, month, season, year, or interval of those.
    """
    if text is None:
        return OPEN
    start, slash, end = text.partition("/")
    if not slash:
        return _single(text)
    if "/" in end or (start.strip() in _ENDLESS and end.strip() in _ENDLESS):
        raise InvalidDate(f"“{text}” is not a date; write a day (2025-06-12), or an interval (2025-06/2025-09).")
    first = OPEN if start.strip() in _ENDLESS else _single(start)
    last = OPEN if end.strip() in _ENDLESS else _single(end)
    if first.lower and last.upper and first.lower >= last.upper:
        raise InvalidDate(f"“{text}” ends before it begins.")
    return Bounds(first.lower, last.upper)


def _single(text: str) -> Bounds:
    bare = _ABOUT_MARKS.sub("", text.strip())
    if _FULL_DAY.match(bare):
        try:
            day = date.fromisoformat(bare)
            return Bounds(day, day + _DAY)
        except (ValueError, OverflowError):  # the last day of the year 9999 has no day after it
            raise InvalidDate(f"“{text}” is not a day of the calendar.") from None
    if (plain := _YEAR_OR_MONTH.match(bare)) and bare[:4] != "9999":
        year, month = int(plain[1]), int(plain[2] or 0)
        last = month or 12
        return Bounds(date(year, month or 1, 1), date(year + last // 12, last % 12 + 1, 1))
    # Imported late: seasons, decades and the like are rare, and the library takes a tenth of a second.
    from edtf import EDTFParseException, parse_edtf

    try:
        parsed = parse_edtf(bare)
        lower, upper = _as_date(parsed.lower_strict()), _as_date(parsed.upper_strict())
        return Bounds(lower, upper + _DAY)
    except (EDTFParseException, ValueError, AttributeError, TypeError, OverflowError):
        raise InvalidDate(
            f"“{text}” is not a date; write a day (2025-06-12), a month (2025-06) or a year (2025)."
        ) from None


def _as_date(moment: struct_time | date) -> date:
    return moment if isinstance(moment, date) else date(moment[0], moment[1], moment[2])


def _checked(text: str) -> str:
    try:
        bounds(text)
    except InvalidDate as error:
        raise ValueError(str(error)) from None
    return text


#: An EDTF date: `2025`, `2025-08`, `2025-06/2025-09`, `2025~`.
ImpreciseDate = Annotated[str, AfterValidator(_checked)]

#: An ISO 8601 duration: `P2Y`.
Duration = Annotated[str, StringConstraints(pattern=r"^P(\d+[YMWD])+$")]


def last_instant(day: date) -> datetime:
    """The end of a day, UTC: what is dated only by day is known then, and a day includes all of it."""
    return datetime.combine(day, time.max, tzinfo=UTC)


@lru_cache(maxsize=4096)
def known_time(text: str) -> datetime:
    """When a publication dated `text` was known: its instant, or the end of the day, month or year it names.

    Raises:
        InvalidDate: `text` is neither an ISO time nor an EDTF date with an end.
    """
    text = text.strip()
    if _TIME_OF_DAY.match(text):
        try:
            moment = datetime.fromisoformat(text)
            # A time without zone is read as UTC, like every day without one.
            return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
        except (ValueError, OverflowError):
            raise InvalidDate(f"“{text}” is not a time of the calendar.") from None
    upper = bounds(text).upper
    if upper is None:
        raise InvalidDate(f"“{text}” has no end, so nobody can say when it was known; write a day (2025-06-12).")
    return last_instant(upper - _DAY)


def micros(moment: datetime) -> int:
    """Microseconds since 1970, UTC: how times are stored."""
    delta = moment - datetime(1970, 1, 1, tzinfo=UTC)
    return (delta.days * 86_400 + delta.seconds) * 1_000_000 + delta.microseconds


def moment(stored: int) -> datetime:
    """The time behind stored microseconds."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=stored)


def iso(stored: int | None) -> str | None:
    """Stored microseconds as ISO 8601 in UTC, the form of all JSON output."""
    if stored is None:
        return None
    # By hand, which takes a third of the time: every row that is shown has such times.
    days, rest = divmod(stored, _DAY_MICROS)
    seconds, micros_ = divmod(rest, 1_000_000)
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    fraction = f".{micros_:06d}" if micros_ else ""
    return f"{_day_of(days)}T{hour:02d}:{minute:02d}:{second:02d}{fraction}Z"


_DAY_MICROS = 86_400_000_000


@lru_cache(maxsize=4096)
def _day_of(days: int) -> str:
    return moment(days * _DAY_MICROS).date().isoformat()
