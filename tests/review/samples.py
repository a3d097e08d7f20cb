"""A ledger with a document that a reader was not sure of."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.engine import Engine

from ledger.curate.commands import Command
from ledger.ingest.files import Imprint
from ledger.ingest.run import Outcome
from tests.ingest.samples import NOW, Told, ingester

TEXT = (
    "Quay Partners put 12 million euros into Harbour Robotics on Monday. People close to the talks say that the firm "
    "is worth 90 million euros. Its revenue was 7 million euros in 2024."
)
IMPRINT = Imprint("Tide Gazette", "https://tide.example/1", "Quay backs Harbour Robotics", "2025-06-12", "en")
COMMAND = Command("ana", NOW + timedelta(hours=1))

SURE: dict[str, Any] = {
    "kind": "investment",
    "company": "Harbour Robotics",
    "counterparties": [{"name": "Quay Partners", "role": "investor"}],
    "amount": {"value": 12_000_000, "currency": "EUR", "verbatim": "12 million euros"},
    "quote": "Quay Partners put 12 million euros into Harbour Robotics",
    "confidence": 0.9,
    "language": "en",
}
UNSURE: dict[str, Any] = {
    "kind": "valuation",
    "company": "Harbour Robotics",
    "company_as_written": "the firm",
    "amount": {"value": 90_000_000, "currency": "EUR", "verbatim": "90 million euros"},
    "certainty": "hedged",
    "quote": "the firm is worth 90 million euros",
    "confidence": 0.4,
    "language": "en",
}
INVENTED: dict[str, Any] = {
    "kind": "acquisition",
    "company": "Harbour Robotics",
    "counterparties": [{"name": "Nobody Holdings", "role": "acquirer"}],
    "quote": "Quay Partners put 12 million euros",
}


def read(
    engine: Engine, folder: Path, *facts: dict[str, Any], limit: float = 0.6, second: Told | None = None
) -> Outcome:
    """Ingest the text with a reader that finds these facts."""
    path = folder / "harbour.txt"
    path.write_text(TEXT, encoding="utf-8")
    run = replace(ingester(engine, Told(facts or (SURE, UNSURE, INVENTED))), review_below=limit)
    if second is not None:
        run = replace(run, second_for=lambda _registry: second)
    [outcome] = run.ingest([path], IMPRINT)
    return outcome
