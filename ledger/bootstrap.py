"""The one place that wires settings, database, seeds and reader together."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from ledger.extract.reader import Name, RuleReader
from ledger.ingest.run import Ingester
from ledger.model.canonical import canonical, digest
from ledger.model.dates import micros
from ledger.model.events import CompanyRegistered, NewEvent
from ledger.project import projector
from ledger.settings import Settings
from ledger.store import log
from ledger.store.database import open_engine, writing
from ledger.store.migrate import bundled, check_schema, upgrade
from ledger.store.registry import Registry

#: Who is named as having recorded what came with the product.
SEEDER = "seeds"


def open_ledger(settings: Settings) -> Engine:
    """The ledger's database, checked to be at this code's schema.

    Raises:
        SchemaMismatch: not initialised, behind, or ahead of the code. DatabaseUnavailable: it cannot be opened.
    """
    engine = open_engine(settings.database_url)
    check_schema(engine)
    return engine


@dataclass(frozen=True, slots=True)
class Initialised:
    """What `init` found and did."""

    registered: int
    entities: int
    seq: int


def initialise(settings: Settings) -> Initialised:
    """Create or upgrade the schema and register the seed entities; what is there already stays."""
    engine = open_engine(settings.database_url)
    upgrade(engine)
    check_schema(engine)
    events = [_registration(payload) for payload in seed_entities()]
    with writing(engine) as conn:
        appended = log.append(conn, events, recorded_at=micros(datetime.now(UTC)))
        projector.catch_up(conn)
        return Initialised(sum(a.new for a in appended), len(events), log.head(conn).seq)


def seed_entities() -> Iterator[CompanyRegistered]:
    """The companies and publishers that ship with the product."""
    for name in ("companies.jsonl", "sources.jsonl"):
        for line in (bundled("seeds") / name).read_text(encoding="utf-8").splitlines():
            if line.strip():
                fields: dict[str, Any] = json.loads(line)
                yield CompanyRegistered(**{("entity_type" if k == "type" else k): v for k, v in fields.items()})


def seed_documents() -> list[Path]:
    """The example documents that ship with the product."""
    return sorted((bundled("seeds") / "documents").iterdir())


def ingester(engine: Engine, settings: Settings) -> Ingester:
    """What turns files into events."""
    return Ingester(engine, reader_from_registry, settings.actor, settings.max_document_bytes)


def reader_from_registry(registry: Registry) -> RuleReader:
    """A reader that knows the confirmed entities of a ledger.

    Provisional ones stay out: what a text means must not depend on which texts were read before it.
    """
    return RuleReader(
        Name(e.name, e.type, e.aliases, e.ambiguous_aliases, e.descriptions)
        for e in registry.entities()
        if not e.provisional
    )


def reader_from_seeds() -> RuleReader:
    """A reader that knows what ships with the product, for reading without a database."""
    return RuleReader(
        Name(e.name, e.entity_type, e.aliases, e.ambiguous_aliases, e.descriptions) for e in seed_entities()
    )


def _registration(payload: CompanyRegistered) -> NewEvent:
    content = digest(canonical(payload.model_dump()))
    return NewEvent(key=f"company|{payload.id}|{content}", payload=payload, recorded_by=SEEDER, company_id=payload.id)
