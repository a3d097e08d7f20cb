"""A subscription's latest alerts as an Atom document (RFC 4287): text and addresses only, since quotes are hostile."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from lxml import etree
from sqlalchemy import Connection

from ledger.alert import cursors
from ledger.alert.messages import Message, Row, render, title
from ledger.alert.watching import Watch
from ledger.model.dates import iso
from ledger.model.errors import InvalidSubscription
from ledger.model.events import event_id_of
from ledger.model.text import printable
from ledger.project.subscriptions import Subscription, subscription_called
from ledger.store import log

ATOM = "http://www.w3.org/2005/Atom"
ENTRIES = 50
#: What XML cannot hold, even escaped.
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def feed(conn: Connection, name: str, *, address: str | None = None, limit: int = ENTRIES) -> bytes:
    """The feed of a subscription, the newest alert first; the same alerts are the same bytes.

    It holds what was gathered (`planning.gather`, or the worker); what was erased since is left out.

    Args:
        address: where the feed itself is to be had, if anywhere.

    Raises:
        UnknownSubscription: there is none of this name. InvalidSubscription: it is posted to a webhook.
    """
    subscription = subscription_called(conn, name)
    if subscription.delivery != "atom":
        raise InvalidSubscription(f"“{name}” is posted to a webhook; add a subscription with --atom for a feed.")
    messages = _messages(conn, subscription, limit)
    begun = log.get(conn, subscription.since)
    root = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})
    _add(root, "id", _urn(f"feed|{subscription.name}|{begun.hash}"))
    _add(root, "title", f"Deal ledger: {subscription.name}")
    _add(root, "updated", messages[0].row["timestamp"] if messages else iso(begun.recorded_at))
    _add(_add(root, "author"), "name", "Deal ledger")
    if address is not None:
        _link(root, "self", address)
    for message in messages:
        _entry(root, message)
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)
    return written


def _messages(conn: Connection, subscription: Subscription, limit: int) -> list[Message]:
    watch = Watch(conn)
    found = (
        one for seq in cursors.latest(conn, subscription.name, limit) for one in watch.find(subscription, seq - 1, seq)
    )
    return [render(conn, subscription, one) for one in found]


def _entry(root: Any, message: Message) -> None:
    alerts: list[Row] = message.row["data"]["alerts"]
    first, more = title(alerts[0]), len(alerts) - 1
    entry = _add(root, "entry")
    _add(entry, "id", _urn(f"entry|{message.id}"))
    _add(entry, "title", f"{first} (and {more} more)" if more else first)
    _add(entry, "updated", message.row["timestamp"])
    for place, url in enumerate(dict.fromkeys(url for alert in alerts for url in _addresses(alert))):
        # Atom knows one alternate; the articles of the rivals are related.
        _link(entry, "related" if place else "alternate", url)
    _add(entry, "content", "\n\n".join(_text(alert) for alert in alerts), type="text")


def _text(alert: Row) -> str:
    """An alert in lines: what it is, and who says so in which words."""
    lines = [title(alert), *(_source(claim) for claim in _claims(alert))]
    if alert["agreement_before"] is not None:
        lines.insert(1, f"Before: {alert['agreement_before']}. Now: {alert['slot']['agreement']}.")
    return "\n".join(dict.fromkeys(lines))


def _source(claim: Row) -> str:
    who = claim["publisher"] or "An unknown publisher"
    when = claim["published"] or claim["known_at"]
    said = f": “{claim['quote']}”" if claim["quote"] else ""
    return printable(f"{who}, {when}{said} (position {claim['seq']})")


def _claims(alert: Row) -> list[Row]:
    if alert["claim"] is not None:
        return [alert["claim"]]
    claims: list[Row] = alert["slot"]["claims"]
    return claims


def _addresses(alert: Row) -> list[str]:
    return [claim["url"] for claim in _claims(alert) if claim["url"] and _is_address(claim["url"])]


def _is_address(url: str) -> bool:
    """Whether it leads to the web: a document's address is the document's word, and may be a script."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and url.isprintable() and " " not in url


def _add(parent: Any, tag: str, text: str | None = None, **attributes: str) -> Any:
    element = etree.SubElement(parent, f"{{{ATOM}}}{tag}", **attributes)
    element.text = None if text is None else _NO_XML.sub("\ufffd", text)
    return element


def _link(parent: Any, rel: str, href: str) -> None:
    etree.SubElement(parent, f"{{{ATOM}}}link", rel=rel, href=_NO_XML.sub("", href))


def _urn(key: str) -> str:
    return f"urn:uuid:{event_id_of(f'alert|{key}')}"
