"""Whether the worker is well, over HTTP, for those who keep it running: `/health/live`, `/health/ready`, `/metrics`.

Nothing is changed by asking. Whoever asks slowly, at length or too often is cut off, so that no client can hold up the
worker or keep others from asking.
"""

from __future__ import annotations

import contextlib
import json
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from socketserver import TCPServer, ThreadingMixIn
from typing import Any

import structlog
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from sqlalchemy.engine import Engine

from ledger.model.errors import CannotListen, LedgerError
from ledger.project import projector
from ledger.store import log
from ledger.store.database import reading
from ledger.store.migrate import check_schema

_log = structlog.get_logger(__name__)

#: Questions that are answered at once, seconds that one may take as a whole, and for each step of it.
AT_ONCE = 8
DEADLINE = 15.0
STEP = 5.0

_ADDRESS = re.compile(r"(?:\[(?P<v6>[0-9A-Fa-f:.]+)\]|(?P<host>[^\s:\[\]/]+)):(?P<port>\d{1,5})")


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent back."""

    status: HTTPStatus
    media_type: str
    body: bytes


@dataclass(frozen=True)
class Health:
    """What the worker is asked.

    Args:
        stalled: the parts that have not moved for too long, with the seconds.
        stopping: set when the worker is to end.
    """

    engine: Engine
    worker: str
    stalled: Callable[[], dict[str, float]]
    stopping: threading.Event
    metrics: CollectorRegistry

    def live(self) -> Answer:
        """Whether every part of the worker moves; if not, only a restart helps."""
        stalled = self.stalled()
        if stalled:
            parts = " and ".join(f"{part} for {seconds:.0f} seconds" for part, seconds in stalled.items())
            return problem(HTTPStatus.SERVICE_UNAVAILABLE, f"The worker has stalled ({parts}); restart it.")
        return _json(HTTPStatus.OK, {"status": "alive", "worker": self.worker})

    def ready(self) -> Answer:
        """Whether the worker can do its work: the database answers, with the tables and read models of this version."""
        if self.stopping.is_set():
            return problem(HTTPStatus.SERVICE_UNAVAILABLE, "The worker is ending.")
        try:
            check_schema(self.engine)
            with reading(self.engine) as conn:
                projector.require_current(conn)
                models, head = projector.checkpoint(conn), log.head(conn).seq
        except LedgerError as error:
            return problem(HTTPStatus.SERVICE_UNAVAILABLE, str(error))
        if models < head:
            return problem(
                HTTPStatus.SERVICE_UNAVAILABLE,
                f"The read models are {head - models} events behind the log; the next writing command catches up.",
            )
        return _json(HTTPStatus.OK, {"status": "ready", "worker": self.worker, "seq": head})

    def answer(self, path: str) -> Answer:
        """What stands at a path."""
        match path.partition("?")[0]:
            case "/health/live":
                return self.live()
            case "/health/ready":
                return self.ready()
            case "/metrics":
                return Answer(HTTPStatus.OK, CONTENT_TYPE_PLAIN_0_0_4, generate_latest(self.metrics))
            case _:
                return problem(
                    HTTPStatus.NOT_FOUND, "There is nothing here; there are /health/live, /health/ready and /metrics."
                )


@contextlib.contextmanager
def serving(listen: str, health: Health) -> Iterator[str]:
    """Answer at HOST:PORT until the end of the block; yields the address with the port that was taken.

    Raises:
        CannotListen: the address is none, or nobody can listen there.
    """
    host, port = listen_address(listen)
    try:
        server = _Server(host, port, health)
    except OSError as error:
        said = (error.strerror or str(error)).lower()
        raise CannotListen(
            f"The worker cannot listen at {listen}: {said}; choose another address in DEAL_LEDGER_WORKER_LISTEN."
        ) from None
    shown = f"[{host}]" if ":" in host else host
    address = f"http://{shown}:{server.server_address[1]}"
    thread = threading.Thread(target=partial(server.serve_forever, 0.2), name="health")
    thread.start()
    _log.info("health_listening", address=address)
    try:
        yield address
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def listen_address(text: str) -> tuple[str, int]:
    """Host and port of HOST:PORT.

    Raises:
        CannotListen: the text is none.
    """
    found = _ADDRESS.fullmatch(text)
    if found is None or int(found["port"]) > 0xFFFF:
        raise CannotListen(
            f"“{text}” is nothing to listen at; write HOST:PORT in DEAL_LEDGER_WORKER_LISTEN, such as 127.0.0.1:9464."
        )
    return found["v6"] or found["host"], int(found["port"])


def problem(status: HTTPStatus, detail: str) -> Answer:
    """What is wrong, as RFC 9457 has it."""
    told = {"type": "about:blank", "title": status.phrase, "status": int(status), "detail": detail}
    return Answer(status, "application/problem+json", _body(told))


def _json(status: HTTPStatus, value: dict[str, Any]) -> Answer:
    return Answer(status, "application/json", _body(value))


def _body(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode() + b"\n"


class _Server(ThreadingMixIn, TCPServer):
    """A thread for each question, up to a number."""

    allow_reuse_address = True
    request_queue_size = 16
    #: One that hangs in the database does not keep the worker from ending.
    daemon_threads = True

    def __init__(self, host: str, port: int, health: Health) -> None:
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._room = threading.BoundedSemaphore(AT_ONCE)
        #: When each open connection was accepted, by the monotonic clock.
        self._accepted: dict[socket.socket, float] = {}
        super().__init__((host, port), partial(_Handler, health))

    def process_request(self, request: Any, client_address: Any) -> None:
        """Answer in a thread of its own, or not at all where there is no room for one more."""
        if not self._room.acquire(blocking=False):
            self.shutdown_request(request)
            return
        self._accepted[request] = time.monotonic()
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """What such a thread does."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._accepted.pop(request, None)
            self._room.release()

    def service_actions(self) -> None:
        """Cut off whoever has taken too long; called several times a second."""
        late = time.monotonic() - DEADLINE
        for request, accepted in list(self._accepted.items()):
            if accepted < late:
                with contextlib.suppress(OSError):
                    request.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ARG002 - as the base class has it
        """A client that went away is no news; anything else is."""
        _log.debug("health_connection_failed", exc_info=True)


class _Handler(BaseHTTPRequestHandler):
    """One question, one answer, and the connection is closed."""

    protocol_version = "HTTP/1.1"
    timeout = STEP

    def __init__(self, health: Health, *arguments: Any) -> None:
        self._health = health
        super().__init__(*arguments)

    def do_GET(self) -> None:
        """Answer."""
        if self.headers.get("Transfer-Encoding") or self.headers.get("Content-Length", "0").strip() != "0":
            self._send(problem(HTTPStatus.BAD_REQUEST, "A question has no body."))
            return
        try:
            answer = self._health.answer(self.path)
        except Exception:  # noqa: BLE001 - who watches is told as well
            _log.exception("health_not_answered", path=self.path)
            answer = problem(HTTPStatus.INTERNAL_SERVER_ERROR, "This could not be answered; the worker's log says why.")
        self._send(answer)

    #: The same without the body, which `_send` leaves out.
    do_HEAD = do_GET  # noqa: N815 - as the base class looks for it

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:  # noqa: ARG002
        """What the base class refuses, told in our own form; a method that is not here is not allowed."""
        status = HTTPStatus(code)
        if status is HTTPStatus.NOT_IMPLEMENTED:
            status = HTTPStatus.METHOD_NOT_ALLOWED
        detail = "One can GET and HEAD here." if status is HTTPStatus.METHOD_NOT_ALLOWED else f"{status.phrase}."
        self._send(problem(status, detail))

    def version_string(self) -> str:
        """Which server this is; its version is nobody's business."""
        return "deal-ledger"

    def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002 - as the base class has it
        """Said only to those who debug."""
        _log.debug("health_asked", line=format % arguments)

    def _send(self, answer: Answer) -> None:
        self.close_connection = True
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.media_type)
        self.send_header("Content-Length", str(len(answer.body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        if answer.status is HTTPStatus.METHOD_NOT_ALLOWED:
            self.send_header("Allow", "GET, HEAD")
        self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)
