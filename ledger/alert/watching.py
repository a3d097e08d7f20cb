"""The log seen with the eyes of subscribers: which events concern whom, and what the ledger said around each.

A watch lives as long as one snapshot. What several subscribers ask of one event is worked out once.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from sqlalchemy import Connection

from ledger.alert.matching import TYPES, Happening, Match, match, may_match
from ledger.model.events import Event
from ledger.project import evidence as stored
from ledger.project import projector
from ledger.project.assemble import Evidence, Picture, assemble
from ledger.project.claims import EFFECT_EVENTS, FACT_EVENTS, claim_of, effect_of
from ledger.project.identity import IDENTITY_EVENTS, MERGED, Identity, IdentityChange, identity
from ledger.project.recording import EVER, all_concerned, naming, targets
from ledger.project.subscriptions import Subscription
from ledger.query.sql import run
from ledger.store import log

#: Positions that are read together.
PAGE = 500


@dataclass(frozen=True)
class Found:
    """An event of which a subscriber is to be told, and what."""

    event: Event
    matches: tuple[Match, ...]


class Watch:
    """What happened, as far as the read models hold it."""

    def __init__(self, conn: Connection) -> None:
        self.conn = conn
        self._page = lru_cache(16)(self._read_page)
        self._identity = lru_cache(16)(self._identity_after)
        self._evidence = lru_cache(64)(lambda same: stored.evidence(self.conn, same))
        self._turns = lru_cache(64)(self._turns_of)
        self._picture = lru_cache(256)(self._draw)
        self._touched = lru_cache(4 * PAGE)(self._touched_at)
        self._happening = lru_cache(64)(self._happening_at)
        self._watched = lru_cache(4096)(self._watched_for)

    @cached_property
    def _changes(self) -> list[IdentityChange]:
        return stored.identity_history(self.conn)

    @cached_property
    def until(self) -> int:
        """The last position that can be looked at: what is not projected yet is in no picture."""
        return projector.checkpoint(self.conn)

    def find(self, subscription: Subscription, after: int, until: int) -> Iterator[Found]:
        """The events of which a subscriber is to be told, ascending. The same positions give the same."""
        for event in self.events(after, min(until, self.until)):
            if not event.payload or not may_match(subscription, event):  # erased: it says nothing any more
                continue
            if subscription.companies and self._touched(event.seq).isdisjoint(self._watched(subscription.companies)):
                continue
            if matches := match(subscription, self._happening(event.seq)):
                yield Found(event, tuple(matches))

    def events(self, after: int, until: int) -> Iterator[Event]:
        """The events after one position up to another that can be news to anybody."""
        for number in range(after // PAGE, (until + PAGE - 1) // PAGE):
            for event in self._page(number).values():
                if after < event.seq <= until:
                    yield event

    def _read_page(self, number: int) -> dict[int, Event]:
        first = number * PAGE
        return {e.seq: e for e in log.read(self.conn, after=first, until=first + PAGE, types=TYPES)}

    def _event(self, seq: int) -> Event:
        return self._page((seq - 1) // PAGE)[seq]

    # -- Who is concerned ---------------------------------------------------------------------------------------------

    def _touched_at(self, seq: int) -> frozenset[str]:
        """The entities, as recorded, whose pictures the event may change."""
        event = self._event(seq)
        touched: set[str] = set()
        if event.type in FACT_EVENTS:
            touched |= all_concerned([claim_of(event)])
        if event.type in EFFECT_EVENTS:
            effect = effect_of(event)
            touched |= targets(self.conn, effect.claim_ids, [effect.publication_id] if effect.publication_id else [])
        if event.type in IDENTITY_EVENTS:
            merged, payload = event.type == MERGED, event.payload
            pair = (payload["into"], payload["merged"]) if merged else (payload["company"], payload["split"])
            touched = {*pair, *naming(self.conn, self._ever_one_with(*pair))}
        return frozenset(touched)

    def _watched_for(self, companies: tuple[str, ...]) -> frozenset[str]:
        """Entities whose pictures can show one of these companies: their own, and of all whose claims name them."""
        ids = self._ever_one_with(*companies)
        partners = {
            row["company_id"]
            for entity_id in ids
            for row in run(self.conn, "subjects_by_party", seq=self.until, party=entity_id)
        }
        return self._ever_one_with(*ids, *partners)

    def _ever_one_with(self, *ids: str) -> frozenset[str]:
        """All ids that have meant the same as one of these at any position."""
        found, waiting = set(ids), list(ids)
        while waiting:
            one = waiting.pop()
            for change in self._changes:
                if one in (change.kept, change.other):
                    new = {change.kept, change.other} - found
                    found |= new
                    waiting.extend(new)
        return frozenset(found)

    # -- What the ledger said -----------------------------------------------------------------------------------------

    def _happening_at(self, seq: int) -> Happening:
        touched = self._touched(seq)
        return Happening(
            event=self._event(seq),
            identity=self._identity(self._changes_by(seq)),
            before=self._pictures(touched, seq - 1),
            after=self._pictures(touched, seq),
        )

    def _pictures(self, touched: frozenset[str], seq: int) -> tuple[Picture, ...]:
        changes = self._changes_by(seq)
        who = self._identity(changes)
        # A picture stays what it is until the next event that is evidence for it.
        kept = sorted({who.of(entity_id) for entity_id in touched})
        return tuple(self._picture(one, changes, self._last_turn(who.same_as(one), seq)) for one in kept)

    def _draw(self, entity_id: str, changes: int, seq: int) -> Picture:
        who = self._identity(changes)
        return assemble(entity_id, self._evidence(who.same_as(entity_id)), who, seq=seq, known_at=EVER)

    def _last_turn(self, same: frozenset[str], seq: int) -> int:
        turns = self._turns(same)
        before = bisect_right(turns, seq)
        return turns[before - 1] if before else 0

    def _turns_of(self, same: frozenset[str]) -> list[int]:
        found: Evidence = self._evidence(same)
        return sorted({claim.seq for claim in found.claims} | {effect.seq for effect in found.effects})

    def _changes_by(self, seq: int) -> int:
        """How many merges and splits there were by then, which is all that identity depends on."""
        return bisect_right(self._changes, seq, key=lambda change: change.seq)

    def _identity_after(self, changes: int) -> Identity:
        return identity(self._changes[:changes], seq=EVER, known_at=EVER)
