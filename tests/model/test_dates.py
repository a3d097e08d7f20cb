"""Imprecise dates and what they mean in days; when a publication was known."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from edtf import parse_edtf
from hypothesis import given
from hypothesis import strategies as st

from ledger.model.clocks import parse_as_of, parse_known_at
from ledger.model.dates import OPEN, Bounds, bounds, iso, known_time, last_instant, micros, moment
from ledger.model.errors import InvalidDate

DAY = timedelta(days=1)


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("text", "lower", "upper"),
    [
        ("2025-06-12", "2025-06-12", "2025-06-13"),
        ("2025-12-31", "2025-12-31", "2026-01-01"),
        ("2024-02", "2024-02-01", "2024-03-01"),
        ("2025-06", "2025-06-01", "2025-07-01"),
        ("2025-12", "2025-12-01", "2026-01-01"),
        ("2025", "2025-01-01", "2026-01-01"),
        ("2025-06/2025-09", "2025-06-01", "2025-10-01"),
        ("2025-06-12/2025", "2025-06-12", "2026-01-01"),
        ("2025/2025", "2025-01-01", "2026-01-01"),
        ("2025-06/..", "2025-06-01", None),
        ("../2025-06", None, "2025-07-01"),
        ("/2025-06", None, "2025-07-01"),
        # By how much "about" widens is nobody's knowledge.
        ("2025~", "2025-01-01", "2026-01-01"),
        ("2025-08?", "2025-08-01", "2025-09-01"),
        ("2025-08%", "2025-08-01", "2025-09-01"),
        ("2025-08-05~", "2025-08-05", "2025-08-06"),
        # Digits that are not known.
        ("202X", "2020-01-01", "2030-01-01"),
        ("2025-XX", "2025-01-01", "2026-01-01"),
        (" 2025-06 ", "2025-06-01", "2025-07-01"),
    ],
)
def test_bounds_are_strict_and_half_open(text: str, lower: str | None, upper: str | None) -> None:
    """A month that is not known is not invented: the year stands for all of its days, and no day more."""
    assert bounds(text) == Bounds(day(lower) if lower else None, day(upper) if upper else None)


@pytest.mark.parametrize("year", [1000, 1999, 2024, 2100, 9998])
def test_years_and_months_are_what_the_standard_says(year: int) -> None:
    """They are read without the library that knows the standard, and mean what it means by them."""
    for text in (f"{year}", *(f"{year}-{month:02}" for month in range(1, 13))):
        parsed = parse_edtf(text)
        lower, upper = (date(*moment[:3]) for moment in (parsed.lower_strict(), parsed.upper_strict()))
        assert bounds(text) == Bounds(lower, upper + DAY)


def test_no_date_is_open_on_both_sides() -> None:
    """An undated fact may be of any day."""
    assert bounds(None) == OPEN
    assert OPEN.overlaps(bounds("2025"))


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "..", "/", "../..", "yesterday", "l'an dernier", "12/06/2025", "12.06.2025", "June 2025"),
        *("2025-13", "2025-00", "2025-02-30", "2025-06-31", "2023-02-29", "0000-01-01", "2025-6-1", "20250612"),
        *("2025-06/2025-03", "2025-06-12/2025-06-14/2025", "2025-02-30/2025-04", "2025/yesterday", "2025-06-12T10:00"),
        *("9999-12-31", "99999", "-0500", "２０２５-06-12", "2025-06-12\n2025"),
    ],
)
def test_what_is_no_date_is_refused(text: str) -> None:
    """With one error that shows the text; never with a guess, never with another exception."""
    with pytest.raises(InvalidDate, match="“"):
        bounds(text)


days = st.dates(date(1, 1, 1), date(9998, 12, 31))


@st.composite
def edtf(draw: st.DrawFn) -> str:
    """A day, a month or a year, now and then with a mark."""
    form = draw(st.sampled_from(["%04d", "%04d-%02d", "%04d-%02d-%02d"]))
    chosen = draw(days)
    text = form % (chosen.year, chosen.month, chosen.day)[: form.count("%")]
    return text + draw(st.sampled_from(["", "~", "?", "%"]))


@given(edtf())
def test_bounds_are_ordered(text: str) -> None:
    """There is always at least a day between them, and the end is the first day outside."""
    found = bounds(text)
    assert found.lower is not None
    assert found.upper is not None
    assert found.lower < found.upper
    assert not found.overlaps(bounds(found.upper.isoformat()))
    assert found.overlaps(bounds((found.upper - DAY).isoformat()))
    assert found.overlaps(bounds(found.lower.isoformat()))


@given(edtf(), edtf())
def test_an_interval_spans_its_ends(first: str, last: str) -> None:
    """It reaches from the first day of one to the last day of the other, or it is refused."""
    lower, upper = bounds(first).lower, bounds(last).upper
    assert lower is not None
    assert upper is not None
    if lower < upper:
        assert bounds(f"{first}/{last}") == Bounds(lower, upper)
    else:
        with pytest.raises(InvalidDate, match="ends before it begins"):
            bounds(f"{first}/{last}")


@given(edtf(), edtf())
def test_overlap_is_mutual_and_means_a_common_day(a: str, b: str) -> None:
    """As counted by the later of the beginnings and the earlier of the ends."""
    one, other = bounds(a), bounds(b)
    assert one.overlaps(other) == other.overlaps(one)
    assert one.lower is not None
    assert one.upper is not None
    assert other.lower is not None
    assert other.upper is not None
    assert one.overlaps(other) == (max(one.lower, other.lower) < min(one.upper, other.upper))


# -- Known time -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "known"),
    [
        # What is dated by day, month or year is known at its end.
        ("2025-06-12", "2025-06-12T23:59:59.999999+00:00"),
        ("2025-06", "2025-06-30T23:59:59.999999+00:00"),
        ("2024-02", "2024-02-29T23:59:59.999999+00:00"),
        ("2025", "2025-12-31T23:59:59.999999+00:00"),
        ("2025~", "2025-12-31T23:59:59.999999+00:00"),
        ("2025-06/2025-09", "2025-09-30T23:59:59.999999+00:00"),
        # A time is known at that time, in UTC, whatever zone it was written in.
        ("2025-06-12T10:00:00Z", "2025-06-12T10:00:00+00:00"),
        ("2025-06-12T10:00", "2025-06-12T10:00:00+00:00"),
        ("2025-06-12 10:00:00", "2025-06-12T10:00:00+00:00"),
        ("2025-06-12T10:00:00+02:00", "2025-06-12T08:00:00+00:00"),
        ("2025-06-12T23:30:00-05:00", "2025-06-13T04:30:00+00:00"),
        ("2025-06-12T10:00:00.123456Z", "2025-06-12T10:00:00.123456+00:00"),
        (" 2025-06-12T10:00Z ", "2025-06-12T10:00:00+00:00"),
    ],
)
def test_when_a_publication_was_known(text: str, known: str) -> None:
    """Never earlier than its date allows: nobody could have read it before."""
    assert known_time(text).isoformat() == known
    assert known_time(text).tzinfo is UTC


@pytest.mark.parametrize(
    "text",
    [
        *("2025/..", "soon", "", "2025-06-31", "2025-06-12T25:00", "2025-06-12T10:61:00Z", "2025-02-30T10:00"),
        *("0001-01-01T00:00:00+23:00", "9999-12-31T23:59:00-05:00"),
    ],
)
def test_what_nobody_can_have_known(text: str) -> None:
    """A date without an end, or that the calendar does not have, is refused with one error."""
    with pytest.raises(InvalidDate, match="“"):
        known_time(text)


@given(st.datetimes(datetime(2, 1, 1), datetime(9998, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - the zone is given apart
def test_stored_times_come_back(time: datetime) -> None:
    """Microseconds since 1970 hold every time exactly, also those before it."""
    assert moment(micros(time)) == time
    text = iso(micros(time))
    assert text is not None
    assert text.endswith("Z")
    assert datetime.fromisoformat(text) == time


def test_times_are_printed_without_idle_zeros() -> None:
    """Whole seconds have no fraction; no time is no text."""
    assert iso(micros(datetime(2025, 6, 12, 10, tzinfo=UTC))) == "2025-06-12T10:00:00Z"
    assert iso(micros(last_instant(day("2025-06-12")))) == "2025-06-12T23:59:59.999999Z"
    assert iso(None) is None


# -- The clocks of a question -----------------------------------------------------------------------------------------

NOW = datetime(2025, 6, 12, 1, 30, tzinfo=timezone(timedelta(hours=5)))  # still the 11th in UTC


def test_known_at_includes_its_day() -> None:
    """Asked as of a day, what was dated by that day is known."""
    assert parse_known_at("2025-06-12", NOW) == micros(known_time("2025-06-12"))
    assert parse_known_at("2025-06-12T10:00Z", NOW) < micros(known_time("2025-06-12"))


def test_now_is_in_utc() -> None:
    """The default of a question does not depend on where the asker's clock stands."""
    assert parse_known_at(None, NOW) == micros(NOW)
    assert parse_as_of(None, NOW) == day("2025-06-11")
    assert parse_as_of("2025-06-12", NOW) == day("2025-06-12")


def test_a_clock_that_is_no_date_is_refused() -> None:
    """In the same words as everywhere."""
    for parse in (parse_known_at, parse_as_of):
        with pytest.raises(InvalidDate, match="2025-02-30"):
            parse("2025-02-30", NOW)
