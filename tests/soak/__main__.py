"""`make soak`: a few thousand pages, workers killed and started again, on one engine or both."""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ledger.store.database import open_engine
from ledger.store.migrate import upgrade
from tests.soak import world
from tests.soak.harness import Soak
from tests.support import postgres
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
    for name in ("sqlite", "postgresql") if given.engine == "both" else (given.engine,):
        with tempfile.TemporaryDirectory() as folder, _database(name, Path(folder)) as url:
            if url is None:
                continue
            start = time.monotonic()
            engine = open_engine(url)
            upgrade(engine)
            with Site(hosts=(*world.HOSTS, *world.WEARY)) as site:
                made = world.build(site, Path(folder) / "folder", given.pages, given.seed)
                soak = Soak(engine, made, random.Random(given.seed))
                soak.whole(given.kills, longest=8.0)
            engine.dispose()
            ways = ", ".join(f"{way} {count}" for way, count in sorted(made.behaviours.items()))
            sys.stdout.write(
                f"{name}: {len(made.expected)} facts each there once, {len(made.bad)} bad addresses accounted for, "
                f"{soak.kills['killed']} workers killed, {len(site.requests)} requests "
                f"in {time.monotonic() - start:.0f} s\n({ways})\n"
            )
    return 0


@contextmanager
def _database(name: str, folder: Path) -> Iterator[str | None]:
    if name == "sqlite":
        yield f"sqlite:///{folder / 'ledger.sqlite'}"
        return
    server = postgres.postgres_server()
    if isinstance(server, postgres.Unavailable):
        sys.stderr.write(f"postgresql is left out: {server.reason}\n")
        yield None
        return
    try:
        url = server.create_database()
        yield url
        server.drop_database(url)
    finally:
        server.stop()


if __name__ == "__main__":
    sys.exit(main())
