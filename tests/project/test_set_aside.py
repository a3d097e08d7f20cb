"""Events that the projection fails on: they are set aside with the reason, and the rest goes on."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import Engine, exc, select

from ledger.model.errors import DatabaseUnavailable
from ledger.model.events import Event
from ledger.project import beside, drawing, projector, recording
from ledger.project.assemble import Evidence, Picture, assemble
from ledger.project.claims import Claim, claim_of
from ledger.project.identity import Identity
from ledger.project.rows import claim_row
from ledger.project.tables import claim_parties, claims, events_set_aside, slots
from ledger.store import log
from ledger.store.database import reading, writing
from tests.project.histories import Report, Step, histories, write
from tests.project.test_beside import everything, fact, found, report
from tests.project.test_histories import rolled_back

BAD = 13


def aside(engine: Engine) -> list[tuple[str, str]]:
    with reading(engine) as conn:
        return [(row.type, row.reason) for row in conn.execute(select(events_set_aside).order_by("seq"))]


def figures(engine: Engine) -> list[int]:
    with reading(engine) as conn:
        return sorted(int(low) for low in conn.execute(select(claims.c.amount_low)).scalars())


@pytest.fixture
def unlucky(monkeypatch: pytest.MonkeyPatch) -> None:
    """A projection that cannot take claims of 13 billion."""

    def fail(event: Event) -> Claim:
        if (event.payload["fact"]["amount"] or {}).get("value") == BAD * 10**9:
            raise ArithmeticError("thirteen")
        return claim_of(event)

    monkeypatch.setattr(recording, "claim_of", fail)


@pytest.fixture
def undrawable(monkeypatch: pytest.MonkeyPatch) -> None:
    """A projection that takes a claim of 13 billion and cannot draw the company's picture with it."""

    def fail(company_id: str, evidence: Evidence, identity: Identity, *, seq: int, known_at: int) -> Picture:
        if any((claim.fact["amount"] or {}).get("value") == BAD * 10**9 for claim in evidence.claims):
            raise ArithmeticError("thirteen")
        return assemble(company_id, evidence, identity, seq=seq, known_at=known_at)

    monkeypatch.setattr(drawing, "assemble", fail)


@pytest.mark.parametrize("trouble", ["unlucky", "undrawable"])
def test_one_bad_event_stops_nothing(request: pytest.FixtureRequest, engine: Engine, trouble: str) -> None:
    """What stands before it, beside it and after it is projected; the reason is kept."""
    request.getfixturevalue(trouble)
    party = [{"name": "Delta Fund", "role": "investor"}]
    report(engine, fact("Anvil", 15, counterparties=party), fact("Anvil", BAD, counterparties=party), fact("Birch", 2))
    report(engine, fact("Anvil", 14), day="2025-08-03")
    assert aside(engine) == [("FactReported", "ArithmeticError: thirteen")]
    assert len(figures(engine)) == 3
    with reading(engine) as conn:
        assert projector.checkpoint(conn) == log.head(conn).seq
        assert {row.company_id for row in conn.execute(select(slots))} == {"anvil", "birch"}
        parties = select(claim_parties.c.seq).where(claim_parties.c.seq.not_in(select(claims.c.seq)))
        assert conn.execute(parties).all() == []


@pytest.mark.parametrize("trouble", ["unlucky", "undrawable"])
def test_a_rebuild_tries_it_again(request: pytest.FixtureRequest, engine: Engine, trouble: str) -> None:
    """With the same code it is set aside again, and the same rows come out; with better code it is in its place."""
    monkeypatch: pytest.MonkeyPatch = request.getfixturevalue("monkeypatch")
    request.getfixturevalue(trouble)
    report(engine, fact("Anvil", 15), fact("Anvil", BAD), fact("Birch", 2))
    before = everything(engine)
    assert beside.rebuild(engine).set_aside == 1
    assert everything(engine) == before
    assert found(engine) == []
    monkeypatch.undo()
    assert {difference.table for difference in found(engine)} >= {"events_set_aside", "claims"}
    assert beside.rebuild(engine).set_aside == 0
    assert aside(engine) == []
    assert len(figures(engine)) == 3


def test_what_a_database_refuses(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """A value that a column does not take is laid to its event as well, and leaves no half of it."""

    def row(claim: Claim) -> tuple[Any, ...]:
        made = claim_row(claim)
        # A kind is no row without it.
        nothing = tuple(None if value == claim.kind else value for value in made)
        return nothing if claim.fact["amount"]["value"] == BAD * 10**9 else made

    monkeypatch.setattr(recording, "claim_row", row)
    report(engine, fact("Anvil", 15), fact("Anvil", BAD), fact("Birch", 2))
    assert [event_type for event_type, _ in aside(engine)] == ["FactReported"]
    assert len(figures(engine)) == 2


def test_trouble_of_the_database_is_no_events_fault(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk sets nothing aside: the transaction fails as a whole and can be tried again."""

    def fail(_: Event) -> Claim:
        raise exc.OperationalError("INSERT", {}, OSError("database or disk is full"))

    monkeypatch.setattr(recording, "claim_of", fail)
    with pytest.raises(DatabaseUnavailable, match="is full; nothing was written"):
        report(engine, fact("Anvil", 15))
    assert aside(engine) == []
    with reading(engine) as conn:
        assert log.head(conn).seq == 0


@pytest.mark.parametrize(
    ("error", "blamed"),
    [
        (KeyError("ids"), True),
        (OverflowError("int too large"), True),
        (exc.DataError("", {}, Exception()), True),
        (exc.IntegrityError("", {}, Exception()), True),
        (exc.ProgrammingError("", {}, Exception("cannot adapt type 'dict'")), True),
        (exc.OperationalError("", {}, Exception()), False),
        (exc.InterfaceError("", {}, Exception()), False),
        (exc.InternalError("", {}, Exception()), False),
        (exc.PendingRollbackError(""), False),
        (MemoryError(), False),
    ],
)
def test_who_is_to_blame(error: Exception, blamed: bool) -> None:
    """What an event holds can be at fault; the machine and the database never are an event."""
    assert recording.is_of_an_event(error) is blamed


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=histories)
def test_nothing_ordinary_is_set_aside(sqlite_engine: Engine, steps: list[Step]) -> None:
    """Otherwise a fault of the projection would hide behind this."""
    with rolled_back(sqlite_engine) as conn:
        write(conn, steps)
        assert conn.execute(select(events_set_aside)).all() == []


def test_a_report_of_nothing_but_bad_facts(engine: Engine, unlucky: None) -> None:
    """The document is in the log all the same: what is acknowledged is never lost."""
    with writing(engine) as conn:
        write(conn, [Report("Morning Paper", "2025-06-17", (fact("Anvil", BAD),))])
    assert len(aside(engine)) == 1
    with reading(engine) as conn:
        assert "FactReported" in {event.type for event in log.read(conn)}
