"""Events: their ids, their payloads, and that what was written once stays readable."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from ledger.model import events
from ledger.model.canonical import canonical, fields_of, from_json
from ledger.model.events import (
    PAYLOAD,
    CompanyRegistered,
    NewEvent,
    Payload,
    Publication,
    event_id_of,
    fact_key,
    former_id_of,
    publication_id,
    timed_key,
    upcast,
)
from ledger.model.facts import parse_fact
from tests.model.samples import PAYLOADS, PUBLICATION, fact

#: One event of every type as version 1 wrote it, and of those that have a version 2. Add lines; never change one.
STORED = [
    from_json(line)
    for name in ("events_v1.jsonl", "events_v2.jsonl")
    for line in Path(__file__).with_name(name).read_text("utf-8").splitlines()
]

PAYLOAD_CLASSES: tuple[type[Payload], ...] = get_args(get_args(events.AnyPayload)[0])
NAMES = [cls.__name__ for cls in PAYLOAD_CLASSES]


def make(event_type: str) -> Payload:
    return PAYLOAD.validate_python({"type": event_type} | PAYLOADS[event_type])


def key_of(**changes: Any) -> str:
    return fact_key(parse_fact(fact(**changes)).model_dump())


# -- Payloads ---------------------------------------------------------------------------------------------------------


def test_the_samples_miss_no_type() -> None:
    """A new type of event gets a sample, and a line in the corpus once it is released."""
    assert set(PAYLOADS) == set(NAMES)
    assert {row["type"] for row in STORED} == set(NAMES)


def test_the_corpus_misses_no_version() -> None:
    """Of every type it has each version there ever was, and each but the last has an upcaster to the next."""
    versions = {(cls.__name__, v) for cls in PAYLOAD_CLASSES for v in range(1, cls.schema_version + 1)}
    assert {(row["type"], row["schema_version"]) for row in STORED} == versions
    newest = {(cls.__name__, cls.schema_version) for cls in PAYLOAD_CLASSES}
    assert set(events.UPCASTERS) == versions - newest


@pytest.mark.parametrize("event_type", NAMES)
def test_every_payload_survives_being_written(event_type: str) -> None:
    """To canonical JSON and back it is the same value of the same class, and the same bytes again."""
    made = make(event_type)
    written = canonical(made.model_dump())
    read = PAYLOAD.validate_python(from_json(written))
    assert type(read).__name__ == event_type
    assert read == made
    assert canonical(read.model_dump()) == written


@pytest.mark.parametrize("event_type", NAMES)
def test_a_sample_leaves_no_field_out(event_type: str) -> None:
    """So that the corpus shows what every field looked like."""
    made = make(event_type)
    assert set(PAYLOADS[event_type]) | {"type"} == set(type(made).model_fields)


@pytest.mark.parametrize("event_type", NAMES)
def test_volatile_fields_exist(event_type: str) -> None:
    """A misspelled one would make every second append a conflict."""
    made = make(event_type)
    assert made.volatile <= set(type(made).model_fields)


@pytest.mark.parametrize(
    ("event_type", "fields", "said"),
    [
        ("CompanyRegistered", {"id": "Scale AI"}, "id"),
        ("CompanyRegistered", {"id": "-scale"}, "id"),
        ("CompanyRegistered", {"entity_type": "bank"}, "entity_type"),
        ("ClaimRanked", {"rank": "best"}, "rank"),
        ("FactRetracted", {"cause": "whim"}, "cause"),
        ("DealsLinked", {"claim_ids": ["one"]}, "claim_ids"),
        ("CompaniesMerged", {"effective": "2021-02-30"}, "2021-02-30"),
        ("FactReported", {"fact": {"kind": "stake", "company": "X", "percent": -1}}, "negative"),
        ("ContentErased", {"note": "why not"}, "note"),
    ],
)
def test_what_is_no_payload(event_type: str, fields: dict[str, Any], said: str) -> None:
    """The log takes nothing that it could not explain later."""
    with pytest.raises(ValidationError, match=said):
        PAYLOAD.validate_python({"type": event_type} | PAYLOADS[event_type] | fields)


# -- The corpus -------------------------------------------------------------------------------------------------------


def _without_what_was_gained(now: Any, stored: Any) -> Any:
    """What is read today, without the fields that were not there when it was written, at any depth."""
    if isinstance(now, dict) and isinstance(stored, dict):
        return {name: _without_what_was_gained(now[name], stored[name]) for name in stored}
    return now


@pytest.mark.parametrize("row", STORED, ids=lambda row: row["key"])
def test_what_was_written_once_is_readable(row: dict[str, Any]) -> None:
    """Through the upcasters into today's class, with every value as it was."""
    payload = upcast(row["type"], row["schema_version"], row["payload"])
    read = PAYLOAD.validate_python(payload)
    assert type(read).__name__ == row["type"]
    # A field that was left out, or that the class has gained since, may be there besides.
    again = from_json(canonical(read.model_dump()))
    assert _without_what_was_gained(again, row["payload"]) == row["payload"]


@pytest.mark.parametrize("row", STORED, ids=lambda row: row["key"])
def test_identities_never_change(row: dict[str, Any]) -> None:
    """The ids of events, publications and facts are in old logs, and reading a document again must meet them."""
    read = PAYLOAD.validate_python(upcast(row["type"], row["schema_version"], row["payload"]))
    assert str(NewEvent(row["key"], read, "tests").event_id) == row["event_id"]
    if "publication_id" in row:
        assert Publication(**row["payload"]["publication"]).publication_id == row["publication_id"]
    if "fact_key" in row:
        stored = upcast(row["type"], row["schema_version"], row["payload"])
        assert fact_key(stored["fact"]) == fact_key(read.model_dump()["fact"]) == row["fact_key"]
        # Without dumping it first, which takes most of the time.
        assert fact_key(fields_of(read.__dict__["fact"])) == row["fact_key"]


def test_upcasters_run_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """From the stored version to the newest, each from one to the next."""
    monkeypatch.setitem(events.UPCASTERS, ("FactRetracted", 1), lambda old: old | {"two": 2})
    monkeypatch.setitem(events.UPCASTERS, ("FactRetracted", 2), lambda old: old | {"three": old["two"] + 1})
    assert upcast("FactRetracted", 1, {}) == {"two": 2, "three": 3}
    assert upcast("FactRetracted", 2, {"two": 2}) == {"two": 2, "three": 3}
    assert upcast("FactRetracted", 3, {"a": 1}) == {"a": 1}
    assert upcast("ContentErased", 1, {"a": 1}) == {"a": 1}


# -- Identities -------------------------------------------------------------------------------------------------------


def test_the_id_is_the_key_and_nothing_else() -> None:
    """Whoever appends it, with whatever content: that is how a second append is found."""
    one = NewEvent("a key", CompanyRegistered(id="meta", name="Meta"), "somebody", company_id="meta", known_at=5)
    other = NewEvent("a key", make("ClaimRanked"), "somebody else")
    assert one.event_id == other.event_id == uuid.UUID("e1ead059-e052-82b2-ba6c-d8442fbe7455")
    assert one.event_id != NewEvent("another key", one.payload, "somebody").event_id


@given(st.text(st.characters(codec="utf-8")), st.text(st.characters(codec="utf-8")))
def test_ids_are_uuids_of_their_own(one: str, other: str) -> None:
    """Version 8 and the standard variant, as RFC 9562 has it; other keys are other ids."""
    payload = CompanyRegistered(id="meta", name="Meta")
    made = NewEvent(one, payload, "tests").event_id
    assert (made.version, made.variant) == (8, uuid.RFC_4122)
    assert (made == NewEvent(other, payload, "tests").event_id) == (one == other)


def test_ids_of_publications_begin_with_their_time() -> None:
    """A thousand seconds share the first four digits; the rest is the hash of the key. Neither ever changes."""
    key = timed_key(1_750_000_000_000_000, "a key")
    assert (key, event_id_of(key)) == ("@b3f0|a key", "b3f0d059-e052-82b2-ba6c-d8442fbe7455")
    assert former_id_of(key) == event_id_of("a key") == "e1ead059-e052-82b2-ba6c-d8442fbe7455"
    assert former_id_of("a key") is None
    assert timed_key(1_750_000_999_999_999, "a key") == key
    assert timed_key(1_750_001_000_000_000, "a key").startswith("@b3f1|")
    assert timed_key(-1, "a key").startswith("@ffff|")


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        ("2025-06-15T15:06:40Z", "@b3f0|fact|33acbe4881bef62cb03547710ad5dd52|x"),
        ("2025-06-15", "@b40f|fact|8ad18079884b2643320d52f838de66e3|x"),
        (None, "fact|5d2179dd3a3e5aa6ccb8e3bb2d634f1d|x"),
        ("2025/..", "fact|10e1958ecd1043b1e1c98ae95c4797c8|x"),
    ],
)
def test_the_key_of_what_a_publication_says(published: str | None, expected: str) -> None:
    """It begins with the time from which on it is known, and without one where nobody can say. It never changes."""
    assert Publication(document_id="d" * 64, publisher="Paper", published=published).key("fact", "x") == expected


@pytest.mark.parametrize(
    "changes",
    [
        {"confidence": 0.1},
        {"language": "en"},
        # How a relative date was resolved is the reader's opinion.
        {"date": "2025-07"},
        {"date": None},
        {"period": "2025"},
    ],
)
def test_a_fact_as_written_stays_itself(changes: dict[str, Any]) -> None:
    """Another confidence, or another resolution of a date that is quoted, is no other fact."""
    assert key_of(**changes) == key_of()


@pytest.mark.parametrize(
    "changes",
    [
        {"date_as_written": "en juin"},
        {"amount": {"value": 14_300_000_000, "currency": "USD"}},
        {"percent": "48"},
        {"counterparties": []},
        {"polarity": "positive"},
        {"quotes": ["Meta investit"]},
        {"deal": "d2"},
        {"company": "Meta"},
        {"kind": "funding_round"},
    ],
)
def test_another_fact_has_another_key(changes: dict[str, Any]) -> None:
    """Whatever the document says otherwise."""
    assert key_of(**changes) != key_of()


def test_a_written_date_is_part_of_the_fact() -> None:
    """Without words that it was resolved from, the date itself is what is written."""
    plain = {"date_as_written": None, "date": "2025-06-12"}
    assert key_of(**plain) != key_of(**plain | {"date": "2025-06-13"})
    assert key_of(**plain) != key_of(**plain | {"period": "2025"})


def test_a_key_does_not_depend_on_the_form() -> None:
    """A fact read back from the log has the key it was stored under."""
    made = parse_fact(fact()).model_dump()
    assert fact_key(from_json(canonical(made))) == fact_key(made) == fact_key(dict(reversed(list(made.items()))))


@pytest.mark.parametrize("field", ["publisher", "url", "published", "document_id"])
def test_a_publication_is_publisher_address_date_and_content(field: str) -> None:
    """Each of them makes another one; the rest does not."""
    publication = Publication(**PUBLICATION)
    assert Publication(**PUBLICATION | {field: "other"}).publication_id != publication.publication_id
    for rest in ("title", "publisher_id"):
        assert Publication(**PUBLICATION | {rest: None}).publication_id == publication.publication_id


def test_the_parts_of_a_publication_do_not_run_together() -> None:
    """What is missing is not the same as what stands one field further on."""
    assert publication_id("a", None, None, "d") != publication_id(None, "a", None, "d")
    assert publication_id("ab", "c", None, "d") != publication_id("a", "bc", None, "d")
