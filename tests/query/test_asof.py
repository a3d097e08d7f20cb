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
from ledger.query import questions
from ledger.query.asof import Asked, Pick, at_head, join
from ledger.query.policies import Policy, pick_among
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
    question = questions.ask(conn, now=NOW, policy=policy)
    try:
        entity = questions.company(at_head(question), row.company)
    except UnknownCompany:
        return 0, None
    question = replace(question, clocks=replace(question.clocks, known_at=row.known_at))
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
        if row.known_at <= limit and old.company_id is not None:
            assert new == old
