"""Questions: the state of a company, beside a bare read of its rows and their JSON."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from benchmarks.place import Place
from benchmarks.rounds import Line, Results, Round, Taken, alternate
from ledger.model.canonical import to_json
from ledger.model.events import CompanyRegistered, NewEvent
from ledger.project import projector
from ledger.query import questions
from ledger.store import log
from ledger.store.database import driver_connection, reading, writing
from ledger.store.log import sql

BARE = 10.0
NOW = datetime(2026, 6, 1, tzinfo=UTC)

_LIKE_IT = (
    "SELECT company_id, count(*) FROM claims GROUP BY company_id ORDER BY abs(count(*) - 200), company_id LIMIT 1"
)
_ROWS = "SELECT * FROM claims WHERE company_id = ? ORDER BY seq"


def state(place: Place, results: Results, *, rounds: int) -> None:
    """Of the company that has the number of claims nearest to 200, in a ledger whose read models are made."""
    company, claims = like_it(place)
    with writing(place.engine) as conn:
        payload = CompanyRegistered(id=company, name=company)
        log.append(conn, [NewEvent(f"company {company}", payload, "benchmark", company_id=company)], recorded_at=0)
        projector.catch_up(conn)
        events = log.head(conn).seq

    measure(place, results, company, f"state of a company with {claims} claims, among {events:,} events", rounds=rounds)


def like_it(place: Place) -> tuple[str, int]:
    """The company that has the number of claims nearest to 200, and that number."""
    with reading(place.engine) as conn:
        company, claims = conn.exec_driver_sql(_LIKE_IT).one()
    return company, claims


def measure(place: Place, results: Results, company: str, name: str, *, rounds: int) -> Taken:
    """The state of a company beside a bare read of its rows; returns what the state takes."""

    def ask() -> Round:
        def work() -> None:
            with reading(place.engine) as conn:
                to_json(questions.state(questions.ask(conn, now=NOW), company))

        return work, 1

    def read() -> Round:
        def work() -> None:
            with reading(place.engine) as conn:
                cursor = driver_connection(conn).execute(sql(conn, _ROWS), (company,))
                names = [column[0] for column in cursor.description]
                to_json([_named(names, row) for row in cursor.fetchall()])

        return work, 1

    taken = alternate(rounds * 5, {"state": ask, "read": read})
    rival = "a bare indexed read of its claims, and JSON"
    line = Line(name, place.name, "µs", taken["state"], rival, taken["read"], BARE, at_most=True)
    if place.sqlite:
        line.ours_cpu, line.rivals_cpu = taken["state"].cpu, taken["read"].cpu
    results.add(line)
    return taken["state"]


def _named(names: list[str], row: tuple[Any, ...]) -> dict[str, Any]:
    values = (str(value) if isinstance(value, date) else value for value in row)
    return dict(zip(names, values, strict=True))
