"""One fetch under way: where it stands, and what it may still spend."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from ledger.fetch.addresses import Address, shown
from ledger.fetch.exchange import Answer
from ledger.fetch.trouble import Barred, Trouble
from ledger.model.errors import InvalidAddress

REDIRECTS = frozenset({301, 302, 303, 307, 308})
_FOR_GOOD = frozenset({301, 308})


@dataclass(slots=True)
class Errand:
    """One fetch under way: where it stands and what it may still spend."""

    address: Address
    seconds: float
    tries: int
    #: Where the address has moved for good, as long as every redirect so far was for good.
    moved: Address | None = None
    passing: bool = False
    seen: list[Address] = field(default_factory=list)

    @property
    def is_where_it_began(self) -> bool:
        """Whether no redirect has led elsewhere."""
        return not self.seen or self.address == self.seen[0]

    @asynccontextmanager
    async def on_the_wire(self, total: float) -> AsyncIterator[None]:
        """Spend of the errand's time; `total` is what it had, for the message.

        Raises:
            Trouble: the time is up.
        """
        loop = asyncio.get_running_loop()
        begun = loop.time()
        try:
            async with asyncio.timeout(self.seconds):
                yield
        except TimeoutError:
            raise Trouble("timeout", f"was not done within {total:g} seconds") from None
        finally:
            self.seconds -= loop.time() - begun

    def follow(self, answer: Answer, hops: int) -> None:
        """Go where a redirect leads.

        Raises:
            Barred: nowhere, in a circle, too far, or from https to http.
        """
        location = answer.headers.get("location")
        if not location:
            raise Barred("redirects", "redirects without saying where", answer.status)
        try:
            target = self.address.at(_decoded(location))
        except InvalidAddress as error:
            raise Barred("redirects", f"redirects to what is never asked: {error}", answer.status) from None
        if target.scheme == "http" and self.address.scheme == "https":
            raise Barred(
                "redirects",
                f"redirects from https to http ({shown(str(target))}), where anybody on the way could change the text",
                answer.status,
            )
        self.seen.append(self.address)
        if target in self.seen:
            raise Barred("redirects", "redirects in a circle (some sites do to who keeps no cookies)", answer.status)
        if len(self.seen) > hops:
            raise Barred("redirects", f"redirects more than {hops} times", answer.status)
        self.passing = self.passing or answer.status not in _FOR_GOOD
        if not self.passing:
            self.moved = target
        self.address = target


def _decoded(location: str) -> str:
    """A `Location` as UTF-8, which some servers send as it is; headers arrive as Latin-1."""
    try:
        return location.encode("latin-1").decode()
    except UnicodeError:
        return location
