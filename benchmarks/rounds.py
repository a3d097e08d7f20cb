"""Alternating rounds: each contestant in turn, again and again, so that a noisy minute falls on all of them."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Iterator, Mapping
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

    @property
    def ratio(self) -> float:
        """Of the medians."""
        ours, rival = statistics.median(self.ours), statistics.median(self.rivals)
        return ours / rival if self.at_most else rival / ours

    @property
    def met(self) -> bool | None:
        if self.target is None:
            return None
        return self.ratio <= self.target if self.at_most else self.ratio >= self.target

    def row(self) -> dict[str, Any]:
        """As it is written to the file."""
        return asdict(self) | {"ratio": round(self.ratio, 3), "met": self.met}


@dataclass
class Results:
    """All that one run has measured."""

    lines: list[Line] = field(default_factory=list)

    say: Callable[[str], None] = print

    def add(self, line: Line) -> None:
        self.lines.append(line)
        ours, rival = statistics.median(line.ours), statistics.median(line.rivals)
        wanted = "" if line.target is None else f" (asked for: {'≤' if line.at_most else '≥'} {line.target:g})"
        figures = f"{ours:.4g} {line.unit}, {line.rival} {rival:.4g}: ratio {line.ratio:.2f}{wanted}"
        self.say(f"{line.engine}: {line.name}: {figures}")


def alternate(rounds: int, contestants: Mapping[str, Contestant]) -> dict[str, list[float]]:
    """Microseconds per event of each contestant in each round; every other round goes backwards."""
    taken: dict[str, list[float]] = {name: [] for name in contestants}
    order = list(contestants.items())
    for number in range(rounds + 1):
        for name, contestant in order if number % 2 else reversed(order):
            work, events = contestant()
            with quiet():
                started = time.perf_counter()
                work()
                seconds = time.perf_counter() - started
            if number:  # the round before the first warms up caches, prepared statements and pools
                taken[name].append(seconds / events * 1e6)
    return taken


@contextmanager
def quiet() -> Iterator[None]:
    """Nobody pays for the rubbish of those before."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()
