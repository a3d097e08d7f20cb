"""Where it is measured: a database of each engine with a million events in place, ours and the rival's."""

from __future__ import annotations

import os
import secrets
import socket
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from benchmarks.rival import Rival
from benchmarks.workload import key
from ledger.model.events import NewEvent, event_id_of
from ledger.store import bulk, chain, log
from ledger.store.database import driver_connection, open_engine, writing
from ledger.store.migrate import upgrade
from tests.support.postgres import DRIVER, ROLE, PostgresServer, Unavailable, connect_to, start_cluster

URL_VARIABLE = "DEAL_LEDGER_BENCH_POSTGRES_URL"
#: Everything that durability rests on is left as PostgreSQL has it; the log must not be checkpointed in mid-round.
SETTINGS = {"shared_buffers": "512MB", "max_connections": "100", "max_wal_size": "8GB", "checkpoint_timeout": "30min"}
#: Events put in place in one transaction.
FILLED_AT_ONCE = 20_000


@dataclass
class Place:
    """One engine: our ledger and the rival's application, in a database each."""

    name: str
    url: str
    rival_url: str
    engine: Engine
    rival: Rival
    version: str

    @property
    def sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    def checkpoint(self) -> None:
        """On SQLite, carry the write-ahead log over into the file; it stays as long as it was, as in daily use."""
        if not self.sqlite:
            return
        with self.engine.connect() as conn:
            driver_connection(conn).execute("PRAGMA wal_checkpoint(RESTART)")


@contextmanager
def places(names: Sequence[str]) -> Iterator[list[Place]]:
    """The databases, empty; they go away in the end."""
    with ExitStack() as stack:
        found = []
        if "SQLite" in names:
            # Where the system keeps its temporary files may be no disk at all.
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-", dir=os.environ.get("TMPDIR")))
            version = f"SQLite {sqlite3.sqlite_version}"
            urls = [f"sqlite:///{Path(folder) / file}.sqlite" for file in ("ledger", "rival")]
            found.append(_open(stack, "SQLite", urls, version))
        if "PostgreSQL" in names:
            server = _server()
            stack.callback(server.stop)
            urls = [server.create_database() for _ in range(2)]
            for url in urls:
                stack.callback(server.drop_database, url)
            found.append(_open(stack, "PostgreSQL", urls, f"PostgreSQL {server.version()}"))
        yield found


def fill(engine: Engine, pool: Sequence[NewEvent], count: int) -> None:
    """Append many events with a proper chain by the quickest road there is; this is not measured."""
    rows = log.prepare(pool).rows
    for start in range(0, count, FILLED_AT_ONCE):
        _fill(engine, [rows[i % len(rows)] for i in range(start, min(start + FILLED_AT_ONCE, count))])


def _fill(engine: Engine, rows: Sequence[Any]) -> None:
    with writing(engine) as conn:
        seq, last_hash, recorded_at = log.lock_head(conn)
        stored: list[tuple[Any, ...]] = []
        for row in rows:
            event, seq = row.event, seq + 1
            columns = (
                seq, event_id_of(key(seq)), event.type, event.payload.schema_version, event.company_id,
                event.document_id, event.known_at, recorded_at, event.recorded_by,
            )  # fmt: skip
            last_hash = chain.event_hash(last_hash, *columns, row.payload_hash)
            stored.append((*columns, row.payload, row.salt, row.payload_hash, last_hash))
        bulk.store(conn, stored, len(stored), lambda: (seq, last_hash, recorded_at))


def _open(stack: ExitStack, name: str, urls: Sequence[str], version: str) -> Place:
    engine = open_engine(urls[0])
    stack.callback(engine.dispose)
    upgrade(engine)
    rival = Rival(urls[1])
    stack.callback(rival.close)
    return Place(name, urls[0], urls[1], engine, rival, version)


def _server() -> PostgresServer:
    """The server somebody names, or one of our own that is spoken to by TCP.

    Over a Unix socket the package's recorder hangs for ever on batches of more than about 400 KB: psycopg's pipeline
    mode, which it uses, then waits for an answer to what it has not sent (psycopg issue 685 tells of the like).
    """
    url = os.environ.get(URL_VARIABLE)
    port, password = _free_port(), secrets.token_hex(16)
    server = connect_to(url) if url else start_cluster(SETTINGS | {"listen_addresses": "127.0.0.1", "port": str(port)})
    if isinstance(server, Unavailable):
        raise SystemExit(f"PostgreSQL is needed for this: {server.reason}. {URL_VARIABLE} may name a server.")
    if not url:
        admin = sa.create_engine(f"{server.admin_url}&port={port}", isolation_level="AUTOCOMMIT")
        with admin.connect() as conn:
            conn.exec_driver_sql(f"ALTER ROLE {ROLE} PASSWORD '{password}'")
        admin.dispose()
        server.admin_url = f"{DRIVER}://{ROLE}:{password}@127.0.0.1:{port}/postgres"
    return server


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port: int = asked.getsockname()[1]
        return port
