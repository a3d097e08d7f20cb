"""Redirects: followed one by one, every one checked."""

from __future__ import annotations

import pytest

from ledger.fetch.addresses import read_address
from ledger.fetch.errand import Errand
from ledger.fetch.exchange import Answer
from ledger.fetch.fetcher import FetchRequest
from ledger.fetch.outcomes import Fetched, Gone, Refused
from ledger.fetch.trouble import Barred
from tests.fetch.asking import Names, asking
from tests.fetch.conftest import Ask
from tests.support.site import Site, page, redirect, says


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_a_redirect_is_followed(site: Site, ask: Ask, code: int) -> None:
    final = site.put("/b", page("there"))
    url = site.put("/a", redirect("b", code))
    fetched = ask(url)
    assert isinstance(fetched, Fetched)
    assert (fetched.url, fetched.final_url, fetched.body) == (url, final, b"there")
    assert fetched.permanent_url == (final if code in {301, 308} else None)


def test_an_address_has_moved_as_far_as_every_step_is_for_good(site: Site, ask: Ask) -> None:
    site.put("/d", page("there"))
    site.put("/c", redirect("/d", 301))
    second = site.put("/b", redirect("/c", 302))
    fetched = ask(site.put("/a", redirect("/b", 308)))
    assert isinstance(fetched, Fetched)
    assert (fetched.permanent_url, fetched.final_url) == (second, site.url("/d"))


def test_what_has_moved_to_nothing_is_gone(site: Site, ask: Ask) -> None:
    gone = ask(site.put("/a", redirect("/nothing", 301)))
    assert isinstance(gone, Gone)
    assert gone.final_url == site.url("/nothing")
    assert f"{site.url('/a')} leads to {site.url('/nothing')}, which is not found." == gone.reason


@pytest.mark.parametrize(
    ("chain", "words"),
    [
        ({"/a": "/a"}, "in a circle"),
        ({"/a": "/b", "/b": "/a"}, "in a circle"),
        ({"/a": "/b", "/b": "/b#x"}, "in a circle"),
        ({"/a": "/1", **{f"/{n}": f"/{n + 1}" for n in range(1, 9)}}, "more than 5 times"),
        ({"/a": ""}, "without saying where"),
        ({"/a": "http://[nonsense"}, "what is never asked"),
        ({"/a": "http://user:hunter2@127.0.0.1/"}, "what is never asked"),
    ],
)
def test_redirects_that_lead_nowhere_are_refused(site: Site, ask: Ask, chain: dict[str, str], words: str) -> None:
    for target, to in chain.items():
        site.put(target, redirect(to))
    refused = ask(site.url("/a"))
    assert isinstance(refused, Refused)
    assert refused.why == "redirects"
    assert words in refused.reason
    assert site.url("/a") in refused.reason
    assert "hunter2" not in refused.reason
    assert len(site.requests) <= 7  # with robots.txt


def test_five_redirects_are_followed(site: Site, ask: Ask) -> None:
    for step in range(5):
        site.put(f"/{step}", redirect(f"/{step + 1}"))
    site.put("/5", page("there"))
    assert isinstance(ask(site.url("/0")), Fetched)


def test_a_location_in_raw_utf8_is_understood(site: Site, ask: Ask) -> None:
    site.put("/%C3%A9t%C3%A9%20x", page("there"))
    url = site.put("/a", says("HTTP/1.1 302 Found\r\nLocation: /été x\r\nContent-Length: 0\r\n\r\n".encode()))
    assert isinstance(ask(url), Fetched)


def test_no_redirect_leads_from_https_to_http() -> None:
    errand = Errand(read_address("https://a.example/"), 1, 1)
    with pytest.raises(Barred, match="from https to http"):
        errand.follow(Answer(301, {"location": "http://a.example/"}, b"", False), 5)
    errand.follow(Answer(301, {"location": "https://b.example/"}, b"", False), 5)
    assert errand.moved == read_address("https://b.example/")


def test_robots_and_names_of_every_host_on_the_way_count(site: Site) -> None:
    names = Names({"a.example": [["127.0.0.1"]], "b.example": [["127.0.0.1"]]})
    site.put("/a", redirect(site.url("/b", "b.example")), host="a.example")
    site.put("/b", page("there"), host="b.example")
    site.put("/robots.txt", page("User-agent: *\nDisallow: /b", "text/plain"), host="b.example")
    with asking(names) as fetcher:
        refused = fetcher.fetch(FetchRequest(url=site.url("/a", "a.example")))
    assert isinstance(refused, Refused)
    assert refused.why == "robots"
    assert site.url("/b", "b.example") in refused.reason
    assert site.count("/b") == 0
