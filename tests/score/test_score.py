"""The score of a reader: what counts as found, what as wrong, and what counts neither way."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ledger.ingest.files import Imprint
from ledger.model.errors import LedgerError, UnreadableDocument
from ledger.score import Score, matches_known, same_name, score

TEXT = "Quay put 12 million euros into Harbour Robotics. Rumour has it that Mole Corp may buy Pier. It has 40 people."
RAISED: dict[str, Any] = {
    "kind": "investment",
    "company": "Harbour Robotics",
    "counterparties": [{"name": "Quay", "role": "investor"}],
    "amount": {"value": 12_000_000, "currency": "EUR", "qualifier": "exact"},
    "percent": None,
    "status": "completed",
    "attributed_to": [],
    "quote": "Quay put 12 million euros into Harbour Robotics",
}
BOUGHT: dict[str, Any] = {
    "kind": "acquisition",
    "company": "Pier",
    "counterparties": [{"name": "Mole Corp", "role": "acquirer"}],
    "amount": None,
    "percent": None,
    "status": "rumoured",
    "attributed_to": [],
    "quote": "Mole Corp may buy Pier",
}
STAFF: dict[str, Any] = {"kind": "headcount", "company": "Pier", "amount": {"value": 40}, "quote": "It has 40 people"}


def corpus(folder: Path, *facts: dict[str, Any], name: str = "a") -> Path:
    (folder / f"{name}.txt").write_text(TEXT, encoding="utf-8")
    known = {"published": "2025-06-12", "publisher": "Gazette", "url": None, "lang": "en", "facts": list(facts)}
    (folder / f"{name}.json").write_text(json.dumps(known), encoding="utf-8")
    return folder


def found(known: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """The known fact as a reader would hand it over."""
    told = {"certainty": "hedged" if known.get("status") == "rumoured" else "asserted", "polarity": "positive"}
    return known | told | changes


def measure(folder: Path, *facts: dict[str, Any]) -> Score:
    return score(folder, lambda _article, _imprint: facts)


def counts(done: Score) -> tuple[int, int, int]:
    return done.hit, done.missed, done.wrong


def test_what_is_found_is_a_hit(tmp_path: Path) -> None:
    """And what is not is missed; precision and recall follow."""
    done = measure(corpus(tmp_path, RAISED, BOUGHT), found(RAISED))
    assert counts(done) == (1, 1, 0)
    assert (done.precision, done.recall, round(done.f1, 3)) == (1.0, 0.5, 0.667)
    assert [(r.article, r.what) for r in done.remarks] == [("a.txt", "missed")]


def test_what_is_not_known_is_wrong(tmp_path: Path) -> None:
    """Also a known fact that is found twice."""
    done = measure(corpus(tmp_path, RAISED), found(RAISED), found(RAISED), found(BOUGHT))
    assert counts(done) == (1, 0, 2)
    assert done.by_kind["acquisition"] == {"wrong": 1}


def test_optional_facts_count_neither_way(tmp_path: Path) -> None:
    """Found or left."""
    folder = corpus(tmp_path, RAISED, BOUGHT | {"optional": True})
    assert counts(measure(folder, found(RAISED))) == (1, 0, 0)
    done = measure(folder, found(RAISED), found(BOUGHT))
    assert (counts(done), done.optional, done.optional_found) == ((1, 0, 0), 1, 1)


def test_parts_of_a_fact_with_several_parties_are_no_errors(tmp_path: Path) -> None:
    """The first is the hit; the others are the same fact told apart."""
    both = [{"name": "Quay", "role": "investor"}, {"name": "Mole Corp", "role": "investor"}]
    folder = corpus(tmp_path, RAISED | {"counterparties": both})
    assert counts(measure(folder, found(RAISED), found(RAISED, counterparties=both[1:]))) == (1, 0, 0)


@pytest.mark.parametrize(
    ("known", "changes", "same"),
    [
        (RAISED, {}, True),
        (RAISED, {"kind": "funding_round"}, True),
        (RAISED, {"kind": "valuation"}, False),
        (RAISED, {"company": "harbour robotics, Inc."}, True),
        (RAISED, {"company": "Pier"}, False),
        (RAISED, {"counterparties": []}, True),
        (RAISED, {"counterparties": [{"name": "Mole", "role": "investor"}]}, False),
        (RAISED, {"amount": {"value": 12_050_000, "currency": "EUR"}}, True),
        (RAISED, {"amount": {"value": 12_100_000, "currency": "EUR"}}, False),
        (RAISED, {"amount": {"value": 12_000_000, "currency": "USD"}}, False),
        (RAISED, {"amount": {"value": 12_000_000, "currency": None}}, True),
        (RAISED, {"amount": {"low": 12_000_000, "high": 15_000_000, "currency": "EUR"}}, False),
        (RAISED, {"amount": None}, False),
        (RAISED, {"polarity": "negative"}, False),
        (BOUGHT, {"amount": {"value": 5, "currency": "EUR"}}, False),
        (BOUGHT, {"quote": "It has 40 people"}, False),
        (BOUGHT | {"status": "denied"}, {"polarity": "negative"}, True),
        (BOUGHT | {"product": "Crane 2"}, {"product": "Crane"}, True),
        (BOUGHT | {"product": "Crane 2"}, {"product": "Winch"}, False),
        (BOUGHT | {"alt_quotes": ["It has 40 people"]}, {"quote": "It has 40 people"}, True),
        (STAFF | {"amount": None, "percent": 40}, {"percent": "40.04"}, True),
        (STAFF | {"amount": None, "percent": 40}, {"percent": 41}, False),
        (BOUGHT | {"kind": "contract"}, {"kind": "partnership", "company": "Mole Corp",
                                         "counterparties": [{"name": "Pier", "role": "partner"}]}, True),
        (BOUGHT, {"company": "Mole Corp", "counterparties": [{"name": "Pier", "role": "acquirer"}]}, False),
    ],
)  # fmt: skip
def test_when_a_found_fact_is_a_known_one(known: dict[str, Any], changes: dict[str, Any], same: bool) -> None:
    """By kind, company, figure and standing; and by its words where there is no figure."""
    assert matches_known(found(known, **changes), known, TEXT) is same


def test_details_are_counted_of_the_hits(tmp_path: Path) -> None:
    """Each only where the known fact has something to be right about."""
    known = RAISED | {"period": "2025", "attributed_to": ["Gazette"]}
    wrong = found(known, period=None, attributed_to=["Herald"], amount=RAISED["amount"] | {"qualifier": "about"})
    done = measure(corpus(tmp_path, known, BOUGHT), wrong, found(BOUGHT, certainty="asserted"))
    assert dict(done.asked) == {
        "status": 2, "quote": 2, "soft status": 1, "qualifier": 1, "period": 1, "parties": 2, "attribution": 1,
    }  # fmt: skip
    assert {name for name, of in done.asked.items() if done.right[name] == of} == {"quote", "parties"}


def test_a_quote_has_to_stand_in_the_article(tmp_path: Path) -> None:
    """One that does not is counted apart, hit or not."""
    assert measure(corpus(tmp_path, RAISED), found(RAISED, quote="Quay invests")).ungrounded == 1


def test_an_article_that_cannot_be_read_misses_everything(tmp_path: Path) -> None:
    """And the others are read."""

    def read(article: Path, imprint: Imprint) -> list[dict[str, Any]]:
        assert imprint == Imprint("Gazette", None, None, "2025-06-12")
        if article.name == "a.txt":
            raise UnreadableDocument("a.txt is binary.")
        return [found(RAISED)]

    done = score(corpus(corpus(tmp_path, RAISED), RAISED, name="b"), read)
    assert (counts(done), done.failed, done.articles) == ((1, 1, 0), 1, 2)


@pytest.mark.parametrize("content", ["{", "[]", '{"facts": 1}', '{"facts": [{"company": "x"}]}'])
def test_a_broken_corpus_is_no_score(tmp_path: Path, content: str) -> None:
    """The message names the file."""
    corpus(tmp_path)
    (tmp_path / "a.json").write_text(content, encoding="utf-8")
    with pytest.raises(LedgerError, match=r"a\.json"):
        measure(tmp_path)


def test_a_folder_without_articles_is_no_score(tmp_path: Path) -> None:
    """Neither is one that is not there."""
    for folder in (tmp_path, tmp_path / "nothing"):
        with pytest.raises(LedgerError, match="holds no articles"):
            measure(folder)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Mistral AI", "mistral", True),
        ("The Financial Times", "FT", True),
        ("Alphabet", "Google", True),
        ("DeepMind", "Deep Mind", True),
        ("Société Générale SA", "societe generale", True),
        ("Jane Roe", "Roe", False),
        ("", "x", False),
        (None, None, False),
        ("AI", "AI", True),
    ],
)
def test_names_are_compared_loosely(one: str | None, other: str | None, same: bool) -> None:
    """Legal forms, accents and well-known short names make no difference."""
    assert same_name(one, other) is same
    assert same_name("Jane Roe", "Roe", person=True)


KNOWN = Path(__file__).parent / "known"


def test_a_corpus_has_the_score_that_others_gave_it() -> None:
    """The convention's own scorer gave these articles and these findings just that; see tests/score/known."""

    def read(article: Path, _imprint: Imprint) -> list[dict[str, Any]]:
        lines = article.with_suffix(".found.jsonl").read_text("utf-8").splitlines()
        return [json.loads(line) for line in lines]

    done = score(KNOWN, read)
    assert (done.articles, done.hit, done.missed, done.wrong, done.ungrounded, done.failed) == (3, 7, 3, 5, 0, 0)
    assert (round(done.precision, 3), round(done.recall, 3), round(done.f1, 3)) == (0.583, 0.700, 0.636)
    details = {name: (done.right[name], of) for name, of in done.asked.items()}
    assert details == {
        "status": (7, 7),
        "soft status": (3, 3),
        "qualifier": (2, 3),
        "period": (1, 2),
        "parties": (4, 4),
        "attribution": (1, 1),
        "quote": (7, 7),
    }
    assert (done.optional_found, done.optional) == (1, 1)
    kinds = {kind: (counted["hit"], counted["missed"], counted["wrong"]) for kind, counted in done.by_kind.items()}
    assert {kind: counted for kind, counted in kinds.items() if counted != (1, 0, 0)} == {
        "departure": (0, 1, 1),
        "investment": (1, 0, 1),
        "profit_loss": (0, 1, 1),
        "revenue": (2, 0, 0),
        "stake": (1, 0, 1),
        "valuation": (0, 1, 1),
    }
