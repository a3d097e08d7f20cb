"""Which ids mean one entity, as of a position (DESIGN §5.7)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ledger.model.lazy import lazy

MERGED, SPLIT = "CompaniesMerged", "CompaniesSplit"
IDENTITY_EVENTS = frozenset({MERGED, SPLIT})


@dataclass(frozen=True, slots=True)
class IdentityChange:
    """`other` is answered as `kept` from `seq` on, or no longer. A real-world merger has a known time."""

    seq: int
    type: str
    kept: str
    other: str
    known_at: int | None = None


@dataclass(frozen=True)
class Identity:
    """The entities behind ids: `of("scale-labs")` is the id that it was merged into."""

    parents: dict[str, str]

    def of(self, entity_id: str) -> str:
        while entity_id in self.parents:
            entity_id = self.parents[entity_id]
        return entity_id

    def same_as(self, entity_id: str) -> frozenset[str]:
        """All ids that mean the same entity, the given one included."""
        kept = self.of(entity_id)
        return frozenset({kept, entity_id, *self._merged.get(kept, ())})

    @lazy
    def _merged(self) -> dict[str, list[str]]:
        """The ids that mean another, by that one."""
        found: dict[str, list[str]] = {}
        for entity_id in self.parents:
            found.setdefault(self.of(entity_id), []).append(entity_id)
        return found


def identity(changes: Iterable[IdentityChange], *, seq: int, known_at: int) -> Identity:
    """The identity that holds at (seq, known_at)."""
    parents: dict[str, str] = {}
    for change in sorted(changes, key=lambda c: c.seq):
        if change.seq > seq or (change.known_at is not None and change.known_at > known_at):
            continue
        if change.type == SPLIT:
            parents.pop(change.other, None)
        elif Identity(parents).of(change.kept) != change.other:  # a merge of a into b into a means nothing new
            parents[change.other] = change.kept
    return Identity(parents)
