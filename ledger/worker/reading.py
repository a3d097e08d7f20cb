"""From what was fetched to the log: claimed, read, and written in one transaction with the end of the work.

Reading a batch goes on while the one before it is being written.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import structlog
from sqlalchemy.engine import Connection, Engine

from ledger.ingest.capture import DOCUMENT_ERRORS, By, Captured, capture
from ledger.ingest.structured import Refused
from ledger.model.dates import micros
from ledger.store import documents, quarantine
from ledger.store.database import reading, writing
from ledger.store.registry import load
from ledger.store.text import readable
from ledger.worker import addresses, queue
from ledger.worker.addresses import Address
from ledger.worker.clock import now
from ledger.worker.hints import Hints
from ledger.worker.pool import Job, Part, ReadDocument, ReadingFailed, ReadingPool
from ledger.worker.queue import Work
from ledger.worker.tally import Tally

_log = structlog.get_logger(__name__)

#: Documents that are claimed and read together, and for how many seconds one transaction may hold the log.
BATCH, HELD_SECONDS = 32, 1.0
#: A document that cannot be read for reasons outside of it (its reader broke down) is tried so often.
ATTEMPTS = 3


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
    _begun: tuple[list[Work], Callable[[], list[list[Part] | ReadingFailed]]] | None = field(default=None, repr=False)

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

    def _begin(self) -> tuple[list[Work], Callable[[], list[list[Part] | ReadingFailed]]] | None:
        with writing(self.engine) as conn:
            claimed = queue.claim(conn, self.worker, queue.READ, BATCH)
        if not claimed:
            return None
        with reading(self.engine) as conn:
            self.pool.knows([entity for entity in load(conn).entities() if not entity.provisional])
        return claimed, self.pool.start([_job(work) for work in claimed])

    def _write(self, claimed: Sequence[Work], results: Sequence[list[Part] | ReadingFailed]) -> None:
        waiting = deque(zip(claimed, results, strict=True))
        while waiting:
            began = time.monotonic()
            with writing(self.engine) as conn:
                # Others want to write as well, and whoever holds the lease has to give signs of life.
                while waiting and time.monotonic() - began < HELD_SECONDS:
                    self._write_one(conn, *waiting.popleft())

    def _write_one(self, conn: Connection, work: Work, found: list[Part] | ReadingFailed) -> None:
        if isinstance(found, ReadingFailed):
            self._failed(conn, work, str(found))
        # Whoever lost the claim leaves the writing to whoever has it now.
        elif queue.done(conn, self.worker, work):
            self._settle(conn, work, found)

    def _failed(self, conn: Connection, work: Work, reason: str) -> None:
        if work.attempts < ATTEMPTS:
            queue.put_off(conn, self.worker, work, reason=reason, seconds=60.0 * work.attempts)
            return
        if queue.done(conn, self.worker, work):
            self._settle(conn, work, [Refused(work.address, work.body or b"", reason)])

    def _settle(self, conn: Connection, work: Work, found: Sequence[Part]) -> None:
        hints, at = Hints.from_json(work.hints), now(conn)
        row = replace(addresses.get(conn, work.address), source=work.source, mark=hints.mark)
        row = replace(row, body_hash=documents.document_id(work.body or b""), validators=work.capture.get("validators"))
        alone = len(found) == 1
        for part in found:
            row = self._settle_part(conn, row, part, at, alone=alone)
        if "status" not in work.capture:
            # It came with its source or from a folder, where a change shows by itself.
            row = row.left_alone()
        addresses.put(conn, row)

    def _settle_part(self, conn: Connection, row: Address, part: Part, at: int, *, alone: bool) -> Address:
        if isinstance(part, Refused):
            return self._refused(conn, row, part, at)
        text_hash = documents.text_hash(part.document.text)
        if alone and row.publication_id and row.text_hash == text_hash:
            # What changed is the page around the article.
            self.tally.count("unchanged")
            return row.looked_at(at, "unchanged")
        try:
            with conn.begin_nested():
                done = self._capture(conn, part)
        except DOCUMENT_ERRORS as error:
            return self._refused(conn, row, Refused(row.address, part.document.body, readable(str(error))), at)
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
        return row.changed(at, publication_id=done.publication_id, text_hash=text_hash)

    def _capture(self, conn: Connection, part: ReadDocument) -> Captured:
        return capture(conn, part.document, part.facts, By(self.actor, self.clock(), part.reader), part.doubts)

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
