"""Sources as OPML 2.0 (http://opml.org/spec2.opml), which feed readers exchange: in and out.

What OPML has no word for (kind, interval, publisher) stands in attributes of a namespace of our own, so that a round
trip keeps it and other programs pass over it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from ledger.ingest.xmltree import parse_tree
from ledger.project.sources import Source

NAMESPACE = "urn:deal-ledger:opml"
_ADDRESSES = ("xmlUrl", "url", "htmlUrl")


@dataclass(frozen=True, slots=True)
class Outline:
    """An outline that names an address; `place` counts the outlines from 1. What it does not say is `None`."""

    place: int
    address: str
    name: str | None = None
    kind: str | None = None
    every: str | None = None
    publisher: str | None = None
    language: str | None = None
    paused: bool = False


def read_opml(where: str, body: bytes) -> list[Outline]:
    """The addresses in an OPML file, of nested outlines too, in its order.

    Raises:
        UnreadableDocument: it is no OPML file, or declares entities.
    """
    return list(outlines(parse_tree(where, body, ("opml",), "OPML file")))


def outlines(root: Any) -> Iterator[Outline]:
    """The addresses below an OPML file's root."""
    for place, element in enumerate(root.iter("outline"), start=1):
        address = next((found for name in _ADDRESSES if (found := _said(element, name))), None)
        if address is None:
            continue
        yield Outline(
            place,
            address,
            _said(element, "text") or _said(element, "title"),
            _own(element, "kind") or ("feed" if _said(element, "xmlUrl") else None),
            _own(element, "every"),
            _own(element, "publisher"),
            _said(element, "language"),
            paused=_said(element, "isComment") == "true",
        )


def write_opml(sources: Iterable[tuple[Source, str]]) -> bytes:
    """The sources as an OPML file, each with its interval as people write it."""
    from lxml import etree

    root = etree.Element("opml", version="2.0", nsmap={"ledger": NAMESPACE})
    head = etree.SubElement(root, "head")
    etree.SubElement(head, "title").text = "Sources of the deal ledger"
    body = etree.SubElement(root, "body")
    for source, interval in sources:
        feed = source.kind == "feed"
        outline = etree.SubElement(body, "outline", type="rss" if feed else "link", text=source.name)
        outline.set("title", source.name)
        outline.set("xmlUrl" if feed else "url", source.address)
        for name, value in (("kind", source.kind), ("every", interval), ("publisher", source.publisher)):
            if value:
                outline.set(f"{{{NAMESPACE}}}{name}", value)
        if source.language:
            outline.set("language", source.language)
        if source.paused:
            outline.set("isComment", "true")
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return written


def _said(element: Any, name: str) -> str | None:
    return " ".join((element.get(name) or "").split()) or None


def _own(element: Any, name: str) -> str | None:
    return _said(element, f"{{{NAMESPACE}}}{name}")
