"""The product and the oracle answer every question alike, over random histories, on both databases.

ORACLE_EXAMPLES sets how many histories each test draws (20 by default, for every run of the tests).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from sqlalchemy import Connection, Engine

from ledger.query.policies import Policy
from tests.oracle.compare import Clocks, differences
from tests.oracle.histories import DAYS, Act, Report, Step, acts, events, histories, reports, rivals_of, write
from tests.oracle.settled_examples import SETTLED
from tests.support.rebuilding import rebuild_in_place

EXAMPLES = int(os.environ.get("ORACLE_EXAMPLES", "20"))

HISTORIES = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
MACHINES = settings(
    max_examples=max(EXAMPLES // 5, 1),
    stateful_step_count=12,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)

_days = st.sampled_from(["2026-01-31", *DAYS])


@contextmanager
def rolled_back(engine: Engine) -> Iterator[Connection]:
    with engine.connect() as conn:
        transaction = conn.begin()
        try:
            yield conn
        finally:
            transaction.rollback()


@st.composite
def clocks(draw: st.DrawFn, head: int) -> Clocks:
    """Any setting of the clocks, the head and the latest days more often than others."""
    seq = draw(st.one_of(st.just(head), st.integers(0, head)))
    policy = draw(st.sampled_from([policy.value for policy in Policy]))
    return Clocks(seq, draw(_days), draw(_days), policy, draw(_days))


def agree(conn: Connection, asked: list[Clocks]) -> None:
    """Fail with all that product and oracle answer differently."""
    log = events(conn)
    found = [d for clock in asked for d in differences(conn, log, clock)]
    assert not found, "\n".join(found)


@HISTORIES
@given(steps=histories, data=st.data())
def test_every_answer_is_the_oracles(engine: Engine, steps: list[Step], data: st.DataObject) -> None:
    """Every aspect of every answer (`tests.oracle.compare`), before and after a rebuild."""
    with rolled_back(engine) as conn:
        write(conn, steps)
        log = events(conn)
        asked = [data.draw(clocks(len(log))) for _ in range(3)]
        agree(conn, asked)
        rebuild_in_place(conn)
        agree(conn, asked)


class Conversation(RuleBasedStateMachine):
    """A ledger that is told things and asked things in turn."""

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self.conn = engine.connect()
        self.transaction = self.conn.begin()
        self.told: list[Step] = []

    def tell(self, step: Step) -> None:
        write(self.conn, [step], len(self.told))
        self.told.append(step)

    @initialize(report=reports)
    def begin(self, report: Report) -> None:
        self.tell(report)

    @rule(report=reports)
    def report(self, report: Report) -> None:
        self.tell(report)

    @rule(data=st.data())
    def contradict(self, data: st.DataObject) -> None:
        report = data.draw(st.sampled_from([step for step in self.told if isinstance(step, Report)]))
        for rival in data.draw(rivals_of(report)):
            self.tell(rival)

    @rule(act=acts)
    def say(self, act: Act) -> None:
        self.tell(act)

    @rule(data=st.data())
    def ask(self, data: st.DataObject) -> None:
        log = events(self.conn)
        agree(self.conn, [data.draw(clocks(len(log)))])

    @rule()
    def rebuild(self) -> None:
        rebuild_in_place(self.conn)

    def teardown(self) -> None:
        self.transaction.rollback()
        self.conn.close()


def test_a_conversation_with_the_product_is_one_with_the_oracle(engine: Engine) -> None:
    """Told and asked in any order, with rebuilds between, the product answers as the oracle does."""

    class WithEngine(Conversation):
        def __init__(self) -> None:
            super().__init__(engine)

    run_state_machine_as_test(WithEngine, settings=MACHINES)


@pytest.mark.parametrize("name", SETTLED)
def test_settled_examples(engine: Engine, name: str) -> None:
    """What once differed is answered as the sentence beside it says."""
    with rolled_back(engine) as conn:
        write(conn, list(SETTLED[name].steps))
        head = len(events(conn))
        agree(conn, [Clocks(head, known_at, as_of) for known_at in DAYS for as_of in ("2026-01-31", *DAYS)])
