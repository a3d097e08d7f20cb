"""`asof-join IN OUT`: a table of (company, kind, known date) rows, completed by what was known then."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from ledger.model.dates import known_time, micros
from ledger.model.errors import InvalidDate, UnreadableTable
from ledger.model.facts import KINDS
from ledger.ops.tables import count_rows, read_batches, writer
from ledger.query.asof import COLUMNS, Asked, join
from ledger.query.questions import Question

NEEDED = ("company", "kind", "known_at")

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
    with writer(target) as out:
        for batch in read_batches(source, NEEDED):
            asked = [_asked(source, done + number, row) for number, row in enumerate(batch, start=1)]
            found = join(question, asked, forecasts=forecasts)
            out.write([row | _added(row, pick.to_row()) for row, pick in zip(batch, found, strict=True)])
            done += len(batch)
            if progress:
                progress(done, total)
    return done


def _asked(source: Path, number: int, row: dict[str, Any]) -> Asked:
    kind, known = row["kind"], row["known_at"]
    if kind not in KINDS:
        raise UnreadableTable(f"{source}, row {number}: “{kind}” is no kind; kinds are {', '.join(KINDS)}.")
    if isinstance(known, (date, datetime)):
        known = known.isoformat()
    try:
        return Asked(str(row["company"]), kind, micros(known_time(str(known or ""))))
    except InvalidDate as error:
        raise UnreadableTable(f"{source}, row {number}: {error}") from None


def _added(row: dict[str, Any], found: dict[str, Any]) -> dict[str, Any]:
    return {f"asof_{name}" if name in row else name: found[name] for name in COLUMNS}
