"""The doctor: a sentence on each thing, and trouble where something has to be done."""

from __future__ import annotations

import shutil

import pytest
from sqlalchemy import Engine

from ledger.model.events import Event
from ledger.ops.doctor import Finding, examine
from ledger.project import projector, recording
from ledger.project.claims import Claim
from ledger.project.tables import checkpoints
from ledger.store import log, quarantine
from ledger.store.database import open_engine, reading, writing
from tests.store.samples import append, registered
from tests.torture.work import append_one


def findings(engine: Engine) -> dict[str, Finding]:
    return {finding.subject: finding for finding in examine(engine)}


def troubles(engine: Engine) -> set[str]:
    # The tests' own server does without the safety that costs time, and the doctor says so.
    return {f.subject for f in examine(engine) if f.verdict == "trouble"} - {"engine"}


def test_a_ledger_that_is_well(engine: Engine) -> None:
    """Nothing is to be done, and every finding is a sentence."""
    append_one(engine, "a", 1)
    assert troubles(engine) == set()
    assert all(finding.sentence.endswith(".") for finding in examine(engine))
    with reading(engine) as conn:
        assert f"position {log.head(conn).seq}:{log.head(conn).hash}" in findings(engine)["log"].sentence


def test_a_database_without_a_ledger(database_url: str) -> None:
    """There is one thing to say."""
    engine = open_engine(database_url)
    [finding] = examine(engine)
    assert (finding.subject, finding.verdict) == ("schema", "trouble")
    assert "deal-ledger init" in finding.sentence
    engine.dispose()


def test_read_models(engine: Engine) -> None:
    """Behind the log is worth a note; made by other code is trouble, and the sentence says what to do."""
    append_one(engine, "a", 1)
    append(engine, registered("b"))
    assert "1 event behind" in findings(engine)["read models"].sentence
    with writing(engine) as conn:
        conn.execute(checkpoints.update().values(version=projector.VERSION - 1))
    assert troubles(engine) == {"read models"}
    assert "run “deal-ledger rebuild”" in findings(engine)["read models"].sentence


def test_events_set_aside(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted, with position and reason."""

    def fail(_: Event) -> Claim:
        raise KeyError("ids")

    monkeypatch.setattr(recording, "claim_of", fail)
    append_one(engine, "a", 1)
    assert troubles(engine) == {"events set aside"}
    sentence = findings(engine)["events set aside"].sentence
    assert sentence.startswith("3 events were set aside")
    assert "KeyError: 'ids'" in sentence


def test_quarantine(engine: Engine) -> None:
    """What waits there is told with its reason."""
    with writing(engine) as conn:
        quarantine.put(conn, address="a.txt", body=b"\0", reason="a.txt is binary, not text.", at=5)
    assert "1 input waits in quarantine, the latest because: a.txt is binary" in findings(engine)["quarantine"].sentence


def test_a_missing_guard(engine: Engine) -> None:
    """A log that can be rewritten is noticed before it is."""
    with writing(engine) as conn:
        table = "" if engine.dialect.name == "sqlite" else " ON events"
        conn.exec_driver_sql(f"DROP TRIGGER events_refuse_delete{table}")
    assert troubles(engine) == {"append-only"}
    assert "events_refuse_delete" in findings(engine)["append-only"].sentence


def test_a_guard_that_lets_everything_pass(engine: Engine) -> None:
    """It is there under its name, and the doctor is not content with that."""
    sqlite = engine.dialect.name == "sqlite"
    with writing(engine) as conn:
        if sqlite:
            conn.exec_driver_sql("DROP TRIGGER events_refuse_delete")
            conn.exec_driver_sql("CREATE TRIGGER events_refuse_delete BEFORE DELETE ON events BEGIN SELECT 1; END")
        else:
            body = "BEGIN RETURN OLD; END"
            conn.exec_driver_sql(
                f"CREATE OR REPLACE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$"
            )
    assert troubles(engine) == {"append-only"}
    assert "not those that the migrations made" in findings(engine)["append-only"].sentence


def test_little_room(sqlite_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before the disk is full somebody is told."""
    usage = shutil.disk_usage("/")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=1_000))
    assert troubles(sqlite_engine) == {"disk"}


def test_a_server_that_does_not_wait_for_the_disk(postgres_engine: Engine) -> None:
    """Switched off safety is named."""
    with writing(postgres_engine) as conn:
        off = conn.exec_driver_sql("SHOW fsync").scalar() == "off"
    assert (findings(postgres_engine)["engine"].verdict == "trouble") == off
