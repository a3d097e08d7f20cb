"""`make oracle`: product against oracle over as many random histories as one likes, on one engine or both."""

from __future__ import annotations

import argparse
import random
import sys
import time
from dataclasses import dataclass, field

from sqlalchemy import Engine

from ledger.store.database import open_engine
from ledger.store.migrate import upgrade
from tests.oracle.trials import ASKED, try_conversations, try_histories
from tests.support.databases import NAMES, database

#: Histories and conversations of one seed. Hypothesis makes a failing one small within its seed.
CHUNK, TALKS = 200, 20


@dataclass
class Progress:
    """How many were tried, said on standard error in one line that is written over."""

    name: str
    wanted: int
    histories: int = 0
    conversations: int = 0
    failed: list[int] = field(default_factory=list)
    start: float = field(default_factory=time.monotonic)

    def history(self) -> None:
        self.histories += 1
        self._show()

    def conversation(self) -> None:
        self.conversations += 1
        self._show()

    @property
    def text(self) -> str:
        wrong = f", {len(self.failed)} seeds with differences" if self.failed else ", no difference"
        return (
            f"{self.name}: {self.histories} histories (each asked {ASKED} times, before and after a rebuild) and "
            f"{self.conversations} conversations in {time.monotonic() - self.start:.0f} s{wrong}"
        )

    def chunk(self) -> None:
        """Where nobody looks on, a line for every chunk is left."""
        if not sys.stderr.isatty():
            sys.stderr.write(f"{self.text}\n")

    def _show(self) -> None:
        if sys.stderr.isatty():
            share = min(self.histories / self.wanted, 1)
            sys.stderr.write(f"\r{share:4.0%} {self.text} ")


def main() -> int:
    """Try until there are enough; exit code 1 if any answer differed. The seed of each chunk repeats it."""
    parser = argparse.ArgumentParser(prog="make oracle", description="Hold every answer against the oracle's.")
    parser.add_argument("--histories", type=int, default=20_000, help="so many on each engine (default 20000)")
    parser.add_argument("--engine", choices=[*NAMES, "both"], default="both")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    given = parser.parse_args()
    sys.stdout.write(f"seed {given.seed}\n")
    failed = False
    for name in NAMES if given.engine == "both" else (given.engine,):
        with database(name) as (url, _):
            if url is None:
                continue
            engine = open_engine(url)
            upgrade(engine)
            progress = Progress(name, given.histories)
            _try(engine, progress, given.seed)
            engine.dispose()
            sys.stdout.write(f"\n{progress.text}\n")
            failed |= bool(progress.failed)
    return int(failed)


def _try(engine: Engine, progress: Progress, seed: int) -> None:
    while progress.histories < progress.wanted:
        count = min(CHUNK, progress.wanted - progress.histories)
        try:
            try_histories(engine, count, seed, progress.history)
            try_conversations(engine, max(count * TALKS // CHUNK, 1), seed, progress.conversation)
        except Exception as error:  # noqa: BLE001 - whatever went wrong is reported with its seed, and the rest is tried
            progress.failed.append(seed)
            notes = "\n".join(getattr(error, "__notes__", ()))
            sys.stdout.write(f"\nseed {seed}: {type(error).__name__}: {error}\n{notes}\n")
            sys.stdout.flush()
        progress.chunk()
        seed += 1


if __name__ == "__main__":
    sys.exit(main())
