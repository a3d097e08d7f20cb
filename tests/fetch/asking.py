"""Fetchers for tests: quick, and never beyond this machine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from ledger.fetch.blocking import BlockingFetcher
from ledger.fetch.policy import Policy
from ledger.fetch.surroundings import Surroundings

# Loaded once: it takes longer than most tests.
_AUTHORITIES = httpx.create_ssl_context()
IDENTITY = "deal-ledger-test/1.0 (+https://example.org/contact)"


@dataclass
class Time:
    """A clock that only moves when somebody sleeps, and then at once."""

    passed: float = 0.0
    slept: list[float] = field(default_factory=list)

    def now(self) -> datetime:
        """The time of day."""
        return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=self.passed)

    def monotonic(self) -> float:
        """Seconds since the beginning."""
        return self.passed

    async def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.slept.append(seconds)
        self.passed += seconds


@dataclass
class Names:
    """A resolver that knows these names, and counts; a name with several lists gives one after another."""

    known: Mapping[str, Sequence[Sequence[str]]]
    asked: list[str] = field(default_factory=list)

    async def __call__(self, host: str) -> Sequence[str]:
        """The addresses of a name."""
        self.asked.append(host)
        if host not in self.known:
            raise OSError(-2, "Name or service not known")
        answers = self.known[host]
        return answers[min(self.asked.count(host), len(answers)) - 1]


def policy(**wishes: Any) -> Policy:
    """A policy for tests: this machine is allowed, and nobody waits."""
    defaults: dict[str, Any] = {"identity": IDENTITY, "allow_private": ("127.0.0.0/8",), "pause": 0.0, "backoff": 0.01}
    return Policy(**(defaults | wishes))


def asking(resolve: Names | None = None, time: Time | None = None, **wishes: Any) -> BlockingFetcher:
    """A fetcher with other caps."""
    around = Surroundings(resolve=resolve or Names({}))
    if time:
        around = replace(around, now=time.now, monotonic=time.monotonic, sleep=time.sleep)
    return BlockingFetcher(policy(**wishes), around, _AUTHORITIES)
