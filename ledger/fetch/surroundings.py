"""What a fetch takes from outside: time, names and chance. Tests put their own in place."""

from __future__ import annotations

import asyncio
import random
import socket
import time
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime

from ledger.fetch.guard import Resolver

# Of their own, so that names whose servers keep silent hold up nothing else, and many, because those hold one each.
_resolving = ThreadPoolExecutor(max_workers=32, thread_name_prefix="resolve")


async def resolve(host: str) -> Sequence[str]:
    """The addresses that this system knows of a name, in the order in which it would try them."""
    loop = asyncio.get_running_loop()
    found = await loop.run_in_executor(_resolving, lambda: socket.getaddrinfo(host, None, type=socket.SOCK_STREAM))
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, kw_only=True, slots=True)
class Surroundings:
    """Clock, names, chance."""

    now: Callable[[], datetime] = _now
    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    resolve: Resolver = resolve
    # Spreads retries; nothing is kept secret by it.
    random: random.Random = field(default_factory=random.Random)
