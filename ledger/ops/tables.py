"""Tables of rows in files: CSV, Parquet and Arrow, read and written in batches, so that memory stays bounded."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING, Any, Self

from ledger.model.errors import UnreadableTable

if TYPE_CHECKING:
    from array import array

    from pyarrow import Array

#: A table's columns by name, as Arrow has them or as sequences of values.
Columns = Mapping[str, "Sequence[Any] | Array"]
CSV, PARQUET = ".csv", ".parquet"
#: Files of the Arrow IPC format; `.feather` is another name for one. In them a stream is read as well.
ARROW = (".arrow", ".feather", ".ipc")
BATCH = 50_000


def read_batches(path: Path, needed: Sequence[str], size: int = BATCH) -> Iterator[Columns]:
    """The columns in batches of so many rows.

    Raises:
        UnreadableTable: the file is missing, neither CSV, Parquet nor Arrow, damaged, or lacks a needed column.
    """
    try:
        yield from _READERS[_ending(path)](path, needed, size)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UnreadableTable(f"{path} cannot be read: {reason}.") from None


def listed(column: Sequence[Any] | Array) -> Sequence[Any]:
    """The values of a column."""
    return column if isinstance(column, (list, tuple)) else column.to_pylist()  # type: ignore[union-attr]


def coded(column: Sequence[Any] | Array) -> tuple[list[Any], Array]:
    """The values of a column, each once, and for each row the number of its value."""
    import pyarrow as pa

    if isinstance(column, pa.Array) and column.type in (pa.string(), pa.large_string()):
        array = column.dictionary_encode(null_encoding="encode")
        return array.dictionary.to_pylist(), array.indices
    number_of: dict[Any, int] = {}
    numbered = [number_of.setdefault(value, len(number_of)) for value in listed(column)]
    return list(number_of), pa.array(numbered, pa.int32())


def microseconds(column: Sequence[Any] | Array) -> Sequence[int] | None:
    """A column of times as microseconds UTC, where it holds nothing else; a time without a zone is taken for UTC."""
    if isinstance(column, (list, tuple)):
        return None
    import pyarrow as pa

    array: Any = column
    if not pa.types.is_timestamp(array.type) or array.null_count:
        return None
    return numbers(array.cast(pa.timestamp("us", array.type.tz), safe=False).cast(pa.int64()))


def numbers(column: Array) -> Sequence[int]:
    """A column of whole numbers without gaps, as they lie in memory."""
    if not len(column):
        return ()
    form: Any = {"int32": "i", "int64": "q", "uint64": "Q"}[str(column.type)]
    held: memoryview[int] = memoryview(column.buffers()[1]).cast("B").cast(form)
    return held[column.offset : column.offset + len(column)]


def column_of(values: array[int]) -> Array:
    """Whole numbers as a column that lies where they do."""
    import pyarrow as pa

    kind = {"i": pa.int32, "q": pa.int64}[values.typecode]()
    return pa.Array.from_buffers(kind, len(values), [None, pa.py_buffer(values)])


def iso_texts(times: Array) -> Array:
    """Microseconds since 1970 as ISO 8601 in UTC, as `ledger.model.dates.iso` writes them one by one."""
    import pyarrow as pa
    from pyarrow import compute

    written = times.cast(pa.timestamp("us")).cast(pa.string())
    whole = compute.replace_substring(compute.replace_substring(written, " ", "T"), ".000000", "")
    return compute.binary_join_element_wise(whole, "Z", "")


def count_rows(path: Path) -> int | None:
    """How many rows the table has, if that is cheap to say."""
    ending = _ending(path)
    if ending == CSV or not path.is_file():
        return None
    if ending in ARROW:
        return _count_arrow(path)
    from pyarrow import ArrowInvalid, parquet

    try:
        return int(parquet.ParquetFile(path).metadata.num_rows)
    except ArrowInvalid:
        return None


def writer(path: Path, various: Collection[str] = ()) -> TableWriter:
    """A writer for a table of CSV, Parquet or Arrow, by the path's ending.

    Args:
        various: columns in which a value seldom stands twice, for which Parquet tries to find the like in vain.

    Raises:
        UnreadableTable: neither, or the file cannot be made.
    """
    ending = _ending(path)
    if ending == CSV:
        return _CsvWriter(path)
    return _ArrowWriter(path) if ending in ARROW else _ParquetWriter(path, various)


class TableWriter(AbstractContextManager["TableWriter"]):
    """Writes batches to a file beside the wanted one and puts it in its place at the end, whole or not at all."""

    def __init__(self, path: Path) -> None:
        self._path, self._part = path, path.with_name(path.name + ".part")

    def write(self, columns: Columns) -> None:
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
        self._writer = csv.writer(self._file)
        self._begun = False

    def write(self, columns: Columns) -> None:
        if not self._begun:
            self._writer.writerow(columns)
            self._begun = True
        self._writer.writerows(zip(*map(listed, columns.values()), strict=True))

    def close(self) -> None:
        self._file.close()


class _ParquetWriter(TableWriter):
    def __init__(self, path: Path, various: Collection[str] = ()) -> None:
        super().__init__(path)
        self._various = various
        _opened(self._part).close()
        self._writer: Any = None
        self._schema: Any = None

    def write(self, columns: Columns) -> None:
        table = arrow_table(columns, self._schema)
        if self._writer is None:
            self._schema = table.schema
            self._writer = self._opened(table.schema)
        self._writer.write_table(table)

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()

    def _opened(self, schema: Any) -> Any:
        from pyarrow import parquet

        alike = [name for name in schema.names if name not in self._various]
        return parquet.ParquetWriter(self._part, schema, use_dictionary=alike)


class _ArrowWriter(_ParquetWriter):
    def _opened(self, schema: Any) -> Any:
        from pyarrow import ipc

        return ipc.new_file(str(self._part), schema)


def arrow_table(columns: Columns, schema: Any = None) -> Any:
    """The columns as an Arrow table, of the types of `schema` where there is one."""
    import pyarrow as pa

    arrays = [_array(column, schema and schema.field(name).type) for name, column in columns.items()]
    return pa.Table.from_arrays(arrays, names=list(columns))


def _array(column: Sequence[Any] | Array, kind: Any) -> Any:
    import pyarrow as pa

    if isinstance(column, pa.Array):
        return column if kind in (None, column.type) else column.cast(kind)
    # A column of which nothing is known is one of texts.
    return pa.array(column, kind or (pa.string() if all(value is None for value in column) else None))


def _read_csv(path: Path, needed: Sequence[str], size: int) -> Iterator[Columns]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file, strict=True)
        header = next(reader, [])
        _check(path, header, needed)
        batch: list[list[str]] = []
        read = False
        for row in reader:
            read = True
            if len(row) != len(header):
                if not row:  # an empty line
                    continue
                raise UnreadableTable(f"{path}, line {reader.line_num}: it has not as many fields as the header.")
            batch.append(row)
            if len(batch) == size:
                yield dict(zip(header, zip(*batch, strict=True), strict=True))
                batch = []
        if batch or not read:
            yield dict(zip(header, zip(*batch, strict=True) if batch else [()] * len(header), strict=True))


def _read_parquet(path: Path, needed: Sequence[str], size: int) -> Iterator[Columns]:
    import pyarrow as pa
    from pyarrow import ArrowInvalid, parquet

    try:
        with parquet.ParquetFile(path) as file:
            _check(path, file.schema_arrow.names, needed)
            if not file.metadata.num_rows:  # of which there is no batch
                yield {field.name: pa.array([], field.type) for field in file.schema_arrow}
            for batch in file.iter_batches(batch_size=size):
                yield dict(zip(batch.schema.names, batch.columns, strict=True))
    except ArrowInvalid as error:
        raise UnreadableTable(f"{path} is not a Parquet file ({str(error).splitlines()[0]}).") from None


def _read_arrow(path: Path, needed: Sequence[str], size: int) -> Iterator[Columns]:
    import pyarrow as pa

    try:
        with pa.memory_map(str(path)) as mapped:
            for batch in _arrow_batches(mapped):
                _check(path, batch.schema.names, needed)
                for start in range(0, batch.num_rows, size):
                    part = batch.slice(start, size)
                    yield dict(zip(part.schema.names, part.columns, strict=True))
    except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
        raise UnreadableTable(f"{path} is not an Arrow file ({str(error).splitlines()[0]}).") from None


def _arrow_batches(mapped: Any) -> Iterator[Any]:
    """The record batches of a file or of a stream; one without rows, if there is none, for its columns."""
    import pyarrow as pa

    try:
        reader = pa.ipc.open_file(mapped)
        batches = (reader.get_batch(number) for number in range(reader.num_record_batches))
    except pa.ArrowInvalid:
        mapped.seek(0)
        reader = pa.ipc.open_stream(mapped)
        batches = iter(reader)
    found = False
    for batch in batches:
        found = True
        yield batch
    if not found:
        yield pa.RecordBatch.from_pylist([], schema=reader.schema)


def _count_arrow(path: Path) -> int | None:
    import pyarrow as pa

    try:
        with pa.memory_map(str(path)) as mapped:
            reader = pa.ipc.open_file(mapped)
            rows: list[int] = [reader.get_batch(number).num_rows for number in range(reader.num_record_batches)]
            return sum(rows)
    except pa.ArrowInvalid:  # a stream, of which nobody knows how long it is
        return None


_READERS = {CSV: _read_csv, PARQUET: _read_parquet, **dict.fromkeys(ARROW, _read_arrow)}


def _check(path: Path, columns: Sequence[str], needed: Sequence[str]) -> None:
    lacking = missing(columns, needed)
    if lacking:
        raise UnreadableTable(f"{path} lacks {lacking}.")


def missing(columns: Sequence[str], needed: Sequence[str]) -> str:
    """The needed columns that are not among these, in words; empty if all are."""
    names = [name for name in needed if name not in columns]
    return f"the column{'s' * (len(names) > 1)} {', '.join(names)}" if names else ""


def _ending(path: Path) -> str:
    ending = path.suffix.lower()
    if ending not in _READERS:
        known = ", ".join(_READERS)
        raise UnreadableTable(f"{path} is none of {known}; what a table is, its ending says.")
    return ending


def _opened(path: Path) -> IO[str]:
    try:
        return path.open("w", encoding="utf-8", newline="")
    except OSError as error:
        raise UnreadableTable(f"{path} cannot be written: {(error.strerror or str(error)).lower()}.") from None
