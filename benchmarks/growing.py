"""Whether an event costs more in a long log than in a short one (by hand, for it fills gigabytes).

Projecting is measured in one ledger on its way from the short length to a tenth of the long one; there all its read
models are rebuilt, once. For appending both lengths are there at once and are appended to in turn, so that a busy
minute falls on both; the short ledger is made anew in the rival's database, which nobody uses here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from benchmarks import projecting
from benchmarks.appending import Facts, Writers
from benchmarks.place import Place, fill
from benchmarks.rounds import Line, Results, alternate
from ledger.model.events import NewEvent
from ledger.store.database import open_engine
from ledger.store.migrate import upgrade

#: Events of a round, by the size of a batch.
_APPENDED = {1000: 20_000, 1: 300}


def grow(place: Place, results: Results, pool: Sequence[NewEvent], todo: Facts, lengths: tuple[int, int]) -> None:
    """Facts of the day projected, all rebuilt, and batches of 1,000 and single events in a ledger of each length."""
    short, long = lengths
    results.say(f"{place.name}: projecting until {long // 10:,} events")
    projecting.grow(place, results, (short, long // 10), of_the_day=True)
    results.say(f"{place.name}: rebuilding")
    projecting.rebuild(place, results)
    beside = replace(place, engine=open_engine(place.rival_url))
    upgrade(beside.engine)
    fill(beside.engine, pool, short)
    results.say(f"{place.name}: putting {long:,} events in place")
    fill(place.engine, pool, long)
    place.checkpoint()
    results.say(f"{place.name}: measuring")
    for size, events in _APPENDED.items():
        both = {name: Writers(at, todo, events, size).ours for name, at in (("long", place), ("short", beside))}
        taken = alternate(5, both)
        name = f"append in batches of {size:,} at {long:,} events" if size > 1 else f"single append at {long:,} events"
        line = Line(
            name, place.name, "µs/event", taken["long"], f"the same at {short:,}", taken["short"], 1.3, at_most=True
        )
        line.events = long
        results.add(replace(line, ours_cpu=taken["long"].cpu, rivals_cpu=taken["short"].cpu) if place.sqlite else line)
    beside.engine.dispose()
