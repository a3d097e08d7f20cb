"""What a writer had read before they decided: optimistic concurrency for the whole log, or company by company."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy.engine import Connection

from ledger.model.errors import PositionConflict
from ledger.store import bulk

#: The log's last position; or for each of some companies a position up to which its events are known, which may be
#: that of its last event or that of the log.
Expected = int | Mapping[str, int]


def conflict_with(expected: Expected, last: int, watched: Watched | None) -> PositionConflict | None:
    """What is wrong with an expectation when the log is at its `last` position, if anything is."""
    if isinstance(expected, int):
        if expected != last:
            return PositionConflict(
                f"The log is at position {last} and not at {expected} any more; read on and try again."
            )
        return None
    assert watched is not None
    for company_id, seq in expected.items():
        if (at := watched.latest[company_id]) > seq:
            return PositionConflict(
                f"Position {at} says something about {company_id}, and the writer had read up to {seq} only; "
                "read on and try again."
            )
    return None


class Watched:
    """The companies that somebody expects not to have moved on, and how far each has got.

    There is no index by company (docs/decisions/0028), so the log is read from the earliest of these positions on: what
    is there already before the lock is taken, and only what comes in between while others wait.
    """

    @classmethod
    def by(cls, conn: Connection, all_expected: Iterable[Expected | None]) -> Watched | None:
        """Those of all expectations, looked at before the log is locked; nothing if nobody names a company."""
        since = [at for expected in all_expected if isinstance(expected, Mapping) for at in expected.items()]
        return cls(conn, since) if since else None

    def __init__(self, conn: Connection, since: Sequence[tuple[str, int]]) -> None:
        self._conn = conn
        self.latest = dict.fromkeys(sorted({company_id for company_id, _ in since}), 0)
        # The position first, so that what is missed by looking lies behind it.
        [(self._read_to,)] = bulk.fetch(conn, "SELECT seq FROM log_head", ())
        self._look(min(seq for _, seq in since))

    def look_again(self) -> None:
        """Inside the lock: take up what has come in between."""
        self._look(self._read_to)

    def note(self, company_id: str | None, seq: int) -> None:
        """An event about a company gets a position."""
        if company_id in self.latest:
            self.latest[company_id] = seq

    def _look(self, after: int) -> None:
        self.latest |= bulk.latest_of(self._conn, list(self.latest), after)
