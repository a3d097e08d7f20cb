"""The short torture: a few dozen kills on each engine. `make torture` goes on as long as one likes."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine

from ledger.ops.verify import verify
from ledger.store.database import open_engine, reading
from ledger.store.migrate import check_schema, upgrade
from tests.store.samples import url_of
from tests.support import postgres
from tests.torture import work
from tests.torture.harness import PROCESSES, Torture, crash_server, in_folder, prepare


@pytest.fixture
def torture(engine: Engine, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Torture]:
    """A ledger that is about to be tortured; the kills on purpose are the same each time."""
    engine.dispose()  # so that whoever is connected afterwards is dead
    if engine.dialect.name == "sqlite":
        yield prepare(url_of(engine), tmp_path, 7, in_folder(tmp_path))
        return
    server: postgres.PostgresServer = request.getfixturevalue("postgres_server")
    old = server.create_database()
    yield prepare(url_of(engine), tmp_path, 7, lambda: old)
    server.drop_database(old)


@pytest.mark.parametrize("job", ["append", "group", "project", "rebuild", "migrate", "backup", "erase"])
def test_killed_between_statements(torture: Torture, job: str) -> None:
    """Before a statement, after it, before a commit: all is there or nothing, and the ledger goes on."""
    for _ in range(3):
        torture.kill(job, on_purpose=True)
    torture.look()


def test_killed_at_any_moment(torture: Torture) -> None:
    """Several at once, while others append."""
    for other in ("rebuild", "backup", "erase"):
        torture.kill("append", "group", other, on_purpose=False)
    torture.kill("migrate", "migrate", "append", on_purpose=False)
    torture.look()


@pytest.mark.parametrize("statement", [1, 3, 9, 50])
def test_killed_while_upgrading(database_url: str, tmp_path: Path, statement: int) -> None:
    """The schema is made in one transaction: whoever was killed left nothing, and the next one does it all."""
    told = tmp_path / "told"
    process = PROCESSES.Process(target=work.run, args=("upgrade", database_url, "", str(told), statement))
    process.start()
    process.join(30)
    assert process.exitcode == -signal.SIGKILL
    assert told.read_text() == ""
    engine = open_engine(database_url)
    if engine.dialect.name == "postgresql" or Path(str(engine.url.database)).exists():
        with reading(engine) as conn:
            assert sa.inspect(conn).get_table_names() == []
    upgrade(engine)
    check_schema(engine)
    work.append_one(engine, "first", 1)
    with reading(engine) as conn:
        assert verify(conn).ok
    engine.dispose()


def test_a_server_that_crashes(tmp_path: Path) -> None:
    """Nothing acknowledged is lost when PostgreSQL itself is killed, even one that was told not to wait for its log."""
    server = postgres.start_cluster()
    if isinstance(server, postgres.Unavailable):
        pytest.skip(server.reason)
    try:
        url = server.create_database()
        engine = open_engine(url)
        upgrade(engine)
        engine.dispose()
        torture = prepare(url, tmp_path, 7, server.create_database)
        engine = open_engine(url)
        torture.documents.add(work.append_one(engine, "just before", 1))
        crash_server(url)
        torture.look()
        engine.dispose()
    finally:
        server.stop()
