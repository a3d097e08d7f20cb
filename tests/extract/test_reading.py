"""The reader over whole articles, over single sentences, and over anything at all."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.extract.reader import Name, RuleReader, detect_language
from ledger.model.errors import UnreadableDocument
from ledger.model.facts import FactBase
from ledger.offline import reader_from_seeds
from tests.extract.reading import NAMES, PUBLISHED, line
from tests.extract.scoring import score

FOLDER = Path(__file__).parent / "articles"
#: Articles whose every fact is written out below a line, and articles annotated as the corpus is.
ARTICLES = sorted(path for path in FOLDER.glob("*.txt") if not path.with_suffix(".json").exists())
ANNOTATED = sorted(path.with_suffix(".txt") for path in FOLDER.glob("*.json"))
READER = RuleReader(NAMES)


def read(text: str, language: str = "en") -> list[FactBase]:
    return READER.read(text, published=PUBLISHED, language=language)


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_articles(path: Path) -> None:
    """An article gives the facts below its line, and no others."""
    text, _, expected = path.read_text("utf-8").partition("\n----\n")
    found = READER.read(text, published=PUBLISHED)
    assert sorted(map(line, found)) == sorted(expected.split("\n")[:-1])
    assert {fact.language for fact in found} <= {path.stem[:2]}
    for fact in found:
        assert [text[start:end] for start, end in fact.spans] == list(fact.quotes)
        assert fact.quote == fact.quotes[0]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_annotated_articles(language: str) -> None:
    """Over the annotated articles the reader is right, and finds most: a wrong fact costs more than a missed one."""
    articles = [path for path in ANNOTATED if path.name.startswith(language)]
    assert len(articles) >= 20
    reached = score(reader_from_seeds(), articles)
    assert reached.precision >= 0.93, reached
    assert reached.recall >= 0.78, reached


@pytest.mark.parametrize(
    ("sentence", "language"),
    [
        ("The market for chips will be worth $1 trillion in 2030.", "en"),
        ("Brussels fined Apple 500 million euros.", "en"),
        ("Apple shares fell 3%, wiping out $110 billion.", "en"),
        ("The fortune of its founder is estimated at $20 billion.", "en"),
        ("Apple has two billion users.", "en"),
        ("European startups raised $12 billion, down 18%.", "en"),
        ("Apple bought chips from Nvidia.", "en"),
        ("Apple lost $3 billion on the venture.", "en"),
        ("Nvidia may lose hundreds of millions of dollars.", "en"),
        ("Les start-up françaises ont levé 2,8 milliards d’euros.", "fr"),
        ("Google a été condamné à une amende de 3 milliards d’euros.", "fr"),
        ("Le marché pèse 40 milliards d’euros.", "fr"),
        ("Nvidia a perdu plusieurs dizaines de milliards en Bourse.", "fr"),
        ("Tesla revendique 40 millions de clients.", "fr"),
    ],
)
def test_traps(sentence: str, language: str) -> None:
    """Markets, fines, shares, fortunes, users and totals over an industry are no facts."""
    assert [line(fact) for fact in read(sentence, language)] == []


@pytest.mark.parametrize(
    ("sentence", "language", "expected"),
    [
        ("Nvidia is in talks to invest $2 billion in Poolside Labs.", "en", "talks"),
        ("Nvidia has agreed to invest $2 billion in Wayve.", "en", "agreed"),
        ("Nvidia has invested $2 billion in Wayve.", "en", "completed"),
        ("Nvidia is considering investing $2 billion in Wayve.", "en", "considered"),
        ("Nvidia envisage d’investir 2 milliards de dollars dans Wayve.", "fr", "considered"),
        ("Nvidia a investi 2 milliards de dollars dans Wayve.", "fr", "completed"),
        ("Wayve finalise une levée de fonds de 2 milliards de dollars.", "fr", "talks"),
        ("Wayve a renoncé à lever 2 milliards de dollars.", "fr", "abandoned"),
    ],
)
def test_stages(sentence: str, language: str, expected: str) -> None:
    """The words around a deal tell how far it has come."""
    (fact,) = read(sentence, language)
    assert fact.stage == expected


@pytest.mark.parametrize(
    ("sentence", "language"),
    [
        ("Nvidia could invest $2 billion in Wayve.", "en"),
        ("Nvidia has reportedly invested $2 billion in Wayve.", "en"),
        ("Nvidia aurait investi 2 milliards de dollars dans Wayve.", "fr"),
        ("Nvidia pourrait racheter Wayve pour 2 milliards de dollars.", "fr"),
    ],
)
def test_hedges(sentence: str, language: str) -> None:
    """Conditionals and reports by hearsay are hedged."""
    (fact,) = read(sentence, language)
    assert fact.certainty == "hedged"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Nvidia did not buy Wayve.", "en"),
        ("Nvidia denied that it was buying Wayve for $3 billion.", "en"),
        ("Reuters reported a $2 billion round for Wayve. Wayve called the report untrue.", "en"),
        ("Nvidia n’a pas racheté Wayve.", "fr"),
        ("Nvidia dément vouloir racheter Wayve.", "fr"),
    ],
)
def test_denials(text: str, language: str) -> None:
    """A denial is a fact of negative polarity, also where the next sentence brings it."""
    (fact,) = read(text, language)
    assert fact.polarity == "negative"


@pytest.mark.parametrize(
    ("sentence", "language", "chains"),
    [
        ("According to the Financial Times, Wayve has raised $2 billion.", "en", [["Financial Times"]]),
        (
            "Wayve has raised $2 billion, Bloomberg reported, citing people familiar with the matter.",
            "en",
            [["Bloomberg", None]],
        ),
        ("Wayve has raised $2 billion, as Reuters was first to report.", "en", [["Reuters"]]),
        ("Wayve has raised $2 billion, people close to the company said.", "en", [[None]]),
        ("Selon Reuters et Bloomberg, Wayve a levé 2 milliards de dollars.", "fr", [["Reuters"], ["Bloomberg"]]),
        ("Wayve a levé 2 milliards de dollars, d’après des sources proches du dossier.", "fr", [[None]]),
        (
            "Wayve a levé 2 milliards de dollars, ont appris le Financial Times et Reuters.",
            "fr",
            [["Financial Times"], ["Reuters"]],
        ),
    ],
)
def test_attribution(sentence: str, language: str, chains: list[list[str | None]]) -> None:
    """Parallel sources are parallel chains; unnamed sources are a hop without a name."""
    (fact,) = read(sentence, language)
    assert [[hop.name for hop in chain] for chain in fact.attribution] == chains


def test_the_publisher_heads_no_chain() -> None:
    """A paper that quotes itself is not its own source."""
    text = "Wayve has raised $2 billion, Reuters reported."
    (fact,) = READER.read(text, publisher="Reuters", language="en")
    assert fact.attributed_to == ()


def test_one_transaction_has_one_label() -> None:
    """Sum, share and valuation are of one deal; an earlier round is another, an earlier valuation none."""
    text = (
        "Nvidia has invested $2 billion in Wayve for 10% of the company. The deal values Wayve at $20 billion, up from "
        "$8 billion last year.\n\nIn 2023 Wayve had raised $500 million."
    )
    facts = {(fact.kind, fact.previous, fact.date): fact.deal for fact in read(text)}
    label = facts["investment", False, None]
    assert label
    assert facts["stake", False, None] == facts["valuation", False, None] == label
    assert facts["valuation", True, "2024"] is None
    assert facts["funding_round", False, "2023"] not in {None, label}


def test_a_fact_stated_twice_is_one_fact() -> None:
    """A second statement adds a passage."""
    (fact,) = read("Wayve raises $2 billion\n\nThe British start-up Wayve has raised $2 billion.")
    assert len(fact.quotes) == 2


def test_descriptions_stand_for_companies() -> None:
    """What a company is called in the text stays beside its name."""
    (fact,) = read("La maison mère de Facebook a investi 2 milliards de dollars dans Wayve.", "fr")
    assert [(p.name, p.as_written) for p in fact.counterparties] == [("Meta", "La maison mère de Facebook")]


def test_an_apposition_is_remembered() -> None:
    """A description given to a company once is understood when it comes back."""
    told = "a start-up de l’espace d’Elon Musk"
    text = f"Grok est le modèle de xAI, l{told}.\n\nL{told} lève six milliards de dollars."
    (fact,) = read(text, "fr")
    assert fact.company == "xAI"


def test_ambiguous_names_need_their_full_form() -> None:
    """A common word is a company only where the text has introduced it, or uses it as a name."""
    reader = RuleReader([Name("Scale AI", ambiguous_aliases=("Scale",))])
    assert reader.read("Scale matters. Prices rose to $3 billion.", language="en") == []
    (fact,) = reader.read("Scale AI is growing. Scale has raised $1 billion.", language="en")
    assert fact.company == "Scale AI"


def test_times_of_flows_and_happenings() -> None:
    """A flow has a period, a happening a date; what is relative stays unresolved without a day of publication."""
    text = "Wayve's revenue was $5 million last year. In May Wayve raised $20 million."
    revenue, funding = read(text)
    assert (revenue.period, revenue.date_as_written, funding.date) == ("2024", "last year", "2025-05")
    revenue, funding = READER.read(text, language="en")
    assert (revenue.period, revenue.date_as_written, funding.date) == (None, "last year", None)


def test_other_languages_are_refused_politely() -> None:
    """A language without lexicon is named in the refusal."""
    text = "Der Konzern hat das Unternehmen für drei Milliarden gekauft und wird es mit der eigenen Sparte verbinden."
    assert detect_language(text) == "de"
    with pytest.raises(UnreadableDocument, match=r"cannot be read yet \(de\)"):
        READER.read(text)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("", None),
        ("12345", None),
        ("The company said that it was in talks with the bank.", "en"),
        ("La société a dit que le prix des actions est bas.", "fr"),
    ],
)
def test_language(text: str, language: str | None) -> None:
    """The commonest words tell the language; too little text tells nothing."""
    assert detect_language(text) == language


PIECES = st.sampled_from(
    [
        *("Meta ", "Nvidia ", "a levé ", "raised ", "15 milliards de dollars ", "$", "1,", "000 ", "’", "“", "” "),
        *("la start-up ", "selon ", "Financial Times ", "% ", "49 ", "of ", "in ", "\n", "\u202f", "(", ")", ", "),
        *("entre ", "et ", "and ", "to ", "İ", "ß", "\u0301", "valued at ", "its ", "sa valorisation ", "revenue "),
        *("qui ", "d'", "n't ", "2024 ", "Series A ", "- ", "–", "\x00", "\r", "by ", "from ", "; ", ": "),
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=200), st.sampled_from(["en", "fr"]))
def test_any_text_is_read_without_error(text: str, language: str) -> None:
    """No text raises, and every quote is an exact passage of it."""
    for fact in read(text, language):
        assert [text[start:end] for start, end in fact.spans] == list(fact.quotes)
