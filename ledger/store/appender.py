"""Group commit: the appends of many callers in one process share transactions (docs/decisions/0010).

A durable append mostly waits for the disk, and only one append at a time may hold the log. So callers hand their events
to one writer thread, which writes whatever has gathered while the last transaction was under way. Each caller gets an
answer of their own, after the commit: positions, or their own error. A caller who is alone, and waits for the answer
anyway, writes without the thread, for to change threads twice takes as long as to write one event.
"""

from __future__ import annotations

import atexit
import copy
import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future
from contextlib import ExitStack
from enum import Enum, auto
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Self

from sqlalchemy.engine import Connection, Engine

from ledger.model.errors import DatabaseUnavailable, LedgerError
from ledger.model.events import NewEvent
from ledger.store import bulk, log
from ledger.store.database import session
from ledger.store.expected import Expected
from ledger.store.log import Appended, Outcome, Prepared, Request

#: A transaction takes no more events than this, so that a caller with one waits for no flood of others.
GROUP_EVENTS = 4000
#: After a transaction of several callers, the share of its duration that is spent on waiting for them to come again.
#: They were woken a moment ago; to start without them would make each wait for two transactions instead of one.
LINGER_SHARE = 0.5
LINGER_SECONDS = 0.005
#: How long the writer keeps a connection without use.
IDLE_SECONDS = 2.0

_Waiting = tuple[Request, Future[list[Appended]]]


class _Sign(Enum):
    """What the writer thread is told beside what to write."""

    STOP = auto()
    #: Somebody else has opened the connection: it is to be closed if nobody goes on to use it.
    OPENED = auto()


class Appender:
    """Appends for any number of threads. One per process and database; close it, or use it in a `with` statement.

    What was submitted before `close` is written. If the process dies, what was not acknowledged may be in the log or
    not; to append it again is safe, because the events carry their idempotency keys.
    """

    def __init__(self, engine: Engine) -> None:
        """Take the database; the writer thread starts with the first append."""
        self._engine = engine
        self._queue: SimpleQueue[_Waiting | _Sign] = SimpleQueue()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._closed = False
        #: How many were submitted and have no answer yet.
        self._unanswered = 0
        # Whoever holds the pen writes; only they look at these: the connection, what closes it, when it was used last,
        # and how many callers there were of late.
        self._pen = threading.Lock()
        self._conn: Connection | None = None
        self._kept: ExitStack | None = None
        self._used = 0.0
        self._callers = 1

    def append(
        self, events: Sequence[NewEvent] | Prepared, *, recorded_at: int | None = None, expected: Expected | None = None
    ) -> list[Appended]:
        """`log.append` in a transaction that is shared; returns when it is committed. `recorded_at` is now by default.

        Raises:
            KeyConflict, PositionConflict, UnstorableText: as `log.append`; other callers are not affected.
            DatabaseUnavailable: nothing is known to be written; to append the same events again is safe.
            LedgerError: the appender is closed.
        """
        request = _request(events, recorded_at, expected)
        if self._take_pen():
            return self._write_own(request)
        return self._submit(request).result()

    def submit(
        self, events: Sequence[NewEvent] | Prepared, *, recorded_at: int | None = None, expected: Expected | None = None
    ) -> Future[list[Appended]]:
        """The same without waiting: the future has the positions once they are committed, or the error.

        Whoever submits one batch and prepares the next meanwhile keeps both processor and disk busy. Appends of one
        thread are written in the order in which they were submitted.
        """
        return self._submit(_request(events, recorded_at, expected))

    def _submit(self, request: Request) -> Future[list[Appended]]:
        future: Future[list[Appended]] = Future()
        # The lock makes sure that nothing gets behind the sign to stop, where nobody would ever look at it.
        with self._lock:
            self._be_open()
            self._unanswered += 1
            self._queue.put((request, future))
        return future

    def _be_open(self) -> None:
        """Have a writer thread, with the lock held.

        Raises:
            LedgerError: the appender is closed.
        """
        if self._closed:
            raise LedgerError("The log is not written any more: the program is being shut down.")
        if self._thread is None:
            # Daemon, so that a program which forgets to close can end; `atexit` closes for it.
            self._thread = threading.Thread(target=self._write, name="deal-ledger-appender", daemon=True)
            self._thread.start()
            atexit.register(self.close)

    def close(self) -> None:
        """Write what was submitted, and stop. A second call does nothing."""
        with self._lock:
            first = not self._closed
            self._closed = True
            if first:
                self._queue.put(_Sign.STOP)
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join()
            atexit.unregister(self.close)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # -- A caller who is alone ----------------------------------------------------------------------------------------

    def _take_pen(self) -> bool:
        """Whether the caller may write by itself: nobody else does, waits to, or is about to come again."""
        with self._lock:
            self._be_open()
            return self._unanswered == 0 and self._callers == 1 and self._pen.acquire(blocking=False)

    def _write_own(self, request: Request) -> list[Appended]:
        opens = not self._is_open()
        try:
            [outcome] = self._commit([request])
            self._callers = 1 + self._queue.qsize()
        finally:
            if opens and self._is_open():
                self._queue.put(_Sign.OPENED)
            self._pen.release()
        if isinstance(outcome, LedgerError):
            raise outcome
        return outcome

    # -- The writer thread --------------------------------------------------------------------------------------------

    def _write(self) -> None:
        took = 0.0
        while True:
            group, last = self._gather(min(took * LINGER_SHARE, LINGER_SECONDS))
            # A caller that has given up (cancelled) before its turn is left out; from here on it cannot any more.
            wanted = [(request, future) for request, future in group if future.set_running_or_notify_cancel()]
            with self._pen:
                started = time.monotonic()
                self._answer(wanted)
                took = time.monotonic() - started
            with self._lock:
                self._unanswered -= len(group)
            if last:
                with self._pen:
                    self._let_go()
                return

    def _gather(self, linger: float) -> tuple[list[_Waiting], bool]:
        """What has been submitted, waiting for the first; then a moment more for as many callers as there were."""
        group: list[_Waiting] = []
        events = 0
        deadline = None
        while events < GROUP_EVENTS:
            try:
                if not group:
                    waiting = self._next()
                    deadline = time.monotonic() + linger
                elif len(group) < self._callers and deadline is not None:
                    waiting = self._queue.get(timeout=max(0.0, deadline - time.monotonic()))
                else:
                    waiting = self._queue.get_nowait()
            except Empty:
                return group, False
            if waiting is _Sign.STOP:
                return group, True
            if waiting is not _Sign.OPENED:
                group.append(waiting)
                events += len(waiting[0].events)
        return group, False

    def _next(self) -> _Waiting | _Sign:
        """Wait for the next; a connection without use is closed, for it may not outlive a long pause."""
        while self._is_open():
            try:
                return self._queue.get(timeout=IDLE_SECONDS)
            except Empty:
                with self._pen:
                    if time.monotonic() - self._used >= IDLE_SECONDS:
                        self._let_go()
        return self._queue.get()

    def _answer(self, group: list[_Waiting]) -> None:
        """Write a group and tell each caller; the thread outlives whatever happens."""
        if not group:
            return
        try:
            outcomes = self._commit([request for request, _ in group])
            # Those who were answered and those who came meanwhile: all of them may share the next transaction.
            self._callers = len(group) + self._queue.qsize()
        except DatabaseUnavailable as error:
            outcomes = [error] * len(group)
        except BaseException as error:  # noqa: BLE001 - whatever it is, a caller waits for it
            if len(group) > 1:
                # The database refused something of somebody (a number too large for its column). Who it was shows
                # when each is tried alone.
                for single in group:
                    self._answer([single])
                return
            group[0][1].set_exception(error)
            return
        for (_, future), outcome in zip(group, outcomes, strict=True):
            if isinstance(outcome, LedgerError):
                # Each thread raises an error of its own: raising one changes its traceback.
                own = copy.copy(outcome)
                own.__cause__ = outcome.__cause__
                future.set_exception(own)
            else:
                future.set_result(outcome)

    def _commit(self, requests: Sequence[Request]) -> list[Outcome]:
        """One transaction, on a connection that is kept for the next one unless something goes wrong."""
        stack = self._kept or ExitStack()
        self._kept = None
        with stack:
            if self._conn is None or self._conn.closed:
                self._conn = stack.enter_context(session(self._engine))
            outcomes = log.append_at_once(self._conn, requests)
            if outcomes is None:
                with bulk.transaction(self._conn):
                    outcomes = log.append_each(self._conn, requests, ends=True)
            self._kept, self._used = stack.pop_all(), time.monotonic()
        return outcomes

    def _is_open(self) -> bool:
        return self._conn is not None and not self._conn.closed

    def _let_go(self) -> None:
        if self._kept is not None:
            kept, self._kept = self._kept, None
            kept.close()


def _request(events: Sequence[NewEvent] | Prepared, recorded_at: int | None, expected: Expected | None) -> Request:
    """One caller's append, prepared in the caller's own thread."""
    prepared = events if isinstance(events, Prepared) else log.prepare(events)
    return Request(prepared, time.time_ns() // 1000 if recorded_at is None else recorded_at, expected)
