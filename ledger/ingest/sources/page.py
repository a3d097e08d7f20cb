"""A single page: what the source leads to is its own address."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.ingest.files import Imprint
from ledger.ingest.sources.base import Content, Item
from ledger.ingest.structured import Refused
from ledger.model.events import SourceKind
from ledger.project.sources import Source


class PageAdapter:
    """Nothing says beforehand whether the page was edited: it is asked for each time."""

    kind: SourceKind = "page"
    fetched = False

    def items(self, source: Source, content: Content | None) -> Iterator[Item | Refused]:
        """The page itself."""
        del content
        yield Item(source.address, imprint=Imprint(publisher=source.publisher, language=source.language))
