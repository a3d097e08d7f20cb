"""XML from outside as a tree: no entities, no network, broken markup read as far as it goes."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from lxml import etree

from ledger.ingest.html import decode_declared
from ledger.model.errors import UnreadableDocument

_DECLARES_ENTITIES = re.compile(r"<!\s*ENTITY", re.IGNORECASE)


def parse_tree(address: str, body: bytes, roots: Collection[str], what: str) -> Any:
    """The root of the tree, which has one of the names `roots`; `what` says what such a file is called.

    Raises:
        UnreadableDocument: it is something else, or declares entities, which could unfold to gigabytes.
    """
    text = decode_declared(address, body)
    if _DECLARES_ENTITIES.search(text):
        raise UnreadableDocument(f"{address} declares entities of its own, which no {what} needs; it is not read.")
    parser = etree.XMLParser(
        encoding="utf-8", recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(text.lstrip().encode(errors="replace"), parser)
    except etree.XMLSyntaxError:
        root = None
    if root is None or tag_name(root) not in roots:
        raise UnreadableDocument(f"{address} is no {what}.")
    return root


def tag_name(element: Any) -> str:
    """The name without its namespace, in lower case; comments have none."""
    return element.tag.rpartition("}")[2].rpartition(":")[2].casefold() if isinstance(element.tag, str) else ""


def child_text(element: Any, name: str) -> str | None:
    """The text of the first child with a name, on one line."""
    child = next((c for c in element if tag_name(c) == name), None)
    return None if child is None else " ".join("".join(child.itertext()).split()) or None
