"""Which known entity a row of reference data describes: surely one, perhaps some, or none (DESIGN §5.7). Pure.

By identifiers first: Wikidata and LEI each settle it; a ticker with its country, or a domain, only together with a name
in common, since subsidiaries share them. Then by name: one entity whose name or legal name is the same but for case,
accents and legal form, and whom nothing contradicts: no other identifier, country or spelled-out legal form. Whatever
is less than that is uncertain, and for a person to decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ledger.model.names import fold, name_key, slug
from ledger.project.identity import Identity
from ledger.store.entity import Entity

_SUBJECTS = frozenset({"company", "fund", "organisation"})
_PROPER = frozenset({"name", "legal_name"})
_Fields = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Match:
    """`entity` is the one meant, if that is certain; otherwise `perhaps` are the ids that may be meant."""

    entity: Entity | None = None
    perhaps: tuple[str, ...] = ()


@dataclass
class Index:
    """The registry by identifiers and names, merges applied; `put` keeps it in step with what is registered."""

    who: Identity
    entities: dict[str, Entity] = field(default_factory=dict)
    _identifiers: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    _names: dict[str, set[tuple[str, str]]] = field(default_factory=dict)

    @classmethod
    def of(cls, entities: Iterable[Entity], who: Identity) -> Index:
        index = cls(who)
        for entity in entities:
            index.put(entity)
        return index

    def put(self, entity: Entity) -> None:
        self.entities[entity.id] = entity
        for identifier in _identifiers(vars_of(entity)):
            self._identifiers.setdefault(identifier, set()).add(entity.id)
        for key, kind in entity.names():
            self._names.setdefault(key, set()).add((kind, entity.id))

    def bears(self, name: str, but: str) -> bool:
        """Whether anybody but one entity bears the name."""
        return any(self.who.of(entity_id) != but for _, entity_id in self._names.get(name_key(name), ()))

    def free_id(self, name: str) -> str:
        """A readable id that nobody has."""
        base = candidate = slug(name)
        number = 1
        while candidate in self.entities:
            number += 1
            candidate = f"{base}-{number}"
        return candidate

    def match(self, fields: _Fields) -> Match:
        """The entity that the fields describe."""
        by = {kind: self._with(kind, value) for kind, value in _identifiers(fields)}
        strong = by.get("wikidata", set()) | by.get("lei", set())
        if strong:
            return self._strongly(strong, fields)
        weak = by.get("ticker", set()) | by.get("domain", set())
        named = self._named(fields)
        both = weak & set(named)
        if len(both) == 1:
            return self._unless_contradicted(both, fields)
        if weak or not named:
            return Match(perhaps=tuple(sorted(weak | set(named))))
        proper = {entity_id for entity_id, kinds in named.items() if kinds & _PROPER}
        if len(named) == 1 and proper and self._agrees(self.entities[next(iter(proper))], fields):
            return self._unless_contradicted(proper, fields)
        return Match(perhaps=tuple(sorted(named)))

    def _with(self, kind: str, value: str) -> set[str]:
        return {self.who.of(entity_id) for entity_id in self._identifiers.get((kind, value), ())}

    def _named(self, fields: _Fields) -> dict[str, set[str]]:
        """Entities of the same sort that bear the name or legal name, with how they bear it."""
        found: dict[str, set[str]] = {}
        for key in {name_key(fields[name]) for name in ("name", "legal_name") if fields.get(name)}:
            for kind, entity_id in self._names.get(key, ()):
                kept = self.who.of(entity_id)
                if _sort(self.entities[kept].type) == _sort(fields.get("type") or "company"):
                    found.setdefault(kept, set()).add(kind)
        return found

    def _strongly(self, found: set[str], fields: _Fields) -> Match:
        if len(found) > 1:
            return Match(perhaps=tuple(sorted(found)))
        entity = self.entities[next(iter(found))]
        # A company may have several LEIs on record, but one item in Wikidata.
        return Match(perhaps=(entity.id,)) if _differ(entity.wikidata, fields.get("wikidata")) else Match(entity)

    def _unless_contradicted(self, found: set[str], fields: _Fields) -> Match:
        entity = self.entities[next(iter(found))]
        return Match(perhaps=(entity.id,)) if contradicts(fields, entity) else Match(entity)

    def _agrees(self, entity: Entity, fields: _Fields) -> bool:
        legal = entity.legal_name and fields.get("legal_name")
        same_form = not legal or fold(str(entity.legal_name)) == fold(str(fields["legal_name"]))
        return same_form and not _differ(entity.country, fields.get("country"))


def contradicts(fields: _Fields, entity: Entity) -> bool:
    """Whether an identifier that settles who is meant says that they are not this entity."""
    return any(_differ(getattr(entity, kind), fields.get(kind)) for kind in ("wikidata", "lei"))


def vars_of(entity: Entity) -> dict[str, Any]:
    """The entity's fields, without its position."""
    return {name: getattr(entity, name) for name in entity.__slots__ if name != "seq"}


def _identifiers(fields: _Fields) -> Iterator[tuple[str, str]]:
    for kind in ("wikidata", "lei", "domain"):
        if fields.get(kind):
            yield kind, fields[kind]
    if fields.get("ticker") and fields.get("country"):
        yield "ticker", f"{fields['ticker']}/{fields['country']}"


def _differ(one: Any, other: Any) -> bool:
    return bool(one) and bool(other) and one != other


def _sort(entity_type: str) -> str:
    return "subject" if entity_type in _SUBJECTS else entity_type
