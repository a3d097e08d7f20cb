"""What Prometheus is told."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy.engine import Engine

import ledger.worker
from ledger.model.events import NewEvent, SourcePaused
from ledger.project import projector
from ledger.store import log, quarantine
from ledger.store.database import open_engine, writing
from ledger.worker import metrics
from ledger.worker.tally import Tally
from tests.store.samples import append, registered
from tests.torture.work import append_one
from tests.worker.samples import adopted, held, let_run_out, offered, source
from tests.worker.standing import add_source, change, ended_well, failed, moment, remember, seen, subscribe


def scrape(engine: Engine, worker: str = "first", tally: Tally | None = None, **alive: float) -> dict[str, Any]:
    """Every sample by its name and labels, as one writes them in a query."""
    told = metrics.registry(metrics.LedgerCollector(engine, worker, tally or Tally(), alive, 30.0))
    text = generate_latest(told).decode()
    return {
        sample.name + "".join(f'{{{name}="{value}"}}' for name, value in sample.labels.items()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


@pytest.fixture
def missing(tmp_path: Path) -> Iterator[Engine]:
    """A database that is not there."""
    engine = open_engine(f"sqlite:///{tmp_path / 'none.sqlite'}")
    yield engine
    engine.dispose()


def test_the_ledger(engine: Engine) -> None:
    """What it holds, how far the read models lag, and what waits for a person."""
    append_one(engine, "a", 1)
    with writing(engine) as conn:
        quarantine.put(conn, address="a.txt", body=b"\0", reason="a.txt is binary, not text.", at=5)
    append(engine, registered("b"))
    found = scrape(engine)
    assert found["deal_ledger_documents"] == 1
    assert found["deal_ledger_claims"] == 3
    assert found["deal_ledger_read_model_lag_events"] == 1
    assert found["deal_ledger_read_models_current"] == 1
    assert found["deal_ledger_quarantine_entries"] == 1
    assert found["deal_ledger_reviews_waiting"] == 0
    assert found["deal_ledger_database_up"] == 1
    assert found["deal_ledger_log_position"] > 1


def test_what_this_process_has_done(engine: Engine) -> None:
    """Counters begin at nothing, so that a rate has a beginning."""
    tally = Tally()
    assert scrape(engine, tally=tally)["deal_ledger_worker_documents_total"] == 0
    tally.count("captured", facts=4)
    tally.count("put_off")
    found = scrape(engine, tally=tally, reading=time.monotonic() - 100)
    assert found["deal_ledger_worker_documents_total"] == 1
    assert found["deal_ledger_worker_facts_total"] == 4
    assert found['deal_ledger_worker_outcomes_total{outcome="put_off"}'] == 1
    assert found['deal_ledger_worker_outcomes_total{outcome="gone"}'] == 0
    assert found['deal_ledger_worker_part_idle_seconds{part="reading"}'] >= 100


def test_every_outcome_is_told() -> None:
    """What a part of the worker counts is among the metrics, or is a document."""
    folder = Path(ledger.worker.__file__).parent
    code = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    counted = set(re.findall(r'(?:tally\.count\(|_counts\[)\s*"(\w+)"', code))
    assert {"captured", "put_off", "quarantined"} <= counted
    assert counted <= {*metrics.OUTCOMES, "captured"}


def test_work_and_addresses(engine: Engine) -> None:
    """By state and status; of those that nothing is in, zero."""
    offered(engine, "https://a.example/1", "https://a.example/2")
    at = moment(engine)
    change(engine, "UPDATE work SET due_at = ? WHERE url = 'https://a.example/1'", at - 100_000_000)
    change(engine, "UPDATE work SET due_at = ? WHERE url = 'https://a.example/2'", at * 2)
    remember(engine, "https://a.example/5", "refused")
    found = scrape(engine)
    assert found['deal_ledger_work_waiting{state="fetch"}'] == 2
    assert found['deal_ledger_work_due{state="fetch"}'] == 1
    assert found['deal_ledger_work_oldest_due_age_seconds{state="fetch"}'] >= 100
    assert found['deal_ledger_work_oldest_due_age_seconds{state="read"}'] == 0
    assert found['deal_ledger_addresses{status="refused"}'] == 1
    assert found['deal_ledger_addresses{status="failed"}'] == 0


def test_the_lease(engine: Engine) -> None:
    """Whether anybody holds it, whether that is this worker, and for how long."""
    assert scrape(engine)["deal_ledger_lease_term"] == 0
    held(engine, "first", seconds=1000)
    seen(engine, "first")
    seen(engine, "second", hours_ago=1)
    found = scrape(engine, "first")
    assert (found["deal_ledger_lease_held"], found["deal_ledger_lease_held_here"]) == (1, 1)
    assert 0 < found["deal_ledger_lease_remaining_seconds"] <= 1000
    assert found["deal_ledger_lease_term"] == 1
    assert (found['deal_ledger_workers{state="alive"}'], found['deal_ledger_workers{state="silent"}']) == (1, 1)
    assert scrape(engine, "second")["deal_ledger_lease_held_here"] == 0
    let_run_out(engine)
    found = scrape(engine, "first")
    assert (found["deal_ledger_lease_held"], found["deal_ledger_lease_held_here"]) == (0, 0)
    assert found["deal_ledger_lease_remaining_seconds"] == 0


def test_sources(engine: Engine) -> None:
    """Each with its failures in a row, its last good run and its interval, so that an alert can compare the two."""
    for name in ("fails", "well"):
        add_source(engine, name)
    add_source(engine, "paused", paused=True)
    mine = held(engine)
    adopted(engine, mine, source("fails"), source("well"))
    failed(engine, mine, "fails", 3)
    ended_well(engine, mine, "well", found=7)
    at = moment(engine)
    change(engine, "UPDATE source_runs SET next_at = ? WHERE source = 'fails'", at - 50_000_000)
    found = scrape(engine)
    assert found['deal_ledger_source_failures_in_a_row{source="fails"}'] == 3
    assert found['deal_ledger_source_failures_in_a_row{source="well"}'] == 0
    assert found['deal_ledger_source_interval_seconds{source="well"}'] == 900
    assert found['deal_ledger_source_last_good_timestamp_seconds{source="well"}'] == pytest.approx(at / 1e6, abs=60)
    assert 'deal_ledger_source_last_good_timestamp_seconds{source="fails"}' not in found
    assert found['deal_ledger_source_overdue_seconds{source="fails"}'] >= 50
    assert found['deal_ledger_source_overdue_seconds{source="well"}'] == 0
    assert found['deal_ledger_source_documents_total{source="well"}'] == 7
    told = {name: found[f'deal_ledger_sources{{state="{name}"}}'] for name in ("all", "paused", "due", "failing")}
    assert told == {"all": 3, "paused": 1, "due": 1, "failing": 1}


def test_a_paused_source_alarms_nobody(engine: Engine) -> None:
    """It keeps how it has fared, and neither fails nor is silent for too long."""
    for name in ("fails", "well"):
        add_source(engine, name)
    mine = held(engine)
    adopted(engine, mine, source("fails"), source("well"))
    failed(engine, mine, "fails", 3)
    ended_well(engine, mine, "well", found=7)
    with writing(engine) as conn:
        paused = [NewEvent(f"pause|{name}", SourcePaused(name=name), "tests") for name in ("fails", "well")]
        log.append(conn, paused, recorded_at=1)
        projector.catch_up(conn)
    found = scrape(engine)
    assert found['deal_ledger_sources{state="failing"}'] == 0
    assert found['deal_ledger_source_documents_total{source="well"}'] == 7
    assert not any(name.startswith("deal_ledger_source_last_good") for name in found)


def test_alerts(engine: Engine) -> None:
    """How many subscriptions can be told, and how far the last of them lags; who was given up holds up nobody."""
    subscribe(engine, "given up", attempts=9, given_up=True)
    subscribe(engine, "failing", attempts=2)
    subscribe(engine, "well")
    found = scrape(engine)
    states = [found[f'deal_ledger_alert_subscriptions{{state="{state}"}}'] for state in ("well", "failing", "disabled")]
    assert states == [1, 1, 1]
    assert found["deal_ledger_alert_lag_events"] == 1


def test_a_bounded_number_of_sources(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that fail are told before others; all are counted."""
    monkeypatch.setattr(metrics, "MOST_SOURCES", 2)
    for name in ("a", "b", "c"):
        add_source(engine, name)
    mine = held(engine)
    adopted(engine, mine, source("c"))
    failed(engine, mine, "c", 1)
    found = scrape(engine)
    told = {name for name in found if name.startswith("deal_ledger_source_interval_seconds")}
    assert told == {f'deal_ledger_source_interval_seconds{{source="{name}"}}' for name in ("a", "c")}
    assert found['deal_ledger_sources{state="all"}'] == 3


def test_a_database_that_does_not_answer(missing: Engine) -> None:
    """Is told, beside what the process itself knows."""
    tally = Tally()
    tally.count("captured", facts=1)
    found = scrape(missing, tally=tally)
    assert found["deal_ledger_database_up"] == 0
    assert found["deal_ledger_worker_documents_total"] == 1
    assert "deal_ledger_documents" not in found


def test_names_keep_to_the_conventions(engine: Engine) -> None:
    """One prefix, and units that are whole words and stand at the end."""
    names = {name.partition("{")[0] for name in scrape(engine)}
    assert all(name.startswith(("deal_ledger_", "process_")) for name in names)
    assert all(re.fullmatch(r"[a-z_]+", name) for name in names)
    assert {name for name in names if re.search(r"seconds|bytes", name)} == {
        name for name in names if re.search(r"_(seconds|bytes|seconds_total)$", name)
    }
