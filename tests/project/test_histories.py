"""Properties over random histories: a rebuild changes nothing, and nobody sees what is later."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import Connection, Engine, select

from ledger.model.canonical import to_json
from ledger.model.errors import UnknownCompany
from ledger.project.tables import READ_MODELS
from ledger.query import asof, differences, holdings, questions, search, timeline
from ledger.query import entities as entities_of
from ledger.query.policies import Policy
from ledger.query.question import Question
from ledger.store import log
from ledger.store.tables import entities, entity_names
from tests.project.histories import COMPANIES, DAYS, INVESTORS, NOW, Report, Step, histories, published_after, write
from tests.support.rebuilding import rebuild_in_place

# One database serves all examples: each is rolled back, so there is nothing that one could leave to the next.
SHARED = settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)


@contextmanager
def rolled_back(engine: Engine) -> Iterator[Connection]:
    with engine.connect() as conn:
        transaction = conn.begin()
        try:
            yield conn
        finally:
            transaction.rollback()


def rows(conn: Connection) -> dict[str, list[tuple[Any, ...]]]:
    """Every read model, row by row."""
    tables = (*READ_MODELS, entities, entity_names)
    return {t.name: sorted((tuple(row) for row in conn.execute(select(t))), key=repr) for t in tables}


#: The day asked about, a policy, and a currency to convert to.
ASKED: list[tuple[str, Policy, str | None]] = [
    ("2025-06-16", Policy.ALL, "EUR"),
    ("2026-01-31", Policy.RANK, None),
    ("2026-01-31", Policy.SOURCE_TIER, None),
]


def answers(conn: Connection, known_at: str, seq: int | None = None) -> list[str]:
    """Every question about every company at one setting of the clocks, without the clocks themselves."""
    found = []
    for day, policy, currency in ASKED:
        question = questions.ask(conn, now=NOW, as_of=day, known_at=known_at, seq=seq, policy=policy, currency=currency)
        found += _answers(question, known_at)
    return found


def _answers(question: Question, known_at: str) -> list[str]:
    about_one: list[Callable[[Question, str], Any]] = [
        lambda q, name: questions.state(q, name)["slots"],
        lambda q, name: questions.conflicts(q, name)["slots"],
        questions.claims,
        questions.deals,
        questions.history,
        holdings.captable,
        holdings.portfolio,
        timeline.timeline,
        lambda q, name: differences.diff(q, name, DAYS[0]) if known_at > DAYS[0] else [],
        search.search,
        entities_of.show,
        _joined,
    ]
    about_all: list[Callable[[Question], Any]] = [
        lambda q: questions.conflicts(q)["slots"],
        questions.deals,
        entities_of.review,
        lambda q: search.search(q, "comet"),
        lambda q: search.search(q, "sum"),
    ]
    found = [_answer(partial(ask, question)) for ask in about_all]
    names = dict.fromkeys((*COMPANIES, *INVESTORS))
    return found + [_answer(partial(ask, question, name)) for name in names for ask in about_one]


def _joined(question: Question, name: str) -> list[Any]:
    """What the batch join makes of a row that was known as early as what is asked, and of one a year before."""
    times = (question.clocks.known_at, question.clocks.known_at - 365 * 86_400 * 10**6)
    rows = [asof.Asked(name, kind, at) for kind in ("investment", "stake", "partnership") for at in times]
    picks = asof.join(asof.at_head(question), rows)
    return [(pick.company_id, pick.claims, pick.claim and pick.claim.claim_id) for pick in picks]


def _answer(ask: Callable[[], Any]) -> str:
    try:
        answer = ask()
        return to_json(answer if isinstance(answer, (list, dict)) else list(answer))
    except UnknownCompany as error:
        return type(error).__name__


@SHARED
@given(steps=histories)
def test_rebuild_equals_incremental(engine: Engine, steps: list[Step]) -> None:
    """After a rebuild every read model is row for row what incremental projection had made."""
    with rolled_back(engine) as conn:
        write(conn, steps)
        incremental = rows(conn)
        rebuild_in_place(conn)
        assert rows(conn) == incremental


@SHARED
@given(steps=histories, known=st.sampled_from(DAYS[:-1]), data=st.data())
def test_later_publications_change_no_answer_known_before(
    engine: Engine, steps: list[Step], known: str, data: st.DataObject
) -> None:
    """Documents published after a day change nothing that was known on it, whenever they are ingested."""
    later: list[Report] = data.draw(published_after(known))
    with rolled_back(engine) as conn:
        write(conn, steps)
        before = answers(conn, known)
        write(conn, later)
        assert answers(conn, known) == before


@SHARED
@given(steps=histories, more=histories, known=st.sampled_from(DAYS))
def test_later_events_change_no_answer_at_an_earlier_position(
    engine: Engine, steps: list[Step], more: list[Step], known: str
) -> None:
    """Whatever is appended, the answer at an earlier position stays byte for byte what it was."""
    with rolled_back(engine) as conn:
        write(conn, steps)
        seq = log.head(conn).seq
        before = answers(conn, known, seq)
        write(conn, more)
        assert answers(conn, known, seq) == before


def _told(publisher: str, day: str, *facts: dict[str, Any], **printed: Any) -> Report:
    return Report(publisher, day, tuple({"kind": "investment", "company": "Anvil"} | fact for fact in facts), **printed)


def _money(date: str | None = None) -> dict[str, Any]:
    ember = [{"name": "Ember", "role": "party"}]
    return {"amount": {"value": 10**9, "currency": "USD"}, "date": date, "counterparties": ember}


def _two_papers(*dates: str | None, **printed: Any) -> list[Report]:
    papers = (("Morning Paper", "2025-02-03"), ("Evening Paper", "2025-03-03"))
    return [_told(*paper, _money(date), **printed) for paper, date in zip(papers, dates, strict=True)]


_ONE, _OTHER = _two_papers(None, None, text=0)
#: What leaks easily: what was known by the first reports, and the late one that must not change it.
LATE = {
    "a report that bridges two deals": (
        _two_papers("2025-01", "2025-02"),
        _told("Wire", "2025-08-03", _money("2025-01/2025-02")),
    ),
    "a paper that prints the texts of two": (
        [_ONE, replace(_OTHER, text=2)],
        _told("Wire", "2025-08-03", _money(), text=1),
    ),
    "a copy": ([_ONE], _told("Wire", "2025-08-03", _money(), text=0)),
    "an edited version": (
        [_told("Morning Paper", "2025-02-03", _money(), {"kind": "founding"})],
        _told("Morning Paper", "2025-08-03", _money(), revises=0),
    ),
}


@pytest.mark.parametrize("late", LATE)
def test_what_comes_late_changes_what_is_known_late_only(engine: Engine, late: str) -> None:
    """It changes the answer of now, which shows that the example is one, and none of those before it was published."""
    early, last = LATE[late]
    with rolled_back(engine) as conn:
        write(conn, early)
        seq, now = log.head(conn).seq, answers(conn, "2025-12-31")
        before = {day: answers(conn, day) for day in DAYS[::3] if day < "2025-08-03"}
        write(conn, [*early, last])
        assert {day: answers(conn, day) for day in before} == before
        assert answers(conn, "2025-12-31", seq) == now
        assert answers(conn, "2025-12-31") != now


def test_exchange_rates_are_those_of_the_publication(engine: Engine) -> None:
    """The rate of the day of the report or the last before it, whenever one asks; never a later one."""
    with rolled_back(engine) as conn:
        write(conn, [_told("Morning Paper", "2025-03-15", _money())])  # a Saturday
        for day in ("2025-03-15", "2025-12-31"):
            (claim,) = questions.claims(questions.ask(conn, now=NOW, known_at=day, currency="EUR"), "Anvil")
            assert claim["converted"]["rate_date"] == "2025-03-14"


@SHARED
@given(steps=histories)
def test_a_past_answer_is_that_of_a_ledger_with_the_visible_events_only(engine: Engine, steps: list[Step]) -> None:
    """The answer at a position is the answer of a ledger that was never told more."""
    with rolled_back(engine) as conn:
        write(conn, steps[: len(steps) // 2])
        seq = log.head(conn).seq
        then = answers(conn, "2025-12-31")
        write(conn, steps[len(steps) // 2 :])
        assert answers(conn, "2025-12-31", seq) == then
