"""From an address to captured bytes: many at once, each answer kept in the database before anything is read in it."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import structlog
from sqlalchemy.engine import Connection, Engine

from ledger.fetch.fetcher import FetchRequest
from ledger.fetch.outcomes import Failed, Fetched, Gone, NotModified, Outcome, Postponed, Refused
from ledger.ingest.web import suffix_of
from ledger.store import documents
from ledger.store.database import reading, writing
from ledger.worker import addresses, queue
from ledger.worker.addresses import Address
from ledger.worker.clock import now
from ledger.worker.hints import Hints
from ledger.worker.queue import Capture, Fair, Work
from ledger.worker.tally import Tally

_log = structlog.get_logger(__name__)

#: An address that cannot be had for reasons that may pass is tried so often; the pauses between, which the fetcher
#: names, double from a minute on, so that it is given up after half a day or later.
ATTEMPTS = 9

#: No more is fetched while so many documents, or bytes as they are kept, were captured (by whichever worker) and wait
#: to be read. They are counted after so many seconds, and what this worker has captured since is added.
WAITING, WAITING_BYTES, COUNTED_SECONDS = 2_000, 200_000_000, 1.0

#: What is said of an address whose document is not to be had.
_NOT_HAD: Mapping[type[Outcome], str] = {Gone: "gone", Refused: "refused", Failed: "failed"}

#: A piece of work and what came of it.
_Ended = tuple[Work, Outcome]


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
    #: Kept from one run to the next: what could not be written while the database was away is written when it is back.
    _under_way: dict[asyncio.Task[Outcome], Work] = field(default_factory=dict, repr=False)
    _ended: list[_Ended] = field(default_factory=list, repr=False)
    #: The host that had its turn last.
    _turn_of: str = ""
    _backlog: _Backlog = field(default_factory=lambda: _Backlog(WAITING, WAITING_BYTES), repr=False)

    async def run(self, stopping: asyncio.Event, *, idle: float = 0.5, until_empty: bool = False) -> None:
        """Fetch until told to stop, or until nothing is due; what is under way is ended in either case.

        Raises:
            LedgerError: the database is away. Another run goes on where this one was.
        """
        while not stopping.is_set():
            # One transaction for what has ended and for what comes next: on SQLite one has to wait for one's turn.
            claimed = await asyncio.to_thread(self._turn, self.parallel - len(self._under_way))
            for work, request in claimed:
                self._under_way[asyncio.create_task(self.fetcher.fetch(request))] = work
            if self._under_way:
                await asyncio.wait(self._under_way, timeout=idle, return_when=asyncio.FIRST_COMPLETED)
                # A moment's patience, so that several answers share a transaction.
                await asyncio.sleep(0.02)
                self._take_ended()
            elif until_empty:
                return
            elif not claimed:
                await _sleep(idle, stopping)
        if self._under_way:
            await asyncio.wait(self._under_way)
            self._take_ended()
        await asyncio.to_thread(self._turn, 0)

    def _take_ended(self) -> None:
        for task in [task for task in self._under_way if task.done()]:
            work = self._under_way.pop(task)
            self._ended.append((work, _outcome(task, work)))

    def _turn(self, room: int) -> list[tuple[Work, FetchRequest]]:
        """Write down what has ended, and claim what comes next."""
        ended = self._ended
        if room > 0:
            with reading(self.engine) as conn:
                room = min(room, self._backlog.room(conn, len(self._under_way) + len(ended)))
                if not ended and room > 0 and not queue.is_due(conn, queue.FETCH):
                    room = 0
        if not ended and room <= 0:
            return []
        settled = _Settled(self.worker)
        with writing(self.engine) as conn:
            settled.settle(conn, ended)
            claimed = self._claim(conn, room) if room > 0 else []
        self._ended = []
        self._backlog.add(len(settled.sizes), sum(settled.sizes))
        settled.tell(self.tally)
        return claimed

    def _claim(self, conn: Connection, room: int) -> list[tuple[Work, FetchRequest]]:
        counts = Counter(work.host for work in self._under_way.values())
        busy = [host for host, count in counts.items() if count >= self.per_host]
        claimed = queue.claim(conn, self.worker, queue.FETCH, room, Fair(self.per_host, busy, self._turn_of))
        if claimed:
            self._turn_of = claimed[-1].host
        rows = addresses.get_all(conn, [work.address for work in claimed])
        return [(work, _request(work, rows[work.address])) for work in claimed]


@dataclass
class _Backlog:
    """What was captured and waits to be read: with a site that answers faster than anybody reads, it would grow to
    whatever the sources lead to."""

    documents: int
    size: int
    _counted: float | None = None
    _waiting: tuple[int, int] = (0, 0)

    def room(self, conn: Connection, under_way: int) -> int:
        """How many more may be fetched, besides those under way or not written down yet."""
        if self._counted is None or time.monotonic() - self._counted >= COUNTED_SECONDS:
            self._waiting = queue.captured_at_most(conn, self.documents)
            self._counted = time.monotonic()
        count, size = self._waiting
        return 0 if size >= self.size else self.documents - count - under_way

    def add(self, documents: int, size: int) -> None:
        """So many more wait since."""
        count, before = self._waiting
        self._waiting = count + documents, before + size


@dataclass
class _Settled:
    """What came of addresses: written in one transaction, and told once that has ended well."""

    worker: str
    #: Bytes of each document that was captured.
    sizes: list[int] = field(default_factory=list)
    _captured: list[Capture] = field(default_factory=list)
    _rows: list[Address] = field(default_factory=list)
    _counts: Counter[str] = field(default_factory=Counter)
    _given_up: list[tuple[str, Address]] = field(default_factory=list)

    def settle(self, conn: Connection, ended: Sequence[_Ended]) -> None:
        """Write what came of each."""
        at, rows = now(conn), addresses.get_all(conn, [work.address for work, _ in ended])
        queue.hold(conn, self.worker, [work for work, _ in ended])
        for work, outcome in ended:
            self._settle_one(conn, work, outcome, rows[work.address], at)
        held = queue.captured(conn, self.worker, self._captured)
        self.sizes += [len(one.body) for one in self._captured if one.work.id in held]
        self._counts["fetched"] += len(held)
        addresses.put_all(conn, self._rows)

    def tell(self, tally: Tally) -> None:
        """Count it, and say what was given up."""
        for outcome, count in self._counts.items():
            tally.count(outcome, times=count)
        for why, row in self._given_up:
            _log.warning("address_given_up", address=row.address, source=row.source, why=why, reason=row.reason)

    def _settle_one(self, conn: Connection, work: Work, outcome: Outcome, row: Address, at: int) -> None:
        carried = Hints.from_json(work.hints).document
        match outcome:
            case Fetched() if row.body_hash != documents.document_id(outcome.body):
                self._captured.append(Capture(work, _capture(outcome), outcome.body))
            case Fetched() | NotModified():
                status = row.status if row.status == "quarantined" else "unchanged"
                self._end(conn, work, row.looked_at(at, status, row.reason), "unchanged")
            case Postponed():
                queue.uncount(conn, self.worker, work)
                self._put_off(conn, work, outcome)
            case Failed() if work.attempts < ATTEMPTS:
                self._put_off(conn, work, outcome)
                self._rows.append(replace(row, source=work.source, status="failed", reason=outcome.reason))
            case Gone() | Refused() | Failed() if carried is not None and row.publication_id is None:
                # The source carries a text of it, which is better than nothing.
                told = {"outcome": _NOT_HAD[type(outcome)], "reason": outcome.reason}
                capture = {"fetched_at": outcome.at.isoformat(), "suffix": "", **told}
                self._captured.append(Capture(work, capture, carried.body))
            case Gone() | Refused() | Failed():
                status = _NOT_HAD[type(outcome)]
                self._end(conn, work, row.looked_at(at, status, outcome.reason), status)

    def _put_off(self, conn: Connection, work: Work, outcome: Failed | Postponed) -> None:
        later = max((outcome.not_before - outcome.at).total_seconds(), 1.0)
        queue.put_off(conn, self.worker, work, reason=outcome.reason, seconds=later)
        self._counts["put_off"] += 1

    def _end(self, conn: Connection, work: Work, row: Address, outcome: str) -> None:
        if not queue.done(conn, self.worker, [work]):
            return
        row = replace(row, source=work.source, mark=Hints.from_json(work.hints).mark)
        self._rows.append(row)
        self._counts[outcome] += 1
        if outcome != "unchanged":
            self._given_up.append((outcome, row))


def _outcome(task: asyncio.Task[Outcome], work: Work) -> Outcome:
    """What came of it. A fault of our own must hold up neither the other addresses nor, for ever, this one."""
    error = task.exception()
    if error is None:
        return task.result()
    _log.error("address_not_fetched", address=work.address, exc_info=error)
    at = datetime.now(UTC)
    reason = f"{work.address} could not be fetched ({type(error).__name__}: {error})."
    later = at + timedelta(seconds=60.0 * work.attempts)
    return Failed(url=work.url, at=at, why="answer", reason=reason, status=None, not_before=later)


def _request(work: Work, row: Address) -> FetchRequest:
    return FetchRequest(url=work.url, validators=addresses.validators_of(row), failures=work.attempts - 1)


def _capture(answer: Fetched) -> dict[str, Any]:
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
