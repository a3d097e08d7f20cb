"""Structured facts, one JSON object a line (DESIGN §8), as documents with their facts.

Lines with the same publisher and address are one document; a line is the quote of its own fact where
it gives none. If one line of a document is wrong, the document is refused as a whole.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ledger.ingest.files import Document, Imprint, imprint_of
from ledger.model.errors import InvalidFact, LedgerError, UnreadableDocument
from ledger.model.facts import FactBase, parse_fact

_IMPRINT = ("publisher", "url", "title", "published")
_LINKS = ("fact_id", "corrects", "supersedes")


@dataclass(frozen=True, slots=True)
class StatedFact:
    """A fact with its own id and the earlier one (fact id or claim id) that it takes the place of, if any."""

    fact: FactBase
    fact_id: str | None = None
    replaces: str | None = None


@dataclass(frozen=True, slots=True)
class StructuredDocument:
    document: Document
    facts: tuple[StatedFact, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """A document with a wrong line, kept whole with the reason."""

    address: str
    body: bytes
    reason: str


def split_documents(source: Document) -> Iterator[StructuredDocument | Refused]:
    """The documents in a file of structured facts, in order of their first line."""
    groups: dict[tuple[str, str], list[tuple[int, str, dict[str, Any] | str]]] = {}
    for number, line in enumerate(source.text.split("\n"), start=1):
        if not line.strip():
            continue
        fields = _parse_line(line)
        groups.setdefault(_document_key(fields), []).append((number, line, fields))
    for lines in groups.values():
        body = "\n".join(line for _, line, _ in lines).encode()
        try:
            yield _document(source, lines, body)
        except LedgerError as error:
            yield Refused(source.address, body, str(error))


def _document_key(fields: dict[str, Any] | str) -> tuple[str, str]:
    """Publisher and address, which make lines one document; what is wrong with them is said later, line by line."""
    if isinstance(fields, str):
        return "", ""
    return str(fields.get("publisher") or ""), str(fields.get("url") or "")


def _parse_line(line: str) -> dict[str, Any] | str:
    """The line's fields, or why it has none."""
    try:
        fields = json.loads(line, parse_float=Decimal, parse_constant=_no_constant, object_pairs_hook=_no_second_value)
    except (ValueError, RecursionError) as error:
        return f"not JSON ({error})"
    return fields if isinstance(fields, dict) else "not a JSON object"


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not a number")


def _no_second_value(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose names stand once: which of two values is meant nobody can say."""
    fields = dict(pairs)
    if len(fields) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"“{twice}” stands twice")
    return fields


def _document(source: Document, lines: list[tuple[int, str, dict[str, Any] | str]], body: bytes) -> StructuredDocument:
    text = body.decode()
    imprint, facts, offset = Imprint(), [], 0
    for number, line, fields in lines:
        where = f"{source.address}, line {number}"
        if isinstance(fields, str):
            raise UnreadableDocument(f"{where}: {fields}.")
        given = imprint_of(where, {name: fields[name] for name in _IMPRINT if fields.get(name) is not None})
        if imprint.published and given.published and given.published != imprint.published:
            raise UnreadableDocument(
                f"{where}: published {given.published}, but an earlier line of its document says {imprint.published}."
            )
        imprint = imprint.over(given)
        facts.append(_fact(where, line, fields, offset))
        offset += len(line) + 1
    document = Document(source.address, body, text, source.media_type, source.imprint.over(imprint))
    return StructuredDocument(document, tuple(facts))


def _fact(where: str, line: str, fields: dict[str, Any], offset: int) -> StatedFact:
    own = {name: value for name, value in fields.items() if name not in _IMPRINT and name not in _LINKS}
    links = {name: str(fields[name]) for name in _LINKS if fields.get(name) is not None}
    quote = own.get("quote") or line
    at = line.find(quote) if isinstance(quote, str) else -1
    own["quote"] = quote
    own.pop("start", None), own.pop("end", None), own.pop("spans", None)  # they count in a text that is not here
    if at >= 0 and not own.get("quotes"):
        own["spans"] = [(offset + at, offset + at + len(quote))]
    try:
        return StatedFact(parse_fact(own), links.get("fact_id"), links.get("corrects") or links.get("supersedes"))
    except InvalidFact as error:
        raise InvalidFact(f"{where}: {str(error).removesuffix('.')}.") from None
