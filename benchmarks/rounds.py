"""Alternating rounds: each contestant in turn, again and again, so that a noisy minute falls on all of them."""

from __future__ import annotations

import gc
import os
import statistics
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Any

#: What is to be timed, and the number of events that it handles.
Round = tuple[Callable[[], object], int]
#: Prepares one round, which is not timed.
Contestant = Callable[[], Round]


@dataclass
class Line:
    """One line of the table: ours against a rival in one unit, where less is better."""

    name: str
    engine: str
    unit: str
    ours: list[float]
    rival: str
    rivals: list[float]
    #: The ratio that was asked for; nothing where a figure is only reported.
    target: float | None = None
    #: Whether the ratio is rival/ours (how many times faster) or ours/rival (how many times dearer), to stay below.
    at_most: bool = False
    note: str = ""
    #: The same in processor time of this process, which others who use the machine disturb less; a server's is not in.
    ours_cpu: list[float] = field(default_factory=list)
    rivals_cpu: list[float] = field(default_factory=list)
    #: The events in place before, and how many programs wanted a processor in the minute that ended with it.
    events: int = 0
    load: float = 0.0

    @property
    def ratio(self) -> float:
        """Of the medians."""
        ours, rival = statistics.median(self.ours), statistics.median(self.rivals)
        return ours / rival if self.at_most else rival / ours

    @property
    def cpu_ratio(self) -> float | None:
        """The same ratio in processor time."""
        if not self.ours_cpu:
            return None
        ours, rival = statistics.median(self.ours_cpu), statistics.median(self.rivals_cpu)
        return ours / rival if self.at_most else rival / ours

    @property
    def met(self) -> bool | None:
        if self.target is None:
            return None
        return self.ratio <= self.target if self.at_most else self.ratio >= self.target

    def row(self) -> dict[str, Any]:
        """As it is written to the file."""
        cpu = self.cpu_ratio
        ratios = {"ratio": round(self.ratio, 3), "cpu_ratio": None if cpu is None else round(cpu, 3)}
        return asdict(self) | ratios | {"met": self.met}


@dataclass
class Results:
    """All that one run has measured."""

    lines: list[Line] = field(default_factory=list)
    #: Of each engine, the microseconds of each step of an append.
    steps: dict[str, dict[str, float]] = field(default_factory=dict)
    say: Callable[[str], None] = print
    #: The events in place.
    events: int = 0

    def add(self, line: Line) -> None:
        line.events, line.load = line.events or self.events, round(os.getloadavg()[0], 1)
        self.lines.append(line)
        ours, rival = statistics.median(line.ours), statistics.median(line.rivals)
        wanted = "" if line.target is None else f" (asked for: {'≤' if line.at_most else '≥'} {line.target:g})"
        cpu = "" if line.cpu_ratio is None else f", in processor time {line.cpu_ratio:.2f}"
        figures = f"{ours:.4g} {line.unit}, {line.rival} {rival:.4g}: ratio {line.ratio:.2f}{wanted}{cpu}"
        self.say(f"{line.engine}: {line.name}: {figures}")


class Taken(list[float]):
    """Microseconds per event of each round, and beside them those of this process's processor time."""

    def __init__(self, taken: Iterable[float] = ()) -> None:
        super().__init__(taken)
        self.cpu: list[float] = []


def alternate(rounds: int, contestants: Mapping[str, Contestant]) -> dict[str, Taken]:
    """Microseconds per event of each contestant in each round; every other round goes backwards."""
    taken = {name: Taken() for name in contestants}
    order = list(contestants.items())
    for number in range(rounds + 1):
        for name, contestant in order if number % 2 else reversed(order):
            work, events = contestant()
            with quiet():
                started, ran = time.perf_counter(), time.process_time()
                work()
                seconds, running = time.perf_counter() - started, time.process_time() - ran
            if number:  # the round before the first warms up caches, prepared statements and pools
                taken[name].append(seconds / events * 1e6)
                taken[name].cpu.append(running / events * 1e6)
    return taken


@contextmanager
def quiet() -> Iterator[None]:
    """Nobody pays for the rubbish of those before."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()
