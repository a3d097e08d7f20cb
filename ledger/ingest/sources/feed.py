"""A feed (RSS, Atom, JSON Feed): each entry leads to its address, and may carry the whole article itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urldefrag

from ledger.ingest.entry import Entry
from ledger.ingest.feeds import read_feed
from ledger.ingest.files import Document
from ledger.ingest.sources.base import Content, Item, followed
from ledger.ingest.structured import Refused
from ledger.model.canonical import digest
from ledger.model.errors import UnreadableDocument
from ledger.model.events import SourceKind
from ledger.project.sources import Source


class FeedAdapter:
    """The entries in the order of the feed, each address once: the first to name it, which in feeds is the latest."""

    kind: SourceKind = "feed"
    fetched = True

    def items(self, source: Source, content: Content | None) -> Iterator[Item | Refused]:
        """What the entries lead to. A feed without entries is no failure: it may have some next time.

        Raises:
            UnreadableDocument: it is no feed, or declares entities.
        """
        if content is None:
            raise UnreadableDocument(f"{source.address} was not fetched.")
        seen = set()
        for entry in read_feed(content.address, content.body, base=content.address):
            item = _item(entry, source, content.address)
            if isinstance(item, Item):
                if item.address in seen:
                    continue
                seen.add(item.address)
            yield item


def _item(entry: Entry, source: Source, feed: str) -> Item | Refused:
    link = followed(entry.url, feed)
    entry = replace(entry, url=link)
    document = entry.document(source.publisher)
    if link is None and isinstance(document, Refused):
        return replace(document, reason=f"{entry.where} holds no text and leads nowhere.")
    return Item(
        # What leads nowhere is still one thing: by its own key, or else by its words.
        link or f"{urldefrag(feed).url}#{digest((entry.key or '').encode() or entry.stored)[:16]}",
        entry.mark,
        replace(entry.imprint(source.publisher), language=source.language),
        entry.all_dates,
        document.with_imprint(replace(document.imprint, language=source.language))
        if isinstance(document, Document)
        else None,
        whole=isinstance(document, Document) and (entry.whole or link is None),
    )
