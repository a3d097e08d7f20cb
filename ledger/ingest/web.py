"""A document as it was had from the web: what it is read as, and which address is its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from ledger.ingest.files import MEDIA_TYPES, Document, Imprint
from ledger.ingest.opening import Part, documents_in
from ledger.ingest.sources.base import Content
from ledger.ingest.structured import StructuredDocument

#: Has what is at an address; raises UnreadableDocument, or whatever keeps it from being had.
Fetch = Callable[[str], Content]

#: What a body is read as, by the type it was sent under.
SUFFIXES = {media_type: suffix for suffix, media_type in reversed(MEDIA_TYPES.items())} | {
    "application/xhtml+xml": ".html",
    "text/xml": ".xml",
    "application/rss+xml": ".xml",
    "application/atom+xml": ".xml",
    "text/x-markdown": ".md",
    "application/x-ndjson": ".jsonl",
}


def suffix_of(media_type: str) -> str:
    """The ending by which a body of a type is read."""
    return SUFFIXES.get(media_type, ".html")


def documents_from(content: Content, given: Imprint, limit: int) -> Iterator[Part]:
    """The documents in an answer.

    Args:
        given: what the user says of the publication; it goes before what a document says itself.
        limit: bytes that one of several documents may have.

    Raises:
        UnreadableDocument: it cannot be read as a whole.
    """
    for part in documents_in(content.address, content.body, suffix_of(content.media_type), given, limit):
        if isinstance(part, Document):
            yield replace(had_at(part, content.address), response=content.response)
        elif isinstance(part, StructuredDocument):
            yield replace(part, document=replace(part.document, response=content.response))
        else:
            yield part


def had_at(document: Document, address: str) -> Document:
    """The document under the address that it calls its own, as long as that is not somebody else's; else under this."""
    url = document.imprint.url
    if url is not None and _same_site(url, address):
        return document
    return replace(document, imprint=replace(document.imprint, url=address))


def _same_site(one: str, other: str) -> bool:
    """Whether the hosts are the same, or one is a part of the other (`m.paper.example` and `paper.example`)."""
    first, second = (_host(url) for url in (one, other))
    return first == second or first.endswith(f".{second}") or second.endswith(f".{first}")


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
