"""Facts in the log: what goes without saying is not written, and nothing else is lost or blurred."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.model.canonical import canonical, encode, from_json
from ledger.model.events import PAYLOAD, WITH_FACT, Payload, upcast
from ledger.model.facts import KINDS, FactBase, parse_fact
from ledger.model.forms import said, whole, written
from tests.model import samples

#: Facts as version 2 writes them, the fullest and the least of each type, beside all that they mean. Never change one.
STORED = [from_json(line) for line in Path(__file__).with_name("events_v2.jsonl").read_text("utf-8").splitlines()]


def payload_with(fact: dict[str, Any], event_type: str = "FactReported") -> Payload:
    return PAYLOAD.validate_python({"type": event_type} | samples.PAYLOADS[event_type] | {"fact": fact})


@st.composite
def facts(draw: st.DrawFn) -> FactBase:
    """Facts of every kind of which any fields are set, some of them to their default or to nothing."""
    kind = draw(st.sampled_from(sorted(KINDS)))
    full = samples.fact(kind)
    kept = draw(st.sets(st.sampled_from(sorted(full.keys() - {"kind", "company"}))))
    data: dict[str, Any] = {name: value for name, value in full.items() if name in kept | {"kind", "company"}}
    fields = KINDS[kind].model_fields
    for name in draw(st.sets(st.sampled_from(sorted(fields.keys() - {"kind", "company"})))):
        data[name] = fields[name].default
    odd = {
        "confidence": st.sampled_from([0, 0.5, 1, 1.0]),
        "percent": st.sampled_from([0, Decimal("0.0"), Decimal("12.50")]),
        "start": st.just(0),
        "previous": st.booleans(),
        "derived": st.booleans(),
        "quotes": st.lists(st.sampled_from(["", "a", "é"]), max_size=2),
        "deal": st.sampled_from(["", "null", "0"]),
        "amount": st.just({"value": 0}),
    }
    for name in draw(st.sets(st.sampled_from(sorted(odd)))):
        data[name] = draw(odd[name])
    return parse_fact(data)


@pytest.mark.parametrize("event_type", sorted(samples.PAYLOADS))
def test_a_payload_is_read_as_it_was_dumped(event_type: str) -> None:
    """Whether it carries a fact or not, every field is there again."""
    payload = PAYLOAD.validate_python({"type": event_type} | samples.PAYLOADS[event_type])
    read = upcast(event_type, payload.schema_version, from_json(written(payload)))
    assert read == from_json(canonical(payload.model_dump()))


@given(facts())
def test_a_fact_is_read_as_it_was_dumped(fact: FactBase) -> None:
    """With every field, those that were set to their default and those that never were."""
    read = whole(from_json(encode(said(fact))))
    assert read == from_json(canonical(fact.model_dump()))
    assert parse_fact(read) == fact


@given(facts())
def test_no_default_is_written(fact: FactBase) -> None:
    """However a fact came by it; and what is no default stands there."""
    fields = type(fact).model_fields
    expected = {name: v for name, v in fact.model_dump().items() if name == "kind" or v != fields[name].default}
    assert encode(said(fact)) == canonical(expected)


@given(facts())
def test_a_fact_has_one_form(fact: FactBase) -> None:
    """A fact that was read back, every field set by then, is written with the same bytes."""
    payload = payload_with(fact.model_dump())
    read = PAYLOAD.validate_python(from_json(written(payload)))
    again = PAYLOAD.validate_python(upcast("FactReported", 2, from_json(written(payload))))
    assert written(payload) == written(read) == written(again)


@given(facts(), facts())
def test_other_facts_are_other_bytes(one: FactBase, other: FactBase) -> None:
    """To leave something out never makes two facts look the same."""
    assert (encode(said(one)) == encode(said(other))) == (canonical(one) == canonical(other))


def test_none_and_unknown_stay_apart() -> None:
    """A sum that is not told, a sum of zero and a place at the beginning are three things that say something."""
    unknown = parse_fact({"kind": "profit_loss", "company": "Meta"})
    none = parse_fact({"kind": "profit_loss", "company": "Meta", "amount": {"value": 0}, "start": 0, "percent": 0})
    least, full = (from_json(encode(said(fact))) for fact in (unknown, none))
    assert least == {"kind": "profit_loss", "company": "Meta"}
    assert full.keys() == {"kind", "company", "amount", "start", "percent"}
    assert whole(least)["amount"] is None
    assert whole(full)["amount"]["value"] == 0


def test_what_is_read_is_ones_own() -> None:
    """Whoever changes a list in a payload changes no other payload."""
    first, second = (whole({"kind": "stake", "company": "Meta"}) for _ in range(2))
    first["quotes"].append("a")
    assert second["quotes"] == []


def test_a_kind_of_a_newer_release_is_left_as_it_is() -> None:
    """Nobody here knows its defaults, and the rest of the log has to stay readable."""
    assert whole({"kind": "prophecy", "company": "Meta"}) == {"kind": "prophecy", "company": "Meta"}
    stored = {"fact": {"kind": "stake"}}
    assert upcast("FactReported", 3, {"fact": {"kind": "stake"}}) == stored


# -- The corpus -------------------------------------------------------------------------------------------------------


def test_the_corpus_has_every_type() -> None:
    """The fullest and the least fact of each."""
    assert sorted(row["type"] for row in STORED) == sorted([*WITH_FACT, *WITH_FACT])


@pytest.mark.parametrize("row", STORED, ids=lambda row: f"{row['key']}")
def test_what_was_written_once_means_the_same(row: dict[str, Any]) -> None:
    """Every default as it was when it was left out. Fields that facts have gained since may be there besides."""
    read = upcast(row["type"], row["schema_version"], row["payload"])
    assert {name: read["fact"][name] for name in row["fact"]} == row["fact"]
    now = PAYLOAD.validate_python(read)
    assert now == PAYLOAD.validate_python(row["payload"])
    # A third version would write it otherwise, and drop this line.
    assert written(now) == canonical(row["payload"])
