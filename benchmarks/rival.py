"""The `eventsourcing` package with the same facts, used as its documentation shows.

Its events are handed the finished dictionary of a fact, so that it pays nothing for our models; what they hold is what
our own payloads hold, without the defaults of a fact. Databases have the same durability on both sides (fsync on,
SQLite synchronous=FULL); all else is as each side sets it up by itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.persistence import StoredEvent
from sqlalchemy.engine import make_url

from benchmarks.workload import originator
from ledger.model.canonical import from_json
from ledger.model.events import NewEvent
from ledger.model.forms import written


@dataclass(frozen=True)
class FactRecorded:
    """A fact as one of the rival's domain events, in the stream of its company."""

    originator_id: UUID
    originator_version: int
    payload: dict[str, Any]
    recorded_by: str
    document_id: str | None
    known_at: int | None


class Rival:
    """An application of the package on one database."""

    def __init__(self, url: str) -> None:
        """Open or create its tables."""
        self.app: Any = Application(env=_environment(url))
        self._versions: Counter[UUID] = Counter()

    def domain_events(self, events: Iterable[NewEvent]) -> list[FactRecorded]:
        """The same facts as events of the package."""
        return [
            FactRecorded(
                originator_id=(stream := originator(event.company_id)),
                originator_version=self._next(stream),
                payload=from_json(written(event.payload)),
                recorded_by=event.recorded_by,
                document_id=event.document_id,
                known_at=event.known_at,
            )
            for event in events
        ]

    def stored_events(self, events: Iterable[NewEvent]) -> list[StoredEvent]:
        """The same, encoded by its mapper already."""
        return [self.app.mapper.to_stored_event(event) for event in self.domain_events(events)]

    def save(self, events: Sequence[FactRecorded]) -> None:
        self.app.save(*events)

    def record(self, events: Sequence[StoredEvent]) -> None:
        self.app.recorder.insert_events(events)

    def replay(self, after: int, until: int, page: int = 1000) -> int:
        """Make domain events of all notifications in a range of ids."""
        count = 0
        while after < until:
            found = self.app.recorder.select_notifications(
                after, min(page, until - after), stop=until, inclusive_of_start=False
            )
            if not found:
                break
            for notification in found:
                self.app.mapper.to_domain_event(notification)
            count += len(found)
            after = found[-1].id
        return count

    def fill(self, pool: Sequence[NewEvent], count: int) -> None:
        """Put many events in place by the quickest road there is; this is not measured."""
        stored = self.stored_events(pool)
        rows = (
            (e.originator_id, self._next(e.originator_id), e.topic, e.state)
            for e in (stored[i % len(stored)] for i in range(count))
        )
        datastore, table = self.app.factory.datastore, self.app.recorder.events_table_name
        with datastore.transaction(commit=True) as cursor:
            if type(datastore).__name__ == "SQLiteDatastore":
                insert = f"INSERT INTO {table} VALUES (?, ?, ?, ?)"  # noqa: S608 - a name of the package's own
                while some := list(islice(rows, 1000)):
                    cursor.executemany(insert, [(row[0].hex, *row[1:]) for row in some])
            else:
                columns = "originator_id, originator_version, topic, state"
                with cursor.copy(f"COPY {table} ({columns}) FROM STDIN (FORMAT BINARY)") as copy:
                    copy.set_types(("uuid", "int8", "text", "bytea"))
                    for row in rows:
                        copy.write_row(row)

    def checkpoint(self) -> None:
        """The same as ours does."""
        datastore = self.app.factory.datastore
        if type(datastore).__name__ != "SQLiteDatastore":
            return
        with datastore.get_connection(commit=True) as conn:
            conn.cursor().execute("PRAGMA wal_checkpoint(RESTART)")

    def close(self) -> None:
        self.app.close()

    def _next(self, stream: UUID) -> int:
        self._versions[stream] += 1
        return self._versions[stream]


def _environment(url: str) -> dict[str, str]:
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        assert parsed.database
        return {
            "PERSISTENCE_MODULE": "eventsourcing.sqlite",
            "SQLITE_DBNAME": str(Path(parsed.database)),
            "SQLITE_LOCK_TIMEOUT": "60",
        }
    host = parsed.query.get("host") or parsed.host or "localhost"
    return {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": parsed.database or "",
        "POSTGRES_HOST": host if isinstance(host, str) else host[0],
        "POSTGRES_PORT": str(parsed.port or 5432),
        "POSTGRES_USER": parsed.username or "",
        "POSTGRES_PASSWORD": parsed.password or "none",
        "POSTGRES_POOL_SIZE": "8",
    }
