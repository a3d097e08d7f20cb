"""The site that tests and soaks are made on: it does what it is told, also while it runs."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.error import HTTPError
from urllib.request import ProxyHandler, build_opener

import pytest

from tests.support.site import Ask, Behaviour, Out, Site, feed, in_turn, page, slow, status

_open = build_opener(ProxyHandler({})).open


def get(url: str) -> bytes:
    with _open(url, timeout=30) as answer:
        body = answer.read()
        assert isinstance(body, bytes)
        return body


def test_pages_can_be_put_changed_and_taken_away_while_it_runs() -> None:
    with Site() as site:
        url = site.put("/a", page("one"))
        assert get(url) == b"one"
        site.put("/a", page("two"))
        assert get(url) == b"two"
        site.remove("/a")
        with pytest.raises(HTTPError) as missing:
            get(url)
        assert missing.value.code == 404
        missing.value.close()
        assert (site.count("/a"), site.count("/b")) == (3, 0)
        assert site.last("/a").headers["host"] == f"127.0.0.1:{site.port}"
    with pytest.raises(OSError, match="refused"):
        get(url)


def test_one_path_may_be_several_pages_of_several_hosts() -> None:
    with Site(hosts=("127.0.0.1", "127.0.0.2")) as site:
        site.put("/a", page("everybody's"))
        site.put("/a", page("the second's"), host="127.0.0.2")
        assert get(site.url("/a")) == b"everybody's"
        assert get(site.url("/a", "127.0.0.2")) == b"the second's"


def test_a_behaviour_may_change_by_the_request_and_take_its_time() -> None:
    async def count(ask: Ask, out: Out) -> None:
        await out.whole(200, str(ask.number).encode())

    behaviour: Behaviour = in_turn(page("first"), slow(0.01, count))
    with Site() as site:
        url = site.put("/a?b=c", behaviour)
        assert [get(url) for _ in range(3)] == [b"first", b"2", b"3"]


def test_a_site_that_is_closed_lets_go_of_who_still_waits() -> None:
    with Site() as site:
        site.put("/a", status(200))
        get(site.url("/a"))
    assert site._loop.is_closed()


def test_a_feed_is_one() -> None:
    text = feed([("http://127.0.0.1/1", "A title", datetime(2025, 6, 1, tzinfo=UTC))])
    assert "<pubDate>Sun, 01 Jun 2025 00:00:00 GMT</pubDate>" in text
    assert "<link>http://127.0.0.1/1</link>" in text
