"""Connections: made only where the guard lets them, and counted byte by byte.

`GuardedTransport` is a transport of httpx: whatever else sends requests to addresses that strangers chose (a webhook,
say) can stand on it too. It is made of httpcore's public parts: of the ways to guard httpx that were looked at, one
connects to an address before it checks it, and the others ask the name a second time.
"""

from __future__ import annotations

import asyncio
import re
import select
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import httpcore
import httpx

from ledger.fetch.guard import Guard
from ledger.fetch.trouble import Barred, Trouble

#: At most so many addresses of one name are tried.
_MOST_TRIED = 4
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_INTERIM = re.compile(rb"HTTP/1\.[01] 1(?!01)\d\d")
_IDLE_CONNECTIONS, _IDLE_SECONDS = 64, 15.0


class GuardedTransport(httpx.AsyncBaseTransport):
    """Sends requests to where the guard admits connections. Knows no proxies, no cookies and no credentials.

    Keeps idle connections itself: httpcore's pool looks at every pair of them for every request, which costs more
    than the request. How many are under way is the caller's to limit.

    Args:
        head_bytes: the most that the head of an answer may have.
        wire_bytes: the most that one answer may have on the wire, its head included.
        ssl_context: in place of the usual certificate authorities.
    """

    def __init__(
        self, guard: Guard, *, head_bytes: int, wire_bytes: int, ssl_context: ssl.SSLContext | None = None
    ) -> None:
        self._backend = GuardedBackend(guard, head_bytes, wire_bytes)
        self._ssl_context = ssl_context or httpx.create_ssl_context()
        self._ssl_context.set_alpn_protocols(["http/1.1"])
        # The one used last stands at the end.
        self._idle: list[httpcore.AsyncHTTP11Connection] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request; the answer's body comes as it is read from `stream`."""
        url = httpcore.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        )
        asked = httpcore.Request(
            request.method,
            url,
            headers=request.headers.raw,
            content=request.stream,
            extensions=request.extensions,
        )
        with _as_httpx():
            connection = await self._connection(url.origin, request.extensions.get("timeout", {}).get("connect"))
            answer = await connection.handle_async_request(asked)
        body = _Body(answer, lambda: self._keep(connection))
        return httpx.Response(answer.status, headers=answer.headers, stream=body, extensions=answer.extensions)

    async def aclose(self) -> None:
        """Close every connection that is not in use."""
        while self._idle:
            await self._idle.pop().aclose()

    async def _connection(self, origin: httpcore.Origin, seconds: float | None) -> httpcore.AsyncHTTP11Connection:
        for idle in reversed(self._idle):
            if idle.can_handle_request(origin):
                self._idle.remove(idle)
                if not idle.has_expired():
                    return idle
                await idle.aclose()
        host = origin.host.decode("ascii")
        stream = await self._backend.connect_tcp(host, origin.port, seconds)
        if origin.scheme == b"https":
            try:
                stream = await stream.start_tls(self._ssl_context, server_hostname=host, timeout=seconds)
            except BaseException:
                # Also when the fetch is out of time in the middle of the handshake.
                await stream.aclose()
                raise
        return httpcore.AsyncHTTP11Connection(origin, stream, keepalive_expiry=_IDLE_SECONDS)

    async def _keep(self, connection: httpcore.AsyncHTTP11Connection) -> None:
        """Keep a connection whose answer was read to its end; others have closed themselves."""
        if connection.is_idle():
            self._idle.append(connection)
        while len(self._idle) > _IDLE_CONNECTIONS or (self._idle and self._idle[0].has_expired()):
            await self._idle.pop(0).aclose()


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Connects to addresses that the guard has checked; names for TLS and `Host` stay what they are."""

    def __init__(
        self, guard: Guard, head_bytes: int, wire_bytes: int, inner: httpcore.AsyncNetworkBackend | None = None
    ) -> None:
        self._guard = guard
        self._caps = (head_bytes, wire_bytes)
        self._inner = inner or httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the signature is httpcore's
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first of the host's addresses that answers."""
        try:
            async with asyncio.timeout(timeout):
                addresses = (await self._guard.admit(host, port))[:_MOST_TRIED]
        except TimeoutError:
            raise Trouble("timeout", "cannot be found: nobody says in time where its name leads", again=True) from None
        for place, address in enumerate(addresses, start=1):
            share = None if timeout is None else timeout / len(addresses)
            try:
                stream = await self._inner.connect_tcp(address, port, share, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if place == len(addresses):
                    raise
            else:
                return MeteredStream(stream, *self._caps)
        raise httpcore.ConnectError("the name has no address")

    async def sleep(self, seconds: float) -> None:
        """Wait, as httpcore wants it done."""
        await self._inner.sleep(seconds)


class MeteredStream(httpcore.AsyncNetworkStream):
    """A connection that counts what an answer costs on the wire, from each request on."""

    def __init__(self, inner: httpcore.AsyncNetworkStream, head_bytes: int, wire_bytes: int) -> None:
        self._inner = inner
        self._head_bytes = head_bytes
        self._wire_bytes = wire_bytes
        self._opening = bytearray()
        self._head: int | None = None
        self._received = 0
        self._spoilt = False
        self._socket: Any = None

    def overran(self, declared: int) -> bool:
        """Whether more has come than an answer's head and a body of this length; then no further one is read here."""
        self._spoilt = self._head is not None and self._received > self._head + declared
        return self._spoilt

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109
        """What has arrived.

        Raises:
            Barred: the answer has become too large.
        """
        data = await self._inner.read(max_bytes, timeout)
        self._received += len(data)
        if self._head is None:
            self._opening += data
            self._head = _head_length(self._opening)
            if (self._head or self._received) > self._head_bytes:
                raise Barred("size", f"sends headers of more than {self._head_bytes:,} bytes")
        if self._received > self._wire_bytes:
            raise Barred("size", f"sends more than {self._wire_bytes:,} bytes; nothing so large is read")
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109
        """Send a request, from which on is counted anew."""
        if buffer:
            self._opening.clear()
            self._head, self._received = None, 0
        await self._inner.write(buffer, timeout)

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109
    ) -> httpcore.AsyncNetworkStream:
        """The same connection, encrypted; the certificate has to be the name's."""
        stream = await self._inner.start_tls(ssl_context, server_hostname=server_hostname, timeout=timeout)
        return MeteredStream(stream, self._head_bytes, self._wire_bytes)

    async def aclose(self) -> None:
        """Close the connection."""
        await self._inner.aclose()

    def get_extra_info(self, info: str) -> Any:
        """What is known of the connection. A spoilt one looks like one that has been hung up, and is dropped."""
        if info != "is_readable":
            return self._inner.get_extra_info(info)
        if self._socket is None:
            # Once: anyio gathers all that is known of a connection each time it is asked for a part of it.
            self._socket = self._inner.get_extra_info("socket")
        return self._spoilt or _is_readable(self._socket)


class _Body(httpx.AsyncByteStream):
    def __init__(self, answer: httpcore.Response, done: Callable[[], Awaitable[None]]) -> None:
        self._answer = answer
        self._done = done

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _as_httpx():
            async for part in self._answer.aiter_stream():
                yield part

    async def aclose(self) -> None:
        with _as_httpx():
            await self._answer.aclose()
            await self._done()


def _is_readable(connection: Any) -> bool:
    """Whether there is something to be read of an idle connection, which is mostly its end."""
    if connection.fileno() < 0:
        return True
    asked = select.poll()
    asked.register(connection, select.POLLIN)
    return bool(asked.poll(0))


def _head_length(opening: bytearray) -> int | None:
    """Where the head of the final answer ends, if it has come."""
    start = 0
    while found := _HEAD_END.search(opening, start):
        if not _INTERIM.match(opening, start):
            return found.end()
        start = found.end()
    return None


@contextmanager
def _as_httpx() -> Iterator[None]:
    """What httpcore says, in the words of httpx, which has the same."""
    try:
        yield
    except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException) as error:
        raise getattr(httpx, type(error).__name__)(str(error)) from error
