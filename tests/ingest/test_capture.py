"""One document into the log: what is appended, and that a failure leaves no trace. On both engines."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy.engine import Connection, Engine

from ledger.ingest.capture import By, Captured, capture
from ledger.ingest.files import Document, Imprint
from ledger.ingest.structured import StatedFact
from ledger.model.dates import known_time, micros
from ledger.model.errors import (
    AmbiguousCompany,
    InvalidDate,
    KeyConflict,
    LedgerError,
    UnknownClaim,
    UnreadableDocument,
    UnstorableText,
)
from ledger.model.events import Reader
from ledger.model.facts import parse_fact
from ledger.store import documents
from ledger.store.database import reading, writing
from tests.ingest.samples import (
    MEMO,
    NOW,
    READER,
    document,
    events_of,
    investment,
    known,
    put,
    register,
    stated,
    tables,
)
from tests.support.turns import overlapping, wait_until_it_waits

JUNE_12 = micros(known_time("2025-06-12"))


def test_a_document_is_captured_with_its_facts(engine: Engine) -> None:
    """First the publication, then each fact behind the names that it brings, all of the document's known time."""
    done = put(engine, investment(), investment(kind="stake", amount=None, percent=49))
    events = events_of(engine)
    assert [event.type for event in events] == [
        "DocumentCaptured",
        "CompanyRegistered",
        "CompanyRegistered",
        "FactReported",
        "FactReported",
    ]
    assert (done.new, done.facts, done.registered, done.seq) == (True, 2, 2, 5)
    assert {event.known_at for event in events} == {JUNE_12}
    assert {event.recorded_at for event in events} == {micros(NOW)}
    assert {event.recorded_by for event in events} == {"tests"}
    assert {event.document_id for event in events if event.type != "CompanyRegistered"} == {done.document_id}
    assert [event.company_id for event in events] == [None, "scale-ai", "meta", "scale-ai", "scale-ai"]


def test_the_text_is_stored_under_its_hash(engine: Engine) -> None:
    """With its bytes, as they were found."""
    doc = document("Méta paie.\n")
    done = put(engine, doc=doc)
    with reading(engine) as conn:
        stored = documents.get(conn, done.document_id)
    assert stored is not None
    assert (stored.body, stored.text, stored.media_type) == (doc.body, doc.text, "text/plain")
    assert (stored.id, stored.captured_at) == (documents.document_id(doc.body), micros(NOW))


def test_a_claim_carries_its_source(engine: Engine) -> None:
    """The event of a fact says who published it, where and when, and who read it."""
    done = put(engine)
    [event] = events_of(engine, "FactReported")
    publication = event.payload["publication"]
    assert publication == {
        "document_id": done.document_id,
        "publisher": "Cafétech",
        "publisher_id": None,
        "url": "https://cafetech.example/meta",
        "title": "Meta pays",
        "published": "2025-06-12",
    }
    assert event.payload["reader"] == {"name": "told", "version": "1"}


# -- The same again ---------------------------------------------------------------------------------------------------


def test_the_same_document_twice_appends_nothing(engine: Engine) -> None:
    """Not one row of any table changes, and the answer says so."""
    first = put(engine)
    before = tables(engine)
    again = put(engine, now=NOW + timedelta(days=3))
    assert tables(engine) == before
    assert (again.new, again.facts, again.registered) == (False, 0, 0)
    assert (again.publication_id, again.document_id, again.seq) == (first.publication_id, first.document_id, first.seq)


def test_another_reader_changes_nothing(engine: Engine) -> None:
    """A better reader that finds more does not touch what is in the log; only reading anew on purpose would."""
    put(engine)
    before = tables(engine)
    again = put(engine, investment(14_300_000_000), investment(), reader=Reader(name="told", version="2"))
    assert tables(engine) == before
    assert not again.new


def test_one_text_of_two_publishers_is_two_publications(engine: Engine) -> None:
    """An agency's text in two papers: two claims, one stored document."""
    first = put(engine)
    second = put(engine, doc=document(imprint=Imprint("Other Paper", MEMO.url, MEMO.title, MEMO.published)))
    assert second.new
    assert second.facts == 1
    assert second.document_id == first.document_id
    assert second.publication_id != first.publication_id
    rows = tables(engine)
    assert len(rows["documents"]) == 1
    assert len(rows["claims"]) == 2


@pytest.mark.parametrize("change", [{"url": "https://cafetech.example/2"}, {"published": "2025-06-13"}])
def test_another_address_or_day_is_another_publication(sqlite_engine: Engine, change: dict[str, str]) -> None:
    """What makes a publication is publisher, address, date and content."""
    put(sqlite_engine)
    again = put(sqlite_engine, doc=document(imprint=Imprint(**{"publisher": "Cafétech", "url": MEMO.url} | change)))
    assert again.new


def test_a_fact_stated_twice_is_one_claim(engine: Engine) -> None:
    """Two equal facts of one document are one event."""
    done = put(engine, investment(), investment())
    assert done.facts == 1
    assert len(events_of(engine, "FactReported")) == 1


def test_a_document_without_facts_is_captured_all_the_same(engine: Engine) -> None:
    """So that it is not read again and again, and can be read anew by a better reader."""
    with writing(engine) as conn:
        done = capture(conn, document(), [], By("tests", NOW, READER))
    assert (done.new, done.facts, done.seq) == (True, 0, 1)


# -- Names ------------------------------------------------------------------------------------------------------------


def test_an_unknown_name_is_registered_as_provisional(engine: Engine) -> None:
    """At once, by the document that brings it, and known since then."""
    put(engine)
    scale, meta = (event.payload for event in events_of(engine, "CompanyRegistered"))
    assert (scale["id"], scale["name"], scale["provisional"], scale["entity_type"]) == (
        "scale-ai",
        "Scale AI",
        True,
        "company",
    )
    assert meta["id"] == "meta"


def test_a_name_is_registered_once(engine: Engine) -> None:
    """The next document means the same company by it, also in another spelling."""
    put(engine)
    more = put(engine, investment(company="SCALE AI, Inc."), doc=document("Another one."))
    assert more.registered == 0
    assert [event.company_id for event in events_of(engine, "FactReported")] == ["scale-ai", "scale-ai"]


def test_known_names_are_resolved(engine: Engine) -> None:
    """An alias means the company that bears it; what was written stays in the fact."""
    register(engine, known("Meta", "Facebook"), known("Scale AI"))
    done = put(engine, investment(counterparties=[{"name": "Facebook", "role": "investor"}]))
    assert done.registered == 0
    [event] = events_of(engine, "FactReported")
    assert event.payload["ids"]["counterparties"] == ["meta"]
    assert event.payload["fact"]["counterparties"][0]["name"] == "Facebook"


def test_people_are_registered_as_people(engine: Engine) -> None:
    """Who is appointed is no company."""
    put(engine, {"kind": "appointment", "company": "Meta", "counterparties": [{"name": "Jane Roe", "role": "chief"}]})
    types = {e.payload["id"]: e.payload["entity_type"] for e in events_of(engine, "CompanyRegistered")}
    assert types == {"meta": "company", "jane-roe": "person"}


def test_two_names_with_one_slug_are_two_entities(engine: Engine) -> None:
    """The second gets a number; the first keeps its id."""
    put(engine, investment(company="百度"), investment(company="腾讯"))
    ids = [e.payload["ids"]["company"] for e in events_of(engine, "FactReported")]
    assert ids == ["unnamed", "unnamed-2"]


def test_roots_are_spelled_as_the_registry_spells_them(engine: Engine) -> None:
    """So that one newspaper under two names is counted once; a name nobody knows stays as it is."""
    register(engine, known("Financial Times", "FT", entity_type="publisher"))
    put(engine, investment(attributed_to=["FT", "Financial Times", "The Gazette"]))
    [event] = events_of(engine, "FactReported")
    assert event.payload["ids"]["roots"] == ["Financial Times", "The Gazette"]
    assert event.payload["fact"]["attributed_to"] == ["FT", "Financial Times", "The Gazette"]


def test_a_publisher_is_resolved(engine: Engine) -> None:
    """By name or, where none is given, by the host of the address."""
    register(engine, known("Cafétech", "cafetech.example", entity_type="publisher", domain="cafetech.example"))
    put(engine)
    put(engine, doc=document("More.", Imprint(url="https://www.cafetech.example/2")))
    first, second = (event.payload["publication"] for event in events_of(engine, "DocumentCaptured"))
    assert first["publisher_id"] == second["publisher_id"] == "cafetech"
    assert second["publisher"] == first["publisher"] == "Cafétech"


# -- Time -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("published", "known_at"),
    [
        ("2025-06-12", "2025-06-12T23:59:59.999999+00:00"),
        ("2025-06", "2025-06-30T23:59:59.999999+00:00"),
        ("2025-06-12T10:00:00+02:00", "2025-06-12T08:00:00+00:00"),
        (None, "2025-12-01T09:30:00+00:00"),
    ],
)
def test_known_time_is_the_publication(sqlite_engine: Engine, published: str | None, known_at: str) -> None:
    """Or, where no date is known, the time of capture."""
    put(sqlite_engine, doc=document(imprint=Imprint(published=published)))
    [event] = events_of(sqlite_engine, "FactReported")
    assert event.known_at == micros(known_time(known_at))


@pytest.mark.parametrize("published", ["2025-12-03", "2026", "2025-12-02T09:31:00Z"])
def test_a_future_date_is_refused(sqlite_engine: Engine, published: str) -> None:
    """It would hide the document from everybody until then; the message names document and date."""
    before = tables(sqlite_engine)
    with pytest.raises(UnreadableDocument, match=rf"memo\.txt says it was published on {published}.*in the future"):
        put(sqlite_engine, doc=document(imprint=Imprint(published=published)))
    assert tables(sqlite_engine) == before


@pytest.mark.parametrize("published", ["2025-12-01", "2025-12-02T09:29:00Z", "2025-12-01T23:00:00-08:00"])
def test_a_little_ahead_is_another_time_zone(sqlite_engine: Engine, published: str) -> None:
    """A day ahead of us is still today somewhere."""
    assert put(sqlite_engine, doc=document(imprint=Imprint(published=published))).new


# -- Corrections by the publisher -------------------------------------------------------------------------------------


def structured(name: str, published: str, *facts: StatedFact) -> tuple[Document, list[StatedFact]]:
    return document(name, Imprint("Example Desk", f"https://desk.example/{name}", None, published)), list(facts)


def put_stated(engine: Engine, name: str, published: str, *facts: StatedFact) -> None:
    doc, found = structured(name, published, *facts)
    with writing(engine) as conn:
        capture(conn, doc, found, By("tests", NOW, READER))


def heads(count: int, **fields: Any) -> StatedFact:
    fact = parse_fact({"kind": "headcount", "company": "Example Robotics", "amount": {"value": count}})
    return StatedFact(fact, **fields)


def test_a_fact_may_replace_one_by_its_fact_id(engine: Engine) -> None:
    """An erratum of another day is a correction, known since that day, that names the claim it corrects."""
    put_stated(engine, "1", "2025-10-06", heads(640, fact_id="a"))
    put_stated(engine, "2", "2025-10-09", heads(604, fact_id="b", replaces="a"))
    [reported] = events_of(engine, "FactReported")
    [corrected] = events_of(engine, "FactCorrected")
    assert corrected.payload["claim_id"] == reported.event_id
    assert (corrected.payload["cause"], corrected.known_at) == ("erratum", micros(known_time("2025-10-09")))
    assert "Example Desk" in corrected.payload["reason"]


def test_a_fact_may_replace_one_of_its_own_document(engine: Engine) -> None:
    """The line before it, by the fact id that it was given there."""
    put_stated(engine, "1", "2025-10-06", heads(640, fact_id="a"), heads(604, fact_id="b", replaces="a"))
    [reported] = events_of(engine, "FactReported")
    [corrected] = events_of(engine, "FactCorrected")
    assert corrected.payload["claim_id"] == reported.event_id


def test_a_fact_may_replace_one_by_its_claim_id(engine: Engine) -> None:
    """What `claims` prints can be named as well as what the publisher calls it."""
    put_stated(engine, "1", "2025-10-06", heads(640))
    [reported] = events_of(engine, "FactReported")
    put_stated(engine, "2", "2025-10-09", heads(604, replaces=reported.event_id))
    [corrected] = events_of(engine, "FactCorrected")
    assert corrected.payload["claim_id"] == reported.event_id


# -- Failures ---------------------------------------------------------------------------------------------------------


def failing(engine: Engine, case: str) -> None:
    good = heads(1)
    if case == "unknown claim":
        put_stated(engine, "x", "2025-10-06", good, heads(604, replaces="nobody"))
    elif case == "impossible date":
        put_stated(engine, "x", "2025-02-30", good)
    elif case == "NUL in the text":
        with writing(engine) as conn:
            capture(conn, document("a\0b"), [good], By("tests", NOW, READER))
    elif case == "NUL in a fact":
        put(engine, investment(company="Good"), investment(quote="a\0b"))
    elif case == "NUL in the title":
        put(engine, doc=document("text", Imprint(title="a\0b")))
    elif case == "half a pair in the publisher":
        put(engine, doc=document("text", Imprint(publisher="a\ud800b")))
    elif case == "half a pair in the address":
        put(engine, doc=document("text", Imprint(url="https://\udce9.example")))
    elif case == "ambiguous name":
        put(engine, investment(company="Brand-new"), investment(company="Janus"))
    elif case == "taken command id":
        put(engine, investment(company="Brand-new"), command_id="c-1")
    else:
        raise AssertionError(case)


CASES: dict[str, type[LedgerError]] = {
    "unknown claim": UnknownClaim,
    "impossible date": InvalidDate,
    "NUL in the text": UnstorableText,
    "NUL in a fact": UnstorableText,
    "NUL in the title": UnstorableText,
    "half a pair in the publisher": UnstorableText,
    "half a pair in the address": UnstorableText,
    "ambiguous name": AmbiguousCompany,
    "taken command id": KeyConflict,
}


@pytest.mark.parametrize("case", CASES)
def test_a_failing_document_leaves_no_trace(engine: Engine, case: str) -> None:
    """Log, documents, registry and read models are row for row what they were; the error is one that is explained."""
    two = [known("Janus One", "Janus"), known("Janus Two", "Janus")]
    register(engine, *two)
    put(engine, doc=document("The note of a person."), command_id="c-1")
    before = tables(engine)
    with pytest.raises(CASES[case]):
        failing(engine, case)
    assert tables(engine) == before


def test_a_reader_s_fault_in_the_middle_leaves_no_trace(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even where the read models fail, after the events were written."""
    put(engine)
    before = tables(engine)
    monkeypatch.setattr("ledger.project.projector.draw", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        put(engine, doc=document("Another one."))
    assert tables(engine) == before


# -- Commands ---------------------------------------------------------------------------------------------------------


def test_a_command_id_makes_it_safe_to_send_again(engine: Engine) -> None:
    """The same command appends nothing, and another content under its id is an error."""
    put(engine, command_id="c-1")
    before = tables(engine)
    assert not put(engine, command_id="c-1", now=NOW + timedelta(hours=1)).new
    assert tables(engine) == before
    with pytest.raises(KeyConflict, match="c-1"):
        put(engine, doc=document("Something else."), command_id="c-1")
    assert tables(engine) == before


def test_facts_are_parsed_before_they_come_here() -> None:
    """The samples are facts, so that what fails here is the capture."""
    assert stated()[0].fact.kind == "investment"


# -- Two at once -------------------------------------------------------------------------------------------------------


def captured_at_once(engine: Engine, *readings: tuple[Document, list[StatedFact]]) -> Future[Captured]:
    first, second = (
        partial(capture, document=doc, facts=facts, by=By("tests", NOW, READER)) for doc, facts in readings
    )
    return overlapping(engine, first, second)


def test_two_who_bring_the_same_name(engine: Engine) -> None:
    """Spelled otherwise, and registered by neither when both looked: the second means what the first has registered."""
    names = ("Anvil, Inc.", "Anvil")
    docs = [(document(f"{name} paie."), stated(investment(company=name))) for name in names]
    assert captured_at_once(engine, *docs).result().registered == 0
    facts = events_of(engine, "FactReported")
    assert [event.payload["ids"]["company"] for event in facts] == ["anvil", "anvil"]


def test_two_who_bring_the_same_documents_in_another_order(engine: Engine) -> None:
    """Neither holds what the other waits for: the second gets nowhere near a document before the first has ended."""
    papers = {name: document(f"{name} paie.", imprint=Imprint(publisher=name)) for name in ("Le Fil", "Le Mur")}

    def take(conn: Connection, name: str) -> bool:
        return capture(conn, papers[name], [], By("tests", NOW, READER)).new

    def backwards() -> list[bool]:
        with writing(engine) as conn:
            return [take(conn, name) for name in ("Le Mur", "Le Fil")]

    with ThreadPoolExecutor(1) as pool:
        with writing(engine) as conn:
            assert take(conn, "Le Fil")
            other = pool.submit(backwards)
            wait_until_it_waits(engine)
            assert take(conn, "Le Mur")
        assert other.result() == [False, False]


def test_two_who_read_the_same_publication(engine: Engine) -> None:
    """Otherwise, as two versions of a reader may: what came first stands, and the second appends nothing."""
    docs = [(document("Méta paie."), stated(investment(amount))) for amount in (10**9, 2 * 10**9)]
    done = captured_at_once(engine, *docs).result()
    assert (done.new, done.facts) == (False, 0)
    assert len(events_of(engine, "FactReported")) == 1


def test_two_who_take_the_place_of_the_same_claim(engine: Engine) -> None:
    """The second supersedes what the first has put there, not what it found when it looked."""
    put_stated(engine, "1", "2025-10-06", heads(640, fact_id="a"))
    docs = [(document(f"{count}"), [heads(count, fact_id="a", replaces="a")]) for count in (604, 600)]
    captured_at_once(engine, *docs).result()
    reported, *corrections = events_of(engine, "FactReported", "FactCorrected")
    assert [event.payload["claim_id"] for event in corrections] == [reported.event_id, corrections[0].event_id]
