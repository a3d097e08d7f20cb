"""How fast each host is asked: at most so many at once, a pause between two, and not at all while it wants rest."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from ledger.fetch.policy import Policy
from ledger.fetch.surroundings import Surroundings
from ledger.fetch.trouble import NotNow

#: When more hosts than this are remembered, those that nobody waits for are forgotten.
_MANY = 1000


@dataclass
class _Host:
    places: asyncio.Semaphore
    pause: float
    free_at: float = 0.0
    rest_until: float = 0.0
    waiting: int = 0
    users: int = 0


@dataclass
class Pace:
    """Keeps every host's pace.

    Who waits for a host waits in the order of arrival, and takes one of the places for all hosts only when the
    host's turn has come. So a host with a thousand addresses holds up no other.
    """

    policy: Policy
    surroundings: Surroundings
    _hosts: dict[str, _Host] = field(default_factory=dict)
    _places: asyncio.Semaphore = field(init=False)

    def __post_init__(self) -> None:
        self._places = asyncio.Semaphore(self.policy.concurrent)

    @asynccontextmanager
    async def turn(self, name: str) -> AsyncIterator[None]:
        """One request to the host.

        Raises:
            NotNow: the host's turn is further away than patience reaches.
        """
        host = self._host(name)
        self._check(host)
        host.users += 1
        try:
            host.waiting += 1
            try:
                await host.places.acquire()
            finally:
                host.waiting -= 1
            try:
                await self._wait(host)
                try:
                    yield
                finally:
                    self._places.release()
            finally:
                host.places.release()
        finally:
            host.users -= 1

    def slow_down(self, name: str, seconds: float) -> None:
        """What the host's robots.txt asks for; never less than the pause for everybody, nor more than the cap."""
        self._host(name).pause = max(self.policy.pause, min(seconds, self.policy.crawl_delay_cap))

    def rest(self, name: str, seconds: float) -> None:
        """Leave the host alone for so long, because it said so."""
        host = self._host(name)
        host.rest_until = max(host.rest_until, self.surroundings.monotonic() + seconds)

    async def _wait(self, host: _Host) -> None:
        """Return with one of the places taken, at a moment at which the host may be asked."""
        while True:
            now = self.surroundings.monotonic()
            if (begin := max(host.free_at, host.rest_until)) > now:
                self._check(host, mine=True)
                await self.surroundings.sleep(begin - now)
            await self._places.acquire()
            now = self.surroundings.monotonic()
            if max(host.free_at, host.rest_until) <= now:
                host.free_at = now + host.pause
                return
            # Somebody else of this host began while this one waited for a place.
            self._places.release()

    def _check(self, host: _Host, *, mine: bool = False) -> None:
        """Whether the turn is near enough to wait for; who has a place has only the present pause before it."""
        now = self.surroundings.monotonic()
        begin = max(host.rest_until, max(host.free_at, now) + (0 if mine else host.waiting * host.pause))
        if begin - now <= self.policy.patience:
            return
        clause = "wants to be left alone" if host.rest_until - now > self.policy.patience else "is asked for much else"
        until = self.surroundings.now() + timedelta(seconds=begin - now)
        raise NotNow(until, f"is not asked for now: its host {clause}")

    def _host(self, name: str) -> _Host:
        host = self._hosts.get(name)
        if host is None:
            if len(self._hosts) >= _MANY:
                now = self.surroundings.monotonic()
                self._hosts = {
                    key: kept
                    for key, kept in self._hosts.items()
                    if kept.users or max(kept.free_at, kept.rest_until) > now
                }
            host = self._hosts[name] = _Host(asyncio.Semaphore(self.policy.per_host), self.policy.pause)
        return host
