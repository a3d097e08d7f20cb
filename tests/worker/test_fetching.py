"""Fetching what is queued: what came of an address is written whatever happens in between."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import MappingProxyType

import pytest
from sqlalchemy.engine import Connection, Engine

from ledger.fetch.fetcher import FetchRequest
from ledger.fetch.outcomes import Fetched, Outcome
from ledger.fetch.validators import Validators
from ledger.model.errors import DatabaseUnavailable
from ledger.store.database import reading, writing
from ledger.worker import fetching, queue
from ledger.worker.fetching import Fetching
from ledger.worker.tally import Tally
from tests.worker.samples import offered


@dataclass
class Web:
    """Has every address, and counts; what is asked of a broken host ends in a fault of our own."""

    asked: Counter[str] = field(default_factory=Counter)

    async def fetch(self, request: FetchRequest) -> Outcome:
        self.asked[request.url] += 1
        if "broken" in request.url:
            raise RuntimeError("nobody has thought of this")
        at = datetime.now(UTC)
        return Fetched(
            url=request.url, at=at, final_url=request.url, status=200, headers=MappingProxyType({}), body=b"<p>text",
            media_type="text/html", charset=None, etag=None, last_modified=None,
            validators=Validators(request.url), permanent_url=None,
        )  # fmt: skip


@pytest.fixture
def web() -> Web:
    return Web()


@pytest.fixture
def made(engine: Engine, web: Web) -> Fetching:
    return Fetching(engine, web, "first", Tally(), per_host=2)


def run(made: Fetching) -> None:
    """Fetch until nothing is due."""
    asyncio.run(made.run(asyncio.Event(), until_empty=True))


def waiting(engine: Engine) -> dict[str, tuple[str, str | None]]:
    """State and reason of all work, by address."""
    with reading(engine) as conn:
        return {row[0]: (row[1], row[2]) for row in conn.exec_driver_sql("SELECT address, state, reason FROM work")}


def test_what_the_database_does_not_take_is_written_when_it_is_back(
    engine: Engine, made: Fetching, web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is asked for twice, and the host is not taken for busy for ever."""
    urls = [f"https://a.example/{number}" for number in range(5)]
    offered(engine, *urls)
    turns = iter([True, False])

    @contextmanager
    def at_times(database: Engine) -> Iterator[Connection]:
        if not next(turns, True):
            raise DatabaseUnavailable("The server is away.")
        with writing(database) as conn:
            yield conn

    monkeypatch.setattr(fetching, "writing", at_times)
    with pytest.raises(DatabaseUnavailable):
        run(made)
    assert {state for state, _ in waiting(engine).values()} == {queue.FETCH}
    run(made)
    assert {state for state, _ in waiting(engine).values()} == {queue.READ}
    assert web.asked == Counter(urls)
    assert made.tally.shown()["fetched"] == 5


def test_a_fault_of_our_own_holds_up_nothing(engine: Engine, made: Fetching) -> None:
    """The address is put off with the reason, and those beside it are fetched."""
    offered(engine, "https://broken.example/", "https://a.example/")
    run(made)
    found = waiting(engine)
    assert found["https://a.example/"] == (queue.READ, None)
    state, reason = found["https://broken.example/"]
    assert state == queue.FETCH
    assert "could not be fetched (RuntimeError: nobody has thought of this)" in (reason or "")


def counted(engine: Engine) -> Counter[str]:
    """How much work there is of each state."""
    return Counter(state for state, _ in waiting(engine).values())


def read_some(engine: Engine, count: int) -> None:
    """What a reader does: so much of what was captured is in the log now."""
    with writing(engine) as conn:
        queue.done(conn, "reader", queue.claim(conn, "reader", queue.READ, count))


@pytest.mark.parametrize(("documents", "size"), [(10, 10**9), (10**9, 10 * len(b"<p>text"))], ids=["count", "bytes"])
def test_fetching_does_not_run_away_from_reading(
    engine: Engine, made: Fetching, monkeypatch: pytest.MonkeyPatch, documents: int, size: int
) -> None:
    """As long as so much waits to be read, whoever captured it, no more is asked for; it goes on when there is room."""
    monkeypatch.setattr(fetching, "COUNTED_SECONDS", 0.0)
    monkeypatch.setattr(made, "_backlog", fetching._Backlog(documents, size))
    made.parallel = 4
    offered(engine, *(f"https://{number % 5}.example/{number}" for number in range(30)))
    offered(engine, "https://elsewhere.example/1", "https://elsewhere.example/2", body=b"<p>text")
    run(made)
    stopped = counted(engine)
    assert 10 <= stopped[queue.READ] <= 14
    run(made)
    assert counted(engine) == stopped
    read_some(engine, 8)
    run(made)
    assert counted(engine)[queue.FETCH] < stopped[queue.FETCH]
    for _ in range(8):
        read_some(engine, 30)
        run(made)
    assert counted(engine)[queue.FETCH] == 0


def test_what_waits_is_not_counted_for_each_address(
    engine: Engine, made: Fetching, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between two counts goes by what this worker has captured itself."""
    monkeypatch.setattr(fetching, "COUNTED_SECONDS", 3600.0)
    monkeypatch.setattr(made, "_backlog", fetching._Backlog(10, 10**9))
    made.parallel = 4
    offered(engine, *(f"https://{number % 5}.example/{number}" for number in range(30)))
    run(made)
    assert counted(engine) == {queue.READ: 10, queue.FETCH: 20}
