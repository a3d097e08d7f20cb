"""JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/): its items as entries."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from ledger.ingest import dating
from ledger.ingest.entry import Entry
from ledger.ingest.markup import text_of_fragment
from ledger.ingest.weblinks import resolved, web_address
from ledger.model.errors import UnreadableDocument
from ledger.model.events import DateCandidate
from ledger.store.text import readable

_VERSION = "jsonfeed.org/version/1"


def json_entries(address: str, text: str, base: str | None) -> Iterator[Entry]:
    """The items of a JSON Feed, in its order.

    Raises:
        UnreadableDocument: it is no JSON, or no JSON Feed.
    """
    try:
        feed = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        raise UnreadableDocument(f"{address} is no RSS, Atom or JSON feed.") from None
    if (
        not isinstance(feed, dict)
        or _VERSION not in str(feed.get("version"))
        or not isinstance(feed.get("items"), list)
    ):
        raise UnreadableDocument(f"{address} is JSON, but no JSON Feed: it lacks “version” or “items”.")
    paper = _line(feed.get("title"))
    for number, item in enumerate(feed["items"], start=1):
        # What is no object says nothing, and is refused for that.
        yield _entry(f"{address}, entry {number}", item if isinstance(item, dict) else {}, paper, base)


def _entry(where: str, item: dict[str, Any], paper: str | None, base: str | None) -> Entry:
    content = max(text_of_fragment(_str(item.get("content_html"))), _str(item.get("content_text")).strip(), key=len)
    summary = _str(item.get("summary")).strip()
    # The id is often the address itself, and may be anything else, such as a number.
    key = _line(str(item["id"])) if isinstance(item.get("id"), (str, int)) else None
    links = [resolved(_line(item.get(name)), base) for name in ("url", "external_url")]
    return Entry(
        where,
        _line(item.get("title")),
        next((url for link in [*links, key] if (url := web_address(link))), None),
        max(content, summary, key=len),
        len(content) >= len(summary),
        paper=paper,
        dates=tuple(_dates(item)),
        key=key,
    )


def _dates(item: dict[str, Any]) -> Iterator[DateCandidate]:
    yield from dating.candidate(dating.FEED, _line(item.get("date_published")))
    yield from dating.candidate(dating.EDITED, _line(item.get("date_modified")))


def _str(value: Any) -> str:
    return readable(value) if isinstance(value, str) else ""


def _line(value: Any) -> str | None:
    return " ".join(_str(value).split())[:2000] or None
