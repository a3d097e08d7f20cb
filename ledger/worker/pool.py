"""Reading in processes of its own: it is what costs the worker's time, and a document that brings its reader down (or
to a standstill) brings down nothing else.

Each process has a pipe of its own, whose other end nobody else holds: one that is killed, at whatever moment, is
noticed at once by whoever hands it documents, and takes no lock or half a message with it that others wait for.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import queue
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass, field
from multiprocessing.connection import Connection

import structlog

from ledger.store.entity import Entity
from ledger.worker.process import Beginning, Found, Job, MakeReader, ReadingFailed, begin, found_in

_log = structlog.get_logger(__name__)

#: A document that takes more of a processor than this, in seconds, is given up; ordinary ones take a hundredth of one.
LONGEST = 30.0
#: A process that has said nothing for so long hangs in something that no signal reaches.
PATIENCE = 600.0
#: A document is given to so many processes: what killed the first one may have been meant for the process.
TRIES = 2
#: Documents that a process has at a time: the one that it reads, and the next, so that it never waits for us.
AT_HAND = 2
#: Seconds after which a process is begun that could not be.
REST = 1.0


@dataclass(frozen=True, eq=False)
class UnderWay:
    """Documents that are being read; of the caller's own process, those that will be once they are asked for."""

    jobs: Sequence[Job]
    waiting: Sequence[Future[Found]] | None

    @property
    def is_for_later(self) -> bool:
        """Whether nobody is at it: it is read by whoever asks for the results."""
        return self.waiting is None

    def ready(self, seconds: float = 0.0) -> bool:
        """Whether all of them are read, at the latest after so many seconds."""
        return self.waiting is not None and not wait(self.waiting, seconds).not_done

    def results(self) -> list[Found]:
        """What stands in each, in their order; waits for it. One whose reading failed has the failure in its place."""
        if self.waiting is None:
            return [found_in(job) for job in self.jobs]
        return [future.result() for future in self.waiting]


@dataclass(eq=False)
class _Task:
    """A document that is to be read, and how many processes went down while they were at it."""

    job: Job
    found: Future[Found] = field(default_factory=Future)
    downs: int = 0

    def fails(self, reason: str) -> None:
        self.found.set_result(ReadingFailed(f"{self.job.address} could not be read: {reason}."))


@dataclass
class ReadingPool:
    """Processes that read. They know the entities that somebody has confirmed, and are made anew when these change.

    Args:
        make: makes a reader in each process, of the entities; a function at the top of a module.
        processes: how many; with none, reading goes on in the caller's own process.
        longest: seconds of a processor that a document may take in one of them.
        patience: seconds after which a process that has said nothing is killed.
    """

    make: MakeReader
    processes: int
    longest: float = LONGEST
    patience: float = PATIENCE
    _entities: tuple[Entity, ...] | None = None
    _tasks: queue.SimpleQueue[_Task | None] = field(default_factory=queue.SimpleQueue, repr=False)
    _hands: list[_Hand] = field(default_factory=list, repr=False)

    def knows(self, entities: Sequence[Entity]) -> None:
        """Let the next readings go by these entities; what is under way is begun again."""
        known = tuple(entities)
        if known == self._entities:
            return
        unread = self._end()
        self._entities = known
        if not self.processes:
            begin(self.make, known)
        for task in unread:
            self._tasks.put(task)
        for _ in range(self.processes):
            hand = _Hand(self._tasks, Beginning(self.make, known, self.longest), self.patience)
            self._hands.append(hand)
            hand.start()

    def start(self, jobs: Sequence[Job]) -> UnderWay:
        """Begin to read documents; several such batches may be under way at once."""
        if not self.processes:
            return UnderWay(jobs, None)
        tasks = [_Task(job) for job in jobs]
        for task in tasks:
            self._tasks.put(task)
        return UnderWay(jobs, [task.found for task in tasks])

    def close(self) -> None:
        """End the processes, whatever they are at; what they have not read has failed."""
        for task in self._end():
            task.fails("reading was ended before it")
        self._entities = None

    def _end(self) -> list[_Task]:
        """End the processes; returns what was not read, the oldest first."""
        for hand in self._hands:
            hand.end()
            # One that waits for something to do is told that there will be nothing.
            self._tasks.put(None)
        for hand in self._hands:
            hand.join()
        unread = [task for hand in self._hands for task in hand.unread()]
        self._hands.clear()
        with contextlib.suppress(queue.Empty):
            while True:
                task = self._tasks.get_nowait()
                if task is not None:
                    unread.append(task)
        return unread


class _Ended(Exception):
    """No process is to be begun any more."""


class _Hand(threading.Thread):
    """Hands documents to one process and takes what it read in them; makes the process anew when it is no more."""

    def __init__(self, tasks: queue.SimpleQueue[_Task | None], beginning: Beginning, patience: float) -> None:
        super().__init__(name="hand", daemon=True)
        self._tasks, self._beginning, self._patience = tasks, beginning, patience
        self.process: subprocess.Popen[bytes] | None = None
        self._pipe: Connection | None = None
        #: What the process has been given and has not answered, the first being what it is at; and what one that is no
        #: more had, for the next one.
        self._given: deque[_Task] = deque()
        self._again: deque[_Task] = deque()
        #: Nobody begins a process while somebody else ends it.
        self._changing = threading.Lock()
        self._ending = False

    def run(self) -> None:
        """Until `end`."""
        try:
            while self._give():
                self._take()
        except _Ended:
            pass
        finally:
            self._let_go()

    def end(self) -> None:
        """Kill the process, and let the thread come to its end; called by another thread."""
        with self._changing:
            self._ending = True
            if self.process is not None:
                self.process.kill()

    def unread(self) -> list[_Task]:
        """What it had when it came to its end."""
        return [*self._given, *self._again]

    def _give(self) -> bool:
        """Give the process what it can have, waiting for a document if it has none; false at the end."""
        while len(self._given) < AT_HAND:
            try:
                task = self._again.popleft() if self._again else self._tasks.get(block=not self._given)
            except queue.Empty:
                break
            if task is None:
                return False
            # First: whatever happens now, it is not lost.
            self._given.append(task)
            pipe = self._begun()
            try:
                pipe.send(task.job)
            except OSError:
                self._went_down()
        return True

    def _take(self) -> None:
        """Take what was read in the first of the documents."""
        pipe = self._begun()
        try:
            found: Found | None = pipe.recv() if pipe.poll(self._patience) else None
        except Exception:  # noqa: BLE001 - mostly the end of the pipe, but what makes no sense is no better
            self._went_down()
            return
        if found is None:
            self._replace(f"reading it had not ended after {self._patience:g} seconds")
        else:
            self._given.popleft().found.set_result(found)

    def _went_down(self) -> None:
        task = self._given[0]
        task.downs += 1
        self._replace("reading it brought down the process that read" if task.downs >= TRIES else None)

    def _replace(self, failure: str | None) -> None:
        """Let another process have what this one had, but for the first document if that has failed."""
        self._let_go()
        if failure is not None:
            self._given.popleft().fails(failure)
        self._again.extendleft(reversed(self._given))
        self._given.clear()

    def _begun(self) -> Connection:
        """The pipe to the process, which is begun if there is none.

        Raises:
            _Ended: none is to be begun any more.
        """
        while True:
            try:
                return self._pipe_now()
            except OSError as error:
                # The machine has no room for one more process just now, which is no document's fault.
                _log.error("reader_not_begun", reason=str(error))
                time.sleep(REST)

    def _pipe_now(self) -> Connection:
        with self._changing:
            if self._ending:
                raise _Ended
            if self._pipe is None:
                ours, theirs = multiprocessing.Pipe()
                # Nobody else has its end of the pipe: it ends with the process.
                with theirs:
                    self.process = _process(theirs.fileno())
                self._pipe = ours
                # In vain if it is no more, which shows when it is to answer.
                with contextlib.suppress(OSError):
                    ours.send(self._beginning)
            return self._pipe

    def _let_go(self) -> None:
        with self._changing:
            process, self.process = self.process, None
            pipe, self._pipe = self._pipe, None
        if process is not None:
            process.kill()
            process.wait()
        if pipe is not None:
            pipe.close()


def _process(handle: int) -> subprocess.Popen[bytes]:
    """Begin a process that reads what comes through a pipe.

    Not one of `multiprocessing`: a fork of a process with threads may inherit a lock that nobody ever opens again, and
    what it spawns loads the main program once more, which takes as long as all that reading needs.
    """
    code = f"import sys; sys.path[:] = {sys.path!r}; from ledger.worker.process import serve; serve({handle})"
    return subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.DEVNULL, pass_fds=[handle])  # noqa: S603
