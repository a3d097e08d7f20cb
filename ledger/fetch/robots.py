"""What sites ask of robots (RFC 9309): read once per origin, kept for a while, and kept to."""

from __future__ import annotations

import asyncio
import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from protego import Protego

from ledger.fetch.addresses import Address
from ledger.fetch.policy import Policy
from ledger.fetch.surroundings import Surroundings
from ledger.fetch.trouble import Barred, Trouble

# What is kept of all sites together: a robots.txt may have half a megabyte, and there are many sites.
_MOST_SITES, _MOST_BYTES = 2000, 2 * 1024 * 1024
# From here on, reading the rules is work for a thread.
_LONG = 32 * 1024
_AGENT = re.compile(r"user[- ]?agent\s*[:\s]\s*([a-z_-]+|\*)?.*")
_OF_NO_GROUP = re.compile(r"(?:site-?maps?|host)\s*[:\s].*|")


@dataclass(frozen=True, slots=True)
class Rules:
    """What one site asks of this program; without a parser, nothing."""

    product: str
    parser: Protego | None = None

    def allow(self, address: Address) -> bool:
        """Whether the site lets this program read the address."""
        return self.parser is None or self.parser.can_fetch(str(address), self.product)

    @property
    def delay(self) -> float:
        """The pause in seconds that the site wants between two requests."""
        return (self.parser.crawl_delay(self.product) if self.parser else None) or 0.0


@dataclass
class _Site:
    asking: asyncio.Lock = field(default_factory=asyncio.Lock)
    found: Rules | Trouble | None = None
    until: float = 0.0
    size: int = 0


@dataclass
class Robots:
    """The rules of every site met.

    Args:
        ask: fetches a robots.txt, with the guard and caps of every fetch; None if the site has none. It raises
            Trouble where there is no saying what the site wants.
    """

    policy: Policy
    surroundings: Surroundings
    ask: Callable[[Address], Awaitable[bytes | None]]
    _sites: OrderedDict[str, _Site] = field(default_factory=OrderedDict)

    async def rules(self, address: Address) -> Rules:
        """The rules of the address's site.

        Raises:
            Trouble: its rules cannot be had, so that for now nothing is allowed.
        """
        site = self._site(address.origin)
        async with site.asking:
            if site.found is None or site.until <= self.surroundings.monotonic():
                await self._renew(site, Address(address.scheme, address.host, address.port, "/robots.txt"))
        if isinstance(site.found, Trouble):
            left = max(0.0, site.until - self.surroundings.monotonic())
            raise Trouble(site.found.why, site.found.clause, wait=left)
        assert site.found is not None
        return site.found

    async def _renew(self, site: _Site, place: Address) -> None:
        age, size = self.policy.robots_age, 0
        found: Rules | Trouble
        try:
            text = _ours(await self.ask(place) or b"", self.policy.product)
            size = len(text)
            parser = Protego.parse(text) if size < _LONG else await asyncio.to_thread(Protego.parse, text)
            found = Rules(self.policy.product, parser)
        except Barred:
            # Too many redirects, say: “unavailable” in the RFC's words, which allows. A host that must not be asked
            # at all is refused when the page itself is.
            found, age = Rules(self.policy.product), self.policy.robots_retry
        except Trouble as trouble:
            # A host that is not there at all says nothing by it of its rules.
            found = trouble
            if trouble.why != "network":
                found = Trouble("robots", f"is not asked for now, because its robots.txt {trouble.clause}")
            age = max(self.policy.robots_retry, trouble.wait or 0.0)
        site.found, site.until = found, self.surroundings.monotonic() + age
        site.size = size
        self._forget()

    def _site(self, origin: str) -> _Site:
        site = self._sites.setdefault(origin, _Site())
        self._sites.move_to_end(origin)
        return site

    def _forget(self) -> None:
        """Drop the sites that were met longest ago; those under way lose nothing but the memory."""
        size = sum(site.size for site in self._sites.values())
        while len(self._sites) > _MOST_SITES or (size > _MOST_BYTES and len(self._sites) > 1):
            size -= self._sites.popitem(last=False)[1].size


def _ours(body: bytes, product: str) -> str:
    """The groups of a robots.txt that speak to this program or to everybody.

    The parser's cost grows with the square of the agents that one group names (230 seconds for a hostile half
    megabyte), and its memory with all groups; so it is shown no others.
    """
    kept: list[str] = []
    agents_before = ours = False
    for line in body.decode("utf-8", "replace").removeprefix("\ufeff").splitlines():
        bare = line.partition("#")[0].strip()
        if _OF_NO_GROUP.fullmatch(bare.lower()):
            continue
        agent = _AGENT.fullmatch(bare.lower())
        if agent is None:
            agents_before = False
            if ours:
                kept.append(bare)
            continue
        mine = agent[1] in {product, "*"}
        ours = mine or (ours and agents_before)
        agents_before = True
        if mine:
            kept.append(f"User-agent: {agent[1]}")
    return "\n".join(kept)
