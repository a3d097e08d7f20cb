"""What a reader is not sure of waits, a person decides, and each decision is an event. On both engines."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import Engine

from ledger.curate import review
from ledger.curate.annotations import export, status
from ledger.curate.commands import Said, retract
from ledger.curate.review import Proposal, Reviewed
from ledger.model.errors import ImpossibleDecision, InvalidFact, KeyConflict, UnknownProposal
from ledger.store.database import reading, writing
from tests.ingest.samples import Told, events_of, tables
from tests.review.samples import COMMAND, INVENTED, SURE, TEXT, UNSURE, read
from tests.support.rebuilding import rebuild_in_place
from tests.support.turns import overlapping


def waiting(engine: Engine, status: str | None = "waiting") -> list[Proposal]:
    with reading(engine) as conn:
        return review.proposals(conn, status)


def accept(engine: Engine, reference: str, changes: dict[str, Any] | None = None, **command: Any) -> Reviewed:
    with writing(engine) as conn:
        return review.accept(conn, reference, replace(COMMAND, **command), changes, "I read it")


def reject(engine: Engine, reference: str, reason: str = "it is not there") -> Reviewed:
    with writing(engine) as conn:
        return review.reject(conn, reference, COMMAND, reason)


def test_what_is_doubtful_waits_with_its_reason(engine: Engine, tmp_path: Path) -> None:
    """What the reader is not sure of, and what the document does not bear out; the rest is reported."""
    outcome = read(engine, tmp_path)
    assert (outcome.facts, outcome.waiting) == (1, 2)
    assert [event.payload["fact"]["kind"] for event in events_of(engine, "FactReported")] == ["investment"]
    found = waiting(engine)
    assert {(p.fact["kind"], p.cause) for p in found} == {("acquisition", "grounding"), ("valuation", "confidence")}
    reasons = {p.fact["kind"]: p.reason for p in found}
    assert "“Nobody Holdings” does not stand in the document" in reasons["acquisition"]
    assert reasons["valuation"] == "the reader is 40% sure, and the limit is 60%"
    assert {(p.reader, p.reader_version) for p in found} == {("told", "1")}


def test_the_limit_is_a_setting(sqlite_engine: Engine, tmp_path: Path) -> None:
    """At zero nothing waits for want of confidence; what is invented waits always."""
    outcome = read(sqlite_engine, tmp_path, limit=0)
    assert (outcome.facts, outcome.waiting) == (2, 1)


def proposal_of(engine: Engine, kind: str) -> Proposal:
    [found] = [p for p in waiting(engine, None) if p.fact["kind"] == kind]
    return found


def test_an_accepted_fact_is_reported_by_its_document(engine: Engine, tmp_path: Path) -> None:
    """At the document's known time, by the reader that found it, and it waits no more."""
    read(engine, tmp_path)
    proposal = proposal_of(engine, "valuation")
    done = accept(engine, proposal.proposal_id[:12])
    [_, reported] = events_of(engine, "FactReported")
    [decision] = events_of(engine, "ProposalAccepted")
    assert (done.status, done.claim_id, done.new) == ("accepted", reported.event_id, True)
    assert reported.payload["fact"] == proposal.fact
    assert reported.payload["reader"] == {"name": "told", "version": "1"}
    assert reported.known_at == events_of(engine, "DocumentCaptured")[0].known_at
    assert (decision.recorded_by, decision.known_at, decision.seq) == ("ana", None, reported.seq + 1)
    decided = proposal_of(engine, "valuation")
    assert (decided.status, decided.decided_by, decided.decided_reason) == ("accepted", "ana", "I read it")
    assert [p.fact["kind"] for p in waiting(engine)] == ["acquisition"]


def test_an_edited_fact_is_a_person_s(engine: Engine, tmp_path: Path) -> None:
    """It is reported with the changed fields, and read by a person."""
    read(engine, tmp_path)
    done = accept(engine, str(proposal_of(engine, "valuation").seq), {"basis": "post_money", "certainty": "asserted"})
    assert done.status == "edited"
    reported = events_of(engine, "FactReported")[-1].payload
    assert (reported["fact"]["basis"], reported["fact"]["certainty"]) == ("post_money", "asserted")
    assert reported["reader"]["name"] == "person"


def test_nobody_can_accept_what_the_document_does_not_say(engine: Engine, tmp_path: Path) -> None:
    """Neither as it is nor changed; changed to what the document does say it is reported."""
    read(engine, tmp_path)
    proposal = proposal_of(engine, "acquisition")
    before = tables(engine)
    for changes in ({}, {"counterparties": [], "amount": {"value": 13_000_000}}, {"quote": "Quay took all of it"}):
        with pytest.raises(ImpossibleDecision, match="does not bear it out"):
            accept(engine, proposal.proposal_id, changes)
    with pytest.raises(InvalidFact, match="percent"):
        accept(engine, proposal.proposal_id, {"percent": -1})
    assert tables(engine) == before
    right = {"kind": "stake", "counterparties": [{"name": "Quay Partners", "role": "holder"}]}
    assert accept(engine, proposal.proposal_id, right).status == "edited"


def test_a_rejected_fact_is_kept_as_such(engine: Engine, tmp_path: Path) -> None:
    """With who said so and why; nothing is reported."""
    read(engine, tmp_path)
    done = reject(engine, proposal_of(engine, "acquisition").proposal_id)
    assert (done.status, done.claim_id) == ("rejected", None)
    assert len(events_of(engine, "FactReported")) == 1
    assert proposal_of(engine, "acquisition").decided_reason == "it is not there"


def test_a_decision_is_taken_once(engine: Engine, tmp_path: Path) -> None:
    """The same again changes nothing; the contrary is refused and says who decided."""
    read(engine, tmp_path)
    proposal = proposal_of(engine, "valuation").proposal_id
    first = accept(engine, proposal)
    before = tables(engine)
    assert accept(engine, proposal) == replace(first, new=False)
    with pytest.raises(ImpossibleDecision, match="was accepted by ana at position"):
        reject(engine, proposal)
    with pytest.raises(ImpossibleDecision, match="was accepted by ana"):
        accept(engine, proposal, {"basis": "pre_money"})
    assert tables(engine) == before


def test_two_who_decide_at_once(engine: Engine, tmp_path: Path) -> None:
    """Both found it waiting; the second is told who was first, also where each has a command id of their own."""
    read(engine, tmp_path)
    proposal = proposal_of(engine, "valuation").proposal_id
    late = overlapping(
        engine,
        lambda conn: review.accept(conn, proposal, replace(COMMAND, command_id="a")),
        lambda conn: review.reject(conn, proposal, replace(COMMAND, command_id="b"), "it is not there"),
    )
    with pytest.raises(ImpossibleDecision, match="was accepted by ana"):
        late.result()


def test_a_command_id_is_one_command(sqlite_engine: Engine, tmp_path: Path) -> None:
    """Sent again for something else it is refused."""
    read(sqlite_engine, tmp_path)
    accept(sqlite_engine, proposal_of(sqlite_engine, "valuation").proposal_id, command_id="c1")
    changes = {"kind": "stake", "counterparties": [{"name": "Quay Partners", "role": "holder"}]}
    with pytest.raises(KeyConflict):
        accept(sqlite_engine, proposal_of(sqlite_engine, "acquisition").proposal_id, changes, command_id="c1")


@pytest.mark.parametrize("reference", ["nothing", "12345678", "0", "99999"])
def test_a_proposal_that_is_not_there(sqlite_engine: Engine, tmp_path: Path, reference: str) -> None:
    """The message says where the others are listed."""
    read(sqlite_engine, tmp_path)
    with pytest.raises(UnknownProposal, match="deal-ledger review list"):
        accept(sqlite_engine, reference)


def test_a_rejection_needs_a_reason(sqlite_engine: Engine, tmp_path: Path) -> None:
    """Why is worth as much as what."""
    read(sqlite_engine, tmp_path)
    with pytest.raises(ImpossibleDecision, match="Say why"):
        reject(sqlite_engine, proposal_of(sqlite_engine, "valuation").proposal_id, "  ")


def test_the_queue_is_made_from_the_log_alone(engine: Engine, tmp_path: Path) -> None:
    """Thrown away and rebuilt it is the same, decisions included."""
    read(engine, tmp_path)
    accept(engine, proposal_of(engine, "valuation").proposal_id)
    reject(engine, proposal_of(engine, "acquisition").proposal_id)
    before = tables(engine)["review_queue"]
    assert len(before) == 2
    with writing(engine) as conn:
        rebuild_in_place(conn)
    assert tables(engine)["review_queue"] == before


def test_the_same_document_again_proposes_nothing(engine: Engine, tmp_path: Path) -> None:
    """A decision stands, and what waits waits once."""
    read(engine, tmp_path)
    reject(engine, proposal_of(engine, "valuation").proposal_id)
    before = tables(engine)
    assert read(engine, tmp_path).status == "unchanged"
    assert tables(engine) == before


# -- A second reader ---------------------------------------------------------------------------------------------------


def test_two_readers_that_agree_report(engine: Engine, tmp_path: Path) -> None:
    """The first one's fact, once."""
    outcome = read(engine, tmp_path, SURE, second=Told([SURE], name="other"))
    assert (outcome.facts, outcome.waiting) == (1, 0)
    assert events_of(engine, "FactReported")[0].payload["reader"]["name"] == "told"


def test_what_two_readers_disagree_about_waits(engine: Engine, tmp_path: Path) -> None:
    """Both sides of a contradiction, and what only the second one found; what only the first found is reported."""
    denied = SURE | {"polarity": "negative"}
    revenue = UNSURE | {"kind": "revenue", "confidence": 0.9, "quote": "Its revenue was 7 million euros in 2024"}
    revenue |= {"amount": {"value": 7_000_000, "currency": "EUR"}, "company_as_written": None}
    outcome = read(engine, tmp_path, SURE, UNSURE, limit=0, second=Told([denied, revenue], name="other"))
    assert [event.payload["fact"]["kind"] for event in events_of(engine, "FactReported")] == ["valuation"]
    assert outcome.waiting == 3
    assert {(p.reader, p.fact["kind"], p.fact["polarity"]) for p in waiting(engine)} == {
        ("told", "investment", "positive"),
        ("other", "investment", "negative"),
        ("other", "revenue", "positive"),
    }


# -- Export ------------------------------------------------------------------------------------------------------------


def test_decisions_become_annotations(engine: Engine, tmp_path: Path) -> None:
    """What was accepted has to be found, what nobody judged may be, and what was rejected is not there."""
    read(engine, tmp_path)
    accept(engine, proposal_of(engine, "valuation").proposal_id)
    reject(engine, proposal_of(engine, "acquisition").proposal_id)
    folder = tmp_path / "corpus" / "new"
    with reading(engine) as conn:
        assert export(conn, folder) == 1
    [text], [known] = folder.glob("*.txt"), folder.glob("*.json")
    assert text.read_text(encoding="utf-8") == TEXT
    assert text.stem == known.stem
    written = json.loads(known.read_text(encoding="utf-8"))
    facts = {fact.pop("kind"): fact for fact in written.pop("facts")}
    assert written == {
        "published": "2025-06-12",
        "publisher": "Tide Gazette",
        "url": "https://tide.example/1",
        "title": "Quay backs Harbour Robotics",
        "lang": "en",
    }
    assert facts.keys() == {"investment", "valuation"}
    assert facts["investment"]["optional"] is True
    assert "optional" not in facts["valuation"]
    assert (facts["valuation"]["amount"]["value"], facts["valuation"]["status"]) == (90_000_000, "rumoured")
    assert facts["valuation"]["quote"] in TEXT


def test_a_retraction_is_a_judgement_too(sqlite_engine: Engine, tmp_path: Path) -> None:
    """What a person retracted is not to be found again."""
    read(sqlite_engine, tmp_path, SURE)
    with writing(sqlite_engine) as conn:
        claim = events_of(sqlite_engine, "FactReported")[0].event_id
        retract(conn, claim, Said(COMMAND, "a market size"))
        export(conn, tmp_path / "corpus")
    [known] = (tmp_path / "corpus").glob("*.json")
    assert json.loads(known.read_text(encoding="utf-8"))["facts"] == []


def test_a_document_that_nobody_judged_is_not_exported(sqlite_engine: Engine, tmp_path: Path) -> None:
    """It would only say what the reader says itself."""
    read(sqlite_engine, tmp_path)
    with reading(sqlite_engine) as conn:
        assert export(conn, tmp_path / "corpus") == 0


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"polarity": "negative"}, "denied"),
        ({"forecast": True}, "forecast"),
        ({"stage": "abandoned"}, "cancelled"),
        ({"stage": "talks"}, "rumoured"),
        ({"certainty": "hedged"}, "rumoured"),
        ({"stage": "completed"}, "completed"),
        ({}, "reported"),
    ],
)
def test_how_sure_in_a_word(changes: dict[str, Any], word: str) -> None:
    """As the corpus has it."""
    assert status({"certainty": "asserted", "polarity": "positive", "forecast": False} | changes) == word


def test_a_doubt_twice_is_one_proposal(sqlite_engine: Engine, tmp_path: Path) -> None:
    """Two readers may invent the same."""
    outcome = read(sqlite_engine, tmp_path, INVENTED, second=Told([INVENTED], name="other"))
    assert outcome.waiting == 1
