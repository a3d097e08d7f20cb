"""Projection: from events to claims, and all read models anew. Reported; the rivals here are our own parts."""

from __future__ import annotations

import resource
import time

from benchmarks.place import Place
from benchmarks.rounds import Line, Results, Round, alternate, quiet
from ledger.project import beside
from ledger.project.claims import FACT_EVENTS, claim_of
from ledger.project.rows import claim_row, party_rows
from ledger.store import log
from ledger.store.database import reading

CLAIM_MICROSECONDS = 15.0


def claims(place: Place, results: Results, *, rounds: int, events: int) -> None:
    """Making the rows of claims, beside reading the events that they come from."""

    def make() -> Round:
        with reading(place.engine) as conn:
            found = [event for event in log.read(conn, until=events) if event.type in FACT_EVENTS]

        def work() -> None:
            for event in found:
                claim = claim_of(event)
                claim_row(claim)
                party_rows(claim)

        return work, len(found)

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
    """All read models anew, on a ledger of these events only (one round), and what that takes of memory."""
    before = _megabytes()
    with quiet():
        started = time.perf_counter()
        beside.rebuild(place.engine)
        taken = (time.perf_counter() - started) / events * 1e6
    with reading(place.engine) as conn, quiet():
        started = time.perf_counter()
        for _ in log.read(conn):
            pass
        read = (time.perf_counter() - started) / events * 1e6
    grown = _megabytes() - before
    name = f"full rebuild of {events:,} events"
    results.add(Line(name, place.name, "µs/event", [taken], "reading the log", [read], at_most=True, note="one round"))
    name = f"memory that a full rebuild of {events:,} events adds"
    results.add(Line(name, place.name, "MB", [grown], "the process before", [before], at_most=True, note="one round"))


def _megabytes() -> float:
    """The most memory that the process has had so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
