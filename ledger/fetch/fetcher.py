"""The fetcher: one address in, one outcome out, whatever the network does."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus
from types import MappingProxyType, TracebackType
from typing import Self

import httpx

from ledger.fetch import media
from ledger.fetch.addresses import Address, read_address, shown, without_credentials
from ledger.fetch.coding import ACCEPTED, Unfolder
from ledger.fetch.guard import Allowed, Guard
from ledger.fetch.outcomes import Failed, Fetched, Gone, NotModified, Outcome, Postponed, Refused
from ledger.fetch.pace import Pace
from ledger.fetch.policy import Policy
from ledger.fetch.retrying import OF_THE_HOST, PASSING, backoff, retry_after
from ledger.fetch.robots import Robots
from ledger.fetch.surroundings import Surroundings
from ledger.fetch.transport import GuardedTransport, MeteredStream
from ledger.fetch.trouble import Barred, NotNow, Trouble
from ledger.fetch.validators import Validators, entity_tag, validators_of
from ledger.model.errors import InvalidAddress

_REDIRECTS, _FOR_GOOD = frozenset({301, 302, 303, 307, 308}), frozenset({301, 308})
_GOOD = frozenset({200, 203})
#: The first wait that is handed to the caller, doubled with each earlier failure.
_LATER = 60.0
_KEPT_HEADERS = frozenset(
    {
        "age",
        "cache-control",
        "content-encoding",
        "content-language",
        "content-length",
        "content-location",
        "content-type",
        "date",
        "etag",
        "expires",
        "last-modified",
        "link",
        "server",
        "vary",
        "x-robots-tag",
    }
)
_LONGEST_HEADER = 2048


@dataclass(frozen=True, kw_only=True, slots=True)
class FetchRequest:
    """What to fetch.

    Args:
        accept: the media types that are taken, from `ledger.fetch.media`.
        validators: from the last answer, to ask only for what has changed.
        max_bytes: less than the policy's cap for the body, if it is to be less.
        failures: how often this address failed before, so that `not_before` moves away.
    """

    url: str
    accept: frozenset[str] = media.EVERYTHING
    validators: Validators | None = None
    max_bytes: int | None = None
    failures: int = 0


@dataclass(frozen=True, slots=True)
class _Reading:
    """What a request sends, and how its answer is read."""

    accept: frozenset[str] | None
    cap: int
    cut: bool = False
    validators: Validators | None = None


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes
    #: Whether the request was conditional.
    conditional: bool


@dataclass(slots=True)
class _Errand:
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
        return not self.seen or self.address == self.seen[0]

    @asynccontextmanager
    async def on_the_wire(self, total: float) -> AsyncIterator[None]:
        loop = asyncio.get_running_loop()
        begun = loop.time()
        try:
            async with asyncio.timeout(self.seconds):
                yield
        except TimeoutError:
            raise Trouble("timeout", f"was not done within {total:g} seconds") from None
        finally:
            self.seconds -= loop.time() - begun

    def follow(self, answer: _Answer, hops: int) -> None:
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
            raise Barred(
                "redirects", f"redirects to what is never asked: {str(error).rstrip('.')}", answer.status
            ) from None
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


class Fetcher:
    """Fetches many addresses at once, kindly to hosts and warily of them. Belongs to one event loop.

    Args:
        policy: every cap and limit.
        surroundings: in place of the system's clock, names and chance, for tests.
        ssl_context: in place of the usual certificate authorities.

    Raises:
        InvalidAddress: `policy.allow_private` holds what is neither a network nor a host.
    """

    def __init__(
        self,
        policy: Policy,
        surroundings: Surroundings | None = None,
        ssl_context: ssl.SSLContext | None = None,
    ) -> None:
        self._policy = policy
        self._around = surroundings or Surroundings()
        guard = Guard(self._around.resolve, Allowed.of(policy.allow_private), policy.ports)
        self._transport = GuardedTransport(
            guard, head_bytes=policy.head_bytes, wire_bytes=policy.wire_bytes, ssl_context=ssl_context
        )
        self._pace = Pace(policy, self._around)
        self._robots = Robots(policy, self._around, self._robots_text)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close every connection."""
        await self._transport.aclose()

    async def fetch(self, request: FetchRequest) -> Outcome:
        """Fetch one address. Raises nothing that an address or a server could cause."""
        url = without_credentials(request.url)
        try:
            address = read_address(request.url)
        except InvalidAddress as error:
            return Refused(url=url, at=self._around.now(), why="address", reason=str(error), status=None)
        errand = _Errand(address, self._policy.total_seconds, self._policy.tries)
        try:
            return await self._fetch(request, errand)
        except Barred as barred:
            return Refused(
                url=url,
                at=self._around.now(),
                why=barred.why,
                reason=_sentence(request.url, errand, barred.clause),
                status=barred.status,
            )
        except Trouble as trouble:
            wait = trouble.wait
            if wait is None:
                # At least half of it, so that “later” is never “now”.
                wait = _LATER / 2 + backoff(_LATER, request.failures, self._policy.longest_wait, self._around.random)
            return Failed(
                url=url,
                at=(now := self._around.now()),
                why=trouble.why,
                reason=_sentence(request.url, errand, trouble.clause),
                status=trouble.status,
                not_before=now + timedelta(seconds=wait),
            )
        except NotNow as later:
            return Postponed(
                url=url,
                at=self._around.now(),
                reason=_sentence(request.url, errand, later.clause),
                not_before=later.until,
            )

    async def _fetch(self, request: FetchRequest, errand: _Errand) -> Outcome:
        cap = min(request.max_bytes or self._policy.body_bytes, self._policy.body_bytes)
        reading = _Reading(request.accept, cap, validators=request.validators)
        answer = await self._walk(errand, reading, self._keep_to_robots)
        if answer.status == HTTPStatus.NOT_MODIFIED and self._is_contradiction(answer, request.validators):
            # A cache between us and the server is confused: ask for the whole.
            answer = await self._walk(errand, _Reading(request.accept, cap), self._keep_to_robots)
        return self._judge(request, errand, answer)

    def _judge(self, request: FetchRequest, errand: _Errand, answer: _Answer) -> Outcome:
        now, final = self._around.now(), str(errand.address)
        url = without_credentials(request.url)
        permanent = str(errand.moved) if errand.moved else None
        if answer.status == HTTPStatus.NOT_MODIFIED:
            if not answer.conditional or request.validators is None:
                raise Trouble(
                    "answer", "answers that nothing has changed, which it was not asked", status=answer.status
                )
            validators = request.validators.renewed(answer.headers, now)
            return NotModified(url=url, at=now, final_url=final, validators=validators, permanent_url=permanent)
        if answer.status in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
            clause = "says that nothing is there any more" if answer.status == HTTPStatus.GONE else "is not found"
            reason = _sentence(request.url, errand, clause)
            return Gone(url=url, at=now, final_url=final, status=answer.status, reason=reason)
        if answer.status not in _GOOD:
            clause = f"answers with status {_status(answer.status)}"
            if 400 <= answer.status < 500:
                raise Barred("status", clause, answer.status)
            raise Trouble("status", clause, status=answer.status)
        declared = media.read_declaration(answer.headers.get("content-type", ""))
        return Fetched(
            url=url,
            at=now,
            final_url=final,
            status=answer.status,
            headers=MappingProxyType(
                {key: value[:_LONGEST_HEADER] for key, value in answer.headers.items() if key in _KEPT_HEADERS}
            ),
            body=answer.body,
            media_type=media.judge(declared, answer.body, errand.address.target, request.accept),
            charset=declared.charset,
            etag=entity_tag(answer.headers),
            last_modified=answer.headers.get("last-modified"),
            validators=validators_of(final, answer.headers, now),
            permanent_url=permanent,
        )

    def _is_contradiction(self, answer: _Answer, validators: Validators | None) -> bool:
        return answer.conditional and validators is not None and validators.contradicted_by(answer.headers)

    async def _keep_to_robots(self, address: Address) -> None:
        rules = await self._robots.rules(address)
        if not rules.allow(address):
            raise Barred("robots", "is not read, because the site's robots.txt asks robots not to")
        self._pace.slow_down(address.host, rules.delay)

    async def _robots_text(self, address: Address) -> bytes | None:
        errand = _Errand(address, self._policy.total_seconds, self._policy.tries)
        answer = await self._walk(errand, _Reading(None, self._policy.robots_bytes, cut=True), _everything)
        if answer.status in _GOOD:
            return answer.body
        if 400 <= answer.status < 500:
            return None
        raise Trouble("status", f"answers with status {_status(answer.status)}")

    async def _walk(self, errand: _Errand, reading: _Reading, check: Callable[[Address], Awaitable[None]]) -> _Answer:
        """Ask, and follow redirects, each of them checked like the first address."""
        while True:
            await check(errand.address)
            answer = await self._ask(errand, reading)
            if answer.status not in _REDIRECTS:
                return answer
            errand.follow(answer, self._policy.redirects)

    async def _ask(self, errand: _Errand, reading: _Reading) -> _Answer:
        """Ask one address, a few times if what is wrong may pass within moments."""
        failures = 0
        while True:
            try:
                return await self._ask_once(errand, reading)
            except Trouble as trouble:
                errand.tries -= 1
                wait = trouble.wait
                if wait is None:
                    wait = backoff(self._policy.backoff, failures, self._policy.patience, self._around.random)
                if not trouble.again or errand.tries <= 0 or errand.seconds <= 0 or wait > self._policy.patience:
                    raise
                failures += 1
                await self._around.sleep(wait)

    async def _ask_once(self, errand: _Errand, reading: _Reading) -> _Answer:
        host = errand.address.host
        async with self._pace.turn(host), errand.on_the_wire(self._policy.total_seconds):
            answer = await self._exchange(errand.address, reading)
        if answer.status not in PASSING:
            return answer
        wait = retry_after(answer.headers, self._around.now(), self._policy.longest_wait)
        if wait is not None and answer.status in OF_THE_HOST:
            self._pace.rest(host, wait)
        raise Trouble(
            "status", f"answers with status {_status(answer.status)}", again=True, wait=wait, status=answer.status
        )

    async def _exchange(self, address: Address, reading: _Reading) -> _Answer:
        """One request and its answer; the body only where it is wanted."""
        conditions = reading.validators.headers(address) if reading.validators else {}
        request = httpx.Request(
            "GET",
            str(address),
            headers={
                "User-Agent": self._policy.identity,
                "Accept": ", ".join(sorted(reading.accept)) if reading.accept else "text/plain, */*;q=0.1",
                "Accept-Encoding": ACCEPTED,
                **conditions,
            },
            extensions={
                "timeout": {
                    "connect": self._policy.connect_seconds,
                    "read": self._policy.idle_seconds,
                    "write": self._policy.idle_seconds,
                }
            },
        )
        try:
            response = await self._transport.handle_async_request(request)
            try:
                headers = _flat(response.headers)
                body = await self._body(response, headers, reading) if response.status_code in _GOOD else b""
            finally:
                await response.aclose()
        except httpx.HTTPError as error:
            raise _trouble(error) from error
        return _Answer(response.status_code, headers, body, bool(conditions))

    async def _body(self, response: httpx.Response, headers: Mapping[str, str], reading: _Reading) -> bytes:
        if reading.accept is not None:
            media.check_declared(media.read_declaration(headers.get("content-type", "")), reading.accept)
        told = headers.get("content-length", "")
        # With a transfer coding, the length of the message is another matter.
        length = int(told[:18]) if told.isascii() and told.isdigit() and "transfer-encoding" not in headers else None
        if length is not None and length > self._policy.wire_bytes and not reading.cut:
            raise Barred("size", f"announces {length:,} bytes; nothing so large is read")
        unfolder = Unfolder(headers.get("content-encoding", ""), reading.cap, cut=reading.cut)
        assert isinstance(response.stream, httpx.AsyncByteStream)
        async for part in response.stream:
            unfolder.feed(part)
            if unfolder.full:
                break
        connection = response.extensions.get("network_stream")
        if length is not None and isinstance(connection, MeteredStream) and connection.overran(length):
            raise Trouble("answer", f"announces {length:,} bytes and sends more")
        return unfolder.body()


async def _everything(_: Address) -> None:
    """A robots.txt may always be asked for."""


def _flat(headers: httpx.Headers) -> dict[str, str]:
    """The headers by lower-case name, repeated ones joined (RFC 9110, section 5.3); cookies have no business here."""
    return {name: value for name, value in httpx.Headers(headers).items() if name != "set-cookie"}


def _decoded(location: str) -> str:
    """A `Location` as UTF-8, which some servers send as it is; headers arrive as Latin-1."""
    try:
        return location.encode("latin-1").decode()
    except UnicodeError:
        return location


def _trouble(error: httpx.HTTPError) -> Trouble:
    """What went wrong between here and there, in words."""
    match error:
        case httpx.ConnectTimeout():
            return Trouble("timeout", "cannot be reached: nobody answers the connection in time", again=True)
        case httpx.TimeoutException():
            return Trouble("timeout", "has fallen silent in the middle", again=True)
        case httpx.ConnectError():
            return Trouble("network", f"cannot be reached: {error}", again=True)
        case httpx.ProtocolError():
            return Trouble("answer", f"does not answer as HTTP has it: {error}", again=True)
        case _:
            return Trouble("network", f"broke off: {str(error) or 'the connection was lost'}", again=True)


def _status(status: int) -> str:
    try:
        return f"{status} ({HTTPStatus(status).phrase})"
    except ValueError:
        return str(status)


def _sentence(asked: str, errand: _Errand, clause: str) -> str:
    """The reason as a sentence that names the address, and where it led if that is elsewhere."""
    here = shown(str(errand.address))
    return (
        f"{shown(asked)} {clause}." if errand.is_where_it_began else f"{shown(asked)} leads to {here}, which {clause}."
    )
