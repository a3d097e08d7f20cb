"""What people do with subscriptions. Each runs in the caller's write transaction; what is decided is an event."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from sqlalchemy import Connection

from ledger.alert import cursors, signing
from ledger.curate.commands import Command
from ledger.curate.deciding import Decided, Decision, decide, said_before
from ledger.curate.entities import find
from ledger.model.conditions import When, parse_when
from ledger.model.errors import InvalidSubscription
from ledger.model.events import SubscriptionAdded, SubscriptionRemoved
from ledger.model.facts import KINDS
from ledger.project.subscriptions import Subscription, last_word, subscription_called, subscriptions
from ledger.store import log
from ledger.store.registry import load

_LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asks for, as they write it. Without `url` it is a feed."""

    name: str
    companies: Sequence[str] = ()
    kinds: Sequence[str] = ()
    when: Sequence[str] = ()
    url: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Added:
    """The subscription's event, and its secret if one was made: it is told only here."""

    decided: Decided
    secret: str | None


def add(conn: Connection, wanted: Wanted, command: Command, *, now: int, variable: str | None = None) -> Added:
    """Subscribe, from now on; under a name that there is, change what it says and go on where it stands.

    What was given up is tried again. A webhook without a secret gets one, or signs with an environment variable.

    Raises:
        InvalidSubscription: a name, kind, condition or address that is none. UnknownCompany, AmbiguousCompany: a name
            that means nobody, or several.
    """
    payload = _described(conn, wanted)
    before = {one.name: one for one in subscriptions(conn)}.get(payload.name)
    if before is not None and command.command_id is None and _says(before) == payload.model_copy(update=_NO_REASON):
        done = said_before(conn, before.seq, payload.companies)
    else:
        after = last_word(conn, payload.name)
        done = decide(conn, Decision(payload, command, payload.companies, after), lambda: None)
    if not done.new and before is None:  # a second try of a command whose subscription was removed since
        return Added(done, None)
    cursors.begin(conn, payload.name, done.seq)
    cursors.restart(conn, payload.name)
    return Added(done, _secret(conn, payload, now, variable))


def remove(conn: Connection, name: str, reason: str | None, command: Command) -> Decided:
    """End a subscription; its cursor and its secrets go, too.

    Raises:
        UnknownSubscription: there is none of this name.
    """
    found = subscription_called(conn, name)
    decision = Decision(SubscriptionRemoved(name=found.name, reason=reason), command, (), found.seq)
    done = decide(conn, decision, lambda: None)
    cursors.forget(conn, found.name)
    return done


def replay(conn: Connection, name: str, position: int | None) -> Subscription:
    """Tell a subscriber again what comes after a position, with the ids that it had, or go on where it stands.

    Raises:
        UnknownSubscription: there is none of this name. InvalidSubscription: the log has never been there.
    """
    found = subscription_called(conn, name)
    head = log.head(conn).seq
    if position is not None and not 0 <= position <= head:
        raise InvalidSubscription(f"The log ends at position {head}; there is no position {position} in it.")
    cursors.begin(conn, found.name, found.since)
    cursors.restart(conn, found.name, position)
    return found


def rotate(conn: Connection, name: str, *, now: int, variable: str | None = None) -> str | None:
    """Let a new secret sign beside the old one, which expires a day later; returns it, if it was made here.

    Raises:
        UnknownSubscription: there is none of this name. InvalidSubscription: it is a feed, which signs nothing.
    """
    found = subscription_called(conn, name)
    if found.delivery != "webhook":
        raise InvalidSubscription(f"“{found.name}” is a feed; only what is posted is signed.")
    if variable is not None:
        signing.use_variable(conn, found.name, variable, now=now)
        return None
    return signing.new_secret(conn, found.name, now=now)


def _secret(conn: Connection, payload: SubscriptionAdded, now: int, variable: str | None) -> str | None:
    if payload.delivery != "webhook":
        if variable is not None:
            raise InvalidSubscription("A feed signs nothing; leave out the variable, or give the address of a webhook.")
        signing.forget(conn, payload.name)
        return None
    if variable is not None:
        signing.use_variable(conn, payload.name, variable, now=now)
        return None
    return None if signing.has_secret(conn, payload.name) else signing.new_secret(conn, payload.name, now=now)


def _described(conn: Connection, wanted: Wanted) -> SubscriptionAdded:
    name = " ".join(wanted.name.split())
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        raise InvalidSubscription(f"A subscription's name has 1 to {_LONGEST_NAME} characters that print.")
    unknown = [kind for kind in wanted.kinds if kind not in KINDS]
    if unknown:
        raise InvalidSubscription(f"There is no kind “{unknown[0]}”; there are {', '.join(KINDS)}.")
    registry = load(conn)
    when = tuple(dict.fromkeys(map(parse_when, wanted.when))) or (When(what="fact"),)
    return SubscriptionAdded(
        name=name,
        companies=tuple(dict.fromkeys(find(registry, company).id for company in wanted.companies)),
        kinds=tuple(dict.fromkeys(wanted.kinds)),
        when=when,
        delivery="atom" if wanted.url is None else "webhook",
        url=None if wanted.url is None else _address(wanted.url),
        reason=wanted.reason,
    )


def _address(url: str) -> str:
    """The address as it stands in the log; what logs in with it would stand there for ever."""
    try:
        parts = urlsplit(url)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        sound = False
    if not sound or not url.isprintable() or " " in url:
        raise InvalidSubscription("A webhook's address begins with https:// or http:// and has no blanks.")
    if parts.username is not None or parts.password is not None:
        raise InvalidSubscription("A webhook's address must not hold a name or password: messages are signed instead.")
    return url


_NO_REASON = {"reason": None}


def _says(standing: Subscription) -> SubscriptionAdded:
    return SubscriptionAdded(
        name=standing.name,
        companies=standing.companies,
        kinds=standing.kinds,
        when=standing.when,
        delivery=standing.delivery,
        url=standing.url,
    )
