"""Files of sources in and out: OPML, as feed readers exchange it, and CSV with the columns name, address, kind, every,
publisher, language and paused, of which only the address is needed."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO
from urllib.parse import urlsplit

from sqlalchemy import Connection

from ledger.curate.commands import Command
from ledger.curate.sources import LEAST, Wanted, add, parse_interval, pause, write_interval
from ledger.ingest.files import decode, read_bytes
from ledger.ingest.opml import Outline, read_opml, write_opml
from ledger.model.errors import InvalidSource, LedgerError, UnreadableDocument
from ledger.model.text import printable
from ledger.project.sources import Source

_ADDRESS = ("address", "url")
_COLUMNS = frozenset({*_ADDRESS, "name", "kind", "every", "publisher", "language", "paused"})
_YES = frozenset({"true", "yes", "1"})


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a source in a file: `added` (or updated), `unchanged`, or `refused` with the reason."""

    place: int
    name: str
    status: str
    reason: str | None = None


def read_sources(path: Path, limit: int) -> list[Outline]:
    """The sources in an OPML or CSV file, in its order.

    Raises:
        UnreadableDocument: it is neither, or cannot be read.
    """
    body, address = read_bytes(path, limit), str(path)
    if path.suffix.lower() == ".csv":
        return list(_rows(address, decode(address, body)))
    return read_opml(address, body)


def import_sources(
    conn: Connection, found: Iterable[Outline], command: Command, *, least: int = LEAST
) -> Iterator[Imported]:
    """Add the sources of a file, each by itself: one that is wrong is refused, and the others are added."""
    names: set[str] = set()
    for outline in found:
        # Feeds without a name are called after their site, as long as it has no other.
        name = outline.name or urlsplit(outline.address).hostname or outline.address
        try:
            if name in names:
                raise InvalidSource(f"The name “{printable(name)}” stands twice; each source needs its own.")
            every = parse_interval(outline.every) if outline.every else None
            wanted = Wanted(name, outline.address, outline.kind, every, outline.publisher, outline.language)
            with conn.begin_nested():
                done = [add(conn, wanted, command, least=least)]
                if outline.paused:
                    done.append(pause(conn, name, command))
        except LedgerError as error:
            yield Imported(outline.place, name, "refused", str(error))
            continue
        names.add(name)
        yield Imported(outline.place, name, "added" if any(each.new for each in done) else "unchanged")


def export_sources(path: Path, sources: list[Source]) -> None:
    """Write the sources as CSV if the file is called so, else as OPML; `read_sources` takes either.

    Raises:
        LedgerError: the file cannot be written.
    """
    try:
        if path.suffix.lower() == ".csv":
            with path.open("w", encoding="utf-8", newline="") as file:
                _write_rows(file, sources)
        else:
            path.write_bytes(write_opml((source, write_interval(source.every_seconds)) for source in sources))
    except OSError as error:
        raise LedgerError(f"{path} cannot be written: {(error.strerror or str(error)).lower()}.") from None


def _write_rows(file: TextIO, sources: list[Source]) -> None:
    writer = csv.writer(file)
    writer.writerow(("name", "address", "kind", "every", "publisher", "language", "paused"))
    for one in sources:
        every, paused = write_interval(one.every_seconds), "yes" if one.paused else ""
        writer.writerow((one.name, one.address, one.kind, every, one.publisher, one.language, paused))


def _rows(address: str, text: str) -> Iterator[Outline]:
    first = text.partition("\n")[0]
    reader = csv.DictReader(text.splitlines(), delimiter=";" if ";" in first else ",", strict=True)
    reader.fieldnames = columns = [name.strip().casefold() for name in reader.fieldnames or ()]
    column = next((name for name in _ADDRESS if name in columns), None)
    strange = next((name for name in columns if name not in _COLUMNS), None)
    if column is None or strange is not None:
        what = "no column “address”" if strange is None else f"a column “{printable(strange[:100])}”"
        raise UnreadableDocument(f"{address} has {what}; columns of sources are {', '.join(sorted(_COLUMNS))}.")
    try:
        for row in reader:
            said = {name: " ".join((row.get(name) or "").split()) or None for name in _COLUMNS}
            if any(said.values()):
                paused = (said.pop("paused") or "").casefold() in _YES
                found = said[column] or ""
                own = {name: value for name, value in said.items() if name not in _ADDRESS}
                yield Outline(reader.line_num, found, **own, paused=paused)
    except csv.Error as error:
        raise UnreadableDocument(f"{address}, line {reader.line_num}: it is no readable CSV ({error}).") from None
