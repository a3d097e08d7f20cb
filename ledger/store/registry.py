"""Who is known: companies, funds, publishers, people, products, as of any position of the log.

Each registration is a row of its own, and what is known of an id is its latest row up to the position in question; so
the registry of the past is the registry of today with fewer rows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from ledger.model.canonical import canonical, from_json
from ledger.model.errors import AmbiguousCompany
from ledger.model.events import CompanyRegistered, Event
from ledger.model.names import name_key, slug
from ledger.store.log import sql

_FIELDS = (
    "id, name, type, aliases, ambiguous_aliases, descriptions, legal_name, country, wikidata, lei, ticker, domain, "
    "tier, provisional, seq"
)
_AMBIGUOUS = "ambiguous_alias"
_PROPER = frozenset({"name", "legal_name"})


@dataclass(frozen=True, slots=True)
class Entity:
    """What one registration says. `seq` is its position; 0 for one that is not in the log yet."""

    id: str
    name: str
    type: str
    aliases: tuple[str, ...] = ()
    ambiguous_aliases: tuple[str, ...] = ()
    descriptions: tuple[str, ...] = ()
    legal_name: str | None = None
    country: str | None = None
    wikidata: str | None = None
    lei: str | None = None
    ticker: str | None = None
    domain: str | None = None
    tier: int | None = None
    provisional: bool = False
    seq: int = 0

    @classmethod
    def of(cls, payload: CompanyRegistered, seq: int = 0) -> Entity:
        """The entity that a registration describes."""
        values = payload.model_dump(exclude={"type", "entity_type", "reason"})
        return cls(type=payload.entity_type, seq=seq, **values)

    def names(self) -> Iterator[tuple[str, str]]:
        """Its names in the form that is compared, each with its kind, none of these pairs twice."""
        written = [("id", self.id), ("name", self.name)]
        written += [("legal_name", self.legal_name)] if self.legal_name else []
        written += [("alias", alias) for alias in self.aliases]
        written += [(_AMBIGUOUS, alias) for alias in self.ambiguous_aliases]
        yield from dict.fromkeys((name_key(name), kind) for kind, name in written)


def apply(conn: Connection, event: Event) -> None:
    """Write the rows of a `CompanyRegistered` event; others, and one that was erased, say nothing here."""
    if event.type != "CompanyRegistered" or not event.payload:
        return
    entity = Entity.of(CompanyRegistered.model_validate(event.payload), event.seq)
    conn.exec_driver_sql(
        sql(conn, f"INSERT INTO entities ({_FIELDS}) VALUES ({', '.join('?' * 15)})"),  # noqa: S608
        (
            entity.id,
            entity.name,
            entity.type,
            *(canonical(names).decode() for names in (entity.aliases, entity.ambiguous_aliases, entity.descriptions)),
            entity.legal_name,
            entity.country,
            entity.wikidata,
            entity.lei,
            entity.ticker,
            entity.domain,
            entity.tier,
            entity.provisional,
            entity.seq,
        ),
    )
    conn.exec_driver_sql(
        sql(conn, "INSERT INTO entity_names (seq, name_key, kind, entity_id) VALUES (?, ?, ?, ?)"),
        [(entity.seq, key, kind, entity.id) for key, kind in entity.names()],
    )


def load(conn: Connection, seq: int | None = None) -> Registry:
    """The registry as of a position, or as of now."""
    until = seq if seq is not None else 2**63 - 1
    latest = "SELECT max(seq) FROM entities WHERE seq <= ? GROUP BY id"
    entities = {
        row[0]: _entity(row)
        for row in conn.exec_driver_sql(
            sql(conn, f"SELECT {_FIELDS} FROM entities WHERE seq IN ({latest})"),  # noqa: S608
            (until,),
        )
    }
    keys: dict[str, list[_Name]] = {}
    for key, kind, entity_id in conn.exec_driver_sql(
        sql(conn, f"SELECT name_key, kind, entity_id FROM entity_names WHERE seq IN ({latest})"),  # noqa: S608
        (until,),
    ):
        keys.setdefault(key, []).append((kind, entity_id))
    return Registry(entities, keys)


def names(conn: Connection, ids: Collection[str], seq: int) -> dict[str, str]:
    """What a few entities were called at a position, by id; one that was not registered then is left out."""
    found: dict[str, str] = {}
    wanted = sorted(ids)
    for start in range(0, len(wanted), 500):
        some = wanted[start : start + 500]
        marks = ", ".join("?" * len(some))
        statement = f"SELECT id, name FROM entities WHERE id IN ({marks}) AND seq <= ? ORDER BY seq"  # noqa: S608
        # Ascending, so that the latest registration stays.
        found.update({row[0]: row[1] for row in conn.exec_driver_sql(sql(conn, statement), (*some, seq))})
    return found


#: The kind of a name and the entity that bears it.
_Name = tuple[str, str]


@dataclass(frozen=True)
class Registry:
    """A snapshot. `with_entity` puts a few on top of the many, without copying these."""

    _stored: Mapping[str, Entity] = field(default_factory=dict)
    _stored_names: Mapping[str, Sequence[_Name]] = field(default_factory=dict)
    _added: Mapping[str, Entity] = field(default_factory=dict)
    _added_names: Mapping[str, Sequence[_Name]] = field(default_factory=dict)

    @classmethod
    def of(cls, entities: Iterable[Entity]) -> Registry:
        """The registry of these entities."""
        found = {entity.id: entity for entity in entities}
        names: dict[str, list[_Name]] = {}
        for entity in found.values():
            for key, kind in entity.names():
                names.setdefault(key, []).append((kind, entity.id))
        return cls(found, names)

    def get(self, entity_id: str) -> Entity | None:
        """The entity with an id."""
        return self._added.get(entity_id) or self._stored.get(entity_id)

    def entities(self) -> list[Entity]:
        """All entities, by id."""
        return [entity for _, entity in sorted({**self._stored, **self._added}.items())]

    def resolve(self, name: str, *, types: Collection[str] | None = None) -> str | None:
        """The id that an id or a name means, or nothing.

        An id as such leaves no doubt. A name several entities may share; then these go first, in this order: those of
        the types asked for; those that bear it as a name or an alias rather than as one that is also an ordinary word
        or somebody else's; those that somebody has confirmed; those whose name is spelled exactly so; those whose name
        or legal name it is rather than an alias or an id in another spelling.

        Raises:
            AmbiguousCompany: several are left that nothing of this tells apart.
        """
        exact = self.get(name)
        if exact is not None and (types is None or exact.type in types):
            return name
        key = name_key(name)
        ranked: dict[str, tuple[bool, bool, bool, int]] = {}
        for kind, entity in self._bearers(name):
            rank = (
                types is not None and entity.type not in types,
                kind == _AMBIGUOUS or key in {name_key(alias) for alias in entity.ambiguous_aliases},
                entity.provisional,
                0 if name == entity.name else 1 if kind in _PROPER else 2,
            )
            ranked[entity.id] = min(rank, ranked.get(entity.id, rank))
        if not ranked:
            return None
        best = min(ranked.values())
        found = sorted(entity_id for entity_id, rank in ranked.items() if rank == best)
        if len(found) > 1:
            raise AmbiguousCompany(f"“{name}” may mean {' or '.join(found)}; write one of these.")
        return found[0]

    def bearers(self, name: str) -> list[Entity]:
        """All entities that bear the name in any way, by id."""
        return sorted({entity.id: entity for _, entity in self._bearers(name)}.values(), key=lambda e: e.id)

    def free_id(self, name: str) -> str:
        """A readable id for a new name: its slug, with a number if an entity of another name has that."""
        base, key = slug(name), name_key(name)
        candidate, number = base, 1
        while (holder := self.get(candidate)) is not None and name_key(holder.name) != key:
            number += 1
            candidate = f"{base}-{number}"
        return candidate

    def with_entity(self, entity: Entity) -> Registry:
        """The registry with one more entity, or with another registration of one it has."""
        names = {
            key: tuple(bearer for bearer in bearers if bearer[1] != entity.id)
            for key, bearers in self._added_names.items()
        }
        for key, kind in entity.names():
            names[key] = (*names.get(key, ()), (kind, entity.id))
        return Registry(self._stored, self._stored_names, {**self._added, entity.id: entity}, names)

    def _bearers(self, name: str) -> Iterator[tuple[str, Entity]]:
        key = name_key(name)
        for kind, entity_id in self._stored_names.get(key, ()):
            # One that was registered again on top has the names of that registration only.
            if entity_id not in self._added:
                yield kind, self._stored[entity_id]
        for kind, entity_id in self._added_names.get(key, ()):
            yield kind, self._added[entity_id]


def _entity(row: sa.Row[Any]) -> Entity:
    values = dict(zip(_FIELDS.split(", "), row, strict=True))
    for several in ("aliases", "ambiguous_aliases", "descriptions"):
        values[several] = tuple(from_json(values[several]))
    return Entity(**values | {"provisional": bool(values["provisional"])})
