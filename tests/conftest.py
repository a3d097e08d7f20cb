"""Fixtures that tests of several parts use: databases, mostly."""

import logging
import os
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
import structlog
from sqlalchemy.engine import Engine, make_url

from ledger.store.database import open_engine
from ledger.store.migrate import upgrade
from tests.support import postgres
from tests.support.postgres import PostgresServer, Unavailable


@pytest.fixture(autouse=True)
def log_lines_as_they_were() -> Iterator[None]:
    """A command that a test runs in this process sends log lines to a stream that is closed after the test."""
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A PostgreSQL server for each test process. Without one a skip says why, or with CI=true a failure."""
    server = postgres.postgres_server()
    if isinstance(server, Unavailable):
        if server.configured or os.environ.get("CI") == "true":
            pytest.fail(f"PostgreSQL is required here: {server.reason}")
        pytest.skip(server.reason)
    yield server
    server.stop()


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """The SQLAlchemy URL of an empty PostgreSQL database that lasts for one test."""
    url = postgres_server.create_database()
    yield url
    postgres_server.drop_database(url)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The SQLAlchemy URL of an SQLite file that does not exist yet."""
    return f"sqlite:///{tmp_path / 'ledger.sqlite'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """An empty database of each engine in turn: what holds on one has to hold on the other."""
    # Asked for by name, so that a test on SQLite does not start a PostgreSQL server.
    url: str = request.getfixturevalue({"sqlite": "sqlite_url", "postgresql": "postgres_url"}[request.param])
    return url


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file that the migrations made; tests take copies."""
    file = tmp_path_factory.mktemp("migrated") / "ledger.sqlite"
    _migrate(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def migrated_postgres(postgres_server: PostgresServer) -> Iterator[str]:
    """The name of a PostgreSQL database that the migrations made; tests take copies, which costs a tenth."""
    url = postgres_server.create_database()
    _migrate(url)
    name = make_url(url).database
    assert name is not None
    yield name
    postgres_server.drop_database(url)


@pytest.fixture
def sqlite_engine(sqlite_url: str, migrated_sqlite: Path) -> Iterator[Engine]:
    """A migrated, empty ledger on SQLite."""
    file = make_url(sqlite_url).database
    assert file is not None
    shutil.copyfile(migrated_sqlite, file)
    engine = open_engine(sqlite_url)
    yield engine
    engine.dispose()


@pytest.fixture
def postgres_engine(postgres_server: PostgresServer, migrated_postgres: str) -> Iterator[Engine]:
    """A migrated, empty ledger on PostgreSQL."""
    name = f"deal_ledger_test_{uuid.uuid4().hex}"
    admin = make_url(postgres_server.admin_url)
    server = sa.create_engine(admin, isolation_level="AUTOCOMMIT")
    with server.connect() as conn:
        conn.exec_driver_sql(f'CREATE DATABASE "{name}" TEMPLATE "{migrated_postgres}"')
    server.dispose()
    url = admin.set(database=name).render_as_string(hide_password=False)
    engine = open_engine(url)
    yield engine
    engine.dispose()
    postgres_server.drop_database(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> Engine:
    """A migrated, empty ledger on each engine in turn."""
    chosen: Engine = request.getfixturevalue(
        {"sqlite": "sqlite_engine", "postgresql": "postgres_engine"}[request.param]
    )
    return chosen


def _migrate(url: str) -> None:
    engine = open_engine(url)
    upgrade(engine)
    engine.dispose()
