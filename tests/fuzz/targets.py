"""What is fuzzed, and what has to hold for every input: it is read or refused in a sentence, and offsets are exact.

Each target takes bytes. `make fuzz` mutates them under coverage for as long as one likes; what it found once is kept in
tests/fuzz/found and goes through the same targets with every run of the tests.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from functools import cache

from ledger.extract.reader import RuleReader
from ledger.ingest.files import Document, Imprint
from ledger.ingest.opening import documents_in
from ledger.ingest.parsing import parse_document
from ledger.ingest.reading import Checked, Read
from ledger.model.errors import UnreadableDocument
from ledger.model.facts import FactBase
from ledger.offline import reader_from_seeds, reader_without_ledger
from ledger.settings import Settings

#: Longer inputs find nothing that shorter ones do not, and slow the search.
LONGEST = 4_000


def text(data: bytes) -> None:
    """A plain text in either language, read by the rules and checked."""
    if not data:
        return
    language = "fr" if data[0] % 2 else "en"
    written = data[1:].decode("utf-8", "replace")
    _whole(written, _reader().read(written, Imprint(published="2025-06-12", title=written[:40], language=language)))


def unchecked(data: bytes) -> None:
    """The rules alone: what they report has exact passages before anybody checks them."""
    if not data:
        return
    written = data[1:].decode("utf-8", "replace")
    for fact in _rules().read(written, published="2025", language="fr" if data[0] % 2 else "en"):
        _exact(written, fact)


def page(data: bytes) -> None:
    """A web page, from bytes in whatever encoding."""
    _documents(data, ".html")


def feed(data: bytes) -> None:
    """A feed of either kind."""
    _documents(data, ".xml")


def markdown(data: bytes) -> None:
    """Front matter, and text behind it."""
    _documents(data, ".md")


def plain(data: bytes) -> None:
    """Bytes whose encoding and language nobody knows."""
    with contextlib.suppress(UnreadableDocument):
        document = parse_document("file", data, ".txt")
        _whole(document.text, _reader().read(document.text, document.imprint))


TARGETS: dict[str, Callable[[bytes], None]] = {
    target.__name__: target for target in (text, unchecked, page, feed, markdown, plain)
}


@cache
def _reader() -> Checked:
    return reader_without_ledger(Settings(), "rules")


@cache
def _rules() -> RuleReader:
    return reader_from_seeds()


def _documents(data: bytes, suffix: str) -> None:
    with contextlib.suppress(UnreadableDocument):
        for part in documents_in("file", data, suffix, Imprint(language="en")):
            if isinstance(part, Document):
                _whole(part.text, _reader().read(part.text, part.imprint))


def _whole(written: str, read: Read) -> None:
    for fact in (*read.facts, *(doubt.fact for doubt in read.doubts)):
        _exact(written, fact)


def _exact(written: str, fact: FactBase) -> None:
    assert fact.quotes, fact
    assert [written[start:end] for start, end in fact.spans] == list(fact.quotes), fact
    assert fact.quote == fact.quotes[0], fact
