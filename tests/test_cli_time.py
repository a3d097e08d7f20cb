"""Asked with `--known-at` between two reports, the later one is absent from every answer (DESIGN §6)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import Engine

from tests.ingest.command import Command, initialised, make_template

BOTH: dict[str, Any] = {
    "deal": "d1",
    "company": "Scale AI",
    "counterparties": [{"name": "Meta", "role": "investor"}],
}
FIRST = BOTH | {"publisher": "Cafétech", "url": "https://cafetech.example/1", "published": "2025-06-12"}
LATER = BOTH | {"publisher": "Gazette", "url": "https://gazette.example/2", "published": "2025-06-14", "deal": "x"}
BETWEEN = "2025-06-13"
COMMANDS = ("state", "claims", "conflicts", "deals", "history")


def usd(kind: str, value: int, **fields: Any) -> dict[str, Any]:
    return {"kind": kind, "amount": {"value": value, "currency": "USD"}, "quote": f"{kind} {value}"} | fields


#: The later report brings a rival amount, a share (and with it an implied valuation), and a company of its own.
EARLY_FACTS = [usd("investment", 15_000_000_000), usd("valuation", 25_000_000_000, counterparties=[])]
LATE_FACTS = [
    usd("investment", 14_300_000_000),
    {"kind": "stake", "percent": 49, "quote": "stake 49"},
    {
        "kind": "partnership",
        "counterparties": [{"name": "Umbra Labs", "role": "partner"}],
        "quote": "tie",
        "deal": None,
    },
]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with the seed companies."""
    return make_template(tmp_path_factory.mktemp("time"))


def fill(ledger: Command, *, late: bool = True) -> Command:
    """Two reports; the later one is recorded first, so that positions give nothing away."""
    if late:
        ledger("ingest", ledger.file("late.jsonl", [LATER | fact for fact in LATE_FACTS]))
    ledger("ingest", ledger.file("early.jsonl", [FIRST | fact for fact in EARLY_FACTS]))
    return ledger


@pytest.fixture
def ledger(template: Path, tmp_path: Path) -> Command:
    """The command with both reports."""
    return fill(initialised(template, tmp_path))


def ask(ledger: Command, command: str, *options: str) -> str:
    """The answer without what tells two ledgers apart that know the same: positions, ids made of them, hashes."""
    out = ledger(command, "Scale AI", *options, "--json").out
    return json.dumps([_bare(json.loads(line)) for line in out.splitlines()], sort_keys=True)


_APART = {"seq", "clocks", "deal_id", "slot_id", "recorded_at", "hash"}


def _bare(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _bare(item) for name, item in value.items() if name not in _APART}
    return [_bare(item) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize("command", COMMANDS)
def test_the_later_report_is_absent(ledger: Command, command: str) -> None:
    """Nothing of it is in the answer: no figure, no name, no address, no id. The day after, all of it is."""
    traces = ["Gazette", "14300000000", "14_300", "gazette.example", "Umbra", "umbra"]
    between = ledger(command, "Scale AI", "--known-at", BETWEEN, "--json")
    for trace in traces:
        assert trace not in between.out
    assert "conflict" not in between.out.replace("conflicts", "")
    after = ledger(command, "Scale AI", "--known-at", "2025-06-14", "--json")
    assert "Gazette" in after.out


@pytest.mark.parametrize("command", COMMANDS)
def test_it_is_the_answer_of_a_ledger_without_it(ledger: Command, template: Path, tmp_path: Path, command: str) -> None:
    """The one sentence that decides every doubtful case: as if the later report had never been recorded."""
    (tmp_path / "other").mkdir()
    other = fill(initialised(template, tmp_path / "other"), late=False)
    options = ["--known-at", BETWEEN, "--as-of", BETWEEN]
    assert ask(ledger, command, *options) == ask(other, command, *options)


def test_slots_and_derived_figures_do_not_look_ahead(ledger: Command) -> None:
    """Between the reports the amount stands alone, no share implies a valuation, and no deal knows of both."""
    state = ledger("state", "Scale AI", "--known-at", BETWEEN, "--json").row
    assert {slot["kind"]: slot["agreement"] for slot in state["slots"]} == {
        "investment": "single",
        "valuation": "single",
    }
    assert all(slot["implied"] == [] for slot in state["slots"])
    assert ledger("conflicts", "--known-at", BETWEEN, "--json").row["slots"] == []
    [deal] = ledger("deals", "--known-at", BETWEEN, "--json").rows
    assert deal["roots"] == ["Cafétech"]
    now = ledger("state", "Scale AI", "--json").row
    kinds = {slot["kind"]: slot for slot in now["slots"]}
    assert kinds["investment"]["agreement"] == "conflict"
    assert [one["amount"]["value"] for one in kinds["valuation"]["implied"]] == [30_600_000_000, 29_200_000_000]
    [both] = [row for row in ledger("deals", "Scale AI", "--json").rows if row["transaction"] == "capital"]
    assert set(both["roots"]) == {"Cafétech", "Gazette"}


def test_the_other_side_does_not_look_ahead(ledger: Command) -> None:
    """Asked about the investor, the same deal is there, with what was known of it."""
    [deal] = ledger("deals", "Meta", "--known-at", BETWEEN, "--json").rows
    assert (deal["company_id"], deal["roots"]) == ("scale-ai", ["Cafétech"])


def test_before_the_first_report_nothing_is_known(ledger: Command) -> None:
    """Companies that are loaded today are found all the same, with an empty answer."""
    for known_at in ("2025-06-11", "2001-01-01"):
        assert ledger("state", "Scale AI", "--known-at", known_at, "--json").row["slots"] == []
        assert ledger("conflicts", "--known-at", known_at, "--json").row["slots"] == []
        for command in ("claims", "history", "deals"):
            assert ledger(command, "Scale AI", "--known-at", known_at, "--json").rows == []


def test_a_name_from_a_later_report_is_not_known_yet(ledger: Command) -> None:
    """A provisional company exists since the document that named it."""
    assert "“Umbra Labs”" in ledger("state", "Umbra Labs", "--known-at", BETWEEN, code=1).sentence
    assert ledger("state", "Umbra Labs", "--known-at", "2025-06-14", "--json").row["company"] == "umbra-labs"


def test_a_day_includes_that_day(ledger: Command) -> None:
    """What is dated by day is known at its end: on that day, and not a moment earlier."""
    assert ledger("claims", "Scale AI", "--known-at", "2025-06-12", "--json").rows
    assert not ledger("claims", "Scale AI", "--known-at", "2025-06-12T23:59:59Z", "--json").rows
    assert not ledger("claims", "Scale AI", "--known-at", "2025-06-11", "--json").rows


def test_positions_cut_as_well(ledger: Command) -> None:
    """By position the early report, which was recorded last, is absent, whatever was published when."""
    claims = ledger("claims", "Scale AI", "--json").rows
    last_of_late = max(row["seq"] for row in claims if row["publisher"] == "Gazette")
    shown = ledger("claims", "Scale AI", "--seq", str(last_of_late), "--json").rows
    assert {row["publisher"] for row in shown} == {"Gazette"}
    assert ledger("claims", "Scale AI", "--seq", str(last_of_late), "--known-at", BETWEEN, "--json").rows == []


def test_corrections_keep_their_times(ledger: Command) -> None:
    """A misreading reaches back between the reports; an erratum of a later day does not."""
    first = next(row for row in ledger("claims", "Scale AI", "--json").rows if row["publisher"] == "Cafétech")
    erratum = ["--reason", "it corrected itself", "--erratum", "2025-06-20"]
    ledger("correct", first["claim_id"], "--set", "amount.value=16000000000", *erratum)
    between = ledger("state", "Scale AI", "--known-at", BETWEEN, "--json")
    assert "16000000000" not in between.out
    assert "it corrected itself" not in ledger("history", "Scale AI", "--known-at", BETWEEN, "--json").out
    valuation = next(row for row in ledger("claims", "Scale AI", "--json").rows if row["kind"] == "valuation")
    ledger("correct", valuation["claim_id"], "--set", "amount.value=26000000000", "--reason", "misread")
    assert "26000000000" in ledger("state", "Scale AI", "--known-at", BETWEEN, "--json").out


def test_the_day_asked_about_is_not_the_day_of_knowledge(ledger: Command) -> None:
    """`--as-of` alone looks at a day with all that is known now: a stake of a later date does not hold yet."""
    dated = LATER | {"kind": "headcount", "amount": {"value": 900}, "date": "2025-06-30", "url": "x:3", "deal": None}
    ledger("ingest", ledger.file("dated.jsonl", [dated | {"counterparties": []}]))
    kinds = [slot["kind"] for slot in ledger("state", "Scale AI", "--as-of", "2025-06-15", "--json").row["slots"]]
    assert "headcount" not in kinds
    kinds = [slot["kind"] for slot in ledger("state", "Scale AI", "--as-of", "2025-06-30", "--json").row["slots"]]
    assert "headcount" in kinds


def test_the_same_on_postgresql(postgres_engine: Engine, tmp_path: Path) -> None:
    """Clocks cut alike on both databases."""
    run = Command(postgres_engine.url.render_as_string(hide_password=False), tmp_path)
    run("init")
    fill(run)
    for command in COMMANDS:
        assert "Gazette" not in run(command, "Scale AI", "--known-at", BETWEEN, "--json").out
        assert "Gazette" in run(command, "Scale AI", "--json").out
