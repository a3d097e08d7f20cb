"""Structured facts as CSV and Parquet: the same facts as in JSON lines, and what is wrong with a table."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import math
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet
from sqlalchemy.engine import Engine
from typer.testing import CliRunner

from ledger.cli import app
from ledger.ingest.files import Imprint
from ledger.ingest.lines import COLUMNS, CsvLines
from ledger.ingest.opening import Part, documents_at, documents_in
from ledger.ingest.structured import Refused, StructuredDocument
from ledger.model.amounts import half_unit
from ledger.model.errors import UnreadableDocument
from ledger.model.facts import KINDS, FactBase
from ledger.store import quarantine
from ledger.store.bundle import bundled
from ledger.store.database import reading
from tests.ingest.samples import ingest

HEAD = "kind,company,percent,publisher,url"
LIMIT = 1_000_000


def table(*lines: str, head: str = HEAD) -> list[Part]:
    return list(documents_in("facts.csv", "\n".join([head, *lines]).encode(), ".csv", Imprint()))


def packed(*rows: dict[str, Any], schema: Any = None) -> bytes:
    out = io.BytesIO()
    parquet.write_table(pa.Table.from_pylist(list(rows), schema=schema), out)
    return out.getvalue()


def rows_of(*rows: dict[str, Any], schema: Any = None) -> list[Part]:
    return list(documents_in("facts.parquet", packed(*rows, schema=schema), ".parquet", Imprint()))


def facts(parts: list[Part]) -> list[FactBase]:
    """All facts, where nothing is refused."""
    return [stated.fact for part in parts for stated in _document(part).facts]


def _document(part: Part) -> StructuredDocument:
    assert isinstance(part, StructuredDocument), part
    return part


def reason(parts: list[Part]) -> str:
    [part] = parts
    assert isinstance(part, Refused), part
    return part.reason


def without_places(fact: FactBase) -> dict[str, Any]:
    """A fact without its quote, which is another line in another format."""
    return fact.model_dump(exclude={"quote", "quotes", "spans", "start", "end"})


# -- CSV --------------------------------------------------------------------------------------------------------------


def test_a_row_is_a_fact() -> None:
    """Nested fields by their path, parties as role and name, names divided by semicolons; empty cells say nothing."""
    head = "kind,company,counterparties,amount.value,amount.currency,amount.qualifier,attributed_to,forecast,period,url"
    [part] = table("investment,Scale AI,investor:Meta; investor:Accel,14.5,USD,about,FT; Bloomberg,true,,x", head=head)
    [stated] = _document(part).facts
    fact = stated.fact
    assert [(party.role, party.name) for party in fact.counterparties] == [("investor", "Meta"), ("investor", "Accel")]
    assert fact.amount is not None
    assert (fact.amount.value, fact.amount.currency, fact.amount.qualifier) == (Decimal("14.5"), "USD", "about")
    assert (fact.attributed_to, fact.forecast, fact.period) == (("FT", "Bloomberg"), True, None)


def test_lists_may_be_json() -> None:
    """Where role:name does not say it all."""
    cell = json.dumps([{"role": "holder", "name": "Meta; Inc.", "as_written": "Facebook's parent"}])
    out = io.StringIO()
    csv.writer(out).writerows([["kind", "company", "counterparties"], ["stake", "Scale AI", cell]])
    [fact] = facts(list(documents_in("facts.csv", out.getvalue().encode(), ".csv", Imprint())))
    assert fact.counterparties[0].as_written == "Facebook's parent"


@pytest.mark.parametrize("divider", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_table_as_spreadsheets_write_it(divider: str, end: str) -> None:
    """With a mark before it, other dividers, capitals in the header, empty cells behind, and empty lines."""
    lines = ["Kind,Company,Percent,", "stake,Société É,49,", "", ",,,", "stake,B,48,"]
    text = end.join(line.replace(",", divider) for line in lines)
    found = facts(list(documents_in("facts.csv", text.encode("utf-8-sig"), ".csv", Imprint())))
    assert [(fact.company, fact.percent) for fact in found] == [("Société É", Decimal(49)), ("B", Decimal(48))]


def test_the_line_is_the_quote() -> None:
    """Below the header, without which it would say nothing; quote and span are exact."""
    [part] = table('stake,"A, Inc.",49,Desk,x', "stake,B,48,Desk,x")
    document = _document(part).document
    assert document.text == f'{HEAD}\nstake,"A, Inc.",49,Desk,x\nstake,B,48,Desk,x'
    assert (document.media_type, document.body) == ("text/csv", document.text.encode())
    for stated, line in zip(_document(part).facts, document.text.split("\n")[1:], strict=True):
        assert stated.fact.quote == line
        assert document.text[stated.fact.start : stated.fact.end] == line


def test_a_cell_may_go_on_over_lines() -> None:
    """And the rows after it keep their numbers."""
    found = table('stake,"A\nInc.",49,Desk,x', "stake,B,149,Desk,x")
    assert _document(found[0]).facts[0].fact.company == "A\nInc."
    assert reason(found[1:]).startswith("facts.csv, line 4: percent")


def test_a_number_of_a_table_is_no_written_form() -> None:
    """Only `amount.verbatim` says how it was written: 15 billion of a table are exact to the billion."""
    head = "kind,company,amount.value,amount.currency,amount.verbatim"
    plain, written = facts(table("revenue,A,14500000000,USD,", "revenue,A,14500000000,USD,14.5 bn", head=head))
    assert plain.amount is not None
    assert written.amount is not None
    assert plain.amount.value is not None
    assert plain.amount.verbatim is None
    assert half_unit(plain.amount.value, plain.amount.verbatim) == Decimal(500_000)
    assert half_unit(plain.amount.value, written.amount.verbatim) == Decimal(50_000_000)


def test_a_currency_alone_is_no_amount() -> None:
    """A table may say the same in every row, also where the sum is unknown."""
    [fact] = facts(table("investment,A,,USD,exact", head="kind,company,amount.value,amount.currency,amount.qualifier"))
    assert fact.amount is None


def test_lines_of_one_publisher_and_address_are_one_document() -> None:
    """Wherever they stand; in order of their first lines."""
    found = table("stake,A,1,Desk,x", "stake,B,2,Desk,y", "stake,C,3,Desk,x", "stake,D,4,Other,x")
    assert [[s.fact.company for s in _document(part).facts] for part in found] == [["A", "C"], ["B"], ["D"]]


def test_wrong_lines_are_refused_alone() -> None:
    """With number and reason, below the header, so that they can be read again as they are kept."""
    good, bad = table("stake,A,1,Desk,x", "stake,B,149,Desk,x", "gift,C,3,Desk,x")
    assert len(_document(good).facts) == 1
    assert isinstance(bad, Refused)
    assert bad.reason.startswith(
        "facts.csv, line 3: percent: a percentage of 149 is more than 100; line 4: kind 'gift'"
    )
    assert bad.body.decode() == f"{HEAD}\nstake,B,149,Desk,x\ngift,C,3,Desk,x"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("stake,A", "it has 2 cells, and the header has 5"),
        ("stake,A,1,Desk,x,y", "it has 6 cells"),
        ("stake,A,14,3,Desk,x", "it has 6 cells"),
        ('stake,"A,1,Desk,x', "not CSV"),
        ('stake,"A"B,1,Desk,x', "not CSV"),
        ("stake,,1,Desk,x", "company: "),
        ("stake,A,much,Desk,x", "percent: "),
        ("stake,A,NaN,Desk,x", "percent: "),
    ],
)
def test_a_line_that_is_none(line: str, said: str) -> None:
    """Is refused, and the next one is read."""
    wrong = [part for part in table(line, "stake,B,2,Desk,z") if isinstance(part, Refused)]
    assert reason([*wrong]).startswith("facts.csv, line 2: ")
    assert said in reason([*wrong])


@pytest.mark.parametrize("cell", ["Meta", "investor:", ":Meta", "[{", "[1]"])
def test_parties_that_are_none(cell: str) -> None:
    """Each needs a role and a name."""
    assert "counterparties" in reason(table(f'stake,A,"{cell}"', head="kind,company,counterparties"))


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("company,percent", "no column “kind”"),
        ("name,country", "no column “kind” and no column “company”"),
        ("kind,company,colour", "a column “colour”"),
        ("kind,company,percent,Percent", "the column “percent” twice"),
        ('kind,"company', "no column “kind”"),
    ],
)
def test_a_table_of_something_else_is_refused_as_a_whole(head: str, said: str) -> None:
    """A column that nobody reads would be lost without a word."""
    with pytest.raises(UnreadableDocument, match=said):
        table("a,b,c,d", head=head)


# -- Parquet ----------------------------------------------------------------------------------------------------------


def test_rows_of_parquet_are_facts() -> None:
    """Nested as Parquet nests, or flat as a table; what is null or no number says nothing."""
    nested = {
        "kind": "investment",
        "company": "Scale AI",
        "amount": {"value": 14_300_000_000.0, "currency": "USD", "low": None},
        "counterparties": [{"role": "investor", "name": "Meta"}],
        "percent": math.nan,
        "forecast": False,
        "date": dt.date(2025, 6, 12),
    }
    flat = {
        "kind": "investment",
        "company": "Scale AI",
        "amount.value": Decimal("14300000000.00"),
        "amount.currency": "USD",
        "counterparties": "investor:Meta",
        "forecast": None,
        "date": dt.datetime(2025, 6, 12),  # noqa: DTZ001 - as tables write days
    }
    [first], [second] = facts(rows_of(nested)), facts(rows_of(flat))
    assert without_places(first) == without_places(second)
    assert first.amount is not None
    assert (first.amount.value, first.amount.verbatim, first.date, first.percent) == (
        Decimal(14_300_000_000),
        None,
        "2025-06-12",
        None,
    )


def test_a_row_is_stored_as_the_line_that_it_would_be() -> None:
    """Which is its quote."""
    [part] = rows_of({"kind": "stake", "company": "A", "percent": 49.5})
    document = _document(part).document
    assert (document.media_type, document.text) == (
        "application/jsonl",
        '{"kind":"stake","company":"A","percent":49.5}',
    )
    assert _document(part).facts[0].fact.quote == document.text


@pytest.mark.parametrize(
    ("value", "published"),
    [
        ("2025-06-12", "2025-06-12"),
        (dt.date(2025, 6, 12), "2025-06-12"),
        (dt.datetime(2025, 6, 12), "2025-06-12"),  # noqa: DTZ001
        (dt.datetime(2025, 6, 12, 8, 30), "2025-06-12T08:30:00"),  # noqa: DTZ001
        (dt.datetime(2025, 6, 12, tzinfo=dt.UTC), "2025-06-12T00:00:00+00:00"),
    ],
)
def test_a_midnight_of_a_table_is_a_day(value: Any, published: str) -> None:
    """What was published on a day is known at its end; to take midnight would be to know it a day too early."""
    [part] = rows_of({"kind": "stake", "company": "A", "published": value})
    assert _document(part).document.imprint.published == published


def test_wrong_rows_of_parquet_are_kept_as_lines() -> None:
    """They are refused alone, and can be read again as they are kept."""
    row = {"kind": "stake", "company": "A", "counterparties": "holder:Meta"}
    good, bad = rows_of(row, row | {"counterparties": "Meta"}, row | {"kind": "gift"})
    assert len(_document(good).facts) == 1
    assert isinstance(bad, Refused)
    assert bad.reason.startswith("facts.parquet, line 2: counterparties: ")
    assert "line 3: kind 'gift'" in bad.reason
    again = list(documents_in("facts.parquet", bad.body, ".parquet", Imprint()))
    assert "line 1: counterparties" in reason(again)


@pytest.mark.parametrize(
    "value", [1e300, math.inf, -math.inf, b"\xff", dt.time(8, 30), [1, 2], {"a": 1}], ids=lambda value: str(value)[:20]
)
def test_a_value_that_is_no_figure_is_refused(value: Any) -> None:
    """In the row that holds it."""
    assert "line 1: percent" in reason(rows_of({"kind": "stake", "company": "A", "percent": value}))


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"PAR1" + b"\x00" * 50 + b"PAR1", "is no readable Parquet file"),
        (b"kind,company", "is no readable Parquet file"),
        (packed({"company": "A"}), "no column “kind”"),
        (packed({"kind": "stake", "company": "A", "colour": "red"}), "a column “colour”"),
    ],
    ids=["damaged", "text", "no kind", "colour"],
)
def test_a_file_that_is_no_table_of_facts(body: bytes, said: str) -> None:
    """Is refused as a whole."""
    with pytest.raises(UnreadableDocument, match=said):
        list(documents_in("facts.parquet", body, ".parquet", Imprint()))


# -- All formats ------------------------------------------------------------------------------------------------------

NAMES = st.text("abcé ,;\"'\n", min_size=1, max_size=8).filter(lambda name: bool(name.strip(" ,;\"'\n")))
ROWS = st.lists(
    st.fixed_dictionaries(
        {"kind": st.sampled_from(["stake", "valuation", "gift"]), "company": NAMES},
        optional={
            "percent": st.decimals(0, 120, places=2).map(float),
            "publisher": st.sampled_from(["Desk", "Gazette"]),
            "quote": NAMES,
        },
    ),
    min_size=1,
    max_size=8,
)


@settings(deadline=None)
@given(ROWS)
def test_every_format_says_the_same(rows: list[dict[str, Any]]) -> None:
    """The same documents, in the same order, with the same facts, and as many refused lines."""
    rows = [{k: v.strip() if isinstance(v, str) else v for k, v in row.items()} for row in rows]
    columns = ["kind", "company", "percent", "publisher", "quote"]
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    schema = pa.schema([(name, pa.float64() if name == "percent" else pa.string()) for name in columns])
    written = {
        ".jsonl": "\n".join(json.dumps(row) for row in rows).encode(),
        ".csv": out.getvalue().encode(),
        ".parquet": packed(*rows, schema=schema),
    }
    said = {suffix: list(_told(body, suffix)) for suffix, body in written.items()}
    assert said[".csv"] == said[".jsonl"]
    assert said[".parquet"] == said[".jsonl"]


def _told(body: bytes, suffix: str) -> Iterator[Any]:
    for part in documents_in("facts", body, suffix, Imprint()):
        if isinstance(part, StructuredDocument):
            yield part.document.imprint, [without_places(stated.fact) for stated in part.facts]
        else:
            assert isinstance(part, Refused)
            yield part.reason.count("line ")


@settings(deadline=None)
@given(st.text('a",\n', max_size=60))
def test_no_line_is_lost(text: str) -> None:
    """However quotes are opened and not closed: the rows together are the text."""
    lines = CsvLines("facts.csv", io.StringIO(f"kind,company\n{text}"))
    found = list(lines)
    rest = text.split("\n")
    for number, row in found:
        assert "\n".join(rest[number - 2 : number - 1 + row.count("\n")]) == row
    taken = {number - 2 + n for number, row in found for n in range(row.count("\n") + 1)}
    assert all(not line.strip(" ,") for n, line in enumerate(rest) if n not in taken)


@pytest.mark.parametrize("suffix", [".jsonl", ".csv", ".parquet"])
def test_a_file_larger_than_a_document_is_streamed(tmp_path: Path, suffix: str) -> None:
    """As long as its documents are not too large themselves; their lines may stand far apart."""
    rows = [
        {
            "kind": "stake",
            "company": f"C{n}",
            "percent": n % 100,
            "publisher": "Desk",
            "url": f"https://d.example/{n % 50}",
        }
        for n in range(2000)
    ]
    path = tmp_path / f"facts{suffix}"
    if suffix == ".parquet":
        path.write_bytes(packed(*rows))
    elif suffix == ".csv":
        path.write_text("\n".join([HEAD, *(",".join(map(str, row.values())) for row in rows)]))
    else:
        path.write_text("\n".join(map(json.dumps, rows)))
    limit = 6000
    assert path.stat().st_size > limit
    streamed = list(documents_at(path, Imprint(), limit))
    assert [len(_document(part).facts) for part in streamed] == [40] * 50
    assert streamed == list(documents_at(path, Imprint(), LIMIT))


def test_a_document_larger_than_a_document_is_refused(tmp_path: Path) -> None:
    """With what to do, and the others of the file are read."""
    path = tmp_path / "facts.csv"
    path.write_text("\n".join([HEAD, *["stake,A,1,Desk,x"] * 1000, "stake,B,1,Desk,y"]))
    large, other = documents_at(path, Imprint(), 5000)
    assert isinstance(large, Refused)
    assert "more than the 5,000 that a document may have" in large.reason
    assert "url of their own" in large.reason
    assert len(_document(other).facts) == 1


def test_a_streamed_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    """As a whole, before anything of it is read."""
    path = tmp_path / "facts.csv"
    path.write_bytes(f"{HEAD}\nstake,A,1,Desk,x\n".encode() + b"\xff" * 5000)
    with pytest.raises(UnreadableDocument, match="is not text in UTF-8"):
        list(documents_at(path, Imprint(), 1000))


def test_a_line_without_end_is_refused(tmp_path: Path) -> None:
    """It would be held in memory."""
    path = tmp_path / "facts.jsonl"
    path.write_text("x" * 2_000_000)
    with pytest.raises(UnreadableDocument, match="a line of more than 1,000,000 characters"):
        list(documents_at(path, Imprint(), 1000))


def test_tables_are_ingested(engine: Engine, tmp_path: Path) -> None:
    """Once; the wrong line waits, and the same table again changes nothing."""
    path = tmp_path / "facts.csv"
    path.write_text(f"{HEAD}\nstake,Scale AI,49,Desk,https://d.example/1\nstake,Scale AI,149,Desk,x")
    assert [(o.status, o.facts) for o in ingest(engine, path)] == [("ingested", 1), ("quarantined", 0)]
    assert [o.status for o in ingest(engine, path)] == ["unchanged", "quarantined"]
    with reading(engine) as conn:
        [entry] = quarantine.entries(conn)
    assert entry.attempts == 2


@pytest.mark.parametrize("name", ["csv", "jsonl"])
def test_the_template_is_a_table_of_facts(name: str) -> None:
    """Every line of it, in both forms the same; it ships, and `ingest --template` prints it."""
    body = (bundled("seeds") / f"facts.template.{name}").read_bytes()
    found = facts(list(documents_in("facts", body, f".{name}", Imprint())))
    other = (bundled("seeds") / "facts.template.jsonl").read_bytes()
    same = facts(list(documents_in("facts", other, ".jsonl", Imprint())))
    assert [without_places(fact) for fact in found] == [without_places(fact) for fact in same]
    answer = CliRunner().invoke(app, ["ingest", "--template", name])
    assert (answer.exit_code, answer.stdout) == (0, body.decode())


def test_a_template_that_is_not_there() -> None:
    """Parquet is not for people to fill in."""
    assert CliRunner().invoke(app, ["ingest", "--template", "parquet"]).exit_code == 2


def test_every_column_is_documented() -> None:
    """Under its name; the pieces of offsets are no business of whoever fills in a table."""
    page = (Path(__file__).parents[2] / "docs" / "structured-facts.md").read_text(encoding="utf-8")
    said = set(re.findall(r"`([a-z_]+(?:\.[a-z]+)?)`", page))
    assert COLUMNS - {"amount", "start", "end", "spans"} <= said
    assert set(KINDS) <= said
