"""Structured facts, one JSON object a line."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from ledger.ingest.files import Document, Imprint
from ledger.ingest.opening import documents_in
from ledger.ingest.structured import Refused, StatedFact, StructuredDocument

DESK: dict[str, Any] = {"publisher": "Example Desk", "url": "https://desk.example/1", "published": "2025-10-06"}
STAKE: dict[str, Any] = {"kind": "stake", "company": "Scale AI", "percent": 49}


def split(*lines: dict[str, Any] | str) -> list[StructuredDocument | Refused]:
    """The documents in a file of these lines."""
    written = [line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines]
    found = list(documents_in("facts.jsonl", "\n".join(written).encode(), ".jsonl", Imprint()))
    return [part for part in found if not isinstance(part, Document)]


def only(*lines: dict[str, Any] | str) -> StructuredDocument:
    [found] = split(*lines)
    assert isinstance(found, StructuredDocument)
    return found


def refusal(*lines: dict[str, Any] | str) -> str:
    [found] = split(*lines)
    assert isinstance(found, Refused)
    assert "\n" not in found.reason
    return found.reason


def test_lines_of_one_publisher_and_address_are_one_document() -> None:
    """Wherever they stand; in order of their first lines."""
    other = DESK | {"url": "https://desk.example/2"}
    found = split(STAKE | DESK, STAKE | other, "", STAKE | DESK | {"percent": 48}, STAKE)
    assert all(isinstance(part, StructuredDocument) for part in found)
    assert [len(part.facts) for part in found if isinstance(part, StructuredDocument)] == [2, 1, 1]
    assert [part.document.imprint.url for part in found if isinstance(part, StructuredDocument)] == [
        "https://desk.example/1",
        "https://desk.example/2",
        None,
    ]


def test_a_document_is_its_own_lines() -> None:
    """Its bytes are these lines as they were written, and its text the same; so its id is that of its content."""
    first, second = json.dumps(STAKE | DESK), json.dumps(STAKE | DESK | {"percent": 48})
    part = only(first, "", second)
    assert part.document.text == f"{first}\n{second}"
    assert part.document.body == part.document.text.encode()


def test_the_line_is_the_quote() -> None:
    """Where none is given: quote and span are exact, also behind other lines and accents."""
    part = only(STAKE | DESK | {"company": "Société É"}, STAKE | DESK)
    lines = part.document.text.split("\n")
    for stated, line in zip(part.facts, lines, strict=True):
        assert stated.fact.quote == line
        assert stated.fact.start is not None
        assert part.document.text[stated.fact.start : stated.fact.end] == line


def test_a_quote_is_found_in_its_line() -> None:
    """Its span counts in the document, whatever the line claims of another text."""
    part = only(STAKE | DESK, STAKE | DESK | {"quote": "prend 49 %", "start": 3, "end": 5, "spans": [[3, 5]]})
    fact = part.facts[1].fact
    assert fact.quote == "prend 49 %"
    assert fact.spans == ((fact.start, fact.end),)
    assert part.document.text[fact.start : fact.end] == "prend 49 %"


def test_a_quote_that_is_escaped_has_no_span() -> None:
    """Its characters do not stand in the line as they are, and a wrong span is worse than none."""
    fact = only('{"kind": "stake", "company": "X", "quote": "\\u00e9t\\u00e9"}').facts[0].fact
    assert (fact.quote, fact.start, fact.spans) == ("été", None, ())


def test_numbers_are_exact() -> None:
    """They do not pass through binary fractions, and have no written form."""
    line = '{"kind": "revenue", "company": "X", "amount": {"value": 0.1000000000000000055, "currency": "USD"}}'
    amount = only(line).facts[0].fact.amount
    assert amount is not None
    assert (amount.value, amount.verbatim) == (Decimal("0.1000000000000000055"), None)


def test_links_between_facts_are_kept_apart() -> None:
    """They are about facts and no part of one; either word replaces, and a number is a name as well."""
    first, second, third = only(
        STAKE | {"fact_id": "a"}, STAKE | {"fact_id": 7, "corrects": "a"}, STAKE | {"supersedes": "7"}
    ).facts
    assert first == StatedFact(first.fact, "a", None)
    assert (second.fact_id, second.replaces) == ("7", "a")
    assert (third.fact_id, third.replaces) == (None, "7")


def test_lines_complete_each_other() -> None:
    """What one line says of the document need not be said again; the first word on it counts."""
    part = only(STAKE | DESK, STAKE | DESK | {"title": "Figures", "published": None})
    assert part.document.imprint == Imprint("Example Desk", "https://desk.example/1", "Figures", "2025-10-06")


# -- Refusals ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"kind": "stake", "company": "X"', "not JSON"),
        ("kind;company", "not JSON"),
        ("[1, 2]", "not a JSON object"),
        ('"stake"', "not a JSON object"),
        ('{"kind": "stake", "company": "X", "percent": NaN}', "NaN is not a number"),
        ('{"kind": "stake", "company": "X", "percent": -Infinity}', "-Infinity is not a number"),
        ('{"kind": "stake", "company": "X", "percent": ' + "9" * 5000 + "}", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ('{"kind": "stake", "company": "X", "percent": 49, "percent": 51}', "“percent” stands twice"),
        ('{"kind": "debt", "company": "X", "amount": {"value": 1, "value": 2}}', "“value” stands twice"),
    ],
    ids=lambda text: text[:50],
)
def test_a_line_that_is_no_object_is_refused(line: str, said: str) -> None:
    """With its number and the reason."""
    reason = refusal("", line)
    assert reason.startswith("facts.jsonl, line 2: ")
    assert said in reason


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"kind": "gift"}, "kind 'gift' is not one of"),
        ({"kind": None}, "kind is missing"),
        ({"company": None}, "company: "),
        ({"percent": -1}, "percent: a percentage cannot be negative (-1)"),
        ({"date": "2025-02-30"}, "date: “2025-02-30” is not a day of the calendar"),
        ({"date": "9999-12-31"}, "date: “9999-12-31”"),
        ({"colour": "red"}, "colour: Extra inputs"),
        ({"amount": {"value": 1e300}}, "amount.value: a figure may have 24 digits"),
        ({"quote": 5}, "quote"),
        ({"quotes": 5}, "quotes: "),
    ],
)
def test_a_wrong_fact_is_refused(fields: dict[str, Any], said: str) -> None:
    """With file, line, field and reason."""
    reason = refusal(STAKE | fields)
    assert reason.startswith("facts.jsonl, line 1: ")
    assert said in reason


@pytest.mark.parametrize("name", ["publisher", "url", "title", "published"])
@pytest.mark.parametrize("value", [["a"], {"a": 1}])
def test_an_imprint_is_text(name: str, value: object) -> None:
    """A list or an object for a name is refused like any other wrong line."""
    assert refusal(STAKE | {name: value}) == f"facts.jsonl, line 1: {name} has to be text."


def test_a_wrong_line_is_refused_alone() -> None:
    """The other lines of its document are read, and it is kept to be looked at."""
    other = DESK | {"url": "https://desk.example/2"}
    wrong = STAKE | DESK | {"percent": 149}
    first, bad, second = split(STAKE | DESK, STAKE | other, wrong)
    assert bad == Refused(
        "facts.jsonl",
        json.dumps(wrong).encode(),
        "facts.jsonl, line 3: percent: a percentage of 149 is more than 100.",
        lines=((1, 3),),
    )
    for good, line in ((first, STAKE | DESK), (second, STAKE | other)):
        assert isinstance(good, StructuredDocument)
        assert len(good.facts) == 1
        assert good.document.body == json.dumps(line).encode()


def test_wrong_lines_of_a_document_are_kept_together() -> None:
    """Five of their reasons are said, and how many more there are."""
    reason = refusal(*(STAKE | DESK | {"percent": 101 + n} for n in range(7)))
    assert "line 1: percent" in reason
    assert "line 5: percent" in reason
    assert "line 6" not in reason
    assert reason.endswith("; and 2 more lines.")


def test_a_document_has_one_date() -> None:
    """Two lines that date it differently make it unclear when it was known."""
    _, bad = split(STAKE | DESK, STAKE | DESK | {"published": "2025-10-07"})
    assert isinstance(bad, Refused)
    assert bad.reason.startswith("facts.jsonl, line 2: published 2025-10-07, but an earlier line")
    assert "2025-10-06" in bad.reason


def test_lines_of_white_space_are_nothing() -> None:
    """They count as lines and are no documents."""
    assert refusal("", "  ", STAKE | {"percent": -1}).startswith("facts.jsonl, line 3: ")
    assert len(split("", STAKE, "\t")) == 1
