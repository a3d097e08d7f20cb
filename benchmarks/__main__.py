"""`python -m benchmarks`: measure; with `--write`, put it into benchmarks/results.json and docs/benchmarks.md.

What is not measured (`--parts`, `--engines`) stays there as it was.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from itertools import islice
from pathlib import Path

from benchmarks import appending, asking, growing, joining, projecting, reading, replaying, report, workload
from benchmarks.appending import Facts, Writers
from benchmarks.place import Place, fill, places
from benchmarks.rounds import Results
from benchmarks.steps import steps
from benchmarks.workload import APPENDED, PATTERNS, facts
from ledger.model.events import NewEvent

ROOT = Path(__file__).parents[1]
#: How long the log is to which a longer one is compared.
GROWN_FROM = 100_000
#: Parts that need no database, and parts that need one.
READING = ("texts", "pages", "memory")
PARTS = (*READING, "batches", "singles", "callers", "replay", "claims", "rebuild", "state", "growth", "steps")
#: Parts that run only if they are named, on a ledger of their own: they fill gigabytes.
LARGE = ("asof",)


@dataclass(frozen=True)
class Size:
    """How much is measured: events in place, rounds, and the events of a round of each part."""

    events: int
    rounds: int
    thousands: int
    hundreds: int
    singles: int
    together: int
    rebuilt: int
    #: Events at which projecting is measured while a ledger grows.
    grown: tuple[int, ...]
    #: Claims and rows of the as-of join.
    claims: int
    rows: int
    #: Articles of a round, and documents over which memory is watched.
    articles: int
    documents: int


FULL = Size(
    1_000_000, 5, 10_000, 5_000, 200, 1_600, 100_000, (1_000, 10_000, 50_000), 5_000_000, 1_000_000, 100, 100_000
)
QUICK = Size(50_000, 5, 3_000, 1_000, 40, 320, 5_000, (1_000, 5_000), 100_000, 20_000, 20, 1_000)


def main() -> None:
    """Run the parts that were asked for on the engines that were asked for."""
    arguments = _arguments()
    size = QUICK if arguments.quick else FULL
    if arguments.events:
        size = replace(size, events=arguments.events)
    started = time.monotonic()

    def say(line: str) -> None:
        print(f"[{time.monotonic() - started:4.0f} s] {line}", file=sys.stderr, flush=True)  # noqa: T201

    results = Results(say=say, events=size.events)
    pool = list(islice(facts(1), PATTERNS))
    todo = Facts(pool[:APPENDED])
    wanted = arguments.parts or PARTS
    versions = [f"Python {platform.python_version()}", f"eventsourcing {version('eventsourcing')}"]
    if not arguments.grow:
        _read(results, wanted, size)
    with places(arguments.engines if set(wanted) - set(READING) else ()) as found:
        for place in found:
            say(f"{place.name}: {place.version}")
            versions.append(place.version)
            if arguments.grow:
                growing.grow(place, results, pool, todo, (GROWN_FROM, arguments.grow))
            else:
                _measure(place, results, pool, todo, wanted, size)
    missed = [line for line in results.lines if line.met is False]
    say(f"{sum(line.met is True for line in results.lines)} as asked for, {len(missed)} missed")
    if arguments.write:
        run = {
            "cpus": os.cpu_count(),
            "versions": versions,
            "steps": results.steps,
            "lines": [line.row() for line in results.lines],
        }
        report.write(run, ROOT / "benchmarks" / "results.json", ROOT / "docs" / "benchmarks.md")


def _read(results: Results, parts: Collection[str], size: Size) -> None:
    """The parts that are wanted and need no database."""
    if "texts" in parts:
        reading.texts(results, size.rounds, size.articles)
    if "pages" in parts:
        reading.pages(results, size.rounds, size.articles)
    if "memory" in parts:
        reading.memory(results, size.documents)


def _measure(  # noqa: PLR0913, PLR0917
    place: Place, results: Results, pool: Sequence[NewEvent], facts: Facts, parts: Collection[str], size: Size
) -> None:
    """All parts that are wanted on one engine."""
    stream = workload.facts(2)
    if "asof" in parts:
        joining.asof(place, results, pool, claims=size.claims, rows=size.rows, rounds=3)
        return
    if "growth" in parts:
        projecting.growth(place, results, lengths=size.grown)
    if "rebuild" in parts:
        for _ in range(0, size.rebuilt, PATTERNS):
            some = list(islice(stream, min(PATTERNS, size.rebuilt)))
            fill(place.engine, some, len(some))
        projecting.rebuild(place, results)
        if "state" in parts:
            asking.state(place, results, rounds=size.rounds)
    results.say(f"{place.name}: putting {size.events:,} events in place")
    fill(place.engine, pool, size.events)
    place.rival.fill(pool, size.events)
    results.say(f"{place.name}: measuring")
    if "replay" in parts:
        replaying.replay(place, results, events=size.events)
    if "claims" in parts:
        projecting.claims(place, results, rounds=size.rounds, events=20_000)
    if "batches" in parts:
        appending.batches(Writers(place, facts, size.thousands, 1000), results, size.rounds)
        appending.batches(Writers(place, facts, size.hundreds, 100), results, size.rounds)
    if "singles" in parts:
        appending.singles(Writers(place, facts, size.singles), results, size.rounds)
    if "callers" in parts:
        appending.callers(Writers(place, facts, size.together), results, size.rounds)
    if "steps" in parts:
        results.steps[place.name] = steps(place, facts, 20)
        results.say(f"{place.name}: {results.steps[place.name]}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer events: some minutes")
    parser.add_argument("--write", action="store_true", help="put it into results.json and docs/benchmarks.md")
    parser.add_argument("--engines", nargs="+", choices=("SQLite", "PostgreSQL"), default=("SQLite", "PostgreSQL"))
    parser.add_argument(
        "--parts", nargs="+", choices=(*PARTS, *LARGE), help="only these; asof only if named, and alone"
    )
    parser.add_argument("--events", type=int, help="in place before anything is measured, and replayed")
    growth = "only: what an event costs at 100,000 events and at this many, or for projecting at a tenth of it"
    parser.add_argument("--grow", type=int, metavar="EVENTS", help=growth)
    return parser.parse_args()


if __name__ == "__main__":
    main()
