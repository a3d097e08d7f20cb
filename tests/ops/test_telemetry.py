"""Settings from the environment, and log lines for people and machines."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Literal

import pytest
import structlog
from pydantic import ValidationError
from sqlalchemy.engine import make_url
from typer.testing import CliRunner

from ledger.cli import app
from ledger.settings import Settings
from ledger.telemetry import configure_logging


def test_settings_have_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing has to be set; who types is the user of the machine."""
    for name in Settings.model_fields:
        monkeypatch.delenv(f"DEAL_LEDGER_{name.upper()}", raising=False)
    monkeypatch.setenv("LOGNAME", "ada")
    settings = Settings()
    assert settings.database_url == "sqlite:///deal-ledger.sqlite"
    assert settings.actor == "ada"
    assert (settings.log_format, settings.log_level, settings.max_document_bytes) == ("auto", "warning", 20_000_000)


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Under their names in capitals; other variables of the kind do no harm, and wrong values are refused."""
    monkeypatch.setenv("DEAL_LEDGER_DATABASE_URL", "postgresql://u:secret@h/x")
    monkeypatch.setenv("DEAL_LEDGER_ACTOR", "bot")
    monkeypatch.setenv("DEAL_LEDGER_SOMETHING_ELSE", "1")
    settings = Settings()
    assert (settings.database_url, settings.actor) == ("postgresql://u:secret@h/x", "bot")
    assert "secret" not in repr(settings)
    monkeypatch.setenv("DEAL_LEDGER_LOG_FORMAT", "xml")
    with pytest.raises(ValidationError, match="log_format"):
        Settings()


@pytest.mark.parametrize(
    ("address", "password", "completed"),
    [
        ("postgresql://ledger@host/name", "secret\n", "postgresql://ledger:secret@host/name"),
        (
            "postgresql+psycopg://l@/name?host=%2Ftmp",
            "a@b:/c %é",
            "postgresql+psycopg://l:a%40b%3A%2Fc%20%25%C3%A9@/name?host=%2Ftmp",
        ),
        ("postgresql://ledger@[::1]:5433/name", " xyzzy ", "postgresql://ledger:%20xyzzy%20@[::1]:5433/name"),
    ],
)
def test_a_password_comes_from_its_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, address: str, password: str, completed: str
) -> None:
    """Whatever it is made of, the database gets it as it is; it is never shown."""
    file = tmp_path / "password"
    file.write_text(password, encoding="utf-8")
    monkeypatch.setenv("DEAL_LEDGER_DATABASE_URL", address)
    monkeypatch.setenv("DEAL_LEDGER_DATABASE_PASSWORD_FILE", str(file))
    settings = Settings()
    assert settings.database_url == completed
    assert make_url(completed).password == password.rstrip("\n")
    assert password.strip() not in repr(settings)


@pytest.mark.parametrize(
    ("address", "content", "complaint"),
    [
        ("postgresql://ledger:other@host/name", b"secret", "a user and no password"),
        ("sqlite:///x.sqlite", b"secret", "a user and no password"),
        ("postgresql://ledger@host/name", b"\n", "holds no password"),
        ("postgresql://ledger@host/name", b"\xff", "cannot be read: it is no text"),
        ("postgresql://ledger@host/name", None, "cannot be read: no such file"),
    ],
)
def test_a_password_file_that_is_of_no_use(tmp_path: Path, address: str, content: bytes | None, complaint: str) -> None:
    """Is refused in a sentence that names the file and not what is in it."""
    file = tmp_path / "password"
    if content is not None:
        file.write_bytes(content)
    settings = {"DEAL_LEDGER_DATABASE_URL": address, "DEAL_LEDGER_DATABASE_PASSWORD_FILE": str(file)}
    result = CliRunner().invoke(app, ["status"], env=settings)
    assert result.exit_code == 1
    assert complaint in result.stderr
    assert str(file) in result.stderr
    assert "secret" not in result.stderr
    assert "other" not in result.stderr


def test_log_lines_for_machines(capsys: pytest.CaptureFixture[str]) -> None:
    """One JSON object a line on standard error, with the event's name and its fields; nothing on standard output."""
    configure_logging(Settings(log_format="auto", log_level="info"))
    structlog.get_logger().info("document_ingested", document_id="é", facts=3)
    logging.getLogger("a.library").warning("careful with %s", "this")
    structlog.get_logger().debug("too_much")
    out, err = capsys.readouterr()
    lines = [json.loads(line) for line in err.splitlines()]
    assert out == ""
    assert [line["event"] for line in lines] == ["document_ingested", "careful with this"]
    assert (lines[0]["document_id"], lines[0]["facts"], lines[0]["level"]) == ("é", 3, "info")
    assert all("timestamp" in line for line in lines)


def test_log_lines_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    """Readable, and quiet unless something is wrong."""
    configure_logging(Settings(log_format="console"))
    structlog.get_logger().info("document_ingested")
    structlog.get_logger().warning("document_quarantined", address="a.txt")
    err = capsys.readouterr().err
    assert "document_ingested" not in err
    assert "document_quarantined" in err
    assert "address=a.txt" in err


@pytest.mark.parametrize("form", ["json", "console"])
def test_an_error_does_not_tell_the_values_of_variables(
    form: Literal["json", "console"], capsys: pytest.CaptureFixture[str]
) -> None:
    """They may be secrets; where it happened is told."""
    configure_logging(Settings(log_format=form, log_level="info"))

    def fails(password: str) -> None:
        raise RuntimeError(f"the one of {len(password)} characters is wrong")

    try:
        fails("hunter" + "2")
    except RuntimeError:
        structlog.get_logger("tests").exception("something_failed")
    said = capsys.readouterr().err
    assert "hunter2" not in said
    assert "the one of 7 characters is wrong" in said
    assert "fails" in said
