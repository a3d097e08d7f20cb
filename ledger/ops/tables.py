"""Tables of rows in files: CSV and Parquet, read and written in batches, so that memory stays bounded."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from ledger.model.errors import UnreadableTable

Row = dict[str, Any]
CSV, PARQUET = ".csv", ".parquet"
BATCH = 50_000


def read_batches(path: Path, needed: Sequence[str], size: int = BATCH) -> Iterator[list[Row]]:
    """The rows in batches, each a dictionary by column.

    Raises:
        UnreadableTable: the file is missing, neither CSV nor Parquet, damaged, or lacks a needed column.
    """
    try:
        yield from _READERS[_ending(path)](path, needed, size)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UnreadableTable(f"{path} cannot be read: {reason}.") from None


def count_rows(path: Path) -> int | None:
    """How many rows the table has, if that is cheap to say."""
    if _ending(path) != PARQUET or not path.is_file():
        return None
    from pyarrow import ArrowInvalid, parquet

    try:
        return int(parquet.ParquetFile(path).metadata.num_rows)
    except ArrowInvalid:
        return None


def writer(path: Path) -> TableWriter:
    """A writer for a table of CSV or Parquet, by the path's ending.

    Raises:
        UnreadableTable: neither, or the file cannot be made.
    """
    return _CsvWriter(path) if _ending(path) == CSV else _ParquetWriter(path)


class TableWriter(AbstractContextManager["TableWriter"]):
    """Writes batches to a file beside the wanted one and puts it in its place at the end, whole or not at all."""

    def __init__(self, path: Path) -> None:
        self._path, self._part = path, path.with_name(path.name + ".part")

    def write(self, rows: list[Row]) -> None:
        """Append rows; the first batch settles the columns."""
        raise NotImplementedError

    def close(self) -> None:
        """Finish the file."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
        if kind is None:
            self._part.replace(self._path)
        else:
            self._part.unlink(missing_ok=True)


class _CsvWriter(TableWriter):
    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._file: IO[str] = _opened(self._part)
        self._writer: csv.DictWriter[str] | None = None

    def write(self, rows: list[Row]) -> None:
        if self._writer is None and rows:
            self._writer = csv.DictWriter(self._file, list(rows[0]))
            self._writer.writeheader()
        if self._writer is not None:
            self._writer.writerows(rows)

    def close(self) -> None:
        self._file.close()


class _ParquetWriter(TableWriter):
    def __init__(self, path: Path) -> None:
        super().__init__(path)
        _opened(self._part).close()
        self._writer: Any = None

    def write(self, rows: list[Row]) -> None:
        import pyarrow as pa
        from pyarrow import parquet

        schema = self._writer.schema if self._writer else None
        table = pa.Table.from_pylist([_plain(row) for row in rows], schema=schema or _schema(rows))
        if self._writer is None:
            self._writer = parquet.ParquetWriter(self._part, table.schema)
        self._writer.write_table(table)

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()


#: Added columns that are numbers; every other added column is text, also where a whole batch has none.
_NUMBERS = {
    "claims": "int64",
    "seq": "int64",
    "value": "float64",
    "low": "float64",
    "high": "float64",
    "percent": "float64",
}


def _schema(rows: list[Row]) -> Any:
    import pyarrow as pa

    fields = []
    for name in rows[0]:
        known = next((row[name] for row in rows if row[name] is not None), None)
        fallback = pa.string() if known is None else pa.scalar(_plain({name: known})[name]).type
        fields.append(pa.field(name, pa.type_for_alias(_NUMBERS[name]) if name in _NUMBERS else fallback))
    return pa.schema(fields)


def _plain(row: Row) -> Row:
    """Figures as Parquet's doubles; the exact ones stand in the ledger under the row's position."""
    return {
        name: float(value)
        if isinstance(value, Decimal) or (name in ("value", "low", "high") and value is not None)
        else value
        for name, value in row.items()
    }


def _read_csv(path: Path, needed: Sequence[str], size: int) -> Iterator[list[Row]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        _check(path, reader.fieldnames or (), needed)
        batch: list[Row] = []
        for row in reader:
            if None in row or None in row.values():
                raise UnreadableTable(f"{path}, line {reader.line_num}: it has not as many fields as the header.")
            batch.append(dict(row))
            if len(batch) == size:
                yield batch
                batch = []
        yield batch


def _read_parquet(path: Path, needed: Sequence[str], size: int) -> Iterator[list[Row]]:
    from pyarrow import ArrowInvalid, parquet

    try:
        with parquet.ParquetFile(path) as file:
            _check(path, file.schema_arrow.names, needed)
            for batch in file.iter_batches(batch_size=size):
                yield batch.to_pylist()
    except ArrowInvalid as error:
        raise UnreadableTable(f"{path} is not a Parquet file ({str(error).splitlines()[0]}).") from None


_READERS = {CSV: _read_csv, PARQUET: _read_parquet}


def _check(path: Path, columns: Sequence[str], needed: Sequence[str]) -> None:
    missing = [name for name in needed if name not in columns]
    if missing:
        raise UnreadableTable(f"{path} lacks the column{'s' * (len(missing) > 1)} {', '.join(missing)}.")


def _ending(path: Path) -> str:
    ending = path.suffix.lower()
    if ending not in (CSV, PARQUET):
        raise UnreadableTable(f"{path} is neither {CSV} nor {PARQUET}; what a table is, its ending says.")
    return ending


def _opened(path: Path) -> IO[str]:
    try:
        return path.open("w", encoding="utf-8", newline="")
    except OSError as error:
        raise UnreadableTable(f"{path} cannot be written: {(error.strerror or str(error)).lower()}.") from None
