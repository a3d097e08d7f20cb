"""Who is known: companies, funds, publishers, people, products, as of any position of the log.

Each registration is a row of its own, and what is known of an id is its latest row up to the position in question; so
the registry of the past is the registry of today with fewer rows.

`load` reads all of it, for who goes through everybody or outlives the transaction. `open_at` reads what is asked for
when it is asked for, by indexes: a document or a question names a few of a million, and pays for these only. Nothing is
kept from one transaction to the next, so there is nothing that a rebuild or an erasure would have to take back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

from sqlalchemy.engine import Connection

from ledger.model.canonical import canonical, from_json
from ledger.model.errors import AmbiguousCompany
from ledger.model.events import CompanyRegistered, Event
from ledger.model.names import name_key, slug
from ledger.store import log
from ledger.store.entity import AMBIGUOUS, Entity
from ledger.store.log import sql
from ledger.store.lookups import among, look_up

_FIELDS = (
    "id, name, type, aliases, ambiguous_aliases, descriptions, legal_name, country, wikidata, lei, ticker, domain, "
    "tier, provisional, seq"
)
_PROPER = frozenset({"name", "legal_name"})


def apply(conn: Connection, *events: Event) -> None:
    """Write the rows of `CompanyRegistered` events; others, and those that were erased, say nothing here."""
    registered = [
        Entity.of(CompanyRegistered.model_validate(event.payload), event.seq)
        for event in events
        if event.type == "CompanyRegistered" and event.payload
    ]
    if registered:
        conn.exec_driver_sql(sql(conn, _INSERT), [_row(entity) for entity in registered])
        names = [(entity.seq, key, kind, entity.id) for entity in registered for key, kind in entity.names()]
        conn.exec_driver_sql(sql(conn, _INSERT_NAMES), names)


def load(conn: Connection, seq: int | None = None) -> Registry:
    """All of the registry as of a position, or as of now."""
    until = seq if seq is not None else 2**63 - 1
    entities = {row[0]: _entity(row) for row in conn.exec_driver_sql(sql(conn, _ALL), (until,))}
    keys: dict[str, list[_Name]] = {}
    for key, kind, entity_id in conn.exec_driver_sql(sql(conn, _ALL_NAMES), (until,)):
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


class Bearer(NamedTuple):
    """As much of an entity as decides what a name that it bears means."""

    id: str
    type: str
    provisional: bool
    seq: int


def bearers_of(conn: Connection, names: Collection[str], seq: int) -> dict[str, list[Bearer]]:
    """All that bear each of many names in any way at a position, also as an id; in one statement, and nothing else."""
    key_of = {name: name_key(name) for name in names}
    found: dict[str, dict[str, Bearer]] = {key: {} for key in key_of.values()}
    statement = f"{_BEARERS} WHERE {among(conn, 'n.name_key')} AND {_LATEST_NAMES}"
    for key, *bearer in look_up(conn, statement, sorted(found), seq):
        found[key][bearer[0]] = Bearer(*bearer)
    return {name: list(found[key].values()) for name, key in key_of.items()}


def open_at(conn: Connection, seq: int | None = None) -> Registry:
    """The same registry for as long as the connection's transaction lasts; what is asked for is read then.

    Without a position it is that of the head of the log at the moment, whatever is registered after it.
    """
    until = log.head(conn).seq if seq is None else seq
    return Registry(_Entities(conn, until), _Names(conn, until))


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

    def expect(self, ids: Iterable[str] = (), names: Iterable[str] = ()) -> None:
        """Read at one go what will be asked for one by one."""
        bearers: set[str] = set()
        if isinstance(self._stored_names, _LookedUp):
            keys = {name_key(name) for name in names}
            self._stored_names.fetch(keys)
            bearers = {entity_id for key in keys for _, entity_id in self._stored_names.get(key, ())}
        if isinstance(self._stored, _LookedUp):
            self._stored.fetch({*ids, *names, *bearers})

    def get(self, entity_id: str) -> Entity | None:
        """The entity with an id."""
        return self._added.get(entity_id) or self._stored.get(entity_id)

    def entities(self) -> list[Entity]:
        """All entities, by id."""
        return [entity for _, entity in sorted({**self._stored, **self._added}.items())]

    def graded(self) -> list[Entity]:
        """The sources that somebody has given a tier, by id."""
        return [entity for entity in self._with("tier") if entity.tier is not None]

    def at_domain(self, domains: Collection[str]) -> list[Entity]:
        """The entities whose own domain is one of these, by id."""
        return [entity for entity in self._with("domain", domains) if entity.domain in domains]

    def _with(self, column: str, values: Collection[str] | None = None) -> list[Entity]:
        """All that may have a value in a column, or one of these, by id."""
        stored = self._stored.ids_with(column, values) if isinstance(self._stored, _Entities) else self._stored
        found = (self.get(entity_id) for entity_id in sorted({*stored, *self._added}))
        return [entity for entity in found if entity is not None]

    def resolve(
        self,
        name: str,
        *,
        types: Collection[str] | None = None,
        known: Callable[[Entity], bool] = lambda _: True,
    ) -> str | None:
        """The id that an id or a name means, or nothing. Who is not `known` is not there at all.

        An id as such leaves no doubt. A name several entities may share; then these go first, in this order: those of
        the types asked for; those that bear it as a name or an alias rather than as one that is also an ordinary word
        or somebody else's; those that somebody has confirmed; those whose name is spelled exactly so; those whose name
        or legal name it is rather than an alias or an id in another spelling.

        Raises:
            AmbiguousCompany: several are left that nothing of this tells apart.
        """
        exact = self.get(name)
        if exact is not None and (types is None or exact.type in types) and known(exact):
            return name
        key = name_key(name)
        ranked: dict[str, tuple[bool, bool, bool, int]] = {}
        for kind, entity in self._bearers(name):
            rank = (
                types is not None and entity.type not in types,
                kind == AMBIGUOUS or key in {name_key(alias) for alias in entity.ambiguous_aliases},
                entity.provisional,
                0 if name == entity.name else 1 if kind in _PROPER else 2,
            )
            ranked[entity.id] = min(rank, ranked.get(entity.id, rank))
        # The likeliest are looked at first: whether one is known may take a look into its claims.
        for best in sorted(set(ranked.values())):
            alike = (entity_id for entity_id, rank in ranked.items() if rank == best)
            found = sorted(one for one in alike if (bearer := self.get(one)) is not None and known(bearer))
            if len(found) > 1:
                raise AmbiguousCompany(f"“{name}” may mean {' or '.join(found)}; write one of these.")
            if found:
                return found[0]
        return None

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
        names = dict(self._added_names)
        for key, _ in self._added[entity.id].names() if entity.id in self._added else ():
            names[key] = tuple(bearer for bearer in names[key] if bearer[1] != entity.id)
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


# -- As stored --------------------------------------------------------------------------------------------------------

_INSERT = f"INSERT INTO entities ({_FIELDS}) VALUES ({', '.join('?' * 15)})"  # noqa: S608 - constants
_INSERT_NAMES = "INSERT INTO entity_names (seq, name_key, kind, entity_id) VALUES (?, ?, ?, ?)"
_LATEST = "SELECT max(seq) FROM entities WHERE seq <= CAST(? AS BIGINT)"
_ALL = f"SELECT {_FIELDS} FROM entities WHERE seq IN ({_LATEST} GROUP BY id)"  # noqa: S608 - constants
_ALL_NAMES = f"SELECT name_key, kind, entity_id FROM entity_names WHERE seq IN ({_LATEST} GROUP BY id)"  # noqa: S608

#: Names of the latest registrations only.
_LATEST_NAMES = "n.seq = (SELECT max(e.seq) FROM entities e WHERE e.id = n.entity_id AND e.seq <= CAST(? AS BIGINT))"
_BEARERS = "SELECT n.name_key, b.id, b.type, b.provisional, b.seq FROM entity_names n JOIN entities b ON b.seq = n.seq"

_ID = re.compile(r"^[a-z0-9][a-z0-9-]*\Z")

T = TypeVar("T")


class _LookedUp(Mapping[str, T]):
    """Values by key, read when they are asked for, and kept, as well as that there is none."""

    def __init__(self, conn: Connection, until: int) -> None:
        self._conn, self._until = conn, until
        self._known: dict[str, T | None] = {}

    def fetch(self, keys: Collection[str]) -> None:
        """Read those of these that were not asked for before."""
        missing = [key for key in keys if key not in self._known]
        if missing:
            self._known |= dict.fromkeys(missing)
            self._known |= self._read(missing)

    def __getitem__(self, key: str) -> T:
        if key not in self._known:
            self.fetch([key])
        found = self._known[key]
        if found is None:
            raise KeyError(key)
        return found

    def __iter__(self) -> Iterator[str]:
        self.fetch(self._all())
        return (key for key, value in list(self._known.items()) if value is not None)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _read(self, keys: Collection[str]) -> Mapping[str, T]:
        raise NotImplementedError

    def _all(self) -> set[str]:
        raise NotImplementedError


class _Entities(_LookedUp[Entity]):
    def fetch(self, keys: Collection[str]) -> None:
        # Names are asked for as ids too, and most of them cannot be any.
        self._known |= {key: None for key in keys if not _ID.match(key)}
        super().fetch(keys)

    def ids_with(self, column: str, values: Collection[str] | None) -> set[str]:
        """Ids that ever had a value in a column, or one of these; the latest registration may say otherwise."""
        statement = f"SELECT id FROM entities WHERE {column} IS NOT NULL AND seq <= CAST(? AS BIGINT)"  # noqa: S608
        if values is None:
            return {row[0] for row in look_up(self._conn, statement, self._until)}
        statement += f" AND {among(self._conn, column)}"
        return {row[0] for row in look_up(self._conn, statement, self._until, values)}

    def _read(self, keys: Collection[str]) -> Mapping[str, Entity]:
        # Ascending, so that the last registration of each stays.
        wanted = f"SELECT {_FIELDS} FROM entities WHERE {among(self._conn, 'id')}"  # noqa: S608 - constants
        statement = f"{wanted} AND seq <= CAST(? AS BIGINT) ORDER BY seq"
        return {row[0]: _entity(row) for row in look_up(self._conn, statement, keys, self._until)}

    def _all(self) -> set[str]:
        statement = "SELECT DISTINCT id FROM entities WHERE seq <= CAST(? AS BIGINT)"
        return {row[0] for row in look_up(self._conn, statement, self._until)}


class _Names(_LookedUp[Sequence[_Name]]):
    def _read(self, keys: Collection[str]) -> Mapping[str, Sequence[_Name]]:
        wanted = f"{among(self._conn, 'n.name_key')} AND {_LATEST_NAMES}"
        statement = f"SELECT n.name_key, n.kind, n.entity_id FROM entity_names n WHERE {wanted}"  # noqa: S608 - constants
        found: dict[str, list[_Name]] = {}
        for key, kind, entity_id in look_up(self._conn, statement, keys, self._until):
            found.setdefault(key, []).append((kind, entity_id))
        return found

    def _all(self) -> set[str]:
        statement = "SELECT DISTINCT name_key FROM entity_names WHERE seq <= CAST(? AS BIGINT)"
        return {row[0] for row in look_up(self._conn, statement, self._until)}


def _row(entity: Entity) -> tuple[Any, ...]:
    lists = (canonical(names).decode() for names in (entity.aliases, entity.ambiguous_aliases, entity.descriptions))
    return (
        entity.id,
        entity.name,
        entity.type,
        *lists,
        entity.legal_name,
        entity.country,
        entity.wikidata,
        entity.lei,
        entity.ticker,
        entity.domain,
        entity.tier,
        entity.provisional,
        entity.seq,
    )


def _entity(row: Sequence[Any]) -> Entity:
    values = list(row)
    values[3:6] = [tuple(from_json(names)) if names != "[]" else () for names in row[3:6]]
    values[13] = bool(row[13])
    return Entity(*values)
