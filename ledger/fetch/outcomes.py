"""What comes of a fetch: one class per outcome, told apart by `match`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from ledger.fetch.trouble import FailedWhy, RefusedWhy
from ledger.fetch.validators import Validators


@dataclass(frozen=True, kw_only=True, slots=True)
class _Outcome:
    #: As the caller asked, without credentials.
    url: str
    #: When the answer was complete.
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Fetched(_Outcome):
    """The document is here."""

    final_url: str
    status: int
    #: A few that are worth keeping, names in lower case, never cookies.
    headers: Mapping[str, str]
    #: Without transfer and content codings, as the publisher wrote it.
    body: bytes = field(repr=False)
    #: What the body is held to be: as declared or, where that says nothing, as it begins.
    media_type: str
    #: As declared in the header, which may be wrong.
    charset: str | None
    etag: str | None
    last_modified: str | None
    #: To be given with the next request for this address; none if the server gave none to rely on.
    validators: Validators | None
    #: Where the address has moved for good, if the server said so.
    permanent_url: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class NotModified(_Outcome):
    """The server says that what the caller has is still what it would send."""

    final_url: str
    validators: Validators
    permanent_url: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Gone(_Outcome):
    """Nothing is there: 404, or 410, which means for good."""

    final_url: str
    status: int
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Refused(_Outcome):
    """Trying again would not help."""

    why: RefusedWhy
    reason: str
    status: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Failed(_Outcome):
    """It may work later: ask again from `not_before` on."""

    why: FailedWhy
    reason: str
    status: int | None
    not_before: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Postponed(_Outcome):
    """Nobody was asked: the host wants to be left alone, or too many wait for it. No failure of the address."""

    reason: str
    not_before: datetime


Outcome = Fetched | NotModified | Gone | Refused | Failed | Postponed
