"""Reading without a ledger: what `extract`, `score` and the processes of the worker that read need.

That is no database and none of its libraries.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from ledger.extract.grounding import Spellings
from ledger.extract.reader import Name, RuleReader
from ledger.ingest.reading import Checked, FactReader, spellings_of
from ledger.model import rubbish
from ledger.model.errors import ReaderUnavailable
from ledger.model.events import CompanyRegistered
from ledger.model.names import name_key
from ledger.settings import Settings
from ledger.store.bundle import bundled
from ledger.store.entity import Entity


@cache
def seed_entities() -> tuple[CompanyRegistered, ...]:
    """The companies and publishers that ship with the product."""
    lines = (
        line
        for name in ("companies.jsonl", "sources.jsonl")
        for line in (bundled("seeds") / name).read_text(encoding="utf-8").splitlines()
        if line.strip()
    )
    return tuple(_registered(json.loads(line)) for line in lines)


def _registered(fields: dict[str, Any]) -> CompanyRegistered:
    return CompanyRegistered(**{("entity_type" if k == "type" else k): v for k, v in fields.items()})


def reader_from_seeds() -> RuleReader:
    """A reader that knows what ships with the product, for reading without a database."""
    return RuleReader(
        Name(e.name, e.entity_type, e.aliases, e.ambiguous_aliases, e.descriptions) for e in seed_entities()
    )


def reader_without_ledger(settings: Settings, reader: str | None = None) -> Checked:
    """The same for reading without a database; nothing waits for want of confidence, since nobody would see it wait.

    Raises:
        ReaderUnavailable: a model is to read, and none is set up.
    """
    name = reader_name(settings, reader)
    model = model_reader(settings) if name != "rules" else None
    return Checked(
        model if model is not None and name == "model" else reader_from_seeds(),
        _spellings(map(Entity.of, seed_entities())),
        second=model if name == "both" else None,
    )


def checked_reader(settings: Settings, entities: Sequence[Entity]) -> Checked:
    """A reader that knows these entities, with the checks that every fact has to pass.

    Raises:
        ReaderUnavailable: a model is to read, and none is set up.
    """
    name = reader_name(settings, None)
    model = model_reader(settings) if name != "rules" else None
    checked = Checked(
        model if model is not None and name == "model" else reader_of(entities),
        _spellings(entities),
        settings.review_below,
        model if name == "both" else None,
    )
    rubbish.kept()
    return checked


def reader_of(entities: Iterable[Entity]) -> RuleReader:
    """A reader that knows these entities, but for the provisional ones."""
    return RuleReader(
        Name(e.name, e.type, e.aliases, e.ambiguous_aliases, e.descriptions) for e in entities if not e.provisional
    )


def _spellings(entities: Iterable[Entity]) -> Spellings:
    """The names and descriptions of whatever these know under a name."""
    known: dict[str, list[Entity]] = {}
    for entity in entities:
        for key, _ in entity.names():
            known.setdefault(key, []).append(entity)
    return lambda written: spellings_of(known.get(name_key(written), ()))


def model_reader(settings: Settings) -> FactReader:
    """The language model that is set up.

    Raises:
        ReaderUnavailable: none is, or what it takes is not installed.
    """
    # Imported late: few have it.
    from ledger.readers.model import ModelReader

    if not settings.model_url or not settings.model_name:
        raise ReaderUnavailable(
            "No model is set up to read: set DEAL_LEDGER_MODEL_URL and DEAL_LEDGER_MODEL_NAME, or read by rules."
        )
    key = settings.model_key.get_secret_value() if settings.model_key else None
    return ModelReader(settings.model_url, settings.model_name, key, timeout=settings.model_timeout)


def reader_name(settings: Settings, given: str | None) -> str:
    """The reader that is named, else the one that is set: rules, model or both.

    Raises:
        ReaderUnavailable: there is none of that name.
    """
    name = given or settings.reader
    if name not in ("rules", "model", "both"):
        raise ReaderUnavailable(f"There is no reader “{name}”; there are rules, model and both.")
    return name
