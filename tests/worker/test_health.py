"""What the worker answers to those who keep it running, and to those who would rather keep it from that."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection
from typing import Any

import pytest
from prometheus_client import CollectorRegistry
from sqlalchemy.engine import Engine

from ledger.model.errors import CannotListen
from ledger.project import projector
from ledger.project.tables import checkpoints
from ledger.store.database import open_engine, writing
from ledger.worker import health
from ledger.worker.health import Health
from ledger.worker.metrics import LedgerCollector, registry
from ledger.worker.tally import Tally
from tests.store.samples import append, registered
from tests.torture.work import append_one

#: A broken server must not hang the tests; nothing is asserted about it.
PATIENCE = 60


@dataclass
class Watched:
    """A worker that is nothing but its health, and where it answers."""

    engine: Engine
    metrics: CollectorRegistry | None = None
    stalled: dict[str, float] = field(default_factory=dict)
    stopping: threading.Event = field(default_factory=threading.Event)
    port: int = 0

    @contextlib.contextmanager
    def serving(self) -> Iterator[Watched]:
        told = self.metrics or registry(LedgerCollector(self.engine, "first", Tally(), {}, 30.0))
        watched = Health(self.engine, "first", lambda: self.stalled, self.stopping, told)
        with health.serving("127.0.0.1:0", watched) as address:
            self.port = int(address.rpartition(":")[2])
            yield self

    def ask(self, path: str, method: str = "GET", body: str | None = None) -> tuple[int, str, str]:
        """The status, the media type and the body."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request(method, path, body)
            answer = connection.getresponse()
            return answer.status, answer.headers["Content-Type"], answer.read().decode()
        finally:
            connection.close()

    def problem(self, path: str, method: str = "GET", body: str | None = None) -> dict[str, Any]:
        """What is wrong, in the form of RFC 9457."""
        status, media_type, told = self.ask(path, method, body)
        assert media_type == "application/problem+json"
        found: dict[str, Any] = json.loads(told)
        assert found.keys() == {"type", "title", "status", "detail"}
        assert found["status"] == status
        return found

    def connection(self) -> socket.socket:
        """A connection on which nothing is asked yet."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)


@pytest.fixture
def watched(engine: Engine) -> Iterator[Watched]:
    with Watched(engine).serving() as found:
        yield found


@pytest.fixture
def quick(sqlite_engine: Engine) -> Iterator[Watched]:
    """Where the database does not matter."""
    with Watched(sqlite_engine).serving() as found:
        yield found


def is_cut_off(connection: socket.socket) -> bool:
    """Whether the other side ends the connection without an answer."""
    try:
        return connection.recv(100) == b""
    except ConnectionResetError:
        return True


# -- Answers ----------------------------------------------------------------------------------------------------------


def test_a_worker_that_is_well(watched: Watched) -> None:
    """Is alive, is ready at the head of the log, and tells its metrics."""
    append_one(watched.engine, "a", 1)
    assert watched.ask("/health/live")[:2] == (200, "application/json")
    status, _, body = watched.ask("/health/ready")
    assert (status, json.loads(body)["status"], json.loads(body)["worker"]) == (200, "ready", "first")
    status, media_type, body = watched.ask("/metrics?module=x")
    assert (status, media_type) == (200, "text/plain; version=0.0.4; charset=utf-8")
    assert "\ndeal_ledger_documents 1.0\n" in body


def test_a_part_that_has_stalled(quick: Watched) -> None:
    """Is named, with what to do; being ready is another matter."""
    quick.stalled["reading"] = 3000.4
    detail = quick.problem("/health/live")["detail"]
    assert detail == "The worker has stalled (reading for 3000 seconds); restart it."
    assert quick.ask("/health/ready")[0] == 200


def test_a_worker_that_is_ending(quick: Watched) -> None:
    """Is alive until it has ended, and ready no more."""
    quick.stopping.set()
    assert quick.problem("/health/ready")["status"] == 503
    assert quick.ask("/health/live")[0] == 200


def test_read_models_that_are_not_current(watched: Watched) -> None:
    """Behind the log or of another version: nothing should be sent here, and a sentence says why."""
    append(watched.engine, registered("b"))
    assert "1 events behind" in watched.problem("/health/ready")["detail"]
    append_one(watched.engine, "a", 1)
    assert watched.ask("/health/ready")[0] == 200
    with writing(watched.engine) as conn:
        conn.execute(checkpoints.update().values(version=projector.VERSION - 1))
    assert "older version" in watched.problem("/health/ready")["detail"]


def test_a_database_without_the_tables(database_url: str) -> None:
    """Is said in a sentence; the worker is alive for all that."""
    engine = open_engine(database_url)
    with Watched(engine).serving() as found:
        assert "deal-ledger init" in found.problem("/health/ready")["detail"]
        assert found.ask("/health/live")[0] == 200
    engine.dispose()


def test_what_could_not_be_foreseen(sqlite_engine: Engine) -> None:
    """Is told as such, and the next question is answered."""

    class Broken(LedgerCollector):
        def collect(self) -> Iterator[Any]:
            raise RuntimeError("unforeseen")

    with Watched(sqlite_engine, registry(Broken(sqlite_engine, "first", Tally(), {}, 30.0))).serving() as found:
        problem = found.problem("/metrics")
        assert problem["status"] == 500
        assert "unforeseen" not in problem["detail"]
        assert found.ask("/health/live")[0] == 200


def test_what_is_not_there(quick: Watched) -> None:
    """Who looks around is told what there is."""
    for path in ("/", "/health", "/metrics/", "/%2e%2e/etc/passwd"):
        assert "/health/live" in quick.problem(path)["detail"]


def test_a_head_without_a_body(quick: Watched) -> None:
    """As GET would answer, its length included."""
    connection = HTTPConnection("127.0.0.1", quick.port, timeout=PATIENCE)
    connection.request("HEAD", "/health/live")
    answer = connection.getresponse()
    assert (answer.status, answer.read()) == (200, b"")
    assert int(answer.headers["Content-Length"]) == len(quick.ask("/health/live")[2])
    connection.close()


# -- Clients that misbehave -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "NONSENSE"])
def test_nothing_but_questions(quick: Watched, method: str) -> None:
    """Asking is all that one can do."""
    assert quick.problem("/health/live", method)["status"] == 405


def test_a_question_with_a_body(quick: Watched) -> None:
    """Is refused without reading it."""
    assert quick.problem("/health/live", "GET", "x" * 1000)["status"] == 400


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"\x16\x03\x01\x02\x00\x01\r\n\r\n", b"400"),
        (b"GET /health/live HTTP/9.9\r\n\r\n", b"505"),
        (b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * 200 + b"\r\n", b"431"),
        (b"GET /health/live HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", b"400"),
    ],
)
def test_what_is_no_question(quick: Watched, sent: bytes, status: bytes) -> None:
    """Is answered as far as it can be, and nobody else notices."""
    with quick.connection() as connection:
        connection.sendall(sent)
        assert status in connection.recv(1000).split(b"\r\n")[0]
    assert quick.ask("/health/live")[0] == 200


def test_a_question_without_end(quick: Watched) -> None:
    """Is not read to its end: the server says so, or is gone before one has finished asking."""
    with quick.connection() as connection:
        with contextlib.suppress(ConnectionError):
            for _ in range(100):
                connection.sendall(b"GET /" + b"a" * 10_000)
        with contextlib.suppress(ConnectionError):
            assert connection.recv(1000).split(b"\r\n")[0] in (b"", b"HTTP/1.1 414 Request-URI Too Long")
    assert quick.ask("/health/live")[0] == 200


def test_who_asks_too_slowly_is_cut_off(quick: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    """However lively he dawdles: it is the whole that is bounded."""
    monkeypatch.setattr(health, "DEADLINE", 0.2)
    with quick.connection() as connection:
        connection.sendall(b"GET /health/live HTTP/1.1\r\nHost: a")
        assert is_cut_off(connection)


def test_who_says_nothing_is_cut_off(quick: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    """A silent connection does not wait for the deadline."""
    monkeypatch.setattr(health._Handler, "timeout", 0.1)
    with quick.connection() as connection:
        assert is_cut_off(connection)


def test_too_many_at_once(sqlite_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever comes when all threads are taken is turned away; afterwards there is room again."""
    monkeypatch.setattr(health, "AT_ONCE", 2)
    with Watched(sqlite_engine).serving() as found:
        taken = [found.connection() for _ in range(2)]
        with found.connection() as one_more:
            assert is_cut_off(one_more)
        for connection in taken:
            connection.close()
        status = None
        while status != 200:
            with contextlib.suppress(OSError):
                status = found.ask("/health/live")[0]


# -- Where it listens -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["", "9464", ":9464", "localhost", "127.0.0.1:99999", "::1:9464", "http://a:1", "a b:1"]
)
def test_what_is_nothing_to_listen_at(text: str) -> None:
    """Is refused in a sentence that shows the form."""
    with pytest.raises(CannotListen, match=r"127\.0\.0\.1:9464"):
        health.listen_address(text)


def test_addresses() -> None:
    """Names, and numbers of both kinds."""
    assert health.listen_address("localhost:1") == ("localhost", 1)
    assert health.listen_address("0.0.0.0:9464") == ("0.0.0.0", 9464)  # noqa: S104 - nobody listens there
    assert health.listen_address("[::1]:9464") == ("::1", 9464)


def test_a_port_that_is_taken(quick: Watched) -> None:
    """Is said before anything else begins."""
    other = Watched(quick.engine)
    taken = Health(other.engine, "second", dict, other.stopping, CollectorRegistry())
    with pytest.raises(CannotListen, match="address already in use"), health.serving(f"127.0.0.1:{quick.port}", taken):
        pass


def test_nobody_listens_afterwards(sqlite_engine: Engine) -> None:
    """The port is free when the worker has ended."""
    with Watched(sqlite_engine).serving() as found:
        port = found.port
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
