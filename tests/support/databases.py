"""An empty database of each engine for programs that are no tests, such as `make torture`."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support import postgres

NAMES = ("sqlite", "postgresql")


@contextmanager
def database(name: str, folder: Path | None = None) -> Iterator[tuple[str | None, bool]]:
    """An address, and whether its server is ours to crash; no address, and a word why, where there is no PostgreSQL."""
    if name == "sqlite":
        with tempfile.TemporaryDirectory() as own:
            yield f"sqlite:///{(folder or Path(own)) / 'ledger.sqlite'}", False
        return
    server = postgres.postgres_server()
    if isinstance(server, postgres.Unavailable):
        sys.stdout.write(f"postgresql: left out, {server.reason}\n")
        yield None, False
        return
    url = server.create_database()
    try:
        yield url, server._keeper is not None
    finally:
        server.drop_database(url)
        server.stop()
