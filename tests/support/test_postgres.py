"""The PostgreSQL helper gives real databases, and leaves nothing behind whatever happens to the tests."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from tests.support import postgres
from tests.support.postgres import PostgresServer, Unavailable

ROOT = Path(__file__).parents[2]


def connect(url: str) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(url.replace("postgresql+psycopg:", "postgresql:"))


def test_a_database_is_fresh_and_goes_away(postgres_server: PostgresServer) -> None:
    """A database is empty, is ours alone, and is gone after the drop, even under an open connection."""
    first, second = postgres_server.create_database(), postgres_server.create_database()
    assert first != second
    with connect(first) as connection:
        connection.execute("CREATE TABLE only_here (id int)")
    with connect(second) as connection:
        tables = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    assert tables == (0,)
    forgotten = connect(first)
    for url in (first, second):
        postgres_server.drop_database(url)
        with pytest.raises(psycopg.OperationalError, match="does not exist"):
            connect(url)
    forgotten.close()


def test_text_is_unicode(postgres_url: str) -> None:
    """Any text of the world comes back as it went in."""
    text = "15 milliards d’€ – 百億"
    with connect(postgres_url) as connection:
        assert connection.execute("SELECT %s::text", (text,)).fetchone() == (text,)


def test_foreign_databases_are_not_dropped(postgres_server: PostgresServer) -> None:
    """A slip in a test cannot drop a database that the helper did not make."""
    with pytest.raises(ValueError, match="not a database of these tests"):
        postgres_server.drop_database("postgresql+psycopg://somebody@somewhere/precious?sslmode=require")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgresql+psycopg://a:b@host:1/old", "postgresql+psycopg://a:b@host:1/new"),
        ("postgresql+psycopg://a@/old?host=/run/x&port=1", "postgresql+psycopg://a@/new?host=/run/x&port=1"),
        ("postgresql+psycopg://host", "postgresql+psycopg://host/new"),
    ],
)
def test_only_the_database_of_a_url_changes(url: str, expected: str) -> None:
    """User, password, host, socket and options of the named server carry over to the databases made on it."""
    assert postgres._with_database(url, "new") == expected
    assert postgres._database_of(expected) == "new"


def test_a_named_server_that_is_silent_is_no_reason_to_start_another(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever names a server wants the tests on that one: its silence is told, and nothing replaces it."""
    monkeypatch.setenv(postgres.URL_VARIABLE, "postgresql://nobody@127.0.0.1:1/none")
    server = postgres.postgres_server()
    assert isinstance(server, Unavailable)
    assert server.configured
    assert postgres.URL_VARIABLE in server.reason


def test_missing_programs_are_a_reason_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where PostgreSQL is not installed, the reason says so and names the way out."""
    monkeypatch.delenv(postgres.URL_VARIABLE, raising=False)
    monkeypatch.setattr(postgres, "find_programs", lambda: None)
    server = postgres.postgres_server()
    assert isinstance(server, Unavailable)
    assert not server.configured
    assert "not installed" in server.reason
    assert postgres.URL_VARIABLE in server.reason


def test_programs_that_do_not_work_are_a_reason_in_words(tmp_path: Path) -> None:
    """Broken server programs end in what they had to say, not in a stack trace or a wait."""
    tmp_path.chmod(0o755)
    for name in ("initdb", "postgres"):
        (tmp_path / name).write_text("#!/bin/sh\necho 'the disk is made of cheese' >&2\nexit 1\n")
        (tmp_path / name).chmod(0o755)
    keeper = subprocess.run(
        [sys.executable, postgres.__file__, str(tmp_path)],
        input="",
        capture_output=True,
        text=True,
        check=False,
    )
    assert "error" in keeper.stdout
    # Root runs the programs as somebody else, who may be unable to reach a folder of root's.
    assert os.geteuid() == 0 or "the disk is made of cheese" in keeper.stdout


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, None])
def test_nothing_outlives_the_tests(how: signal.Signals | None) -> None:
    """Killed, terminated or forgetful: when the tests' process is gone, so are its server and its files."""
    if postgres.find_programs() is None:
        pytest.skip("PostgreSQL's server programs are not installed")
    script = (
        "import sys, time\n"
        "from tests.support import postgres\n"
        "print(postgres.start_cluster().admin_url, flush=True)\n"
        f"time.sleep({0 if how is None else 60})\n"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, cwd=ROOT) as tests:
        assert tests.stdout is not None
        home = Path(tests.stdout.readline().strip().partition("?host=")[2])
        if how is not None:
            assert (home / "data").is_dir()
            server = int((home / "data" / "postmaster.pid").read_text().split()[0])
            tests.send_signal(how)
    deadline = time.monotonic() + postgres.STOP_SECONDS
    while home.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not home.exists()
    if how is not None:
        with pytest.raises(ProcessLookupError):
            os.kill(server, 0)
