"""People, staff, pay, products, debt and listings: one sentence each, and what must not be read."""

from __future__ import annotations

import pytest

from ledger.extract.reader import RuleReader
from ledger.model.facts import FactBase
from tests.extract.reading import NAMES, PUBLISHED, line

READER = RuleReader(NAMES)


def read(text: str, language: str) -> list[FactBase]:
    return READER.read(text, published=PUBLISHED, language=language)


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        (
            "Nokia has appointed Helen Brandt as chief financial officer.",
            "en",
            "appointment | Nokia | chief financial officer: Helen Brandt | completed",
        ),
        (
            "Nokia's design chief, Peter Lang, resigned in March.",
            "en",
            "departure | Nokia | design chief: Peter Lang | on 2025-03 | completed",
        ),
        (
            "Claire Morel quitte la direction financière de Soitec.",
            "fr",
            "departure | Soitec | chief financial officer: Claire Morel | completed",
        ),
        (
            "Soitec a nommé Claire Morel au poste de directrice générale.",
            "fr",
            "appointment | Soitec | chief executive: Claire Morel | completed",
        ),
        ("Wayve was founded in 2017 by Anna Bell.", "en", "founding | Wayve | founder: Anna Bell | on 2017"),
        ("Créée en 2019 à Douai, la société Nabu grandit.", "fr", "founding | Nabu | on 2019"),
        ("Nokia will lay off 1,200 workers.", "en", "headcount | Nokia | 1_200 None exact | agreed"),
        ("Nokia supprimera 10 % de ses effectifs.", "fr", "headcount | Nokia | 10% | agreed"),
        ("Soitec emploie environ 2 200 salariés.", "fr", "headcount | Soitec | 2_200 None about | completed"),
        (
            "Nokia's net loss widened to 30 million euros in 2024.",
            "en",
            "profit_loss | Nokia | -30_000_000 EUR exact | in 2024 | net",
        ),
        (
            "Soitec a obtenu un prêt de 50 millions d'euros auprès de Bpifrance.",
            "fr",
            "debt | Soitec | 50_000_000 EUR exact | lender: Bpifrance",
        ),
        (
            "Klarna raised $1.4 billion in its initial public offering.",
            "en",
            "listing | Klarna | 1_400_000_000 USD exact | completed",
        ),
        ("Samsung has delayed the Orbis 7 phone.", "en", "product | Samsung | completed"),
    ],
)
def test_one_sentence_one_fact(text: str, language: str, expected: str) -> None:
    """What a plain sentence says of people, staff, money or products."""
    assert [line(fact) for fact in read(text, language)] == [expected]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Helen Brandt, chief executive of Nokia, spoke in Berlin.", "en"),
        ("Nokia has a net debt of $3 billion.", "en"),
        ("One in ten jobs will go, Nokia fears.", "en"),
        ("Claire Morel, directrice générale de Soitec, était présente.", "fr"),
        ("Soitec a remboursé un emprunt de 50 millions d'euros.", "fr"),
        ("Soitec revendique 300 clients.", "fr"),
    ],
)
def test_what_is_no_fact(text: str, language: str) -> None:
    """Titles in passing, debts that are only owed, and counts of others."""
    assert [line(fact) for fact in read(text, language)] == []


def test_equal_sums_of_two_rounds_are_two_facts() -> None:
    """The same figure in another round of another year is another fact."""
    text = (
        "In 2022 Wayve raised $200 million in a Series B round.\n\nIn 2024 it raised $200 million in a Series C round."
    )
    assert [(fact.round, fact.date) for fact in read(text, "en")] == [("Series B", "2022"), ("Series C", "2024")]


def test_a_source_in_mid_sentence_covers_its_own_part() -> None:
    """ "D'après X" in the second of two joined clauses says nothing of the first."""
    text = "Meta s’est allié à Midjourney et envisage, d’après The Information, d’utiliser les modèles de Google."
    sources = {fact.counterparties[0].name: fact.attributed_to for fact in read(text, "fr")}
    assert sources == {"Midjourney": (), "Google": ("The Information",)}


def test_a_denial_may_stand_two_sentences_on() -> None:
    """A sentence in between that reports nothing does not protect a report."""
    text = "Reuters reported a $2 billion round for Wayve. Nobody was surprised. Wayve called the report untrue."
    (fact,) = read(text, "en")
    assert fact.polarity == "negative"


def test_a_name_before_an_aside_is_read() -> None:
    """A sentence may begin with an unknown name and an aside."""
    (fact,) = read("Novalis, de son côté, investit 30 millions d’euros dans Pasqal.", "fr")
    assert [party.name for party in fact.counterparties] == ["Novalis"]


def test_fiscal_quarters_have_no_months() -> None:
    """Which months a fiscal quarter has, only the company knows."""
    (fact,) = read("Nokia had revenue of $5 billion in the third quarter of fiscal 2025.", "en")
    assert fact.period == "2025"


def test_a_short_text_has_a_language() -> None:
    """One plain sentence is enough to be read."""
    (fact,) = READER.read("Meta a investi 15 milliards de dollars dans Scale AI.")
    assert (fact.company, fact.language) == ("Scale AI", "fr")
