"""Posting a message to an address: once, no redirect followed, the answer's body not read, all within a time."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from ledger.fetch.guard import Allowed, Guard
from ledger.fetch.surroundings import Surroundings
from ledger.fetch.trouble import Barred, Trouble

if TYPE_CHECKING:
    import ssl

    from ledger.fetch.policy import Policy
    from ledger.fetch.transport import GuardedTransport

#: For everything together: name, connection, sending, and waiting for the answer's head.
TIMEOUT_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of posting: a status, or the trouble that kept one from coming, in words that follow "it"."""

    status: int | None = None
    trouble: str | None = None
    #: Seconds after which the receiver wants to be asked again.
    retry_after: float | None = None


class Poster(Protocol):
    """Posts one message. Several threads call it at the same time."""

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Post once and say what came of it; whatever the network does is an answer and never raised."""
        ...


@dataclass(frozen=True)
class WebPoster:
    """Posts behind the guard that documents are fetched behind: nowhere inside but where the operator says so."""

    policy: Policy
    timeout: float = TIMEOUT_SECONDS

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        return asyncio.run(self._post(url, body, headers))

    async def _post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        # Imported late: a command that posts nothing does not need it.
        import httpx

        headers = {**headers, "user-agent": self.policy.identity}
        try:
            async with (
                # One limit for the whole: the client's own starts anew with each byte that a slow receiver sends.
                asyncio.timeout(self.timeout),
                httpx.AsyncClient(transport=self._transport(), timeout=self.timeout, trust_env=False) as client,
                client.stream("POST", url, content=body, headers=headers) as response,
            ):
                return Answer(response.status_code, retry_after=retry_after(response.headers.get("retry-after")))
        except TimeoutError:
            return Answer(trouble=f"did not answer within {self.timeout:g} s")
        except httpx.InvalidURL:
            return Answer(trouble="is no address")
        except (Barred, Trouble) as error:
            return Answer(trouble=error.clause)
        except httpx.HTTPError as error:
            said = str(error).rstrip(".") or "no reason given"
            return Answer(trouble=f"could not be reached ({type(error).__name__}: {said})")

    def _transport(self) -> GuardedTransport:
        from ledger.fetch.transport import GuardedTransport

        caps = {"head_bytes": self.policy.head_bytes, "wire_bytes": self.policy.wire_bytes}
        return GuardedTransport(self._guard, **caps, ssl_context=self._tls)

    @cached_property
    def _guard(self) -> Guard:
        return Guard(Surroundings().resolve, Allowed.of(self.policy.allow_private), self.policy.ports)

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        import httpx

        return httpx.create_ssl_context()


def retry_after(said: str | None, now: datetime | None = None) -> float | None:
    """The seconds that a `Retry-After` header asks for: a number, or a date."""
    if said is None:
        return None
    if said.strip().isdecimal() and len(said) < 12:
        return float(said)
    try:
        at = parsedate_to_datetime(said)
    except ValueError:
        return None
    at = at.replace(tzinfo=UTC) if at.tzinfo is None else at
    return max(0.0, (at - (now or datetime.now(UTC))).total_seconds())
