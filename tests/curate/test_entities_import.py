"""Bulk import: sure matches completed, doubtful ones apart and listed, the same file again changes nothing."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import Engine

from ledger.curate import entities
from ledger.curate.commands import Command, Said
from ledger.curate.imports import Imported, Importer
from ledger.curate.matching import Index
from ledger.ingest.companies import Refused, Stated, read_entities
from ledger.model.errors import UnreadableDocument
from ledger.project.identity import Identity
from ledger.query import entities as asking
from ledger.query import questions
from ledger.store import log
from ledger.store.database import reading, writing
from ledger.store.entity import Entity
from tests.ingest.samples import NOW, investment, known, put, register


def lei(stem: str) -> str:
    """A LEI with its two check digits (ISO 7064, MOD 97-10)."""
    number = int("".join(str(int(c, 36)) for c in f"{stem}00"))
    return f"{stem}{98 - number % 97:02}"


LEI_A, LEI_B = lei("ZZZZ00ACME00000001"), lei("ZZZZ00BOLT00000001")


def run(engine: Engine, *rows: dict[str, Any], only_known: bool = False, batch: int = 500) -> list[Imported]:
    stated = [Stated(place, {"type": "company"} | fields) for place, fields in enumerate(rows, start=1)]
    return list(Importer(engine, "ana", "test.csv", only_known, batch, lambda: NOW).run(stated))


def statuses(outcomes: list[Imported]) -> list[tuple[str, str | None]]:
    return [(one.status, one.id) for one in outcomes]


def entity(engine: Engine, entity_id: str) -> dict[str, Any]:
    with reading(engine) as conn:
        return dict(asking.show(questions.ask(conn, now=NOW), entity_id))


def review(engine: Engine) -> list[tuple[str, str]]:
    with reading(engine) as conn:
        return [(c["a"], c["b"]) for c in asking.review(questions.ask(conn, now=NOW))]


def head(engine: Engine) -> int:
    with reading(engine) as conn:
        return log.head(conn).seq


ACME = {"name": "Acme", "legal_name": "Acme S.A.", "country": "FR", "wikidata": "Q901", "domain": "acme.example"}


# -- What a row does --------------------------------------------------------------------------------------------------


def test_new_entities_are_registered_once(engine: Engine) -> None:
    """A second run of the same rows appends nothing."""
    rows = [ACME, {"name": "Bolt", "lei": LEI_B}, {"name": "Fund of Bolt", "type": "fund"}]
    assert statuses(run(engine, *rows)) == [
        ("registered", "acme"),
        ("registered", "bolt"),
        ("registered", "fund-of-bolt"),
    ]
    before = head(engine)
    assert [status for status, _ in statuses(run(engine, *rows))] == ["unchanged"] * 3
    assert head(engine) == before
    assert entity(engine, "fund-of-bolt")["type"] == "fund"
    assert entity(engine, "acme")["registrations"][0]["reason"] == "imported from test.csv"


@pytest.mark.parametrize(
    "row",
    [
        {"name": "ACME", "wikidata": "Q901", "lei": LEI_A},
        {"name": "Acme Holding", "domain": "acme.example", "legal_name": "ACME S.A.", "lei": LEI_A},
        {"name": "ACME", "legal_name": "ACME S.A.", "lei": LEI_A},
    ],
)
def test_a_known_one_is_completed(engine: Engine, row: dict[str, Any]) -> None:
    """By an identifier, or by a name with its legal form: gaps are filled, and nothing known is changed."""
    run(engine, ACME)
    [done] = run(engine, row)
    assert (done.status, done.id) == ("updated", "acme")
    after = entity(engine, "acme")
    assert (after["name"], after["lei"], after["legal_name"], after["country"]) == ("Acme", LEI_A, "Acme S.A.", "FR")


def test_what_differs_is_said_and_not_taken(engine: Engine) -> None:
    """Reference data that contradict the ledger do not overwrite it."""
    run(engine, ACME)
    [done] = run(engine, {"name": "Acme", "wikidata": "Q901", "country": "BE", "domain": "acme.be"})
    assert (done.status, done.left_out) == ("unchanged", ("country BE", "domain acme.be"))


def test_the_name_that_a_document_brought_is_confirmed(engine: Engine) -> None:
    """A provisional entity with the very name is the one that the reference data describe."""
    put(engine, investment(company="Scale AI"))
    [done] = run(engine, {"name": "Scale AI", "wikidata": "Q77"})
    assert (done.status, done.id) == ("updated", "scale-ai")
    assert entity(engine, "scale-ai")["provisional"] is False


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ({"name": "Acme", "legal_name": "Acme GmbH"}, "another legal form"),
        ({"name": "Acme", "country": "US"}, "another country"),
        ({"name": "Acme", "wikidata": "Q555"}, "another item"),
        ({"name": "Zenith", "domain": "acme.example"}, "a domain alone"),
        ({"name": "Acme Works"}, "an alias alone"),
    ],
)
def test_a_doubtful_one_waits_for_a_person(engine: Engine, row: dict[str, Any], why: str) -> None:
    """It is registered apart and named with whom it may be; the known one keeps its name in documents."""
    more: dict[str, Any] = {k: v for k, v in ACME.items() if k != "name"}
    register(engine, known("Acme", "Acme Works", **more))
    [done] = run(engine, row)
    assert (done.status, done.perhaps) == ("uncertain", ("acme",)), why
    assert done.id not in (None, "acme")
    assert entity(engine, "Acme")["id"] == "acme"
    before = head(engine)
    assert [one.status for one in run(engine, row)] == ["unchanged"]
    assert head(engine) == before


def test_a_doubtful_pair_is_decided_by_merging_or_keeping_apart(engine: Engine) -> None:
    """`review` lists it until then, and what was merged is completed by the next import."""
    run(engine, ACME)
    [done] = run(engine, {"name": "Acme", "legal_name": "Acme GmbH", "lei": LEI_A})
    assert done.id is not None
    assert review(engine) == [("acme", done.id)]
    words = Said(Command("ana", NOW), "one house")
    with writing(engine) as conn:
        entities.merge(conn, "acme", done.id, words)
    assert review(engine) == []
    [again] = run(engine, {"name": "Acme", "lei": LEI_A, "ticker": "ACM"})
    assert (again.status, again.id) == ("updated", "acme")
    with writing(engine) as conn:
        entities.split(conn, "acme", done.id, words)
    assert review(engine) == [], "who split the two has said that they are two"


def test_a_namesake_with_another_identifier_is_shown_to_a_person(engine: Engine) -> None:
    """What the import calls uncertain is listed, with what speaks against it."""
    run(engine, {"name": "Acme", "domain": "acme.example", "wikidata": "Q901"})
    [done] = run(engine, {"name": "Acme", "domain": "acme.example", "wikidata": "Q902"})
    [other] = run(engine, {"name": "Acme", "wikidata": "Q903"})
    assert (done.status, other.status) == ("uncertain", "uncertain")
    assert ("acme", other.id) in review(engine)
    assert ("acme", done.id) in review(engine)


def test_identifiers_that_point_at_two_are_doubtful(engine: Engine) -> None:
    """The row does not decide which of them it describes."""
    run(engine, {"name": "Acme", "wikidata": "Q901"}, {"name": "Bolt", "lei": LEI_B})
    [done] = run(engine, {"name": "Corvus", "wikidata": "Q901", "lei": LEI_B})
    assert (done.status, done.perhaps) == ("uncertain", ("acme", "bolt"))


def test_only_known_ones_if_asked(engine: Engine) -> None:
    """A download of millions completes whom the ledger knows, and registers nobody."""
    run(engine, ACME)
    outcomes = run(
        engine,
        {"name": "Acme", "wikidata": "Q901", "lei": LEI_A},
        {"name": "Bolt", "lei": LEI_B},
        {"name": "Acme", "country": "US"},
        only_known=True,
    )
    assert statuses(outcomes) == [("updated", "acme"), ("unknown", None), ("uncertain", None)]
    assert head(engine) == 2


def test_rows_of_one_file_see_each_other(engine: Engine) -> None:
    """Over batches and within one: a company that comes in several rows is registered once."""
    rows = [{"name": "Acme", "wikidata": "Q901"}, {"name": "Acme", "wikidata": "Q901", "ticker": "ACM"}, ACME] * 2
    counts = Counter(one.status for one in run(engine, *rows, batch=2))
    assert counts == {"registered": 1, "updated": 2, "unchanged": 3}
    assert entity(engine, "acme")["ticker"] == "ACM"


def test_another_writer_between_batches_is_seen(engine: Engine) -> None:
    """What somebody registers meanwhile is matched and not registered again."""
    importer = Importer(engine, "ana", "test.csv", batch=1, clock=lambda: NOW)
    rows = iter([Stated(1, {"name": "Bolt"}), Stated(2, ACME)])
    outcomes = importer.run(rows)
    assert next(outcomes).status == "registered"
    register(engine, known("Acme", wikidata="Q901"))
    assert (next(outcomes).status, head(engine)) == ("updated", 3)


def test_a_bad_row_is_refused_and_the_rest_goes_on(engine: Engine) -> None:
    """With its place and a sentence."""
    rows: list[Stated | Refused] = [
        Stated(1, {"name": "Acme", "lei": "SHORT"}),
        Refused(2, "It has no name."),
        Stated(3, {"name": "Bolt"}),
    ]
    outcomes = list(Importer(engine, "ana", "test.csv", clock=lambda: NOW).run(rows))
    assert [(o.place, o.status) for o in outcomes] == [(1, "refused"), (2, "refused"), (3, "registered")]
    assert "no LEI" in (outcomes[0].reason or "")


def test_the_alias_of_another_is_left_out(engine: Engine) -> None:
    """It is named, and nobody's name becomes ambiguous."""
    run(engine, {"name": "Acme", "wikidata": "Q1", "aliases": ["Zed"]})
    [done] = run(engine, {"name": "Bolt", "wikidata": "Q2", "aliases": ["Zed", "Bolt Works"]})
    assert (done.status, done.left_out) == ("registered", ("alias Zed",))
    assert entity(engine, "bolt")["aliases"] == ["Bolt Works"]


def test_people_are_matched_with_people() -> None:
    """A company's name says nothing about a person's."""
    index = Index.of([Entity("mercer", "Mercer", "company")], Identity({}))
    assert index.match({"name": "Mercer", "type": "person"}).perhaps == ()


# -- Files ------------------------------------------------------------------------------------------------------------


def read(path: Path, content: str) -> list[dict[str, Any] | str]:
    path.write_text(content, encoding="utf-8")
    return [row.fields if isinstance(row, Stated) else row.reason for row in read_entities(path)]


def test_our_own_csv(tmp_path: Path) -> None:
    """Columns as in the seeds, several names divided by a stroke, empty cells mean nothing."""
    rows = read(
        tmp_path / "own.csv",
        "\ufeffname,type,aliases,country,wikidata\n"
        "Acme,company,Acme Works | ACM,FR,http://www.wikidata.org/entity/Q901\n"
        ",company,,,\n"
        "Bolt,,,,,too many\n",
    )
    assert rows == [
        {"name": "Acme", "type": "company", "aliases": ["Acme Works", "ACM"], "country": "FR", "wikidata": "Q901"},
        "It has no name.",
        "It has more cells than the header has columns.",
    ]


WIKIDATA_ROW = {
    "item": "http://www.wikidata.org/entity/Q901",
    "itemLabel": "Acme",
    "itemAltLabel": "Acme Works, ACM",
    "countryCode": "FR",
    "website": "https://www.acme.example/en/",
    "ticker": "ACM",
}
WIKIDATA = {
    "name": "Acme",
    "wikidata": "Q901",
    "aliases": ["Acme Works", "ACM"],
    "country": "FR",
    "domain": "acme.example",
    "ticker": "ACM",
}


def test_wikidata_downloads(tmp_path: Path) -> None:
    """CSV, the short JSON and the verbose JSON of the query service say the same."""
    header = ",".join(WIKIDATA_ROW)
    cells = ",".join(f'"{cell}"' for cell in WIKIDATA_ROW.values())
    assert read(tmp_path / "a.csv", f"{header}\n{cells}\n") == [WIKIDATA]
    assert read(tmp_path / "b.json", json.dumps([WIKIDATA_ROW])) == [WIKIDATA]
    binding = {name: {"type": "literal", "value": value} for name, value in WIKIDATA_ROW.items()}
    verbose = {"head": {"vars": list(WIKIDATA_ROW)}, "results": {"bindings": [binding]}}
    assert read(tmp_path / "c.json", json.dumps(verbose, indent=1)) == [WIKIDATA]


def test_a_label_with_a_comma_in_it(tmp_path: Path) -> None:
    """The query service joins names by commas; what stands behind one may be the legal form of the name before it."""
    row = WIKIDATA_ROW | {"itemAltLabel": "Acme, Inc., Acme Works, Bolt & Acme, S.A., Ltd"}
    [read_row] = read(tmp_path / "a.json", json.dumps([row]))
    assert isinstance(read_row, dict)
    assert read_row["aliases"] == ["Acme, Inc.", "Acme Works", "Bolt & Acme, S.A., Ltd"]


def test_an_item_without_a_label_is_refused(tmp_path: Path) -> None:
    """The query service writes the item's number where it has no label."""
    row = WIKIDATA_ROW | {"itemLabel": "Q901"}
    assert read(tmp_path / "a.json", json.dumps([row])) == ["Q901 has no label in the languages that were asked for."]


GLEIF = {
    "name": "ACME S.A.",
    "legal_name": "ACME S.A.",
    "aliases": ["ACME BRAND"],
    "lei": LEI_A,
    "country": "FR",
    "type": "company",
}


def test_gleif_downloads(tmp_path: Path) -> None:
    """CSV and JSON of the golden copy say the same; former names and void records are left out."""
    columns = {
        "LEI": LEI_A,
        "Entity.LegalName": "ACME S.A.",
        "Entity.OtherEntityNames.OtherEntityName.1": "ACME BRAND",
        "Entity.OtherEntityNames.OtherEntityName.1.type": "TRADING_OR_OPERATING_NAME",
        "Entity.OtherEntityNames.OtherEntityName.2": "OLD ACME",
        "Entity.OtherEntityNames.OtherEntityName.2.type": "PREVIOUS_LEGAL_NAME",
        "Entity.LegalAddress.Country": "FR",
        "Registration.RegistrationStatus": "ISSUED",
    }
    void = columns | {"Registration.RegistrationStatus": "DUPLICATE"}
    lines = [",".join(columns), ",".join(columns.values()), ",".join(void.values())]
    assert read(tmp_path / "a.csv", "\n".join(lines)) == [GLEIF, f"The record {LEI_A} is void (DUPLICATE)."]
    record = {
        "LEI": {"$": LEI_A},
        "Entity": {
            "LegalName": {"@xml:lang": "fr", "$": "ACME S.A."},
            "OtherEntityNames": {
                "OtherEntityName": [
                    {"@type": "TRADING_OR_OPERATING_NAME", "$": "ACME BRAND"},
                    {"@type": "PREVIOUS_LEGAL_NAME", "$": "OLD ACME"},
                ]
            },
            "LegalAddress": {"Country": {"$": "FR"}},
        },
        "Registration": {"RegistrationStatus": {"$": "ISSUED"}},
    }
    assert read(tmp_path / "a.json", json.dumps({"records": [record] * 2})) == [GLEIF, GLEIF]


def test_a_long_list_is_read_piece_by_piece(tmp_path: Path) -> None:
    """Elements that lie across the borders of what is read at a time come out whole."""
    path = tmp_path / "long.json"
    path.write_text(json.dumps([WIKIDATA_ROW | {"itemLabel": f"Acme {n}"} for n in range(2000)]), encoding="utf-8")
    told: list[tuple[int, int]] = []
    rows = list(read_entities(path, lambda done, total: told.append((done, total))))
    assert [row.fields["name"] for row in rows if isinstance(row, Stated)] == [f"Acme {n}" for n in range(2000)]
    assert told[-1][0] == told[-1][1] == path.stat().st_size
    assert [done for done, _ in told] == sorted(done for done, _ in told)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "no column “name”"),
        ("title,year\na,b\n", "a column “title”"),
        ('{"rows": 1}', "no JSON list"),
        ('[{"item": "Q1"', "breaks off"),
        ("[" * 100_000, "nested too deeply|breaks off"),
        ('name\n"Acme', "no readable CSV"),
    ],
)
def test_a_file_of_no_known_form_is_refused(tmp_path: Path, content: str, sentence: str) -> None:
    """One sentence says what is wrong with it."""
    with pytest.raises(UnreadableDocument, match=sentence):
        read(tmp_path / "file", content)


def test_a_file_that_is_not_there_or_no_text_is_refused(tmp_path: Path) -> None:
    """The sentence names the file."""
    with pytest.raises(UnreadableDocument, match=r"nowhere\.csv cannot be read"):
        list(read_entities(tmp_path / "nowhere.csv"))
    (tmp_path / "latin").write_bytes("name\nCafé\n".encode("latin-1"))
    with pytest.raises(UnreadableDocument, match="not text in UTF-8"):
        list(read_entities(tmp_path / "latin"))
