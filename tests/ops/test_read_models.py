"""`verify` and the read models: each row that is not what the log makes is told, by position where it has one."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from ledger.ops import read_models
from ledger.ops.read_models import verify_read_models
from ledger.store.database import writing
from tests.torture.work import append_one


@pytest.fixture
def ledger(engine: Engine) -> Engine:
    """Three reports about the same companies."""
    for number in range(3):
        append_one(engine, f"report {number}", number)
    return engine


def run(engine: Engine, statement: str) -> None:
    with writing(engine) as conn:
        conn.exec_driver_sql(statement)


def test_what_is_told(ledger: Engine) -> None:
    """The table, the key, what is wrong with it, and what puts it right."""
    assert verify_read_models(ledger) == ([], 0)
    run(ledger, "UPDATE claims SET currency = 'EUR' WHERE seq = 3")
    run(ledger, "DELETE FROM slots WHERE kind = 'revenue'")
    problems, untold = verify_read_models(ledger)
    assert untold == 0
    assert [problem.seq for problem in problems] == [3, None, None, None]
    assert (
        problems[0].what
        == "the row of claims with seq 3 is not what the log makes it; “deal-ledger rebuild” puts it right"
    )
    assert all("of slots" in problem.what and "is missing" in problem.what for problem in problems[1:])


def test_much_is_counted(ledger: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first are told, the rest counted."""
    monkeypatch.setattr(read_models, "TOLD", 4)
    run(ledger, "UPDATE claims SET currency = 'EUR'")
    problems, untold = verify_read_models(ledger)
    assert (len(problems), untold) == (4, 5)
