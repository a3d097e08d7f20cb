"""The seed files keep the rules that seeds/README.md states; checked on the files alone."""

from __future__ import annotations

import datetime as dt
import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

SEEDS = Path(__file__).resolve().parents[1] / "seeds"
DOCUMENTS = sorted((SEEDS / "documents").glob("*.md"))
STRUCTURED = sorted((SEEDS / "documents").glob("*.jsonl"))

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
HOST = re.compile(r"([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}")
LONGEST_SHARED_RUN = 60

COMPANY_COLUMNS = {
    "id",
    "name",
    "type",
    "legal_name",
    "country",
    "aliases",
    "ambiguous_aliases",
    "descriptions",
    "wikidata",
    "ticker",
    "domain",
}
SOURCE_COLUMNS = {
    "id",
    "name",
    "type",
    "aliases",
    "ambiguous_aliases",
    "country",
    "domain",
    "tier",
    "wikidata",
}
NAME_LISTS = ("aliases", "ambiguous_aliases", "descriptions")


def read_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


COMPANIES = read_lines(SEEDS / "companies.jsonl")
SOURCES = read_lines(SEEDS / "sources.jsonl")
ENTITIES = COMPANIES + SOURCES


def folded(name: str) -> str:
    """The name without case, accents, and kinds of apostrophe, hyphen and space."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    plain = re.sub(r"[‐‑–—]", "-", re.sub(r"[’‘ʼ]", "'", plain))
    return " ".join(plain.casefold().split())


def names_of(entity: dict[str, Any]) -> Iterator[str]:
    yield entity["name"]
    if entity.get("legal_name") is not None:
        yield entity["legal_name"]
    for column in NAME_LISTS:
        yield from entity.get(column, ())


def duplicates(values: list[str]) -> set[str]:
    return {value for value in values if values.count(value) > 1}


def front_matter(path: Path) -> tuple[dict[str, Any], str]:
    _, head, body = path.read_text(encoding="utf-8").split("---\n", 2)
    return yaml.safe_load(head), body


def file_name(path: Path) -> str:
    return path.name


def test_there_are_enough_companies_investors_and_sources() -> None:
    assert sum(company["type"] == "company" for company in COMPANIES) >= 80
    assert sum(company["type"] == "fund" for company in COMPANIES) >= 30
    assert len(SOURCES) >= 60


def test_companies_have_their_columns() -> None:
    for company in COMPANIES:
        assert set(company) == COMPANY_COLUMNS, company
        assert company["type"] in {"company", "fund"}, company
        assert company["ticker"] is None or re.fullmatch(r"[A-Z0-9]{1,7}", company["ticker"]), company


def test_sources_have_their_columns() -> None:
    for source in SOURCES:
        assert set(source) == SOURCE_COLUMNS, source
        assert source["type"] == "publisher", source
        assert source["tier"] in {1, 2, 3}, source


def test_identifiers_have_their_shape() -> None:
    for entity in ENTITIES:
        assert SLUG.fullmatch(entity["id"]), entity
        assert re.fullmatch(r"[A-Z]{2}", entity["country"]), entity
        assert entity["wikidata"] is None or re.fullmatch(r"Q[1-9]\d*", entity["wikidata"]), entity
        assert entity["domain"] is None or HOST.fullmatch(entity["domain"]), entity


def test_names_are_tidy() -> None:
    for entity in ENTITIES:
        for name in names_of(entity):
            assert name, entity
            assert name == " ".join(name.split()), entity
            assert "’" not in name, f"apostrophes are written straight: {entity}"
        assert entity["name"] not in entity["aliases"], entity
        assert not set(entity["aliases"]) & set(entity["ambiguous_aliases"]), entity
        for column in NAME_LISTS:
            assert not duplicates(entity.get(column, [])), entity


@pytest.mark.parametrize("column", ["id", "wikidata", "domain"])
def test_identifier_belongs_to_one_entity(column: str) -> None:
    assert not duplicates([entity[column] for entity in ENTITIES if entity[column]])


def test_no_name_is_claimed_by_two_entities() -> None:
    claimed: defaultdict[str, set[str]] = defaultdict(set)
    for entity in ENTITIES:
        for name in names_of(entity):
            claimed[folded(name)].add(entity["id"])
    assert {name: ids for name, ids in claimed.items() if len(ids) > 1} == {}


def test_there_are_documents_in_both_languages() -> None:
    languages = [front_matter(path)[0]["language"] for path in DOCUMENTS]
    assert languages.count("fr") >= 2
    assert languages.count("en") >= 2


@pytest.mark.parametrize("path", DOCUMENTS, ids=file_name)
def test_document_has_complete_front_matter(path: Path) -> None:
    head, body = front_matter(path)
    assert set(head) == {"title", "publisher", "url", "published", "language"}
    assert head["title"]
    assert head["publisher"] in {source["name"] for source in SOURCES}
    address = urlsplit(head["url"])
    assert address.scheme == "https"
    assert (address.hostname or "").endswith(".example")
    assert isinstance(head["published"], dt.date)
    assert path.name.startswith(head["published"].isoformat())
    assert path.name.endswith(f".{head['language']}.md")
    assert 150 <= len(body.split()) <= 350


def test_documents_do_not_repeat_each_other() -> None:
    seen: dict[str, str] = {}
    for path in DOCUMENTS:
        text = folded(front_matter(path)[1])
        runs = {text[i : i + LONGEST_SHARED_RUN] for i in range(len(text) - LONGEST_SHARED_RUN + 1)}
        assert {run: seen[run] for run in runs if run in seen} == {}
        seen.update(dict.fromkeys(runs, path.name))


@pytest.mark.parametrize("path", STRUCTURED, ids=file_name)
def test_structured_facts_are_complete_and_fictional(path: Path) -> None:
    facts = read_lines(path)
    assert facts
    known: set[str] = set()
    for fact in facts:
        assert fact["kind"]
        assert fact["company"].startswith("Example ")
        assert fact["publisher"] in {source["name"] for source in SOURCES}
        assert (urlsplit(fact["url"]).hostname or "").endswith(".example")
        assert dt.date.fromisoformat(fact["published"]) > dt.date(2025, 1, 1)
        assert fact["fact_id"] not in known
        assert {fact[key] for key in ("corrects", "supersedes") if key in fact} <= known
        known.add(fact["fact_id"])
