"""Addresses: read strictly, compared carefully, shown without secrets. Nothing here reaches a socket."""

from __future__ import annotations

import re
import socket
import string
from ipaddress import IPv4Address, IPv6Address

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.fetch.addresses import canonical_address, read_address, shown, without_credentials
from ledger.model.errors import InvalidAddress


@st.composite
def spellings_of_four(draw: st.DrawFn) -> tuple[IPv4Address, str]:
    """An IPv4 address and one of the many ways to write it."""
    ip = IPv4Address(draw(st.integers(0, 2**32 - 1) | st.sampled_from([0x7F000001, 0x0A000001, 0xA9FEA9FE])))
    count = draw(st.integers(1, 4))
    number = int(ip)
    parts = [(number >> (24 - 8 * place)) & 255 for place in range(count - 1)]
    parts.append(number & (256 ** (5 - count) - 1))
    written = [draw(st.sampled_from(["{}", "0{:o}", "0x{:x}", "0X{:X}", "00{:o}", "0x0{:x}"])).format(p) for p in parts]
    host = ".".join(written)
    if draw(st.booleans()):
        host = host.replace(".", draw(st.sampled_from(".。．｡")))
    if draw(st.booleans()):
        wide = str.maketrans(string.digits, draw(st.sampled_from(["０１２３４５６７８９", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗"])))
        host = host.translate(wide)
    return ip, host + draw(st.sampled_from(["", "."]))


@given(spellings_of_four(), st.sampled_from(["", ":80", ":8080"]), st.sampled_from(["", "/", "/a?b#c", "?q", "#@x"]))
def test_every_spelling_of_a_numeric_host_is_that_address(spelt: tuple[IPv4Address, str], port: str, rest: str) -> None:
    ip, host = spelt
    assert read_address(f"http://{host}{port}{rest}").host == str(ip)


@given(st.text(alphabet="0123456789abcdefx.", min_size=1, max_size=24))
def test_what_the_system_takes_for_a_numeric_address_is_one_here(host: str) -> None:
    """Otherwise a name would go to the resolver that is none, and the guard would see it one step too late."""
    try:
        expected = socket.inet_ntoa(socket.inet_aton(host))
    except OSError:
        return
    assert read_address(f"http://{host}/").host == expected


@given(st.ip_addresses(v=6))
def test_an_ipv6_host_has_one_spelling(ip: IPv6Address) -> None:
    written = {str(ip), ip.exploded, ip.exploded.upper()}
    assert {read_address(f"http://[{each}]/").host for each in written} == {str(ip)}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "example.org/page",
        "//example.org/",
        "http:/example.org/",
        "http:example.org",
        "http://",
        "http:///path",
        "http://:80/",
        "file:///etc/passwd",
        "ftp://example.org/",
        "gopher://example.org/",
        "javascript:alert(1)",
        "data:text/html,x",
        "http://user@127.0.0.1/",
        "http://example.org@127.0.0.1/",
        "http://example.org:80@127.0.0.1/",
        "http://@example.org/",
        "http://example.org\\@127.0.0.1/",
        "http://127.0.0.1\\.example.org/",
        "http://[fe80::1%25eth0]/",
        "http://[fe80::1%eth0]/",
        "http://[::1",
        "http://::1/",
        "http://[::1]x/",
        "http://[v1.a]/",
        "http://[127.0.0.1]/",
        "http://%31%32%37.0.0.1/",
        "http://exa mple.org/",
        "http://exa\tmple.org/",
        "http://example.org/\r\nX-Evil: 1",
        "http://example.org:0/",
        "http://example.org:65536/",
        "http://example.org:99999999999999999999/",
        "http://example.org:8o/",
        "http://example.org:١/",
        "http://1.2.3.4.5/",
        "http://256.1.1.1/",
        "http://1.2.3.256/",
        "http://0x100000000/",
        "http://09.1.1.1/",
        "http://a..b/",
        "http://..../",
        "http://a,b/",
        "http://" + "a" * 64 + ".org/",
        "http://" + "a." * 130 + "org/",
        "http://xn--\ufffd/",
        "http://example.org/" + "a" * 5000,
        "http://example.org/\ud800",
    ],
)
def test_what_is_no_address_to_ask_is_refused(text: str) -> None:
    with pytest.raises(InvalidAddress):
        read_address(text)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("HTTP://EXAMPLE.org", "http://example.org/"),
        (" https://example.org:443/a \n", "https://example.org/a"),
        ("http://example.org:/a", "http://example.org/a"),
        ("http://example.org./a", "http://example.org/a"),
        ("https://example.org:80/", "https://example.org:80/"),
        ("http://example.org?q=1", "http://example.org/?q=1"),
        ("http://example.org/a?", "http://example.org/a?"),
        ("http://example.org/a/../b/./c/%2e%2E/d", "http://example.org/b/d"),
        ("http://example.org/../../etc", "http://example.org/etc"),
        ("http://example.org/a/..", "http://example.org/"),
        ("http://example.org/été?q=é à", "http://example.org/%C3%A9t%C3%A9?q=%C3%A9%20%C3%A0"),
        ("http://example.org/100%", "http://example.org/100%25"),
        ("http://example.org/%e9%zz", "http://example.org/%e9%25zz"),
        ("http://example.org/a b\\c", "http://example.org/a%20b%5Cc"),
        ("http://société.example/", "http://xn--socit-esab.example/"),
        ("http://Straße.example/", "http://xn--strae-oqa.example/"),
        ("http://foo_bar.example/@me", "http://foo_bar.example/@me"),
        ("http://[2001:DB8::0:1]:8080/", "http://[2001:db8::1]:8080/"),
        ("http://2130706433/", "http://127.0.0.1/"),
        ("http://①②⑦.⓪.⓪.①/", "http://127.0.0.1/"),
    ],
)
def test_an_address_is_read_as_browsers_read_it(text: str, read: str) -> None:
    assert str(read_address(text)) == read


@given(st.text(max_size=40), st.text(max_size=40))
def test_what_was_read_reads_the_same_again_also_for_httpx(path: str, query: str) -> None:
    try:
        address = read_address(f"https://example.org/{path}?{query}")
    except InvalidAddress:
        return
    assert read_address(str(address)) == address
    sent = httpx.Request("GET", str(address)).url
    assert (sent.raw_host.decode(), sent.raw_path.decode()) == (address.host, address.target)


@pytest.mark.parametrize(
    ("location", "leads"),
    [
        ("b", "http://example.org/x/b"),
        ("/b", "http://example.org/b"),
        ("?c", "http://example.org/x/a?c"),
        ("../b", "http://example.org/b"),
        ("//other.example/b", "http://other.example/b"),
        ("https://other.example", "https://other.example/"),
        ("#there", "http://example.org/x/a?q"),
    ],
)
def test_a_redirect_may_be_relative(location: str, leads: str) -> None:
    assert str(read_address("http://example.org/x/a?q").at(location)) == leads


@pytest.mark.parametrize("location", ["http://[bad", "file:///etc/passwd", "//user:pw@h/", "http://h\\evil/"])
def test_a_redirect_may_lead_nowhere(location: str) -> None:
    with pytest.raises(InvalidAddress):
        read_address("http://example.org/").at(location)


@pytest.mark.parametrize(
    "other",
    [
        "HTTPS://Example.ORG/a/b?x=1&y=2",
        "https://example.org:443/a/b?x=1&y=2#part",
        "https://example.org./a/./c/../b?x=1&y=2",
        "https://example.org/%61/b?x=%31&y=2",
        "https://user:secret@example.org/a/b?x=1&y=2",
        "https://example.org/a/b?utm_source=feed&x=1&utm_medium=rss&y=2",
        "https://example.org/a/b?x=1&y=2&fbclid=IwAR&gclid=1&xtor=RSS-16&at_medium=RSS&UTM_Campaign=x",
        "https://example.org/a/b?x=1&&y=2&",
        "  https://example.org/a/b?x=1&y=2 ",
    ],
)
def test_addresses_of_one_page_compare_equal(other: str) -> None:
    assert canonical_address(other) == "https://example.org/a/b?x=1&y=2"


@pytest.mark.parametrize(
    "other",
    [
        "http://example.org/a",
        "https://www.example.org/a",
        "https://m.example.org/a",
        "https://example.org:8443/a",
        "https://example.org/A",
        "https://example.org/a/",
        "https://example.org/a/amp/",
        "https://example.org//a",
        "https://example.org/a?ref=1",
        "https://example.org/a?id=1&page=2",
        "https://example.org/a?page=2&id=1",
        "https://example.org/a?x=%26",
        "https://example.org/a?x=&",
        "https://example.org/a%2Fb",
        "https://example.org/a/b",
        "https://example.org/a?source=1",
        "https://example.org/a?cat_medium=1",
    ],
)
def test_addresses_that_may_be_two_pages_stay_two(other: str) -> None:
    others = [
        "https://example.org/a",
        "https://example.org/a?x",
        "https://example.org/a?x=&y",
        "https://example.org/a?x=1",
    ]
    assert canonical_address(other) not in {canonical_address(each) for each in others}


@given(st.text(max_size=60))
def test_the_canonical_form_is_its_own(text: str) -> None:
    once = canonical_address(f"http://example.org/{text}")
    assert canonical_address(once) == once
    assert canonical_address(text) == canonical_address(canonical_address(text))


def test_what_is_no_web_address_compares_as_written() -> None:
    assert canonical_address(" urn:isbn:1 ") == "urn:isbn:1"


@pytest.mark.parametrize(
    "text",
    [
        "https://user:hunter2@example.org/a",
        "https://hunter2@example.org/a",
        "https://user:hun/ter2@example.org/a",
        "https://user:hun@ter2@example.org/a",
        "https:user:hunter2@example.org",
        "//user:hunter2@example.org/",
        "user:hunter2@example.org",
        "ftp://user:hunter2@example.org/",
        "https://user:hunter2@[::1/",
        "https://example.org/feed?token=hunter2",
        "https://example.org/feed?a=1&API_KEY=hunter2&b=2",
        "https://example.org/feed?a=1;access_token=hunter2",
        "https://example.org/feed?X-Amz-Signature=hunter2",
    ],
)
def test_no_credentials_are_shown(text: str) -> None:
    assert not re.search("hunter2|ter2", shown(text))
    with pytest.raises(InvalidAddress) as refused:
        read_address(text.replace("https://example.org", "https://x y"))
    assert not re.search("hunter2|ter2", str(refused.value))


def test_what_is_shown_is_short_and_printable() -> None:
    assert shown("http://example.org/\x1b[31m\u202e" + "a" * 10_000).startswith(
        "http://example.org/\ufffd[31m\ufffdaaa"
    )
    assert len(shown("http://example.org/" + "a" * 10_000)) == 200
    assert shown("https://example.org/@user/a:b?keyword=1") == "https://example.org/@user/a:b?keyword=1"
    assert without_credentials("http://u:p@example.org/?token=1") == "http://example.org/?token=1"
