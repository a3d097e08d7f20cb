"""What servers answer, well and badly: an outcome for every answer, a reason that names the address for the bad."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.fetch import media
from ledger.fetch.fetcher import FetchRequest
from ledger.fetch.outcomes import Failed, Fetched, Gone, Postponed, Refused
from tests.fetch.asking import IDENTITY, asking
from tests.fetch.conftest import Ask
from tests.support import site as behave
from tests.support.site import Behaviour, Site, page

PAGE = "<!doctype html><p>Été à Paris</p>"


def test_a_page_arrives_whole(site: Site, ask: Ask) -> None:
    changed = datetime(2025, 6, 1, 12, tzinfo=UTC)
    url = site.put(
        "/a?x=1",
        page(
            PAGE.encode("latin-1"),
            "Text/HTML; Charset=ISO-8859-1",
            etag='W/"1"',
            modified=changed,
            headers={"Content-Language": "fr", "Set-Cookie": "a=b", "X-Powered-By": "chance"},
        ),
    )
    fetched = ask(url)
    assert isinstance(fetched, Fetched)
    assert (fetched.url, fetched.final_url, fetched.status, fetched.permanent_url) == (url, url, 200, None)
    assert fetched.body == PAGE.encode("latin-1")
    assert (fetched.media_type, fetched.charset) == ("text/html", "iso-8859-1")
    assert (fetched.etag, fetched.last_modified) == ('W/"1"', "Sun, 01 Jun 2025 12:00:00 GMT")
    assert fetched.headers["content-language"] == "fr"
    assert not {"set-cookie", "x-powered-by"} & set(fetched.headers)
    assert fetched.at.tzinfo is UTC


def test_who_asks_says_so_and_carries_nothing(site: Site, ask: Ask) -> None:
    url = site.put("/a", page(PAGE, headers={"Set-Cookie": "session=1; Path=/"}))
    ask(url)
    ask(url)
    sent = site.last("/a").headers
    assert sent["user-agent"] == IDENTITY
    assert "gzip" in sent["accept-encoding"]
    assert not {"cookie", "authorization", "referer", "if-none-match", "proxy-authorization"} & set(sent)


def test_no_proxy_of_the_environment_is_used(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with asking() as fetcher:
        assert isinstance(fetcher.fetch(FetchRequest(url=site.put("/a", page(PAGE)))), Fetched)


@pytest.mark.parametrize("coding", ["gzip", "x-gzip", "deflate", "br", "gzip, br", "br, gzip, deflate"])
def test_codings_come_off(site: Site, ask: Ask, coding: str) -> None:
    text = PAGE * 10_000
    fetched = ask(site.put("/a", page(text, coding=coding)))
    assert isinstance(fetched, Fetched)
    assert fetched.body.decode() == text


def test_an_address_with_credentials_is_refused_without_showing_them(ask: Ask) -> None:
    refused = ask("http://user:hunter2@127.0.0.1/")
    assert isinstance(refused, Refused)
    assert refused.why == "address"
    assert "hunter2" not in repr(refused)


@pytest.mark.parametrize("code", [404, 410])
def test_what_is_not_there_is_gone(site: Site, ask: Ask, code: int) -> None:
    url = site.put("/a", behave.status(code))
    gone = ask(url)
    assert isinstance(gone, Gone)
    assert gone.status == code
    assert url in gone.reason


@pytest.mark.parametrize("code", [400, 401, 403, 418, 451])
def test_what_is_denied_is_refused(site: Site, ask: Ask, code: int) -> None:
    refused = ask(site.put("/a", behave.status(code)))
    assert isinstance(refused, Refused)
    assert (refused.why, refused.status) == ("status", code)
    assert site.count("/a") == 1


@pytest.mark.parametrize("code", [202, 204, 206, 300, 305, 501, 505, 599, 999])
def test_other_statuses_may_pass(site: Site, ask: Ask, code: int) -> None:
    failed = ask(site.put("/a", behave.status(code, body=b"")))
    assert isinstance(failed, Failed)
    assert failed.status == code
    assert f"answers with status {code}" in failed.reason
    assert failed.not_before > failed.at
    assert site.count("/a") == 1


BROKEN: dict[str, tuple[Behaviour, str, str]] = {
    "silent": (behave.silent(), "timeout", "fallen silent"),
    "drip": (behave.drip(), "timeout", "was not done within"),
    "head that never ends": (behave.dripping_head(), "timeout", "was not done within"),
    "too short": (behave.wrong_length(b"abc", 5), "answer", "received 3 bytes, expected 8"),
    "too long": (behave.wrong_length(b"abcdef", -2), "answer", "announces 4 bytes and sends more"),
    "too long, after an interim answer": (
        behave.says(b"HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nabcdef"),
        "answer",
        "announces 4 bytes and sends more",
    ),
    "truncated": (behave.truncated(b"abc"), "answer", "incomplete"),
    "hung up": (behave.reset(), "answer", "without sending a response"),
    "no HTTP": (behave.says(b"SSH-2.0-OpenSSH_9.2\r\n\r\n"), "answer", "does not answer as HTTP has it"),
    "two lengths": (
        behave.says(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nabc"),
        "answer",
        "does not answer as HTTP has it",
    ),
    "impossible chunk": (
        behave.says(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc"),
        "answer",
        "does not answer as HTTP has it",
    ),
    "no gzip": (behave.miscoded("gzip"), "answer", "no gzip"),
    "no deflate": (behave.miscoded("deflate", b"\x07plain"), "answer", "no deflate"),
    "no brotli": (behave.miscoded("br"), "answer", "no br"),
    "half a gzip": (behave.miscoded("gzip", behave.packed(b"abc" * 100, "gzip")[:-12]), "answer", "before its end"),
    "half a brotli": (
        behave.miscoded("br", behave.packed(bytes(range(256)) * 9, "br")[:-9]),
        "answer",
        "before its end",
    ),
    "nothing changed, unasked": (behave.status(304, body=b""), "answer", "which it was not asked"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_answers_may_be_whole_later(site: Site, name: str) -> None:
    behaviour, why, words = BROKEN[name]
    url = site.put("/a", behaviour)
    with asking(total_seconds=1.5, idle_seconds=0.3, tries=2) as fetcher:
        failed = fetcher.fetch(FetchRequest(url=url))
        assert isinstance(failed, Failed)
        assert failed.why == why
        assert words in failed.reason
        assert url in failed.reason
        # The site is none the worse for it.
        good = fetcher.fetch(FetchRequest(url=site.put("/good", page(PAGE))))
        assert isinstance(good, Fetched)
        assert good.body == PAGE.encode()


CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
TOO_MUCH: dict[str, tuple[Behaviour, str]] = {
    "endless": (behave.endless(), "has more than 1,000,000 bytes"),
    "endless in chunks": (behave.endless(chunked=True), "has more than 1,000,000 bytes"),
    "announced": (
        behave.says(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999\r\n\r\n"),
        "announces 99,999,999,999,999",
    ),
    "announced beyond measure": (
        behave.says(b"HTTP/1.1 200 OK\r\nContent-Length: %s\r\n\r\n" % (b"9" * 19)),
        "announces",
    ),
    "gzip bomb": (behave.bomb("gzip"), "unfolds to more than 1,000,000 bytes"),
    "deflate bomb": (behave.bomb("deflate"), "unfolds to more than 1,000,000 bytes"),
    "brotli bomb": (behave.bomb("br"), "unfolds to more than 1,000,000 bytes"),
    "bomb in a bomb": (behave.bomb("gzip, gzip"), "unfolds to more than 1,000,000 bytes"),
    "bomb in a bomb in a bomb": (behave.bomb("br, gzip, deflate"), "unfolds to more than 1,000,000 bytes"),
    "wrapped without end": (behave.miscoded("gzip, gzip, gzip, gzip"), "compressed 4 times over"),
    "many headers": (behave.huge_head(2000), "headers of more than"),
    "one header": (behave.says(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 300_000), "headers of more than"),
    "interim answers without end": (behave.says(b"HTTP/1.1 102 Wait\r\n\r\n" * 20_000), "headers of more than"),
    "chunks of one byte": (behave.says(CHUNKED + b"1\r\nx\r\n" * 30_000), "more than 20,000 crumbs"),
    "more around the chunks than in them": (
        behave.says(CHUNKED + (b"64;x=%s\r\n%s\r\n" % (b"x" * 5000, b"y" * 100)) * 1000),
        "sends more than 1,500,000 bytes",
    ),
}


@pytest.mark.parametrize("name", TOO_MUCH)
def test_too_much_is_refused_at_the_cap(site: Site, name: str) -> None:
    behaviour, words = TOO_MUCH[name]
    url = site.put("/a", behaviour)
    with asking(body_bytes=1_000_000, wire_bytes=1_500_000) as fetcher:
        fetcher.fetch(FetchRequest(url=site.url("/warm")))
        tracemalloc.start()
        try:
            refused = fetcher.fetch(FetchRequest(url=url))
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert isinstance(refused, Refused)
    assert refused.why == "size"
    assert words in refused.reason
    assert url in refused.reason
    assert site.count("/a") == 1
    # 200 MB in a bomb: only the cap's worth of it ever was in memory (the site's own part included).
    assert peak < 12_000_000


def test_a_caller_may_want_less(site: Site, ask: Ask) -> None:
    url = site.put("/a", page("x" * 2000))
    assert isinstance(ask(url), Fetched)
    refused = ask(url, max_bytes=1000)
    assert isinstance(refused, Refused)
    assert "has more than 1,000 bytes" in refused.reason


def test_what_no_one_asked_to_be_coded_so_is_refused(site: Site, ask: Ask) -> None:
    refused = ask(site.put("/a", behave.miscoded("zstd")))
    assert isinstance(refused, Refused)
    assert "coding “zstd”" in refused.reason


def test_the_wrong_type_is_refused_before_its_body_is_read(site: Site, ask: Ask) -> None:
    refused = ask(site.put("/a", behave.endless(media_type="application/zip")))
    assert isinstance(refused, Refused)
    assert refused.why == "type"
    assert "“application/zip”" in refused.reason


@pytest.mark.parametrize(
    ("body", "declared", "path", "accept", "expected"),
    [
        (b"<p>x", "text/html", "/", media.PAGES, "text/html"),
        (b"<?xml version='1.0'?><html>", "text/html", "/", media.EVERYTHING, "text/html"),
        (b"<?xml version='1.0'?><rss/>", "text/html", "/", media.FEEDS, "application/xml"),
        (b"\xef\xbb\xbf \n<rss/>", "text/plain", "/feed", media.FEEDS, "application/xml"),
        (b"x", "text/plain", "/a.txt", media.PAGES, "text/plain"),
        (b"# x", "text/plain", "/a.md?x=1.csv", media.EVERYTHING, "text/markdown"),
        (b"a,b", "text/plain", "/a.csv", media.TABLES, "text/csv"),
        (b"{}", "application/octet-stream", "/a.jsonl", media.TABLES, "application/jsonl"),
        (b"PAR1....", "application/octet-stream", "/a", media.TABLES, "application/vnd.apache.parquet"),
        (b"PAR1....", "application/x-parquet", "/a", media.TABLES, "application/vnd.apache.parquet"),
        (b"<!DOCTYPE HTML>", "", "/a", media.EVERYTHING, "text/html"),
        (b"<!DOCTYPE HTML>", "not a type", "/a", media.EVERYTHING, "text/html"),
        (
            b'{"version":"https://jsonfeed.org/version/1"}',
            "application/feed+json",
            "/",
            media.FEEDS,
            "application/feed+json",
        ),
        (b"", "text/html", "/", media.PAGES, "text/html"),
        (b"words", "", "/a", media.EVERYTHING, None),
        (b"\x00\x01", "application/octet-stream", "/a.txt", media.EVERYTHING, None),
        (b"<html>", "text/html", "/", media.FEEDS, None),
        (b"PAR1....", "text/html", "/a", media.PAGES, None),
        (b"PK\x03\x04....", "text/html", "/a", media.EVERYTHING, None),
        (b"\x1f\x8b\x08", "application/xml", "/sitemap.xml.gz", media.EVERYTHING, None),
        (b"%PDF-1.7", "text/plain", "/a.txt", media.EVERYTHING, None),
        (b"x" * 257 + b"ustar\x00", "text/plain", "/a.txt", media.EVERYTHING, None),
        (b"x", "application/pdf", "/a", media.EVERYTHING, None),
        (b"x", "image/png", "/a", media.EVERYTHING, None),
        (b"x", "multipart/x-mixed-replace; boundary=x", "/a", media.EVERYTHING, None),
    ],
)
def test_what_a_body_is_held_to_be(  # noqa: PLR0917 - one for each column
    site: Site, ask: Ask, body: bytes, declared: str, path: str, accept: frozenset[str], expected: str | None
) -> None:
    outcome = ask(site.put(path, page(body, declared)), accept=accept)
    if expected is None:
        assert isinstance(outcome, Refused)
        assert outcome.why == "type"
    else:
        assert isinstance(outcome, Fetched)
        assert (outcome.media_type, outcome.body) == (expected, body)


@pytest.mark.parametrize(
    ("declared", "charset"),
    [
        ("text/html; charset=utf-8", "utf-8"),
        ('text/html; a=b; charset="Windows-1252"', "windows-1252"),
        ("text/html; charset='utf-8'", "utf-8"),
        ("text/html;charset=", None),
        ("text/html; charset=../../etc", None),
        ("text/html", None),
    ],
)
def test_the_charset_is_told_as_declared(site: Site, ask: Ask, declared: str, charset: str | None) -> None:
    fetched = ask(site.put("/a", page("x", declared)))
    assert isinstance(fetched, Fetched)
    assert fetched.charset == charset


NAMES = st.sampled_from(
    [
        "Connection",
        "Content-Encoding",
        "Content-Length",
        "Content-Type",
        "Date",
        "ETag",
        "Last-Modified",
        "Location",
        "Retry-After",
        "Set-Cookie",
        "Transfer-Encoding",
        "X",
    ]
)
VALUES = st.one_of(
    st.sampled_from(["text/html", "chunked", "gzip", "0", "5", "-1", "/a", "http://10.0.0.1/", "close"]),
    st.text(alphabet=st.characters(blacklist_categories=["Cs"]), max_size=20),
).map(str.encode)


@given(
    st.integers(0, 1099) | st.sampled_from([200, 200, 200, 301, 304, 429]),
    st.lists(st.tuples(NAMES, VALUES), max_size=4),
    st.binary(max_size=60),
)
@settings(deadline=None, max_examples=150)
def test_whatever_a_server_says_there_is_an_outcome(
    running: tuple[Site, Ask], code: int, headers: list[tuple[str, bytes]], body: bytes
) -> None:
    site, ask = running
    lines = [b"%s: %s\r\n" % (name.encode(), value) for name, value in headers]
    url = site.put("/a", behave.says(b"HTTP/1.1 %d X\r\n%s\r\n%s" % (code, b"".join(lines), body)))
    outcome = ask(url)
    assert isinstance(outcome, Fetched | Gone | Refused | Failed | Postponed)
    assert isinstance(outcome, Fetched) or site.url("/") in outcome.reason


@pytest.fixture(scope="module")
def running() -> Iterator[tuple[Site, Ask]]:
    """One site and one fetcher for many answers, of a host that never gets rest."""
    with Site() as site, asking(tries=1, longest_rest=0.0, patience=0.0, total_seconds=5.0) as fetcher:
        yield site, lambda url: fetcher.fetch(FetchRequest(url=url))
