"""A web page as a document: the article's text without the page around it, and what the page says of itself.

Imported only when there is a page to read: the libraries for it take half a second.
"""

from __future__ import annotations

import copy
import json
import logging
import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from ledger.extract.language import detect_language
from ledger.ingest import dating
from ledger.ingest.files import Document, Imprint, decode
from ledger.ingest.markup import UNSEEN, known_encoding, paragraphs, parse_html, plain_text
from ledger.ingest.weblinks import web_address
from ledger.model.errors import UnreadableDocument
from ledger.model.events import DateCandidate

_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w:.-]{1,40})""", re.IGNORECASE)
_XML_CHARSET = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w:.-]{1,40})""")
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*>")
#: Pages with more elements are read paragraph by paragraph: weighing every element against all others takes too long.
_MOST_ELEMENTS = 20_000
#: What a page of an article at least says; less is a sign that the wrong part was taken.
_SHORTEST = 200
_LONGEST_JSON = 1_000_000
_MOST_NODES = 2_000
_ARTICLE = re.compile(r"article|blogposting|report|pressrelease", re.IGNORECASE)
_LANGUAGE = re.compile(r"([A-Za-z]{2})(?:[-_][A-Za-z]|$)")
_DATE_METAS = frozenset(
    {"date", "dc.date", "dc.date.issued", "dcterms.created", "dcterms.issued", "pubdate", "publish-date"}
)
_EDIT_METAS = frozenset({"article:modified_time", "og:updated_time", "dcterms.modified", "last-modified", "revised"})


def parse_page(address: str, body: bytes) -> Document:
    """The document that a page holds.

    Raises:
        UnreadableDocument: it is not text, or holds none beside scripts and page furniture.
    """
    tree = parse_html(_XML_DECLARATION.sub("", decode_declared(address, body)))
    if tree is None:
        raise UnreadableDocument(f"{address} holds no text.")
    said = _Said(tree)
    text, title = article_text(tree), said.title()
    if not text:
        raise UnreadableDocument(
            f"{address} holds no article text; a page that scripts build has to be saved as the browser shows it."
        )
    if title and title not in text[: 4 * len(title)]:
        text = f"{title}\n\n{text}"
    url = said.url()
    dates = [*said.dates(), *dating.in_address(url)]
    published = dating.choose(dates)
    if published is None:
        dates += _last_resort(tree)
        published = dating.choose(dates)
    # Templates declare what they were made for: the text decides where it can, the page where it cannot.
    language = said.language() if detect_language(text) is None else None
    imprint = Imprint(said.publisher(), url, title, published, language)
    return Document(address, body, text, "text/html", imprint, tuple(dates), canonical=url)


def decode_declared(address: str, body: bytes) -> str:
    """The text of a page: in UTF-8 if it is that, else as it declares, else as `decode` finds out.

    Raises:
        UnreadableDocument: it is not text.
    """
    try:
        return decode(address, body, guess=False)
    except UnreadableDocument:
        head = body[:4096]
        declared = _CHARSET.search(head) or _XML_CHARSET.search(head)
        encoding = known_encoding(declared[1].decode("ascii", "replace")) if declared else None
        if encoding and b"\0" not in body and not encoding.startswith("utf"):
            try:
                return decode(address, body.decode(encoding).encode())
            except UnicodeError:
                pass
        return decode(address, body)


def article_text(tree: Any) -> str:
    """The article in a page, as paragraphs; the whole page's text where no article stands out."""
    found = ""
    if tree.xpath("count(//*)") <= _MOST_ELEMENTS:
        found = _main_text(tree)
    if len(found) >= _SHORTEST:
        return found
    for path in (".//article", ".//main", ".//*[@role='main']", ".//body"):
        parts = [text for part in tree.iterfind(path) if (text := plain_text(part))]
        longest = max(parts, key=len, default="")
        if len(longest) > len(found):
            return longest
    return found


def _main_text(tree: Any) -> str:
    extract, how = _extractor()
    try:
        copied = copy.deepcopy(tree)  # what is cut out here is not cut out of what the page says of itself
        for element in [e for e in copied.iter(*UNSEEN) if e.tag != "head"]:
            element.drop_tree()
        found = extract(copied, options=how)
    except (RecursionError, ValueError, TypeError, AttributeError, IndexError, KeyError):
        return ""  # then the plain way has to do
    return paragraphs(found or "")


@cache  # the library reads its configuration anew for each page that comes without
def _extractor() -> tuple[Callable[..., str | None], Any]:
    """What takes the article out of a page, and how it is to do that."""
    from trafilatura import extract
    from trafilatura.settings import Extractor

    # What a page's furniture makes the library say at great length is of no use to a user.
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    return extract, Extractor(fast=True, comments=False, tables=True)


def _serialised(tree: Any) -> str:
    from lxml import html as lxml_html

    text: str = lxml_html.tostring(tree, encoding="unicode")
    return text


def _last_resort(tree: Any) -> list[DateCandidate]:
    """What the library for dates makes of the page's text, where the page itself says nothing."""
    import htmldate

    logging.getLogger("htmldate").setLevel(logging.CRITICAL)
    try:
        found = htmldate.find_date(_serialised(tree), original_date=True, extensive_search=False)
    except (RecursionError, ValueError, TypeError, AttributeError, OverflowError):
        return []
    return dating.candidate(dating.FOUND, found)


class _Said:
    """What a page says of itself, to machines."""

    def __init__(self, tree: Any) -> None:
        self._tree = tree
        self._metas: dict[str, str] = {}
        for meta in tree.iter("meta"):
            name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").strip().casefold()
            content = " ".join((meta.get("content") or "").split())
            if name and content:
                self._metas.setdefault(name, content)
        self._objects = list(_linked_data(tree))
        articles = [o for o in self._objects if _ARTICLE.search(_type_of(o))]
        self._article = articles[0] if articles else {}

    def title(self) -> str | None:
        """The headline."""
        heading = next((_flat(h.text_content()) for h in self._tree.iter("h1")), None)
        told = _flat(self._article.get("headline")) or _flat(self._metas.get("og:title")) or heading
        return told or next((_flat(t.text_content()) for t in self._tree.iter("title")), None)

    def publisher(self) -> str | None:
        """The paper's name."""
        publisher = self._article.get("publisher")
        name = publisher.get("name") if isinstance(publisher, dict) else publisher
        return _flat(name) or _flat(self._metas.get("og:site_name"))

    def url(self) -> str | None:
        """The page's own address, if it names one."""
        links = (link.get("href") for link in self._tree.iter("link") if (link.get("rel") or "").lower() == "canonical")
        page = self._article.get("mainEntityOfPage")
        told = (*links, self._metas.get("og:url"), page.get("@id") if isinstance(page, dict) else page)
        return next((url for text in told if isinstance(text, str) and (url := web_address(text))), None)

    def language(self) -> str | None:
        """The language that the page declares, as a two-letter code."""
        root = self._tree.getroottree().getroot()
        told = (root.get("lang"), root.get("{http://www.w3.org/XML/1998/namespace}lang"), root.get("xml:lang"))
        for code in (*told, self._metas.get("og:locale")):
            if code and (match := _LANGUAGE.match(code.strip())):
                return match.group(1).lower()
        return None

    def dates(self) -> list[DateCandidate]:
        """Every date that the page gives, each with its origin."""
        found = []
        for thing in self._objects:
            origin = dating.JSON_LD if thing is self._article else dating.JSON_LD_OTHER
            for date in (thing.get("datePublished"), thing.get("dateCreated")):
                found += dating.candidate(origin, _flat(date))
            found += dating.candidate(dating.EDITED, _flat(thing.get("dateModified")))
        for name, content in self._metas.items():
            if name == "article:published_time":
                found += dating.candidate(dating.META_PUBLISHED, content)
            elif name == "datepublished":
                found += dating.candidate(dating.MICRODATA, content)
            elif name in _EDIT_METAS or "modif" in name or "updated" in name:
                found += dating.candidate(dating.EDITED, content)
            elif name in _DATE_METAS:
                found += dating.candidate(dating.META_DATE, content)
        return list(dict.fromkeys([*found, *self._time_elements()]))

    def _time_elements(self) -> Iterator[DateCandidate]:
        for number, element in enumerate(self._tree.iter("time")):
            if number >= 50:
                return
            role = f"{element.get('itemprop') or ''} {element.get('class') or ''}".casefold()
            edited = any(word in role for word in ("modif", "update", "edit", "maj"))
            published = "datepublished" in role or element.get("pubdate") is not None
            origin = dating.EDITED if edited else dating.MICRODATA if published else dating.TIME_ELEMENT
            yield from dating.candidate(origin, element.get("datetime") or _flat(element.text_content()))


def _linked_data(tree: Any) -> Iterator[dict[str, Any]]:
    """Every object in the page's JSON-LD. A broken or oversized script says nothing."""
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "") or len(text := script.text or "") > _LONGEST_JSON:
            continue
        try:
            waiting: list[Any] = [json.loads(text, strict=False)]
        except (ValueError, RecursionError):
            continue
        seen = 0
        while waiting and seen < _MOST_NODES:
            seen += 1
            item = waiting.pop(0)
            if isinstance(item, dict):
                yield item
                waiting += [value for value in item.values() if isinstance(value, (dict, list))]
            elif isinstance(item, list):
                waiting += [value for value in item[:_MOST_NODES] if isinstance(value, (dict, list))]


def _type_of(item: dict[str, Any]) -> str:
    named = item.get("@type")
    return " ".join(n for n in named if isinstance(n, str)) if isinstance(named, list) else str(named or "")


def _flat(value: Any) -> str | None:
    """Text on one line; anything else says nothing."""
    return (" ".join(value.split())[:1000] or None) if isinstance(value, str) else None
