"""Whether an append costs more in a long log than in a short one (one round; by hand, for it fills gigabytes)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from benchmarks.appending import Facts, Writers
from benchmarks.place import Place, fill
from benchmarks.rounds import Line, Results, Taken, alternate
from ledger.model.events import NewEvent


def grow(place: Place, results: Results, pool: Sequence[NewEvent], todo: Facts, lengths: tuple[int, int]) -> None:
    """Batches of 1,000 and single events at both lengths."""
    before, (short, long) = 0, lengths
    costs: dict[int, list[Taken]] = {1000: [], 1: []}
    for length in lengths:
        fill(place.engine, pool, length - before)
        before = length
        for size, events in ((1000, 20_000), (1, 300)):
            taken = alternate(5, {"ours": Writers(place, todo, events, size).ours})
            costs[size].append(taken["ours"])
            before += events * 6
    for size, (first, last) in costs.items():
        name = f"append in batches of {size:,} at {long:,} events" if size > 1 else f"single append at {long:,} events"
        line = Line(name, place.name, "µs/event", last, f"the same at {short:,}", first, 1.3, at_most=True)
        line.events = long
        results.add(replace(line, ours_cpu=last.cpu, rivals_cpu=first.cpu) if place.sqlite else line)
