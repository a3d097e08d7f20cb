"""How the subscriptions fare, in rows: for `alert list`, and for whoever watches the ledger."""

from __future__ import annotations

from typing import TypedDict

from sqlalchemy import Connection

from ledger.alert import cursors
from ledger.alert.cursors import Cursor
from ledger.model.dates import iso
from ledger.project import projector
from ledger.project.subscriptions import Subscription, subscriptions


class Standing(TypedDict):
    """A subscription, how far it has been told, and what keeps it from more.

    `state` is `well`, `failing` (it is tried again at `next_at`) or `disabled` (until a person starts it again).
    """

    name: str
    companies: list[str]
    kinds: list[str]
    when: list[str]
    delivery: str
    url: str | None
    seq: int
    position: int
    behind: int
    state: str
    reason: str | None
    attempts: int
    failing_since: str | None
    next_at: str | None
    disabled_at: str | None
    delivered: int
    delivered_at: str | None


def standings(conn: Connection) -> list[Standing]:
    """Every subscription, by name. `behind` counts positions that were not looked at for it yet."""
    known, head = cursors.cursors_by_name(conn), projector.checkpoint(conn)
    return [_standing(one, known.get(one.name), head) for one in subscriptions(conn)]


def _standing(one: Subscription, cursor: Cursor | None, head: int) -> Standing:
    # One that no pass has seen yet has no cursor, and stands where it began.
    position = cursor.position if cursor else one.since
    trouble = cursor if cursor and cursor.attempts else None
    given_up = trouble is not None and trouble.disabled_at is not None
    return {
        "name": one.name,
        "companies": list(one.companies),
        "kinds": list(one.kinds),
        "when": [str(when) for when in one.when],
        "delivery": one.delivery,
        "url": one.url,
        "seq": one.seq,
        "position": position,
        "behind": head - position,
        "state": "well" if trouble is None else "disabled" if given_up else "failing",
        "reason": trouble.reason if trouble else None,
        "attempts": trouble.attempts if trouble else 0,
        "failing_since": iso(trouble.failing_since) if trouble else None,
        "next_at": iso(trouble.next_at) if trouble and not given_up else None,
        "disabled_at": iso(trouble.disabled_at) if trouble else None,
        "delivered": cursor.delivered if cursor else 0,
        "delivered_at": iso(cursor.delivered_at) if cursor else None,
    }
