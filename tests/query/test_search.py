"""Search and review: what is visible then and nothing else. On both engines."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.engine import Engine

from ledger.model.errors import LedgerError
from ledger.project.claims import LIVE
from ledger.query import answers, questions, search
from ledger.query.candidates import candidates
from ledger.store.database import reading
from ledger.store.entity import Entity
from tests.ingest.samples import NOW, known, register
from tests.query.samples import money, report


def find(engine: Engine, text: str, limit: int = 20, **clocks: Any) -> list[answers.Match]:
    with reading(engine) as conn:
        return list(search.search(questions.ask(conn, now=NOW, **clocks), text, limit))


def companies(engine: Engine, text: str, **clocks: Any) -> list[str]:
    return [match["company_id"] for match in find(engine, text, **clocks) if match["type"] == "company"]


def quotes(engine: Engine, text: str, **clocks: Any) -> list[str]:
    return [match["matched"] for match in find(engine, text, **clocks) if match["type"] == "claim"]


def test_names_are_found_without_case_and_accents(engine: Engine) -> None:
    """Whole names first, then beginnings, then the rest; identifiers count too."""
    register(engine, known("Électra"), known("Electra Works"), known("New Electra", domain="electra.example"))
    assert companies(engine, "ELECTRA") == ["electra", "electra-works", "new-electra"]
    assert companies(engine, "electra.example") == ["new-electra"]


@pytest.mark.parametrize("text", ["QUINZE milliards", "milliards  d'euros", "Élan", "100 %", "under_score", "a!b"])
def test_quotes_are_found_as_they_are_written(engine: Engine, text: str) -> None:
    """Without case and line breaks; what means something to a pattern means itself."""
    quote = "Quinze milliards\nd'euros pour Élan, 100 % de under_score et a!b"
    report(engine, "Gazette", "2025-06-12", money(15, quote=quote), money(14, quote="100 x underXscore a?b"))
    assert quotes(engine, text) == [quote]


def test_only_what_is_visible_is_found(engine: Engine) -> None:
    """Neither later publications nor later positions; the latest recorded stand first."""
    report(engine, "Gazette", "2025-06-12", money(15, quote="a rare word"))
    with reading(engine) as conn:
        before = questions.ask(conn, now=NOW).clocks.seq
    report(engine, "Courier", "2025-07-01", money(14, company="Birch", quote="the rare word again"))
    assert quotes(engine, "rare word") == ["the rare word again", "a rare word"]
    assert (
        quotes(engine, "rare word", known_at="2025-06-30") == quotes(engine, "rare word", seq=before) == ["a rare word"]
    )
    assert companies(engine, "birch", known_at="2025-06-30") == companies(engine, "birch", seq=before) == []


def test_a_limit_counts_what_is_visible(engine: Engine) -> None:
    """Hundreds of invisible quotes do not hide a visible one, over all pages of the search."""
    report(engine, "Gazette", "2025-06-12", money(15, quote="the needle"))
    later = [money(n, quote=f"needle {n}", date=f"2025-07-{n % 28 + 1:02}") for n in range(1, 251)]
    report(engine, "Courier", "2025-08-01", *later)
    assert quotes(engine, "needle", limit=1, known_at="2025-06-30") == ["the needle"]
    assert len(quotes(engine, "needle", limit=3)) == 3
    [match] = [m for m in find(engine, "the needle") if m["claim"]]
    assert match["claim"] is not None
    assert match["claim"]["status"] == LIVE


@pytest.mark.parametrize("text", ["", "  ", "%", "…", "x" * 201])
def test_a_text_that_finds_everything_or_nothing_is_refused(engine: Engine, text: str) -> None:
    """In a sentence."""
    with pytest.raises(LedgerError, match=r"search for"):
        find(engine, text)


# -- Who may be one ---------------------------------------------------------------------------------------------------


def pairs(*entities: Entity, apart: tuple[tuple[str, str], ...] = ()) -> list[tuple[str, str, list[str]]]:
    return [(p.a.id, p.b.id, p.reasons) for p in candidates(entities, {frozenset(pair) for pair in apart})]


def named(entity_id: str, name: str, *, provisional: bool = True, **fields: Any) -> Entity:
    return Entity(entity_id, name, fields.pop("type", "company"), provisional=provisional, **fields)


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        (named("a", "Acme", domain="acme.example"), named("b", "Zed", domain="acme.example"), "same domain"),
        (
            named("a", "Acme", ticker="AC", country="FR"),
            named("b", "Zed", ticker="AC", country="FR"),
            "same ticker and country",
        ),
        (named("a", "Acme Inc."), named("b", "The ACME"), "same name"),
        (named("a", "Mistral"), named("b", "Mistral AI", provisional=False), "same name but for general words"),
        (named("a", "Anthropique"), named("b", "Anthropiques"), "nearly the same spelling"),
        (named("a", "Acme", wikidata="Q1", provisional=False), named("b", "Acme", wikidata="Q2"), "same name"),
    ],
)
def test_what_may_be_one_is_listed_with_its_reason(one: Entity, other: Entity, reason: str) -> None:
    """Identifiers, names, general words, spelling."""
    [(_, _, reasons)] = pairs(one, other)
    assert reason in reasons


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            named("a", "Acme", wikidata="Q1", provisional=False),
            named("b", "Acme", wikidata="Q2", provisional=False),
        ),
        (named("a", "Acme", wikidata="Q1"), named("b", "Acme AI", wikidata="Q2")),
        (named("a", "Meridian 12"), named("b", "Meridian 13")),
        (named("a", "Anthropique", provisional=False), named("b", "Anthropiques", provisional=False)),
        (named("a", "Mercer"), named("b", "Mercer", type="person")),
        (named("a", "Ax"), named("b", "Ay")),
    ],
)
def test_what_is_told_apart_is_not_listed(one: Entity, other: Entity) -> None:
    """Other identifiers, another number, another kind, and names that people registered."""
    assert pairs(one, other) == []


def test_what_somebody_kept_apart_is_not_listed_again() -> None:
    """And the rest stays in the order of likelihood."""
    three = [
        named("a", "Acme"),
        named("b", "Acme"),
        named("c", "Acme", domain="x.example"),
        named("d", "Bo", domain="x.example"),
    ]
    assert [(a, b) for a, b, _ in pairs(*three, apart=(("a", "b"),))] == [("c", "d"), ("a", "c"), ("b", "c")]
