"""Starts workers, kills them, lets time pass, and compares what the ledger holds with what the world holds."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy.engine import Engine

from ledger.curate.commands import Command
from ledger.curate.deciding import Decision, decide
from ledger.fetch.addresses import canonical_address
from ledger.model.events import SourceAdded
from ledger.ops.read_models import verify_read_models
from ledger.ops.verify import verify
from ledger.store import log
from ledger.store.database import reading, writing
from ledger.worker.fetching import ATTEMPTS
from tests.soak import world
from tests.soak.world import World

COMMAND = (sys.executable, "-c", "from ledger.cli import main; main()")
#: Nothing that is asked to end takes this long.
PATIENCE = 180


def add_source(engine: Engine, name: str, address: str, kind: str, every: int) -> None:
    """A source that is read every so many seconds, which may be more often than people are let."""
    payload = SourceAdded.model_validate(
        {"type": "SourceAdded", "name": name, "address": address, "kind": kind, "every_seconds": every}
    )
    with writing(engine) as conn:
        decide(conn, Decision(payload, Command("soak", datetime.now(UTC), None), (name,)), lambda: None)


def start_worker(engine: Engine, said: Path, *arguments: str) -> subprocess.Popen[bytes]:
    """A worker, as its user starts it, that asks this machine only; what it says is added to a file."""
    environment = {
        **os.environ,
        "DEAL_LEDGER_DATABASE_URL": engine.url.render_as_string(hide_password=False),
        "DEAL_LEDGER_FETCH_ALLOW_PRIVATE": "127.0.0.0/8",
        "DEAL_LEDGER_FETCH_PAUSE": "0",
        "DEAL_LEDGER_FETCH_PER_HOST": "8",
        "DEAL_LEDGER_FETCH_SECONDS": "4",
        "DEAL_LEDGER_LOG_LEVEL": "info",
        "DEAL_LEDGER_WORKER_LEASE": "2",
    }
    with said.open("ab") as told:
        return subprocess.Popen([*COMMAND, "worker", *arguments], env=environment, stdout=told, stderr=told)


@dataclass
class Soak:
    """One ledger, its world, and the workers that were let loose on it."""

    engine: Engine
    world: World
    random: random.Random
    kills: Counter[str] = field(default_factory=Counter)
    #: What the last worker said, for who has to find out why it did not do as it should.
    said: Path = field(init=False)

    def __post_init__(self) -> None:
        self.said = self.world.folder.parent / "workers.log"
        for name, (address, kind) in self.world.sources.items():
            add_source(self.engine, name, address, kind, 60)

    def whole(self, kills: int, longest: float, rounds: int = ATTEMPTS) -> None:
        """Read the world, let articles be edited and taken away, read it again; kill workers all the while.

        Args:
            rounds: how often time passes at the end. What fails each time is given up after so many tries; until then
                it is queued with its reason.
        """
        self.kill_some(kills, longest)
        self.run_to_the_end()
        world.edit(self.world)
        self.let_time_pass()
        self.kill_some(kills // 2, longest)
        for done in range(rounds + ATTEMPTS):
            # On a busy machine what is asked for may run out of time again and again; it is tried until it is given up.
            if done >= rounds and not self.missing() and not self.untold():
                break
            self.let_time_pass()
            self.run_to_the_end()
        self.look()

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """A worker of this ledger."""
        return start_worker(self.engine, self.said, *arguments)

    def kill_some(self, count: int, longest: float) -> None:
        """Workers that are killed at any moment once they are at work, now one, now two at a time."""
        for _ in range(count):
            before = self.said.stat().st_size if self.said.exists() else 0
            workers = [self.start() for _ in range(self.random.choice([1, 1, 2]))]
            deadline = time.monotonic() + PATIENCE
            while b"lease_taken" not in self.said.read_bytes()[before:]:
                assert time.monotonic() < deadline, f"no worker began; see {self.said}"
                time.sleep(0.05)
            time.sleep(self.random.random() * longest)
            for worker in workers:
                worker.send_signal(signal.SIGKILL)
                worker.wait()
                self.kills["killed"] += 1

    def run_to_the_end(self) -> None:
        """One that is let do its work: it reads all there is and ends by itself."""
        deadline = time.monotonic() + PATIENCE
        while self.start("--once").wait() != 0:
            # The one that was killed last still holds the lease for a moment.
            assert time.monotonic() < deadline, f"no worker came to an end; see {self.said}"
            time.sleep(1.0)

    def let_time_pass(self) -> None:
        """Everything that waits is due: what was put off, what is to be looked at again, and every source."""
        with writing(self.engine) as conn:
            conn.exec_driver_sql("UPDATE work SET due_at = 1, claimed_until = NULL")
            conn.exec_driver_sql("UPDATE addresses SET recheck_at = 1 WHERE publication_id IS NOT NULL")
            conn.exec_driver_sql("UPDATE source_runs SET next_at = 1")

    def facts(self) -> Counter[tuple[str, str]]:
        """Every fact in the log, counted."""
        found: Counter[tuple[str, str]] = Counter()
        with reading(self.engine) as conn:
            for event in log.read(conn):
                if event.type == "FactReported":
                    fact = event.payload["fact"]
                    amount = fact["amount"] or {}
                    found[fact["company"], str(amount.get("value"))] += 1
        return found

    def look(self) -> None:
        """What must hold: every good document's facts once, every bad one accounted for, the ledger whole."""
        found, missing = self.facts(), self.missing()
        assert not missing, f"{len(missing)} facts are missing, such as {next(iter(missing.items()))}; see {self.said}"
        extra = {fact: count for fact, count in found.items() if count > 1 or fact not in self.world.expected}
        assert not extra, f"{len(extra)} facts are there twice or from nowhere, such as {next(iter(extra.items()))}"
        assert self.dates() == self.world.dated_in_french
        edited, told = self.revised(), self.told()
        assert edited == set(self.world.edited), f"not revised: {set(self.world.edited) - edited}"
        taken = {self.world.listed.get(url, url) for url in self.world.unpublished}
        there = {url for url in taken if "gone" not in told[canonical_address(url)]}
        assert not there, f"nobody noted that {there} are gone"
        untold = self.untold()
        assert not untold, f"{len(untold)} bad documents are not accounted for, such as {next(iter(untold.items()))}"
        with reading(self.engine) as conn:
            assert verify(conn).ok
        assert verify_read_models(self.engine) == ([], 0)

    def missing(self) -> dict[tuple[str, str], str]:
        """The facts that are not in the log, with the address of each."""
        found = self.facts()
        return {fact: url for fact, url in self.world.expected.items() if found[fact] == 0}

    def untold(self) -> dict[str, frozenset[str]]:
        """The bad addresses of which is not told what is to be, with that."""
        told = self.told()
        return {url: ways for url, ways in self.world.bad.items() if not told[canonical_address(url)] & ways}

    def captures(self) -> Iterator[dict[str, Any]]:
        """What the log says of each publication."""
        with reading(self.engine) as conn:
            yield from (event.payload for event in log.read(conn, types=["DocumentCaptured"]))

    def dates(self) -> dict[str, datetime]:
        """When those pages were published that only a feed in French dates."""
        found = ((said["publication"]["url"], said["publication"]["published"]) for said in self.captures())
        return {url: datetime.fromisoformat(at) for url, at in found if url in self.world.dated_in_french}

    def revised(self) -> set[str]:
        """The addresses of which an edited version was captured."""
        return {said["publication"]["url"] for said in self.captures() if said["revises"]}

    def told(self) -> defaultdict[str, set[str]]:
        """What became of each address for which a reason is given."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        with reading(self.engine) as conn:
            for address, status in conn.exec_driver_sql(
                "SELECT address, status FROM addresses WHERE reason IS NOT NULL "
                "UNION ALL SELECT address, 'failed' FROM work WHERE reason IS NOT NULL "
                "UNION ALL SELECT address, 'quarantined' FROM quarantine"
            ):
                found[address].add(status)
        return found
