"""The command: what it prints, where, and with which exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import Engine

from tests.ingest.command import COMMAND, Command, initialised, make_template

#: Two papers on one deal, two days apart, as structured facts.
FIRST: dict[str, Any] = {
    "publisher": "Cafétech",
    "url": "https://cafetech.example/meta",
    "title": "Meta pays",
    "published": "2025-06-12",
    "deal": "d1",
    "company": "Scale AI",
    "counterparties": [{"name": "Meta", "role": "investor"}],
}
RIVAL = FIRST | {"publisher": "Gazette", "url": "https://gazette.example/meta", "published": "2025-06-14"}


def money(value: int, **fields: Any) -> dict[str, Any]:
    return {"kind": "investment", "amount": {"value": value, "currency": "USD"}, "quote": f"{value} dollars"} | fields


STAKE = {"kind": "stake", "percent": 49, "quote": "49 %"}
VALUATION = {"kind": "valuation", "amount": {"value": 25_000_000_000, "currency": "USD"}, "counterparties": []}

CLAIM_FIELDS = {
    # a fact
    *("kind", "company", "company_as_written", "counterparties", "amount", "percent", "basis", "period", "date"),
    *("date_as_written", "duration", "deal", "round", "previous", "product", "stage", "certainty", "polarity"),
    *("forecast", "attributed_to", "attribution", "quote", "quotes", "start", "end", "language", "confidence"),
    # and a claim
    *("claim_id", "seq", "company_id", "deal_id", "document_id", "publisher", "url", "known_at", "recorded_at"),
    *("roots", "status", "current"),
}
SLOT_FIELDS = {
    *("kind", "agreement", "claims", "roots", "low", "high", "headline", "policy", "denied", "related", "implied"),
}
EVENT_FIELDS = [
    *("seq", "event_id", "type", "schema_version", "company_id", "document_id", "known_at", "recorded_at"),
    *("recorded_by", "payload", "hash"),
]
QUESTIONS = ("state", "claims", "conflicts", "deals", "history")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with the seed companies."""
    return make_template(tmp_path_factory.mktemp("cli"))


@pytest.fixture
def ledger(template: Path, tmp_path: Path) -> Command:
    """The command with such a ledger."""
    return initialised(template, tmp_path)


@pytest.fixture(scope="module")
def filled_template(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with two rival reports."""
    folder = tmp_path_factory.mktemp("filled")
    ledger = initialised(template, folder)
    facts = [money(15_000_000_000), STAKE, VALUATION]
    ledger("ingest", ledger.file("first.jsonl", [FIRST | fact for fact in facts]))
    ledger("ingest", ledger.file("rival.jsonl", [RIVAL | money(14_300_000_000)]))
    return folder / "ledger.sqlite"


@pytest.fixture
def filled(filled_template: Path, tmp_path: Path) -> Command:
    """The command with such a ledger."""
    return initialised(filled_template, tmp_path)


@pytest.fixture
def on_postgres(postgres_engine: Engine, tmp_path: Path) -> Command:
    """The command with an empty ledger on PostgreSQL."""
    return Command(postgres_engine.url.render_as_string(hide_password=False), tmp_path)


def amounts(slots: list[dict[str, Any]]) -> dict[str, list[int]]:
    """Figures in millions by kind of slot."""
    return {
        slot["kind"]: [claim["amount"]["value"] // 10**6 for claim in slot["claims"]]
        for slot in slots
        if slot["unit"] != "percent"
    }


# -- A whole run ------------------------------------------------------------------------------------------------------


def test_from_nothing_to_an_answer(tmp_path: Path) -> None:
    """The installed command makes a ledger, reads a document, answers, and says the same a second time."""
    run = Command(f"sqlite:///{tmp_path / 'new.sqlite'}", tmp_path).installed
    ledger = Command(f"sqlite:///{tmp_path / 'new.sqlite'}", tmp_path)
    made = run("init", "--json").row
    assert made["registered"] == made["entities"] == made["seq"] > 80
    assert run("init", "--json").row["registered"] == 0
    path = ledger.file("first.jsonl", [FIRST | money(15_000_000_000)])
    assert run("ingest", path, "--json").row["status"] == "ingested"
    assert run("ingest", path, "--json").row["status"] == "unchanged"
    state = run("state", "Scale AI", "--json")
    assert amounts(state.row["slots"]) == {"investment": [15_000]}
    assert run("state", "scale-ai", "--json").out == state.out
    assert run("verify", "--json").row["problems"] == []


def test_the_same_on_postgresql(on_postgres: Command) -> None:
    """Commands and answers do not depend on the database."""
    run = on_postgres
    assert run("init", "--json").row["registered"] > 80
    first = run.file("first.jsonl", [FIRST | money(15_000_000_000), FIRST | STAKE])
    rival = run.file("rival.jsonl", [RIVAL | money(14_300_000_000)])
    assert [row["status"] for row in run("ingest", first, rival, "--json").rows] == ["ingested", "ingested"]
    [slot] = run("conflicts", "--json").row["slots"]
    assert [claim["amount"]["value"] for claim in slot["claims"]] == [15_000_000_000, 14_300_000_000]
    claim = slot["claims"][0]["claim_id"]
    assert run("correct", claim, "--set", "amount.value=14300000000", "--reason", "misread", "--json").row["new"]
    assert run("conflicts", "--json").row["slots"] == []
    assert [row["status"] for row in run("claims", "Scale AI", "--json").rows] == ["corrected", "live", "live", "live"]
    before = run("state", "Scale AI", "--json").out
    assert run("rebuild", "--json").row["events"] == run("verify", "--json").row["events"]
    assert run("state", "Scale AI", "--json").out == before
    assert "No company" in run("state", "nobody", code=1).sentence


# -- What is printed --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["state", "conflicts"])
def test_an_answer_in_slots_is_one_object(filled: Command, command: str) -> None:
    """`{company, clocks, slots}`, and the clocks nowhere else: neither in the slots nor on standard error."""
    answer = filled(command, "Scale AI", "--json")
    assert list(answer.row) == ["company", "clocks", "slots"]
    assert answer.row["company"] == "scale-ai"
    assert list(answer.row["clocks"]) == ["as_of", "known_at", "seq", "head_hash"]
    assert answer.row["slots"]
    for slot in answer.row["slots"]:
        assert set(slot) >= SLOT_FIELDS
        for claim in slot["claims"]:
            assert set(claim) >= CLAIM_FIELDS
    assert answer.out.count(answer.row["clocks"]["head_hash"]) == 1
    assert answer.err == ""


def test_conflicts_of_everybody_name_nobody(filled: Command) -> None:
    """Without a company it is null, and the slots say whose they are."""
    answer = filled("conflicts", "--json").row
    assert answer["company"] is None
    assert [slot["company_id"] for slot in answer["slots"]] == ["scale-ai"]


def test_amounts_are_plain_numbers(filled: Command) -> None:
    """In units, without exponent or point."""
    answer = filled("state", "Scale AI", "--json")
    assert '"value":15000000000,' in answer.out
    assert '"percent":49,' in answer.out


@pytest.mark.parametrize(
    ("command", "fields"),
    [
        ("claims", CLAIM_FIELDS),
        ("deals", {"deal_id", "company_id", "transaction", "parties", "stage", "roots", "claims"}),
        ("history", {"seq", "type", "known_at", "recorded_at", "recorded_by", "claim_ids", "reason"}),
    ],
)
def test_rows_are_one_object_a_line(filled: Command, command: str, fields: set[str]) -> None:
    """And nothing else on standard output; the clocks are stated on standard error."""
    answer = filled(command, "Scale AI", "--json")
    assert answer.rows
    for row in answer.rows:
        assert set(row) >= fields
        assert "clocks" not in row
    clocks = filled("state", "Scale AI", "--json").row["clocks"]
    [line] = answer.err.splitlines()
    for part in (clocks["as_of"], f"position {clocks['seq']}", clocks["head_hash"][:12]):
        assert part in line


def test_events_are_the_whole_log(filled: Command) -> None:
    """Ascending, without a hole, and from any position on."""
    rows = filled("events", "--json").rows
    assert [row["seq"] for row in rows] == list(range(1, len(rows) + 1))
    assert [list(row) for row in rows] == [EVENT_FIELDS] * len(rows)
    assert rows[-1]["hash"] == filled("state", "Scale AI", "--json").row["clocks"]["head_hash"]
    assert filled("events", "--after", str(len(rows) - 2), "--json").rows == rows[-2:]
    assert filled("events", "--after", str(len(rows)), "--json").rows == []


def test_extract_prints_facts_and_needs_no_database(tmp_path: Path) -> None:
    """Each fact with its fields, from a structured file as from text; nothing is stored anywhere."""
    run = Command(f"sqlite:///{tmp_path / 'none.sqlite'}", tmp_path)
    path = run.file("facts.jsonl", [FIRST | money(15_000_000_000), FIRST | STAKE])
    rows = run.installed("extract", path, "--json").rows
    assert [row["kind"] for row in rows] == ["investment", "stake"]
    assert rows[0]["amount"]["value"] == 15_000_000_000
    assert sorted(file.name for file in tmp_path.iterdir()) == ["facts.jsonl"]


def test_what_extract_prints_can_be_ingested(ledger: Command) -> None:
    """A fact has one form, going out and coming in."""
    path = ledger.file("facts.jsonl", [FIRST | money(15_000_000_000), FIRST | STAKE])
    printed = ledger("extract", path, "--json").out
    again = ledger("ingest", ledger.file("again.jsonl", printed), "--publisher", "Cafétech", "--json").row
    assert (again["status"], again["facts"]) == ("ingested", 2)


def test_verify_names_the_head(filled: Command) -> None:
    """To be anchored elsewhere; the same position and hash as everywhere."""
    found = filled("verify", "--json").row
    clocks = filled("state", "Scale AI", "--json").row["clocks"]
    assert (found["head"]["seq"], found["head"]["hash"]) == (clocks["seq"], clocks["head_hash"])
    assert f"{clocks['seq']}:{clocks['head_hash']}" in filled("verify").out


def test_rebuild_changes_no_answer(filled: Command) -> None:
    """It says how many events it read, and that nothing differed."""
    before = [filled(command, "Scale AI", "--json").out for command in QUESTIONS]
    events = len(filled("events", "--json").rows)
    assert filled("rebuild", "--json").row == {"events": events, "inserted": 0, "deleted": 0, "set_aside": 0}
    assert [filled(command, "Scale AI", "--json").out for command in QUESTIONS] == before


@pytest.mark.parametrize("command", QUESTIONS)
@pytest.mark.parametrize("policy", ["all", "latest_known", "rank"])
def test_equal_questions_have_equal_answers(filled: Command, command: str, policy: str) -> None:
    """Byte for byte; also asked again with the clocks that the answer stated, after the ledger has moved on."""
    clocks = filled("state", "Scale AI", "--json").row["clocks"]
    first = filled(command, "Scale AI", "--policy", policy, "--json")
    assert filled(command, "Scale AI", "--policy", policy, "--json") == first
    filled("ingest", filled.file("later.jsonl", [FIRST | money(16_000_000_000, published="2025-07-01", url="x:y")]))
    stated = ["--as-of", clocks["as_of"], "--known-at", clocks["known_at"], "--seq", str(clocks["seq"])]
    assert filled(command, "Scale AI", "--policy", policy, *stated, "--json").out == first.out
    assert filled(command, "Scale AI", "--policy", policy, "--json").out != first.out or command == "conflicts"


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (["state", "Scale AI"], ["Scale AI", "15 bn USD", "14.3 bn USD", "CONFLICT", "Cafétech", "Gazette"]),
        (["conflicts"], ["CONFLICT", "15 bn USD", "14.3 bn USD"]),
        (["claims", "Scale AI"], ["Cafétech", "Gazette", "49 %"]),
        (["deals", "Meta"], ["Scale AI", "Meta", "CONFLICT"]),
        (["history", "Scale AI"], ["FactReported", "Cafétech"]),
        (["events", "--after", "470"], ["FactReported"]),
    ],
    ids=lambda value: value[0],
)
def test_people_get_tables(filled: Command, command: list[str], words: list[str]) -> None:
    """With the figures as people write them, and who says so."""
    out = filled(*command).out
    for word in words:
        assert word in out


def test_documents_cannot_dress_up(ledger: Command) -> None:
    """Marks in a document's words are printed as words, and control characters do nothing to the terminal."""
    wild = "[bold red]loud[/] \x1b[31mred \x1b]8;;http://evil.example\x07link"
    ledger("ingest", ledger.file("wild.jsonl", [FIRST | STAKE | {"quote": wild}]))
    for command in ("state", "claims", "history"):
        out = ledger(command, "Scale AI").out
        assert "\x1b" not in out
        assert "\x07" not in out
    assert "[bold red]loud[/]" in ledger("state", "Scale AI").out


# -- Nothing found is no failure --------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", QUESTIONS)
def test_a_company_without_reports_has_an_empty_answer(ledger: Command, command: str) -> None:
    """Exit code 0: it is known, and nothing is reported of it."""
    answer = ledger(command, "Mistral AI", "--json")
    if command in ("state", "conflicts"):
        assert answer.row["slots"] == []
    else:
        assert answer.rows == []
    assert ledger(command, "Mistral AI").code == 0


def test_an_empty_folder_is_no_failure(ledger: Command) -> None:
    """There was nothing to do."""
    (ledger.folder / "empty").mkdir()
    assert ledger("ingest", str(ledger.folder / "empty"), "--json").rows == []


# -- People's commands ------------------------------------------------------------------------------------------------


def test_a_fact_recorded_by_hand(ledger: Command) -> None:
    """With all that options can say, under the name of who says it."""
    options = ["--kind", "investment", "--company", "Scale AI", "--counterparty", "investor:Meta", "--percent", "49"]
    options += ["--amount", "15000000000", "--currency", "USD", "--qualifier", "about", "--set", "stage=talks"]
    options += ["--set", 'attributed_to=["Financial Times"]', "--quote", "About fifteen billion, they told me."]
    options += ["--publisher", "Desk", "--published", "2025-06-12", "--command-id", "c-1", "--json"]
    done = ledger("record", *options).row
    assert (done["new"], done["facts"]) == (True, 1)
    assert not ledger("record", *options).row["new"]
    [claim] = ledger("claims", "Scale AI", "--json").rows
    assert (claim["amount"]["value"], claim["amount"]["qualifier"], claim["percent"]) == (15_000_000_000, "about", 49)
    assert (claim["stage"], claim["roots"], claim["publisher"]) == ("talks", ["Financial Times"], "Desk")
    assert ledger("events", "--after", str(done["seq"] - 1), "--json").row["recorded_by"] == "ana"


def test_a_range_recorded_by_hand(ledger: Command) -> None:
    """LOW..HIGH is a range."""
    ledger(
        "record", "--kind", "funding_round", "--company", "Mistral AI", "--amount", "200e6..300e6", "--currency", "USD"
    )
    [claim] = ledger("claims", "Mistral AI", "--json").rows
    assert (claim["amount"]["low"], claim["amount"]["high"], claim["amount"]["value"]) == (
        200_000_000,
        300_000_000,
        None,
    )


def test_correct_retract_and_rank(filled: Command) -> None:
    """Each says where it stands and whether it was new; what was said before stays visible with its status."""
    first, stake, _, rival = filled("claims", "Scale AI", "--json").rows
    done = filled("rank", first["claim_id"], "preferred", "--reason", "filing", "--json").row
    assert (done["new"], done["claim_id"]) == (True, first["claim_id"])
    assert not filled("rank", first["claim_id"], "preferred", "--reason", "filing", "--json").row["new"]
    correction = ["correct", str(rival["seq"]), "--set", "amount.value=14.8e9", "--reason", "misread", "--json"]
    assert filled(*correction).row["new"]
    assert filled("retract", stake["claim_id"][:8], "--reason", "hoax", "--json").row["new"]
    shown = filled("claims", "Scale AI", "--json").rows
    assert [row["status"] for row in shown] == ["live", "retracted", "live", "corrected", "live"]
    assert shown[0]["rank"] == "preferred"
    assert shown[-1]["amount"]["value"] == 14_800_000_000
    types = [entry["type"] for entry in filled("history", "Scale AI", "--json").rows]
    assert types == ["FactReported"] * 4 + ["ClaimRanked", "FactCorrected", "FactRetracted"]
    assert filled("verify", "--json").row["problems"] == []


# -- Wrong usage, and help --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        ["no-such-command"],
        ["state"],
        ["state", "Scale AI", "--colour"],
        ["state", "Scale AI", "--seq", "first"],
        ["state", "Scale AI", "--policy", "best"],
        ["ingest"],
        ["retract", "1"],
        ["rank", "1", "best", "--reason", "x"],
        ["correct", "1", "--reason", "x"],
        ["correct", "1", "--set", "amount", "--reason", "x"],
        ["record", "--kind", "stake", "--company", "X", "--counterparty", "Meta"],
        ["events", "--after", "-1"],
        ["events", "--after", "9" * 30],
    ],
    ids=" ".join,
)
def test_wrong_usage_is_exit_code_2(ledger: Command, arguments: list[str]) -> None:
    """Explained on standard error, with nothing on standard output."""
    answer = ledger(*arguments, code=2)
    assert answer.out == ""
    assert "Usage:" in answer.err


def test_help_is_quick() -> None:
    """Nothing heavy is imported to print it: neither the database's library nor any that reads text."""
    script = (
        "import sys; from ledger.cli import app\n"
        "try: app(['--help'])\n"
        "except SystemExit as end: assert not end.code\n"
        "heavy = {'sqlalchemy', 'alembic', 'edtf', 'yaml', 'ahocorasick', 'lxml', 'trafilatura', 'pyarrow', 'httpx',"
        " 'jinja2', 'currency_converter', 'rich.progress'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, encoding="utf-8", check=True)
    for command in (
        "init",
        "extract",
        "ingest",
        "record",
        "correct",
        "retract",
        *QUESTIONS,
        "events",
        "verify",
        "rebuild",
    ):
        assert command in done.stdout
    assert done.stderr.strip() == "[]"


def test_a_reader_who_has_seen_enough_is_no_failure(filled: Command) -> None:
    """`deal-ledger events | head -1` ends quietly."""
    shell = f'"{COMMAND}" events --json | head -1; exit ${{PIPESTATUS[0]}}'
    environment = os.environ | {"DEAL_LEDGER_DATABASE_URL": filled.url}
    done = subprocess.run(["bash", "-c", shell], capture_output=True, encoding="utf-8", env=environment, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["seq"] == 1


# -- The reader itself ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("Meta has invested $15 billion in Scale AI.", "investment", 15_000_000_000),
        ("Meta a investi 15 milliards de dollars dans Scale AI.", "investment", 15_000_000_000),
    ],
)
def test_a_sentence_becomes_a_state(ledger: Command, text: str, kind: str, value: int) -> None:
    """The real reader from end to end: its quote stands in the text, and the state shows the figure."""
    path = ledger.file("memo.txt", text)
    [fact] = ledger("extract", path, "--json").rows
    assert (fact["kind"], fact["amount"]["value"], fact["amount"]["currency"]) == (kind, value, "USD")
    assert text[fact["start"] : fact["end"]] == fact["quote"]
    done = ledger("ingest", path, "--published", "2025-06-12", "--publisher", "Cafétech", "--json").row
    assert (done["status"], done["facts"]) == ("ingested", 1)
    [slot] = ledger("state", "Scale AI", "--json").row["slots"]
    assert [claim["amount"]["value"] for claim in slot["claims"]] == [value]
    assert [party["name"] for party in slot["counterparties"]] == ["Meta"]
