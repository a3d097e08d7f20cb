"""The batch as-of join: what was known of many companies on many days."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import Connection, Engine

from ledger.model.dates import known_time, micros
from ledger.model.errors import UnknownCompany
from ledger.model.events import CompaniesMerged, CompanyRegistered, NewEvent
from ledger.project import projector
from ledger.query import questions
from ledger.query.asof import Asked, Pick, at_head, join
from ledger.query.policies import Policy, pick_among
from ledger.store import log
from tests.project.histories import COMPANIES, DAYS, NOW, Report, Step, histories, published_after, write

SHARED = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
KINDS = ["investment", "funding_round", "valuation", "stake", "partnership", "revenue"]
ROWS = [Asked(name, kind, micros(known_time(day))) for name in COMPANIES for kind in KINDS for day in DAYS[::5]]


@contextmanager
def rolled_back(engine: Engine) -> Iterator[Connection]:
    with engine.connect() as conn:
        transaction = conn.begin()
        try:
            yield conn
        finally:
            transaction.rollback()


def joined(conn: Connection, policy: Policy = Policy.LATEST_KNOWN) -> list[Pick]:
    return join(at_head(questions.ask(conn, now=NOW, policy=policy)), ROWS)


def one_by_one(conn: Connection, row: Asked, policy: Policy) -> tuple[int, str | None]:
    """The same question asked of the whole picture at that known time."""
    question = questions.ask(conn, now=NOW, policy=policy).at(row.known_at)
    try:
        entity = questions.company(question, row.company)
    except UnknownCompany:
        return 0, None
    shown = questions.picture(question, entity.id)
    members = [m for slot in shown.slots for m in slot.members if m.claim.kind == row.kind]
    members = [m for m in members if not m.claim.fact["previous"] and not m.claim.fact["forecast"]]
    chosen = pick_among([m for m in members if m.current], policy, question.tiers)
    return len(members), chosen.claim.claim_id if chosen else None


@pytest.mark.parametrize("policy", [Policy.LATEST_KNOWN, Policy.MOST_PRECISE, Policy.RANK])
@SHARED
@given(steps=histories)
def test_the_join_equals_asking_one_by_one(engine: Engine, policy: Policy, steps: list[Step]) -> None:
    """Each row is what the picture at its own known time says, shortcuts or not."""
    with rolled_back(engine) as conn:
        write(conn, steps)
        found = joined(conn, policy)
        expected = [one_by_one(conn, row, policy) for row in ROWS]
        assert [(p.claims, p.claim.claim_id if p.claim else None) for p in found] == expected


@SHARED
@given(steps=histories, known=st.sampled_from(DAYS[:-1]), data=st.data())
def test_no_row_looks_ahead(engine: Engine, steps: list[Step], known: str, data: st.DataObject) -> None:
    """Later publications change no row of an earlier known date."""
    later: list[Report] = data.draw(published_after(known))
    with rolled_back(engine) as conn:
        write(conn, steps)
        before = joined(conn)
        write(conn, later)
        after = joined(conn)
    limit = micros(known_time(known))
    for row, old, new in zip(ROWS, before, after, strict=True):
        if row.known_at <= limit:
            # Why a row found nobody is said with the position, which is another one now.
            assert replace(new, problem=None) == replace(old, problem=None)


def told(day: str, company: str) -> Report:
    """An investment that a paper reports."""
    fact = {"kind": "investment", "company": company, "counterparties": [{"name": "Ember", "role": "investor"}]}
    return Report("Morning Paper", day, (fact,))


def append(conn: Connection, payload: CompaniesMerged | CompanyRegistered, known_at: int | None = None) -> None:
    """An event as imports and people append it."""
    event = NewEvent(key=payload.type, payload=payload, recorded_by="tests", known_at=known_at)
    log.append(conn, [event], recorded_at=0)
    projector.catch_up(conn)


def test_a_merger_counts_from_its_own_day(engine: Engine) -> None:
    """Each row takes companies for one from the day on that the real merger is dated by, and not before."""
    with rolled_back(engine) as conn:
        write(conn, [told("2025-02-03", "Anvil"), told("2025-03-03", "Birch")])
        merger = CompaniesMerged(into="anvil", merged="birch", reason="they merged", effective="2025-06-01")
        append(conn, merger, known_at=micros(known_time("2025-06-01")))
        rows = [Asked(name, "investment", micros(known_time(day))) for name in ("Anvil", "Birch") for day in DAYS[::4]]
        found = join(at_head(questions.ask(conn, now=NOW, policy=Policy.LATEST_KNOWN)), rows)
    assert [(p.company_id, p.claims) for p in found] == [
        *((None, 0), ("anvil", 1), ("anvil", 1), ("anvil", 2), ("anvil", 2), ("anvil", 2)),
        *((None, 0), ("birch", 1), ("birch", 1), ("anvil", 2), ("anvil", 2), ("anvil", 2)),
    ]


def test_a_name_means_nobody_whom_only_later_documents_name(engine: Engine) -> None:
    """Before the report that names it a company takes its name from nobody who bears it less well."""
    with rolled_back(engine) as conn:
        write(conn, [told("2025-08-03", "Delta")])
        append(conn, CompanyRegistered(id="delta-corp", name="Delta Corporation of Ohio", ambiguous_aliases=("Delta",)))
        question = questions.ask(conn, now=NOW)
        days = [micros(known_time(day)) for day in ("2025-03-03", "2025-09-03")]
        assert [questions.company(question.at(day), "Delta").id for day in days] == ["delta-corp", "delta"]
