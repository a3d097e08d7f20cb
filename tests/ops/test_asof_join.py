"""`asof-join IN OUT`: tables in files, completed by what was known."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import ipc, parquet
from sqlalchemy import Engine

from ledger.model.errors import UnreadableTable
from ledger.ops import asof_join
from ledger.ops.asof_join import join_batches, join_files
from ledger.ops.tables import read_batches, writer
from ledger.query import questions
from ledger.query.asof import at_head
from ledger.query.policies import Policy
from ledger.query.question import Question
from ledger.store.database import reading, writing
from tests.project.histories import NOW, Report, write

FIRST = {"kind": "investment", "company": "Anvil", "amount": {"value": 15 * 10**9, "currency": "USD"}}
RIVAL = {"kind": "investment", "company": "Anvil", "amount": {"value": Decimal("14300000000.5"), "currency": "USD"}}
HEADER = "company,kind,known_at,value\n"


@pytest.fixture
def question(engine: Engine) -> Iterator[Question]:
    """A ledger with two rival reports, asked by the latest word."""
    with writing(engine) as conn:
        write(conn, [Report("Morning Paper", "2025-06-03", (FIRST,)), Report("Evening Paper", "2025-10-03", (RIVAL,))])
    with reading(engine) as conn:
        yield at_head(questions.ask(conn, now=NOW, policy=Policy.LATEST_KNOWN))


def rows_of(path: Path) -> list[dict[str, Any]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def test_rows_keep_their_order_and_columns(question: Question, tmp_path: Path) -> None:
    """Each row is completed where it stands; what is added under a taken name gets a prefix."""
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text(
        HEADER + "Anvil,investment,2025-12-01,x\nAnvil,investment,2025-07-01,y\nAnvil,stake,2025-07-01,z\n"
    )
    assert join_files(question, source, target) == 3
    found = rows_of(target)
    assert [row["value"] for row in found] == ["x", "y", "z"]
    assert [row["asof_value"] for row in found] == ["14300000000.5", "15000000000", ""]
    assert [row["publisher"] for row in found] == ["Evening Paper", "Morning Paper", ""]


def test_parquet_in_and_out(question: Question, tmp_path: Path) -> None:
    """Parquet takes days as days, and columns without a value keep their type."""
    source, target = tmp_path / "in.parquet", tmp_path / "out.parquet"
    days = [date(2025, 7, 1), date(2020, 1, 1)]
    parquet.write_table(pa.table({"company": ["anvil"] * 2, "kind": ["investment"] * 2, "known_at": days}), source)
    assert join_files(question, source, target) == 2
    found = parquet.read_table(target)
    assert found["value"].to_pylist() == [15e9, None]
    assert found.schema.field("percent").type == pa.float64()
    assert found.schema.field("basis").type == pa.string()


@pytest.mark.parametrize(
    "kind", [pa.timestamp("s"), pa.timestamp("us", "UTC"), pa.timestamp("ns"), pa.timestamp("us", "Europe/Paris")]
)
def test_times_of_parquet_are_instants(question: Question, tmp_path: Path, kind: pa.DataType) -> None:
    """In whatever unit, those without a zone as UTC: the second before the report's last does not know it."""
    source, target = tmp_path / "in.parquet", tmp_path / "out.parquet"
    last = int(datetime(2025, 6, 3, 23, 59, 59, tzinfo=UTC).timestamp())
    times = pa.array([last, last + 1], pa.int64()).cast(pa.timestamp("s")).cast(kind)
    table = pa.table({"company": ["Anvil"] * 2, "kind": ["investment"] * 2, "known_at": times})
    parquet.write_table(table, source)
    join_files(question, source, target)
    found = parquet.read_table(target)
    assert found.column("claims").to_pylist() == [0, 1]
    assert found.column("problem").to_pylist()[1] is None
    assert found.schema.field("known_at") == parquet.read_schema(source).field("known_at")


@pytest.mark.parametrize("kind", [pa.large_string(), pa.string_view(), pa.dictionary(pa.int32(), pa.string())], ids=str)
def test_names_come_in_any_form_that_arrow_has(question: Question, kind: pa.DataType) -> None:
    """Data frames bring texts in several; a part of a table begins somewhere in its columns."""
    days = [date(2025, 12, 1), date(2025, 7, 1), date(2025, 7, 1), date(2025, 12, 1)]
    columns = {"company": ["Birch", "Anvil", None, "Anvil"], "kind": ["stake"] + ["investment"] * 3}
    table = pa.table({name: pa.array(texts).cast(kind) for name, texts in columns.items()} | {"known_at": days})
    [found] = join_batches(question, [table.to_batches()[0].slice(1)])
    assert found.column("value").to_pylist() == [15000000000, None, 14300000000.5]
    assert found.column("company_id").to_pylist() == ["anvil", None, "anvil"]
    assert "None" in found.column("problem").to_pylist()[1]
    assert found.schema.field("company").type == kind


def test_figures_are_numbers_under_a_name_with_a_prefix_too(question: Question, tmp_path: Path) -> None:
    """And a column of the source's own that has the name of a figure stays what it is."""
    source, target = tmp_path / "in.csv", tmp_path / "out.parquet"
    source.write_text(HEADER + "Anvil,investment,2025-12-01,mine\n")
    join_files(question, source, target)
    [row] = parquet.read_table(target).to_pylist()
    assert (row["value"], row["asof_value"]) == ("mine", 14300000000.5)
    assert parquet.read_schema(target).field("asof_value").type == pa.float64()


def test_what_differs_in_each_row_is_written_without_a_dictionary(question: Question, tmp_path: Path) -> None:
    """Parquet would look for a like in vain; of the other columns it keeps each value once."""
    source, target = tmp_path / "in.csv", tmp_path / "out.parquet"
    source.write_text(HEADER + "Anvil,investment,2025-12-01,mine\n" * 3)
    join_files(question, source, target)
    group = parquet.read_metadata(target).row_group(0)
    columns = [group.column(number) for number in range(group.num_columns)]
    plain = {c.path_in_schema for c in columns if not any("DICTIONARY" in e for e in c.encodings)}
    assert plain == {"claim_id", "seq", "published_at"}


def test_rows_written_in_parts_are_the_same_rows(
    question: Question, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many are asked and written together."""
    source = tmp_path / "in.parquet"
    days = [date(2025, 1 + number % 12, 1) for number in range(50)]
    columns = {"company": ["Anvil", "Nobody"] * 25, "kind": ["investment", "stake", "investment"] * 16 + ["stake"] * 2}
    parquet.write_table(pa.table(columns | {"known_at": days, "mine": range(50)}), source)
    found = []
    for number, (asked, written) in enumerate([(1000, 1000), (7, 1000), (1000, 3), (20, 7)]):
        monkeypatch.setattr(asof_join, "ASKED_TOGETHER", asked)
        monkeypatch.setattr(asof_join, "_WRITTEN_TOGETHER", written)
        join_files(question, source, tmp_path / f"{number}.parquet")
        found.append(parquet.read_table(tmp_path / f"{number}.parquet"))
    assert all(table.equals(found[0]) for table in found)
    picked = [(row["claims"], row["value"]) for row in found[0].to_pylist() if row["mine"] in (0, 6, 8)]
    assert picked == [(0, None), (1, 15000000000), (1, 15000000000)]


def test_a_company_nobody_knows_is_said_in_its_row(question: Question, tmp_path: Path) -> None:
    """One unknown name does not spoil the table."""
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text(HEADER + "Nobody,investment,2025-12-01,\nAnvil,investment,2025-12-01,\n")
    join_files(question, source, target)
    first, second = rows_of(target)
    assert "Nobody" in first["problem"]
    assert second["problem"] == ""


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("in.csv", "company,kind\nAnvil,stake\n", "lacks the column known_at"),
        ("in.csv", HEADER + "Anvil,nonsense,2025-01-01,\n", "row 1: “nonsense” is no kind"),
        ("in.csv", HEADER + "Anvil,stake,2025-02-30,\n", "row 1: “2025-02-30” is not a day"),
        ("in.csv", HEADER + "Anvil,stake,,\n", "row 1"),
        ("in.csv", HEADER + "Anvil,stake\n", "line 2: it has not as many fields"),
        ("in.parquet", "no parquet", "is not a Parquet file"),
        ("in.xls", "x", "none of .csv, .parquet, .arrow"),
    ],
)
def test_a_wrong_table_is_refused_and_nothing_is_written(
    question: Question, tmp_path: Path, name: str, content: str, said: str
) -> None:
    """One sentence says what is wrong where, and what stood at the target stays."""
    source, target = tmp_path / name, tmp_path / "out.csv"
    source.write_text(content)
    target.write_text("as before")
    with pytest.raises(UnreadableTable, match=said.replace("(", "\\(")):
        join_files(question, source, target)
    assert target.read_text() == "as before"
    assert sorted(path.name for path in tmp_path.iterdir() if path.suffix == ".part") == []


def test_batches_are_bounded(tmp_path: Path) -> None:
    """A table is read in batches, the last one shorter."""
    source = tmp_path / "in.csv"
    source.write_text(HEADER + "Anvil,stake,2025,\n" * 25)
    assert [len(batch["company"]) for batch in read_batches(source, ["company"], size=10)] == [10, 10, 5]


def test_a_failed_write_leaves_no_file(tmp_path: Path) -> None:
    """What breaks off in the middle leaves neither a half table nor its parts."""

    def half(path: Path) -> None:
        with writer(path) as out:
            out.write({"a": [1]})
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half(tmp_path / "out.csv")
    assert list(tmp_path.iterdir()) == []


ASKED = [
    {"company": "Anvil", "kind": "investment", "known_at": date(2025, 12, 1), "mine": 1},
    {"company": "Anvil", "kind": "investment", "known_at": date(2025, 7, 1), "mine": 2},
    {"company": "Anvil", "kind": "stake", "known_at": date(2025, 7, 1), "mine": 3},
]


@pytest.mark.parametrize("form", ["file", "stream"])
@pytest.mark.parametrize("ending", [".arrow", ".feather", ".ipc"])
def test_arrow_in_and_out(question: Question, tmp_path: Path, form: str, ending: str) -> None:
    """Files and streams of Arrow are read, batch by batch; what is written is a file."""
    source, target = tmp_path / f"in{ending}", tmp_path / f"out{ending}"
    table = pa.Table.from_pylist(ASKED)
    with (ipc.new_file if form == "file" else ipc.new_stream)(str(source), table.schema) as out:
        out.write_table(table, max_chunksize=2)
    counts: list[tuple[int, int | None]] = []
    assert join_files(question, source, target, progress=lambda *done: counts.append(done)) == 3
    found = ipc.open_file(target.read_bytes()).read_all()
    assert found.column("value").to_pylist() == [14300000000.5, 15000000000, None]
    assert found.column("mine").to_pylist() == [1, 2, 3]
    assert [done for done, _ in counts] == [2, 3]
    assert {total for _, total in counts} == {3 if form == "file" else None}


def test_a_damaged_arrow_file_is_refused(question: Question, tmp_path: Path) -> None:
    """The sentence says which file it is, and nothing is written."""
    source = tmp_path / "in.arrow"
    source.write_bytes(b"no table at all")
    with pytest.raises(UnreadableTable, match=r"in\.arrow is not an Arrow file"):
        join_files(question, source, tmp_path / "out.arrow")
    assert not (tmp_path / "out.arrow").exists()
    with pytest.raises(UnreadableTable, match=r"none of \.csv, \.parquet, \.arrow"):
        join_files(question, tmp_path / "in.xlsx", tmp_path / "out.csv")


def test_a_table_without_rows_gets_the_columns(question: Question, tmp_path: Path) -> None:
    """Whoever reads the result finds what it expects."""
    source, target = tmp_path / "in.parquet", tmp_path / "out.parquet"
    parquet.write_table(pa.Table.from_pylist(ASKED).slice(0, 0), source)
    assert join_files(question, source, target) == 0
    assert {"company_id", "claims", "problem"} <= set(parquet.read_schema(target).names)
    (tmp_path / "in.csv").write_text(HEADER)
    assert join_files(question, tmp_path / "in.csv", tmp_path / "out.csv") == 0
    assert (tmp_path / "out.csv").read_text().startswith("company,kind,known_at,value,company_id,claims,")
