"""Whether the read models are what the log makes: part of `verify`, and of what a torture ends with."""

from __future__ import annotations

from sqlalchemy import Engine

from ledger.ops.verify import TOLD, Problem
from ledger.project import beside, projector
from ledger.project.beside import Difference
from ledger.store.database import reading


def verify_read_models(engine: Engine, progress: beside.Progress | None = None) -> tuple[list[Problem], int]:
    """Make every read model anew beside the live ones and compare them row by row, in constant memory.

    What another version of the code made is not compared, for every row may rightly differ: that is one problem.

    Returns:
        The rows that differ, by position where they have one, and how many more there are than are told.
    """
    with reading(engine) as conn:
        if not projector.standing(conn).current:
            what = "the read models were made by another version; “deal-ledger rebuild” makes them anew"
            return [Problem(None, what)], 0
    problems: list[Problem] = []
    untold = 0
    with beside.differences(engine, progress) as different:
        for difference in different:
            if len(problems) < TOLD:
                problems.append(Problem(difference.seq, _sentence(difference)))
            else:
                untold += 1
    return sorted(problems, key=lambda problem: (problem.seq is None, problem.seq or 0)), untold


def _sentence(difference: Difference) -> str:
    key = ", ".join(f"{name} {value}" for name, value in difference.key.items())
    what = {
        "changed": "is not what the log makes it",
        "missing": "is missing",
        "added": "was added: the log does not make it",
    }
    return f"the row of {difference.table} with {key} {what[difference.what]}; “deal-ledger rebuild” puts it right"
