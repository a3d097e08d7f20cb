"""The order of valid time, and what became known between two days. On both engines."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.engine import Engine

from ledger.curate import commands
from ledger.curate.commands import Command, Said
from ledger.model.errors import InvalidDate
from ledger.query import answers, differences, questions, timeline
from ledger.store.database import reading, writing
from tests.ingest.samples import NOW, events_of
from tests.query.samples import money, report, stake


def line(engine: Engine, **clocks: Any) -> list[answers.TimelineEntry]:
    with reading(engine) as conn:
        return list(timeline.timeline(questions.ask(conn, now=NOW, **clocks), "Scale AI"))


def diff(engine: Engine, since: str, **clocks: Any) -> list[answers.Change]:
    with reading(engine) as conn:
        return list(differences.diff(questions.ask(conn, now=NOW, **clocks), "Scale AI", since))


def changes(engine: Engine, since: str, **clocks: Any) -> list[tuple[str, str]]:
    return [(row["change"], row["kind"]) for row in diff(engine, since, **clocks)]


# -- Timeline ---------------------------------------------------------------------------------------------------------


def test_entries_stand_in_the_order_of_valid_time(engine: Engine) -> None:
    """With the bounds of their dates; what nobody dates stands where it was first published."""
    report(
        engine,
        "Gazette",
        "2025-06-12",
        money(15),
        stake(30, date="2024"),
        {"kind": "founding", "date": "2016-05"},
        {"kind": "revenue", "period": "2024", "amount": {"value": 10**9, "currency": "USD"}},
    )
    entries = line(engine)
    assert [(e["kind"], e["nature"], e["lower"], e["upper"], e["by_known_at"]) for e in entries] == [
        ("founding", "happening", "2016-05-01", "2016-06-01", False),
        ("stake", "state", "2024-01-01", "2025-01-01", False),
        ("revenue", "flow", "2024-01-01", "2025-01-01", False),
        ("investment", "happening", None, None, True),
    ]
    assert entries[-1]["first_known_at"][:10] == "2025-06-12"


def test_rivals_about_a_date_are_entries_of_one_slot(engine: Engine) -> None:
    """Two papers that date one purchase differently are both shown, where each puts it."""
    facts = {"kind": "acquisition", "counterparties": [{"name": "Meta", "role": "acquirer"}], "deal": "a"}
    report(engine, "Gazette", "2025-06-12", facts | {"date": "2025-05"})
    report(engine, "Courier", "2025-06-14", facts | {"date": "2025-05-20"})
    first, second = line(engine)
    assert (first["date"], second["date"]) == ("2025-05", "2025-05-20")
    assert first["slot_id"] == second["slot_id"]


def test_a_state_that_is_over_stays_on_the_timeline(engine: Engine) -> None:
    """Marked as ended on days after a later one began."""
    report(engine, "Gazette", "2025-06-12", stake(49, date="2024-01-15"), stake(30, date="2025-06-10"))
    assert [e["valid"] for e in line(engine)] == ["ended", "certain"]
    assert [e["valid"] for e in line(engine, as_of="2024-06-01")] == ["certain"]


def test_stages_and_denials_are_entries_of_their_own(engine: Engine) -> None:
    """Talked of, agreed, and denied: each when it was said."""
    report(engine, "Gazette", "2025-06-12", money(15, stage="talks"))
    report(engine, "Courier", "2025-06-20", money(15, stage="agreed"))
    report(engine, "Herald", "2025-06-25", money(15, stage="agreed", polarity="negative"))
    found = [(e["first_known_at"][:10], e["stage"], e["denied"]) for e in line(engine)]
    assert found == [("2025-06-12", "talks", False), ("2025-06-20", "agreed", False), ("2025-06-25", "agreed", True)]


# -- Diff -------------------------------------------------------------------------------------------------------------


def test_what_became_known_between_two_days(engine: Engine) -> None:
    """The new claim, and the question that it turned into a conflict."""
    report(engine, "Gazette", "2025-06-12", money(15))
    report(engine, "Courier", "2025-06-14", money(12))
    report(engine, "Herald", "2025-07-01", money(12))
    found = diff(engine, "2025-06-12", known_at="2025-06-30")
    assert [row["change"] for row in found] == ["claim_known", "slot_changed"]
    claim, slot = found
    assert claim["claim"] is not None
    assert claim["claim"]["publisher"] == "Courier"
    assert slot["slot"] is not None
    assert ([s["agreement"] for s in slot["slots_before"]], slot["slot"]["agreement"]) == (["single"], "conflict")
    assert diff(engine, "2025-06-14", known_at="2025-06-30") == []


def test_a_first_report_opens_a_question(engine: Engine) -> None:
    """Before it nothing was known, and the company was nobody."""
    report(engine, "Gazette", "2025-06-12", money(15))
    assert changes(engine, "2025-06-11") == [("claim_known", "investment"), ("slot_opened", "investment")]


def test_an_erratum_changes_a_claim_from_its_day_on(engine: Engine) -> None:
    """The claim was live and is corrected; a misreading that was mended shows at both days or at none."""
    report(engine, "Gazette", "2025-06-12", money(15))
    [event] = events_of(engine, "FactReported")
    with writing(engine) as conn:
        words = Said(Command("ana", NOW), "they corrected it", "2025-06-20")
        commands.correct(conn, event.event_id, {"amount.value": 14_000_000_000}, words)
    found = diff(engine, "2025-06-19", known_at="2025-06-20")
    assert [row["change"] for row in found] == ["claim_changed", "claim_known", "slot_opened", "slot_closed"]
    was, now = found[0]["was"], found[0]["now"]
    assert was is not None
    assert now is not None
    assert (was["status"], now["status"]) == ("live", "corrected")


def test_a_state_that_a_later_one_ended_is_closed(engine: Engine) -> None:
    """On the day asked about another question holds."""
    report(engine, "Gazette", "2024-02-01", stake(49, date="2024-01-15"))
    report(engine, "Courier", "2025-06-12", stake(30, date="2025-06-10"))
    kinds = [change for change, _ in changes(engine, "2025-06-11", as_of="2025-07-01")]
    assert kinds == ["claim_known", "slot_opened", "slot_closed"]


def test_the_earlier_day_goes_first(engine: Engine) -> None:
    """The other way round is a mistake, and no date is none."""
    report(engine, "Gazette", "2025-06-12", money(15))
    with pytest.raises(InvalidDate, match="earlier date first"):
        diff(engine, "2025-07-01", known_at="2025-06-30")
    with pytest.raises(InvalidDate):
        diff(engine, "June")
    assert diff(engine, "2025-06-30", known_at="2025-06-30") == []
