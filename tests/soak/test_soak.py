"""The short soak: a small web, read while workers are killed. `make soak` is the long one."""

from __future__ import annotations

import random
from pathlib import Path

from sqlalchemy.engine import Engine

from tests.soak import world
from tests.soak.harness import Soak
from tests.support.site import Site


def test_a_web_that_misbehaves(engine: Engine, tmp_path: Path) -> None:
    """Every good document's facts are in the ledger once, every bad one is accounted for, whoever was killed when."""
    with Site(hosts=(*world.HOSTS, *world.WEARY)) as site:
        made = world.build(site, tmp_path / "folder", pages=40, seed=11)
        Soak(engine, made, random.Random(11)).whole(kills=2, longest=3.0, rounds=1)
