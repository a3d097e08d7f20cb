"""A stand-in for the network that loses the server's answer to a commit: it was done, and nobody was told."""

from __future__ import annotations

import contextlib
import socket
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.engine import URL, Engine

_PORT = 5432


class Line:
    """A line to a PostgreSQL server. With `lose` set, the next answer that holds it is kept back and the line cut."""

    def __init__(self, url: URL, folder: Path) -> None:
        self.lose: bytes | None = None
        self.lost = False
        self._server = url
        self._sockets: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self._listener = self._kept(socket.socket(socket.AF_UNIX))
        self._listener.bind(str(folder / f".s.PGSQL.{_PORT}"))
        self._listener.listen()
        self.url = url.set(host=None, port=None, query={"host": str(folder)}).render_as_string(hide_password=False)
        self._start(self._accept)

    def close(self) -> None:
        """Cut all that is left, and wait for it."""
        for end in self._sockets:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(30)
        for end in self._sockets:
            end.close()

    def _kept(self, end: socket.socket) -> socket.socket:
        self._sockets.append(end)
        return end

    def _start(self, target: Callable[..., None], *args: object) -> None:
        thread = threading.Thread(target=target, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, server = self._kept(self._listener.accept()[0]), self._kept(self._connect())
                self._start(self._pass_on, client, server, False)
                self._start(self._pass_on, server, client, True)

    def _connect(self) -> socket.socket:
        folder, port = self._server.query.get("host"), self._server.port or _PORT
        if isinstance(folder, str) and folder.startswith("/"):
            server = socket.socket(socket.AF_UNIX)
            server.connect(f"{folder}/.s.PGSQL.{port}")
            return server
        return socket.create_connection((self._server.host or "127.0.0.1", port))

    def _pass_on(self, one: socket.socket, other: socket.socket, answers: bool) -> None:
        with contextlib.suppress(OSError):
            while received := one.recv(65_536):
                if answers and self.lose is not None and self.lose in received:
                    self.lose, self.lost = None, True
                    break
                other.sendall(received)
        for end in (one, other):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


@contextmanager
def line_to(engine: Engine) -> Iterator[Line]:
    """A line to the server of an engine, for as long as the block lasts."""
    # A socket's path ends at a hundred characters.
    with tempfile.TemporaryDirectory(prefix="dl-line-", dir="/tmp") as folder:
        line = Line(engine.url, Path(folder))
        try:
            yield line
        finally:
            line.close()
