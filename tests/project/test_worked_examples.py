"""The table in docs/worked-examples.md, executed row by row."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from ledger.project.assemble import Picture
from ledger.project.claims import Claim, Effect
from ledger.project.editions import Edition
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


@dataclass
class Told:
    """What the reports of a cell say, in order; documents are publisher and day, and of which others they are."""

    claims: list[Claim] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)
    prints: dict[str, str] = field(default_factory=dict)
    edits: dict[str, str] = field(default_factory=dict)

    def take(self, seq: int, text: str) -> None:
        """One report, or what a person says of reports that stand before it."""
        if text.strip().startswith(("link ", "separate ")):
            verb, _, numbers = text.strip().partition(" ")
            kind = "DealsLinked" if verb == "link" else "DealsSeparated"
            claim_ids = tuple(f"claim-{number}" for number in numbers.split("+"))
            self.effects.append(Effect(seq, kind, None, claim_ids, None, {}))
            return
        head, body = text.strip().split(": ", 1)
        publisher, day, *more = head.split()
        document, corrects = f"{publisher}-{YEAR}{day}", None
        for word, value in zip(more[::2], more[1::2], strict=True):
            if word == "prints":
                self.prints[document] = value
            elif word == "edits":
                self.edits[document] = f"{publisher}-{YEAR}{value}"
            else:
                assert word == "corrects", word
                corrects = f"claim-{value}"
                self.effects.append(Effect(seq, "FactCorrected", None, (corrects,), None, {"cause": "misreading"}))
        self.claims.append(parse_claim(seq, publisher, YEAR + day, body, corrects))

    def editions(self) -> tuple[Edition, ...]:
        """The documents, captured in the order of their first claims, as far as they print or edit others."""
        first = {c.publication_id: c for c in reversed(self.claims)}
        alike: dict[str, set[int]] = {document: set() for document in first}
        for document, printed in self.prints.items():
            for other, claim_ in first.items():
                if claim_.publisher == printed:
                    alike[document].add(claim_.seq)
                    alike[other].add(first[document].seq)
        return tuple(
            Edition(
                seq=c.seq,
                publication_id=document,
                known_at=c.known_at,
                source=str(c.publisher),
                root=str(c.publisher),
                revises=self.edits.get(document),
                alike=frozenset(alike[document]),
            )
            for document, c in first.items()
        )

    def picture(self, known: str | None) -> Picture:
        return picture(*self.claims, effects=tuple(self.effects), editions=self.editions(), known=known)


def parse_claim(seq: int, publisher: str, known: str, body: str, corrects: str | None) -> Claim:
    """One report of the page's notation as a claim."""
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
        elif word == "part":
            fields["instalment"] = words.pop(0)
        elif word == "times":
            value = words.pop(0)
            about = "about" if value.startswith("~") else "exact"
            fields["multiple"] = {"value": Decimal(value.removeprefix("~")), "qualifier": about}
        elif word == "denied":
            fields["polarity"] = "negative"
        else:
            assert word in ("previous", "forecast"), word
            fields[word] = True
    return claim(seq, kind, by=publisher, known=known, party=party, attributed_to=sources, corrects=corrects, **fields)


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
    elif words[-1] == "copies":
        assert sum(standing.claim.copy_of is not None for standing in shown.standings) == int(words[0])
    elif words[-1] == "dropped":
        assert sum(len(slot.dropped) for slot in shown.slots) == int(words[0])
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
    told = Told()
    for seq, text in enumerate(reports.split(";"), start=1):
        told.take(seq, text)
    known = None
    if answer.startswith("@"):
        day, answer = answer[1:].split(":", 1)
        known = YEAR + day.strip()
    shown = told.picture(known)
    for expected in answer.split(";"):
        check(shown, expected.strip())


def test_the_page_has_what_was_promised() -> None:
    """The page holds some sixty examples, and no row was lost to a slip of its form."""
    assert len(ROWS) >= 60
    assert len(ROWS) == sum(line.count("|") == 4 for line in TABLE.read_text().splitlines()) - 2 * 7
