"""A web site on this machine that behaves as told, well or badly; it can be changed while it runs, and counts.

    with Site() as site:
        site.put("/article", page("<html>…", etag='"1"'))
        site.put("/feed", page(feed, "application/rss+xml"))
        site.put("/bad", endless())
        ...
        assert site.count("/article") == 1

A behaviour is an `async def behave(ask: Ask, out: Out)`: what it writes is what goes over the wire, byte by byte, so
that anything can be said wrongly. Without a behaviour for a path the answer is 404, also for /robots.txt.
"""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import itertools
import re
import threading
import time
import zlib
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Self

import brotli

_PHRASES = {200: "OK", 301: "Moved Permanently", 302: "Found", 304: "Not Modified", 404: "Not Found", 410: "Gone"}


@dataclass(frozen=True)
class Ask:
    """One request as it came."""

    method: str
    #: With the query.
    target: str
    #: Names in lower case.
    headers: Mapping[str, str]
    at: float
    #: The how manieth request for this target, from 1.
    number: int

    @property
    def host(self) -> str:
        """Whom the request was for, without the port."""
        return self.headers.get("host", "").rpartition(":")[0]


class Out:
    """The way back to who asked."""

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self._writer = writer

    async def raw(self, data: bytes) -> None:
        """Send these bytes, whatever they are."""
        self._writer.write(data)
        await self._writer.drain()

    async def head(self, status: int = 200, headers: Mapping[str, str] | None = None) -> None:
        """Send the head of an answer; without a length in it, the body ends where the connection does."""
        lines = [f"HTTP/1.1 {status} {_PHRASES.get(status, 'Whatever')}", f"Date: {_date(datetime.now(UTC))}"]
        lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
        await self.raw("\r\n".join([*lines, "", ""]).encode())

    async def whole(self, status: int, body: bytes, headers: Mapping[str, str] | None = None) -> None:
        """Send a whole answer with its right length."""
        await self.head(status, {**(headers or {}), "Content-Length": str(len(body))})
        await self.raw(body)

    def hang_up(self, *, rudely: bool = False) -> None:
        """Close the connection; rudely, without a word (RST)."""
        if rudely:
            self._writer.transport.abort()
        else:
            self._writer.close()


Behaviour = Callable[[Ask, Out], Awaitable[None]]


@dataclass
class Site:
    """The site. All of its methods may be called from any thread while it runs.

    Args:
        hosts: the loopback addresses to listen at, all on one port.
    """

    hosts: Iterable[str] = ("127.0.0.1",)
    port: int = 0
    requests: list[Ask] = field(default_factory=list)
    _behaviours: dict[tuple[str | None, str], Behaviour] = field(default_factory=dict)
    _counts: Counter[str] = field(default_factory=Counter)
    _now: int = 0
    most_at_once: int = 0

    def __enter__(self) -> Self:
        started = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=lambda: self._loop.run_until_complete(self._serve(started)), daemon=True)
        self._thread.start()
        assert started.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()
        self._loop.close()

    def url(self, target: str, host: str = "127.0.0.1") -> str:
        """The address of a path here, by whatever name leads here."""
        return f"http://{host}:{self.port}{target}"

    def put(self, target: str, behaviour: Behaviour, *, host: str | None = None) -> str:
        """From now on, answer requests for this target so (for one host name only, if named); gives the address."""
        self._behaviours[host, target] = behaviour
        return self.url(target, host or "127.0.0.1")

    def remove(self, target: str, *, host: str | None = None) -> None:
        """From now on, answer 404."""
        del self._behaviours[host, target]

    def count(self, target: str) -> int:
        """How often this target was asked for."""
        return self._counts[target]

    def last(self, target: str) -> Ask:
        """The latest request for this target."""
        return next(ask for ask in reversed(self.requests) if ask.target == target)

    async def _serve(self, started: threading.Event) -> None:
        self._stop = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        hosts = list(self.hosts)
        server = await asyncio.start_server(self._accept, hosts[0], self.port)
        self.port = server.sockets[0].getsockname()[1]
        others = [await asyncio.start_server(self._accept, host, self.port) for host in hosts[1:]]
        started.set()
        await self._stop.wait()
        for each in (server, *others):
            each.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for _ in range(3):
            await asyncio.sleep(0)  # for the sockets to be closed

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = self._loop.create_task(self._talk(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while not writer.is_closing():
                head = await reader.readuntil(b"\r\n\r\n")
                await self._answer(head.decode("latin-1"), Out(writer))
        except (OSError, asyncio.IncompleteReadError):
            pass  # whoever asked has hung up
        finally:
            if self._stop.is_set():
                writer.transport.abort()  # there may be no end to what waits to be sent
            else:
                writer.close()

    async def _answer(self, head: str, out: Out) -> None:
        first, *lines = head.split("\r\n")[:-2]
        method, target, _ = first.split(" ")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        self._counts[target] += 1
        ask = Ask(method, target, headers, time.monotonic(), self._counts[target])
        self.requests.append(ask)
        self._now += 1
        self.most_at_once = max(self.most_at_once, self._now)
        try:
            found = self._behaviours.get((ask.host, target)) or self._behaviours.get((None, target))
            await (found or status(404))(ask, out)
        finally:
            self._now -= 1


# --- Good behaviour


def page(
    body: bytes | str,
    media_type: str = "text/html; charset=utf-8",
    *,
    etag: str | None = None,
    modified: datetime | None = None,
    headers: Mapping[str, str] | None = None,
    coding: str | None = None,
) -> Behaviour:
    """A document, not sent again to whom it has not changed for (`etag="auto"` makes a tag of the content)."""
    content = body.encode() if isinstance(body, str) else body
    if etag == "auto":
        etag = f'"{hashlib.sha256(content).hexdigest()[:16]}"'
    shared = {**(headers or {}), **({"ETag": etag} if etag else {})}
    if modified:
        shared["Last-Modified"] = _date(modified)
    sent = packed(content, coding) if coding else content

    async def behave(ask: Ask, out: Out) -> None:
        told = ask.headers.get("if-none-match")
        if told is not None and etag is not None:
            same = etag.removeprefix("W/") in re.findall(r'"[^"]*"', told)
        else:
            same = modified is not None and ask.headers.get("if-modified-since") == _date(modified)
        if same:
            await out.head(304, shared)
        else:
            extra = {"Content-Encoding": coding} if coding else {}
            await out.whole(200, sent, {"Content-Type": media_type, **shared, **extra})

    return behave


def robots(text: str) -> Behaviour:
    """A robots.txt."""
    return page(text, "text/plain")


def redirect(to: str, code: int = 302) -> Behaviour:
    """Elsewhere."""

    async def behave(_: Ask, out: Out) -> None:
        await out.whole(code, b"", {"Location": to})

    return behave


def status(code: int, *, retry_after: str | None = None, body: bytes = b"no") -> Behaviour:
    """A status and nothing to read."""
    headers = {"Content-Type": "text/plain"} | ({"Retry-After": retry_after} if retry_after else {})

    async def behave(_: Ask, out: Out) -> None:
        await out.whole(code, body, headers)

    return behave


def in_turn(*behaviours: Behaviour) -> Behaviour:
    """One behaviour after another; the last one for ever."""
    waiting = list(behaviours)

    async def behave(ask: Ask, out: Out) -> None:
        await (waiting.pop(0) if len(waiting) > 1 else waiting[0])(ask, out)

    return behave


def slow(seconds: float, then: Behaviour) -> Behaviour:
    """The same, after a while."""

    async def behave(ask: Ask, out: Out) -> None:
        await asyncio.sleep(seconds)
        await then(ask, out)

    return behave


# --- Bad behaviour


def silent() -> Behaviour:
    """Takes the request and says nothing more."""

    async def behave(_: Ask, out: Out) -> None:
        await asyncio.sleep(3600)

    return behave


def drip(pause: float = 0.02, media_type: str = "text/html") -> Behaviour:
    """A byte, a pause, a byte, without end."""

    async def behave(_: Ask, out: Out) -> None:
        await out.head(200, {"Content-Type": media_type})
        while True:
            await out.raw(b"x")
            await asyncio.sleep(pause)

    return behave


def dripping_head(pause: float = 0.02) -> Behaviour:
    """A head that never ends, slowly."""

    async def behave(_: Ask, out: Out) -> None:
        await out.raw(b"HTTP/1.1 200 OK\r\n")
        for number in itertools.count():
            await out.raw(f"X-{number}: x\r\n".encode())
            await asyncio.sleep(pause)

    return behave


def endless(*, chunked: bool = False, media_type: str = "text/html") -> Behaviour:
    """A body without end, as fast as it goes."""

    async def behave(_: Ask, out: Out) -> None:
        await out.head(200, {"Content-Type": media_type, **({"Transfer-Encoding": "chunked"} if chunked else {})})
        part = b"<p>more</p>" * 1000
        while True:
            await out.raw(b"%x\r\n%s\r\n" % (len(part), part) if chunked else part)

    return behave


def wrong_length(body: bytes, by: int, *, keep_open: bool = True) -> Behaviour:
    """Announces so many bytes more (or, below nought, fewer) than it sends."""

    async def behave(_: Ask, out: Out) -> None:
        await out.head(200, {"Content-Type": "text/html", "Content-Length": str(len(body) + by)})
        await out.raw(body)
        if by > 0 or not keep_open:
            out.hang_up()

    return behave


def truncated(body: bytes) -> Behaviour:
    """Hangs up in the middle of a chunk."""

    async def behave(_: Ask, out: Out) -> None:
        await out.head(200, {"Content-Type": "text/html", "Transfer-Encoding": "chunked"})
        await out.raw(b"%x\r\n%s" % (len(body) * 2, body))
        out.hang_up()

    return behave


def reset() -> Behaviour:
    """Breaks the connection without a word."""

    async def behave(_: Ask, out: Out) -> None:
        out.hang_up(rudely=True)

    return behave


def says(raw: bytes) -> Behaviour:
    """Exactly these bytes, and no more."""

    async def behave(_: Ask, out: Out) -> None:
        await out.raw(raw)
        out.hang_up()

    return behave


def bomb(coding: str, megabytes: int = 200, media_type: str = "text/html") -> Behaviour:
    """A small body that unfolds to a large one; `coding` may be nested, as in "gzip, gzip"."""
    body = packed(b"\0" * (megabytes * 1_000_000), coding)

    async def behave(_: Ask, out: Out) -> None:
        await out.whole(200, body, {"Content-Type": media_type, "Content-Encoding": coding})

    return behave


def miscoded(coding: str, body: bytes = b"<p>plain text</p>") -> Behaviour:
    """A body that is not in the coding that its header names."""

    async def behave(_: Ask, out: Out) -> None:
        await out.whole(200, body, {"Content-Type": "text/html", "Content-Encoding": coding})

    return behave


def huge_head(lines: int) -> Behaviour:
    """As many headers as you like."""

    async def behave(_: Ask, out: Out) -> None:
        await out.whole(200, b"x", {"Content-Type": "text/html", **{f"X-{n}": "y" * 100 for n in range(lines)}})

    return behave


def fickle_tags(body: bytes) -> Behaviour:
    """The same text under another tag each time."""

    async def behave(ask: Ask, out: Out) -> None:
        await out.whole(200, body, {"Content-Type": "text/html", "ETag": f'"{ask.number}"'})

    return behave


def packed(body: bytes, codings: str) -> bytes:
    """The body in these codings, put on in this order."""
    for coding in codings.replace(" ", "").split(","):
        match coding:
            case "gzip" | "x-gzip":
                body = gzip.compress(body, 6, mtime=0)
            case "deflate":
                body = zlib.compress(body)
            case "br":
                body = brotli.compress(body, quality=4)
            case _:
                raise ValueError(coding)
    return body


def feed(entries: Iterable[tuple[str, str, datetime]], title: str = "A feed") -> str:
    """An RSS feed of (address, title, published)."""
    items = "".join(
        f"<item><title>{name}</title><link>{link}</link><guid>{link}</guid><pubDate>{_date(at)}</pubDate></item>"
        for link, name, at in entries
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>{title}</title>{items}</channel></rss>'


def _date(moment: datetime) -> str:
    return format_datetime(moment.astimezone(UTC), usegmt=True)
