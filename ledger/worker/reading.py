"""From what was fetched to the log: claimed, read, and written in one transaction with the end of the work.

Reading goes on ahead of the writing, so that neither waits for the other, and what was read is written many documents
at a time: a company of which ten of them speak is drawn once then, and drawing is most of what writing costs.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import structlog
from sqlalchemy.engine import Connection, Engine

from ledger.store.database import reading, writing
from ledger.store.log import sql
from ledger.store.registry import load
from ledger.worker import queue
from ledger.worker.hints import Hints
from ledger.worker.pool import ReadingPool, UnderWay
from ledger.worker.process import Job
from ledger.worker.queue import Work
from ledger.worker.tally import Tally
from ledger.worker.writing import Read, Writing, facts_in

_log = structlog.get_logger(__name__)

#: Documents that are claimed at a time; that are being read, at the most; and with them those that were read and are
#: not written yet.
BATCH, BEING_READ, AHEAD = 16, 512, 1024
#: No more are claimed while the bodies of what is not written yet have so many bytes.
AHEAD_BYTES = 50_000_000
#: Documents and facts that are written in one transaction at the most.
TOGETHER, FACTS_TOGETHER = 256, 4000
#: Fewer are not written together as long as more are being read: eight cost twice as much each as a hundred.
FEWEST_TOGETHER = 32
#: Seconds that a transaction should take at the most, for others want to write as well, and whoever holds the lease has
#: to give signs of life: after one that took longer, half as much is written together. Not less: where others are at
#: work as well everything takes longer, and eight documents together cost twice as much each as a hundred.
LONGEST_WRITE = 5.0
#: What was read waits so long for more, as long as more is being read.
GATHERED_SECONDS = 2.0
#: How long a step waits for what is being read before it looks whether there is more to begin.
MOMENT = 0.1
#: The entities that readers know are looked at anew after so long in any case.
LOOKED_AT_SECONDS = 600.0


@dataclass
class Confirmed:
    """How far the registry has been looked at for entities that guide the reader: those that somebody has confirmed."""

    seq: int = -1
    since: float = 0.0

    @property
    def looked_at(self) -> bool:
        """Whether it has been looked at before."""
        return self.seq >= 0

    def outdated(self, conn: Connection) -> bool:
        """Whether there are new ones, or it is so long ago that some may have been erased."""
        statement = "SELECT max(seq), max(CASE WHEN provisional THEN 0 ELSE 1 END) FROM entities WHERE seq > ?"
        last, confirmed = conn.exec_driver_sql(sql(conn, statement), (self.seq,)).one()
        first = not self.looked_at
        self.seq = last if last is not None else max(self.seq, 0)
        late = time.monotonic() - self.since > LOOKED_AT_SECONDS
        if first or confirmed or late:
            self.since = time.monotonic()
            return True
        return False


@dataclass(frozen=True)
class _Begun:
    """Documents that were claimed and are being read."""

    claimed: Sequence[Work]
    reading: UnderWay


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
    _begun: deque[_Begun] = field(default_factory=deque, repr=False)
    _read: list[Read] = field(default_factory=list, repr=False)
    #: When the oldest of what was read was.
    _read_since: float = 0.0
    #: Documents that are written together, as long as that does not take too long.
    _together: int = TOGETHER
    #: Whether nothing is left to begin just now.
    _is_last: bool = field(default=False, repr=False)
    _known: Confirmed = field(default_factory=Confirmed, repr=False)
    _writing: Writing = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._writing = Writing(self.engine, self.worker, self.actor, self.tally, self.clock)

    def step(self) -> int:
        """Begin what there is, take what was read, and write if it is enough; returns how many are under way."""
        self._is_last = False
        while self._has_room() and not self._is_last:
            self._is_last = not self._begin()
        self._take()
        if self._read and (not self._begun or self._is_enough()):
            self._write()
        return len(self._read) + self._being_read()

    def finish(self) -> None:
        """Write all that was begun, and begin nothing more."""
        while self._begun:
            self._take_first()
        self._write()

    def _has_room(self) -> bool:
        held = [work for begun in self._begun for work in begun.claimed] + [work for work, _ in self._read]
        size = sum(len(work.body or b"") for work in held)
        return self._being_read() < BEING_READ and len(held) < AHEAD and size < AHEAD_BYTES

    def _being_read(self) -> int:
        return sum(len(begun.claimed) for begun in self._begun)

    def _begin(self) -> bool:
        with reading(self.engine) as conn:
            due = queue.is_due(conn, queue.READ)
            # The processes take a second to begin: they may do so while the first documents are fetched.
            if not due and (self._known.looked_at or queue.drained(conn)):
                return False
            known = load(conn).entities() if self._known.outdated(conn) else None
        if known is not None:
            # The processes that are at what was begun are about to be made anew.
            self.finish()
            self.pool.knows([entity for entity in known if not entity.provisional])
        if not due:
            return False
        with writing(self.engine) as conn:
            claimed = queue.claim(conn, self.worker, queue.READ, BATCH)
        if not claimed:
            return False
        self._begun.append(_Begun(claimed, self.pool.start([_job(work) for work in claimed])))
        return True

    def _take(self) -> None:
        """Take over what was read, in the order in which it was begun; waits a moment for the first of it."""
        pause = MOMENT
        while self._begun:
            first = self._begun[0].reading
            if not (first.ready(pause) or first.is_for_later):
                return
            self._take_first()
            if first.is_for_later:
                # Reading it took this very call.
                return
            pause = 0.0

    def _take_first(self) -> None:
        found = self._begun[0].reading.results()
        if not self._read:
            self._read_since = time.monotonic()
        self._read.extend(zip(self._begun.popleft().claimed, found, strict=True))

    def _is_enough(self) -> bool:
        gathered = time.monotonic() - self._read_since > GATHERED_SECONDS
        # Of the last ones half is written while the others are read, and so on: while the very last are written nobody
        # reads any more, so that the other processors have nothing to do.
        halved = self._is_last and len(self._read) >= max(self._being_read(), FEWEST_TOGETHER)
        return gathered or halved or len(self._read) >= self._together or len(self._portion()) < len(self._read)

    def _portion(self) -> list[Read]:
        """The first of what was read, as much as is written together."""
        facts = 0
        for place, (_, found) in enumerate(self._read[: self._together]):
            facts += facts_in(found)
            if facts > FACTS_TOGETHER:
                return self._read[: max(place, 1)]
        return self._read[: self._together]

    def _write(self) -> None:
        """Write what was read, no more at a time than others can wait for."""
        while self._read:
            some = self._portion()
            begun = time.monotonic()
            self._writing.write(some)
            # Not before: what could not be written because the database is away is written when it is back.
            del self._read[: len(some)]
            took = time.monotonic() - begun
            if took > LONGEST_WRITE:
                self._together = max(len(some) // 2, 1)
            elif took < LONGEST_WRITE / 4:
                self._together = min(self._together * 2, TOGETHER)
            if self.engine.dialect.name == "sqlite":
                # Who waits for the file looks every tenth of a second, and would hardly ever find it free otherwise.
                time.sleep(min(took / 10, 1.0))


def _job(work: Work) -> Job:
    hints = Hints.from_json(work.hints)
    url = work.url if "://" in work.url else None
    return Job(work.address, work.body or b"", work.capture.get("suffix", ""), hints, work.capture.get("url", url))
