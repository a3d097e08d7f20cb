"""One trial: a random history is written, then product and oracle are asked the same, before and after a rebuild."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import hypothesis.strategies as st
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from sqlalchemy import Connection, Engine, select

from ledger.project.projector import PROJECTED
from ledger.query.policies import Policy
from tests.oracle.asked import Clocks
from tests.oracle.compare import differences, expected
from tests.oracle.histories import DAYS, Act, Report, Step, acts, events, histories, reports, rivals_of, write
from tests.support.rebuilding import rebuild_in_place

#: How many settings of the clocks are asked about each history.
ASKED = 3
#: Whether what fails is made small, which may take minutes.
SHRINK = not os.environ.get("ORACLE_AS_FOUND")
#: Of how many steps a conversation is.
STEPS = 12

_days = st.sampled_from(["2026-01-31", *DAYS])
_QUIET = settings(deadline=None, suppress_health_check=list(HealthCheck), report_multiple_bugs=False)


@contextmanager
def rolled_back(engine: Engine) -> Iterator[Connection]:
    """A transaction that leaves nothing behind."""
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


def agree(conn: Connection, asked: list[Clocks], *, rebuilt: bool = False) -> None:
    """Fail with all that product and oracle answer differently, with `rebuilt` also after a rebuild.

    Where a rebuild makes the very rows that there were, whoever asks again is answered the same.
    """
    log = events(conn)
    answers = [(clock, expected(log, clock)) for clock in asked]
    found = [d for clock, answer in answers for d in differences(conn, answer, clock)]
    if rebuilt:
        before = _rows(conn)
        rebuild_in_place(conn)
        if _rows(conn) != before:
            found += [f"after a rebuild, {d}" for clock, answer in answers for d in differences(conn, answer, clock)]
    assert not found, "\n".join(found)


def _rows(conn: Connection) -> list[list[str]]:
    return [sorted(repr(tuple(row)) for row in conn.execute(select(table))) for table in PROJECTED]


def try_histories(
    engine: Engine, count: int, seed: int | None = None, tried: Callable[[], None] = lambda: None
) -> None:
    """Write and ask about so many histories; `tried` is called after each. With a seed they are always the same.

    Raises:
        AssertionError: an answer differs; Hypothesis has made the history as small as it can.
    """

    @settings(_QUIET, max_examples=count, **_kept(seed))
    @given(steps=histories, data=st.data())
    def trial(steps: list[Step], data: st.DataObject) -> None:
        with rolled_back(engine) as conn:
            write(conn, steps)
            head = len(events(conn))
            agree(conn, [data.draw(clocks(head)) for _ in range(ASKED)], rebuilt=True)
        tried()

    (trial if seed is None else seeded(seed)(trial))()


class Conversation(RuleBasedStateMachine):
    """A ledger that is told things and asked things in turn, with rebuilds between."""

    def __init__(self, engine: Engine, tried: Callable[[], None]) -> None:
        super().__init__()
        self.conn = engine.connect()
        self.transaction = self.conn.begin()
        self.told: list[Step] = []
        self.tried = tried

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
        agree(self.conn, [data.draw(clocks(len(events(self.conn))))])

    @rule()
    def rebuild(self) -> None:
        rebuild_in_place(self.conn)

    def teardown(self) -> None:
        self.transaction.rollback()
        self.conn.close()
        self.tried()


def try_conversations(
    engine: Engine, count: int, seed: int | None = None, tried: Callable[[], None] = lambda: None
) -> None:
    """Hold so many conversations, as `try_histories`."""

    class WithEngine(Conversation):
        def __init__(self) -> None:
            super().__init__(engine, tried)

    machine = WithEngine if seed is None else seeded(seed)(WithEngine)
    chosen = settings(_QUIET, max_examples=count, stateful_step_count=STEPS, **_kept(seed))
    run_state_machine_as_test(machine, settings=chosen)


def _kept(seed: int | None) -> dict[str, Any]:
    """What failed before is tried first, unless a seed says what to try."""
    phases = [Phase.explicit, Phase.reuse, Phase.generate, *([Phase.shrink] if SHRINK else [])]
    return {"phases": phases} if seed is None else {"phases": phases, "database": None}
