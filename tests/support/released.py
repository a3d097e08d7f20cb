"""Ledgers as released versions left them, on either engine."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine

from ledger.store.bundle import bundled
from ledger.store.database import open_engine, writing

FOLDER = Path(__file__).parents[1] / "ops" / "released"
TABLES = "events, documents, entities, entity_names, quarantine, checkpoints, claims, claim_parties, claim_effects, "
TABLES += "identity_changes, deals, slots"


@dataclass(frozen=True)
class Release:
    """A ledger file of a version: the schema that it is at, and the head of its log, kept here as an anchor."""

    version: str
    file: str
    revision: str
    head: tuple[int, str]


RELEASES = [
    Release(
        "0.1.0",
        "ledger_0_1_0.sql",
        "0002",
        (28, "0265aff0300541e507772c6452a2124bec70909b2cd982935c0088f1b9229d11"),
    )
]


def unpack(release: Release, url: str) -> Engine:
    """Put the ledger into an empty database."""
    with closing(sqlite3.connect(":memory:")) as stored:
        stored.executescript((FOLDER / release.file).read_text("utf-8"))
        engine = open_engine(url)
        if engine.dialect.name == "sqlite":
            with closing(sqlite3.connect(str(engine.url.database))) as file:
                stored.backup(file)
        else:
            _copy(stored, engine, release.revision)
    return engine


def _copy(stored: sqlite3.Connection, engine: Engine, revision: str) -> None:
    """Let the migrations of that version make the tables, and put the rows in as they are."""
    config = Config()
    config.set_main_option("script_location", str(bundled("migrations")))
    with writing(engine) as conn:
        config.attributes["connection"] = conn
        command.upgrade(config, revision)
        for table in TABLES.split(", "):
            cursor = stored.execute(f"SELECT * FROM {table}")  # noqa: S608
            names = [column[0] for column in cursor.description]
            described = conn.exec_driver_sql(
                "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s", (table,)
            )
            kinds = {str(name): str(kind) for name, kind in described}
            marks = ", ".join("%s::boolean" if kinds[name] == "boolean" else "%s" for name in names)
            rows = [
                tuple(
                    bool(v) if kinds[n] == "boolean" and v is not None else v for n, v in zip(names, row, strict=True)
                )
                for row in cursor
            ]
            if rows:
                conn.exec_driver_sql(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", rows)  # noqa: S608
        seq, last, at = stored.execute("SELECT seq, hash, recorded_at FROM log_head").fetchone()
        conn.exec_driver_sql("UPDATE log_head SET seq = %s, hash = %s, recorded_at = %s", (seq, last, at))
