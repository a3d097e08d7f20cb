"""The Python interface: typed answers that equal what the commands print, byte for byte at equal clocks."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints, is_typeddict

import pyarrow as pa
import pytest
from sqlalchemy.engine import Engine

from ledger.api import Ledger, Rows
from ledger.curate import commands as curating
from ledger.curate.commands import Command as By
from ledger.curate.commands import Said
from ledger.model.canonical import to_json
from ledger.model.errors import InvalidDate, LedgerError, UnknownCompany, UnreadableTable
from ledger.query import answers
from ledger.store.database import writing
from tests.ingest.command import Command
from tests.ingest.samples import NOW, events_of
from tests.query.samples import money, report, stake

AT = {"as_of": "2025-09-01", "known_at": "2025-09-01"}


@pytest.fixture
def ledger(engine: Engine) -> Ledger:
    """A ledger with rivals, a correction and a date or two."""
    valuation = {"kind": "valuation", "amount": {"value": 30 * 10**9, "currency": "USD", "qualifier": "about"}}
    report(engine, "Gazette", "2025-06-12", money(15, deal="a"), stake(49, deal="a"), valuation | {"deal": "a"})
    report(
        engine,
        "Courier",
        "2025-06-14",
        money(12),
        stake(30, "Accel", date="2025"),
        {"kind": "founding", "date": "2016"},
    )
    report(engine, "Herald", "2025-07-01", {"kind": "product", "product": "Rapid", "milestone": "launched"})
    with writing(engine) as conn:
        claim = events_of(engine, "FactReported")[0].event_id
        curating.correct(conn, claim, {"amount.value": 16 * 10**9}, Said(By("ana", NOW), "a slip"))
    return Ledger(engine, lambda: NOW)


#: Each question with the type of its answer, and the command that prints the same.
QUESTIONS: list[tuple[str, Any, Callable[[Ledger, dict[str, Any]], Any], list[str]]] = [
    ("state", answers.State, lambda q, at: q.state("Scale AI", **at), ["state", "Scale AI"]),
    ("conflicts", answers.State, lambda q, at: q.conflicts(**at), ["conflicts"]),
    ("claims", list[answers.ListedClaim], lambda q, at: q.claims("Scale AI", **at), ["claims", "Scale AI"]),
    ("deals", list[answers.Deal], lambda q, at: q.deals(**at), ["deals"]),
    ("history", list[answers.HistoryEntry], lambda q, at: q.history("Scale AI", **at), ["history", "Scale AI"]),
    ("captable", list[answers.Holder], lambda q, at: q.captable("Scale AI", **at), ["captable", "Scale AI"]),
    ("portfolio", list[answers.Holding], lambda q, at: q.portfolio("Meta", **at), ["portfolio", "Meta"]),
    ("timeline", list[answers.TimelineEntry], lambda q, at: q.timeline("Scale AI", **at), ["timeline", "Scale AI"]),
    (
        "diff",
        list[answers.Change],
        lambda q, at: q.diff("Scale AI", date(2025, 6, 13), **at),
        ["diff", "Scale AI", "--from", "2025-06-13"],
    ),
    ("search", list[answers.Match], lambda q, at: q.search("scale", **at), ["search", "scale"]),
    ("company", answers.Company, lambda q, at: q.company("Scale AI", **at), ["company", "show", "Scale AI"]),
    ("review", list[answers.Candidate], lambda q, at: q.review(**at), ["company", "review"]),
]
NAMES = [name for name, *_ in QUESTIONS]


def misfits(value: Any, shape: Any, where: str = "answer") -> list[str]:  # noqa: PLR0911 - one for each sort of type
    """Where a value is not of a type: fields missing or unknown, or values of another type, at any depth."""
    if is_typeddict(shape):
        if not isinstance(value, dict):
            return [f"{where} is no dictionary"]
        hints = get_type_hints(shape)
        wrong = [f"{where}.{name} is missing" for name in shape.__required_keys__ - value.keys()]
        wrong += [f"{where}.{name} is unknown" for name in value.keys() - hints.keys()]
        return wrong + [w for k, v in value.items() if k in hints for w in misfits(v, hints[k], f"{where}.{k}")]
    if get_origin(shape) in (Union, UnionType):
        found = [misfits(value, one, where) for one in get_args(shape)]
        return [] if [] in found else max(found, key=len)
    if get_origin(shape) is Literal:
        return [] if value in get_args(shape) else [f"{where} is {value!r}"]
    if get_origin(shape) is list:
        if not isinstance(value, (list, tuple)):
            return [f"{where} is no list"]
        return [w for n, one in enumerate(value) for w in misfits(one, get_args(shape)[0], f"{where}[{n}]")]
    return [] if type(value) is shape else [f"{where} is {value!r}, not {shape}"]


@pytest.mark.parametrize(("name", "shape", "ask", "arguments"), QUESTIONS, ids=NAMES)
def test_answers_have_the_fields_that_their_types_name(
    ledger: Ledger, name: str, shape: Any, ask: Callable[[Ledger, dict[str, Any]], Any], arguments: list[str]
) -> None:
    """All of them, no others, each of its type; with a policy and another currency too."""
    for more in ({}, {"policy": "latest_known"}) + (({"currency": "EUR"},) if name in ("state", "claims") else ()):
        answer = ask(ledger, AT | more)
        assert answer or name == "review"
        assert misfits(answer, shape) == []


@pytest.mark.parametrize(("name", "shape", "ask", "arguments"), QUESTIONS, ids=NAMES)
def test_answers_equal_what_the_commands_print(  # noqa: PLR0917 - four of them come from the table above
    ledger: Ledger,
    tmp_path: Path,
    name: str,
    shape: Any,
    ask: Callable[[Ledger, dict[str, Any]], Any],
    arguments: list[str],
) -> None:
    """One way to ask: the command's output is the answer as JSON, and states the same clocks."""
    command = Command(ledger.engine.url.render_as_string(hide_password=False), tmp_path)
    answer = ask(ledger, AT)
    printed = command(*arguments, "--as-of", AT["as_of"], "--known-at", AT["known_at"], "--json")
    rows = answer if isinstance(answer, list) else [answer]
    assert printed.out == "".join(f"{to_json(row)}\n" for row in rows)
    assert ("as known by 2025-09-01" in printed.err) == (name not in ("state", "conflicts"))
    table = command(*arguments, "--as-of", AT["as_of"], "--known-at", AT["known_at"], COLUMNS="100")
    assert table.out.strip()


@pytest.mark.parametrize(("name", "shape", "ask", "arguments"), QUESTIONS, ids=NAMES)
def test_equal_clocks_give_equal_bytes(
    ledger: Ledger, name: str, shape: Any, ask: Callable[[Ledger, dict[str, Any]], Any], arguments: list[str]
) -> None:
    """Asked again at the position of the first answer, after all kinds of things were appended."""
    before = ask(ledger, AT)
    clocks = (
        before.clocks
        if isinstance(before, Rows)
        else ledger.state("Scale AI", as_of=AT["as_of"], known_at=AT["known_at"])["clocks"]
    )
    report(ledger.engine, "Globe", "2025-06-20", money(20), stake(60), stake(70, "Accel", date="2025-03"))
    report(ledger.engine, "Globe", "2025-12-01", money(30, "Scale Labs"), {"kind": "founding", "date": "2017"})
    again = ask(ledger, AT | {"seq": clocks["seq"]})
    assert to_json(again) == to_json(before)
    assert not isinstance(again, Rows) or again.clocks == clocks


def test_clocks_may_be_days_times_and_text(ledger: Ledger) -> None:
    """All of them mean the same; a day includes that day."""
    whole_day = ledger.state("scale-ai", as_of=date(2025, 6, 13), known_at=date(2025, 6, 13))
    assert whole_day == ledger.state("scale-ai", as_of="2025-06-13", known_at="2025-06-13")
    moment = datetime(2025, 6, 13, 12, tzinfo=UTC)
    assert ledger.state("scale-ai", known_at=moment)["clocks"]["known_at"] == "2025-06-13T12:00:00Z"
    assert ledger.claims("scale-ai", as_of=moment).clocks["as_of"] == "2025-06-13"


def test_a_ledger_is_opened_by_its_address(ledger: Ledger) -> None:
    """And closed at the end of the block; errors are those of the commands."""
    with Ledger.open(ledger.engine.url.render_as_string(hide_password=False)) as opened:
        assert opened.claims("scale-ai", **AT) == ledger.claims("scale-ai", **AT)  # type: ignore[arg-type]
        with pytest.raises(UnknownCompany):
            opened.state("Nobody")
        with pytest.raises(InvalidDate):
            opened.state("Scale AI", as_of="some day")
        with pytest.raises(LedgerError, match="no policy “loudest”"):
            opened.state("Scale AI", policy="loudest")
        with pytest.raises(LedgerError, match="no position"):
            opened.state("Scale AI", seq=10_000)


def test_several_questions_may_share_a_snapshot(ledger: Ledger) -> None:
    """What is appended meanwhile is seen by none of them."""
    with ledger.question(known_at="2025-09-01") as question:
        seq = question.clocks.seq
        report(ledger.engine, "Globe", "2025-06-20", money(20))
        assert question.clocks.seq == seq
        assert ledger.claims("Scale AI", seq=seq) == ledger.claims("Scale AI", seq=seq)
    assert ledger.claims("Scale AI").clocks["seq"] > seq


def test_figures_are_exact(ledger: Ledger) -> None:
    """No binary floating point on the way out."""
    shown = json.dumps(ledger.state("Scale AI", **AT), default=str)  # type: ignore[arg-type]
    assert "16000000000" in shown
    assert not any(isinstance(value, float) for value in _values(ledger.state("Scale AI", **AT)))  # type: ignore[arg-type]


def _values(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [leaf for inner in value.values() for leaf in _values(inner)]
    if isinstance(value, list):
        return [leaf for inner in value for leaf in _values(inner)]
    return [value]


#: Texts and times as data frames of several libraries give them.
AS_FRAMES_HAVE_IT = pa.schema(
    [
        ("company", pa.large_string()),
        ("kind", pa.dictionary(pa.int8(), pa.string())),
        ("known_at", pa.timestamp("ns")),
        ("mine", pa.int64()),
    ]
)


class Frame:
    """What data frames of several libraries have in common."""

    def __init__(self, table: Any) -> None:
        self._table = table

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        return self._table.__arrow_c_stream__(requested_schema)


def test_the_join_of_tables_and_data_frames(ledger: Ledger) -> None:
    """A table or a data frame is completed as a file is; by batches it may be longer than memory."""
    days = [date(2025, 6, 12), date(2025, 6, 13), date(2025, 6, 14)]
    table = pa.table({"company": ["Scale AI"] * 3, "kind": ["investment"] * 3, "known_at": days, "mine": [1, 2, 3]})
    joined = ledger.asof_join(table)
    assert joined.column("value").to_pylist() == [16e9, 16e9, 12e9]
    assert joined.column("mine").to_pylist() == [1, 2, 3]
    assert ledger.asof_join(Frame(table)).equals(joined)
    # Days of a frame that holds times only are the instants at which they begin.
    at_midnight = ledger.asof_join(Frame(table.cast(AS_FRAMES_HAVE_IT)))
    assert at_midnight.column("value").to_pylist() == [None, 16e9, 16e9]
    with pytest.raises(UnreadableTable, match="dict is no table"):
        ledger.asof_join(table.to_pydict())
    streamed = list(ledger.asof_join_batches(table.to_batches(max_chunksize=2)))
    assert [part.num_rows for part in streamed] == [2, 1]
    assert pa.concat_tables(streamed).equals(joined)
    assert ledger.asof_join(table, known_at=days[0]).column("value").to_pylist() == [16e9] * 3
    assert ledger.asof_join(table, policy="all").column("value").to_pylist() == [None] * 3
    assert set(joined.column_names) == set(ledger.asof_join(table.slice(0, 0)).column_names)
    with pytest.raises(UnreadableTable, match="the table lacks the column kind"):
        ledger.asof_join(table.drop_columns(["kind"]))
