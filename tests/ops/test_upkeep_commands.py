"""The commands that look after a ledger, as a user calls them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from ledger.cli import app
from ledger.store.database import open_engine, writing
from ledger.store.migrate import upgrade
from tests.torture.work import append_one


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A ledger in a file, named by the environment."""
    found = tmp_path / "ledger.sqlite"
    monkeypatch.setenv("DEAL_LEDGER_DATABASE_URL", f"sqlite:///{found}")
    engine = open_engine(f"sqlite:///{found}")
    upgrade(engine)
    append_one(engine, "report", 1)
    engine.dispose()
    return found


def call(*arguments: str, code: int = 0) -> Result:
    result = CliRunner().invoke(app, list(arguments))
    assert result.exit_code == code, result.output
    return result


def answer(*arguments: str, code: int = 0) -> Any:
    return json.loads(call(*arguments, "--json", code=code).stdout.splitlines()[0])


def damage(file: Path, statement: str) -> None:
    engine = open_engine(f"sqlite:///{file}")
    with writing(engine) as conn:
        conn.exec_driver_sql(statement)
    engine.dispose()


def test_verify_prints_the_head_and_takes_it_back(file: Path) -> None:
    """What it prints is what `--since` wants; another hash, or what is no anchor, is refused."""
    head = call("verify").stdout.split("head ")[1].split()[0]
    assert call("verify", "--since", head).stdout.startswith("The log is whole: 0 events")
    wrong = head.split(":")[0] + ":" + "0" * 64
    result = call("verify", "--since", wrong, code=1)
    assert "the log is not the one it was" in result.stderr
    assert call("verify", "--since", "7", code=2).stderr


def test_verify_looks_at_the_read_models(file: Path) -> None:
    """Unless told not to. It tells the row, and `rebuild` puts it right."""
    assert "Every row of the read models" in call("verify").stdout
    damage(file, "UPDATE slots SET agreement = 'conflict'")
    told = answer("verify", "--no-read-models")
    assert (told["problems"], told["read_models"]) == ([], False)
    result = call("verify", code=1)
    assert "the row of slots" in result.stderr
    assert result.stderr.endswith("The log is whole; the read models are not what it makes.\n")
    assert answer("rebuild")["inserted"] == 3
    told = answer("verify")
    assert (told["problems"], told["read_models"]) == ([], True)


def test_verify_does_not_compare_what_an_older_version_made(file: Path) -> None:
    """It would differ all over; one sentence says what to do."""
    damage(file, "UPDATE checkpoints SET version = 0")
    damage(file, "UPDATE claims SET quote = 'x'")
    [problem] = answer("verify", code=1)["problems"]
    assert problem["what"].startswith("the read models were made by another version; “deal-ledger rebuild”")
    call("rebuild")
    assert answer("verify")["problems"] == []


def test_verify_of_a_log_that_is_gone(file: Path) -> None:
    """Is damage with a position, and nothing is compared with what there is no log of."""
    damage(file, "DROP TABLE events")
    result = call("verify", code=1)
    assert result.stderr.startswith("position 1: the database cannot be read from here on")
    assert result.stderr.endswith("The log is damaged, first at position 1.\n")


def test_backup_and_restore(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From one database into another, with the same head."""
    made = answer("backup", str(tmp_path / "a.backup"))
    call("backup", str(tmp_path / "a.backup"), code=1)
    call("restore", str(tmp_path / "a.backup"), code=1)
    monkeypatch.setenv("DEAL_LEDGER_DATABASE_URL", f"sqlite:///{tmp_path / 'other.sqlite'}")
    assert answer("restore", str(tmp_path / "a.backup"))["verification"]["head"] == made["head"]
    assert answer("verify")["head"] == made["head"]


def test_erase_asks_before_it_does(file: Path) -> None:
    """A no leaves everything; a yes is told what went, and the log verifies and says so."""
    assert CliRunner().invoke(app, ["erase", "event", "2", "--reason", "x"], input="n\n").exit_code == 1
    assert answer("verify")["erased_events"] == 0
    assert answer("erase", "event", "2", "--reason", "x", "--yes")["positions"] == [2]
    assert "erased before" in call("erase", "event", "2", "--reason", "x", "--yes").stdout
    assert "The content of 1 event was erased on request." in call("verify").stdout
    call("erase", "thing", "2", "--reason", "x", "--yes", code=2)


def test_doctor_says_what_to_do(file: Path) -> None:
    """A sentence a line; exit code 1 where there is something to do, and read commands refuse what they cannot read."""
    assert "ok      log: " in call("doctor").stdout
    damage(file, "UPDATE checkpoints SET version = 0")
    assert "TROUBLE read models: The read models were made by an older version" in call("doctor", code=1).stdout
    assert "run “deal-ledger rebuild”" in call("claims", "Company 1", code=1).stderr
    call("rebuild")
    call("claims", "Company 1")
    findings = [json.loads(line) for line in call("doctor", "--json").stdout.splitlines()]
    assert {finding["verdict"] for finding in findings} == {"well"}


def test_init_makes_old_read_models_anew(file: Path) -> None:
    """Who upgrades as the message says need do nothing else."""
    damage(file, "UPDATE checkpoints SET version = 0")
    call("init")
    assert answer("verify")["problems"] == []


def test_keep_quotes(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the setting, no text of a document gets into the file."""
    monkeypatch.setenv("DEAL_LEDGER_KEEP", "quotes")
    text = tmp_path / "a.md"
    text.write_text("---\npublished: 2025-06-12\n---\nCompany 1 raised $100 million. Nobody quotes this sentence.\n")
    call("ingest", str(text))
    assert answer("verify")["quotes_only"] == 1
    assert "not exported" in call("review", "export", str(tmp_path / "texts"), code=1).stderr
    assert not (tmp_path / "texts").exists()
    raw = b"".join(path.read_bytes() for path in file.parent.glob(f"{file.name}*"))
    assert b"Nobody quotes this" not in raw
    monkeypatch.setenv("DEAL_LEDGER_KEEP", "nothing")
    assert "A setting (DEAL_LEDGER_…) is wrong" in call("verify", code=1).stderr


def test_no_answer_carries_a_text(file: Path, tmp_path: Path) -> None:
    """Where full texts are kept, everything that is printed or exported has quotes and no more."""
    article = tmp_path / "a.md"
    article.write_text("---\npublished: 2025-06-12\n---\nAnvil raised $100 million. Nobody quotes this sentence.\n")
    call("ingest", str(article))
    rows = tmp_path / "rows.csv"
    rows.write_text("company,kind,known_at\nAnvil,funding_round,2026-01-01\n")
    told = call("asof-join", str(rows), str(tmp_path / "out.csv")).output + (tmp_path / "out.csv").read_text()
    for question in ("state", "claims", "deals", "history", "timeline", "captable", "portfolio"):
        told += call(question, "Anvil", "--json").output
    for command in (["events"], ["conflicts"], ["search", "raised"], ["search", "sentence"], ["review", "list"]):
        told += call(*command, "--json").output
    assert "Anvil raised $100 million" in told
    assert "Nobody quotes this" not in told
