"""Projection: from events to claims, and all read models anew. Reported; the rivals here are our own parts."""

from __future__ import annotations

import time

from benchmarks.place import Place
from benchmarks.rounds import Line, Results, Round, alternate, quiet
from ledger.project import beside
from ledger.project.claims import claim_of
from ledger.project.rows import claim_row, party_rows
from ledger.store import log
from ledger.store.database import reading

CLAIM_MICROSECONDS = 15.0


def claims(place: Place, results: Results, *, rounds: int, events: int) -> None:
    """Making the rows of claims, beside reading the events that they come from."""

    def make() -> Round:
        with reading(place.engine) as conn:
            found = list(log.read(conn, until=events))

        def work() -> None:
            for event in found:
                claim = claim_of(event)
                claim_row(claim)
                party_rows(claim)

        return work, events

    def read() -> Round:
        def work() -> None:
            with reading(place.engine) as conn:
                for _ in log.read(conn, until=events):
                    pass

        return work, events

    taken = alternate(rounds, {"make": make, "read": read})
    limit = [CLAIM_MICROSECONDS] * rounds
    results.add(Line("making claims", place.name, "µs/event", taken["make"], "limit", limit, 1.0, at_most=True))
    results.add(Line("making claims", place.name, "µs/event", taken["make"], "reading them", taken["read"]))


def rebuild(place: Place, results: Results, *, events: int) -> None:
    """All read models anew, on a ledger of these events only (one round)."""
    with quiet():
        started = time.perf_counter()
        beside.rebuild(place.engine)
        taken = (time.perf_counter() - started) / events * 1e6
    with reading(place.engine) as conn, quiet():
        started = time.perf_counter()
        for _ in log.read(conn):
            pass
        read = (time.perf_counter() - started) / events * 1e6
    name = f"full rebuild of {events:,} events"
    results.add(Line(name, place.name, "µs/event", [taken], "reading the log", [read], at_most=True, note="one round"))
