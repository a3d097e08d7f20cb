"""Conditional requests (RFC 9110, section 13): asking only for what has changed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from ledger.fetch.addresses import Address

_ETAG = re.compile(r'(?:W/)?"[\x21\x23-\x7e]*"')
_LONGEST = 1024
# What changed in the second before it was sent may change again in that second, unnoticed by a date.
_SETTLED = timedelta(seconds=2)


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server said to recognise its answer by.

    Args:
        url: the address that answered. They are sent to it and to no other: what comes by a redirect from elsewhere
            may carry the same tag for another text.
    """

    url: str
    etag: str | None = None
    last_modified: str | None = None

    def headers(self, address: Address) -> dict[str, str]:
        """The headers that make a request to `address` conditional; none if it is not the one these came from."""
        if str(address) != self.url:
            return {}
        told = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in told.items() if value and value.isascii() and value.isprintable()}

    def contradicted_by(self, headers: Mapping[str, str]) -> bool:
        """Whether a 304 names another version than the one that it is said to confirm."""
        told = entity_tag(headers)
        return bool(told and self.etag and _opaque(told) != _opaque(self.etag))

    def renewed(self, headers: Mapping[str, str], now: datetime) -> Validators:
        """These, with what a 304 says anew."""
        fresh = validators_of(self.url, headers, now)
        if fresh is None:
            return self
        return Validators(self.url, fresh.etag or self.etag, fresh.last_modified or self.last_modified)


def validators_of(url: str, headers: Mapping[str, str], now: datetime) -> Validators | None:
    """The validators of an answer, without those that could hide a change."""
    etag, modified = entity_tag(headers), headers.get("last-modified")
    changed, sent = http_date(modified), http_date(headers.get("date")) or now
    if changed is None or changed > sent - _SETTLED:
        modified = None
    return Validators(url, etag, modified) if etag or modified else None


def entity_tag(headers: Mapping[str, str]) -> str | None:
    """The entity tag, if it is written as one: a broken one recognises nothing."""
    tag = headers.get("etag", "")
    return tag if len(tag) <= _LONGEST and _ETAG.fullmatch(tag) else None


def http_date(text: str | None) -> datetime | None:
    """The moment that an HTTP date names."""
    try:
        moment = parsedate_to_datetime(text) if text else None
    except (ValueError, OverflowError, TypeError, IndexError):
        return None
    if moment is None:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


def _opaque(tag: str) -> str:
    # For a GET, a weak tag recognises what the strong one of the same text does.
    return tag.removeprefix("W/")
