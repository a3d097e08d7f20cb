"""`asof-join IN OUT`: a table of (company, kind, known date) rows, completed by what was known then."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from ledger.model.dates import known_time, micros
from ledger.model.errors import InvalidDate, UnreadableTable
from ledger.model.facts import KINDS
from ledger.model.rubbish import uninterrupted
from ledger.ops.tables import (
    CSV,
    Columns,
    arrow_table,
    count_rows,
    listed,
    microseconds,
    missing,
    read_batches,
    writer,
)
from ledger.query.asof import COLUMNS, Join
from ledger.query.questions import Question

NEEDED = ("company", "kind", "known_at")

#: Rows that are asked together, for which the claims are read once. A million rows of Parquet take some 600 MB; as
#: texts of a CSV they take more.
ASKED_TOGETHER = 1_000_000
_ASKED_TOGETHER_OF_CSV = 250_000
#: Rows that are completed and written together.
_WRITTEN_TOGETHER = 50_000

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
    with writer(target) as out:
        size = _ASKED_TOGETHER_OF_CSV if source.suffix.lower() == CSV else ASKED_TOGETHER
        for batch in read_batches(source, NEEDED, size):
            for completed, rows in _completed(asker, str(source), batch, done):
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


def _completed(asker: Join, source: str, batch: Columns, before: int) -> Iterator[tuple[Columns, int]]:
    """The rows of a batch with what the join adds, some of them at a time; and how many these are."""
    with uninterrupted():
        companies = [str(name) for name in listed(batch["company"])]
        kinds = listed(batch["kind"])
        _check_kinds(source, kinds, before)
        times = microseconds(batch["known_at"]) or _known_times(source, listed(batch["known_at"]), before)
        settled = asker.settle(companies, kinds, times)
    names = [f"asof_{name}" if name in batch else name for name in COLUMNS]
    for start in range(0, max(len(companies), 1), _WRITTEN_TOGETHER):
        rows = range(start, min(start + _WRITTEN_TOGETHER, len(companies)))
        # A table without rows gets the columns all the same.
        added: Iterable[Sequence[Any]] = zip(*asker.told(settled, rows), strict=True) if rows else [()] * len(names)
        given = {name: column[rows.start : rows.stop] for name, column in batch.items()}
        yield given | dict(zip(names, added, strict=True)), len(rows)


def _check_kinds(source: str, kinds: Sequence[Any], before: int) -> None:
    wrong = set(kinds) - KINDS.keys()
    if wrong:
        number = next(number for number, kind in enumerate(kinds, before + 1) if kind in wrong)
        kind = kinds[number - before - 1]
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
