"""Sources as the log has them: what was decided about each, and what stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, insert, select

from ledger.model.errors import UnknownSource
from ledger.model.events import Event, SourceKind
from ledger.project.rows import Row
from ledger.project.tables import source_changes

ADDED, PAUSED, RESUMED, REMOVED = "SourceAdded", "SourcePaused", "SourceResumed", "SourceRemoved"
#: Events that sources are made of.
SOURCE_EVENTS = frozenset({ADDED, PAUSED, RESUMED, REMOVED})


@dataclass(frozen=True, slots=True)
class Source:
    """An address that the worker reads every so often. `publisher` and `language` complete what documents say."""

    name: str
    address: str
    kind: SourceKind
    every_seconds: int
    publisher: str | None = None
    language: str | None = None
    paused: bool = False
    #: Position of the last event about it.
    seq: int = 0


def write(conn: Connection, events: Sequence[Event]) -> None:
    """Write what the events say about sources, a row each."""
    rows = [_row(event) for event in events if event.type in SOURCE_EVENTS and event.payload]
    if rows:
        conn.execute(insert(source_changes), rows)


def sources(conn: Connection) -> list[Source]:
    """The sources that stand, by name."""
    rows = conn.execute(select(source_changes).order_by(source_changes.c.seq)).mappings()
    return standing(dict(row) for row in rows)


def source_called(conn: Connection, name: str) -> Source:
    """The source with a name.

    Raises:
        UnknownSource: there is none.
    """
    query = select(source_changes).where(source_changes.c.name == name).order_by(source_changes.c.seq)
    found = standing(dict(row) for row in conn.execute(query).mappings())
    if not found:
        raise UnknownSource(f"There is no source “{name}”; “deal-ledger source list” shows those that there are.")
    return found[0]


def last_word(conn: Connection, name: str) -> int:
    """Position of the last event about a source of this name, removed or not; 0 if there never was one."""
    query = select(source_changes.c.seq).where(source_changes.c.name == name).order_by(source_changes.c.seq.desc())
    return conn.scalar(query.limit(1)) or 0


def standing(rows: Iterable[Mapping[str, Any]]) -> list[Source]:
    """What the changes, in the order of the log, leave standing, by name. An update keeps a pause."""
    found: dict[str, Source] = {}
    for row in rows:
        name, seq = row["name"], row["seq"]
        before = found.get(name)
        if row["type"] == ADDED:
            said = {column: row[column] for column in ("address", "kind", "every_seconds", "publisher", "language")}
            found[name] = Source(name, **said, paused=before is not None and before.paused, seq=seq)
        elif row["type"] == REMOVED:
            found.pop(name, None)
        elif before is not None:
            found[name] = replace(before, paused=row["type"] == PAUSED, seq=seq)
    return [found[name] for name in sorted(found)]


def _row(event: Event) -> Row:
    payload = event.payload
    columns = ("name", "address", "kind", "every_seconds", "publisher", "language", "reason")
    return {
        "seq": event.seq,
        "type": event.type,
        "recorded_at": event.recorded_at,
    } | {column: payload.get(column) for column in columns}
