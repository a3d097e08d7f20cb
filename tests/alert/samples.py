"""A small world to be told of, a clock that stands, and a poster that is told what to answer."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Engine

from ledger.alert import subscribing
from ledger.alert.cursors import SECOND, Cursor, cursors_by_name
from ledger.alert.deliver import Delivered, Pace, deliver_due
from ledger.alert.messages import Message, render
from ledger.alert.planning import Limits
from ledger.alert.posting import Answer, Poster
from ledger.alert.subscribing import Added, Wanted
from ledger.alert.watching import Watch
from ledger.curate import commands, entities
from ledger.curate.commands import Command
from ledger.ingest.files import Imprint
from ledger.model.conditions import parse_when
from ledger.project.subscriptions import Subscription
from ledger.store import log
from ledger.store.database import reading, writing
from tests.ingest.samples import NOW, document, investment, known, put, register

NOBODY_IS_FASTER = Pace(jitter=lambda: 0.5)


def told(conn: Connection, *when: str, companies: Sequence[str] = (), kinds: Sequence[str] = ()) -> list[Message]:
    """The messages that a subscriber who wants this would get from the beginning on."""
    whens = tuple(map(parse_when, when))
    wanted = Subscription("desk", tuple(companies), tuple(kinds), whens, "webhook", "http://desk.example", 1, 1)
    return messages(conn, wanted)


def messages(conn: Connection, wanted: Subscription, after: int = 0) -> list[Message]:
    """The messages of a subscription after a position."""
    watch = Watch(conn)
    return [render(conn, wanted, found) for found in watch.find(wanted, after, watch.until)]


def heard(engine: Engine, *when: str, **wanted: Any) -> list[tuple[int, str, str]]:
    """The same in short: position, what happened, and to whom."""
    with reading(engine) as conn:
        messages = told(conn, *when, **wanted)
    return [(m.seq, alert["what"], alert["company_id"]) for m in messages for alert in m.row["data"]["alerts"]]


def report(engine: Engine, publisher: str, *facts: dict[str, Any], day: str = "2025-06-12") -> int:
    """One document with facts; returns the position of the last of them."""
    imprint = Imprint(publisher=publisher, url=f"https://{publisher.lower()}.example/{day}", published=day)
    put(engine, *facts, doc=document(f"{publisher} {day} {facts}", imprint))
    return head(engine)


def money(billions: float, **fields: Any) -> dict[str, Any]:
    """Meta's money for Scale AI, or what `fields` say; written with one decimal."""
    amount = {"value": int(billions * 10**9), "currency": "USD", "verbatim": f"{billions} billion"}
    return investment(None) | {"amount": amount, "quote": f"{billions} billion"} | fields


def stake(percent: int, **fields: Any) -> dict[str, Any]:
    """Meta's share of Scale AI."""
    return investment(None) | {"kind": "stake", "percent": percent, "quote": f"{percent} %"} | fields


def world(engine: Engine) -> None:
    """A few companies that are known."""
    register(engine, *(known(name) for name in ("Scale AI", "Meta", "Mistral AI", "Nvidia")))


def head(engine: Engine) -> int:
    with reading(engine) as conn:
        return log.head(conn).seq


def retract(engine: Engine, claim: int) -> int:
    with writing(engine) as conn:
        return commands.retract(conn, str(claim), said("it says nothing of the kind")).seq


def correct(engine: Engine, claim: int, **changes: Any) -> int:
    with writing(engine) as conn:
        named = {name.replace("__", "."): value for name, value in changes.items()}
        return commands.correct(conn, str(claim), named, said("misread")).seq


def merge(engine: Engine, into: str, merged: str) -> int:
    with writing(engine) as conn:
        return entities.merge(conn, into, merged, said("one house")).seq


def said(reason: str) -> commands.Said:
    return commands.Said(Command("tests", NOW), reason)


# -- Delivering -------------------------------------------------------------------------------------------------------


@dataclass
class Clock:
    """The database's clock, as far as alerts know; it stands until somebody moves it."""

    now: int = 1_800_000_000 * SECOND

    def __call__(self, _: Connection) -> int:
        return self.now

    def pass_by(self, seconds: float) -> None:
        self.now += int(seconds * SECOND)


@dataclass
class ToldPoster:
    """Answers what it is told, 204 after that, and remembers what it was given."""

    answers: list[Answer] = field(default_factory=list)
    posts: list[dict[str, Any]] = field(default_factory=list)

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        self.posts.append({"url": url, "id": headers["webhook-id"], "headers": headers, "body": json.loads(body)})
        return self.answers.pop(0) if self.answers else Answer(204)

    @property
    def positions(self) -> list[int]:
        return [post["body"]["data"]["position"] for post in self.posts]


def subscribe(engine: Engine, name: str = "desk", *, now: int = 0, url: str | None = "http://desk.example/hook",
              variable: str | None = None, **wanted: Any) -> Added:  # fmt: skip
    with writing(engine) as conn:
        return subscribing.add(conn, Wanted(name, url=url, **wanted), Command("tests", NOW), now=now, variable=variable)


def cursor(engine: Engine, name: str = "desk") -> Cursor:
    with reading(engine) as conn:
        return cursors_by_name(conn)[name]


def deliver(
    engine: Engine, poster: Poster, clock: Clock, *, worker: str = "w1", pace: Pace = NOBODY_IS_FASTER
) -> Delivered:
    """One pass."""
    return deliver_due(engine, poster, clock, worker, pace)


def few(positions: int = 2000, messages: int = 20) -> Pace:
    return Pace(limits=Limits(positions, messages), jitter=lambda: 0.5)
