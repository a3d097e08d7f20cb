"""Durable appends: batches and single events of one writer, and single events of eight at a time."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import count
from typing import TypeVar

from benchmarks.place import Place
from benchmarks.rounds import Line, Results, Round, alternate, quiet
from benchmarks.workload import key
from ledger.model.events import NewEvent
from ledger.store import bulk, log
from ledger.store.appender import Appender
from ledger.store.database import driver_connection, writing

PACKAGE = "eventsourcing"
NOW = 1_750_000_000_000_000
LATER = 1_893_456_000_000_000  # 2030-01-01
CALLERS = 8

T = TypeVar("T")


class Facts:
    """Facts to append. Everybody gets the same ones, in the same order; only the keys are never used twice.

    They are of the years after those in place, as news are; `scattered` ones are of any time, as old papers may be.
    """

    def __init__(self, pool: Sequence[NewEvent]) -> None:
        """Take events that serve as patterns."""
        self.pool = pool
        self._numbers = count()

    def take(self, events: int) -> list[NewEvent]:
        return [replace(self.pool[i % len(self.pool)], key=key(next(self._numbers), LATER)) for i in range(events)]

    def scattered(self, events: int) -> list[NewEvent]:
        return [replace(event, key=f"scattered {event.key}") for event in self.take(events)]

    def batches(self, events: int, size: int) -> list[list[NewEvent]]:
        return [self.take(size) for _ in range(events // size)]


@dataclass
class Writers:
    """Those who append on one engine. Each method prepares a round, and returns what is timed of it."""

    place: Place
    facts: Facts
    events: int
    size: int = 1

    def ours(self) -> Round:
        """Straight into the log: canonical form, hashes, look-up of the keys, insert, commit."""
        return self._append(self.facts.batches(self.events, self.size))

    def scattered(self) -> Round:
        """The same with publications of any time, as of an archive that is read in no order."""
        return self._append([self.facts.scattered(self.size) for _ in range(self.events // self.size)])

    def _append(self, todo: Sequence[Sequence[NewEvent]]) -> Round:

        def work() -> None:
            for batch in todo:
                prepared = log.prepare(batch)
                with writing(self.place.engine) as conn:
                    log.append(conn, prepared, recorded_at=NOW)
            self.place.checkpoint()

        return work, self.events

    def shared(self) -> Round:
        """Through the appender, as one of the callers that may share a transaction."""
        todo = self.facts.batches(self.events, self.size)

        def work() -> None:
            with Appender(self.place.engine) as appender:
                for batch in todo:
                    appender.append(batch, recorded_at=NOW)
            self.place.checkpoint()

        return work, self.events

    def bare(self) -> Round:
        """Finished rows into the same table, and nothing else."""
        engine, sqlite = self.place.engine, self.place.sqlite
        with writing(engine) as conn:
            links = log.Links(*log.lock_head(conn))
        links.add(log.Request(log.prepare(self.facts.take(self.events)), NOW), {})
        rows = list(links)
        todo = [rows[i : i + self.size] for i in range(0, self.events, self.size)]

        def work() -> None:
            with engine.connect() as conn:
                driver = driver_connection(conn)
                for batch in todo:
                    if sqlite:
                        driver.execute("BEGIN IMMEDIATE")
                    bulk.insert(conn, batch)
                    driver.commit()
            self.place.checkpoint()
            # So that the next append goes on from there; one statement in many thousands.
            with writing(engine) as conn:
                move = log.sql(conn, "UPDATE log_head SET seq = ?, hash = ?, recorded_at = ? WHERE id = 1")
                conn.exec_driver_sql(move, (links.seq, links.hash, links.recorded_at))

        return work, self.events

    def recorder(self) -> Round:
        """The package's recorder, with events that are encoded already."""
        rival = self.place.rival
        todo = [rival.stored_events(batch) for batch in self.facts.batches(self.events, self.size)]

        def work() -> None:
            for batch in todo:
                rival.record(batch)
            rival.checkpoint()

        return work, self.events

    def save(self) -> Round:
        """The package's application."""
        rival = self.place.rival
        todo = [rival.domain_events(batch) for batch in self.facts.batches(self.events, self.size)]

        def work() -> None:
            for batch in todo:
                rival.save(batch)
            rival.checkpoint()

        return work, self.events


def batches(writers: Writers, results: Results, rounds: int) -> None:
    """Appends of one writer in batches, against the bare insert and the package."""
    contestants = {"ours": writers.ours, "bare": writers.bare, "recorder": writers.recorder, "save": writers.save}
    taken = alternate(rounds, contestants | {"scattered": writers.scattered})
    engine = writers.place.name
    targets = {
        ("PostgreSQL", 1000): {"recorder": 4.0, "bare": 0.6},
        ("SQLite", 1000): {"bare": 0.7},
        ("SQLite", 100): {"save": 2.0, "recorder": 1.5},
    }.get((engine, writers.size), {})
    rivals = {
        "bare": "bare executemany" if writers.place.sqlite else "bare COPY",
        "recorder": f"{PACKAGE} recorder",
        "save": f"{PACKAGE} save",
    }
    name, ours = f"batches of {writers.size:,}", taken["ours"]
    for rival, called in rivals.items():
        line = Line(name, engine, "µs/event", ours, called, taken[rival], targets.get(rival))
        results.add(replace(line, ours_cpu=ours.cpu, rivals_cpu=taken[rival].cpu) if writers.place.sqlite else line)
    scattered = taken["scattered"]
    results.add(Line(f"{name}, of any time", engine, "µs/event", scattered, "in order of time", ours, at_most=True))


def singles(writers: Writers, results: Results, rounds: int) -> None:
    """Appends of one event by one caller: directly, and through the appender that others could share."""
    taken = alternate(rounds, {"ours": writers.ours, "shared": writers.shared, "save": writers.save})
    engine, rival = writers.place.name, f"{PACKAGE} save"
    results.add(Line("single appends", engine, "µs/event", taken["ours"], rival, taken["save"], 1.0))
    name = "single appends through the appender"
    results.add(Line(name, engine, "µs/event", taken["shared"], rival, taken["save"], 1.0))


def callers(writers: Writers, results: Results, rounds: int) -> None:
    """Eight threads that append one event after the other, and how long each waits beside a lone one."""
    place, facts, events = writers.place, writers.facts, writers.events
    alone: list[float] = []
    waits: list[float] = []
    worst: list[float] = []

    def ours() -> Round:
        appender = Appender(place.engine)

        def append(event: NewEvent) -> None:
            appender.append([event], recorded_at=NOW)

        with quiet():
            alone.append(statistics.median(_waits(facts.take(100), append)))
        todo = [facts.take(events // CALLERS) for _ in range(CALLERS)]

        def work() -> None:
            found = _together(todo, append)
            appender.close()
            waits.append(statistics.median(found))
            worst.append(statistics.quantiles(found, n=100)[98])

        return work, events

    def save() -> Round:
        todo = [place.rival.domain_events(facts.take(events // CALLERS)) for _ in range(CALLERS)]
        return lambda: _together(todo, lambda event: place.rival.save([event])), events

    taken = alternate(rounds, {"ours": ours, "save": save})
    target = None if place.sqlite else 4.0
    name = f"single appends of {CALLERS} callers"
    results.add(Line(name, place.name, "µs/event", taken["ours"], f"{PACKAGE} save", taken["save"], target))
    # The first of each is of the round that only warms up.
    name, lone = f"wait of one of {CALLERS} callers", "a lone append"
    results.add(Line(f"{name}, median", place.name, "µs", waits[1:], lone, alone[1:], 2.0, at_most=True))
    results.add(Line(f"{name}, 99 of 100", place.name, "µs", worst[1:], lone, alone[1:], at_most=True))


def _waits(todo: Sequence[T], append: Callable[[T], object]) -> list[float]:
    """How long each append took, in microseconds."""
    taken = []
    for event in todo:
        started = time.perf_counter()
        append(event)
        taken.append((time.perf_counter() - started) * 1e6)
    return taken


def _together(todo: Sequence[Sequence[T]], append: Callable[[T], object]) -> list[float]:
    """The same by a thread for each list, all at once; an error of one is raised."""
    with ThreadPoolExecutor(len(todo)) as pool:
        return [wait for waits in pool.map(lambda events: _waits(events, append), todo) for wait in waits]
