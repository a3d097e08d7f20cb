"""Every answer states its three clocks, and asked with them again it is the same bytes, whatever happened since."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ledger.model.canonical import to_json
from tests.ingest.command import Command, initialised, make_template
from tests.query.test_commands import FIRST, SECOND

STAKE = FIRST | {"kind": "stake", "amount": None, "percent": 49, "quote": "49 %", "deal": "d"}
WORTH = FIRST | {"kind": "valuation", "amount": {"value": 25_000_000_000, "currency": "USD"}, "deal": "d"}
TOLD = [FIRST | {"deal": "d"}, STAKE, WORTH, SECOND, SECOND | {"company": "Scale AI", "amount": None}]
#: What is told later: about the same deal with another figure, backdated, about others, and the same text elsewhere.
MORE = [
    FIRST
    | {"amount": {"value": 14_300_000_000, "currency": "USD"}, "publisher": "Late Paper", "published": "2025-06-13"},
    FIRST | {"kind": "stake", "amount": None, "percent": 30, "publisher": "Old Paper", "published": "2024-01-05"},
    FIRST | {"company": "Nobody Before", "publisher": "Late Paper", "url": "https://late.example/2"},
    FIRST | {"publisher": "Copy", "url": "https://copy.example/meta", "polarity": "negative"},
]
QUESTIONS: dict[str, list[str]] = {
    "state": ["state", "Scale AI", "--currency", "EUR"],
    "claims": ["claims", "Scale AI", "--currency", "EUR"],
    "history": ["history", "Scale AI"],
    "deals": ["deals", "Meta"],
    "all deals": ["deals"],
    "conflicts": ["conflicts", "Scale AI"],
    "all conflicts": ["conflicts"],
    "captable": ["captable", "Scale AI", "--currency", "EUR"],
    "portfolio": ["portfolio", "Meta", "--currency", "EUR"],
    "timeline": ["timeline", "Scale AI"],
    "diff": ["diff", "Scale AI", "--from", "2025-06-12"],
    "search": ["search", "scale"],
    "company show": ["company", "show", "Scale AI"],
    "company search": ["company", "search", "scale"],
    "company review": ["company", "review"],
}
POLICIES = ["all", "rank", "source_tier"]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with the seed companies."""
    return make_template(tmp_path_factory.mktemp("again"))


def learn(ledger: Command) -> None:
    """Append what may touch an answer: reports, corrections, ranks, links, merges, names, tiers and dates."""
    ids = [(row["claim_id"], row["seq"]) for row in ledger("claims", "Scale AI", "--json").rows]
    ledger("ingest", ledger.file("more.jsonl", MORE))
    why = ["--reason", "to see whether the past holds"]
    ledger("correct", ids[0][0], "--set", "amount.value=14800000000", *why)
    ledger("retract", ids[1][0], *why)
    ledger("rank", ids[2][0], "deprecated", *why)
    ledger("deal", "separate", ids[2][0], ids[3][0], *why)
    ledger("document", "redate", str(ids[3][1]), "--published", "2024-02-01", *why)
    ledger("company", "merge", "scale-ai", "Scale Laboratories", *why)
    ledger("company", "alias", "Scale AI", "Scaly", *why)
    ledger("company", "register", "Gazette", "--type", "publisher", "--tier", "1", *why)


def test_every_question_again(template: Path, tmp_path: Path) -> None:
    """The clocks that an answer used bring it back, by every policy, after everything that can be appended."""
    ledger = initialised(template, tmp_path)
    ledger("ingest", ledger.file("facts.jsonl", TOLD))
    clocks = json.loads(ledger("state", "Scale AI", "--json").out)["clocks"]
    at = ["--as-of", clocks["as_of"], "--known-at", clocks["known_at"], "--seq", str(clocks["seq"])]
    asked = {
        f"{name} by {policy}": [*words, *at, *([] if words[0] == "company" else ["--policy", policy])]
        for name, words in QUESTIONS.items()
        for policy in (["all"] if words[0] == "company" else POLICIES)
    }
    before: dict[tuple[str, ...], str] = {
        (name, "--json"): ledger(*words, "--json").out for name, words in asked.items()
    }
    before |= {(name,): ledger(*words).out for name, words in asked.items() if name.endswith("by all")}
    assert all(text for text in before.values())
    rows = ledger.folder / "rows.csv"
    days = ("2025-06-11", "2025-06-12", "2025-06-13T08:00:00Z", "2026-01-01")
    rows.write_text("company,kind,known_at\n" + "".join(f"Scale AI,investment,{day}\n" for day in days))
    joined = [ledger.folder / f"{number}.csv" for number in range(2)]
    ledger("asof-join", str(rows), str(joined[0]), "--seq", str(clocks["seq"]))
    learn(ledger)
    for (name, *shape), text in before.items():
        assert ledger(*asked[name], *shape).out == text, name
    ledger("asof-join", str(rows), str(joined[1]), "--seq", str(clocks["seq"]))
    assert joined[1].read_bytes() == joined[0].read_bytes()
    now = ledger("state", "Scale AI", "--json").out
    assert to_json(json.loads(now)["slots"]) != to_json(json.loads(before["state by all", "--json"])["slots"])
