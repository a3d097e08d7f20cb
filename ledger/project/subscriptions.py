"""Subscriptions as the log has them: what was decided about each, and what stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select

from ledger.model.canonical import canonical, from_json
from ledger.model.conditions import When
from ledger.model.errors import UnknownSubscription
from ledger.model.events import Delivery, Event
from ledger.project.rows import Row
from ledger.project.tables import subscription_changes

ADDED, REMOVED = "SubscriptionAdded", "SubscriptionRemoved"
#: Events that subscriptions are made of.
SUBSCRIPTION_EVENTS = frozenset({ADDED, REMOVED})


@dataclass(frozen=True, slots=True)
class Subscription:
    """Who is to be told what. No companies and no kinds mean all of them; any of `when` is enough."""

    name: str
    companies: tuple[str, ...]
    kinds: tuple[str, ...]
    when: tuple[When, ...]
    delivery: Delivery
    url: str | None
    #: Position of the event that said so last.
    seq: int
    #: Position from which on there is somebody to be told, whatever was said about how since.
    since: int


def write(conn: Connection, events: Sequence[Event]) -> None:
    """Write what the events say about subscriptions, a row each."""
    rows = [_row(event) for event in events if event.type in SUBSCRIPTION_EVENTS and event.payload]
    if rows:
        conn.execute(insert(subscription_changes), rows)


def subscriptions(conn: Connection) -> list[Subscription]:
    """The subscriptions that stand, by name."""
    rows = conn.execute(select(subscription_changes).order_by(subscription_changes.c.seq)).mappings()
    return standing(dict(row) for row in rows)


def subscription_called(conn: Connection, name: str) -> Subscription:
    """The subscription with a name.

    Raises:
        UnknownSubscription: there is none.
    """
    query = select(subscription_changes).where(subscription_changes.c.name == name)
    found = standing(dict(row) for row in conn.execute(query.order_by(subscription_changes.c.seq)).mappings())
    if not found:
        raise UnknownSubscription(
            f"There is no subscription “{name}”; “deal-ledger alert list” shows those that there are."
        )
    return found[0]


def last_word(conn: Connection, name: str) -> int:
    """Position of the last event about a subscription of this name, removed or not; 0 if there never was one."""
    table = subscription_changes
    query = select(table.c.seq).where(table.c.name == name).order_by(table.c.seq.desc())
    return conn.scalar(query.limit(1)) or 0


def standing(rows: Iterable[Mapping[str, Any]]) -> list[Subscription]:
    """What the changes, in the order of the log, leave standing, by name."""
    found: dict[str, Subscription] = {}
    for row in rows:
        name, seq = row["name"], row["seq"]
        if row["type"] == REMOVED:
            found.pop(name, None)
            continue
        found[name] = Subscription(
            name=name,
            companies=tuple(from_json(row["companies"])),
            kinds=tuple(from_json(row["kinds"])),
            when=tuple(When.model_validate(when) for when in from_json(row["whens"])),
            delivery=row["delivery"],
            url=row["url"],
            seq=seq,
            since=found[name].since if name in found else seq,
        )
    return [found[name] for name in sorted(found)]


def _row(event: Event) -> Row:
    payload = event.payload
    return {
        "seq": event.seq,
        "type": event.type,
        "name": payload["name"],
        "companies": canonical(payload.get("companies", ())).decode(),
        "kinds": canonical(payload.get("kinds", ())).decode(),
        "whens": canonical(payload.get("when", ())).decode(),
        "delivery": payload.get("delivery"),
        "url": payload.get("url"),
        "reason": payload.get("reason"),
        "recorded_at": event.recorded_at,
    }
