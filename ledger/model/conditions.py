"""What a subscription waits for, as a person writes it and as the log keeps it.

    when       = what | what "where" conditions | conditions         (alone, conditions are about facts)
    what       = "fact" | "conflict" | "agreement_changed" | "correction" | "retraction" | "denial"
    conditions = condition { "and" condition }
    condition  = "percent" op number [ "%" ]
               | "amount" op number [ "thousand" | "million" | "billion" | "trillion" ] [ currency ]
               | ( "stage" | "certainty" ) ( "=" | "!=" ) word
    op         = ">" | ">=" | "<" | "<=" | "=" | "!="

An amount without a currency is a count. Words may be written in capitals or not; currencies are three capitals.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Literal, Self, get_args

from pydantic import ValidationError, model_validator

from ledger.model.amounts import Currency, Qualifier
from ledger.model.base import Figure, Frozen
from ledger.model.errors import InvalidSubscription
from ledger.model.facts import Certainty, Stage, explain

#: What can happen to a subscriber's companies. `conflict` is the moment at which a slot becomes one.
What = Literal["fact", "conflict", "agreement_changed", "correction", "retraction", "denial"]
Operator = Literal[">", ">=", "<", "<=", "=", "!="]

WHATS: tuple[What, ...] = get_args(What)
_WORDS: dict[str, tuple[str, ...]] = {"stage": tuple(Stage), "certainty": tuple(Certainty)}
_SCALES = {"thousand": 3, "million": 6, "billion": 9, "trillion": 12}
_CONDITION = re.compile(r"([a-z_]+)\s*(>=|<=|!=|>|<|=)\s*(.+)", re.IGNORECASE)
_NUMBER = re.compile(
    r"(-?\d[\d_]*(?:\.\d+)?)(?:\s*(thousand|million|billion|trillion))?(?:\s*([a-z]{3}|%))?", re.IGNORECASE
)


class Condition(Frozen):
    """One comparison: a figure for `percent` and `amount`, a word for `stage` and `certainty`."""

    field: Literal["percent", "amount", "stage", "certainty"]
    op: Operator
    figure: Figure | None = None
    currency: Currency | None = None
    word: str | None = None

    @model_validator(mode="after")
    def _fits(self) -> Self:
        words = _WORDS.get(self.field)
        if words is None:
            if self.figure is None or self.word is not None:
                raise ValueError(f"{self.field} is compared with a number")
            if self.currency is not None and self.field != "amount":
                raise ValueError(f"{self.field} has no currency")
        elif self.word not in words or self.figure is not None:
            raise ValueError(f"{self.field} is one of {', '.join(words)}")
        elif self.op not in ("=", "!="):
            raise ValueError(f"{self.field} is or is not (=, !=) something; it is not more or less")
        return self

    def __str__(self) -> str:
        value = self.word if self.figure is None else f"{self.figure:f}"
        return " ".join(filter(None, (self.field, self.op, value, self.currency)))

    def admits(self, low: Decimal, high: Decimal, qualifier: Qualifier) -> bool:
        """Whether a reported figure meets the condition, as it is written: "over 10" is more than 10, a range is all
        of its figures, and a hedge makes a figure neither more nor less."""
        wanted = self.figure
        assert wanted is not None, "a figure is compared with a number"
        if self.op == ">":
            return high > wanted or (high == wanted and qualifier is Qualifier.OVER)
        if self.op == "<":
            return low < wanted or (low == wanted and qualifier is Qualifier.UNDER)
        if self.op == ">=":
            return high >= wanted
        if self.op == "<=":
            return low <= wanted
        return (low <= wanted <= high) == (self.op == "=")

    def admits_word(self, word: str | None) -> bool:
        """Whether a stage or certainty meets the condition; one that is not stated is none of them."""
        return (word == self.word) == (self.op == "=")


class When(Frozen):
    """What is waited for; of several conditions all have to hold of one claim."""

    what: What
    where: tuple[Condition, ...] = ()

    def __str__(self) -> str:
        return self.what + (f" where {' and '.join(map(str, self.where))}" if self.where else "")


def parse_when(text: str) -> When:
    """What a person wrote, in the grammar above.

    Raises:
        InvalidSubscription: it is not written so; the message says where.
    """
    said = " ".join(text.split())
    first, _, rest = said.partition(" ")
    what = first.lower()
    if what not in WHATS:
        if _CONDITION.match(said) is None:
            raise InvalidSubscription(f"“{text}” is nothing to wait for; write {', '.join(WHATS)}, or {_EXAMPLE}.")
        return When(what="fact", where=_conditions(said, text))
    where, _, conditions = rest.partition(" ")
    if rest and (where.lower() != "where" or not conditions):
        raise InvalidSubscription(f"In “{text}”, conditions should follow “where”: {what} where {_EXAMPLE}.")
    return When(what=what, where=_conditions(conditions, text) if rest else ())


_EXAMPLE = "percent > 10 and stage = completed"


def _conditions(said: str, text: str) -> tuple[Condition, ...]:
    return tuple(_condition(part.strip(), text) for part in re.split(r"\sand(?:\s|$)", said, flags=re.IGNORECASE))


def _condition(said: str, text: str) -> Condition:
    found = _CONDITION.fullmatch(said)
    if found is None:
        raise InvalidSubscription(f"In “{text}”, “{said}” is no condition; write it like amount >= 1 billion USD.")
    name, op, value = found[1].lower(), found[2], found[3].strip()
    if name not in ("percent", "amount", *_WORDS):
        raise InvalidSubscription(f"In “{text}”, “{name}” cannot be compared; percent, amount, stage, certainty can.")
    fields = {"word": value.lower()} if name in _WORDS else _number(name, value, text)
    try:
        return Condition.model_validate({"field": name, "op": op, **fields})
    except ValidationError as error:
        raise InvalidSubscription(f"In “{text}”, “{said}” makes no sense: {explain(error)}.") from None


def _number(name: str, value: str, text: str) -> dict[str, Decimal | str | None]:
    found = _NUMBER.fullmatch(value)
    unit = found[3] if found else None
    if found is None or (unit == "%" and name != "percent"):
        raise InvalidSubscription(f"In “{text}”, “{value}” is no number; write 10, 2.5, 1_000_000 or 1.5 billion USD.")
    figure = Decimal(found[1].replace("_", "")).scaleb(_SCALES.get((found[2] or "").lower(), 0))
    return {"figure": figure, "currency": unit.upper() if unit and unit != "%" else None}
