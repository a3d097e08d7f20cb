"""What was read into the log, many documents in one transaction with the end of their work.

Something in a document that nobody has thought of must not keep the others out: what fails together is tried alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy.engine import Connection, Engine

from ledger.ingest import edits
from ledger.ingest.capture import By, Captured, capture_many
from ledger.ingest.capture import Reading as ToWrite
from ledger.ingest.structured import Refused
from ledger.model.dates import micros
from ledger.model.errors import LedgerError
from ledger.model.events import Response
from ledger.model.rubbish import uninterrupted
from ledger.store import documents, quarantine
from ledger.store.database import writing
from ledger.store.text import readable
from ledger.worker import addresses, queue
from ledger.worker.addresses import Address
from ledger.worker.clock import now
from ledger.worker.hints import Hints
from ledger.worker.process import Found, Part, ReadingFailed
from ledger.worker.queue import Work
from ledger.worker.tally import Tally

_log = structlog.get_logger(__name__)

#: A document that cannot be read or written for reasons outside of it (its reader broke down) is tried so often.
ATTEMPTS = 3

#: A document with what was read in it.
Read = tuple[Work, Found]
#: What is to become of a part of it: to be written, to be put aside, or nothing, for it says what it said before.
_Step = ToWrite | Refused | None


@dataclass(frozen=True)
class _Settling:
    """A piece of work whose end is being written."""

    row: Address
    steps: tuple[_Step, ...]
    at: int
    fetched: bool
    #: What is said of an address whose document is not to be had, where the source's own words took its place.
    not_had: Mapping[str, Any]


@dataclass(frozen=True)
class Writing:
    """Writes what was read.

    Args:
        worker: who has claimed it.
        actor: who is named as having recorded.
    """

    engine: Engine
    worker: str
    actor: str
    tally: Tally
    clock: Callable[[], datetime]

    def write(self, some: Sequence[Read]) -> None:
        """Write documents in one transaction; or each in its own, if something in one of them makes that fail.

        Raises:
            LedgerError: it is no document's fault (the database is away); nothing is lost, and they can be tried again.
        """
        try:
            self._settle(some)
        except LedgerError:
            raise
        except Exception:  # noqa: BLE001 - whatever it is, most of them have nothing to do with it
            _log.exception("documents_not_written", count=len(some), first=some[0][0].address)
            for work, found in some:
                self._alone(work, found)

    def _alone(self, work: Work, found: Found) -> None:
        try:
            self._settle([(work, found)])
        except LedgerError:
            raise
        except Exception as error:  # noqa: BLE001 - it is written down as the reason
            said = f"{work.address} could not be written ({type(error).__name__}: {error})."
            self._settle([(work, ReadingFailed(said))])

    def _settle(self, some: Sequence[Read]) -> None:
        with uninterrupted(), writing(self.engine) as conn:
            captured = self._settled_in(conn, some)
        # Said when it is so: what is rolled back never was.
        for tell in captured:
            tell()

    def _settled_in(self, conn: Connection, some: Sequence[Read]) -> list[Callable[[], None]]:
        ending, told = [], _Told(self.tally)
        for work, found in some:
            if isinstance(found, ReadingFailed) and work.attempts < ATTEMPTS:
                queue.put_off(conn, self.worker, work, reason=str(found), seconds=60.0 * work.attempts)
            else:
                ending.append((work, found))
        # Whoever lost the claim leaves the writing to whoever has it now.
        ours = queue.done(conn, self.worker, [work for work, _ in ending])
        rows, at = addresses.get_all(conn, [work.address for work, _ in ending]), now(conn)
        settling = [
            self._settling(conn, work, rows[work.address], at, _parts(work, found))
            for work, found in ending
            if work.id in ours
        ]
        captured = iter(
            capture_many(conn, [step for each in settling for step in each.steps if isinstance(step, ToWrite)])
        )
        addresses.put_all(conn, [self._settled(conn, each, captured, told) for each in settling])
        quarantine.clear_all(conn, told.read)
        return told.sentences

    def _settling(self, conn: Connection, work: Work, row: Address, at: int, found: Sequence[Part]) -> _Settling:
        row = replace(
            row,
            source=work.source,
            mark=Hints.from_json(work.hints).mark,
            body_hash=documents.document_id(work.body or b""),
            validators=work.capture.get("validators"),
        )
        # Several documents at one address, such as the lines of a table, are no versions of each other.
        before = row.publication_id if len(found) == 1 else None
        if before is not None and not edits.is_there(conn, before):
            before = None
        steps: list[_Step] = []
        response = _response(work)
        for part in found:
            if isinstance(part, Refused):
                steps.append(part)
            elif before is not None and row.text_hash == documents.text_hash(part.document.text):
                # What changed is the page around the article.
                steps.append(None)
            else:
                by = By(self.actor, self.clock(), part.reader)
                document = replace(part.document, response=response)
                steps.append(ToWrite(document, part.facts, by, part.doubts, before))
        # What came with its source or from a folder is not looked at again by itself: a change shows there.
        said = work.capture
        not_had = {"status": said["outcome"], "reason": said["reason"]} if "outcome" in said else {}
        return _Settling(row, tuple(steps), at, response is not None, not_had)

    def _settled(
        self, conn: Connection, settling: _Settling, captured: Iterator[Captured | LedgerError], told: _Told
    ) -> Address:
        row, at = settling.row, settling.at
        for step in settling.steps:
            if step is None:
                told.unchanged()
                row = row.looked_at(at, "unchanged")
                continue
            done = step if isinstance(step, Refused) else next(captured)
            if isinstance(done, LedgerError):
                assert isinstance(step, ToWrite)
                done = Refused(row.address, step.document.body, str(done))
            if isinstance(done, Refused):
                reason = readable(done.reason)
                at = micros(self.clock())
                quarantine.put(conn, address=done.address, body=done.body, reason=reason, at=at, lines=done.lines)
                told.quarantined(row, done.address, reason)
                row = row.looked_at(at, "quarantined", reason)
                continue
            assert isinstance(step, ToWrite)
            told.captured(row, done)
            text_hash = documents.text_hash(step.document.text)
            row = row.changed(at, publication_id=done.publication_id, text_hash=text_hash)
        row = row if settling.fetched else row.left_alone()
        return replace(row, **settling.not_had) if row.status == "captured" else row


class _Told:
    """What is to be counted and said once it is written."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self.sentences: list[Callable[[], None]] = []
        #: Addresses and hashes of what could be read, whether or not it waited in quarantine.
        self.read: list[tuple[str, str]] = []

    def unchanged(self) -> None:
        self.sentences.append(lambda: self._tally.count("unchanged"))

    def captured(self, row: Address, done: Captured) -> None:
        def tell() -> None:
            self._tally.count("captured" if done.new else "unchanged", facts=done.facts)
            _log.info(
                "document_captured",
                address=row.address,
                source=row.source,
                new=done.new,
                facts=done.facts,
                waiting=done.waiting,
            )

        self.read.append((row.address, done.document_id))
        self.sentences.append(tell)

    def quarantined(self, row: Address, address: str, reason: str) -> None:
        def tell() -> None:
            self._tally.count("quarantined")
            _log.warning("document_quarantined", address=address, source=row.source, reason=reason)

        self.sentences.append(tell)


def facts_in(found: Found) -> int:
    """How many facts there are to be written of what was read."""
    if isinstance(found, ReadingFailed):
        return 0
    return sum(0 if isinstance(part, Refused) else len(part.facts) + len(part.doubts) for part in found)


def _parts(work: Work, found: Found) -> Sequence[Part]:
    if isinstance(found, ReadingFailed):
        return [Refused(work.address, work.body or b"", str(found))]
    return found


def _response(work: Work) -> Response | None:
    """With what it came from the web; nothing of what came otherwise."""
    said = work.capture
    if "status" not in said:
        return None
    return Response(url=said["url"], status=said["status"], at=said["fetched_at"], headers=said["headers"])
