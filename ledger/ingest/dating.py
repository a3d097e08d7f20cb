"""When was it published? Every date that a page or feed gives, with its origin, and the one that is believed.

A page that is edited later often overwrites the dates that machines read. Whoever believed those would know too early
what an article says today, or too late what it said then, so the date of the last edit is never taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from ledger.model.dates import known_time
from ledger.model.errors import InvalidDate
from ledger.model.events import DateCandidate

JSON_LD, JSON_LD_OTHER = "JSON-LD datePublished", "JSON-LD datePublished of a part"
MICRODATA = "itemprop datePublished"
META_PUBLISHED = "article:published_time"
META_DATE = "meta date"
TIME_ELEMENT = "time element"
ADDRESS = "URL"
FEED = "feed entry"
SITEMAP = "news sitemap"
FOUND = "found in the page"
EDITED = "last edit"

#: What is believed, best first. `META_PUBLISHED` is held against the address; `EDITED` is not here on purpose.
_TRUST = (JSON_LD, FEED, SITEMAP, MICRODATA, META_PUBLISHED, ADDRESS, META_DATE, JSON_LD_OTHER, TIME_ELEMENT, FOUND)
_DAY_IN_ADDRESS = re.compile(r"(?:^|[/_-])((?:19|20)\d{2})([/_-]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?=$|[/_.-])")
_MONTHS = (
    ("jan",), ("f[eé]v", "feb"), ("mar",), ("a[vp]r",), ("mai", "may"), ("juin", "jun"), ("juil", "jul"),
    ("ao[uû]", "aug"), ("sep",), ("oct",), ("nov",), ("d[eé]c",),
)  # fmt: skip
_WRITTEN = re.compile(r"(\d{1,2})(?:er)?\s+([^\W\d_]{3,9})\.?\s+((?:19|20)\d{2})(?:\s+(\d{1,2}:\d{2}(?::\d{2})?))?(.*)")
_ZONE = re.compile(r"^\s*(?:(?P<sign>[+-]\d{2}):?(?P<minutes>\d{2})|(?:GMT|UTC?|Z))\s*$")
_MONTH_FIRST = re.compile(r"([^\W\d_]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+((?:19|20)\d{2})(?!\d)")
_SLASHED = re.compile(r"^((?:19|20)\d{2})/(\d{2})/(\d{2})(?=$|[T ])")
_SPACED_ZONE = re.compile(r"(?<=\d)\s+(?:([+-]\d{2}:?\d{2})|UTC|GMT|Z)$")
#: Zones that papers of ours name by letters; to other letters a time cannot be told.
_NAMED_ZONES = ((re.compile(r"\bCEST$"), "+0200"), (re.compile(r"\bCET$"), "+0100"))
_UNTOLD = re.compile(r"\b(?:[ap]\.?m\b\.?|(?!GMT|UTC?\b|Z\b)[A-Z]{1,5}$)", re.IGNORECASE)
#: Longer is no date.
_LONGEST = 80


def candidate(origin: str, value: str | None) -> list[DateCandidate]:
    """The date as a list of one, or of none where nothing is written."""
    text = " ".join((value or "").split())[:_LONGEST]
    return [DateCandidate(origin=origin, value=text)] if text else []


def in_address(url: str | None) -> list[DateCandidate]:
    """The day that an address names (`/2025/06/12/…`), if it names one."""
    try:
        path = urlsplit(url or "").path
    except ValueError:
        return []
    found = _DAY_IN_ADDRESS.search(path)
    return candidate(ADDRESS, f"{found[1]}-{found[3]}-{found[4]}") if found else []


def choose(candidates: Sequence[DateCandidate]) -> str | None:
    """The publication date among the candidates, as an ISO time or day; nothing where none is to be believed."""
    read = [(c.origin, written) for c in candidates if (written := as_iso(c.value))]
    edits = {_day(written) for origin, written in read if origin == EDITED}
    address = next((written for origin, written in read if origin == ADDRESS), None)
    for origin in _TRUST:
        for found, written in read:
            if found != origin:
                continue
            # Some publishers put the last edit here, and the address tells.
            if origin == META_PUBLISHED and address and abs(_day(written) - _day(address)) > timedelta(days=1):
                continue
            if origin in (TIME_ELEMENT, FOUND) and _day(written) in edits:
                continue
            return written
    return None


def as_iso(text: str) -> str | None:
    """A date as pages and feeds write it, in the form of the ledger; nothing where it is none or has no day.

    Where it is not certain which moment a time means, only its day is taken: too early a moment would let a past answer
    know what was not published yet.
    """
    text = text.strip()
    for pattern, offset in _NAMED_ZONES:
        text = pattern.sub(offset, text)
    for reading in (_numeric(text), _rfc822(text), _in_words(text)):
        if reading is None or not re.match(r"^\d{4}-\d{2}-\d{2}", reading):
            continue
        try:
            known_time(reading)
        except InvalidDate:
            continue
        return reading
    return None


def _numeric(text: str) -> str:
    """ "2025/06/12 08:00:00 +0200" in the form of ISO 8601."""
    return _SPACED_ZONE.sub(lambda found: found[1] or "+00:00", _SLASHED.sub(r"\1-\2-\3", text))


def _rfc822(text: str) -> str | None:
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if found.tzinfo is None and _UNTOLD.search(text):
        return found.date().isoformat()
    return found.isoformat()


def _in_words(text: str) -> str | None:
    """ "jeu., 12 juin 2025 08:00:00 +0200": feeds of French papers write the month in French."""
    found = _WRITTEN.search(text)
    if found is None:
        first = _MONTH_FIRST.search(text)
        month = _month(first[1]) if first else None
        return f"{first[3]}-{month:02}-{int(first[2]):02}" if first and month else None
    month = _month(found[2])
    if month is None:
        return None
    day = f"{found[3]}-{month:02}-{int(found[1]):02}"
    zone = _ZONE.match(found[5])
    if found[4] is None or zone is None:
        return day
    hour, colon, rest = found[4].partition(":")
    offset = f"{zone['sign']}:{zone['minutes']}" if zone["sign"] else "+00:00"
    return f"{day}T{hour:0>2}{colon}{rest}{offset}"


def _month(word: str) -> int | None:
    return next((n for n, names in enumerate(_MONTHS, 1) if _starts(word.casefold(), names)), None)


def _starts(word: str, names: Iterable[str]) -> bool:
    return any(re.match(name, word) for name in names)


def _day(written: str) -> date:
    return datetime.fromisoformat(written[:10]).date()
