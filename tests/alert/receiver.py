"""A webhook receiver on this machine that checks signatures and fails as it is told."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal

from standardwebhooks import Webhook, WebhookVerificationError

#: A status to answer, or something worse: to close without a word, never to answer, to answer without an end.
Behaviour = int | Literal["close", "hang", "endless"]


@dataclass
class Receiver:
    """What came, and what is done with the next messages; after the script all is well."""

    script: list[Behaviour] = field(default_factory=list)
    secrets: list[str] = field(default_factory=list)
    url: str = ""
    received: list[dict[str, Any]] = field(default_factory=list)
    accepted: list[dict[str, Any]] = field(default_factory=list)
    forged: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    #: Set to let go of what hangs.
    over: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def ids(self) -> list[str]:
        return [message["id"] for message in self.received]

    @property
    def positions(self) -> list[int]:
        return [message["position"] for message in self.received]

    def take(self, headers: dict[str, str], body: bytes) -> Behaviour:
        """Note a message and say what to do about it."""
        with self.lock:
            if not any(_verified(secret, headers, body) for secret in self.secrets):
                self.forged += 1
                return 401
            message = json.loads(body)
            told = {"id": headers["webhook-id"], "position": message["data"].get("position"), "body": message}
            self.received.append(told)
            behaviour = self.script.pop(0) if self.script else 204
            if isinstance(behaviour, int) and 200 <= behaviour < 300:
                self.accepted.append(told)
            return behaviour


def _verified(secret: str, headers: dict[str, str], body: bytes) -> bool:
    try:
        Webhook(secret).verify(body, headers)
    except WebhookVerificationError:
        return False
    return True


@contextmanager
def receiver(*script: Behaviour, **headers: str) -> Iterator[Receiver]:
    """The receiver, for as long as the block lasts; `headers` stand in each of its answers."""
    told = Receiver(list(script), headers=headers)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            behaviour = told.take({name.lower(): value for name, value in self.headers.items()}, body)
            self.close_connection = True
            if behaviour == "close":
                self.connection.shutdown(socket.SHUT_RDWR)
            elif behaviour == "hang":
                told.over.wait()
            else:
                self.send_response(200 if behaviour == "endless" else int(behaviour))
                for name, value in told.headers.items():
                    self.send_header(name.replace("_", "-"), value)
                self.send_header("Content-Length", "1000000000" if behaviour == "endless" else "0")
                self.end_headers()
                if behaviour == "endless":
                    self._without_end()

        def _without_end(self) -> None:
            """Go on answering until the other side has had enough."""
            try:
                while not told.over.wait(0.001):
                    self.wfile.write(b"x" * 1000)
            except OSError:
                return

        def log_message(self, *_: Any) -> None:
            """Keep the tests' output quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    told.url = f"http://127.0.0.1:{server.server_address[1]}/hook"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield told
    finally:
        told.over.set()
        server.shutdown()
        server.server_close()
        thread.join()
