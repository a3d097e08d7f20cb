"""What a document is: its bytes, its text, and what it says of its own publication; and the files that hold some."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from ledger.model.errors import UnreadableDocument
from ledger.model.events import DateCandidate, Response

#: Endings that are read, with the media type they are stored under.
MEDIA_TYPES = {
    ".txt": "text/plain",
    ".md": "text/markdown",
    ".markdown": "text/markdown",
    ".html": "text/html",
    ".htm": "text/html",
    ".xml": "application/xml",
    ".rss": "application/xml",
    ".atom": "application/xml",
    ".jsonl": "application/jsonl",
    ".csv": "text/csv",
    ".parquet": "application/vnd.apache.parquet",
}
#: Endings of structured facts, one a line or row.
STRUCTURED = frozenset({".jsonl", ".csv", ".parquet"})
#: What documents that hold facts and no prose are stored as: no reader has read them.
NOT_PROSE = frozenset({"application/jsonl", "text/csv", "text/x-note"})
#: Bytes that a document may have where nobody says otherwise.
LARGEST = 20_000_000
_WESTERN = "cp1252"
#: Share of unlikely characters up to which the detector's guess is as good as another.
_PLAUSIBLE = 0.1
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f]")
#: What nobody writes: Windows' quotation marks, dashes and euro signs, taken for Latin-1 by whoever converted the text.
#: Browsers show them as they were meant.
_MISTAKEN = re.compile(r"[\x80-\x84\x86-\x9f]")
_MEANT = {code: bytes([code]).decode("cp1252", "ignore") or chr(code) for code in range(0x80, 0xA0) if code != 0x85}


@dataclass(frozen=True, slots=True)
class Imprint:
    """What a user or the document itself says of its publication; what is unknown is `None`."""

    publisher: str | None = None
    url: str | None = None
    title: str | None = None
    published: str | None = None
    language: str | None = None

    def over(self, other: Imprint) -> Imprint:
        """This imprint, completed by another."""
        return Imprint(
            publisher=self.publisher or other.publisher,
            url=self.url or other.url,
            title=self.title or other.title,
            published=self.published or other.published,
            language=self.language or other.language,
        )


@dataclass(frozen=True, slots=True)
class Document:
    """A captured source text. `body` is what was found, `text` what is read; offsets count in `text`."""

    address: str
    body: bytes
    text: str
    media_type: str
    imprint: Imprint
    #: Every date it gives, where a page or a feed gives several.
    dates: tuple[DateCandidate, ...] = ()
    #: The address that a page itself calls its own.
    canonical: str | None = None
    #: With what it came from the web.
    response: Response | None = None

    def with_imprint(self, given: Imprint) -> Document:
        """The document with what the user says put before what it says itself."""
        return replace(self, imprint=given.over(self.imprint))


def find_files(paths: list[str]) -> Iterator[Path]:
    """The files that the paths name; of a folder, those with an ending that is read, in order of name.

    Raises:
        UnreadableDocument: a path is empty, which would mean the current folder.
    """
    for given in paths:
        if not given.strip():
            raise UnreadableDocument("An empty path names no file; is a variable not set?")
        path = Path(given)
        if path.is_dir():
            yield from sorted(p for p in path.rglob("*") if p.is_file() and p.suffix.lower() in MEDIA_TYPES)
        else:
            yield path


def passed_over(paths: list[str]) -> Counter[str]:
    """The endings of files in named folders that are not read, with how many there are; hidden files do not count."""
    found = (path for given in paths if Path(given).is_dir() for path in Path(given).rglob("*"))
    return Counter(
        path.suffix.lower()
        for path in found
        if path.suffix.lower() not in MEDIA_TYPES and not path.name.startswith(".") and path.is_file()
    )


def read_bytes(path: Path, limit: int) -> bytes:
    """The file's bytes.

    Raises:
        UnreadableDocument: it is missing, no file, not permitted, empty, or larger than `limit` bytes.
    """
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise UnreadableDocument(f"{path} is not a file.")
        if size > limit:
            raise UnreadableDocument(
                f"{path} has {size:,} bytes, more than the {limit:,} that a document may have; "
                "split it, or raise DEAL_LEDGER_MAX_DOCUMENT_BYTES."
            )
        body = path.read_bytes()
    except OSError as error:
        raise UnreadableDocument(f"{path} cannot be read: {(error.strerror or str(error)).lower()}.") from None
    if not body.strip():
        raise UnreadableDocument(f"{path} is empty.")
    return body


def bytes_or_none(path: Path, limit: int) -> bytes:
    """The file's bytes as far as they can be kept: none of what is missing or too large."""
    try:
        return read_bytes(path, limit)
    except UnreadableDocument:
        return b""


def decode(address: str, body: bytes, *, guess: bool = True) -> str:
    """The text of `body` with plain line ends, in UTF-8 or else (`guess`) the encoding that fits it best.

    Raises:
        UnreadableDocument: it is not text.
    """
    text = _utf(body)
    if text is None and guess and b"\0" not in body:
        # Imported late: only old encodings need the detector, and it takes its time to load.
        from charset_normalizer import from_bytes

        found = from_bytes(body[:1_000_000])
        # Where several fit, the detector may take French for a Baltic language; news of ours is in Western ones.
        western = any(_WESTERN in m.could_be_from_charset and m.chaos <= _PLAUSIBLE for m in found)
        best = found.best()
        if best is not None:
            text = body.decode(_WESTERN if western else best.encoding, errors="replace")
    if text is None or "\0" in text or _mostly_controls(text):
        raise UnreadableDocument(f"{address} is binary, not text.")
    if _MISTAKEN.search(text):
        text = text.translate(_MEANT)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _utf(body: bytes) -> str | None:
    try:
        if body.startswith((b"\xff\xfe", b"\xfe\xff")):
            return body.decode("utf-16")
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None


def _mostly_controls(text: str) -> bool:
    sample = text[:4096]
    return len(_CONTROL.findall(sample)) > len(sample) // 20


def imprint_of(where: str, fields: Mapping[str, Any]) -> Imprint:
    """The imprint among the fields of front matter or of a structured line; other fields are left alone.

    Raises:
        UnreadableDocument: one of them is a list or an object.
    """

    def text_of(name: str) -> str | None:
        value = fields.get(name)
        if isinstance(value, (date, datetime)):  # YAML reads dates by itself
            return value.isoformat()
        if isinstance(value, (list, tuple, set, Mapping)):  # never printed: a few lines of YAML may unfold to gigabytes
            raise UnreadableDocument(f"{where}: {name} has to be text.")
        return str(value).strip() or None if value is not None else None

    return Imprint(
        publisher=text_of("publisher"),
        url=text_of("url"),
        title=text_of("title"),
        published=text_of("published") or text_of("date"),
        language=text_of("language") or text_of("lang"),
    )
