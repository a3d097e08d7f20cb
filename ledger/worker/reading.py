"""From what was fetched to the log: claimed, read, and written in one transaction with the end of the work.

Reading a batch goes on while the one before it is being written.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import structlog
from sqlalchemy.engine import Connection, Engine

from ledger.ingest import edits
from ledger.ingest.capture import By, Captured, capture_many
from ledger.ingest.capture import Reading as ToWrite
from ledger.ingest.structured import Refused
from ledger.model.dates import micros
from ledger.model.errors import LedgerError
from ledger.store import documents, quarantine
from ledger.store.database import reading, writing
from ledger.store.log import sql
from ledger.store.registry import load
from ledger.store.text import readable
from ledger.worker import addresses, queue
from ledger.worker.addresses import Address
from ledger.worker.clock import now
from ledger.worker.hints import Hints
from ledger.worker.pool import Job, Part, ReadingFailed, ReadingPool
from ledger.worker.queue import Work
from ledger.worker.tally import Tally

_log = structlog.get_logger(__name__)

#: Documents that are claimed and read together, and those of them that are written in one transaction.
BATCH, TOGETHER = 32, 16
#: The entities that readers know are looked at anew after so long in any case.
LOOKED_AT_SECONDS = 600.0
#: A document that cannot be read for reasons outside of it (its reader broke down) is tried so often.
ATTEMPTS = 3


_Begun = tuple[list[Work], Callable[[], list[list[Part] | ReadingFailed]]]
#: What is to become of a document: to be written, to be put aside, or nothing, for it says what it said before.
_Step = ToWrite | Refused | None


@dataclass(frozen=True)
class _Settling:
    """A piece of work whose end is being written."""

    row: Address
    steps: tuple[_Step, ...]
    at: int
    fetched: bool


@dataclass
class Confirmed:
    """How far the registry has been looked at for entities that guide the reader: those that somebody has confirmed."""

    seq: int = -1
    since: float = 0.0

    def outdated(self, conn: Connection) -> bool:
        """Whether there are new ones, or it is so long ago that some may have been erased."""
        statement = "SELECT max(seq), max(CASE WHEN provisional THEN 0 ELSE 1 END) FROM entities WHERE seq > ?"
        last, confirmed = conn.exec_driver_sql(sql(conn, statement), (self.seq,)).one()
        first = self.seq < 0
        self.seq = last if last is not None else max(self.seq, 0)
        late = time.monotonic() - self.since > LOOKED_AT_SECONDS
        if first or confirmed or late:
            self.since = time.monotonic()
            return True
        return False


@dataclass
class Reading:
    """Reads what has been captured.

    Args:
        worker: who claims.
        actor: who is named as having recorded.
    """

    engine: Engine
    pool: ReadingPool
    worker: str
    actor: str
    tally: Tally
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    _begun: _Begun | None = field(default=None, repr=False)
    _known: Confirmed = field(default_factory=Confirmed, repr=False)

    def step(self) -> int:
        """Begin the next batch and write the one that was begun before; returns how many documents are under way."""
        next_one = self._begin()
        self.finish()
        self._begun = next_one
        return len(next_one[0]) if next_one else 0

    def finish(self) -> None:
        """Write what was begun, and begin nothing more."""
        begun, self._begun = self._begun, None
        if begun is not None:
            claimed, results = begun
            self._write(claimed, results())

    def _begin(self) -> _Begun | None:
        with reading(self.engine) as conn:
            if not queue.is_due(conn, queue.READ):
                return None
            known = load(conn).entities() if self._known.outdated(conn) else None
        if known is not None:
            # The processes that are at the batch before are about to be made anew.
            self.finish()
            self.pool.knows([entity for entity in known if not entity.provisional])
        with writing(self.engine) as conn:
            claimed = queue.claim(conn, self.worker, queue.READ, BATCH)
        return (claimed, self.pool.start([_job(work) for work in claimed])) if claimed else None

    def _write(self, claimed: Sequence[Work], results: Sequence[list[Part] | ReadingFailed]) -> None:
        pairs = list(zip(claimed, results, strict=True))
        for start in range(0, len(pairs), TOGETHER):
            # Not all at once: others want to write as well, and whoever holds the lease has to give signs of life.
            with writing(self.engine) as conn:
                self._settle(conn, pairs[start : start + TOGETHER])

    def _settle(self, conn: Connection, pairs: Sequence[tuple[Work, list[Part] | ReadingFailed]]) -> None:
        settling = []
        for work, found in pairs:
            if isinstance(found, ReadingFailed) and work.attempts < ATTEMPTS:
                queue.put_off(conn, self.worker, work, reason=str(found), seconds=60.0 * work.attempts)
            # Whoever lost the claim leaves the writing to whoever has it now.
            elif queue.done(conn, self.worker, work):
                parts = (
                    [Refused(work.address, work.body or b"", str(found))] if isinstance(found, ReadingFailed) else found
                )
                settling.append(self._settling(conn, work, parts))
        captured = iter(
            capture_many(conn, [step for each in settling for step in each.steps if isinstance(step, ToWrite)])
        )
        for each in settling:
            addresses.put(conn, self._settled(conn, each, captured))

    def _settling(self, conn: Connection, work: Work, found: Sequence[Part]) -> _Settling:
        hints = Hints.from_json(work.hints)
        row = replace(addresses.get(conn, work.address), source=work.source, mark=hints.mark)
        body_hash = documents.document_id(work.body or b"")
        row = replace(row, body_hash=body_hash, validators=work.capture.get("validators"))
        # Several documents at one address, such as the lines of a table, are no versions of each other.
        before = row.publication_id if len(found) == 1 else None
        if before is not None and not edits.is_there(conn, before):
            before = None
        steps: list[_Step] = []
        for part in found:
            if isinstance(part, Refused):
                steps.append(part)
            elif before is not None and row.text_hash == documents.text_hash(part.document.text):
                # What changed is the page around the article.
                steps.append(None)
            else:
                by = By(self.actor, self.clock(), part.reader)
                steps.append(ToWrite(part.document, part.facts, by, part.doubts, before))
        # What came with its source or from a folder is not looked at again by itself: a change shows there.
        return _Settling(row, tuple(steps), now(conn), fetched="status" in work.capture)

    def _settled(self, conn: Connection, settling: _Settling, captured: Iterator[Captured | LedgerError]) -> Address:
        row, at = settling.row, settling.at
        for step in settling.steps:
            if step is None:
                self.tally.count("unchanged")
                row = row.looked_at(at, "unchanged")
                continue
            if isinstance(step, Refused):
                row = self._refused(conn, row, step, at)
                continue
            done = next(captured)
            if isinstance(done, LedgerError):
                row = self._refused(conn, row, Refused(row.address, step.document.body, str(done)), at)
                continue
            quarantine.clear(conn, row.address, done.document_id)
            self.tally.count("captured" if done.new else "unchanged", facts=done.facts)
            _log.info(
                "document_captured",
                address=row.address,
                source=row.source,
                new=done.new,
                facts=done.facts,
                waiting=done.waiting,
            )
            text_hash = documents.text_hash(step.document.text)
            row = row.changed(at, publication_id=done.publication_id, text_hash=text_hash)
        return row if settling.fetched else row.left_alone()

    def _refused(self, conn: Connection, row: Address, part: Refused, at: int) -> Address:
        reason = readable(part.reason)
        quarantine.put(conn, address=part.address, body=part.body, reason=reason, at=micros(self.clock()))
        self.tally.count("quarantined")
        _log.warning("document_quarantined", address=part.address, source=row.source, reason=reason)
        return row.looked_at(at, "quarantined", reason)


def _job(work: Work) -> Job:
    hints = Hints.from_json(work.hints)
    url = work.url if "://" in work.url else None
    return Job(work.address, work.body or b"", work.capture.get("suffix", ""), hints, work.capture.get("url", url))
