"""Every kind of source with its adapter; a further kind is one module and one line here."""

from __future__ import annotations

from ledger.ingest.sources.addresses import ListAdapter
from ledger.ingest.sources.base import Adapter
from ledger.ingest.sources.feed import FeedAdapter
from ledger.ingest.sources.folder import FolderAdapter
from ledger.ingest.sources.page import PageAdapter
from ledger.model.events import SourceKind

_ALL: tuple[Adapter, ...] = (FeedAdapter(), PageAdapter(), ListAdapter(), FolderAdapter())

ADAPTERS: dict[SourceKind, Adapter] = {adapter.kind: adapter for adapter in _ALL}
