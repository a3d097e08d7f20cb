"""Bytes as the one document that they are: a text, a text with front matter, or a page."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ledger.ingest.files import MEDIA_TYPES, Document, Imprint, decode, imprint_of
from ledger.model.errors import UnreadableDocument

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)


def parse_document(address: str, body: bytes, suffix: str) -> Document:
    """The document that `body` is, by the ending of its file.

    Raises:
        UnreadableDocument: an ending that is not read, binary content, or broken front matter.
    """
    media_type = MEDIA_TYPES.get(suffix.lower())
    if media_type is None:
        known = " ".join(MEDIA_TYPES)
        raise UnreadableDocument(f"{address} has the ending “{suffix}”; what is read is {known}.")
    if media_type == "text/html":
        # Imported late: what reads pages takes half a second to load.
        from ledger.ingest.html import parse_page

        return parse_page(address, body)
    text = decode(address, body)
    imprint = Imprint()
    if media_type == "text/markdown":
        imprint, text = _front_matter(address, text)
    if not text.strip():
        raise UnreadableDocument(f"{address} holds no text.")
    return Document(address, body, text, media_type, imprint)


def _front_matter(address: str, text: str) -> tuple[Imprint, str]:
    match = _FRONT_MATTER.match(text)
    if match is None:
        return Imprint(), text
    # Imported late: few documents have any.
    import yaml

    try:
        found = yaml.safe_load(match.group(1))
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # ValueError: a day that the calendar does not have
        raise UnreadableDocument(f"{address} has front matter that cannot be read: {_where(error)}.") from None
    if found is not None and not isinstance(found, Mapping):
        raise UnreadableDocument(f"{address} has front matter that is not a list of “name: value” lines.")
    return imprint_of(address, found or {}), text[match.end() :]


def _where(error: Exception) -> str:
    """What is wrong with front matter, and in which line of the file."""
    mark, problem = getattr(error, "problem_mark", None), getattr(error, "problem", None)
    if mark is None or problem is None:
        return " ".join(str(error).split())
    return f"line {mark.line + 2}: {problem}"  # lines count from zero, and from behind the opening “---”
