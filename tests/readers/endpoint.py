"""A recorded endpoint on this machine: it answers as OpenAI's interface does, from a list of recorded answers."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Recorded:
    """The address, what was asked, and what is answered next; the last answer is given again and again."""

    answers: list[tuple[int, bytes]]
    url: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)

    def message(self, number: int = -1) -> dict[str, Any]:
        """The user's message of a request, as an object."""
        [_, user] = self.asked[number]["messages"]
        told: dict[str, Any] = json.loads(user["content"])
        return told


def answer(*facts: Any, content: str | None = None) -> tuple[int, bytes]:
    """An answer that holds facts, or any other content."""
    text = content if content is not None else json.dumps({"facts": list(facts)})
    told: dict[str, Any] = {
        "id": "cmpl-1",
        "object": "chat.completion",
        "model": "small",
        "usage": {"total_tokens": 900},
    }
    told["choices"] = [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": text}}]
    return 200, json.dumps(told).encode()


@contextmanager
def endpoint(*answers: tuple[int, bytes]) -> Iterator[Recorded]:
    """The endpoint, for as long as the block lasts."""
    recorded = Recorded(list(answers))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            recorded.asked.append(json.loads(body) | {"path": self.path})
            recorded.keys.append(self.headers.get("Authorization"))
            status, content = recorded.answers[min(len(recorded.asked), len(recorded.answers)) - 1]
            self.send_response(status)
            if status in (301, 302, 307):
                self.send_header("Location", f"{recorded.url}/elsewhere")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            """Keep the tests' output quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    recorded.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield recorded
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
