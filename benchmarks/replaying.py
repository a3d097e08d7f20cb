"""Replay: all events into Python objects, in order, in bounded memory."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from pathlib import Path

from benchmarks.appending import PACKAGE
from benchmarks.place import Place
from benchmarks.rounds import Line, Results, Round, alternate
from ledger.store import log
from ledger.store.database import open_engine, reading

#: The million is read in this many parts, ours and the package's in turn: so each part is a round.
PARTS = 10


def replay(place: Place, results: Results, *, events: int) -> None:
    """The whole log part by part, in turn with the package's notifications and its mapper."""
    part = events // PARTS
    positions = {"ours": 0, "rival": 0}

    def ours() -> Round:
        after = positions["ours"] % events
        positions["ours"] += part

        def work() -> None:
            with reading(place.engine) as conn:
                found = sum(1 for _ in log.read(conn, after=after, until=after + part))
            assert found == part

        return work, part

    def rival() -> Round:
        after = positions["rival"] % events
        positions["rival"] += part

        def work() -> None:
            assert place.rival.replay(after, after + part) == part

        return work, part

    taken = alternate(PARTS, {"ours": ours, "rival": rival})
    name = f"replay of {events:,} events into objects"
    rival_name = f"{PACKAGE} select_notifications and mapper"
    results.add(Line(name, place.name, "µs/event", taken["ours"], rival_name, taken["rival"], 4.0))
    early, late = _memory(place.url, events)
    name = "resident memory at the end of a replay"
    results.add(Line(name, place.name, "MB", [late], "at a tenth of the way", [early], 1.2, at_most=True))


def _memory(url: str, events: int) -> tuple[float, float]:
    """Megabytes at a tenth of the way and at the end, in a process that does nothing else."""
    program = [sys.executable, "-m", "benchmarks.replaying", url, str(events)]
    done = subprocess.run(program, cwd=Path(__file__).parents[1], check=True, capture_output=True, text=True)  # noqa: S603
    early, late = map(float, done.stdout.split())
    return early, late


def resident() -> float:
    """Megabytes of memory that this process holds."""
    if Path("/proc/self/statm").exists():
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
    listed = subprocess.run(["ps", "-o", "rss=", "-p", str(os.getpid())], check=True, capture_output=True, text=True)  # noqa: S603, S607
    return int(listed.stdout) / 1e3


def main(url: str, events: int) -> None:
    """Replay a log and print the memory at a tenth of the way and at the end: medians around these two points."""
    engine = open_engine(url)
    early, late = [], []
    with reading(engine) as conn:
        for event in log.read(conn, until=events):
            if event.seq % (events // 1000) == 0:
                share = event.seq / events
                if 0.09 < share <= 0.1:
                    early.append(resident())
                elif share > 0.99:
                    late.append(resident())
    print(statistics.median(early), statistics.median(late))  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
