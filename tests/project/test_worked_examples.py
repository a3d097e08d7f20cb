"""The table in docs/worked-examples.md, executed row by row."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from ledger.project.assemble import Picture
from ledger.project.claims import Claim
from ledger.project.implied import implied_figures
from tests.project.pictures import claim, picture

TABLE = Path(__file__).parents[2] / "docs" / "worked-examples.md"
YEAR = "2025-"
QUALIFIERS = {"~": "about", ">=": "at_least", "<=": "at_most", ">": "over", "<": "under"}
FIGURE = re.compile(r"(?P<mark>~|>=|<=|>|<)?(?P<currency>€)?(?P<low>[\d.]+)(?:-(?P<high>[\d.]+))?(?P<unit>bn|m|%)?$")
SCALES = {"bn": 10**9, "m": 10**6, "%": 1, None: 1}
WORDS = {"bn": "billion", "m": "million"}


def rows() -> list[tuple[str, str, str]]:
    """The cells of every table row of the page."""
    found = []
    for line in TABLE.read_text().splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if line.startswith("|") and len(cells) == 3 and cells[0] not in ("case", "---"):
            found.append((cells[0], cells[1], cells[2]))
    return found


ROWS = rows()


def parse_figure(text: str) -> dict[str, Any]:
    """`~15bn`, `2-3bn`, `49%` or `?` as fields of a fact."""
    if text == "?":
        return {}
    match = FIGURE.match(text)
    assert match, text
    unit = match["unit"]
    scale = SCALES[unit]
    if unit == "%":
        return {"percent": Decimal(match["low"])}
    currency = "EUR" if match["currency"] else "USD"
    if match["high"]:
        ends = {"low": Decimal(match["low"]) * scale, "high": Decimal(match["high"]) * scale}
        return {"amount": {**ends, "currency": currency, "qualifier": "range"}}
    qualifier = QUALIFIERS.get(match["mark"] or "", "exact")
    written = f"{match['low']} {WORDS[unit]}"
    value = Decimal(match["low"]) * scale
    return {"amount": {"value": value, "currency": currency, "qualifier": qualifier, "verbatim": written}}


def parse_report(seq: int, text: str) -> Claim:
    """One report of the page's notation as a claim."""
    head, body = text.strip().split(": ", 1)
    publisher, day = head.split()
    kind, figure, *words = body.split()
    fields: dict[str, Any] = parse_figure(figure)
    fields["deal"] = None if "previous" in words else "d"
    party, sources = "", []
    while words:
        word = words.pop(0)
        if word == "by":
            party = words.pop(0).replace("+", ",")
        elif word == "from":
            sources = words.pop(0).split("+")
        elif word in ("in", "on"):
            fields["period" if word == "in" else "date"] = words.pop(0)
        elif word in ("round", "basis", "stage"):
            fields[word] = words.pop(0)
        elif word == "denied":
            fields["polarity"] = "negative"
        else:
            assert word in ("previous", "forecast"), word
            fields[word] = True
    known = YEAR + day
    return claim(seq, kind, by=publisher, known=known, party=party, attributed_to=sources, **fields)


def number(text: str) -> Decimal:
    """`14.3bn` in full."""
    match = re.match(r"([\d.]+)(bn|m)?$", text)
    assert match, text
    return Decimal(match[1]) * SCALES[match[2]]


def check(shown: Picture, expected: str) -> None:
    """One expectation of the page against the picture."""
    words = expected.split()
    if words[-1] == "deals":
        assert len(shown.deals) == int(words[0])
    elif words[-1] == "slots":
        assert len(shown.slots) == int(words[0])
    elif words[-1] == "denied":
        assert sum(len(slot.denied) for slot in shown.slots) == int(words[0])
    elif words[0] == "implied":
        implied = {one.value: one.contradicts for slot in shown.slots for one in implied_figures(slot, shown.slots)}
        assert implied[number(words[1])] is (words[2] == "contradicts")
    else:
        kind, agreement, *words = words
        slots = [slot for slot in shown.slots if slot.kind == kind]
        assert slots
        assert {slot.agreement.value for slot in slots} == {agreement}
        if words and ".." in words[0]:
            low, high = words.pop(0).split("..")
            assert (slots[0].low, slots[0].high) == (number(low), number(high))
        if words:
            assert len(slots[0].roots) == int(words[0])


@pytest.mark.parametrize(("reports", "answer"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_worked_example(reports: str, answer: str) -> None:
    """The ledger makes of the reports what the page says."""
    claims = [parse_report(seq, text) for seq, text in enumerate(reports.split(";"), start=1)]
    known = None
    if answer.startswith("@"):
        day, answer = answer[1:].split(":", 1)
        known = YEAR + day.strip()
    shown = picture(*claims, known=known)
    for expected in answer.split(";"):
        check(shown, expected.strip())


def test_the_page_has_what_was_promised() -> None:
    """The page holds some forty examples, and no row was lost to a slip of its form."""
    assert len(ROWS) >= 40
    assert len(ROWS) == sum(line.count("|") == 4 for line in TABLE.read_text().splitlines()) - 2 * 5
