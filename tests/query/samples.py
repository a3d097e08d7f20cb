"""A small world to ask about: a company with holders, rivals, talks and dates."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Engine

from ledger.ingest.files import Imprint
from tests.ingest.samples import document, put


def report(engine: Engine, publisher: str, published: str, *facts: dict[str, Any]) -> None:
    """One document with facts about Scale AI; each fact quotes itself where it brings no quote."""
    imprint = Imprint(publisher=publisher, url=f"https://{publisher.lower()}.example/{published}", published=published)
    stated = [{"company": "Scale AI", "quote": f"{fact['kind']} as {publisher} has it"} | fact for fact in facts]
    put(engine, *stated, doc=document(f"{publisher} {published} {facts}", imprint))


def stake(percent: int | None, holder: str = "Meta", **fields: Any) -> dict[str, Any]:
    return {"kind": "stake", "percent": percent, "counterparties": [{"name": holder, "role": "holder"}]} | fields


def money(billions: int, investor: str = "Meta", **fields: Any) -> dict[str, Any]:
    amount = {"value": billions * 10**9, "currency": "USD"}
    return {"kind": "investment", "amount": amount, "counterparties": [{"name": investor, "role": "investor"}]} | fields
