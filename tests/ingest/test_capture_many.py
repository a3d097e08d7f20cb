"""Many documents in one transaction: the same as one after the other, and each wholly or not at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import hypothesis.strategies as st
import pytest
import sqlalchemy as sa
from hypothesis import given
from sqlalchemy.engine import Connection, Engine

from ledger.ingest.capture import By, Captured, Reading, capture, capture_many
from ledger.ingest.files import Imprint
from ledger.ingest.structured import StatedFact
from ledger.model.errors import (
    AmbiguousCompany,
    KeyConflict,
    LedgerError,
    UnknownClaim,
    UnknownPublication,
    UnreadableDocument,
    UnstorableText,
)
from ledger.model.facts import parse_fact
from ledger.project.tables import claims
from ledger.store import log
from ledger.store.database import reading, writing
from tests.ingest.samples import MEMO, NOW, READER, document, events_of, investment, known, register, stated, tables
from tests.project.histories import NOW as LATER
from tests.project.histories import Report, reports
from tests.project.test_histories import SHARED, rolled_back, rows

BY = By("tests", NOW, READER)


def read(text: str, *facts: dict[str, Any], by: By = BY, **imprint: Any) -> Reading:
    """A document of its own address."""
    said = replace(MEMO, **{"url": f"https://cafetech.example/{text}"} | imprint)
    return Reading(document(text, said), stated(*facts), by)


def captured(engine: Engine, *readings: Reading) -> list[Captured | LedgerError]:
    with writing(engine) as conn:
        return capture_many(conn, readings)


def types(engine: Engine) -> list[str]:
    return [event.type for event in events_of(engine)]


def test_a_name_that_one_brings_is_known_to_the_next(engine: Engine) -> None:
    """It is registered once, before the fact that needs it first."""
    one, two = captured(engine, read("one"), read("two", investment(1, company="SCALE AI")))
    assert isinstance(one, Captured)
    assert isinstance(two, Captured)
    assert (one.registered, two.registered, one.facts, two.facts) == (2, 0, 1, 1)
    assert (one.seq, two.seq) == (4, 6)
    assert types(engine) == [
        *("DocumentCaptured", "CompanyRegistered", "CompanyRegistered", "FactReported"),
        *("DocumentCaptured", "FactReported"),
    ]
    with reading(engine) as conn:
        assert conn.execute(sa.select(claims.c.company_id)).scalars().all() == ["scale-ai", "scale-ai"]


def test_a_document_twice_is_new_the_first_time_only(engine: Engine) -> None:
    """Also where it was captured before."""
    first, again = captured(engine, read("one"), read("one"))
    [later] = captured(engine, read("one"))
    assert [one.new for one in (first, again, later) if isinstance(one, Captured)] == [True, False, False]
    assert [one.seq for one in (first, again, later) if isinstance(one, Captured)] == [4, 4, 4]
    assert types(engine).count("DocumentCaptured") == 1


WRONG = {
    "future": (read("x", published="2031-01-01"), UnreadableDocument),
    "a name of two": (read("x", investment(company="Apollo")), AmbiguousCompany),
    "a claim that is not there": (
        Reading(document("x"), [StatedFact(parse_fact(investment()), replaces="f-9")], BY),
        UnknownClaim,
    ),
    "no text": (Reading(document("a\0b"), stated(), BY), UnstorableText),
    "a fact that cannot be kept": (read("x", investment(company="New\0Firm")), UnstorableText),
    "an edition of nothing": (replace(read("x"), revises="no-such"), UnknownPublication),
    "a taken command": (read("y", by=replace(BY, command_id="c-1")), KeyConflict),
}


@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize("place", [0, 1, 2])
def test_what_is_wrong_with_one_touches_no_other(engine: Engine, wrong: str, place: int) -> None:
    """It leaves nothing behind, neither its text nor a name, and the others are as if it had not been there."""
    register(engine, known("Apollo"), replace_id(known("Apollo"), "apollo-2"))
    captured(engine, read("taken", by=replace(BY, command_id="c-1")))
    bad, error = WRONG[wrong]
    good = [read("one", investment(1, company="First")), read("two", investment(2, company="New Firm"))]
    with reading_again(engine) as conn:
        expected = outcome(conn, good)
    done = captured(engine, *good[:place], bad, *good[place:])
    assert isinstance(done[place], error)
    assert [one for one in done if isinstance(one, Captured)] == expected[0]
    with reading(engine) as conn:
        assert rows(conn) == expected[1]
        assert len(conn.exec_driver_sql("SELECT id FROM documents").all()) == 3


def replace_id(payload: Any, entity_id: str) -> Any:
    return payload.model_copy(update={"id": entity_id})


def reading_again(engine: Engine) -> Any:
    """A transaction that leaves nothing."""
    return rolled_back(engine)


def outcome(conn: Connection, readings: list[Reading]) -> tuple[list[Captured | LedgerError], Any]:
    return capture_many(conn, readings), rows(conn)


def test_one_alone_that_is_wrong_leaves_nothing(engine: Engine) -> None:
    """The transaction may go on and be committed."""
    before = tables(engine)
    [done] = captured(engine, WRONG["a fact that cannot be kept"][0])
    assert isinstance(done, UnstorableText)
    assert tables(engine) == before


def test_one_may_replace_what_an_earlier_one_reports(engine: Engine) -> None:
    """By its fact id, as if it had been captured before; and the same id again means the latest."""
    fact = parse_fact(investment())
    other = parse_fact(investment(14_000_000_000))
    third = parse_fact(investment(13_000_000_000))
    documents = [
        Reading(document("one", replace(MEMO, url="x:1")), [StatedFact(fact, "f-1")], BY),
        Reading(document("two", replace(MEMO, url="x:2")), [StatedFact(other, "f-1", "f-1")], BY),
        Reading(document("three", replace(MEMO, url="x:3")), [StatedFact(third, None, "f-1")], BY),
    ]
    assert all(isinstance(one, Captured) for one in captured(engine, *documents))
    first, second, third_event = events_of(engine, "FactReported", "FactCorrected")
    assert (second.payload["claim_id"], third_event.payload["claim_id"]) == (first.event_id, second.event_id)


def test_one_may_revise_an_earlier_one(engine: Engine) -> None:
    """As if that had been captured before; the same edition again is the one that is there."""
    first = read("one")
    [there] = captured(engine, first)
    assert isinstance(there, Captured)
    later = replace(BY, now=NOW + timedelta(hours=1))
    edited = replace(read("one"), document=document("Edited.", first.document.imprint), by=later)
    [new, same] = captured(engine, *[replace(edited, revises=there.publication_id)] * 2)
    assert isinstance(new, Captured)
    assert isinstance(same, Captured)
    assert (new.new, same.new, same.publication_id) == (True, False, new.publication_id)


def test_nothing_to_capture(engine: Engine) -> None:
    """Is no trouble."""
    assert captured(engine) == []


@SHARED
@given(found=st.lists(reports, min_size=1, max_size=6))
def test_at_once_is_the_same_as_in_turn(engine: Engine, found: list[Report]) -> None:
    """Every row of every read model, and every event."""
    readings = [_reading(report) for report in found]
    with rolled_back(engine) as conn:
        one_by_one = [capture(conn, one.document, one.facts, one.by, one.doubts) for one in readings]
        in_turn = rows(conn), _said(conn)
    with rolled_back(engine) as conn:
        at_once = capture_many(conn, readings)
        assert (rows(conn), _said(conn)) == in_turn
    assert [replace(one, seq=0) for one in at_once if isinstance(one, Captured)] == [
        replace(one, seq=0) for one in one_by_one
    ]


def _said(conn: Connection) -> list[tuple[Any, ...]]:
    return [(event.seq, event.event_id, event.payload) for event in log.read(conn)]


def _reading(report: Report) -> Reading:
    text = repr(report)
    imprint = Imprint(publisher=report.publisher, published=report.published)
    facts = [StatedFact(parse_fact(fields)) for fields in report.facts]
    return Reading(document(text, imprint), facts, replace(BY, now=LATER))
