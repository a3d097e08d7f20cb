"""Structured facts, one a line (DESIGN §8), as documents with their facts; docs/structured-facts.md is for users.

Lines with the same publisher and address are one document, wherever they stand in the file; a line is the quote of its
own fact where it gives none. Lines that are wrong are refused by themselves, with their numbers and reasons. A file may
be larger than the memory: its lines wait in a temporary file until their documents are complete.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import groupby
from operator import itemgetter
from typing import Any

from ledger.ingest.files import Document, Imprint, imprint_of
from ledger.ingest.lines import IMPRINT, LINKS, Fields, Lines
from ledger.model.errors import InvalidFact, LedgerError, UnreadableDocument
from ledger.model.events import Reader
from ledger.model.facts import FactBase, parse_fact
from ledger.model.lines import Places

#: What is named as the reader of facts that come as such.
STRUCTURED = Reader(name="structured", version="1")
#: So many reasons are said of one document; of further wrong lines only the number.
_REASONS = 5
#: The lines in order of the document they belong to, which is that of its first line.
_TOGETHER = """
    SELECT first, number, line FROM (SELECT number, line, min(number) OVER (PARTITION BY document) AS first FROM lines)
    ORDER BY first, number
"""


@dataclass(frozen=True, slots=True)
class StatedFact:
    """A fact with its own id and the earlier one (fact id or claim id) that it takes the place of, if any."""

    fact: FactBase
    fact_id: str | None = None
    replaces: str | None = None


@dataclass(frozen=True, slots=True)
class StructuredDocument:
    document: Document
    facts: tuple[StatedFact, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """What of a file cannot be read, kept with the reason."""

    address: str
    body: bytes
    reason: str
    #: Where the lines of the body stood, if it is a part of a table.
    lines: Places = ()


def split_documents(address: str, lines: Lines, given: Imprint, limit: int) -> Iterator[StructuredDocument | Refused]:
    """The documents in a file of structured facts, in order of their first line; of each, the wrong lines after it.

    Args:
        given: what the user says of every document; it goes before what its lines say.
        limit: bytes that a document may have.

    Raises:
        UnreadableDocument: the file as a whole is not of its format.
    """
    # A database without a name is a file that goes with the connection, held in memory as long as it is small.
    with closing(sqlite3.connect("", isolation_level=None)) as store:
        store.execute("PRAGMA journal_mode = OFF")
        store.execute("CREATE TABLE lines (document BLOB, number INTEGER, line TEXT)")
        store.execute("BEGIN")
        rows = ((_document_key(lines, line), number, line) for number, line in lines)
        store.executemany("INSERT INTO lines VALUES (?, ?, ?)", rows)
        for _, together in groupby(store.execute(_TOGETHER), key=itemgetter(0)):
            document = _Gathering(address, lines, given, limit)
            for _, number, line in together:
                document.add(number, line)
            yield from document.parts()


def _document_key(lines: Lines, line: str) -> bytes:
    """Stands for publisher and address, which make lines one document; what is wrong with a line is said later."""
    try:
        fields = lines.fields(line)
    except InvalidFact:
        fields = {}
    key = repr((str(fields.get("publisher") or ""), str(fields.get("url") or "")))
    return sha256(key.encode(errors="surrogatepass")).digest()


@dataclass
class _Gathering:
    """One document's lines: the good ones make it, the wrong ones are refused."""

    address: str
    lines: Lines
    given: Imprint
    limit: int
    imprint: Imprint = field(default_factory=Imprint)
    good: list[str] = field(default_factory=list)
    facts: list[StatedFact] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    #: The numbers of the wrong lines.
    numbers: list[int] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    #: Where the next good line begins in the document's text.
    offset: int = 0
    size: int = 0

    def __post_init__(self) -> None:
        self.offset = len(self.lines.header) + 1 if self.lines.header is not None else 0

    def add(self, number: int, line: str) -> None:
        self.size += len(line.encode()) + 1
        if self.size > self.limit:
            return
        where = f"line {number}"
        try:
            fields = self.lines.fields(line)
            imprint = self._imprint(where, fields)
            stated = _fact(line, fields, self.offset)
        except LedgerError as error:
            reason = str(error).removesuffix(".").removeprefix(f"{where}: ")
            self.wrong.append(line)
            self.numbers.append(number)
            self.reasons.append(f"{where}: {reason}")
            return
        self.imprint = imprint
        self.good.append(line)
        self.facts.append(stated)
        self.offset += len(line) + 1

    def parts(self) -> Iterator[StructuredDocument | Refused]:
        """The document, if it has good lines, and what was refused."""
        if self.size > self.limit:
            reason = (
                f"{self.address}: one document's lines have {self.size:,} bytes, more than the {self.limit:,} that a "
                "document may have; give lines of different documents a url of their own, or raise "
                "DEAL_LEDGER_MAX_DOCUMENT_BYTES."
            )
            yield Refused(self.address, b"", reason)
            return
        if self.good:
            text = self._text(self.good)
            imprint = self.given.over(self.imprint)
            document = Document(self.address, text.encode(), text, self.lines.media_type, imprint)
            yield StructuredDocument(document, tuple(self.facts))
        if self.wrong:
            untold = len(self.reasons) - _REASONS
            more = f"; and {untold} more lines" if untold > 0 else ""
            reason = f"{self.address}, {'; '.join(self.reasons[:_REASONS])}{more}."
            yield Refused(self.address, self._text(self.wrong).encode(), reason, self._places())

    def _places(self) -> Places:
        """Where the wrong lines stood; there are as few pairs as there are gaps between them."""
        header = self.lines.header
        places: list[tuple[int, int]] = []
        here = 1 if header is None else _height(header) + 1
        for number, line in zip(self.numbers, self.wrong, strict=True):
            if not places or number - here != places[-1][1] - places[-1][0]:
                places.append((here, number))
            here += _height(line)
        return tuple(places)

    def _text(self, lines: list[str]) -> str:
        return "\n".join(lines if self.lines.header is None else [self.lines.header, *lines])

    def _imprint(self, where: str, fields: Fields) -> Imprint:
        """What is known of the document with this line; the first word on it counts."""
        given = imprint_of(where, {name: fields[name] for name in IMPRINT if fields.get(name) is not None})
        if self.imprint.published and given.published and given.published != self.imprint.published:
            raise UnreadableDocument(
                f"published {given.published}, but an earlier line of its document says {self.imprint.published}."
            )
        return self.imprint.over(given)


def _height(line: str) -> int:
    """How many lines a line is: the cell of a table may go on in the next one."""
    return line.count("\n") + 1


def _fact(line: str, fields: dict[str, Any], offset: int) -> StatedFact:
    own = {name: value for name, value in fields.items() if name not in IMPRINT and name not in LINKS}
    links = {name: str(fields[name]) for name in LINKS if fields.get(name) is not None}
    quote = own.get("quote") or line
    at = line.find(quote) if isinstance(quote, str) else -1
    own["quote"] = quote
    own.pop("start", None), own.pop("end", None), own.pop("spans", None)  # they count in a text that is not here
    if at >= 0 and not own.get("quotes"):
        own["spans"] = [(offset + at, offset + at + len(quote))]
    return StatedFact(parse_fact(own), links.get("fact_id"), links.get("corrects") or links.get("supersedes"))
