"""Minimal histories on which product and oracle once differed, each with the sentence of the design that decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.oracle.histories import Act, Report, Step


@dataclass(frozen=True)
class Example:
    """A history, and the sentence that decides it."""

    sentence: str
    steps: tuple[Step, ...]


_FIRST = {"amount": {"value": 10**9, "currency": "USD"}}


def _round(**fields: Any) -> dict[str, Any]:
    return {"kind": "funding_round", "company": "Anvil", **_FIRST, **fields}


def _stake(percent: int, date: str) -> dict[str, Any]:
    holder = {"name": "Ember", "role": "holder"}
    return {"kind": "stake", "company": "Anvil", "percent": percent, "date": date, "counterparties": [holder]}


def _tie(one: str, other: str) -> dict[str, Any]:
    return {"kind": "partnership", "company": one, "counterparties": [{"name": other, "role": "partner"}]}


def _worth(value: int, deal: str | None = None) -> dict[str, Any]:
    amount = {"value": value * 10**8, "currency": "USD"}
    holder = {"name": "Ember", "role": "party"}
    return {"kind": "valuation", "company": "Anvil", "amount": amount, "deal": deal, "counterparties": [holder]}


_EVENING = "Evening Paper"
_REVISED = {"amount": {"value": 145 * 10**8, "currency": "USD"}}

SETTLED = {
    "two documents that supersede one claim with two transactions make two deals": Example(
        "claims of the same parties and nature when their dates overlap (2024 and March 2025 do not)",
        (
            Report("Morning Paper", "2025-01-03", (_round(),)),
            Report("Morning Paper", "2025-03-17", (_round(date="2024"),), supersedes=0),
            Report(_EVENING, "2025-06-15", (_round(date="2025-03", **_REVISED),), supersedes=0),
        ),
    ),
    "an erratum keeps its day when its document is redated": Example(
        "a publisher's erratum has its own [known time]; look-ahead must be impossible",
        (
            Report("Morning Paper", "2025-06-15", (_round(),)),
            Act("correct", (0,), changes=_REVISED, day="2025-12-03", dated=True),
            Act("redate", (0,), day="2025-01-03"),
        ),
    ),
    "a redated erratum about another company ends the first claim on its new day": Example(
        "`DocumentRedated` corrects a publication date; look-ahead must be impossible",
        (
            Report("Morning Paper", "2025-06-15", (_round(),)),
            Report(_EVENING, "2025-06-16", (_round(company="Birch"),), supersedes=0),
            Act("redate", (1,), day="2025-12-03"),
        ),
    ),
    "an unnamed source beside a named one rests on the publisher": Example(
        "unnamed sources rest on the publisher that quotes them",
        (Report("Morning Paper", "2025-06-15", (_round(attribution=[[{"name": "Wire"}], [{"name": None}]]),)),),
    ),
    "of two states whose imprecise dates overlap either may have ended the other": Example(
        "With imprecise dates a claim is certainly or only possibly valid on a day, and answers say which",
        (
            Report("Morning Paper", "2025-06-15", (_stake(49, "2025"),)),
            Report(_EVENING, "2025-06-15", (_stake(10, "2025-03"),)),
        ),
    ),
    "a tie is one deal, whichever side is asked about": Example(
        "deal: the transaction that several claims speak of; each is told once",
        (Report("Morning Paper", "2025-06-15", (_tie("Anvil", "Birch"), _tie("Birch", "Comet"))),),
    ),
    "a merger of the real world is news to both": Example(
        "The answer at (seq s, known k) is the answer of a ledger that holds only the events visible there",
        (
            Report("Morning Paper", "2023-12-31", (_round(), _round(company="Birch"))),
            Act("merge", ids=("anvil", "birch"), day="2024-06-15", dated=True),
        ),
    ),
    "a worth that fits two deals goes to the one whose figures agree": Example(
        "A group that fits two deals which must stay apart goes to the one whose figures agree",
        (
            Report("Morning Paper", "2025-06-15", (_round(deal="a", round="Series A"), _worth(10, "a"))),
            Report(_EVENING, "2025-06-15", (_round(deal="b", round="Series B"), _worth(95, "b"))),
            Report("Wire", "2025-06-16", (_worth(95),)),
        ),
    ),
    "stages of one deal lie on dates of their own": Example(
        "a different stage of one deal is a stage on its timeline",
        (
            Report("Morning Paper", "2025-03-17", (_round(stage="talks", date="2025-03"),)),
            Report(_EVENING, "2025-06-16", (_round(stage="completed", date="2025-06-15"),)),
            Report("Wire", "2025-12-03", (_round(stage="agreed", date="2025-06-16"),)),
        ),
    ),
    "what people linked stays linked when both claims are corrected": Example(
        "`DealsLinked` and `DealsSeparated` name claims; the correction takes the claim's place",
        (
            Report("Morning Paper", "2024-06-15", (_round(date="2024"),)),
            Report(_EVENING, "2025-06-15", (_round(date="2025-03"),)),
            Act("link", (0, 1)),
            Act("correct", (0,), changes=_REVISED, day="2025-06-16", dated=True),
            Act("correct", (1,), changes={"date": "2025-06-15"}),
            Act("correct", (2,), changes={"date": "2025-01/2025-06"}),
        ),
    ),
    "a late report of an earlier stage stands where it belongs": Example(
        "its stages on a timeline (considered, talks, agreed, completed, abandoned)",
        (
            Report("Morning Paper", "2025-06-15", (_round(stage="completed", date="2025-06-15"),)),
            Report(_EVENING, "2025-06-16", (_round(stage="talks", date="2025-01/2025-06"),)),
        ),
    ),
}
