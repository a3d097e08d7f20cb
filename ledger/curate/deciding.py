"""How a person's decision gets into the log: once, checked against what stands, with its reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection

from ledger.curate.commands import Command
from ledger.model.canonical import canonical, digest
from ledger.model.events import NewEvent, Payload
from ledger.project import projector
from ledger.store import log


@dataclass(frozen=True, slots=True)
class Decided:
    """The event that a decision appended, or (`new` false) had appended before, and the ids that it is about."""

    seq: int
    event_id: str
    new: bool
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """What is decided, by whom, and about which ids.

    `after` is the position of the last word on the same thing: a decision may rightly be taken back and taken again.
    """

    payload: Payload
    by: Command
    ids: tuple[str, ...]
    after: int = 0
    known_at: int | None = None
    company_id: str | None = None
    document_id: str | None = None

    @property
    def event(self) -> NewEvent:
        content = digest(canonical(self.payload.model_dump()))
        return NewEvent(
            key=f"command|{self.by.command_id}" if self.by.command_id else f"said|{content}|{self.after}",
            payload=self.payload,
            recorded_by=self.by.actor,
            company_id=self.company_id,
            document_id=self.document_id,
            known_at=self.known_at,
        )


def decide(conn: Connection, decision: Decision, check: Callable[[], None]) -> Decided:
    """Append the decision and project it, unless it was appended before.

    `check` raises if the decision makes no sense. It runs when the event has its place in the log, so that nobody else
    can decide something in between, and before the read models know it; the caller's transaction takes it back.

    Raises:
        KeyConflict: the command id was used for something else. What `check` raises.
    """
    [appended] = log.append(conn, [decision.event], recorded_at=decision.by.at)
    if appended.new:
        check()
        projector.catch_up(conn)
    return Decided(appended.seq, appended.event_id, appended.new, decision.ids)


def said_before(conn: Connection, seq: int, ids: tuple[str, ...]) -> Decided:
    """What stands already at a position."""
    return Decided(seq, log.get(conn, seq).event_id, False, ids)
