"""Several workers on one ledger, one of them killed or paused at random: each source is started once, none starves."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from tests.soak.many import disturb

#: How many runs of each source are waited for; `make workers` goes on for minutes.
RUNS = 5


@pytest.mark.parametrize("count", [2, 3])
def test_each_source_is_started_once_and_none_starves(postgres_engine: Engine, tmp_path: Path, count: int) -> None:
    """In a term of the lease a source's starts are its interval apart, whoever is killed or put to sleep when."""
    log = tmp_path / "workers.log"
    disturb(postgres_engine, log, count, random.Random(count), lambda counts: min(counts) >= RUNS).look()
