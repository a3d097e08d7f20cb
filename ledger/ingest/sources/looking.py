"""What a source would lead to if it were read now, for somebody who tries it out: nothing is stored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from ledger.ingest import dating
from ledger.ingest.files import Document, Imprint
from ledger.ingest.opening import documents_in
from ledger.ingest.sources.adapters import ADAPTERS
from ledger.ingest.sources.base import Item
from ledger.ingest.structured import Refused
from ledger.ingest.web import Fetch
from ledger.project.sources import Source


@dataclass(frozen=True, slots=True)
class Found:
    """Something that a source leads to, or what is wrong there."""

    address: str
    title: str | None = None
    publisher: str | None = None
    published: str | None = None
    #: The source carries the whole text, so nothing else is fetched for it.
    whole: bool = False
    reason: str | None = None


def look(source: Source, fetch: Fetch) -> Iterator[Found]:
    """Read a source now.

    Raises:
        UnreadableDocument: it cannot be read as what it is said to be.
    """
    adapter = ADAPTERS[source.kind]
    items = adapter.items(source, fetch(source.address) if adapter.fetched else None)
    if source.kind == "page":
        items = chain.from_iterable(_read(item, fetch) for item in items)
    for item in items:
        if isinstance(item, Refused):
            yield Found(item.address, reason=item.reason)
            continue
        imprint = item.imprint
        published = imprint.published or dating.choose(item.dates)
        yield Found(item.address, imprint.title, imprint.publisher, published, item.whole)


def _read(item: Item | Refused, fetch: Fetch) -> Iterator[Item | Refused]:
    """A page with what it says of itself: that it answers is not all that one wants to know of it."""
    if isinstance(item, Refused):
        yield item
        return
    content = fetch(item.address)
    for part in documents_in(content.address, content.body, ".html", Imprint()):
        if isinstance(part, Document):
            yield Item(item.address, imprint=part.imprint.over(item.imprint), dates=part.dates, whole=True)
