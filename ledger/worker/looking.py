"""What one run of a source does: ask it, and queue what it leads to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.engine import Connection, Engine

from ledger.fetch.addresses import canonical_address
from ledger.fetch.fetcher import FetchRequest
from ledger.fetch.outcomes import Failed, Fetched, NotModified, Outcome, Postponed
from ledger.ingest.files import Imprint
from ledger.ingest.sources.adapters import ADAPTERS
from ledger.ingest.sources.base import Content, Item
from ledger.ingest.structured import Refused
from ledger.model.dates import micros
from ledger.model.errors import UnreadableDocument
from ledger.project.sources import Source
from ledger.store import quarantine
from ledger.store.database import reading, writing
from ledger.store.text import readable
from ledger.worker import addresses, queue
from ledger.worker.addresses import Address
from ledger.worker.hints import Hints
from ledger.worker.queue import Offer

#: Items that are looked up, and files that are held in memory, at a time.
_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Queued:
    """How many items were queued that were not queued before, and how many could not be."""

    offers: int
    refused: int


@dataclass(frozen=True, slots=True)
class Look:
    """What a source leads to; or, with `reason`, why it could not be read, and when to ask again at the earliest."""

    items: tuple[Item, ...] = ()
    refused: tuple[Refused, ...] = ()
    #: What to remember of the source's own address.
    answered: Fetched | None = None
    unchanged: bool = False
    reason: str | None = None
    not_before: datetime | None = None


def request_for(source: Source, row: Address) -> FetchRequest | None:
    """What to ask for; nothing for a source that is not fetched."""
    if not ADAPTERS[source.kind].fetched:
        return None
    return FetchRequest(url=source.address, validators=addresses.validators_of(row))


def look(source: Source, outcome: Outcome | None) -> Look:
    """What the source leads to, by what it answered."""
    match outcome:
        case None:
            content = None
        case NotModified():
            return Look(unchanged=True)
        case Fetched():
            content = Content(outcome.final_url, outcome.body, outcome.media_type)
        case Failed() | Postponed():
            return Look(reason=outcome.reason, not_before=outcome.not_before)
        case _:
            return Look(reason=outcome.reason)
    try:
        found = list(ADAPTERS[source.kind].items(source, content))
    except UnreadableDocument as error:
        return Look(reason=readable(str(error)))
    return Look(
        tuple(each for each in found if isinstance(each, Item)),
        tuple(each for each in found if isinstance(each, Refused)),
        outcome if isinstance(outcome, Fetched) else None,
    )


def queue_items(engine: Engine, source: Source, items: Sequence[Item], limit: int) -> Queued:
    """Queue the items that may have something new, a few at a time: a folder may hold more than memory does.

    Args:
        limit: of a file, in bytes.
    """
    done = Queued(0, 0)
    for start in range(0, len(items), _AT_ONCE):
        some = items[start : start + _AT_ONCE]
        with reading(engine) as conn:
            rows = addresses.get_all(conn, {_address(item) for item in some})
        news = [item for item in some if _is_news(rows[_address(item)], source, item)]
        found = [_offer(item, source, limit) for item in news]
        offers = [each for each in found if isinstance(each, Offer)]
        refused = [each for each in found if isinstance(each, Refused)]
        with writing(engine) as conn:
            done = Queued(done.offers + queue.offer(conn, offers), done.refused + len(refused))
            keep_refused(conn, refused)
    return done


def queue_rechecks(conn: Connection, sources: Sequence[Source], at: int, limit: int = 500) -> bool:
    """Queue addresses that are to be looked at again because articles are edited, of sources that are not paused.

    Those of a paused one wait until it is resumed. Returns whether there may be more than the so many that were taken.
    """
    left = limit
    for source in sources:
        if source.paused or not left:
            continue
        due = addresses.to_look_at_again(conn, source.name, at, left)
        imprint = Imprint(publisher=source.publisher, language=source.language)
        offers = [Offer(row.address, row.address, row.source, Hints(row.mark, imprint).to_json()) for row in due]
        # Work first, then its addresses, like everybody who writes both.
        queue.offer(conn, offers)
        addresses.leave_alone(conn, due)
        left -= len(due)
    return not left


def keep_refused(conn: Connection, refused: Sequence[Refused]) -> None:
    """Keep what a source has and cannot be read, with the reason."""
    at = micros(datetime.now(UTC))
    for each in refused:
        quarantine.put(conn, address=each.address, body=each.body, reason=each.reason, at=at, lines=each.lines)


def _is_news(row: Address, source: Source, item: Item) -> bool:
    if item.mark is not None:
        return row.status == "new" or item.mark != row.mark
    # An entry without a date of its own is looked at again when its time has come; pages and lists each time.
    return source.kind != "feed" or row.status == "new"


def _offer(item: Item, source: Source, limit: int) -> Offer | Refused:
    address, hints = _address(item), Hints.of(item, source)
    if item.load is not None:
        try:
            body = item.load(limit)
        except UnreadableDocument as error:
            return Refused(address, b"", readable(str(error)))
        suffix = f".{address.rpartition('.')[2]}"
        return Offer(address, item.address, source.name, hints.to_json(), {"suffix": suffix}, body)
    if item.document is not None and item.whole:
        return Offer(address, item.address, source.name, hints.to_json(), {"suffix": ""}, item.document.body)
    return Offer(address, item.address, source.name, hints.to_json())


def _address(item: Item) -> str:
    # What is not asked for has whatever name its source gives it: a path, or a feed's address with an entry's key.
    return item.address if item.whole or item.load is not None else canonical_address(item.address)
