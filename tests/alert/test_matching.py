"""What is an alert: conflicts when they arise and not while they stand, facts by company, kind and figure."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, Engine, select

from ledger.curate import commands, entities
from ledger.model.events import DealsSeparated, DocumentRedated, NewEvent, Payload
from ledger.ops.erase import Request, erase
from ledger.project import projector
from ledger.project.tables import claims
from ledger.store import log
from ledger.store.database import reading, writing
from tests.alert.samples import (
    correct,
    head,
    heard,
    merge,
    money,
    report,
    retract,
    said,
    stake,
    told,
    world,
)
from tests.ingest.samples import NOW

SCALE = "scale-ai"


@pytest.fixture(autouse=True)
def _known(engine: Engine) -> None:
    world(engine)


def test_a_conflict_is_told_when_it_arises(engine: Engine) -> None:
    """With the second report and not with the first, nor with a third that joins a conflict that stands."""
    report(engine, "Gazette", money(15))
    second = report(engine, "Herald", money(14.3))
    report(engine, "Courier", money(12))
    assert heard(engine, "conflict") == [(second, "conflict", SCALE)]


def test_a_conflict_that_reappears_is_told_again(engine: Engine) -> None:
    """One ends when a claim is withdrawn, and the next report may bring it back."""
    report(engine, "Gazette", money(15))
    second = report(engine, "Herald", money(14.3))
    retract(engine, second)
    fourth = report(engine, "Courier", money(12))
    assert [seq for seq, *_ in heard(engine, "conflict")] == [second, fourth]


def test_a_correction_of_one_side_leaves_the_conflict_standing(engine: Engine) -> None:
    """As long as the two contradict each other it is one conflict; corrected away and back it is a new one."""
    first = report(engine, "Gazette", money(15))
    report(engine, "Herald", money(14.3))
    corrected = correct(engine, first, amount__value=16_000_000_000)
    assert len(heard(engine, "conflict")) == 1
    settled = correct(engine, corrected, amount__value=14_300_000_000)
    again = correct(engine, settled, amount__value=15_000_000_000)
    assert [seq for seq, *_ in heard(engine, "conflict")][1:] == [again]


def test_a_later_word_of_a_paper_that_still_contradicts_is_no_new_conflict(engine: Engine) -> None:
    """The slot's current claims change, the conflict stands."""
    report(engine, "Gazette", money(15))
    second = report(engine, "Herald", money(14.3))
    report(engine, "Herald", money(14.1), day="2025-06-20")
    assert heard(engine, "conflict") == [(second, "conflict", SCALE)]


def test_a_merge_can_bring_a_conflict(engine: Engine) -> None:
    """Two names that turn out to be one company: what each paper said of its own now contradicts."""
    report(engine, "Gazette", money(15))
    report(engine, "Herald", money(14.3, company="Scale Laboratories"))
    assert heard(engine, "conflict") == []
    merged = merge(engine, SCALE, "scale-laboratories")
    assert heard(engine, "conflict") == [(merged, "conflict", SCALE)]
    assert heard(engine, "conflict", companies=["scale-laboratories"]) == [(merged, "conflict", SCALE)]


def test_a_merge_of_other_sides_can_bring_a_conflict(engine: Engine) -> None:
    """Whose stake is asked: two holders become one, and the company between them has a conflict."""
    report(engine, "Gazette", stake(49))
    report(engine, "Herald", stake(30, counterparties=[{"name": "Facebook Group", "role": "holder"}]))
    merged = merge(engine, "meta", "facebook-group")
    assert heard(engine, "conflict") == [(merged, "conflict", SCALE)]


def test_a_conflict_that_moves_with_its_company_is_no_new_one(engine: Engine) -> None:
    """A merge gives the slot another company and id; the same two claims contradict each other as before."""
    report(engine, "Gazette", money(15, company="Scale Laboratories"))
    second = report(engine, "Herald", money(14.3, company="Scale Laboratories"))
    merge(engine, SCALE, "scale-laboratories")
    with writing(engine) as conn:
        entities.split(conn, SCALE, "scale-laboratories", said("two after all"))
    assert heard(engine, "conflict") == [(second, "conflict", "scale-laboratories")]


def test_a_partnership_is_told_of_once(engine: Engine) -> None:
    """It stands in the pictures of both its sides."""
    pact = {"kind": "partnership", "company": "Mistral AI", "counterparties": [{"name": "Nvidia", "role": "partner"}]}
    usd = {"currency": "USD", "verbatim": None}
    report(engine, "Gazette", pact | {"quote": "one", "amount": usd | {"value": 10**9, "verbatim": "1 billion"}})
    second = report(
        engine, "Herald", pact | {"quote": "two", "amount": usd | {"value": 3 * 10**9, "verbatim": "3 billion"}}
    )
    assert [seq for seq, *_ in heard(engine, "conflict")] == [second]
    for company in ("mistral-ai", "nvidia"):
        assert [seq for seq, *_ in heard(engine, "conflict", companies=[company])] == [second]


def test_agreement_that_changes_is_told_both_ways(engine: Engine) -> None:
    """Confirmed, contradicted, and settled again, each with how it was before."""
    first = report(engine, "Gazette", money(15))
    second = report(engine, "Herald", money(15))
    third = report(engine, "Courier", money(12))
    fourth = retract(engine, third)
    assert [seq for seq, *_ in heard(engine, "agreement_changed")] == [second, third, fourth]
    with reading(engine) as conn:
        changes = [m.row["data"]["alerts"][0] for m in told(conn, "agreement_changed")]
    agreements = [(change["agreement_before"], change["slot"]["agreement"]) for change in changes]
    assert agreements == [("single", "exact"), ("exact", "conflict"), ("conflict", "exact")]
    assert [claim["seq"] for claim in changes[-1]["slot"]["claims"]] == [first, second]


def test_deals_that_are_told_apart_end_a_conflict(engine: Engine) -> None:
    """Nobody is told of a conflict then; that each of the two stands alone one is."""
    _, second = report(engine, "Gazette", money(15)), report(engine, "Herald", money(12))
    with writing(engine) as conn:
        ids = tuple(conn.scalars(select(claims.c.claim_id).order_by(claims.c.seq)))
        _append(conn, DealsSeparated(claim_ids=ids, reason="two rounds"))
    assert [seq for seq, *_ in heard(engine, "conflict")] == [second]
    assert [seq for seq, *_ in heard(engine, "agreement_changed")] == [second, head(engine), head(engine)]


def test_a_redated_document_can_bring_a_conflict(engine: Engine) -> None:
    """Which of a paper's words is its last depends on the dates."""
    report(engine, "Gazette", money(15))
    agreeing = report(engine, "Herald", money(15), day="2025-06-20")
    report(engine, "Herald", money(12), day="2025-06-10")
    assert heard(engine, "conflict") == []
    with writing(engine) as conn:
        publication = conn.scalar(select(claims.c.publication_id).where(claims.c.seq == agreeing))
        assert publication is not None
        _append(conn, DocumentRedated(publication_id=publication, published="2025-06-01", reason="wrong year"))
    assert heard(engine, "conflict") == [(head(engine), "conflict", SCALE)]


def _append(conn: Connection, payload: Payload) -> None:
    event = NewEvent(key=f"tests|{payload.type}", payload=payload, recorded_by="tests")
    log.append(conn, [event], recorded_at=commands.Command("tests", NOW).at)
    projector.catch_up(conn)


# -- Facts ------------------------------------------------------------------------------------------------------------


def test_facts_by_company_on_either_side(engine: Engine) -> None:
    """Whoever watches Meta hears of its stakes; nobody else does."""
    first = report(engine, "Gazette", stake(49))
    report(engine, "Herald", money(1, company="Mistral AI", counterparties=[{"name": "Nvidia", "role": "investor"}]))
    assert heard(engine, "fact", companies=["meta"]) == [(first, "fact", SCALE)]
    assert heard(engine, "fact", companies=[SCALE, "openai"]) == [(first, "fact", SCALE)]
    assert len(heard(engine, "fact")) == 2
    assert heard(engine, "fact", companies=["openai"]) == []


def test_a_conflict_is_told_to_who_watches_the_other_side(engine: Engine) -> None:
    """Also where the report that brings it does not name that side."""
    report(engine, "Gazette", money(15, kind="valuation"))
    second = report(engine, "Herald", money(14.3, kind="valuation", counterparties=[]))
    assert heard(engine, "conflict", companies=["meta"]) == [(second, "conflict", SCALE)]


def test_facts_by_kind_and_figure(engine: Engine) -> None:
    """Of several words any is enough, and each thing is told once."""
    small, large = report(engine, "Gazette", stake(8)), report(engine, "Herald", stake(49))
    paid = report(engine, "Courier", money(15))
    assert [seq for seq, *_ in heard(engine, "percent > 10")] == [large]
    assert [seq for seq, *_ in heard(engine, "fact", kinds=["stake"])] == [small, large]
    several = heard(engine, "percent > 10", "amount >= 1 billion USD", "percent > 40")
    assert [seq for seq, *_ in several] == [large, paid]


def test_amounts_of_another_currency_are_compared_at_the_rate_of_their_day(engine: Engine) -> None:
    """Nine hundred million euros were more than a billion dollars in June 2025, and Polish crowns were not."""
    euros = {"amount": {"value": 900_000_000, "currency": "EUR"}, "quote": "900 M"}
    crowns = {"amount": {"value": 900_000_000, "currency": "PLN"}, "quote": "900 z"}
    found = report(engine, "Gazette", money(1, **euros))
    report(engine, "Herald", money(1, **crowns))
    assert [seq for seq, *_ in heard(engine, "amount >= 1 billion USD")] == [found]


def test_denials_corrections_and_retractions(engine: Engine) -> None:
    """Each is what it is; a correction and a retraction show what was."""
    first = report(engine, "Gazette", stake(49))
    denied = report(engine, "Herald", stake(49, polarity="negative"))
    corrected = correct(engine, first, percent=12)
    retracted = retract(engine, corrected)
    assert heard(engine, "denial") == [(denied, "denial", SCALE)]
    assert heard(engine, "correction") == [(corrected, "correction", SCALE)]
    assert heard(engine, "retraction") == [(retracted, "retraction", SCALE)]
    assert [seq for seq, *_ in heard(engine, "fact")] == [first, denied]
    with reading(engine) as conn:
        [message] = told(conn, "correction where percent > 40")  # by what it was
        [alert] = message.row["data"]["alerts"]
        assert (alert["claim"]["percent"], alert["corrected"]["percent"]) == (12, 49)
        assert message.row["data"]["reason"] == "misread"
        [message] = told(conn, "retraction")
        assert message.row["data"]["alerts"][0]["claim"]["percent"] == 12


def test_a_correction_that_gives_a_claim_to_another_company_is_told_to_both(engine: Engine) -> None:
    """Whoever heard of the claim hears that it was of somebody else."""
    first = report(engine, "Gazette", stake(49))
    moved = correct(engine, first, company="Mistral AI")
    for company in (SCALE, "mistral-ai"):
        assert [seq for seq, *_ in heard(engine, "correction", companies=[company])] == [moved]


def test_what_was_erased_is_told_no_more(engine: Engine) -> None:
    """A replay after an erasure leaves it out, and what it was a rival of stands alone."""
    report(engine, "Gazette", money(15))
    second = report(engine, "Herald", money(14.3))
    assert len(heard(engine, "fact", "conflict")) == 3
    erase(engine, Request("claim", str(second), "a court's order", False), actor="tests", now=NOW)
    assert [(what, company) for _, what, company in heard(engine, "fact", "conflict")] == [("fact", SCALE)]


def test_a_message_shows_claims_as_they_stood(engine: Engine) -> None:
    """With names, quote and source; what happened later is in no message about earlier."""
    first = report(engine, "Gazette", stake(49))
    with reading(engine) as conn:
        [before] = told(conn, "fact")
    correct(engine, first, percent=12)
    report(engine, "Herald", stake(30))
    with writing(engine) as conn:
        entities.register(conn, entities.Described.of("Scale Intelligence", SCALE), said("it has a new name"))
    with reading(engine) as conn:
        again = told(conn, "fact")[0]
    assert again == before
    assert again.body == before.body
    claim = before.row["data"]["alerts"][0]["claim"]
    assert (claim["status"], claim["company_name"], claim["publisher"]) == ("live", "Scale AI", "Gazette")
    assert (claim["quote"], claim["url"]) == ("49 %", "https://gazette.example/2025-06-12")
