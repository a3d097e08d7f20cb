"""RSS, Atom and JSON feeds: each entry is a document, with the text and the address it carries itself.

The entries are read from the tree directly. The two usual libraries were tried: one installs from source only, the
other fills what it cannot read of a date with today's, and takes the date of the last edit where none is given.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ledger.ingest import dating
from ledger.ingest.entry import Entry
from ledger.ingest.files import Document
from ledger.ingest.html import decode_declared
from ledger.ingest.markup import plain_text, text_of_fragment
from ledger.ingest.structured import Refused
from ledger.ingest.weblinks import resolved, web_address
from ledger.ingest.xmltree import parse_tree, tag_name
from ledger.model.errors import UnreadableDocument
from ledger.model.events import DateCandidate

_ROOTS = frozenset({"rss", "rdf", "feed"})
#: The first of them are the content, the others may be a summary.
_CONTENTS = ("encoded", "content")
_BODIES = (*_CONTENTS, "description", "summary")
_PUBLISHED = ("pubdate", "published", "issued", "date", "created")
_EDITED = ("updated", "modified", "lastbuilddate")


def entries(address: str, body: bytes) -> Iterator[Document | Refused]:
    """The entries of a feed as documents, in its order; one that says nothing is refused alone.

    Raises:
        UnreadableDocument: it is no feed, is empty, or declares entities, which could unfold to gigabytes.
    """
    found = False
    for entry in read_feed(address, body):
        found = True
        yield entry.document()
    if not found:
        raise UnreadableDocument(f"{address} is a feed without entries.")


def read_feed(address: str, body: bytes, base: str | None = None) -> Iterator[Entry]:
    """The entries of a feed, in its order.

    Args:
        base: where the feed is had, which links in it may be relative to.

    Raises:
        UnreadableDocument: it is no feed, or declares entities.
    """
    if body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        # Imported late: most feeds are XML.
        from ledger.ingest.jsonfeed import json_entries

        yield from json_entries(address, decode_declared(address, body), base)
        return
    root = parse_tree(address, body, _ROOTS, "RSS or Atom feed")
    feed = next((child for child in root if tag_name(child) == "channel"), root)
    paper = _text(feed, "title")
    found = (element for element in root.iter() if tag_name(element) in ("item", "entry"))
    for number, element in enumerate(found, start=1):
        yield _entry(f"{address}, entry {number}", element, paper, base)


def _entry(where: str, element: Any, paper: str | None, base: str | None) -> Entry:
    bodies = [(_body(child), tag_name(child) in _CONTENTS) for child in element if tag_name(child) in _BODIES]
    told, content = max(bodies, key=lambda body: len(body[0]), default=("", False))
    keys = (child.text for child in element if tag_name(child) in ("guid", "id"))
    return Entry(
        where,
        _text(element, "title"),
        _address_of(element, base),
        told,
        content,
        _text(element, "source") or _text(element, "publisher"),
        paper,
        tuple(_dates(element)),
        next((key for text in keys if (key := (text or "").strip())), None),
    )


def _body(element: Any) -> str:
    """The text of a content or summary, whether its markup is escaped, quoted as a whole, or plain XML."""
    if len(element):
        return plain_text(element)
    markup = element.text or ""
    return markup.strip() if element.get("type") == "text" else text_of_fragment(markup)


def _dates(element: Any) -> Iterator[DateCandidate]:
    for child in element:
        name = tag_name(child)
        if name in _PUBLISHED:
            yield from dating.candidate(dating.FEED, child.text)
        elif name in _EDITED:
            yield from dating.candidate(dating.EDITED, child.text)


def _address_of(element: Any, base: str | None) -> str | None:
    links = [child for child in element if tag_name(child) == "link"]
    own = [
        resolved(link.get("href") or link.text, base, link.base)
        for link in links
        if (link.get("rel") or "alternate") == "alternate"
    ]
    permanent = [
        child.text for child in element if tag_name(child) in ("guid", "id") and child.get("isPermaLink") != "false"
    ]
    return next((url for text in [*own, *permanent] if (url := web_address(text))), None)


def _text(element: Any, name: str) -> str | None:
    """The text of the first child with a name, markup left out."""
    child = next((c for c in element if tag_name(c) == name), None)
    if child is None:
        return None
    # RSS names the source in the element itself, Atom in a title within it.
    inner = next((c for c in child if tag_name(c) == "title"), child)
    return " ".join(text_of_fragment("".join(inner.itertext())).split())[:1000] or None
