"""Sources of each kind, and what they lead to."""

from __future__ import annotations

from ledger.ingest.sources.adapters import ADAPTERS
from ledger.ingest.sources.base import Content, Item
from ledger.ingest.structured import Refused
from ledger.model.events import SourceKind
from ledger.project.sources import Source

SITE = "https://bureau.example"


def source(kind: SourceKind, address: str = f"{SITE}/feed.xml", publisher: str | None = None) -> Source:
    return Source("bureau", address, kind, 900, publisher, "fr" if publisher else None)


def items(
    kind: SourceKind, body: str | bytes, *, address: str = f"{SITE}/feed.xml", publisher: str | None = None
) -> list[Item | Refused]:
    """What a source leads to whose address answers with these bytes."""
    content = Content(address, body if isinstance(body, bytes) else body.encode(), "")
    return list(ADAPTERS[kind].items(source(kind, address, publisher), content))


def good(found: list[Item | Refused]) -> list[Item]:
    """All of them, of which none is refused."""
    assert not [item for item in found if isinstance(item, Refused)]
    return [item for item in found if isinstance(item, Item)]
