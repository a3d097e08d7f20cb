"""A question as it is asked: one snapshot, three settled clocks, a policy, and what these alone decide."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from sqlalchemy import Connection

from ledger.model.clocks import Clocks
from ledger.project import evidence as stored
from ledger.project.identity import Identity, IdentityChange, identity
from ledger.query.policies import Policy
from ledger.store.registry import Registry, open_at


@dataclass(frozen=True)
class Question:
    """An open question: a connection that sees one snapshot, three settled clocks and a policy."""

    conn: Connection
    clocks: Clocks
    policy: Policy = Policy.ALL
    #: Currency in which amounts are shown as well, as derived figures.
    currency: str | None = None

    @cached_property
    def registry(self) -> Registry:
        return open_at(self.conn, self.clocks.seq)

    @cached_property
    def identity_changes(self) -> list[IdentityChange]:
        return stored.identity_history(self.conn)

    @cached_property
    def identity(self) -> Identity:
        return identity(self.identity_changes, seq=self.clocks.seq, known_at=self.clocks.known_at)

    @cached_property
    def tiers(self) -> dict[str, int]:
        return {key: e.tier for e in self.registry.graded() if e.tier is not None for key in (e.id, e.name)}

    def at(self, known_at: int) -> Question:
        """The same question at another known time; what a position alone decides is looked up once for both."""
        other = replace(self, clocks=replace(self.clocks, known_at=known_at))
        shared = ["registry", "tiers", "identity_changes"]
        if all(one.known_at is None for one in self.identity_changes):
            shared.append("identity")
        other.__dict__.update({name: getattr(self, name) for name in shared})
        return other

    def name(self, entity_id: str) -> str:
        entity = self.registry.get(entity_id)
        return entity.name if entity else entity_id
