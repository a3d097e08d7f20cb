"""Many entities from reference data into the registry: known ones completed, new ones registered, doubtful ones apart.

A row that surely describes a known entity fills in what is not known of it and changes nothing that is. One that may
describe a known entity is registered as a provisional entity of its own, which names in documents never resolve to
before the confirmed one; `company review` lists the pair until somebody merges the two or keeps them apart. The same
file again changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from typing import Any, Literal

from sqlalchemy import Connection, Engine

from ledger.curate.entities import registration
from ledger.curate.matching import Index, Match, contradicts, vars_of
from ledger.ingest.companies import Refused, Stated
from ledger.model.canonical import canonical, digest
from ledger.model.dates import micros
from ledger.model.errors import InvalidEntity, PositionConflict
from ledger.model.events import CompanyRegistered, NewEvent
from ledger.model.names import name_key
from ledger.project import evidence, projector
from ledger.project.identity import identity
from ledger.store import log
from ledger.store.database import writing
from ledger.store.entity import Entity
from ledger.store.registry import load

_EVER = 2**63 - 1
_SINGLE = ("legal_name", "country", "wikidata", "lei", "ticker", "domain")
_TRIES = 5


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a row.

    `unknown` is a new entity that was left out because only known ones were to be completed; of an `uncertain` one
    `perhaps` names who may be meant. `left_out` says what of the row was not taken: values that differ from those
    known, and names that others bear.
    """

    place: int
    name: str
    status: Literal["registered", "updated", "unchanged", "uncertain", "unknown", "refused"]
    id: str | None = None
    perhaps: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    reason: str | None = None


@dataclass
class Importer:
    """Imports rows batch by batch, each batch in a transaction of its own.

    Args:
        source: what the registrations' reason names, such as the file.
        only_known: register nobody new; complete those who are known.
    """

    engine: Engine
    actor: str
    source: str
    only_known: bool = False
    batch: int = 500
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    _index: Index | None = field(default=None, repr=False)
    _seq: int = -1

    def run(self, rows: Iterable[Stated | Refused]) -> Iterator[Imported]:
        """Import the rows in order and say what became of each, after its batch was committed.

        Raises:
            PositionConflict: others keep writing so much that no batch gets its turn.
        """
        iterator = iter(rows)
        while chunk := list(islice(iterator, self.batch)):
            yield from self._one_batch(chunk)

    def _one_batch(self, rows: list[Stated | Refused]) -> list[Imported]:
        for left in reversed(range(_TRIES)):
            try:
                with writing(self.engine) as conn:
                    return self._write(conn, rows)
            except PositionConflict:  # somebody wrote meanwhile, perhaps these very entities: look again
                self._index = None
                if not left:
                    raise
            except BaseException:
                self._index = None
                raise
        raise AssertionError("the last try returns or raises")

    def _write(self, conn: Connection, rows: list[Stated | Refused]) -> list[Imported]:
        start = log.head(conn).seq
        if self._index is None or start != self._seq:
            who = identity(evidence.identity_history(conn), seq=_EVER, known_at=_EVER)
            self._index = Index.of(load(conn).entities(), who)
        events: list[NewEvent] = []
        outcomes = [self._row(self._index, row, events) for row in rows]
        log.append(conn, events, recorded_at=micros(self.clock().astimezone(UTC)), expected=start)
        projector.catch_up(conn)
        self._seq = log.head(conn).seq
        return outcomes

    def _row(self, index: Index, row: Stated | Refused, events: list[NewEvent]) -> Imported:
        if isinstance(row, Refused):
            return Imported(row.place, "", "refused", reason=row.reason)
        fields, name = row.fields, str(row.fields["name"])
        try:
            registration(fields | {"id": fields.get("id") or index.free_id(name)})
            match = self._match(index, fields)
            if match.entity is not None:
                return self._complete(index, row, match.entity, events)
            if match.perhaps:
                return self._doubtful(index, row, match, events)
            if self.only_known:
                return Imported(row.place, name, "unknown")
            payload, left_out = self._new(index, fields, provisional=False)
            self._register(index, payload, None, events)
            return Imported(row.place, name, "registered", payload.id, left_out=left_out)
        except InvalidEntity as error:
            return Imported(row.place, name, "refused", reason=str(error))

    def _match(self, index: Index, fields: dict[str, Any]) -> Match:
        chosen = fields.get("id")  # our own files may name whom they mean
        return Match(index.entities[chosen]) if chosen in index.entities else index.match(fields)

    def _complete(self, index: Index, row: Stated, entity: Entity, events: list[NewEvent]) -> Imported:
        payload, left_out = self._filled(index, entity, row.fields)
        if Entity.of(payload, entity.seq) == entity:
            return Imported(row.place, entity.name, "unchanged", entity.id, left_out=left_out)
        self._register(index, payload, entity, events)
        return Imported(row.place, entity.name, "updated", entity.id, left_out=left_out)

    def _doubtful(self, index: Index, row: Stated, match: Match, events: list[NewEvent]) -> Imported:
        name = str(row.fields["name"])
        for candidate in (index.entities[i] for i in match.perhaps):
            if contradicts(row.fields, candidate):
                continue
            filled, _ = self._filled(index, candidate, row.fields)
            if candidate.provisional and Entity.of(_doubted(filled)) == _at_start(candidate):
                others = tuple(i for i in match.perhaps if i != candidate.id)
                return Imported(row.place, name, "unchanged", candidate.id, others)
        if self.only_known:
            return Imported(row.place, name, "uncertain", perhaps=match.perhaps)
        payload, left_out = self._new(index, row.fields, provisional=True)
        self._register(index, payload, None, events)
        return Imported(row.place, name, "uncertain", payload.id, match.perhaps, left_out)

    def _new(
        self, index: Index, fields: dict[str, Any], *, provisional: bool
    ) -> tuple[CompanyRegistered, tuple[str, ...]]:
        name = str(fields["name"])
        entity_id = fields.get("id") or index.free_id(name)
        aliases = [a for a in dict.fromkeys(fields.get("aliases", ())) if not index.bears(a, entity_id)]
        left_out = tuple(f"alias {a}" for a in fields.get("aliases", ()) if a not in aliases)
        more = {"id": entity_id, "aliases": aliases, "provisional": provisional, "reason": self._reason}
        return registration(fields | more), left_out

    def _filled(
        self, index: Index, entity: Entity, fields: dict[str, Any]
    ) -> tuple[CompanyRegistered, tuple[str, ...]]:
        """What is known of the entity with what the row adds, and what of the row does not fit."""
        known = vars_of(entity)
        left_out = [f"{k} {fields[k]}" for k in _SINGLE if fields.get(k) and known[k] and known[k] != fields[k]]
        known |= {k: fields[k] for k in _SINGLE if fields.get(k) and not known[k]}
        borne = {key for key, _ in entity.names()} | {name_key(str(known["legal_name"] or ""))}
        for name in (str(fields["name"]), *fields.get("aliases", ())):
            if name_key(name) in borne:
                continue
            if index.bears(name, entity.id):
                left_out.append(f"alias {name}")
            else:
                borne.add(name_key(name))
                known["aliases"] = (*known["aliases"], name)
        # A bare name from a document is confirmed by reference data; a doubtful entity of an import is not.
        bare = not any(getattr(entity, k) for k in _SINGLE)
        known |= {"provisional": entity.provisional and not bare, "reason": self._reason}
        return registration(known), tuple(left_out)

    @property
    def _reason(self) -> str:
        return f"imported from {self.source}"

    def _register(
        self, index: Index, payload: CompanyRegistered, before: Entity | None, events: list[NewEvent]
    ) -> None:
        content = digest(canonical(payload.model_dump()))
        # A second registration in one batch has no position of the first yet; its content tells the two apart.
        key = f"import|{payload.id}|{before.seq if before else 0}|{content}"
        events.append(NewEvent(key=key, payload=payload, recorded_by=self.actor, company_id=payload.id))
        index.put(Entity.of(payload, before.seq if before else 0))


def _doubted(payload: CompanyRegistered) -> CompanyRegistered:
    return payload.model_copy(update={"provisional": True})


def _at_start(entity: Entity) -> Entity:
    """The entity without its position."""
    return Entity(**vars_of(entity))
