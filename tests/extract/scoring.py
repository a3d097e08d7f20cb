"""How well known facts are found: a strict reading of the annotation rules, for the articles of these tests."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from ledger.extract.reader import RuleReader
from ledger.model.facts import FactBase
from ledger.model.names import name_key

#: Kinds between which a careful reader may hesitate.
_ALIKE = {
    **dict.fromkeys(("investment", "funding_round"), "raised"),
    **dict.fromkeys(("appointment", "role"), "post"),
    **dict.fromkeys(("contract", "customer", "order_book", "partnership"), "tie"),
}


@dataclass
class Score:
    """Counts over a set of articles."""

    hits: int = 0
    missed: int = 0
    wrong: int = 0

    @property
    def precision(self) -> float:
        return self.hits / max(1, self.hits + self.wrong)

    @property
    def recall(self) -> float:
        return self.hits / max(1, self.hits + self.missed)


def score(reader: RuleReader, articles: list[Path]) -> Score:
    """The score over annotated articles: NAME.txt, each with its NAME.json beside it."""
    total = Score()
    for path in articles:
        gold = json.loads(path.with_suffix(".json").read_text("utf-8"))
        found = reader.read(
            path.read_text("utf-8"), published=gold["published"], publisher=gold["publisher"], language=gold["lang"]
        )
        required = [known for known in gold["facts"] if not known.get("optional")]
        optional = [known for known in gold["facts"] if known.get("optional")]
        for fact in found:
            pool = next((p for p in (required, optional) if any(_same(fact, known) for known in p)), None)
            if pool is None:
                total.wrong += 1
                continue
            pool.remove(next(known for known in pool if _same(fact, known)))
            total.hits += pool is required
        total.missed += len(required)
    return total


def _same(fact: FactBase, known: dict[str, Any]) -> bool:  # noqa: PLR0911 - one reason to differ per line
    if _ALIKE.get(fact.kind, fact.kind) != _ALIKE.get(known["kind"], known["kind"]):
        return False
    if (fact.polarity == "negative") != (known["status"] == "denied"):
        return False
    parties = {_surname(c["name"]) for c in known["counterparties"]}
    own = {_surname(c.name) for c in fact.counterparties}
    if name_key(fact.company) != name_key(known["company"]):
        tie = _ALIKE.get(fact.kind) == "tie" and _surname(fact.company) in parties and _surname(known["company"]) in own
        if not tie:
            return False
    elif parties and own and not parties & own:
        return False
    if known.get("product") and fact.product != known["product"]:
        return False
    if known["amount"]:
        return fact.amount is not None and fact.amount.ends() == _ends(known["amount"])
    if known["percent"] is not None:
        return fact.percent is not None and float(fact.percent) == known["percent"]
    return fact.amount is None or _ALIKE.get(fact.kind) == "tie"


def _surname(name: str) -> str:
    return name_key(name).split(" ")[-1]


def _ends(amount: dict[str, Any]) -> tuple[Decimal, Decimal]:
    if amount["value"] is not None:
        return Decimal(str(amount["value"])), Decimal(str(amount["value"]))
    return Decimal(str(amount["low"])), Decimal(str(amount["high"]))
