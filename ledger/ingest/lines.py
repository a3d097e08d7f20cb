"""Files of structured facts line by line: JSON lines, CSV, Parquet. Nothing is read whole.

Every format gives lines of text with a number, and can tell the fields of such a text again later. A line that cannot
be told apart from the next one (a quote that nobody closes) or has no fields is an error of that line alone.
"""

from __future__ import annotations

import csv
import json
from bisect import bisect
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from operator import itemgetter
from typing import IO, Any, Protocol, TextIO

from ledger.model.base import plain
from ledger.model.canonical import to_json
from ledger.model.errors import InvalidFact, UnreadableDocument
from ledger.model.facts import KINDS
from ledger.model.lines import Places

Fields = dict[str, Any]

JSONL, CSV = "application/jsonl", "text/csv"
#: What a line may say of its document, and how facts name each other.
IMPRINT = ("publisher", "url", "title", "published")
LINKS = ("fact_id", "corrects", "supersedes")
_NEEDED = ("kind", "company")
_AMOUNT = ("value", "low", "high", "currency", "qualifier", "verbatim")
COLUMNS = frozenset(
    (*IMPRINT, *LINKS, *(f"amount.{part}" for part in _AMOUNT), *(f for c in KINDS.values() for f in c.model_fields))
)
_LONGEST_LINE = 1_000_000
#: A quoted cell that goes on for more lines than these was never closed.
_MOST_LINES_OF_A_ROW = 500
_MOST_ROWS = 50_000_000
#: Rows of Parquet that are unpacked at a time: few, since a small file may hold long texts many times.
_BATCH = 256


class Lines(Protocol):
    """The lines of a file, each with its number. `header` goes before the lines of each document."""

    media_type: str
    header: str | None

    def __iter__(self) -> Iterator[tuple[int, str]]:
        """Raises UnreadableDocument: the file as a whole is damaged."""
        ...

    def fields(self, line: str) -> Fields:
        """What a line says. Raises InvalidFact: it says nothing that can be told."""
        ...


class JsonLines:
    """One JSON object a line."""

    media_type = JSONL
    header: str | None = None

    def __init__(self, address: str, file: TextIO) -> None:
        self._address, self._file = address, file

    def __iter__(self) -> Iterator[tuple[int, str]]:
        for number, line in enumerate(_physical(self._address, self._file), start=1):
            if line.strip():
                yield number, line

    def fields(self, line: str) -> Fields:
        return json_fields(line)


class CsvLines:
    """A header and a row a line; between commas, semicolons or tabs, whichever makes the header one of facts."""

    media_type = CSV

    def __init__(self, address: str, file: TextIO) -> None:
        self._records = _records(_physical(address, file))
        self.header: str | None = next(self._records, (0, ""))[1]
        self._divider, self._columns = _header(address, self.header)

    def __iter__(self) -> Iterator[tuple[int, str]]:
        return ((number, record) for number, record in self._records if record.strip(f" {self._divider}\n"))

    def fields(self, line: str) -> Fields:
        cells = _cells(line, self._divider)
        if any(cells[len(self._columns) :]) or len(cells) < len(self._columns):
            raise InvalidFact(f"it has {len(cells)} cells, and the header has {len(self._columns)}")
        return shaped({name: text for name, cell in zip(self._columns, cells, strict=False) if (text := cell.strip())})


class ParquetLines:
    """The rows of a Parquet file, each as the JSON line that it would be; so they are stored, too."""

    media_type = JSONL
    header: str | None = None

    def __init__(self, address: str, file: IO[bytes]) -> None:
        self._address, self._file = address, file

    def __iter__(self) -> Iterator[tuple[int, str]]:
        # Imported late: it takes its time to load.
        import pyarrow as pa
        from pyarrow import parquet

        try:
            with parquet.ParquetFile(self._file) as table:
                names = [name for name in table.schema_arrow.names if not name.startswith("__index_level_")]
                _check_columns(self._address, names)
                if table.metadata.num_rows > _MOST_ROWS:
                    raise UnreadableDocument(f"{self._address} has more than {_MOST_ROWS:,} rows; split it.")
                rows = (
                    row
                    for batch in table.iter_batches(batch_size=_BATCH, columns=names, use_threads=False)
                    for row in batch.to_pylist()
                )
                yield from ((number, _as_json(row)) for number, row in enumerate(rows, start=1))
        except (pa.ArrowException, OSError) as error:
            reason = (str(error).splitlines() or ["damaged"])[0].rstrip(".")
            raise UnreadableDocument(f"{self._address} is no readable Parquet file: {reason}.") from None

    def fields(self, line: str) -> Fields:
        return json_fields(line)


class KeptLines:
    """Lines that were kept of a file, with the numbers that they had there."""

    def __init__(self, lines: Lines, places: Places) -> None:
        self._lines, self._places = lines, places
        self.media_type, self.header = lines.media_type, lines.header

    def __iter__(self) -> Iterator[tuple[int, str]]:
        return ((self._number(number), line) for number, line in self._lines)

    def fields(self, line: str) -> Fields:
        return self._lines.fields(line)

    def _number(self, here: int) -> int:
        place = bisect(self._places, here, key=itemgetter(0))
        if not place:
            return here
        began, there = self._places[place - 1]
        return there + here - began


def json_fields(line: str) -> Fields:
    """The object that a line of JSON is, its figures exact.

    Raises:
        InvalidFact: it is none.
    """
    try:
        fields = json.loads(line, parse_float=Decimal, parse_constant=_no_constant, object_pairs_hook=_no_second_value)
    except (ValueError, RecursionError) as error:
        raise InvalidFact(f"not JSON ({error})") from None
    if not isinstance(fields, dict):
        raise InvalidFact("not a JSON object")
    return fields


def shaped(cells: Mapping[str, Any]) -> Fields:
    """The fields that the cells of a table make: `amount.value` reaches inside, and lists are written as text.

    A currency or a hedge without a figure makes no amount: in a table a column may say the same in every row.

    Raises:
        InvalidFact: a list is written otherwise than tables write lists.
    """
    fields: Fields = {}
    for name, value in cells.items():
        outer, dot, inner = name.partition(".")
        if dot:
            fields.setdefault(outer, {})[inner] = value
        elif isinstance(value, str) and name in _LISTS:
            fields[name] = _LISTS[name](name, value)
        else:
            fields[name] = value
    amount = fields.get("amount")
    if isinstance(amount, dict) and not any(amount.get(part) is not None for part in ("value", "low", "high")):
        del fields["amount"]
    return fields


def _parties(name: str, text: str) -> Any:
    if text.startswith("["):
        return _json(name, text)
    parties = []
    for written in filter(None, (part.strip() for part in text.split(";"))):
        role, colon, party = written.partition(":")
        if not colon or not role.strip() or not party.strip():
            raise InvalidFact(f"{name}: “{written}” is not role:name; several are divided by semicolons")
        parties.append({"role": role.strip(), "name": party.strip()})
    return parties


def _names(name: str, text: str) -> Any:
    return _json(name, text) if text.startswith("[") else [part for part in map(str.strip, text.split(";")) if part]


def _passages(name: str, text: str) -> Any:
    return _json(name, text) if text.startswith("[") else [text]


def _json(name: str, text: str) -> Any:
    try:
        return json.loads(text, parse_float=Decimal, parse_constant=_no_constant, object_pairs_hook=_no_second_value)
    except (ValueError, RecursionError) as error:
        raise InvalidFact(f"{name}: not JSON ({error})") from None


#: Columns whose cells are lists or objects, and how each is read.
_LISTS = {
    "counterparties": _parties,
    "attributed_to": _names,
    "quotes": _passages,
    "attribution": _json,
    "amount": _json,
    "multiple": _json,
    "spans": _json,
}


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not a number")


def _no_second_value(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose names stand once: which of two values is meant nobody can say."""
    fields = dict(pairs)
    if len(fields) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"“{twice}” stands twice")
    return fields


# -- CSV --------------------------------------------------------------------------------------------------------------


def _physical(address: str, file: TextIO) -> Iterator[str]:
    """The lines of a file without their ends."""
    while line := file.readline(_LONGEST_LINE):
        if len(line) == _LONGEST_LINE and not line.endswith("\n"):
            raise UnreadableDocument(f"{address} has a line of more than {_LONGEST_LINE:,} characters.")
        yield line.removesuffix("\n")


def _records(lines: Iterator[str]) -> Iterator[tuple[int, str]]:
    """The rows with the number of their first line; a row goes on as long as one of its cells is open."""
    waiting: deque[str] = deque()
    number = 1
    while True:
        row: list[str] = []
        quotes = 0
        while len(row) < _MOST_LINES_OF_A_ROW:
            line = waiting.popleft() if waiting else next(lines, None)
            if line is None:
                break
            row.append(line)
            quotes += line.count('"')
            if quotes % 2 == 0:
                break
        if not row:
            return
        if quotes % 2:  # a cell that nobody closes: only the line that opens it is wrong
            waiting.extendleft(reversed(row[1:]))
            del row[1:]
        yield number, "\n".join(row)
        number += len(row)


def _header(address: str, header: str) -> tuple[str, list[str]]:
    """What divides the cells, and the columns."""
    read = [(mark, _names_in(header, mark)) for mark in (",", ";", "\t")]
    divider, columns = next(((mark, names) for mark, names in read if set(_NEEDED) <= set(names)), read[0])
    _check_columns(address, columns)
    return divider, columns


def _names_in(header: str, divider: str) -> list[str]:
    try:
        names = [cell.strip().casefold() for cell in _cells(header, divider)]
    except InvalidFact:
        return []
    while names and not names[-1]:  # spreadsheets leave empty columns behind
        del names[-1]
    return names


def _check_columns(address: str, columns: Sequence[str]) -> None:
    missing = [name for name in _NEEDED if name not in columns]
    if missing:
        raise UnreadableDocument(
            f"{address} has no column {' and no column '.join(f'“{name}”' for name in missing)}, which facts need; "
            "“deal-ledger ingest --template csv” shows a table of facts."
        )
    strange = next((name for name in columns if name not in COLUMNS), None)
    if strange is not None:
        raise UnreadableDocument(f"{address} has a column “{strange[:100]}”, which no fact has; rename or remove it.")
    twice = next((name for name in columns if columns.count(name) > 1), None)
    if twice is not None:
        raise UnreadableDocument(f"{address} has the column “{twice}” twice.")


def _cells(record: str, divider: str) -> list[str]:
    try:
        rows = list(csv.reader([record], delimiter=divider, strict=True))
    except csv.Error as error:
        raise InvalidFact(f"not CSV ({error})") from None
    return rows[0] if rows else []


# -- Parquet ----------------------------------------------------------------------------------------------------------


def _as_json(row: Fields) -> str:
    known = {name: _settled(name, value) for name, value in row.items()}
    cells = {name: value for name, value in known.items() if value not in (None, "", [], {})}
    try:
        return to_json(shaped(cells))
    except InvalidFact:  # it is said again, with the line's number, when the line is looked at
        return to_json(cells)


def _settled(name: str, value: Any) -> Any:
    """A value of Parquet as JSON writes it; what stands for nothing there (null, NaN) is nothing."""
    if isinstance(value, dict):
        inner = {key: _settled(key, item) for key, item in value.items()}
        return {key: item for key, item in inner.items() if item is not None}
    if isinstance(value, list):
        return [_settled(name, item) for item in value]
    if isinstance(value, (float, Decimal)):
        return _figure(Decimal(repr(value)) if isinstance(value, float) else value)
    return value if value is None or isinstance(value, (str, int)) else _written(name, value)


def _written(name: str, value: Any) -> str:
    """What is neither text nor number, as text; of a fact's date only the day."""
    if isinstance(value, datetime):
        # Midnight without a zone is how tables write days.
        is_day = value.tzinfo is None and value.time() == time.min
        return (value.date() if is_day or name != "published" else value).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value)


def _figure(value: Decimal) -> Decimal | str | None:
    if value.is_nan():
        return None
    try:
        return plain(value)
    except ValueError:  # it is refused with the reason when the line is looked at
        return str(value)
