"""How politely and how patiently to fetch: every cap in one place."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ledger.fetch.guard import PUBLIC_PORTS

_IDENTITY = re.compile(r"[A-Za-z][A-Za-z_-]*/[\x21-\x7e]+( [\x20-\x7e]+)?")


@dataclass(frozen=True, kw_only=True, slots=True)
class Policy:
    """What one fetcher keeps to. Times in seconds, sizes in bytes.

    Args:
        identity: the one User-Agent, such as `deal-ledger/0.1 (+https://example.org/contact)`. Sites address its
            first word in their robots.txt.
        allow_private: networks and hosts inside that are fetched from, on any port.
        ports: the ports of public hosts that are asked.
        total_seconds: all that one fetch may spend on the wire, redirects and retries included. Waiting for
            the host's turn is not counted.
        wire_bytes: of one answer as it is transferred, its head included.
        body_bytes: of one body as it is read, and of each layer of compression on the way to it.
        tries: how often one fetch asks for what may pass.
        patience: for how long a fetch waits itself, for a retry or for its turn; longer waits are the caller's.
        longest_wait: the most that a server's `Retry-After`, or a growing back-off, can ask for one address.
        longest_rest: the most that one answer can ask for its whole host.
        per_host: how many requests one host answers at once.
        pause: between the beginnings of two requests to one host.
        crawl_delay_cap: the longest pause that a robots.txt can ask for.
        concurrent: how many requests are under way at once, over all hosts.
        robots_age: after which a robots.txt is read again; `robots_retry`, if it could not be read.
    """

    identity: str
    allow_private: tuple[str, ...] = ()
    ports: frozenset[int] = PUBLIC_PORTS
    total_seconds: float = 60.0
    connect_seconds: float = 10.0
    idle_seconds: float = 20.0
    head_bytes: int = 64 * 1024
    wire_bytes: int = 16 * 1024 * 1024
    body_bytes: int = 32 * 1024 * 1024
    redirects: int = 5
    tries: int = 3
    backoff: float = 1.0
    patience: float = 10.0
    longest_wait: float = 86_400.0
    longest_rest: float = 900.0
    per_host: int = 2
    pause: float = 1.0
    crawl_delay_cap: float = 30.0
    concurrent: int = 16
    robots_age: float = 6 * 3600.0
    robots_retry: float = 300.0
    robots_bytes: int = 500 * 1024

    def __post_init__(self) -> None:
        if not _IDENTITY.fullmatch(self.identity):
            raise ValueError("the identity of a fetcher is written NAME/VERSION (+CONTACT), in ASCII")

    @property
    def product(self) -> str:
        """The name by which sites speak of this program."""
        return self.identity.partition("/")[0].lower()
