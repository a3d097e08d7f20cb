"""The fetcher for callers without an event loop."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from ledger.fetch.blocking import BlockingFetcher
from ledger.fetch.fetcher import FetchRequest
from ledger.fetch.outcomes import Fetched, Gone
from ledger.fetch.policy import Policy
from ledger.model.errors import InvalidAddress
from tests.fetch.asking import asking
from tests.support.site import Site, page, silent, slow


def test_many_threads_share_one_fetcher(site: Site) -> None:
    site.put("/a", slow(0.02, page("news")))
    with asking(per_host=2) as fetcher, ThreadPoolExecutor(8) as threads:
        outcomes = list(threads.map(lambda _: fetcher.fetch(FetchRequest(url=site.url("/a"))), range(24)))
    assert all(isinstance(outcome, Fetched) for outcome in outcomes)
    assert site.most_at_once <= 2


def test_outcomes_come_in_the_order_of_the_requests(site: Site) -> None:
    site.put("/slow", slow(0.1, page("slow")))
    site.put("/quick", page("quick"))
    with asking() as fetcher:
        slow_one, quick_one, none = fetcher.fetch_all(
            FetchRequest(url=site.url(path)) for path in ("/slow", "/quick", "/none")
        )
    assert isinstance(slow_one, Fetched)
    assert slow_one.body == b"slow"
    assert isinstance(quick_one, Fetched)
    assert isinstance(none, Gone)


def test_closing_ends_what_is_under_way(site: Site) -> None:
    site.put("/a", silent())
    threads = {thread.name for thread in threading.enumerate()}
    fetcher = asking()
    errors: list[BaseException] = []

    def fetch() -> None:
        try:
            fetcher.fetch(FetchRequest(url=site.url("/a")))
        except BaseException as error:  # noqa: BLE001 - whatever it is, it is looked at below
            errors.append(error)

    waiting = threading.Thread(target=fetch)
    waiting.start()
    while site.count("/a") == 0:
        time.sleep(0.01)
    fetcher.close()
    fetcher.close()
    waiting.join()
    assert [type(error).__name__ for error in errors] == ["CancelledError"]
    assert "fetch" not in {thread.name for thread in threading.enumerate()} - threads


def test_a_network_that_is_none_is_said_at_once() -> None:
    with pytest.raises(InvalidAddress, match="names no network"):
        BlockingFetcher(Policy(identity="a/1", allow_private=("nonsense/8",)))


@pytest.mark.parametrize("identity", ["", "deal-ledger", "deal ledger/1", "a/1\r\nX: y", "été/1", "1/1"])
def test_an_identity_names_a_product_and_its_version(identity: str) -> None:
    with pytest.raises(ValueError, match="NAME/VERSION"):
        Policy(identity=identity)
