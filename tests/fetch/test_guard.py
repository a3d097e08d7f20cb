"""The guard: by no name, spelling, redirect or change of mind does a connection lead inside."""

from __future__ import annotations

import asyncio
import ssl
import time
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any

import httpcore
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.fetch.fetcher import Fetcher, FetchRequest
from ledger.fetch.guard import Allowed, Guard, special
from ledger.fetch.outcomes import Failed, Fetched, Outcome, Refused
from ledger.fetch.surroundings import Surroundings, resolve
from ledger.fetch.transport import GuardedBackend, GuardedTransport, MeteredStream
from ledger.fetch.trouble import Barred
from ledger.model.errors import InvalidAddress
from tests.fetch.asking import Names, asking, policy
from tests.fetch.conftest import Ask
from tests.support.site import Ask as Request
from tests.support.site import Out, Site, page, redirect

INSIDE = [
    "0.0.0.0",  # noqa: S104
    "0.1.2.3",
    "10.255.0.1",
    "100.64.0.1",
    "100.100.100.200",
    "127.0.0.1",
    "127.255.255.254",
    "168.63.129.16",
    "169.254.169.254",
    "169.254.170.2",
    "172.31.0.1",
    "192.0.0.192",
    "192.0.2.1",
    "192.168.1.1",
    "198.19.0.1",
    "198.51.100.7",
    "203.0.113.7",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::808:808",
    "100::1",
    "2001::1",
    "2001:0:5ef5:79fb::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:808:808::",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fec0::1",
    "ff02::1",
]
OUTSIDE = ["1.1.1.1", "8.8.8.8", "93.184.215.14", "2606:4700::1111", "2a01:e0a::1", "64:ff9b::808:808"]


@pytest.mark.parametrize("text", INSIDE)
def test_addresses_inside_have_a_name(text: str) -> None:
    assert special(ip_address(text))


@pytest.mark.parametrize("text", OUTSIDE)
def test_addresses_outside_have_none(text: str) -> None:
    assert special(ip_address(text)) is None


@given(st.ip_addresses())
def test_what_python_holds_private_is_never_outside(ip: IPv4Address | IPv6Address) -> None:
    if ip.is_private or ip.is_loopback or ip.is_link_local or ip.is_multicast or ip.is_reserved or ip.is_unspecified:
        in_nat64 = isinstance(ip, IPv6Address) and ip.packed[:12] == bytes.fromhex("0064ff9b" + "00" * 8)
        assert special(ip) or in_nat64


@pytest.mark.parametrize("inside", ["10.0.0.1", "fd00::1", "169.254.169.254", "::ffff:10.0.0.1"])
def test_one_address_inside_is_enough(inside: str) -> None:
    guard = Guard(Names({"mixed.example": [["93.184.215.14", inside]]}))
    with pytest.raises(Barred, match="leads to"):
        asyncio.run(guard.admit("mixed.example", 443))


def test_a_zone_that_the_resolver_adds_hides_nothing() -> None:
    with pytest.raises(Barred):
        asyncio.run(Guard(Names({"a.example": [["fe80::1%eth0"]]})).admit("a.example", 80))


def test_public_hosts_are_asked_on_the_usual_ports_only() -> None:
    guard = Guard(Names({"a.example": [["93.184.215.14"]]}))
    assert asyncio.run(guard.admit("a.example", 443)) == ["93.184.215.14"]
    with pytest.raises(Barred, match="port 6379"):
        asyncio.run(guard.admit("a.example", 6379))


@pytest.mark.parametrize("entry", ["127.0.0.0/8", "127.0.0.1", "::1", "[::1]", "Wiki.Example", "wiki.example."])
def test_what_is_named_is_let_through_on_any_port(entry: str) -> None:
    names = Names({"wiki.example": [["127.0.0.1", "::1"]]} if "iki" in entry else {})
    host = "wiki.example" if "iki" in entry else "::1" if ":" in entry else "127.0.0.1"
    guard = Guard(names, Allowed.of([entry]))
    assert asyncio.run(guard.admit(host, 6379))


def test_what_is_named_opens_nothing_else() -> None:
    guard = Guard(Names({"a.example": [["127.0.0.1"]]}), Allowed.of(["10.0.0.0/8", "wiki.example", "127.0.0.2"]))
    with pytest.raises(Barred):
        asyncio.run(guard.admit("a.example", 80))
    with pytest.raises(Barred):
        asyncio.run(guard.admit("::ffff:10.0.0.1", 80))


@pytest.mark.parametrize("entry", ["", "10.0.0.1/8", "10.0.0.0/33", "10.0.0", "http://wiki.example/", "*", "a b"])
def test_what_names_no_network_is_said(entry: str) -> None:
    with pytest.raises(InvalidAddress, match="names no network"):
        Allowed.of([entry])


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "2130706433",
        "017700000001",
        "0x7f000001",
        "127.1",
        "0x7f.1",
        "127.0.0.1.",
        "①②⑦.⓪.⓪.①",
        "127。0。0。1",
        "[::ffff:127.0.0.1]",
        "[::1]",
        "[fd00:ec2::254]",
        "0",
        "localhost",
        "localhost.",
        "LOCALHOST",
        "inside.example",
        "ⓛocalhost",
    ],
)
def test_no_spelling_reaches_this_machine(site: Site, host: str) -> None:
    site.put("/", page("secret"))
    names = Names({"localhost": [["127.0.0.1", "::1"]], "inside.example": [["10.0.0.1"]]})
    with asking(names, allow_private=()) as fetcher:
        for port in (site.port, 80):
            outcome = fetcher.fetch(FetchRequest(url=f"http://{host}:{port}/"))
            assert isinstance(outcome, Refused)
            assert outcome.why == "guard"
            assert host in outcome.reason or host == "LOCALHOST"
    assert site.requests == []


@pytest.mark.parametrize(
    "target",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1/",
        "http://[::1]/",
        "http://2852039166/",
        "//192.168.0.1/",
        "http://inside.example/",
    ],
)
def test_no_redirect_leads_inside(site: Site, target: str) -> None:
    site.put("/", redirect(target))
    with asking(Names({"inside.example": [["10.0.0.1"]]})) as fetcher:
        outcome = fetcher.fetch(FetchRequest(url=site.url("/")))
    assert isinstance(outcome, Refused)
    assert outcome.why == "guard"
    assert site.url("/") in outcome.reason


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://127.0.0.1/", "gopher://127.0.0.1:70/1", "data:,x"])
def test_no_redirect_leaves_the_web(site: Site, ask: Ask, target: str) -> None:
    outcome = ask(site.put("/", redirect(target)))
    assert isinstance(outcome, Refused)
    assert outcome.why == "redirects"
    assert "only http and https" in outcome.reason


def test_a_name_that_changes_its_address_gains_nothing(site: Site) -> None:
    """DNS rebinding: what was checked is what is connected to, and every new connection is checked anew."""
    site.put("/", page("secret"))
    names = Names({"rebinding.example": [["127.0.0.2"], ["127.0.0.1"]]})
    with asking(names, allow_private=("127.0.0.2/32",), tries=1, patience=0) as fetcher:
        # 127.0.0.2 is let through, but nobody listens there; the site listens on 127.0.0.1, which is not.
        first = fetcher.fetch(FetchRequest(url=site.url("/", "rebinding.example")))
        assert isinstance(first, Failed)
        assert names.asked == ["rebinding.example"]
    with asking(Names({"rebinding.example": [["127.0.0.1"]]}), allow_private=("127.0.0.2/32",)) as fetcher:
        second = fetcher.fetch(FetchRequest(url=site.url("/", "rebinding.example")))
        assert isinstance(second, Refused)
    assert site.requests == []


def test_the_name_is_resolved_once_and_stays_the_name(site: Site) -> None:
    site.put("/", page("hello"))
    names = Names({"a.example": [["127.0.0.1"]]})
    with asking(names, robots_age=3600) as fetcher:
        outcome = fetcher.fetch(FetchRequest(url=site.url("/", "a.example")))
    assert isinstance(outcome, Fetched)
    assert site.last("/").headers["host"] == f"a.example:{site.port}"
    assert len(names.asked) == 1  # robots.txt and the page share a connection


def test_the_next_address_is_tried_when_one_is_dead(site: Site) -> None:
    site.put("/", page("hello"))
    with asking(Names({"a.example": [["127.0.0.9", "127.0.0.1"]]})) as fetcher:
        assert isinstance(fetcher.fetch(FetchRequest(url=site.url("/", "a.example"))), Fetched)


def test_a_name_without_an_address_may_have_one_later() -> None:
    with asking(tries=2) as fetcher:
        outcome = fetcher.fetch(FetchRequest(url="http://nowhere.example/"))
    assert isinstance(outcome, Failed)
    assert outcome.why == "network"
    assert outcome.reason == "http://nowhere.example/ cannot be found: Name or service not known."


def test_a_name_server_that_keeps_silent_is_not_waited_for_long() -> None:
    async def never(_: str) -> list[str]:
        await asyncio.sleep(3600)
        return []

    async def fetch() -> Outcome:
        async with Fetcher(policy(connect_seconds=0.1, tries=1), Surroundings(resolve=never)) as fetcher:
            return await fetcher.fetch(FetchRequest(url="http://silent.example/"))

    failed = asyncio.run(fetch())
    assert isinstance(failed, Failed)
    assert "nobody says in time where its name leads" in failed.reason


def test_this_systems_own_resolver_knows_this_machine() -> None:
    assert set(asyncio.run(resolve("localhost"))) <= {"127.0.0.1", "::1"}


class _Wire(httpcore.AsyncNetworkStream):
    """A connection that notes whose certificate was asked for."""

    def __init__(self, noted: list[Any]) -> None:
        self._noted = noted

    async def start_tls(self, *_: Any, server_hostname: str | None = None, **__: Any) -> httpcore.AsyncNetworkStream:
        self._noted.append(server_hostname)
        raise httpcore.ConnectError("no more is needed")

    async def aclose(self) -> None:
        self._noted.append("closed")


class _Backend(httpcore.AsyncNetworkBackend):
    """Notes where connections go, and goes nowhere."""

    def __init__(self) -> None:
        self.noted: list[Any] = []

    async def connect_tcp(self, host: str, port: int, *_: Any, **__: Any) -> httpcore.AsyncNetworkStream:
        self.noted.append((host, port))
        return _Wire(self.noted)


def test_the_certificate_has_to_be_the_names_not_the_addresses() -> None:
    backend = _Backend()
    guard = Guard(Names({"a.example": [["93.184.215.14"]]}))

    async def connect() -> None:
        transport = GuardedTransport(guard, head_bytes=1000, wire_bytes=1000)
        transport._backend = GuardedBackend(guard, 1000, 1000, backend)
        await transport.handle_async_request(httpx.Request("GET", "https://a.example/"))

    with pytest.raises(httpx.ConnectError, match="no more is needed"):
        asyncio.run(connect())
    assert backend.noted == [("93.184.215.14", 443), "a.example", "closed"]


def test_the_transport_serves_any_client_of_httpx(site: Site) -> None:
    """So that webhooks go through the same guard."""

    async def post(allowed: list[str]) -> httpx.Response:
        guard = Guard(Names({}), Allowed.of(allowed))
        transport = GuardedTransport(guard, head_bytes=10_000, wire_bytes=10_000)
        async with httpx.AsyncClient(transport=transport, trust_env=False) as client:
            return await client.post(site.put("/hook", page("thanks")), content=b"")

    assert asyncio.run(post(["127.0.0.1"])).text == "thanks"
    with pytest.raises(Barred):
        asyncio.run(post([]))


def test_idle_connections_are_used_again_and_do_not_pile_up(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ledger.fetch.transport._IDLE_CONNECTIONS", 3)
    names = Names({f"h{number}.example": [["127.0.0.1"]] for number in range(8)})
    site.put("/", page("hello"))

    async def fetch() -> int:
        async with Fetcher(policy(), Surroundings(resolve=names)) as fetcher:
            for host in [*names.known, "h7.example", "h0.example"]:
                assert isinstance(await fetcher.fetch(FetchRequest(url=site.url("/", host))), Fetched)
            return len(fetcher._transport._idle)

    assert asyncio.run(fetch()) == 3
    # The connection to the last host was still there, that to the first was not.
    assert (names.asked.count("h7.example"), names.asked.count("h0.example")) == (1, 2)


def test_a_connection_that_the_server_has_closed_meanwhile_is_made_anew(site: Site) -> None:
    async def last_words(_: Request, out: Out) -> None:
        await out.whole(200, b"hello", {"Content-Type": "text/html"})
        out.hang_up()

    url = site.put("/", last_words)
    with asking(tries=1) as fetcher:
        for _ in range(3):
            assert isinstance(fetcher.fetch(FetchRequest(url=url)), Fetched)
            time.sleep(0.05)  # for the news to arrive
    assert site.count("/") == 3


def test_a_connection_is_counted_under_tls_too() -> None:
    class Plain(_Wire):
        async def start_tls(self, *_: Any, **__: Any) -> httpcore.AsyncNetworkStream:
            return Plain([])

    stream = asyncio.run(MeteredStream(Plain([]), 1, 1).start_tls(ssl.create_default_context(), "a.example"))
    assert isinstance(stream, MeteredStream)
