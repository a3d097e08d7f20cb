"""Whether an append costs more in a long log than in a short one (one round; by hand, for it fills gigabytes)."""

from __future__ import annotations

import statistics

from benchmarks.appending import Facts, Writers
from benchmarks.place import Place, fill
from benchmarks.rounds import Line, Results, alternate
from benchmarks.workload import facts


def grow(place: Place, results: Results, *, short: int, long: int) -> None:
    """Batches of 1,000 and single events at both lengths."""
    pool = [event for event, _ in zip(facts(1), range(20_000), strict=False)]
    todo = Facts(pool)
    before = 0
    costs: dict[int, list[float]] = {1000: [], 1: []}
    for length in (short, long):
        fill(place.engine, pool, length - before)
        before = length
        for size, events in ((1000, 20_000), (1, 300)):
            taken = alternate(5, {"ours": Writers(place, todo, events, size).ours})
            costs[size].append(statistics.median(taken["ours"]))
            before += events * 6
    for size, (first, last) in costs.items():
        name = f"append in batches of {size:,} at {long:,} events" if size > 1 else f"single append at {long:,} events"
        results.add(Line(name, place.name, "µs/event", [last], f"the same at {short:,}", [first], 1.3, at_most=True))
