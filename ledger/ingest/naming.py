"""Names to ids: what the names of a fact mean when it is recorded, and who is registered because a fact names them."""

from __future__ import annotations

from ledger.model.events import CompanyRegistered, EntityType, NewEvent, ResolvedIds
from ledger.model.facts import FactBase
from ledger.store.entity import Entity
from ledger.store.registry import Registry

#: Kinds whose counterparties are people.
_ABOUT_PEOPLE = frozenset({"appointment", "departure", "role", "compensation", "founding"})
_SUBJECTS = ("company", "fund", "organisation")


class Naming:
    """Turns names into ids; a name nobody knows is registered at once as provisional."""

    def __init__(self, registry: Registry, actor: str, known_at: int) -> None:
        self._registry, self._actor, self._known_at = registry, actor, known_at
        self._new: list[NewEvent] = []

    @property
    def registry(self) -> Registry:
        """Whom the ledger knows, and those that came up here."""
        return self._registry

    def ids(self, fact: FactBase) -> ResolvedIds:
        """The ids that the fact's names mean, and the spelling of its roots."""
        people = fact.kind in _ABOUT_PEOPLE
        return ResolvedIds(
            company=self._id(fact.company, "company"),
            counterparties=tuple(
                self._id(party.name, "person" if people or "person" in party.role else "company")
                for party in fact.counterparties
            ),
            roots=tuple(dict.fromkeys(self._spelled(name) for name in fact.attributed_to)),
        )

    def take_new(self) -> list[NewEvent]:
        """The registrations that came up since the last call."""
        new, self._new = self._new, []
        return new

    def _id(self, name: str, entity_type: EntityType) -> str:
        first = ("person",) if entity_type == "person" else _SUBJECTS
        known = self._registry.resolve(name, types=first)
        if known is not None:
            return known
        payload = CompanyRegistered(
            id=self._registry.free_id(name), name=name, entity_type=entity_type, provisional=True
        )
        self._registry = self._registry.with_entity(Entity.of(payload))
        self._new.append(
            NewEvent(
                key=f"company|{payload.id}|provisional",
                payload=payload,
                recorded_by=self._actor,
                company_id=payload.id,
                known_at=self._known_at,
            )
        )
        return payload.id

    def _spelled(self, name: str) -> str:
        known = self._registry.resolve(name, types=("publisher",))
        entity = self._registry.get(known) if known else None
        return entity.name if entity else name
