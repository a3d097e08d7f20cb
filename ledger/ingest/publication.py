"""A document as its publisher put it out: who that is, when, and under which key the log knows it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from ledger.ingest.files import Document
from ledger.model.dates import known_time
from ledger.model.errors import UnreadableDocument
from ledger.model.events import Publication
from ledger.store import documents
from ledger.store.entity import Entity
from ledger.store.registry import Registry
from ledger.store.text import readable, require_storable

#: A publication may be dated a little ahead of us (other time zones), not more.
AHEAD = timedelta(days=1)


def publication_of(document: Document, registry: Registry, now: datetime) -> Publication:
    """The document as its publisher put it out.

    Raises:
        UnreadableDocument: it says it was published in the future.
        InvalidDate: its date is none.
        UnstorableText: its imprint holds what no database can keep.
    """
    imprint = document.imprint
    if imprint.published and known_time(imprint.published) > now.astimezone(UTC) + AHEAD:
        raise UnreadableDocument(
            f"{document.address} says it was published on {imprint.published}, which is in the future; "
            "correct the date."
        )
    for name, text in asdict(imprint).items():
        if text is not None:
            require_storable(text, f"The {name} of {readable(document.address)}")
    publisher = _publisher(document, registry)
    return Publication(
        document_id=documents.document_id(document.body),
        publisher=publisher.name if isinstance(publisher, Entity) else publisher,
        publisher_id=publisher.id if isinstance(publisher, Entity) else None,
        url=imprint.url,
        title=imprint.title,
        published=imprint.published,
    )


def _publisher(document: Document, registry: Registry) -> Entity | str | None:
    """Who put the document out: as the registry knows them, so that one publisher is one voice and one root.

    Where nobody is named, the host of the address is, as far as the registry does not know whose it is.
    """
    named, host = document.imprint.publisher, _host(document)
    if named is not None:
        publisher_id = registry.resolve(named, types=("publisher",))
        entity = registry.get(publisher_id) if publisher_id else None
        return entity if entity is not None and entity.type == "publisher" else named
    if host is None:
        return None
    labels = host.split(".")
    domains = {".".join(labels[place:]) for place in range(len(labels))} - {""}
    return next((e for e in registry.at_domain(domains) if e.type == "publisher"), host)


def _host(document: Document) -> str | None:
    url = document.imprint.url
    try:
        host = urlsplit(url).hostname if url else None
    except ValueError:
        raise UnreadableDocument(
            f"{readable(document.address)} gives an address that is none: {readable(url or '')}."
        ) from None
    return host.removeprefix("www.") if host else None
