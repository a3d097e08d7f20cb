"""How far each subscription has been told: claims, retries, and what was given up. The only code that moves a cursor.

Every change says what it expects to find (whose claim, which position), so that what a person does meanwhile (a replay,
a removal) is never undone by a delivery that is under way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, insert, or_, select, update

from ledger.alert import signing
from ledger.alert.tables import cursors, entries
from ledger.project.subscriptions import subscriptions
from ledger.store.log import sql

SECOND = 1_000_000
#: Entries that a feed is kept at the most.
FEED_LENGTH = 200

_c = cursors.c


@dataclass(frozen=True, slots=True)
class Cursor:
    """A row of the table, which says what its columns mean."""

    subscription: str
    position: int
    claimed_by: str | None
    claimed_until: int | None
    attempts: int
    failing_since: int | None
    next_at: int
    reason: str | None
    disabled_at: int | None
    delivered: int
    delivered_at: int | None

    def is_due(self, now: int, until: int) -> bool:
        """Whether there may be something to tell and nothing that keeps from it."""
        free = self.claimed_until is None or self.claimed_until <= now
        return self.disabled_at is None and free and self.next_at <= now and self.position < until


def cursors_by_name(conn: Connection) -> dict[str, Cursor]:
    """Every cursor."""
    rows = conn.execute(select(cursors)).mappings()
    return {row["subscription"]: Cursor(**row) for row in rows}


def settle(conn: Connection) -> None:
    """Let there be a cursor for each subscription that stands, and nothing of those that do not."""
    # First what is remembered: of a subscription that is added between the two looks, nothing may be forgotten.
    known = set(conn.scalars(select(_c.subscription)))
    wanted = {subscription.name: subscription for subscription in subscriptions(conn)}
    for name in sorted(known - wanted.keys()):
        forget(conn, name)
    for name in sorted(wanted.keys() - known):
        begin(conn, name, wanted[name].since)


def begin(conn: Connection, name: str, position: int) -> None:
    """Give a subscription its cursor, if it has none."""
    # Two workers may find at the same moment that it has none.
    statement = (
        "INSERT INTO alert_cursors (subscription, position, attempts, next_at, delivered) VALUES (?, ?, 0, 0, 0) "
        "ON CONFLICT DO NOTHING"
    )
    conn.exec_driver_sql(sql(conn, statement), (name, position))


def forget(conn: Connection, name: str) -> None:
    """Remove all that is remembered of a subscription."""
    conn.execute(delete(cursors).where(_c.subscription == name))
    conn.execute(delete(entries).where(entries.c.subscription == name))
    signing.forget(conn, name)


def restart(conn: Connection, name: str, position: int | None = None) -> None:
    """Tell again from a position (what comes after it is told), or go on; what was given up is tried again."""
    fresh: dict[str, Any] = {"attempts": 0, "failing_since": None, "next_at": 0, "reason": None, "disabled_at": None}
    if position is not None:
        fresh["position"] = position
        conn.execute(delete(entries).where(entries.c.subscription == name, entries.c.seq > position))
    conn.execute(update(cursors).where(_c.subscription == name).values(fresh))


# -- Delivering -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Held:
    """A claim of ours on a subscription that stands at a position."""

    name: str
    token: str
    position: int

    @property
    def ours(self) -> ColumnElement[bool]:
        """The row, if it still is as we know it: nobody else moves it while the claim is ours, but people do."""
        return (_c.subscription == self.name) & (_c.claimed_by == self.token) & (_c.position == self.position)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a message did not arrive, and what follows from it."""

    reason: str
    failing_since: int
    next_at: int
    disabled_at: int | None


def claim(conn: Connection, held: Held, now: int, until: int) -> bool:
    """Take a subscription, if nobody has it and it stands where it was seen."""
    wanted = (_c.subscription == held.name) & (_c.position == held.position) & _free(now)
    wanted &= _c.disabled_at.is_(None) & (_c.next_at <= now)
    return _changed(conn, wanted, claimed_by=held.token, claimed_until=until)


def told(conn: Connection, held: Held, position: int, now: int, until: int) -> bool:
    """Move the cursor over a message that arrived, and hold on; false if claim or place are not ours any more."""
    well = {"attempts": 0, "failing_since": None, "reason": None, "delivered_at": now, "delivered": _c.delivered + 1}
    return _changed(conn, held.ours, position=position, claimed_until=until, **well)


def failed(conn: Connection, held: Held, trouble: Trouble) -> bool:
    """Note that the next message did not arrive, and let go."""
    return _changed(conn, held.ours, attempts=_c.attempts + 1, **asdict(trouble), **_LET_GO)


def passed(conn: Connection, held: Held, position: int) -> None:
    """Move the cursor over what is no alert, and let go."""
    _changed(conn, held.ours, position=position, **_LET_GO)


def let_go(conn: Connection, held: Held) -> None:
    """Give back a claim on a subscription that a person has moved meanwhile."""
    _changed(conn, (_c.subscription == held.name) & (_c.claimed_by == held.token), **_LET_GO)


_LET_GO: dict[str, Any] = {"claimed_by": None, "claimed_until": None}


def _free(now: int) -> ColumnElement[bool]:
    return or_(_c.claimed_until.is_(None), _c.claimed_until <= now)


def _changed(conn: Connection, wanted: ColumnElement[bool], **values: Any) -> bool:
    return conn.execute(update(cursors).where(wanted).values(values)).rowcount == 1


def pass_over(conn: Connection, names: Sequence[str], position: int, to: int, now: int) -> None:
    """Move the cursors of subscriptions that nobody has over positions that are no alerts to them."""
    for start in range(0, len(names), 500):
        some = _c.subscription.in_(names[start : start + 500])
        conn.execute(update(cursors).where(some, _c.position == position, _free(now)).values(position=to))


def enter(conn: Connection, name: str, position: int, seqs: Sequence[int], to: int) -> bool:
    """Put alerts into a feed and move its cursor; false if somebody else has moved it."""
    moved = update(cursors).where(_c.subscription == name, _c.position == position).values(position=to)
    if conn.execute(moved).rowcount != 1:
        return False
    mine = entries.c.subscription == name
    conn.execute(insert(entries), [{"subscription": name, "seq": seq} for seq in seqs])
    newest = select(entries.c.seq).where(mine).order_by(entries.c.seq.desc()).offset(FEED_LENGTH - 1).limit(1)
    if (oldest := conn.scalar(newest)) is not None:
        conn.execute(delete(entries).where(mine, entries.c.seq < oldest))
    return True


def latest(conn: Connection, name: str, limit: int) -> list[int]:
    """The positions of a feed's latest alerts, the newest first."""
    query = select(entries.c.seq).where(entries.c.subscription == name).order_by(entries.c.seq.desc())
    return list(conn.scalars(query.limit(limit)))
