"""How the worker fares, by what the database says."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from ledger.project import projector
from ledger.project.tables import checkpoints
from ledger.store import quarantine
from ledger.store.database import open_engine, reading, writing
from ledger.worker import lease, queue, status, workers
from ledger.worker.status import Status
from tests.ingest.command import Command, initialised, make_template
from tests.store.samples import append, registered, url_of
from tests.torture.work import append_one
from tests.worker.samples import adopted, held, let_run_out, offered, source
from tests.worker.standing import add_source, change, ended_well, failed, moment, remember, seen, subscribe


def look(engine: Engine, silent: float = 30.0) -> Status:
    with reading(engine) as conn:
        return status.look(conn, silent)


def test_an_empty_ledger(engine: Engine) -> None:
    """There is nothing to tell, and nobody has to be at work to be told so."""
    found = look(engine)
    assert (found.seq, found.lease, found.workers, found.sources, found.at_work) == (0, None, (), (), False)
    assert [(one.state, one.waiting, one.due, one.oldest_at) for one in found.work] == [
        ("fetch", 0, 0, None),
        ("read", 0, 0, None),
    ]
    assert (found.addresses, found.quarantine, found.reviews, found.documents, found.claims) == ({}, 0, 0, 0, 0)


def test_what_the_ledger_holds(engine: Engine) -> None:
    """Documents and claims are counted, and how far the read models lag behind the log."""
    append_one(engine, "a", 1)
    before = look(engine)
    assert (before.documents, before.claims) == (1, 3)
    assert (before.read_models.behind, before.read_models.current) == (0, True)
    append(engine, registered("b"))
    after = look(engine)
    assert (after.seq, after.read_models.behind) == (before.seq + 1, 1)


def test_sources(engine: Engine) -> None:
    """Each with when it is due and how it has fared; one that no worker has seen yet is due, a paused one never."""
    for name in ("fails", "new", "well"):
        add_source(engine, name)
    add_source(engine, "paused", paused=True)
    mine = held(engine)
    adopted(engine, mine, source("fails"), source("well"))
    failed(engine, mine, "fails", 3, "the host does not exist")
    ended_well(engine, mine, "well", found=7)
    found = {one.name: one for one in look(engine).sources}
    assert list(found) == ["fails", "new", "paused", "well"]
    assert (found["fails"].failures, found["fails"].reason, found["fails"].ok_at) == (
        3,
        "the host does not exist",
        None,
    )
    assert (found["well"].failures, found["well"].found, found["well"].due) == (0, 7, False)
    assert (found["new"].due, found["new"].next_at) == (True, None)
    assert (found["paused"].due, found["paused"].paused) == (False, True)
    change(engine, "UPDATE source_runs SET next_at = 1")
    assert {one.name for one in look(engine).sources if one.due} == {"fails", "new", "well"}


def test_the_lease(engine: Engine) -> None:
    """Held, run out, or given back."""
    mine = held(engine)
    standing = look(engine).lease
    assert standing is not None
    assert (standing.holder, standing.term, standing.held) == ("first", 1, True)
    let_run_out(engine)
    standing = look(engine).lease
    assert standing is not None
    assert (standing.holder, standing.held) == ("first", False)
    with writing(engine) as conn:
        lease.give_back(conn, mine)
    standing = look(engine).lease
    assert standing is not None
    assert (standing.holder, standing.term, standing.held) == (None, 1, False)


def test_workers(engine: Engine) -> None:
    """Those with a fresh sign of life are alive."""
    seen(engine, "first")
    seen(engine, "second", hours_ago=2)
    assert [(one.id, one.alive) for one in look(engine).workers] == [("first", True), ("second", False)]
    assert look(engine).at_work
    assert not look(engine, silent=0.0).at_work


def test_work_and_addresses(engine: Engine) -> None:
    """What waits, what of it is due, the oldest of that; and what came of addresses, without the sources' own."""
    offered(engine, "https://a.example/1", "https://a.example/2", "https://a.example/3")
    offered(engine, "https://a.example/4", body=b"a text")
    change(engine, "UPDATE work SET due_at = 5 WHERE url = 'https://a.example/1'")
    change(engine, "UPDATE work SET due_at = ? WHERE url = 'https://a.example/2'", moment(engine) * 2)
    remember(engine, "https://a.example/5", "captured")
    remember(engine, "https://a.example/6", "failed")
    remember(engine, "source:gazette", "source")
    with writing(engine) as conn:
        quarantine.put(conn, address="a.txt", body=b"\0", reason="a.txt is binary, not text.", at=5)
    found = look(engine)
    assert [(one.state, one.waiting, one.due) for one in found.work] == [("fetch", 3, 2), ("read", 1, 1)]
    assert found.work[0].oldest_at == 5
    assert found.addresses == {"captured": 1, "failed": 1}
    assert found.quarantine == 1


def test_as_json(engine: Engine) -> None:
    """Times are in ISO 8601, wherever they stand."""
    add_source(engine)
    mine = held(engine)
    adopted(engine, mine, source())
    ended_well(engine, mine, "gazette")
    offered(engine, "https://a.example/1")
    row = look(engine).to_json()
    times = [row["at"], row["lease"]["taken_at"], row["sources"][0]["ok_at"], row["work"][0]["oldest_at"]]
    assert all(isinstance(time, str) and time.endswith("Z") for time in times)
    assert row["work"][1]["oldest_at"] is None
    assert row["work"][0]["state"] == queue.FETCH


# -- The commands -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with the seed companies."""
    return make_template(tmp_path_factory.mktemp("status"))


@pytest.fixture
def ledger(template: Path, tmp_path: Path) -> Command:
    return initialised(template, tmp_path)


def test_the_command_on_one_screen(engine: Engine, tmp_path: Path) -> None:
    """Whoever looks sees who is at work, what waits, and each source with the reason of its failure."""
    call = Command(url_of(engine), tmp_path)
    assert "none is at work, and none ever was" in call("status").out
    assert "No sources are set up." in call("status").out
    add_source(engine, "fails")
    add_source(engine, "paused", paused=True)
    mine = held(engine, "desk:1:ab")
    seen(engine, "desk:1:ab")
    seen(engine, "desk:2:cd", hours_ago=3)
    adopted(engine, mine, source("fails"))
    failed(engine, mine, "fails", 2, "the host \x1b[31mdoes not exist")
    offered(engine, "https://a.example/1")
    remember(engine, "https://a.example/5", "captured")
    lines = call("status").out.splitlines()
    assert any(line.startswith("worker: desk:1:ab has started the sources for") for line in lines)
    assert any("desk:2:cd" in line and "silent for 3 h" in line for line in lines)
    assert any(line.startswith("to fetch: 1 addresses, 1 of them due") for line in lines)
    assert "addresses: 1 captured" in lines
    [row] = [line for line in lines if line.startswith("fails")]
    assert "never" in row
    assert "does not exist" in row
    assert "\x1b" not in row
    assert any(line.startswith("paused") for line in lines)
    subscribe(engine, "desk", attempts=2)
    assert "alerts: desk (failing: HTTP 500)" in call("status").out
    let_run_out(engine)
    assert "nobody starts the sources at this moment" in call("status").out
    seen(engine, "desk:1:ab", hours_ago=3)
    assert "none is at work; desk:1:ab gave its last sign of life" in call("status").out


def test_the_command_as_json(ledger: Command) -> None:
    """One object, also while nobody is at work."""
    row = ledger("status", "--json").row
    assert row["lease"] is None
    assert row["workers"] == row["sources"] == []
    assert row["read_models"]["current"] is True


def test_the_command_on_read_models_of_another_version(ledger: Command) -> None:
    """It is asked for when something is wrong, so it goes on where other commands refuse."""
    engine = open_engine(ledger.url)
    with writing(engine) as conn:
        conn.execute(checkpoints.update().values(version=projector.VERSION - 1))
    engine.dispose()
    assert "of another version" in ledger("status").out


def test_check_says_by_its_exit_code_whether_a_worker_of_this_machine_is_at_work(
    engine: Engine, tmp_path: Path
) -> None:
    """What a container asks: no worker, one elsewhere, one that fell silent, one that is well."""
    call = Command(url_of(engine), tmp_path)
    mine = workers.new_id()
    assert "No worker of this machine" in call("worker", "--check", code=1).sentence
    seen(engine, "elsewhere:1:ab")
    call("worker", "--check", code=1)
    seen(engine, mine, hours_ago=1)
    call("worker", "--check", code=1)
    seen(engine, mine)
    assert call("worker", "--check").out == f"The worker {mine} is at work.\n"
    assert call("worker", "--check", "--json").row == {"workers": [mine]}
    call("worker", "--check", "--once", code=2)


def test_check_on_a_database_that_is_not_there(tmp_path: Path) -> None:
    """Is not well either."""
    call = Command(f"sqlite:///{tmp_path / 'none.sqlite'}", tmp_path)
    assert "deal-ledger init" in call("worker", "--check", code=1).sentence
