"""How fast hosts are asked, and what the server's and the caller's patience make of it."""

from __future__ import annotations

import asyncio
import random
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.fetch.fetcher import Fetcher, FetchRequest
from ledger.fetch.outcomes import Failed, Fetched, Postponed
from ledger.fetch.pace import Pace
from ledger.fetch.retrying import backoff, retry_after
from ledger.fetch.surroundings import Surroundings
from ledger.fetch.trouble import NotNow
from tests.fetch.asking import Names, Time, asking, policy
from tests.fetch.conftest import Ask
from tests.support.site import Site, in_turn, page, reset, slow, status


class Loop:
    """A clock for many tasks: the one who wakes first is the one who slept the least."""

    def __init__(self) -> None:
        self.passed = 0.0
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []

    def monotonic(self) -> float:
        return self.passed

    async def sleep(self, seconds: float) -> None:
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._sleepers.append((self.passed + seconds, len(self._sleepers), future))
        await future

    async def run(self, tasks: list[asyncio.Task[None]]) -> None:
        while not all(task.done() for task in tasks):
            for _ in range(50):
                await asyncio.sleep(0)
            if self._sleepers:
                self._sleepers.sort(key=lambda sleeper: sleeper[:2])
                wake, _, future = self._sleepers.pop(0)
                self.passed = max(self.passed, wake)
                future.set_result(None)
        for task in tasks:
            task.result()


def visits(hosts: list[str], *, lasting: float, **wishes: float) -> list[tuple[str, float, float]]:
    """(host, begun, ended) of one request to each of these, all wanted at the same moment."""
    loop = Loop()
    done: list[tuple[str, float, float]] = []

    async def main() -> None:
        around = Surroundings(monotonic=loop.monotonic, sleep=loop.sleep)
        pace = Pace(policy(**({"patience": 1e9} | wishes)), around)

        async def visit(host: str) -> None:
            async with pace.turn(host):
                begun = loop.passed
                await loop.sleep(lasting)
                done.append((host, begun, loop.passed))

        await loop.run([asyncio.ensure_future(visit(host)) for host in hosts])

    asyncio.run(main())
    return done


@given(
    st.lists(st.sampled_from("abc"), min_size=1, max_size=12),
    st.sampled_from([0.0, 0.5, 3.0]),
    st.integers(1, 3),
    st.integers(1, 4),
)
def test_every_host_keeps_its_pace(hosts: list[str], lasting: float, per_host: int, concurrent: int) -> None:
    done = visits(hosts, lasting=lasting, pause=1.0, per_host=per_host, concurrent=concurrent)
    assert sorted(host for host, _, _ in done) == sorted(hosts)
    for host in set(hosts):
        begun = sorted(start for name, start, _ in done if name == host)
        assert all(later - earlier >= 1.0 for earlier, later in pairwise(begun))
    for moment in {start for _, start, _ in done}:
        under_way = [host for host, start, end in done if start <= moment < end]
        assert len(under_way) <= concurrent
        assert all(under_way.count(host) <= per_host for host in under_way)


def test_a_host_with_many_addresses_holds_up_no_other() -> None:
    done = visits(["a"] * 100 + ["b"], lasting=0.5, pause=1.0, concurrent=4)
    assert next(start for host, start, _ in done if host == "b") == 0
    assert max(end for _, _, end in done) == 99.5


def test_who_would_wait_too_long_is_told_when_to_come_back(site: Site) -> None:
    site.put("/a", slow(0.2, page("news")))
    requests = [FetchRequest(url=site.url("/a"))] * 12
    with asking(pause=0.05, patience=0.2, per_host=1) as fetcher:
        outcomes = fetcher.fetch_all(requests)
    later = [outcome for outcome in outcomes if isinstance(outcome, Postponed)]
    assert later
    assert len(later) + sum(isinstance(outcome, Fetched) for outcome in outcomes) == 12
    assert all(outcome.not_before > outcome.at and site.url("/a") in outcome.reason for outcome in later)
    assert site.count("/a") == 12 - len(later)


def test_a_place_is_given_back_by_who_is_interrupted() -> None:
    async def main() -> None:
        pace = Pace(policy(per_host=1, concurrent=1), Surroundings())

        async def hold() -> None:
            async with pace.turn("a"):
                await asyncio.sleep(60)

        tasks = [asyncio.create_task(hold()) for _ in range(3)]
        await asyncio.sleep(0.01)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        async with asyncio.timeout(5), pace.turn("a"):
            host = pace._hosts["a"]
            assert (host.waiting, host.users) == (0, 1)

    asyncio.run(main())


def test_hosts_are_forgotten_when_nobody_waits_for_them() -> None:
    async def main() -> int:
        clock = Time()
        pace = Pace(policy(), Surroundings(monotonic=clock.monotonic, now=clock.now))
        pace.rest("resting", 1e6)
        for number in range(5000):
            async with pace.turn(f"h{number}"):
                clock.passed += 1
        with pytest.raises(NotNow):
            async with pace.turn("resting"):
                pass
        return len(pace._hosts)

    assert asyncio.run(main()) <= 1001


@pytest.mark.parametrize("code", [408, 425, 429, 500, 502, 503, 504])
def test_what_may_pass_is_asked_again(site: Site, ask: Ask, code: int) -> None:
    url = site.put("/a", in_turn(status(code), status(code), page("news")))
    assert isinstance(ask(url), Fetched)
    assert site.count("/a") == 3


def test_a_lost_connection_is_made_again(site: Site, ask: Ask) -> None:
    url = site.put("/a", in_turn(reset(), page("news")))
    assert isinstance(ask(url), Fetched)


def test_not_for_ever(site: Site) -> None:
    clock = Time()
    url = site.put("/a", status(500))
    waits = []
    with asking(time=clock, backoff=1.0) as fetcher:
        for failures in (0, 3, 200):
            failed = fetcher.fetch(FetchRequest(url=url, failures=failures))
            assert isinstance(failed, Failed)
            assert failed.why == "status"
            waits.append((failed.not_before - failed.at).total_seconds())
    assert site.count("/a") == 9
    # Waits within a fetch double from the first on, spread by chance; those after it grow with the failures.
    assert all(wait <= bound for wait, bound in zip(clock.slept, [1, 2] * 3, strict=True))
    assert 30 <= waits[0] <= 90
    assert 30 <= waits[1] <= 30 + 8 * 60
    assert 30 <= waits[2] <= 30 + 86_400


def test_a_short_wait_that_the_server_asks_for_is_waited(site: Site) -> None:
    clock = Time()
    url = site.put("/a", in_turn(status(429, retry_after="7"), page("news")))
    with asking(time=clock) as fetcher:
        assert isinstance(fetcher.fetch(FetchRequest(url=url)), Fetched)
    assert sum(clock.slept) == 7


@pytest.mark.parametrize("code", [429, 503])
@pytest.mark.parametrize(
    ("said", "seconds"),
    [("120", 120), ("Thu, 01 Jan 2026 00:02:00 GMT", 120), ("999999999999999999999", 86_400)],
)
def test_a_long_wait_is_the_callers(site: Site, code: int, said: str, seconds: float) -> None:
    url = site.put("/a", status(code, retry_after=said))
    other = site.put("/b", page("news"))
    clock = Time()
    with asking(time=clock) as fetcher:
        failed = fetcher.fetch(FetchRequest(url=url))
        assert isinstance(failed, Failed)
        assert failed.not_before == clock.now() + timedelta(seconds=seconds)
        assert (site.count("/a"), clock.slept) == (1, [])
        # The host wants rest, not the page: nothing else of it is asked meanwhile, for a quarter of an hour at most.
        later = fetcher.fetch(FetchRequest(url=other))
        assert isinstance(later, Postponed)
        assert later.not_before == clock.now() + timedelta(seconds=min(seconds, 900))
        assert site.count("/b") == 0
        clock.passed += min(seconds, 900)
        assert isinstance(fetcher.fetch(FetchRequest(url=other)), Fetched)


def test_who_fails_again_and_again_waits_longer_than_the_server_asks(site: Site) -> None:
    url = site.put("/a", status(500, retry_after="60"))
    with asking(tries=1, time=Time()) as fetcher:
        waits = []
        for _ in range(20):
            failed = fetcher.fetch(FetchRequest(url=url, failures=10))
            assert isinstance(failed, Failed)
            waits.append((failed.not_before - failed.at).total_seconds())
    assert min(waits) >= 60
    assert max(waits) > 600


def test_a_wait_of_one_page_is_not_the_hosts(site: Site, ask: Ask) -> None:
    ask(site.put("/a", status(500, retry_after="120")))
    assert isinstance(ask(site.put("/b", page("news"))), Fetched)


@pytest.mark.parametrize("said", ["", "soon", "-5", "1.5", "٣", "Thu, 99 Jan 2026"])
def test_a_wait_that_cannot_be_read_is_none(said: str) -> None:
    assert retry_after({"retry-after": said}, Time().now(), 100) is None


def test_a_wait_until_yesterday_is_over() -> None:
    assert retry_after({"retry-after": "Wed, 31 Dec 2025 00:00:00 GMT"}, Time().now(), 100) == 0


@given(st.integers(0, 10_000), st.randoms(use_true_random=False))
def test_waits_grow_and_end(failures: int, chance: random.Random) -> None:
    assert 0 <= backoff(1.0, failures, 3600, chance) <= min(3600, 2 ** min(failures, 12))


def test_no_more_is_under_way_than_may_be(site: Site) -> None:
    names = Names({f"h{number}.example": [["127.0.0.1"]] for number in range(10)})
    site.put("/a", slow(0.05, page("news")))
    urls = [site.url("/a", f"h{number}.example") for number in range(10) for _ in range(3)]

    async def main() -> list[object]:
        async with Fetcher(policy(concurrent=4), Surroundings(resolve=names)) as fetcher:
            return list(await asyncio.gather(*(fetcher.fetch(FetchRequest(url=url)) for url in urls)))

    assert all(isinstance(outcome, Fetched) for outcome in asyncio.run(main()))
    assert 1 < site.most_at_once <= 4
