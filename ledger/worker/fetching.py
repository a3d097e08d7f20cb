"""From an address to captured bytes: many at once, each answer kept in the database before anything is read in it."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

import structlog
from sqlalchemy.engine import Connection, Engine

from ledger.fetch.fetcher import FetchRequest
from ledger.fetch.outcomes import Failed, Fetched, Gone, NotModified, Outcome, Postponed, Refused
from ledger.ingest.web import suffix_of
from ledger.store import documents
from ledger.store.database import reading, writing
from ledger.worker import addresses, queue
from ledger.worker.clock import now
from ledger.worker.hints import Hints
from ledger.worker.queue import Fair, Work
from ledger.worker.tally import Tally

_log = structlog.get_logger(__name__)

#: An address that cannot be had for reasons that may pass is tried so often; the pauses between, which the fetcher
#: names, double from a minute on, so that it is given up after half a day or later.
ATTEMPTS = 9


class Fetches(Protocol):
    """What asks for addresses (`ledger.fetch.fetcher.Fetcher`)."""

    async def fetch(self, request: FetchRequest) -> Outcome: ...


@dataclass
class Fetching:
    """Fetches what is queued.

    Args:
        parallel: so many addresses at once, and `per_host` of one host.
    """

    engine: Engine
    fetcher: Fetches
    worker: str
    tally: Tally
    parallel: int = 64
    per_host: int = 4
    _busy: Counter[str] = field(default_factory=Counter, repr=False)

    async def run(self, stopping: asyncio.Event, *, idle: float = 0.5, until_empty: bool = False) -> None:
        """Fetch until told to stop, or until nothing is due; what is under way is ended in either case."""
        under_way: dict[asyncio.Task[Outcome], Work] = {}
        while not stopping.is_set():
            for work, request in await asyncio.to_thread(self._claim, self.parallel - len(under_way)):
                self._busy[work.host] += 1
                under_way[asyncio.create_task(self.fetcher.fetch(request))] = work
            if under_way:
                # A moment's patience, so that several answers share a transaction.
                await asyncio.wait(under_way, timeout=idle, return_when=asyncio.FIRST_COMPLETED)
                await asyncio.sleep(0.02)
                await self._settle_done(under_way)
            elif until_empty:
                return
            else:
                await _sleep(idle, stopping)
        if under_way:
            await asyncio.wait(under_way)
            await self._settle_done(under_way)

    def _claim(self, room: int) -> list[tuple[Work, FetchRequest]]:
        if room <= 0:
            return []
        with reading(self.engine) as conn:
            if not queue.is_due(conn, queue.FETCH):
                return []
        busy = [host for host, count in self._busy.items() if count >= self.per_host]
        with writing(self.engine) as conn:
            claimed = queue.claim(conn, self.worker, queue.FETCH, room, Fair(self.per_host, busy))
            return [(work, _request(conn, work)) for work in claimed]

    async def _settle_done(self, under_way: dict[asyncio.Task[Outcome], Work]) -> None:
        ended = [(under_way.pop(task), task.result()) for task in list(under_way) if task.done()]
        for work, _ in ended:
            self._busy[work.host] -= 1
        self._busy += Counter()  # those at nothing go
        if ended:
            await asyncio.to_thread(self._settle, ended)

    def _settle(self, ended: Sequence[tuple[Work, Outcome]]) -> None:
        with writing(self.engine) as conn:
            for work, outcome in ended:
                self._settle_one(conn, work, outcome)

    def _settle_one(self, conn: Connection, work: Work, outcome: Outcome) -> None:
        hints, at = Hints.from_json(work.hints), now(conn)
        row = addresses.get(conn, work.address)
        match outcome:
            case Fetched() if row.body_hash == documents.document_id(outcome.body):
                self._nothing_new(conn, work, row)
            case Fetched():
                if queue.captured(conn, self.worker, work, _capture(outcome), outcome.body):
                    self.tally.count("fetched")
            case NotModified():
                self._nothing_new(conn, work, row)
            case Gone() | Refused() if hints.document is not None and row.publication_id is None:
                # The source carries a text of it, which is better than nothing.
                capture = {"fetched_at": outcome.at.isoformat(), "suffix": "", "reason": outcome.reason}
                queue.captured(conn, self.worker, work, capture, hints.document.body)
            case Gone() | Refused():
                status = "gone" if isinstance(outcome, Gone) else "refused"
                self._ended(conn, work, row.looked_at(at, status, outcome.reason), status)
            case Postponed():
                queue.uncount(conn, self.worker, work)
                self._put_off(conn, work, outcome)
            case Failed() if work.attempts < ATTEMPTS:
                self._put_off(conn, work, outcome)
                addresses.put(conn, replace(row, source=work.source, status="failed", reason=outcome.reason))
            case Failed() if hints.document is not None and row.publication_id is None:
                capture = {"fetched_at": outcome.at.isoformat(), "suffix": "", "reason": outcome.reason}
                queue.captured(conn, self.worker, work, capture, hints.document.body)
            case Failed():
                self._ended(conn, work, row.looked_at(at, "failed", outcome.reason), "failed")

    def _put_off(self, conn: Connection, work: Work, outcome: Failed | Postponed) -> None:
        later = max((outcome.not_before - outcome.at).total_seconds(), 1.0)
        queue.put_off(conn, self.worker, work, reason=outcome.reason, seconds=later)
        self.tally.count("put_off")

    def _nothing_new(self, conn: Connection, work: Work, row: addresses.Address) -> None:
        status = row.status if row.status == "quarantined" else "unchanged"
        self._ended(conn, work, row.looked_at(now(conn), status, row.reason), "unchanged")

    def _ended(self, conn: Connection, work: Work, row: addresses.Address, outcome: str) -> None:
        if not queue.done(conn, self.worker, work):
            return
        addresses.put(conn, replace(row, source=work.source, mark=Hints.from_json(work.hints).mark))
        self.tally.count(outcome)
        if outcome != "unchanged":
            _log.warning("address_given_up", address=work.address, source=work.source, why=outcome, reason=row.reason)


def _request(conn: Connection, work: Work) -> FetchRequest:
    row = addresses.get(conn, work.address)
    return FetchRequest(url=work.url, validators=addresses.validators_of(row), failures=work.attempts - 1)


def _capture(answer: Fetched) -> dict[str, object]:
    return {
        "url": answer.final_url,
        "status": answer.status,
        "headers": dict(answer.headers),
        "validators": addresses.stored_validators(answer.validators),
        "fetched_at": answer.at.isoformat(),
        "media_type": answer.media_type,
        "suffix": suffix_of(answer.media_type),
    }


async def _sleep(seconds: float, stopping: asyncio.Event) -> None:
    try:
        await asyncio.wait_for(stopping.wait(), seconds)
    except TimeoutError:
        return
