"""Documents, a reader that is told what to find, and a ledger's tables as a whole."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from ledger.ingest.capture import By, Captured, capture
from ledger.ingest.files import Document, Imprint
from ledger.ingest.run import Ingester, Outcome
from ledger.ingest.structured import StatedFact
from ledger.model.dates import micros
from ledger.model.events import CompanyRegistered, EntityType, Event, NewEvent, Reader
from ledger.model.facts import FactBase, parse_fact
from ledger.model.names import slug
from ledger.project import projector
from ledger.store import log
from ledger.store.database import reading, writing

NOW = datetime(2025, 12, 1, 9, 30, tzinfo=UTC)
READER = Reader(name="told", version="1")

MEMO = Imprint(publisher="Cafétech", url="https://cafetech.example/meta", title="Meta pays", published="2025-06-12")


def investment(amount: int | None = 15_000_000_000, **fields: Any) -> dict[str, Any]:
    """Meta's money for Scale AI."""
    return {
        "kind": "investment",
        "company": "Scale AI",
        "counterparties": [{"name": "Meta", "role": "investor"}],
        "amount": {"value": amount, "currency": "USD"} if amount is not None else None,
    } | fields


def document(text: str = "Meta pays for a share of Scale AI.", imprint: Imprint = MEMO) -> Document:
    """A document as it comes out of a file."""
    return Document("memo.txt", text.encode(), text, "text/plain", imprint)


def stated(*facts: dict[str, Any]) -> list[StatedFact]:
    """Facts as a reader hands them on."""
    return [StatedFact(parse_fact(fields)) for fields in facts or (investment(),)]


def put(
    engine: Engine,
    *facts: dict[str, Any],
    doc: Document | None = None,
    now: datetime = NOW,
    command_id: str | None = None,
    reader: Reader = READER,
) -> Captured:
    """Capture a document with its facts in a transaction of its own."""
    with writing(engine) as conn:
        return capture(conn, doc or document(), stated(*facts), By("tests", now, reader, command_id))


def known(name: str, *aliases: str, entity_type: EntityType = "company", **fields: Any) -> CompanyRegistered:
    """Somebody whom the ledger knows."""
    return CompanyRegistered(id=slug(name), name=name, entity_type=entity_type, aliases=aliases, **fields)


def register(engine: Engine, *entities: CompanyRegistered) -> None:
    """Let the ledger know them."""
    events = [NewEvent(f"company|{e.id}", e, "tests", company_id=e.id) for e in entities]
    with writing(engine) as conn:
        log.append(conn, events, recorded_at=micros(NOW))
        projector.catch_up(conn)


def events_of(engine: Engine, *types: str) -> list[Event]:
    """The log, or the events of some types."""
    with reading(engine) as conn:
        return list(log.read(conn, types=types or None))


def tables(engine: Engine, *but: str) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, except some: what two moments of a ledger are compared by."""
    metadata = sa.MetaData()
    with reading(engine) as conn:
        metadata.reflect(conn)
        return {
            name: sorted((tuple(_plain(value) for value in row) for row in conn.execute(sa.select(table))), key=repr)
            for name, table in sorted(metadata.tables.items())
            if name not in but
        }


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


@dataclass
class Told:
    """A reader that finds the facts it was told, wherever their `quote` stands in the text."""

    facts: Sequence[dict[str, Any]] = ()
    version: str = "1"
    seen: list[dict[str, str | None]] = field(default_factory=list)
    name: str = "told"

    def read(
        self,
        text: str,
        *,
        published: str | None = None,
        publisher: str | None = None,
        title: str | None = None,
        language: str | None = None,
    ) -> list[FactBase]:
        given = {"published": published, "publisher": publisher, "title": title, "language": language}
        self.seen.append({"text": text, **given})
        found = []
        for fields in self.facts:
            at = text.find(fields["quote"])
            if at >= 0:
                found.append(parse_fact(fields | {"spans": [(at, at + len(fields["quote"]))]}))
        return found


def ingester(engine: Engine, reader: Told | None = None, *, limit: int = 100_000, now: datetime = NOW) -> Ingester:
    """What turns files into events, with a reader that is told what to find and a clock that stands."""
    chosen = reader or Told()
    return Ingester(engine, lambda _registry: chosen, "tests", limit, lambda: now)


def ingest(engine: Engine, *paths: Path, reader: Told | None = None, given: Imprint | None = None) -> list[Outcome]:
    """Ingest files and say what became of them."""
    return list(ingester(engine, reader).ingest(list(paths), given or Imprint()))


def jsonl(path: Path, *lines: dict[str, Any] | str) -> Path:
    """A file of structured facts; a line that is text is written as it is."""
    path.write_text("".join(f"{text}\n" for text in _lines(lines)), encoding="utf-8")
    return path


def _lines(lines: Sequence[dict[str, Any] | str]) -> Iterator[str]:
    for line in lines:
        yield line if isinstance(line, str) else json.dumps(line, ensure_ascii=False)
