"""What the log promises, on both engines."""

from __future__ import annotations

import pytest
from sqlalchemy.engine import Engine

from ledger.model import events as model_events
from ledger.model.canonical import canonical
from ledger.model.errors import KeyConflict, LedgerError, PositionConflict, UnstorableText
from ledger.model.events import (
    CompanyRegistered,
    DocumentCaptured,
    FactReported,
    NewEvent,
    Publication,
    Reader,
    ResolvedIds,
)
from ledger.model.facts import parse_fact
from ledger.ops.verify import verify
from ledger.store import chain, log
from ledger.store.database import reading, writing
from tests.store.samples import NOW, append, erasure, registered


def captured(origin: str, title: str = "Meta investit") -> NewEvent:
    publication = Publication(document_id="d" * 64, publisher="Cafétech", title=title)
    return NewEvent("the article", DocumentCaptured(publication=publication, origin=origin), "tests", known_at=5)


def reported(key: str = "a fact", company: str = "Scale AI") -> NewEvent:
    payload = FactReported(
        publication=Publication(document_id="d" * 64),
        fact=parse_fact({"kind": "stake", "company": company}),
        ids=ResolvedIds(company="scale-ai"),
        reader=Reader(name="tests", version="1"),
    )
    return NewEvent(key, payload, "tests", known_at=5)


def test_an_empty_log_has_a_head(engine: Engine) -> None:
    """Before the first event the position is 0 and the hash a constant, which can be kept as an anchor."""
    with reading(engine) as conn:
        assert log.head(conn) == log.Head(0, chain.GENESIS) == log.head_at(conn, 0)
        assert list(log.read(conn)) == []


def test_what_is_appended_is_read_back(engine: Engine) -> None:
    """Every column comes back as it was given, accents, quotes and backslashes included."""
    event = registered("a", 'L’“Usine” \\ "Digitale" 🏭', company_id="usine", document_id="d" * 64, known_at=NOW - 5)
    [appended] = append(engine, event)
    with reading(engine) as conn:
        stored = log.get(conn, 1)
    assert appended == log.Appended(1, str(event.event_id), new=True)
    assert (stored.seq, stored.event_id, stored.type, stored.schema_version) == (
        1,
        str(event.event_id),
        "CompanyRegistered",
        1,
    )
    assert (stored.company_id, stored.document_id, stored.known_at) == ("usine", "d" * 64, NOW - 5)
    assert (stored.recorded_at, stored.recorded_by) == (NOW, "tests")
    assert CompanyRegistered.model_validate(stored.payload) == event.payload


def test_positions_follow_the_order_given(engine: Engine) -> None:
    """Events of one append stand in its order, those of the next behind them, each hash on its predecessor's."""
    first = append(engine, *(registered(key) for key in "abc"))
    second = append(engine, *(registered(key) for key in "de"))
    assert [entry.seq for entry in first + second] == [1, 2, 3, 4, 5]
    with reading(engine) as conn:
        events = list(log.read(conn))
        assert [event.payload["name"][-1] for event in events] == list("abcde")
        assert log.head(conn) == log.Head(5, events[-1].hash)
        assert log.head_at(conn, 3) == log.Head(3, events[2].hash)
        assert verify(conn).ok


def test_nothing_is_appended_by_nothing(engine: Engine) -> None:
    """An empty batch is no event and no error."""
    assert append(engine) == []
    with reading(engine) as conn:
        assert log.head(conn).seq == 0


def test_the_same_event_again_appends_nothing(engine: Engine) -> None:
    """A second try of an append, in whole or in part, answers where the events stand."""
    append(engine, registered("a"), registered("b"))
    again = append(engine, registered("c"), registered("b"), registered("a"), recorded_at=NOW + 5)
    assert [(entry.seq, entry.new) for entry in again] == [(3, True), (2, False), (1, False)]
    with reading(engine) as conn:
        assert [event.recorded_at for event in log.read(conn)] == [NOW, NOW, NOW + 5]


def test_the_same_event_twice_in_a_batch_is_one(engine: Engine) -> None:
    """The first is new, the second stands there already."""
    answers = append(engine, registered("a"), registered("b"), registered("a"))
    assert [(entry.seq, entry.new) for entry in answers] == [(1, True), (2, True), (1, False)]


def test_volatile_fields_may_differ(engine: Engine) -> None:
    """Where a document was fetched from this time is not part of what it is."""
    append(engine, captured("a folder"))
    [again] = append(engine, captured("a feed"))
    assert (again.seq, again.new) == (1, False)
    with reading(engine) as conn:
        assert log.get(conn, 1).payload["origin"] == "a folder"


def test_a_key_taken_by_other_content_is_an_error(engine: Engine) -> None:
    """The message names key and position, and the rest of the batch is not written either."""
    append(engine, registered("a"), captured("a folder"))
    with pytest.raises(KeyConflict, match=r"“the article” is taken by the event at position 2 \(DocumentCaptured\)"):
        append(engine, registered("b"), captured("a folder", title="Meta n’investit pas"))
    with reading(engine) as conn:
        assert log.head(conn).seq == 2


def test_a_key_taken_by_another_type_is_an_error(engine: Engine) -> None:
    """Even where the payloads of two types could be the same."""
    append(engine, captured("a folder"))
    with pytest.raises(KeyConflict, match="position 1"):
        append(engine, registered("the article"))


def test_two_contents_under_one_key_in_a_batch_are_an_error(engine: Engine) -> None:
    """Which of them is meant nobody can know."""
    with pytest.raises(KeyConflict, match="“a”"):
        append(engine, registered("a", "Meta"), registered("a", "Alphabet"))


def test_a_field_added_since_does_not_make_a_conflict(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """An event stored before its class gained an optional field is the same event, with the field's default."""
    before = registered("a").payload.model_dump(exclude={"lei"})
    monkeypatch.setattr(log, "written", lambda _: canonical(before))
    append(engine, registered("a"))
    monkeypatch.undo()
    with reading(engine) as conn:
        assert "lei" not in log.get(conn, 1).payload
    [again] = append(engine, registered("a"))
    assert not again.new


def test_a_fact_of_the_former_form_is_the_same_fact(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Version 1 spelled out every field. It stays as it is, reads the same, and conflicts as ever."""
    monkeypatch.setattr(log, "written", canonical)
    monkeypatch.setattr(FactReported, "schema_version", 1)
    append(engine, reported(), reported("another key"))
    monkeypatch.undo()
    [again, new] = append(engine, reported(), reported("a third key"))
    assert (again.seq, again.new, new.seq) == (1, False, 3)
    with pytest.raises(KeyConflict, match="position 1"):
        append(engine, reported(company="Meta"))
    with reading(engine) as conn:
        former, _, today = log.read(conn)
        stored = conn.exec_driver_sql("SELECT length(payload) FROM events ORDER BY seq").scalars().all()
        assert verify(conn).ok
    assert (former.schema_version, today.schema_version) == (1, 2)
    assert former.payload == today.payload
    assert stored[2] < stored[0] / 2


def test_old_versions_are_read_through_upcasters(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Readers see the newest form; the stored version stays what it was, for the hash covers it."""
    append(engine, registered("a"))
    monkeypatch.setitem(
        model_events.UPCASTERS, ("CompanyRegistered", 1), lambda old: old | {"name": old["name"].upper()}
    )
    with reading(engine) as conn:
        [event] = log.read(conn)
    assert (event.payload["name"], event.schema_version) == ("SCALE AI, A", 1)


def test_an_erased_event_counts_as_the_same(engine: Engine) -> None:
    """Its content cannot be compared any more; reading the publication again must not bring it back."""
    append(engine, registered("a"), erasure(1))
    with writing(engine) as conn:
        conn.exec_driver_sql("UPDATE events SET payload = '', salt = '' WHERE seq = 1")
    [again] = append(engine, registered("a", "something else"))
    assert (again.seq, again.new) == (1, False)
    with reading(engine) as conn:
        assert log.get(conn, 1).payload == {}


def test_expected_position(engine: Engine) -> None:
    """Who decided on the log up to a position can ask to be refused if it has moved on; a second try is no conflict."""
    with writing(engine) as conn:
        log.append(conn, [registered("a")], recorded_at=NOW, expected=0)
    with pytest.raises(PositionConflict, match="at position 1 and not at 0"), writing(engine) as conn:
        log.append(conn, [registered("b")], recorded_at=NOW, expected=0)
    with writing(engine) as conn:
        [again] = log.append(conn, [registered("a")], recorded_at=NOW, expected=0)
        assert not again.new
        log.append(conn, [registered("b")], recorded_at=NOW, expected=1)
        assert log.head(conn).seq == 2


def test_rollback_leaves_no_hole(engine: Engine) -> None:
    """Positions of a transaction that fails are given to the next."""
    append(engine, registered("a"))

    def fail() -> None:
        with writing(engine) as conn:
            log.append(conn, [registered("b"), registered("c")], recorded_at=NOW)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert [entry.seq for entry in append(engine, registered("d"))] == [2]
    with reading(engine) as conn:
        assert verify(conn).ok


def test_several_appends_in_one_transaction(engine: Engine) -> None:
    """Later ones see the earlier ones, before anything is committed."""
    with writing(engine) as conn:
        log.append(conn, [registered("a")], recorded_at=NOW)
        answers = log.append(conn, [registered("a"), registered("b")], recorded_at=NOW)
        assert [(entry.seq, entry.new) for entry in answers] == [(1, False), (2, True)]
        assert log.head(conn).seq == 2


def about(company_id: str, key: str) -> NewEvent:
    return registered(key, company_id=company_id)


def expecting(engine: Engine, expected: dict[str, int], *events: NewEvent) -> list[int]:
    with writing(engine) as conn:
        return [entry.seq for entry in log.append(conn, events, recorded_at=NOW, expected=expected)]


def test_expected_position_of_a_company(engine: Engine) -> None:
    """Others may write about others meanwhile; who has read a company up to its last event may decide on it."""
    append(engine, about("anvil", "a"), about("bolt", "b"), about("anvil", "c"), about("bolt", "d"))
    for seq in (0, 1, 2):
        with pytest.raises(PositionConflict, match=rf"Position 3 says something about anvil, .* up to {seq} only"):
            expecting(engine, {"anvil": seq}, about("anvil", "e"))
    assert expecting(engine, {"anvil": 3}, about("anvil", "e")) == [5]
    assert expecting(engine, {"bolt": 4, "anvil": 99}, about("bolt", "f")) == [6]
    assert expecting(engine, {"cog": 0}, about("cog", "g")) == [7]
    with pytest.raises(PositionConflict, match="Position 6 says something about bolt"):
        expecting(engine, {"anvil": 5, "bolt": 5}, about("anvil", "h"))
    with reading(engine) as conn:
        assert log.head(conn).seq == 7
        assert verify(conn).ok


def test_a_second_try_of_what_was_expected_of_a_company(engine: Engine) -> None:
    """It is answered where its events stand; with one more event it is a decision on an old state."""
    assert expecting(engine, {"anvil": 0}, about("anvil", "a"), about("anvil", "b")) == [1, 2]
    assert expecting(engine, {"anvil": 0}, about("anvil", "a"), about("anvil", "b")) == [1, 2]
    with pytest.raises(PositionConflict):
        expecting(engine, {"anvil": 0}, about("anvil", "a"), about("anvil", "c"))


def test_recorded_time_never_goes_back(engine: Engine) -> None:
    """If the clock jumps back the predecessor's time is taken."""
    append(engine, registered("a"), recorded_at=NOW)
    append(engine, registered("b"), recorded_at=NOW - 1_000_000)
    append(engine, registered("c"), recorded_at=NOW + 1)
    with reading(engine) as conn:
        assert [event.recorded_at for event in log.read(conn)] == [NOW, NOW, NOW + 1]


def test_prepared_events(engine: Engine) -> None:
    """What takes time can be done before the transaction begins."""
    prepared = log.prepare([registered("a"), registered("b")])
    with writing(engine) as conn:
        assert [entry.seq for entry in log.append(conn, prepared, recorded_at=NOW)] == [1, 2]
    with reading(engine) as conn:
        assert verify(conn).ok


def test_large_batches(engine: Engine) -> None:
    """There is no limit on the parameters of a statement to run into, neither in writing nor in looking up."""
    events = [registered(str(i)) for i in range(5000)]
    append(engine, *events)
    assert not any(entry.new for entry in append(engine, *events))
    with reading(engine) as conn:
        assert verify(conn).ok


@pytest.mark.parametrize("batch", [1, 2, 3, 1000])
def test_reading_a_part(engine: Engine, batch: int) -> None:
    """Both ends and the types can be chosen, whatever the size of the pages."""
    append(engine, registered("a"), captured("x"), registered("b"), erasure(1), registered("c"))
    with reading(engine) as conn:
        assert [e.seq for e in log.read(conn, batch=batch)] == [1, 2, 3, 4, 5]
        assert [e.seq for e in log.read(conn, after=2, batch=batch)] == [3, 4, 5]
        assert [e.seq for e in log.read(conn, after=1, until=3, batch=batch)] == [2, 3]
        assert [e.seq for e in log.read(conn, types={"CompanyRegistered"}, batch=batch)] == [1, 3, 5]
        assert [e.seq for e in log.read(conn, types=["ContentErased", "DocumentCaptured"], batch=batch)] == [2, 4]
        assert list(log.read(conn, types=[], batch=batch)) == []
        assert list(log.read(conn, after=5, batch=batch)) == []


def test_finding_by_id(engine: Engine) -> None:
    """An id finds its event, and another one nothing."""
    append(engine, registered("a"), registered("b"))
    with reading(engine) as conn:
        found = log.find(conn, str(registered("b").event_id))
        assert found == log.get(conn, 2)
        assert log.find(conn, "00000000-0000-8000-8000-000000000000") is None


def test_finding_by_positions(engine: Engine) -> None:
    """Each position gives its event, in however many pages they are fetched; one beyond the head is left out."""
    append(engine, registered("a"), registered("b"), registered("c"))
    with reading(engine) as conn:
        found = log.at(conn, [3, 1, 3, 9], batch=1)
        assert found == {1: log.get(conn, 1), 3: log.get(conn, 3)}
        assert log.at(conn, []) == {}


@pytest.mark.parametrize("seq", [2, -1, 10**15])
def test_a_position_beyond_the_head(engine: Engine, seq: int) -> None:
    """The answer says where the log ends."""
    append(engine, registered("a"))
    with reading(engine) as conn, pytest.raises(LedgerError, match=f"ends at position 1; there is no event at {seq}"):
        log.head_at(conn, seq)


@pytest.mark.parametrize("character", ["\0", "\ud800"])
@pytest.mark.parametrize("where", ["payload", "recorded_by", "company_id", "document_id"])
def test_characters_that_no_database_keeps(engine: Engine, character: str, where: str) -> None:
    """They are refused by name of the event, and nothing is changed in silence."""
    text = f"a{character}b"
    event = registered("the key", text) if where == "payload" else registered("the key", **{where: text})
    with pytest.raises(UnstorableText, match="“the key” holds"):
        append(engine, registered("fine"), event)
    with reading(engine) as conn:
        assert log.head(conn).seq == 0


def test_text_that_looks_like_an_escape(engine: Engine) -> None:
    """A backslash followed by u0000 is six harmless characters."""
    append(engine, registered("a", "\\u0000"), registered("b", "\\\\u0000 \\"))
    with reading(engine) as conn:
        assert [event.payload["name"] for event in log.read(conn)] == ["\\u0000", "\\\\u0000 \\"]
