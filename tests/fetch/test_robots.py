"""What a site asks of robots is read once, kept, and kept to."""

from __future__ import annotations

import asyncio

import pytest

from ledger.fetch.addresses import read_address
from ledger.fetch.fetcher import FetchRequest
from ledger.fetch.outcomes import Failed, Fetched, Outcome, Postponed, Refused
from ledger.fetch.robots import Robots, Rules, _ours
from ledger.fetch.surroundings import Surroundings
from tests.fetch.asking import Names, Time, asking, policy
from tests.fetch.conftest import Ask
from tests.support import site as behave
from tests.support.site import Behaviour, Site, page, redirect, robots, status

OURS = "User-agent: deal-ledger-test"


def rules_of(text: str | bytes) -> Rules:
    """What a robots.txt of this text asks of the program of these tests."""

    async def read() -> Rules:
        async def give(_: object) -> bytes:
            return text.encode() if isinstance(text, str) else text

        return await Robots(policy(), Surroundings(), give).rules(read_address("http://a.example/"))

    return asyncio.run(read())


def is_allowed(text: str | bytes, path: str) -> bool:
    return rules_of(text).allow(read_address(f"http://a.example{path}"))


@pytest.mark.parametrize(
    ("text", "path", "allowed"),
    [
        ("User-agent: *\nDisallow: /private", "/private/a", False),
        ("User-agent: *\nDisallow: /private", "/public", True),
        ("User-agent: *\nDisallow: /\nAllow: /news", "/news/1", True),
        ("User-agent: *\nDisallow:", "/a", True),
        ("User-agent: *\nDisallow: /*.pdf$", "/a.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/a.pdfx", True),
        ("User-agent: *\nDisallow: /été", "/%C3%A9t%C3%A9", False),
        ("User-agent: *\nDisallow: /a%2fb", "/a/b", True),
        ("User-agent: *\nDisallow: /", "/robots.txt", True),
        ("User-agent: other\nDisallow: /", "/a", True),
        ("User-agent: *\nDisallow: /\n\nUser-agent: deal-ledger-test\nDisallow: /private", "/a", True),
        ("User-agent: *\nDisallow:\n\nUser-agent: Deal-Ledger-Test/2.0\nDisallow: /", "/a", False),
        ("User-agent: deal\nDisallow: /", "/a", True),
        ("User-agent: other\nUser-agent: deal-ledger-test\nDisallow: /", "/a", False),
        ("User-agent: deal-ledger-test\nUser-agent: other\nDisallow: /", "/a", False),
        ("User-agent: deal-ledger-test\nDisallow: /a\nUser-agent: other\nDisallow: /b", "/b", True),
        ("User-agent: deal-ledger-test\n\n# we\nSitemap: http://a.example/s.xml\nDisallow: /a", "/a", False),
        (
            "User-agent: deal-ledger-test\nDisallow: /a\nUser-agent: x\nUser-agent: deal-ledger-test\nDisallow: /b",
            "/a",
            False,
        ),
        (
            "User-agent: deal-ledger-test\nDisallow: /a\nUser-agent: x\nUser-agent: deal-ledger-test\nDisallow: /b",
            "/b",
            False,
        ),
        ("\ufeffuser-agent : *\r\ndisallow : /a # not this\r\n", "/a", False),
        ("Disallow: /", "/a", True),
        ("<!doctype html><title>Not found</title>", "/a", True),
        (b"\xff\xfe\x00User-agent: *\nDisallow: /a", "/a", True),
    ],
)
def test_the_rules_of_rfc_9309(text: str | bytes, path: str, allowed: bool) -> None:
    assert is_allowed(text, path) is allowed


@pytest.mark.parametrize(
    ("text", "delay"),
    [
        ("User-agent: *\nCrawl-delay: 2.5", 2.5),
        ("User-agent: deal-ledger-test\nCrawl-delay: 3\nUser-agent: *\nCrawl-delay: 9", 3),
        ("User-agent: *\nCrawl-delay: soon", 0),
        ("User-agent: *\nCrawl-delay: -1", 0),
        ("User-agent: *\nCrawl-delay: inf", 0),
        ("", 0),
    ],
)
def test_the_pause_a_site_wants(text: str, delay: float) -> None:
    assert rules_of(text).delay == delay


def test_the_parser_is_shown_no_malice() -> None:
    """A group of 28,000 agents costs it minutes."""
    agents = "".join(f"User-agent: a{number}\n" for number in range(28_000)) + "Disallow: /a\n" * 1000
    assert _ours(agents.encode(), "deal-ledger-test") == ""
    mixed = _ours(f"{agents}\n{OURS}\n{agents}Disallow: /b".encode(), "deal-ledger-test").splitlines()
    assert set(mixed) == {OURS, "Disallow: /a", "Disallow: /b"}
    assert mixed.count(OURS) == 1


def test_half_a_megabyte_of_rules_is_read() -> None:
    assert is_allowed("User-agent: *\nDisallow: /" + "*a" * 100_000 + "b$\n", "/" + "a" * 3000)
    assert not is_allowed("User-agent: *\n" + "Disallow: /a\n" * 38_000, "/a")


def test_a_page_that_robots_shall_not_read_is_not_read(site: Site, ask: Ask) -> None:
    site.put("/robots.txt", robots("User-agent: *\nDisallow: /private"))
    url = site.put("/private", page("secret"))
    refused = ask(url)
    assert isinstance(refused, Refused)
    assert refused.why == "robots"
    assert url in refused.reason
    assert site.count("/private") == 0
    assert isinstance(ask(site.put("/public", page("news"))), Fetched)
    assert site.count("/robots.txt") == 1


@pytest.mark.parametrize("code", [400, 401, 403, 404, 410])
def test_a_site_without_rules_allows(site: Site, ask: Ask, code: int) -> None:
    site.put("/robots.txt", status(code))
    assert isinstance(ask(site.put("/a", page("news"))), Fetched)


@pytest.mark.parametrize(
    "behaviour",
    [
        status(500),
        status(503),
        status(429),
        status(304),
        behave.reset(),
        behave.truncated(b"User"),
        behave.miscoded("gzip"),
    ],
)
def test_a_site_whose_rules_cannot_be_had_is_left_alone_for_now(site: Site, behaviour: Behaviour) -> None:
    site.put("/robots.txt", behaviour)
    url = site.put("/a", page("news"))
    with asking(tries=1, robots_retry=300) as fetcher:
        for _ in range(2):
            failed = fetcher.fetch(FetchRequest(url=url))
            assert isinstance(failed, Failed)
            assert failed.why == "robots"
            assert "its robots.txt" in failed.reason
            assert 0 < (failed.not_before - failed.at).total_seconds() <= 300
    assert (site.count("/robots.txt"), site.count("/a")) == (1, 0)


@pytest.mark.parametrize("to", ["/robots.txt", "file:///etc/passwd", "http://10.0.0.1/robots.txt", "ftp://x/"])
def test_rules_that_lead_nowhere_are_no_rules(site: Site, ask: Ask, to: str) -> None:
    site.put("/robots.txt", redirect(to))
    assert isinstance(ask(site.put("/a", page("news"))), Fetched)


def test_rules_may_be_elsewhere(site: Site, ask: Ask) -> None:
    site.put("/robots.txt", redirect("/rules"))
    site.put("/rules", robots("User-agent: *\nDisallow: /a"))
    assert isinstance(ask(site.put("/a", page("news"))), Refused)


@pytest.mark.parametrize("behaviour", [behave.endless(), behave.bomb("gzip", 50), behave.bomb("br, gzip", 50)])
def test_rules_beyond_the_cap_are_cut(site: Site, ask: Ask, behaviour: Behaviour) -> None:
    site.put("/robots.txt", behaviour)
    assert isinstance(ask(site.put("/a", page("news"))), Fetched)


def test_rules_before_the_cap_count(site: Site) -> None:
    site.put("/robots.txt", robots("User-agent: *\nDisallow: /a\n" + "#" * 5000 + "\nDisallow: /b\n"))
    with asking(robots_bytes=1000) as fetcher:
        assert isinstance(fetcher.fetch(FetchRequest(url=site.put("/a", page("x")))), Refused)
        assert isinstance(fetcher.fetch(FetchRequest(url=site.put("/b", page("x")))), Fetched)


def test_rules_are_read_again_when_they_are_old(site: Site) -> None:
    clock = Time()
    url = site.put("/a", page("news"))
    with asking(time=clock, robots_age=100, robots_retry=10, tries=1) as fetcher:

        def fetch() -> Outcome:
            return fetcher.fetch(FetchRequest(url=url))

        site.put("/robots.txt", robots("User-agent: *\nDisallow: /a"))
        assert isinstance(fetch(), Refused)
        site.put("/robots.txt", status(500))
        clock.passed = 99
        assert isinstance(fetch(), Refused)
        clock.passed = 101
        assert isinstance(fetch(), Failed)
        site.put("/robots.txt", robots(""))
        assert isinstance(fetch(), Failed)
        clock.passed = 112
        assert isinstance(fetch(), Fetched)


def test_many_pages_of_a_new_site_ask_for_its_rules_once(site: Site) -> None:
    site.put("/robots.txt", behave.slow(0.1, robots("")))
    urls = [site.put(f"/{number}", page("news")) for number in range(8)]
    with asking() as fetcher:
        outcomes = fetcher.fetch_all(FetchRequest(url=url) for url in urls)
    assert all(isinstance(outcome, Fetched) for outcome in outcomes)
    assert site.count("/robots.txt") == 1


def test_every_host_has_rules_of_its_own(site: Site) -> None:
    names = Names({"a.example": [["127.0.0.1"]], "b.example": [["127.0.0.1"]]})
    site.put("/x", page("news"))
    site.put("/robots.txt", robots("User-agent: *\nDisallow: /"), host="a.example")
    with asking(names) as fetcher:
        assert isinstance(fetcher.fetch(FetchRequest(url=site.url("/x", "a.example"))), Refused)
        assert isinstance(fetcher.fetch(FetchRequest(url=site.url("/x", "b.example"))), Fetched)


def test_a_site_gets_the_pause_it_wants_up_to_the_cap(site: Site) -> None:
    site.put("/robots.txt", robots("User-agent: *\nCrawl-delay: 3600"))
    site.put("/a", page("news"))
    clock = Time()
    with asking(time=clock, crawl_delay_cap=8) as fetcher:
        for _ in range(3):
            assert isinstance(fetcher.fetch(FetchRequest(url=site.url("/a"))), Fetched)
    # The first page comes at once after the rules, which asked for no pause before they were read.
    assert clock.slept == [8, 8]

    with asking(time=clock, crawl_delay_cap=30, patience=10) as fetcher:
        assert isinstance(fetcher.fetch(FetchRequest(url=site.url("/a"))), Fetched)
        later = fetcher.fetch(FetchRequest(url=site.url("/a")))
    assert isinstance(later, Postponed)
    assert (later.not_before - later.at).total_seconds() == 30


def test_what_is_kept_of_sites_does_not_grow_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ledger.fetch.robots._MOST_BYTES", 10_000)
    monkeypatch.setattr("ledger.fetch.robots._MOST_SITES", 50)

    async def read(text: bytes, count: int) -> Robots:
        async def give(_: object) -> bytes:
            return text

        robots = Robots(policy(), Surroundings(), give)
        for number in range(count):
            await robots.rules(read_address(f"http://a{number}.example/"))
        return robots

    many = asyncio.run(read(b"", 60))
    assert len(many._sites) == 50
    long = asyncio.run(read(b"User-agent: *\n" + b"Disallow: /a\n" * 100, 20))
    assert len(long._sites) == 7
