"""`deal-ledger demo`: the example documents through the whole pipeline, as a newcomer sees them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Command = Callable[..., str]
Answer = dict[str, Any]


@pytest.fixture(scope="module")
def command(tmp_path_factory: pytest.TempPathFactory) -> Command:
    """The installed command in an empty folder where `demo` has run once."""
    folder = tmp_path_factory.mktemp("demo")

    def run(*arguments: str) -> str:
        done = subprocess.run(
            [str(Path(sys.executable).parent / "deal-ledger"), *arguments],
            cwd=folder,
            env={key: value for key, value in os.environ.items() if not key.startswith("DEAL_LEDGER_")},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    run("demo")
    return run


def slots(command: Command, company: str, *arguments: str) -> dict[str, list[Answer]]:
    """The slots of a company by kind."""
    answer = json.loads(command("state", company, "--json", *arguments))
    found: dict[str, list[Answer]] = {}
    for slot in answer["slots"]:
        found.setdefault(slot["kind"], []).append(slot)
    return found


def values(slot: Answer) -> set[float]:
    """The reported figures of a slot."""
    return {claim["amount"]["value"] for claim in slot["claims"]}


def test_a_second_run_changes_nothing_and_says_so(command: Command) -> None:
    """Running the demo again appends no event."""
    before = command("events", "--json")
    assert "Nothing was appended" in command("demo")
    assert command("events", "--json") == before


def test_the_demo_names_the_next_commands(command: Command) -> None:
    """It ends with three commands, and each of them works."""
    lines = command("demo").rstrip().splitlines()[-3:]
    assert len(lines) == 3
    for line in lines:
        program, *arguments = line.strip().replace('"', "").split(" ", 2)
        assert program.endswith("deal-ledger")
        name, *rest = (" ".join(arguments)).split(" ", 1)
        company = [rest[0].removesuffix(" --json")] if rest else []
        assert command(name, *company)


def test_scale_ai_has_one_deal_with_meta_and_rival_amounts(command: Command) -> None:
    """15 billion by one report, 14.3 by another, marked as a conflict; 49 % once."""
    found = slots(command, "Scale AI")
    (investment,) = found["investment"]
    assert values(investment) == {15_000_000_000, 14_300_000_000}
    assert investment["agreement"] == "conflict"
    assert [party["id"] for party in investment["counterparties"]] == ["meta"]
    (stake,) = found["stake"]
    assert {claim["percent"] for claim in stake["claims"]} == {49}
    deals = [json.loads(line) for line in command("deals", "Scale AI", "--json").splitlines()]
    assert [deal["deal_id"] for deal in deals] == [investment["deal_id"]]
    assert stake["deal_id"] == investment["deal_id"]


def test_this_and_the_previous_valuation_are_no_rivals(command: Command) -> None:
    """25 and 13.8 billion stand in different slots, each listed as related to the other."""
    now, before = slots(command, "Scale AI")["valuation"]
    assert 25_000_000_000 in values(now)
    assert values(before) == {13_800_000_000}
    assert [other["slot_id"] for other in now["related"]] == [before["slot_id"]]


def test_black_forest_labs_is_in_talks_over_a_range(command: Command) -> None:
    """A range of 200 to 300 million, in talks, resting on both newspapers; the valuation of four billion is hedged."""
    found = slots(command, "Black Forest Labs")
    ranges = [
        claim for slot in found["funding_round"] for claim in slot["claims"] if claim["amount"]["qualifier"] == "range"
    ]
    (claim,) = ranges
    assert (claim["amount"]["low"], claim["amount"]["high"]) == (200_000_000, 300_000_000)
    assert claim["stage"] == "talks"
    assert claim["roots"] == ["Financial Times", "Bloomberg"]
    (valuation,) = [slot for slot in found["valuation"] if slot["stage"] == "talking"]
    assert values(valuation) == {4_000_000_000}
    assert {claim["certainty"] for claim in valuation["claims"]} == {"hedged"}


def test_the_day_before_the_rival_report_there_was_no_conflict(command: Command) -> None:
    """As known on 13 June 2025 there is one figure."""
    (investment,) = slots(command, "Scale AI", "--known-at", "2025-06-13")["investment"]
    assert values(investment) == {15_000_000_000}
    assert investment["agreement"] == "single"


def test_every_quote_is_verbatim(command: Command) -> None:
    """Each claim's quote stands at its offsets in the example document it came from."""
    texts = [path.read_text() for path in (Path(__file__).parent.parent / "seeds" / "documents").glob("*.md")]
    for company in ("Scale AI", "Black Forest Labs", "Meta"):
        for line in command("claims", company, "--json").splitlines():
            claim = json.loads(line)
            assert claim["end"] - claim["start"] == len(claim["quote"])
            assert any(claim["quote"] in text for text in texts), claim["quote"]
