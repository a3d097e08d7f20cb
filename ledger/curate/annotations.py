"""Decisions as annotations: the texts that people have judged, in the form that readers are measured on.

A folder holds `NAME.txt` beside `NAME.json`: `{published, publisher, url, lang, facts}`. A fact that a person accepted,
edited or corrected has to be found; one that nobody has judged may be found or left (`optional`); one that was
rejected or retracted is not there, so a reader that finds it again is wrong.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from ledger.ingest.files import NOT_PROSE
from ledger.model.canonical import from_json, to_json
from ledger.model.errors import LedgerError
from ledger.project.claims import LIVE
from ledger.project.reviewing import ACCEPTED, EDITED, WAITING
from ledger.project.tables import claim_effects, claims, review_queue
from ledger.store import documents, log

_FIELDS = ("kind", "company", "period", "date", "product", "percent")
_AMOUNT = ("value", "low", "high", "currency", "qualifier")


@dataclass(frozen=True, slots=True)
class Annotated:
    """A text and what it is known to say."""

    name: str
    text: str
    known: dict[str, Any]


def annotated(conn: Connection) -> Iterator[Annotated]:
    """Every document that somebody has judged a fact of, by id."""
    judged = set(conn.scalars(select(review_queue.c.document_id).where(review_queue.c.status != WAITING)))
    corrections = select(claims.c.seq, claims.c.document_id).where(claims.c.corrects.is_not(None))
    judged |= {document_id for seq, document_id in conn.execute(corrections) if _by_person(conn, seq)}
    retractions = (
        select(claim_effects.c.seq, claims.c.document_id)
        .join(claims, claims.c.claim_id == claim_effects.c.claim_id)
        .where(claim_effects.c.type == "FactRetracted")
    )
    judged |= {document_id for seq, document_id in conn.execute(retractions) if _by_person(conn, seq)}
    for document_id in sorted(judged):
        document = documents.get(conn, document_id)
        if document is not None and document.text and document.media_type not in NOT_PROSE:
            yield Annotated(document_id[:16], document.text, _known(conn, document_id))


def export(conn: Connection, folder: Path) -> int:
    """Write the annotated texts into a folder; returns how many.

    Raises:
        LedgerError: the folder cannot be written, or the ledger is to keep quotes and no texts.
    """
    if documents.quotes_only(conn):
        raise LedgerError("Full texts are not exported while DEAL_LEDGER_KEEP is “quotes”.")
    count = 0
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for item in annotated(conn):
            (folder / f"{item.name}.txt").write_text(item.text, encoding="utf-8", newline="")
            known = json.dumps(json.loads(to_json(item.known)), ensure_ascii=False, indent=1)
            (folder / f"{item.name}.json").write_text(known + "\n", encoding="utf-8")
            count += 1
    except OSError as error:
        raise LedgerError(f"{folder} cannot be written: {(error.strerror or str(error)).lower()}.") from None
    return count


def annotation(fact: Mapping[str, Any]) -> dict[str, Any]:
    """A fact of the ledger in the words of the corpus."""
    amount = fact.get("amount")
    others = [quote for quote in fact.get("quotes") or () if quote != fact.get("quote")]
    told = {name: fact.get(name) for name in _FIELDS} | {
        "counterparties": [{"name": c["name"], "role": c["role"]} for c in fact.get("counterparties") or ()],
        "amount": {name: amount[name] for name in _AMOUNT} if amount else None,
        "status": status(fact),
        "attributed_to": list(fact.get("attributed_to") or ()),
        "quote": fact.get("quote"),
    }
    return told | ({"alt_quotes": others} if others else {})


def status(fact: Mapping[str, Any]) -> str:
    """How sure the text is, in one word."""
    if fact.get("polarity") == "negative":
        return "denied"
    if fact.get("stage") == "abandoned":
        return "cancelled"
    if fact.get("forecast"):
        return "forecast"
    if fact.get("certainty") == "hedged" or fact.get("stage") in ("considered", "talks"):
        return "rumoured"
    return str(fact.get("stage") or "reported")


def _by_person(conn: Connection, seq: int) -> bool:
    """Whether a person corrected or retracted there, and not a reader that read the text again."""
    return log.get(conn, seq).payload.get("reader") is None


def _known(conn: Connection, document_id: str) -> dict[str, Any]:
    rows = (
        conn.execute(select(claims).where(claims.c.document_id == document_id).order_by(claims.c.seq)).mappings().all()
    )
    queue = select(review_queue).where(review_queue.c.document_id == document_id).order_by(review_queue.c.seq)
    proposed = conn.execute(queue).mappings().all()
    accepted = {row["claim_id"] for row in proposed if row["status"] in (ACCEPTED, EDITED)}
    facts, languages = [], []
    for row in rows:
        if row["status"] != LIVE:
            continue
        fact = from_json(row["fact"])
        judged = row["claim_id"] in accepted or (row["corrects"] is not None and _by_person(conn, row["seq"]))
        facts.append(annotation(fact) | ({} if judged else {"optional": True}))
        languages.append(fact.get("language"))
    undecided = [from_json(row["fact"]) for row in proposed if row["status"] == WAITING]
    facts += [annotation(fact) | {"optional": True} for fact in undecided]
    publication = rows[0] if rows else from_json(proposed[0]["publication"])
    imprint = {name: publication[name] for name in ("published", "publisher", "url", "title")}
    return imprint | {"lang": next((spoken for spoken in languages if spoken), None), "facts": facts}
