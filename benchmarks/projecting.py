"""Projection: from events to claims, and all read models anew. Reported; the rivals here are our own parts."""

from __future__ import annotations

import resource
import time
from collections.abc import Sequence
from multiprocessing import get_context
from pathlib import Path

from benchmarks.place import Place
from benchmarks.rounds import Line, Results, Round, alternate, quiet
from benchmarks.workload import batches
from ledger.project import beside, projector
from ledger.project.claims import FACT_EVENTS, claim_of
from ledger.project.rows import claim_row, party_rows
from ledger.store import log
from ledger.store.database import open_engine, reading, writing

CLAIM_MICROSECONDS = 15.0
#: Facts of a batch of fifty articles.
_TOGETHER = 300


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
    # It waits for nothing, so the time of the processor is all there is.
    name, made, gone = "making claims, processor time", taken["make"].cpu, taken["read"].cpu
    results.add(Line(name, place.name, "µs/event", made, "limit", limit, 1.0, at_most=True))
    if place.sqlite:
        results.add(Line(name, place.name, "µs/event", made, "reading them", gone))


def growth(place: Place, results: Results, *, lengths: Sequence[int]) -> None:
    """Projecting batches of 300 facts in the transaction of their append, as the worker does, while the ledger grows.

    The companies that are most in the news are in each batch. Facts of one year come to bear on each other the more of
    them there are, facts of the day only as many as a day brings.
    """
    for of_the_day in (False, True):
        grow(place, results, lengths, of_the_day=of_the_day)


def grow(place: Place, results: Results, lengths: Sequence[int], *, of_the_day: bool) -> None:
    """One of the two: what a batch costs at each length, beside the first of them."""
    seed = 6 if of_the_day else 5
    costs: dict[int, list[float]] = {length: [] for length in lengths}
    # Where a server does part of the work, the time of this process alone would leave that part out.
    clock = time.process_time if place.sqlite else time.perf_counter
    for number, events in enumerate(batches(seed, _TOGETHER, of_the_day=of_the_day)):
        done = number * _TOGETHER
        with writing(place.engine) as conn:
            log.append(conn, events, recorded_at=events[-1].known_at or 0)
            started = clock()
            projector.catch_up(conn)
            taken = (clock() - started) / len(events) * 1e6
        for length, cost in costs.items():
            if length <= done + 5 * _TOGETHER < length + 10 * _TOGETHER:
                cost.append(taken)
        if done > lengths[-1] + 5 * _TOGETHER:
            break
    short, *longer = lengths
    for long in longer:
        facts = "facts of the day" if of_the_day else "facts"
        name, rival = f"projecting 300 {facts} at {long:,} events", f"the same at {short:,}"
        line = Line(name, place.name, "µs/event", costs[long], rival, costs[short], 1.3, at_most=True)
        line.events = long
        results.add(line)


def rebuild(place: Place, results: Results) -> None:
    """All read models anew, of all that is in place (one round), in a process of its own, and its memory."""
    with quiet(), get_context("spawn").Pool(1) as other:
        events, taken, running, tenth, end = other.apply(_rebuilt, (place.url,))
    with reading(place.engine) as conn, quiet():
        started, ran = time.perf_counter(), time.process_time()
        for _ in log.read(conn):
            pass
        read, reading_ran = (
            (now - then) / events * 1e6 for now, then in ((time.perf_counter(), started), (time.process_time(), ran))
        )
    name = f"full rebuild of {events:,} events"
    line = Line(name, place.name, "µs/event", [taken], "reading the log", [read], at_most=True, note="one round")
    if place.sqlite:
        line.ours_cpu, line.rivals_cpu = [running], [reading_ran]
    line.events = events
    results.add(line)
    name = f"resident memory at the end of a rebuild of {events:,} events"
    line = Line(name, place.name, "MB", [end], "at a tenth of the way", [tenth], 1.2, at_most=True, note="one round")
    line.events = events
    results.add(line)


def _rebuilt(url: str) -> tuple[int, float, float, float, float]:
    """Events, microseconds of each by the clock and of the processor, megabytes at a tenth and at the end."""
    engine = open_engine(url)
    with reading(engine) as conn:
        events = log.head(conn).seq
    sizes: dict[str, float] = {}

    def note(stage: str, done: int, total: int) -> None:
        if stage == beside.READING and done * 10 >= total:
            sizes.setdefault("tenth", _resident())
        sizes["end"] = _resident()

    started, ran = time.perf_counter(), time.process_time()
    beside.rebuild(engine, note)
    taken, running = time.perf_counter() - started, time.process_time() - ran
    return events, taken / events * 1e6, running / events * 1e6, sizes["tenth"], sizes["end"]


def _resident() -> float:
    """The memory that the process has now."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * resource.getpagesize() / 2**20
