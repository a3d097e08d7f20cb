"""Several workers on one ledger, one of them killed or put to sleep at random: `make workers` does it for minutes.

python -m tests.soak.many --workers 2 3 --seconds 240
"""

from __future__ import annotations

import argparse
import json
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from sqlalchemy.engine import Engine

from ledger.store.database import open_engine, reading
from ledger.store.migrate import upgrade
from ledger.worker import runs
from tests.soak.harness import PATIENCE, add_source, start_worker
from tests.support import postgres
from tests.support import site as web
from tests.support.site import Site

#: Seconds between two runs of a source, and how many sources there are.
EVERY, SOURCES = 2, 6


@dataclass
class Disturbed:
    """What was done to the workers, and when each source was started in each term of the lease (µs)."""

    done: Counter[str] = field(default_factory=Counter)
    starts: dict[tuple[str, int], list[int]] = field(default_factory=dict)

    def by_source(self) -> dict[str, list[int]]:
        """The moments of each source, whatever the term."""
        found: defaultdict[str, list[int]] = defaultdict(list)
        for (source, _), moments in self.starts.items():
            found[source] += moments
        return {source: sorted(moments) for source, moments in found.items()}

    def look(self) -> None:
        """In a term of the lease a source's starts are its interval apart (which is off by a tenth at most)."""
        for (source, term), moments in self.starts.items():
            for earlier, later in pairwise(moments):
                assert later - earlier >= EVERY * 0.9e6, f"{source} was started again in term {term} too early"


def disturb(
    engine: Engine, log: Path, count: int, chance: random.Random, enough: Callable[[list[int]], bool]
) -> Disturbed:
    """Let workers read sources, and kill one or let one sleep beyond its lease every few seconds.

    Args:
        enough: told how often each source was started; it is over when it says so.
    """
    found = Disturbed()
    with Site() as site:
        names = [f"feed {number}" for number in range(SOURCES)]
        for number, name in enumerate(names):
            address = site.put(f"/{number}.xml", web.page(web.feed([]), "application/rss+xml"))
            add_source(engine, name, address, "feed", EVERY)
        workers = [start_worker(engine, log) for _ in range(count)]
        try:
            counts, moved = [0] * len(names), time.monotonic()
            while not enough(counts):
                time.sleep(1.0 + 2.0 * chance.random())
                found.done[_disturb_one(workers, chance, engine, log)] += 1
                before, counts = counts, _counts(engine, names)
                # A source starves if it stands still while others go on, or everything does.
                moved = time.monotonic() if min(counts) > min(before) else moved
                assert time.monotonic() < moved + PATIENCE, f"a source starves; see {log}"
        finally:
            for worker in workers:
                worker.send_signal(signal.SIGCONT)
                worker.kill()
                worker.wait()
    found.starts = _starts(log)
    assert {source for source, _ in found.starts} == set(names)
    return found


def _disturb_one(workers: list[subprocess.Popen[bytes]], chance: random.Random, engine: Engine, log: Path) -> str:
    place = chance.randrange(len(workers))
    if chance.random() < 0.5:
        workers[place].send_signal(signal.SIGKILL)
        workers[place].wait()
        workers[place] = start_worker(engine, log)
        return "killed"
    workers[place].send_signal(signal.SIGSTOP)
    time.sleep(2.5)
    workers[place].send_signal(signal.SIGCONT)
    return "put to sleep"


def _counts(engine: Engine, names: list[str]) -> list[int]:
    with reading(engine) as conn:
        found = runs.all_runs(conn)
    return [found[name].runs if name in found else 0 for name in names]


def _starts(log: Path) -> dict[tuple[str, int], list[int]]:
    """When each source was started in each term of the lease, by what the workers said."""
    found: defaultdict[tuple[str, int], list[int]] = defaultdict(list)
    numbers = set()
    for line in log.read_text(encoding="utf-8").splitlines():
        said: dict[str, Any] = json.loads(line) if line.startswith("{") and line.endswith("}") else {}
        if said.get("event") == "source_started":
            assert (said["source"], said["run"]) not in numbers, "one run was started twice"
            numbers.add((said["source"], said["run"]))
            found[said["source"], said["term"]].append(said["started_at"])
    return {key: sorted(moments) for key, moments in found.items()}


def main() -> int:
    """Disturb so many workers for so long on PostgreSQL, look, and say what was seen."""
    parser = argparse.ArgumentParser(prog="make workers", description="Kill one of several workers again and again.")
    parser.add_argument("--workers", type=int, nargs="+", default=[2, 3])
    parser.add_argument("--seconds", type=float, default=240)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    given = parser.parse_args()
    sys.stdout.write(f"seed {given.seed}\n")
    server = postgres.postgres_server()
    if isinstance(server, postgres.Unavailable):
        sys.stderr.write(f"{server.reason}\n")
        return 1
    try:
        for count in given.workers:
            url = server.create_database()
            engine = open_engine(url)
            upgrade(engine)
            until = time.monotonic() + given.seconds
            with tempfile.TemporaryDirectory() as folder:
                log = Path(folder) / "workers.log"
                seen = disturb(engine, log, count, random.Random(given.seed), lambda _: time.monotonic() > until)  # noqa: B023
            engine.dispose()
            seen.look()
            _say(count, given.seconds, seen)
    finally:
        server.stop()
    return 0


def _say(count: int, seconds: float, seen: Disturbed) -> None:
    sources = seen.by_source()
    longest = max(later - earlier for moments in sources.values() for earlier, later in pairwise(moments)) / 1e6
    runs_of = sorted(len(moments) for moments in sources.values())
    terms = len({term for _, term in seen.starts})
    sys.stdout.write(
        f"{count} workers for {seconds:.0f} s: one killed {seen.done['killed']} times, put to sleep "
        f"{seen.done['put to sleep']} times; {terms} terms of the lease; each of {len(sources)} sources started "
        f"{runs_of[0]} to {runs_of[-1]} times, never twice within its {EVERY} s in a term, "
        f"and never left alone for more than {longest:.1f} s\n"
    )


if __name__ == "__main__":
    sys.exit(main())
