"""One request and its answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import httpx

from ledger.fetch import media
from ledger.fetch.addresses import Address
from ledger.fetch.coding import ACCEPTED, Unfolder
from ledger.fetch.policy import Policy
from ledger.fetch.transport import MeteredStream
from ledger.fetch.trouble import Barred, Trouble
from ledger.fetch.validators import Validators

GOOD = frozenset({200, 203})
#: A body that nobody wants is read up to here, so that its connection can go on.
_LITTLE = 16 * 1024
#: A chunk of one byte costs as much work as one of a thousand, and time that others wait for.
_CRUMB, _MOST_CRUMBS = 64, 20_000


@dataclass(frozen=True, slots=True)
class Reading:
    """What a request sends, and how its answer is read."""

    accept: frozenset[str] | None
    cap: int
    cut: bool = False
    validators: Validators | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: headers by lower-case name, the body without codings."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    #: Whether the request was conditional.
    conditional: bool


@dataclass(frozen=True, slots=True)
class Exchange:
    """Sends requests, and reads answers under the policy's caps."""

    policy: Policy
    transport: httpx.AsyncBaseTransport

    async def ask(self, address: Address, reading: Reading) -> Answer:
        """Send one request; the body is read only where it is wanted.

        Raises:
            Barred: the address, or what it answers, is not to be had by any number of requests.
            Trouble: the network or the server failed.
        """
        conditions = reading.validators.headers(address) if reading.validators else {}
        try:
            response = await self.transport.handle_async_request(self._request(address, reading, conditions))
            try:
                headers = _flat(response.headers)
                if response.status_code in GOOD:
                    body = await self._body(response, headers, reading)
                else:
                    body = b""
                    await _pass_over(response, headers)
            finally:
                await response.aclose()
        except httpx.HTTPError as error:
            raise _trouble(error) from error
        return Answer(response.status_code, headers, body, bool(conditions))

    def _request(self, address: Address, reading: Reading, conditions: Mapping[str, str]) -> httpx.Request:
        patience = {"connect": self.policy.connect_seconds, "read": self.policy.idle_seconds}
        return httpx.Request(
            "GET",
            str(address),
            headers={
                "User-Agent": self.policy.identity,
                "Accept": ", ".join(sorted(reading.accept)) if reading.accept else "text/plain, */*;q=0.1",
                "Accept-Encoding": ACCEPTED,
                **conditions,
            },
            extensions={"timeout": {**patience, "write": self.policy.idle_seconds}},
        )

    async def _body(self, response: httpx.Response, headers: Mapping[str, str], reading: Reading) -> bytes:
        if reading.accept is not None:
            media.check_declared(media.read_declaration(headers.get("content-type", "")), reading.accept)
        length = _length(headers)
        if length is not None and length > self.policy.wire_bytes and not reading.cut:
            raise Barred("size", f"announces {length:,} bytes; nothing so large is read")
        unfolder = Unfolder(headers.get("content-encoding", ""), reading.cap, cut=reading.cut)
        assert isinstance(response.stream, httpx.AsyncByteStream)
        crumbs = 0
        async for part in response.stream:
            crumbs += len(part) < _CRUMB
            if crumbs > _MOST_CRUMBS:
                raise Barred("size", f"sends its body in more than {_MOST_CRUMBS:,} crumbs")
            unfolder.feed(part)
            if unfolder.full:
                break
        connection = response.extensions.get("network_stream")
        if length is not None and isinstance(connection, MeteredStream) and connection.overran(length):
            raise Trouble("answer", f"announces {length:,} bytes and sends more")
        return unfolder.body()


async def _pass_over(response: httpx.Response, headers: Mapping[str, str]) -> None:
    """Read what nobody wants to know, if that is little: so the connection can serve the next request."""
    length = _length(headers)
    if length is not None and length <= _LITTLE:
        assert isinstance(response.stream, httpx.AsyncByteStream)
        async for _ in response.stream:
            pass


def _length(headers: Mapping[str, str]) -> int | None:
    """How long the body is said to be; with a transfer coding, that is another matter."""
    told = headers.get("content-length", "")
    return int(told[:18]) if told.isascii() and told.isdigit() and "transfer-encoding" not in headers else None


def _flat(headers: httpx.Headers) -> dict[str, str]:
    """The headers by lower-case name, repeated ones joined (RFC 9110, section 5.3); cookies have no business here."""
    return {name: value for name, value in headers.items() if name != "set-cookie"}


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
