"""RSS and Atom files: each entry is a document, with the text and the address it carries itself.

The entries are read from the tree directly. The two usual libraries were tried: one installs from source only, the
other fills what it cannot read of a date with today's, and takes the date of the last edit where none is given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from ledger.ingest import dating
from ledger.ingest.files import Document, Imprint
from ledger.ingest.html import decode_declared
from ledger.ingest.markup import plain_text, text_of_fragment, web_address
from ledger.ingest.structured import Refused
from ledger.model.canonical import canonical
from ledger.model.errors import UnreadableDocument
from ledger.model.events import DateCandidate

#: What an entry is stored as: its own fields and nothing of the feed around it, so that it is itself next week too.
ENTRY_TYPE = "application/feed-entry+json"

_DECLARES_ENTITIES = re.compile(r"<!\s*ENTITY", re.IGNORECASE)
_ROOTS = frozenset({"rss", "rdf", "feed"})
_BODIES = ("encoded", "content", "description", "summary")
_PUBLISHED = ("pubdate", "published", "issued", "date", "created")
_EDITED = ("updated", "modified", "lastbuilddate")


def entries(address: str, body: bytes) -> Iterator[Document | Refused]:
    """The entries of a feed, in its order; one that says nothing is refused alone.

    Raises:
        UnreadableDocument: it is no feed, or declares entities, which could unfold to gigabytes.
    """
    root = _parse(address, body)
    feed = next((child for child in root if _name(child) == "channel"), root)
    paper = _text(feed, "title")
    found = [element for element in root.iter() if _name(element) in ("item", "entry")]
    if not found:
        raise UnreadableDocument(f"{address} is a feed without entries.")
    for number, element in enumerate(found, start=1):
        yield _entry(f"{address}, entry {number}", element, paper)


def _parse(address: str, body: bytes) -> Any:
    text = decode_declared(address, body)
    if _DECLARES_ENTITIES.search(text):
        raise UnreadableDocument(f"{address} declares entities of its own, which no feed needs; it is not read.")
    parser = etree.XMLParser(
        encoding="utf-8", recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(text.lstrip().encode(errors="replace"), parser)
    except etree.XMLSyntaxError:
        root = None
    if root is None or _name(root) not in _ROOTS:
        raise UnreadableDocument(f"{address} is no RSS or Atom feed.")
    return root


def _entry(address: str, element: Any, paper: str | None) -> Document | Refused:
    title = _text(element, "title")
    told = max((_body(child) for child in element if _name(child) in _BODIES), key=len, default="")
    text = "\n\n".join(
        part for part in (title if title and title not in told[: 4 * len(title)] else None, told) if part
    )
    url = _address_of(element)
    dates = list(_dates(element))
    kept = {"title": title, "url": url, "text": text, "dates": [d.value for d in dates if d.origin != dating.EDITED]}
    stored = canonical(kept)
    if not text:
        return Refused(address, stored, f"{address} holds no text.")
    publisher = _text(element, "source") or _text(element, "publisher") or paper
    dates += dating.in_address(url)
    imprint = Imprint(publisher, url, title, dating.choose(dates))
    return Document(address, stored, text, ENTRY_TYPE, imprint, tuple(dates))


def _body(element: Any) -> str:
    """The text of a content or summary, whether its markup is escaped, quoted as a whole, or plain XML."""
    if len(element):
        return plain_text(element)
    markup = element.text or ""
    return markup.strip() if element.get("type") == "text" else text_of_fragment(markup)


def _dates(element: Any) -> Iterator[DateCandidate]:
    for child in element:
        name = _name(child)
        if name in _PUBLISHED:
            yield from dating.candidate(dating.FEED, child.text)
        elif name in _EDITED:
            yield from dating.candidate(dating.EDITED, child.text)


def _address_of(element: Any) -> str | None:
    links = [child for child in element if _name(child) == "link"]
    own = [link.get("href") or link.text for link in links if (link.get("rel") or "alternate") == "alternate"]
    permanent = [
        child.text for child in element if _name(child) in ("guid", "id") and child.get("isPermaLink") != "false"
    ]
    return next((url for text in [*own, *permanent] if (url := web_address(text))), None)


def _text(element: Any, name: str) -> str | None:
    """The text of the first child with a name, markup left out."""
    child = next((c for c in element if _name(c) == name), None)
    if child is None:
        return None
    # RSS names the source in the element itself, Atom in a title within it.
    inner = next((c for c in child if _name(c) == "title"), child)
    return " ".join(text_of_fragment("".join(inner.itertext())).split())[:1000] or None


def _name(element: Any) -> str:
    """The name without its namespace, in lower case; comments have none."""
    return element.tag.rpartition("}")[2].rpartition(":")[2].casefold() if isinstance(element.tag, str) else ""
