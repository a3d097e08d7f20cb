"""`make soak`: a few thousand pages, workers killed and started again, on one engine or both."""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
import time
from pathlib import Path

from ledger.store.database import open_engine
from ledger.store.migrate import upgrade
from tests.soak import world
from tests.soak.harness import Soak
from tests.support.databases import NAMES, database
from tests.support.site import Site


def main() -> int:
    """Soak, look, and say what was done; the seed is printed, so that a failure can be repeated."""
    parser = argparse.ArgumentParser(prog="make soak", description="Let the worker read a web that misbehaves.")
    parser.add_argument("--pages", type=int, default=3000, help="good pages; a fifth as many bad ones come on top")
    parser.add_argument("--kills", type=int, default=30, help="so many times workers are started and killed")
    parser.add_argument("--engine", choices=["sqlite", "postgresql", "both"], default="both")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    given = parser.parse_args()
    sys.stdout.write(f"seed {given.seed}\n")
    for name in NAMES if given.engine == "both" else (given.engine,):
        # Left where it is if something is missed: what the workers said is in it.
        folder = Path(tempfile.mkdtemp(prefix="soak-"))
        with database(name, folder) as (url, _):
            if url is None:
                folder.rmdir()
                continue
            start = time.monotonic()
            engine = open_engine(url)
            upgrade(engine)
            with Site(hosts=(*world.HOSTS, *world.WEARY)) as site:
                made = world.build(site, folder / "folder", given.pages, given.seed)
                soak = Soak(engine, made, random.Random(given.seed))
                soak.whole(given.kills, longest=8.0)
            engine.dispose()
            ways = ", ".join(f"{way} {count}" for way, count in sorted(made.behaviours.items()))
            sys.stdout.write(
                f"{name}: {len(made.expected)} facts each there once, {len(made.bad)} bad addresses accounted for, "
                f"{soak.kills['killed']} workers killed, {len(site.requests)} requests "
                f"in {time.monotonic() - start:.0f} s\n({ways})\n"
            )
        shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
