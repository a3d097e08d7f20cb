"""Several workers on one ledger, one of them killed or paused at random: each source is started once, none starves."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import time
from collections import defaultdict
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import Engine

from ledger.store.database import reading
from ledger.worker import runs
from tests.soak.harness import PATIENCE, add_source, start_worker
from tests.support import site as web
from tests.support.site import Site

#: Seconds between two runs of a source, and how many runs of each are waited for.
EVERY, RUNS = 2, 5


@pytest.mark.parametrize("count", [2, 3])
def test_each_source_is_started_once_and_none_starves(postgres_engine: Engine, tmp_path: Path, count: int) -> None:
    """In a term of the lease a source's starts are its interval apart, whoever is killed or put to sleep when."""
    chance = random.Random(count)
    with Site() as site:
        names = [f"feed {number}" for number in range(6)]
        for number, name in enumerate(names):
            address = site.put(f"/{number}.xml", web.page(web.feed([]), "application/rss+xml"))
            add_source(postgres_engine, name, address, "feed", EVERY)
        log = tmp_path / "workers.log"
        workers = [start_worker(postgres_engine, log) for _ in range(count)]
        try:
            deadline = time.monotonic() + PATIENCE
            while min(_counts(postgres_engine, names)) < RUNS:
                assert time.monotonic() < deadline, f"a source starves; see {log}"
                time.sleep(1.0 + 2.0 * chance.random())
                _disturb(workers, chance, postgres_engine, log)
        finally:
            for worker in workers:
                worker.send_signal(signal.SIGCONT)
                worker.kill()
                worker.wait()
    starts = _starts(log)
    assert {source for source, _ in starts} == set(names)
    for (source, _), moments in starts.items():
        apart = [later - earlier for earlier, later in pairwise(moments)]
        # The interval is off by a tenth at most.
        assert all(pause >= EVERY * 0.9e6 for pause in apart), f"{source} was started again after {min(apart)} µs"


def _disturb(workers: list[subprocess.Popen[bytes]], chance: random.Random, engine: Engine, log: Path) -> None:
    """Kill one and start another, or let one sleep beyond the end of its lease."""
    place = chance.randrange(len(workers))
    if chance.random() < 0.5:
        workers[place].send_signal(signal.SIGKILL)
        workers[place].wait()
        workers[place] = start_worker(engine, log)
    else:
        workers[place].send_signal(signal.SIGSTOP)
        time.sleep(2.5)
        workers[place].send_signal(signal.SIGCONT)


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
