"""A list of addresses: text, CSV, an OPML file, a sitemap, or the links of a page to articles of its own site."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from ledger.ingest import dating
from ledger.ingest.files import Imprint
from ledger.ingest.html import decode_declared
from ledger.ingest.markup import parse_html
from ledger.ingest.opml import outlines
from ledger.ingest.sources.base import Content, Item, followed
from ledger.ingest.structured import Refused
from ledger.ingest.weblinks import resolved
from ledger.ingest.xmltree import child_text, parse_tree, tag_name
from ledger.model.errors import UnreadableDocument
from ledger.model.events import DateCandidate, SourceKind
from ledger.model.text import printable
from ledger.project.sources import Source

#: What tells a page from other markup, near its beginning.
_PAGE = re.compile(r"<(?:!doctype\s+)?html\b", re.IGNORECASE)
_BEGINNING = 2000
#: What begins a comment in a list: a `#` of its own, not the one inside of an address.
_COMMENT = re.compile(r"(?:^|\s)#.*")
_ADDRESS_COLUMNS = ("url", "address", "link", "loc")
_IMPRINT_COLUMNS = ("publisher", "title", "published", "language")
#: How the addresses of articles differ from those of sections: a month, a number, or a headline of several words.
_DATED = re.compile(r"/(?:19|20)\d{2}[/-](?:0?[1-9]|1[0-2])\b|\d{5}")
_HEADLINE_WORDS = 4
_SECTIONS = re.compile(
    r"/(?:tags?|category|categorie|topics?|themes?|authors?|auteurs?|search|recherche|page)/", re.IGNORECASE
)


class ListAdapter:
    """The addresses in the order of the list, each once."""

    kind: SourceKind = "list"
    fetched = True

    def items(self, source: Source, content: Content | None) -> Iterator[Item | Refused]:
        """What the list leads to; a line without an address of the web is refused alone.

        Raises:
            UnreadableDocument: it is no list, or an index of further lists.
        """
        if content is None:
            raise UnreadableDocument(f"{source.address} was not fetched.")
        seen = set()
        for item in _read(content):
            if isinstance(item, Item):
                if item.address in seen:
                    continue
                seen.add(item.address)
                known = Imprint(publisher=source.publisher, language=source.language)
                item = Item(item.address, item.mark, item.imprint.over(known), item.dates)  # noqa: PLW2901
            yield item


def _read(content: Content) -> Iterator[Item | Refused]:
    text = decode_declared(content.address, content.body)
    if _PAGE.search(text[:_BEGINNING]):
        return _links(content.address, text)
    if text.lstrip().startswith("<"):
        return _from_tree(content)
    first = text.lstrip().partition("\n")[0]
    divider = next((mark for mark in (";", "\t") if mark in first), ",")
    if {cell.strip(' "').casefold() for cell in first.split(divider)} & set(_ADDRESS_COLUMNS):
        return _table(content.address, text.lstrip(), divider)
    return _lines(content.address, text)


def _lines(where: str, text: str) -> Iterator[Item | Refused]:
    for number, line in enumerate(text.split("\n"), start=1):
        wanted = _COMMENT.sub("", line).strip()
        if wanted:
            yield _item(f"{where}, line {number}", wanted, where)


def _table(where: str, text: str, divider: str) -> Iterator[Item | Refused]:
    reader = csv.DictReader(text.splitlines(), delimiter=divider, strict=True)
    reader.fieldnames = [name.strip().casefold() for name in reader.fieldnames or ()]
    column = next(name for name in _ADDRESS_COLUMNS if name in reader.fieldnames)
    try:
        for row in reader:
            said = {name: " ".join((row.get(name) or "").split()) or None for name in (*_IMPRINT_COLUMNS, column)}
            found = _item(f"{where}, line {reader.line_num}", said.pop(column) or "", where)
            yield Item(found.address, None, Imprint(**said)) if isinstance(found, Item) else found
    except csv.Error as error:
        raise UnreadableDocument(f"{where}, line {reader.line_num}: it is no readable CSV ({error}).") from None


def _from_tree(content: Content) -> Iterator[Item | Refused]:
    root = parse_tree(
        content.address, content.body, ("urlset", "sitemapindex", "opml"), "list of addresses, sitemap or OPML file"
    )
    if tag_name(root) == "sitemapindex":
        inner = [loc for child in root if (loc := child_text(child, "loc"))]
        named = f" such as {printable(inner[0][:200])}" if inner else ""
        raise UnreadableDocument(
            f"{content.address} is an index of {len(inner)} sitemaps; add those that you want as sources{named}."
        )
    if tag_name(root) == "opml":
        for outline in outlines(root):
            yield _item(f"{content.address}, outline {outline.place}", outline.address, content.address)
        return
    for number, url in enumerate((child for child in root if tag_name(child) == "url"), start=1):
        found = _item(f"{content.address}, address {number}", child_text(url, "loc") or "", content.address)
        yield _told(found, url) if isinstance(found, Item) else found


def _told(item: Item, url: Any) -> Item:
    """The address with what the sitemap says of it; `lastmod` is the day of the last edit and dates nothing."""
    edited = child_text(url, "lastmod")
    dates: list[DateCandidate] = [*dating.candidate(dating.EDITED, edited), *dating.in_address(item.address)]
    news = next((child for child in url if tag_name(child) == "news"), None)
    imprint = Imprint()
    if news is not None:
        dates += dating.candidate(dating.SITEMAP, child_text(news, "publication_date"))
        paper = next((child for child in news if tag_name(child) == "publication"), None)
        imprint = Imprint(
            publisher=child_text(paper, "name") if paper is not None else None, title=child_text(news, "title")
        )
    imprint = Imprint(imprint.publisher, item.address, imprint.title, dating.choose(dates))
    return Item(item.address, edited, imprint, tuple(dates))


def _links(where: str, text: str) -> Iterator[Item | Refused]:
    tree = parse_html(text)
    if tree is None:
        raise UnreadableDocument(f"{where} holds no links.")
    declared = next((element.get("href") for element in tree.iter("base")), None)
    site = _site(where)
    for link in tree.iter("a"):
        address = followed(resolved(link.get("href"), where, declared), where)
        if address and _site(address) == site and _looks_like_an_article(urlsplit(address).path):
            yield Item(address, imprint=Imprint(url=address))


def _looks_like_an_article(path: str) -> bool:
    words = path.rstrip("/").rpartition("/")[2].split("-")
    return bool(_DATED.search(path) or len(words) >= _HEADLINE_WORDS) and not _SECTIONS.search(path)


def _site(address: str) -> str:
    return (urlsplit(address).hostname or "").removeprefix("www.")


def _item(where: str, written: str, base: str) -> Item | Refused:
    # Only whole addresses: a word on a line of its own is a slip, and no path.
    address = followed(written, base) if "://" in written else None
    if address is None:
        what = printable(written[:200]) or "nothing"
        return Refused(where, written.encode(), f"{where}: “{what}” is no address of the web without a password in it.")
    return Item(address, imprint=Imprint(url=address))
