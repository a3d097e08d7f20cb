"""Documents from the web by command: had politely, read like files, under the address that is their own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import Engine

from tests.ingest.command import Command
from tests.support import site as web
from tests.support.site import Site
from tests.worker.test_service import article


@pytest.fixture
def command(sqlite_engine: Engine, tmp_path: Path) -> Command:
    """The command on a ledger of its own."""
    return Command(sqlite_engine.url.render_as_string(hide_password=False), tmp_path)


HERE: dict[str, Any] = {"fetch_allow_private": "127.0.0.0/8", "fetch_pause": "0"}


def test_an_address_is_ingested_like_a_file(command: Command) -> None:
    """Twice is once; and a page does not speak for another's address."""
    with Site() as site:
        html = article("Alta Works", 40).replace("<head>", '<head><link rel="canonical" href="https://bank.example/a">')
        page = site.put("/a", web.page(html))
        assert command("ingest", page, "--json", **HERE).row["facts"] == 1
        assert command("ingest", page, "--json", **HERE).row["status"] == "unchanged"
        assert command("claims", "Alta Works", "--json").row["url"] == page
        [response] = [
            row["payload"]["response"] for row in command("events", "--json").rows if row["type"] == "DocumentCaptured"
        ]
        assert (response["url"], response["status"]) == (page, 200)
        assert response["headers"]["content-type"] == "text/html; charset=utf-8"


def test_what_cannot_be_had_is_said(command: Command) -> None:
    """With its reason and exit code 1; nothing of it is kept."""
    with Site() as site:
        done = command("ingest", site.url("/nothing"), "http://10.0.0.1/a", "--json", code=1, **HERE)
    assert [row["status"] for row in done.rows] == ["refused", "refused"]
    assert "is not found" in done.err
    assert "private address" in done.err
    assert command("quarantine", "list", "--json").out == ""
