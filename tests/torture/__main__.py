"""`make torture`: kills for as long as one likes, on both engines."""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ledger.store.database import open_engine
from ledger.store.migrate import upgrade
from tests.support import postgres
from tests.torture.harness import Torture, crash_server, in_folder, prepare

JOBS = (
    "append",
    "append",
    "group",
    "project",
    "rebuild",
    "rebuild",
    "backup",
    "erase",
    "migrate",
    "migrate",
    "upgrade",
)


def main() -> int:
    """Kill until the time is over and the kills are enough; the seed is printed, so that a failure can be repeated."""
    parser = argparse.ArgumentParser(prog="make torture", description="Kill the ledger, and look at what is left.")
    parser.add_argument("--kills", type=int, default=200, help="at least so many on each engine (default 200)")
    parser.add_argument("--seconds", type=float, default=0, help="at least so long on each engine (default 0)")
    parser.add_argument("--engine", choices=["sqlite", "postgresql", "both"], default="both")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    given = parser.parse_args()
    sys.stdout.write(f"seed {given.seed}\n")
    for name in ("sqlite", "postgresql") if given.engine == "both" else (given.engine,):
        with tempfile.TemporaryDirectory() as folder, _database(name, Path(folder)) as (another, own):
            if another is None:
                continue
            url = another()
            start = time.monotonic()
            engine = open_engine(url)
            upgrade(engine)
            engine.dispose()
            torture = prepare(url, Path(folder), given.seed, another)
            crashes = _torment(torture, given.kills, given.seconds, crash=own)
            kinds = ", ".join(f"{job} {count}" for job, count in sorted(torture.kills.items()))
            crashed = f", {crashes} crashes of the server" if crashes else ""
            sys.stdout.write(
                f"{name}: {torture.kills.total()} kills ({kinds}){crashed} in {time.monotonic() - start:.0f} s; "
                f"{len(torture.documents)} acknowledged reports, none lost, none doubled, none by half\n"
            )
    return 0


def _torment(torture: Torture, kills: int, seconds: float, *, crash: bool) -> int:
    start, rounds, crashes = time.monotonic(), 0, 0
    while torture.kills.total() < kills or time.monotonic() - start < seconds:
        rounds += 1
        for _ in range(5):
            count = torture.random.choice([1, 1, 2, 3])
            torture.kill(*torture.random.choices(JOBS, k=count), on_purpose=torture.random.random() < 0.5)
        if crash and rounds % 4 == 0:
            crash_server(torture.url)
            crashes += 1
        torture.look()
        if sys.stderr.isatty():
            sys.stderr.write(f"\r{torture.kills.total()} kills, {time.monotonic() - start:.0f} s ")
    return crashes


@contextmanager
def _database(name: str, folder: Path) -> Iterator[tuple[Callable[[], str] | None, bool]]:
    """What makes empty databases, and whether their server is ours to crash."""
    if name == "sqlite":
        yield in_folder(folder), False
        return
    server = postgres.postgres_server()
    if isinstance(server, postgres.Unavailable):
        sys.stdout.write(f"postgresql: left out, {server.reason}\n")
        yield None, False
        return
    made: list[str] = []

    def another() -> str:
        made.append(server.create_database())
        return made[-1]

    try:
        yield another, server._keeper is not None
    finally:
        for url in made:
            server.drop_database(url)
        server.stop()


if __name__ == "__main__":
    sys.exit(main())
