"""Markup as plain text: paragraphs apart, scripts and page furniture out, in time that grows with the length alone."""

from __future__ import annotations

import codecs
import re
from typing import Any

from lxml import etree
from lxml import html as lxml_html

_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "dd",
        "details",
        "dialog",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
#: What a browser does not show as text, or shows only where scripts are off.
UNSEEN = frozenset(
    [
        "audio",
        "canvas",
        "head",
        "iframe",
        "map",
        "math",
        "noscript",
        "object",
        "script",
        "select",
        "style",
        "svg",
        "template",
        "textarea",
        "title",
        "video",
    ]
)
_NO_TEXT = UNSEEN | {"button", "footer", "nav"}
#: White space that means nothing in markup. Spaces that must not break stay: they stand inside figures.
_SPACE = re.compile(r"[ \t\n\r\f\v]+")


def parse_html(text: str) -> Any:
    """The tree of a page or of a piece of one; nothing where it holds no element. Fetches nothing, runs nothing."""
    parser = lxml_html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True)
    try:
        return lxml_html.document_fromstring(text.encode(errors="replace"), parser=parser)
    except (etree.LxmlError, ValueError):  # "Document is empty", which comments and declarations alone are
        return None


def plain_text(root: Any) -> str:
    """The text below an element, blocks as paragraphs with an empty line between."""
    parts: list[str] = []
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        tag = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
        if event == "start":
            if tag in _NO_TEXT or element.get("hidden") is not None or element.get("aria-hidden") == "true":
                walk.skip_subtree()
                continue
            parts.append("\n\n" if tag in _BLOCKS else "\n" if tag == "br" else "")
            parts.append(_SPACE.sub(" ", element.text or ""))
        else:
            parts.append("\n\n" if tag in _BLOCKS else "")
            parts.append(_SPACE.sub(" ", element.tail or "") if element is not root else "")
    return paragraphs("".join(parts))


def paragraphs(text: str) -> str:
    """The lines that say something, each a paragraph of its own."""
    return "\n\n".join(stripped for line in text.split("\n") if (stripped := line.strip(" \t\r\f\v")))


def text_of_fragment(markup: str) -> str:
    """The text of a piece of HTML, as feeds carry it; plain text comes out as it is."""
    if "<" not in markup and "&" not in markup:
        return markup.strip()
    tree = parse_html(markup)
    return "" if tree is None else plain_text(tree)


def known_encoding(label: str | None) -> str | None:
    """The encoding that a label means to web browsers; "iso-8859-1" is read as what Windows writes (WHATWG)."""
    name = (label or "").strip().lower()
    if name in ("iso-8859-1", "latin1", "latin-1", "us-ascii", "ascii"):
        return "cp1252"
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    # Some of Python's codecs make bytes of bytes (zip, hex), which a page has no business to ask for.
    return info.name if getattr(info, "_is_text_encoding", True) else None
