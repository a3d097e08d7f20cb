"""What is due to whom: worked out in one snapshot, for all subscriptions together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import Connection, Engine

from ledger.alert import cursors
from ledger.alert.cursors import Cursor
from ledger.alert.messages import Message, render
from ledger.alert.watching import Watch
from ledger.project.subscriptions import Subscription, subscriptions
from ledger.store.database import reading, writing

#: Microseconds UTC by the database's clock.
Clock = Callable[[Connection], int]

#: Positions that are looked at together for all subscriptions, so that what they share is worked out once.
_STRIDE = 50


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of it one pass takes on: positions looked at for a subscription, and messages to one."""

    positions: int = 2000
    messages: int = 20


@dataclass(frozen=True, slots=True)
class Plan:
    """What a subscription is to be told next, after its cursor; then nothing up to `reached`."""

    subscription: Subscription
    cursor: Cursor
    reached: int
    #: The last position that can be looked at for now.
    until: int
    #: The alerts' positions, and, for a webhook, what it is sent about them.
    seqs: tuple[int, ...]
    messages: tuple[Message, ...]


def plans(
    engine: Engine, clock: Clock, limits: Limits, wanted: Callable[[Subscription], bool] = lambda _: True
) -> list[Plan]:
    """What is due now to the subscriptions that are wanted; each gets a plan that has anything to be looked at."""
    with reading(engine) as conn:
        standing, known = subscriptions(conn), cursors.cursors_by_name(conn)
    if known.keys() != {subscription.name for subscription in standing}:
        with writing(engine) as conn:
            cursors.settle(conn)
    with reading(engine) as conn:
        watch, now, known = Watch(conn), clock(conn), cursors.cursors_by_name(conn)
        there = [one for one in subscriptions(conn) if one.name in known and wanted(one)]
        due = [(one, known[one.name]) for one in there if known[one.name].is_due(now, watch.until)]
        return _look(watch, due, limits)


def note(engine: Engine, clock: Clock, due: Sequence[Plan]) -> int:
    """Move cursors over what is nobody's alert, and put alerts into feeds; returns how many of these."""
    if not due:
        return 0

    def step(plan: Plan) -> tuple[int, int]:
        return plan.cursor.position, plan.reached

    count = 0
    with writing(engine) as conn:
        now = clock(conn)
        for (position, to), some in groupby(sorted((plan for plan in due if not plan.seqs), key=step), key=step):
            cursors.pass_over(conn, [plan.subscription.name for plan in some], position, to, now)
        for plan in due:
            if plan.seqs and cursors.enter(conn, plan.subscription.name, plan.cursor.position, plan.seqs, plan.reached):
                count += len(plan.seqs)
    return count


def gather(engine: Engine, clock: Clock, limits: Limits | None = None) -> int:
    """Bring every feed up to now; returns how many alerts that brought. Posts nothing."""
    count = 0
    while due := plans(engine, clock, limits or Limits(), lambda subscription: subscription.delivery == "atom"):
        count += note(engine, clock, due)
    return count


def _look(watch: Watch, due: Sequence[tuple[Subscription, Cursor]], limits: Limits) -> list[Plan]:
    """Stride by stride of the log, so that the subscriptions share what is worked out on the way."""
    looks = [_Look(subscription, cursor, watch.until, limits) for subscription, cursor in due]
    while open_ones := [look for look in looks if look.open]:
        start = min(look.reached for look in open_ones)
        for look in open_ones:
            look.go(watch, (start // _STRIDE + 1) * _STRIDE)
    return [look.plan() for look in looks]


class _Look:
    """How far the log was looked at for one subscription, and what was found."""

    def __init__(self, subscription: Subscription, cursor: Cursor, until: int, limits: Limits) -> None:
        self._subscription, self._cursor, self._until, self._limits = subscription, cursor, until, limits
        self._stop = min(until, cursor.position + limits.positions)
        self._seqs: list[int] = []
        self._messages: list[Message] = []
        self.reached = cursor.position

    @property
    def open(self) -> bool:
        return self.reached < self._stop and len(self._messages) < self._limits.messages

    def go(self, watch: Watch, to: int) -> None:
        """Look up to a position, or to the message that is the last one for now."""
        to = min(to, self._stop)
        for found in self._found(watch, to):
            self._seqs.append(found)
            if not self.open:
                to = found
                break
        self.reached = max(self.reached, to)

    def _found(self, watch: Watch, to: int) -> Iterator[int]:
        for found in watch.find(self._subscription, self.reached, to):
            if self._subscription.delivery == "webhook":
                self._messages.append(render(watch.conn, self._subscription, found))
            yield found.event.seq

    def plan(self) -> Plan:
        told = tuple(self._seqs), tuple(self._messages)
        return Plan(self._subscription, self._cursor, self.reached, self._until, *told)
