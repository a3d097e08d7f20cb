"""Where the time of an append goes: the steps of batches of 1,000, each timed for itself.

Processor time of this process, so that waiting for the disk, for the server and for other programs is not in it.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from typing import TypeVar

from benchmarks.appending import NOW, Facts
from benchmarks.place import Place
from benchmarks.rounds import quiet
from ledger.model.events import NewEvent, event_id_of
from ledger.model.forms import written
from ledger.store import bulk, chain, log
from ledger.store.database import writing

SIZE = 1000

T = TypeVar("T")


class Steps(dict[str, list[float]]):
    """Microseconds per event of each step, in order."""

    def time(self, name: str, step: Callable[[], T]) -> T:
        started = time.process_time()
        done = step()
        self.setdefault(name, []).append((time.process_time() - started) / SIZE * 1e6)
        return done

    def medians(self) -> dict[str, float]:
        return {name: round(statistics.median(taken), 2) for name, taken in self.items()}


def steps(place: Place, facts: Facts, rounds: int) -> dict[str, float]:
    """The steps of `log.append`, taken apart; the first three are parts of the fourth."""
    taken = Steps()
    for _ in range(rounds):
        events = facts.take(SIZE)
        with quiet():
            _prepare(taken, events)
            _append(place, taken, events)
    return taken.medians()


def _prepare(taken: Steps, events: Sequence[NewEvent]) -> None:
    encoded = taken.time("canonical JSON", lambda: [written(event.payload) for event in events])
    taken.time("hash of the payload", lambda: [chain.payload_hash("0" * 32, one) for one in encoded])
    taken.time("id from the key", lambda: [event_id_of(event.key) for event in events])


def _append(place: Place, taken: Steps, events: Sequence[NewEvent]) -> None:
    prepared = taken.time("all before the transaction (log.prepare)", lambda: log.prepare(events))
    ids = [row.event_id for row in prepared.rows]
    with writing(place.engine) as conn:
        end, _ = taken.time("lock the head, look for the keys", lambda: bulk.lock_and_find(conn, ids))
        links = log.Links(*end[:3])
        taken.time("number the events", lambda: links.add(log.Request(prepared, NOW), {}))
        rows = taken.time("chain and rows", lambda: list(links))
        taken.time("insert", lambda: bulk.store(conn, rows, SIZE, links.end))
        started = time.process_time()
    taken.setdefault("commit", []).append((time.process_time() - started) / SIZE * 1e6)
