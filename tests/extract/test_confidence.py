"""How sure the reader is: less where it had to guess, and every sign of its table is one that texts show."""

from __future__ import annotations

from collections import Counter

import pytest

from ledger.extract import confidence
from ledger.extract.drafts import Draft
from ledger.extract.reader import RuleReader
from ledger.model.facts import FactBase, Polarity
from tests.extract.reading import NAMES, PUBLISHED

READER = RuleReader(NAMES)


def read(text: str) -> list[FactBase]:
    return READER.read(text, published=PUBLISHED, language="en")


def sureness(text: str, kind: str) -> float:
    return next(fact.confidence or 0.0 for fact in read(text) if fact.kind == kind)


NAMED = "Halden raised $40 million in a Series B round."


@pytest.mark.parametrize(
    ("surer", "less", "kind"),
    [
        # A name in the sentence is surer than a description of whom the text has spoken of, or nobody at all.
        ("Halden Pumps has 300 employees.", "Halden Pumps opened a plant. The company has 300 employees.", "headcount"),
        (
            "Halden Pumps reported revenue of $5 million.",
            "Halden Pumps opened a plant. Revenue rose to $5 million.",
            "revenue",
        ),
        # The more companies a sentence names, the less sure it is which one is meant.
        (
            "Halden Pumps was bought by Orton Steel for $5 million.",
            "Beside Kelpra Foods and Tarn Motors, Halden Pumps was bought by Orton Steel for $5 million.",
            "acquisition",
        ),
        # What is stated again is surer.
        (f"{NAMED}\n\n{NAMED} The $40 million will pay for a plant.", NAMED, "funding_round"),
    ],
)
def test_guessing_is_less_sure(surer: str, less: str, kind: str) -> None:
    assert sureness(surer, kind) > sureness(less, kind)


SHOWN = """Halden raises $40 million

Halden raised $40 million in a Series B round. Halden has a partnership with Orton Steel. The company has 300 employees.

It was valued at $900 million. Revenue rose to $5 million. Halden denied that it was in talks to buy Kelpra Foods.

Halden launched its new software tool Pumpline in May.
"""
CROWDED = (
    "Tarn Motors, Velora Labs and Orton Steel were not asked when Brenta Inks bought Ostia Paints for $3 million.\n\n"
    "Pipora Foods raised $7 million from Orton Steel and Tarn Motors on Monday for the second of its plants in the "
    "south of the country, where it has sold sauces and soups to the shops of the old harbour since the flood of the "
    "year before the last one.\n\n"
    "In May Kelpra Foods reported for the second year in a row a higher revenue of $9 million.\n\n"
)


def test_every_sign_of_the_table_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: set[str] = set()
    real = confidence.signs

    def noted(draft: Draft, passages: int, polarity: Polarity, named: Counter[str]) -> list[str]:
        found = list(real(draft, passages, polarity, named))
        assert len(found) == len(set(found))
        seen.update(found)
        return found

    monkeypatch.setattr(confidence, "signs", noted)
    facts = [*read(SHOWN), *read(CROWDED)]
    assert all(0 < (fact.confidence or 0) < 1 for fact in facts)
    assert seen == set(confidence._WEIGHTS)
