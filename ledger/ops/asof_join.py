"""`asof-join IN OUT`: a table of (company, kind, known date) rows, completed by what was known then."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, NoReturn

from ledger.model.dates import known_time, micros
from ledger.model.errors import InvalidDate, UnreadableTable
from ledger.model.facts import KINDS
from ledger.model.rubbish import uninterrupted
from ledger.ops.tables import (
    CSV,
    Columns,
    arrow_table,
    coded,
    column_of,
    count_rows,
    iso_texts,
    listed,
    microseconds,
    missing,
    numbers,
    read_batches,
    writer,
)
from ledger.query.ahead import ahead
from ledger.query.asof import Join, Settled, Table
from ledger.query.latest import Amount, Tolds
from ledger.query.question import Question

NEEDED = ("company", "kind", "known_at")
#: What is told of a claim, in order; figures in full units.
TOLD = (
    *("claim_id", "seq", "published_at", "value", "low", "high", "currency", "qualifier", "percent", "basis"),
    *("period", "date", "stage", "certainty", "publisher", "roots"),
)
#: The columns that the join adds, in order.
COLUMNS = ("company_id", "claims", *TOLD, "problem")

#: Columns of it in which a value seldom stands twice.
_VARIOUS = ("claim_id", "seq", "published_at", *(f"asof_{name}" for name in ("claim_id", "seq", "published_at")))

#: Rows that are asked together, for which the claims are read once. A million rows of Parquet take some 500 MB; as
#: texts of a CSV they take more.
ASKED_TOGETHER = 1_000_000
_ASKED_TOGETHER_OF_CSV = 250_000
#: Rows that are completed and written together.
_WRITTEN_TOGETHER = 50_000
_NO_AMOUNT = Amount()

Progress = Callable[[int, int | None], None]


def join_files(
    question: Question, source: Path, target: Path, *, forecasts: bool = False, progress: Progress | None = None
) -> int:
    """Complete every row of `source` and write it to `target`, in order, in batches of bounded memory.

    Columns of the source stay as they are; what the join adds is named with `asof_` before it where the
    source has such a column already.

    Returns:
        How many rows were written.

    Raises:
        UnreadableTable: either file; a row without a known date, or with a kind that is none. `target` is
            then left as it was.
    """
    total, done = count_rows(source), 0
    asker = Join(question, forecasts=forecasts)
    with writer(target, _VARIOUS) as out:
        size = _ASKED_TOGETHER_OF_CSV if source.suffix.lower() == CSV else ASKED_TOGETHER
        exact = target.suffix.lower() == CSV
        for batch in read_batches(source, NEEDED, size):
            for completed, rows in _completed(asker, str(source), batch, done, exact=exact):
                out.write(completed)
                done += rows
                if progress:
                    progress(done, total)
    return done


def join_batches(
    question: Question,
    batches: Iterable[Any],
    *,
    forecasts: bool = False,
    progress: Progress | None = None,
    name: str = "the table",
) -> Iterator[Any]:
    """The same for Arrow record batches or tables, one after the other: each becomes a table with the columns added.

    Raises:
        UnreadableTable: a column is missing, a row has no known date, or a kind that is none.
    """
    asker, done, schema = Join(question, forecasts=forecasts), 0, None
    for batch in batches:
        lacking = missing(batch.schema.names, NEEDED)
        if lacking:
            raise UnreadableTable(f"{name} lacks {lacking}.")
        columns = {key: _one_array(batch.column(key)) for key in batch.schema.names}
        for completed, rows in _completed(asker, name, columns, done):
            table = arrow_table(completed, schema)
            schema = table.schema
            done += rows
            yield table
            if progress:
                progress(done, None)


def _one_array(column: Any) -> Any:
    """A column of a batch as it is, that of a table in one piece."""
    return column.combine_chunks() if hasattr(column, "combine_chunks") else column


def _completed(
    asker: Join, source: str, batch: Columns, before: int, *, exact: bool = False
) -> Iterator[tuple[Columns, int]]:
    """The rows of a batch with what the join adds, some of them at a time; and how many these are.

    Figures are doubles, as tables have them, or else `exact` decimal texts.
    """
    with uninterrupted():
        table = _table(source, batch, before)
        added = _Added(asker, asker.settle(table), exact)
    # The next of them are put together while these are written.
    yield from ahead(_parts(batch, added, len(table.times)))


def _parts(batch: Columns, added: _Added, rows: int) -> Iterator[tuple[Columns, int]]:
    names = [f"asof_{name}" if name in batch else name for name in COLUMNS]
    for start in range(0, max(rows, 1), _WRITTEN_TOGETHER):  # a table without rows gets the columns all the same
        size = min(_WRITTEN_TOGETHER, rows - start)
        given = {name: column[start : start + size] for name, column in batch.items()}
        yield given | dict(zip(names, added.columns(start, size), strict=True)), size


def _table(source: str, batch: Columns, before: int) -> Table:
    """What the rows of a batch ask, those of one company and kind together."""
    from pyarrow import compute

    (companies, company_of), (kinds, kind_of) = coded(batch["company"]), coded(batch["kind"])
    if wrong := set(kinds) - KINDS.keys():
        _refuse_kind(source, listed(batch["kind"]), wrong, before)
    times = microseconds(batch["known_at"]) or _known_times(source, listed(batch["known_at"]), before)
    width = max(len(kinds), 1)
    pair_of = compute.add(compute.multiply(company_of.cast("int64"), width), kind_of.cast("int64"))
    order = compute.sort_indices(pair_of)
    runs = compute.run_end_encode(pair_of.take(order), "int64")
    name_of = compute.divide(runs.values, width)
    return Table(
        names=[str(name) for name in companies],
        kinds=kinds,
        name_of=numbers(name_of),
        kind_of=numbers(compute.subtract(runs.values, compute.multiply(name_of, width))),
        ends=numbers(runs.run_ends),
        rows=numbers(order),
        times=times,
    )


class _Added:
    """What the join adds to the rows of a batch, as columns."""

    def __init__(self, asker: Join, settled: Settled, exact: bool) -> None:
        import pyarrow as pa
        from pyarrow import compute

        self._who, self._counts = column_of(settled.who), column_of(settled.counts)
        whose = list(zip(*settled.whose, strict=True)) or [(), ()]
        self._company_ids, self._problems = (pa.array(texts, pa.string()) for texts in whose)
        # What is told of a claim is read and made once, however many rows pick it.
        picked = column_of(settled.picked)
        each = compute.unique(picked)
        each = each.filter(compute.not_equal(each, 0))
        each = each.take(compute.sort_indices(each))
        self._told = _columns(asker.told(settled, numbers(each)), exact)
        self._places = compute.index_in(picked, value_set=each)

    def columns(self, start: int, size: int) -> list[Any]:
        """The columns `COLUMNS` of some rows."""
        who, places = self._who.slice(start, size), self._places.slice(start, size)
        told = [column.take(places) for column in self._told]
        return [self._company_ids.take(who), self._counts.slice(start, size), *told, self._problems.take(who)]


def _columns(told: Iterator[Tolds], exact: bool) -> list[Any]:
    """What is told of claims as columns, `TOLD`."""
    import pyarrow as pa

    parts = [list(column) for column in zip(*(told_columns(some, exact=exact) for some in told), strict=True)]
    columns = []
    for column in parts:
        columns.append(pa.chunked_array(column).combine_chunks())
        column.clear()  # so that no more than one of them is held twice
    return columns


def told_columns(told: Tolds, *, exact: bool = False) -> list[Any]:
    """What is told of some claims, as the columns `TOLD`; figures are doubles, or `exact` decimal texts."""
    import pyarrow as pa

    facts = told.facts
    amounts = [fact.amount or _NO_AMOUNT for fact in facts]

    def texts(values: Sequence[str | None]) -> Any:
        return pa.array(values, pa.string())

    def figures(values: list[int | Decimal | None]) -> Any:
        if exact:
            return texts([None if value is None else str(value) for value in values])
        return pa.array([None if value is None else float(value) for value in values], pa.float64())

    return [
        texts(told.claim_ids),
        pa.array(told.seqs, pa.int64()),
        iso_texts(pa.array(told.known_ats, pa.int64())),
        figures([amount.value for amount in amounts]),
        figures([amount.low for amount in amounts]),
        figures([amount.high for amount in amounts]),
        texts([amount.currency for amount in amounts]),
        texts([amount.qualifier for amount in amounts]),
        figures([fact.percent for fact in facts]),
        texts([fact.basis for fact in facts]),
        texts([fact.period for fact in facts]),
        texts([fact.date for fact in facts]),
        texts([fact.stage for fact in facts]),
        texts([fact.certainty for fact in facts]),
        texts(told.publishers),
        texts(["; ".join(roots) for roots in told.roots]),
    ]


def _refuse_kind(source: str, kinds: Sequence[Any], wrong: set[Any], before: int) -> NoReturn:
    number, kind = next((number, kind) for number, kind in enumerate(kinds, before + 1) if kind in wrong)
    raise UnreadableTable(f"{source}, row {number}: “{kind}” is no kind; kinds are {', '.join(KINDS)}.")


def _known_times(source: str, times: Sequence[Any], before: int) -> list[int]:
    """The known dates of rows in microseconds; one that stands in many rows is read once."""
    read: dict[Any, int] = {}
    found = []
    for number, known in enumerate(times, before + 1):
        at = read.get(known)
        if at is None:
            try:
                at = read[known] = _known_time(known)
            except InvalidDate as error:
                raise UnreadableTable(f"{source}, row {number}: {error}") from None
        found.append(at)
    return found


def _known_time(known: Any) -> int:
    if isinstance(known, datetime) and known.tzinfo is not None:
        return micros(known)
    if isinstance(known, (date, datetime)):
        known = known.isoformat()
    return micros(known_time(str(known or "")))
