"""Reading stored documents again: what would change is shown, what is applied is events, and people's word stands."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy.engine import Engine

from ledger.curate import review
from ledger.curate.commands import Said, correct, retract
from ledger.curate.reread import Difference, Stored, apply, captures, difference, read_again, stored
from ledger.ingest.reading import Checked
from ledger.project import projector
from ledger.query.questions import ask, state
from ledger.store.database import reading, writing
from tests.ingest.samples import NOW, Told, events_of, ingest, jsonl, tables
from tests.review.samples import COMMAND, INVENTED, SURE, UNSURE, read
from tests.support.rebuilding import rebuild_in_place

REVENUE: dict[str, Any] = {
    "kind": "revenue",
    "company": "Harbour Robotics",
    "amount": {"value": 7_000_000, "currency": "EUR", "verbatim": "7 million euros"},
    "period": "2024",
    "quote": "Its revenue was 7 million euros in 2024",
    "confidence": 0.8,
    "language": "en",
}


def only(engine: Engine) -> Stored:
    """The one document with its text."""
    with reading(engine) as conn:
        [event] = captures(conn)
        found = stored(conn, event)
    assert found is not None
    return found


def compare(engine: Engine, *facts: dict[str, Any], version: str = "2", limit: float = 0.0) -> Difference:
    """What a newer reader that finds these facts would change."""
    one = only(engine)
    with reading(engine) as conn:
        return difference(conn, one, read_again(one, Checked(Told(facts, version), limit=limit)))


def reread(engine: Engine, *facts: dict[str, Any], version: str = "2", limit: float = 0.0) -> int:
    found = compare(engine, *facts, version=version, limit=limit)
    with writing(engine) as conn:
        return apply(conn, found, COMMAND)


def kinds(found: Difference) -> list[tuple[str, str]]:
    return sorted((c.kind, (c.after or c.before).kind) for c in found.changes)  # type: ignore[union-attr]


def live(engine: Engine) -> dict[str, Any]:
    """The figures that count now, by kind."""
    with reading(engine) as conn:
        answer = state(ask(conn, now=NOW), "Harbour Robotics")
    return {slot["kind"]: [c["amount"]["value"] for c in slot["claims"]] for slot in answer["slots"]}


def test_nothing_changes_where_nothing_is_read_otherwise(engine: Engine, tmp_path: Path) -> None:
    """Another version, another confidence, another number of a deal: no difference, and nothing to append."""
    read(engine, tmp_path, SURE | {"deal": "d1"}, REVENUE)
    found = compare(engine, SURE | {"deal": "d2", "confidence": 0.7}, REVENUE)
    assert (found.changes, found.unchanged) == ([], 2)
    before = tables(engine)
    assert reread(engine, SURE, REVENUE) == 0
    assert tables(engine) == before


def test_a_difference_is_shown_before_it_is_appended(engine: Engine, tmp_path: Path) -> None:
    """Added, gone and changed, each with what stands and what is read now; asking appends nothing."""
    read(engine, tmp_path, SURE, UNSURE, limit=0)
    before = tables(engine)
    now = SURE | {"amount": {"value": 12_000_000, "currency": "EUR", "qualifier": "about"}}
    found = compare(engine, now, REVENUE)
    assert kinds(found) == [("added", "revenue"), ("changed", "investment"), ("gone", "valuation")]
    [changed] = [c for c in found.changes if c.kind == "changed"]
    assert (changed.before.amount.qualifier, changed.after.amount.qualifier) == ("exact", "about")  # type: ignore[union-attr]
    assert tables(engine) == before


def test_what_is_applied_is_superseded_by_event(engine: Engine, tmp_path: Path) -> None:
    """Old events stay as they are; new ones name the reader; the state is that of the new reading."""
    read(engine, tmp_path, SURE, UNSURE, limit=0)
    old = events_of(engine)
    now = SURE | {"counterparties": [], "kind": "funding_round"}
    assert reread(engine, now, REVENUE) == 3
    events = events_of(engine)
    assert events[: len(old)] == old
    added = {event.type: event.payload for event in events[len(old) :]}
    assert added.keys() == {"FactCorrected", "FactReported", "FactRetracted"}
    assert {payload["reader"]["version"] for payload in added.values()} == {"2"}
    assert added["FactCorrected"]["cause"] == added["FactRetracted"]["cause"] == "misreading"
    assert live(engine) == {"funding_round": [12_000_000], "revenue": [7_000_000]}
    with writing(engine) as conn:
        before = tables(engine, "checkpoints")
        rebuild_in_place(conn)
    assert tables(engine, "checkpoints") == before
    assert compare(engine, now, REVENUE, version="3").changes == []


def test_a_misreading_reaches_back(engine: Engine, tmp_path: Path) -> None:
    """What the document says it said from the start; an older position still shows the older reading."""
    read(engine, tmp_path, SURE)
    head = events_of(engine)[-1].seq
    right = SURE | {"amount": {"value": 12_000_000, "currency": "EUR", "qualifier": "over"}}
    reread(engine, right)
    with reading(engine) as conn:
        for seq, qualifier in ((None, "over"), (head, "exact")):
            answer = state(ask(conn, now=NOW, known_at="2025-06-12", seq=seq), "Harbour Robotics")
            [[claim]] = [slot["claims"] for slot in answer["slots"]]
            assert claim["amount"]["qualifier"] == qualifier


def test_a_reader_may_change_its_mind_back(engine: Engine, tmp_path: Path) -> None:
    """From one reading to another and back, and from found to not found and back: each time by event."""
    read(engine, tmp_path, SURE, REVENUE)
    hedged = SURE | {"certainty": "hedged"}
    reread(engine, hedged, version="2")
    assert live(engine) == {"investment": [12_000_000]}
    found = compare(engine, SURE, REVENUE, version="3")
    assert kinds(found) == [("changed", "investment"), ("restored", "revenue")]
    reread(engine, SURE, REVENUE, version="3")
    assert live(engine) == {"investment": [12_000_000], "revenue": [7_000_000]}
    reread(engine, hedged, version="4")
    reread(engine, SURE, REVENUE, version="5")
    assert live(engine) == {"investment": [12_000_000], "revenue": [7_000_000]}
    assert compare(engine, SURE, REVENUE, version="6").changes == []


def test_what_a_person_said_stands(engine: Engine, tmp_path: Path) -> None:
    """Corrected, retracted, edited and rejected facts are not touched, nor read into the ledger again."""
    read(engine, tmp_path, SURE, REVENUE, UNSURE, INVENTED)
    with writing(engine) as conn:
        reported = {e.payload["fact"]["kind"]: e.event_id for e in events_of(engine, "FactReported")}
        said = Said(COMMAND, "I read it")
        correct(conn, reported["investment"], {"amount.value": 12_100_000}, said)
        retract(conn, reported["revenue"], said)
        for proposal in review.proposals(conn):
            review.reject(conn, proposal.proposal_id, COMMAND, "no")
    before = tables(engine)
    found = compare(engine, SURE, REVENUE, UNSURE, INVENTED)
    assert (found.changes, found.doubts) == ([], [])
    assert reread(engine, SURE, REVENUE, UNSURE, INVENTED) == 0
    assert compare(engine).changes == []
    assert tables(engine) == before


def test_new_doubts_wait(engine: Engine, tmp_path: Path) -> None:
    """Once; and a fact that was reported with more confidence stays reported."""
    read(engine, tmp_path, SURE)
    found = compare(engine, SURE | {"confidence": 0.5}, UNSURE, INVENTED, limit=0.6)
    assert found.changes == []
    assert {d.fact.kind for d in found.doubts} == {"valuation", "acquisition"}
    assert reread(engine, SURE | {"confidence": 0.5}, UNSURE, INVENTED, limit=0.6) == 2
    assert compare(engine, SURE, UNSURE, INVENTED, limit=0.6).doubts == []


def test_deals_of_new_facts_do_not_mix_with_old_ones(sqlite_engine: Engine, tmp_path: Path) -> None:
    """Labels count up in a reading; one that is taken by another deal is given another name."""
    read(sqlite_engine, tmp_path, UNSURE | {"deal": "d1"}, limit=0)
    found = compare(sqlite_engine, SURE | {"deal": "d1"}, UNSURE | {"deal": "d2"})
    [added] = found.changes
    assert added.after is not None
    assert added.after.deal not in (None, "d1")


def test_structured_facts_are_not_read_again(sqlite_engine: Engine, tmp_path: Path) -> None:
    """No reader has read them."""
    ingest(sqlite_engine, jsonl(tmp_path / "f.jsonl", {"kind": "stake", "company": "Harbour Robotics", "percent": 4}))
    with reading(sqlite_engine) as conn:
        assert captures(conn) == []


def test_a_corrected_date_resolves_anew(sqlite_engine: Engine, tmp_path: Path) -> None:
    """The reader is told the publication date as it is known now."""
    from ledger.model.dates import micros
    from ledger.model.events import DocumentRedated, NewEvent, Publication
    from ledger.store import log

    read(sqlite_engine, tmp_path, SURE)
    publication = Publication(**events_of(sqlite_engine, "DocumentCaptured")[0].payload["publication"])
    redated = DocumentRedated(publication_id=publication.publication_id, published="2024-06-12", reason="typo")
    with writing(sqlite_engine) as conn:
        log.append(conn, [NewEvent("redated", redated, "ana", known_at=micros(NOW))], recorded_at=micros(NOW))
        projector.catch_up(conn)
    assert only(sqlite_engine).imprint.published == "2024-06-12"
