"""What people decide about companies, funds, people and products: which ids mean one, and what each is called.

Names are resolved as everywhere. Nothing is overwritten: a merge and its split are events, and so is each
registration; an answer about an earlier position knows none of the later ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection

from ledger.curate.commands import Said
from ledger.curate.deciding import Decided, Decision, decide, said_before
from ledger.model.dates import known_time, micros
from ledger.model.errors import ImpossibleDecision, InvalidEntity, NameTaken, UnknownCompany
from ledger.model.events import CompaniesMerged, CompaniesSplit, CompanyRegistered, Payload
from ledger.model.facts import explain
from ledger.model.identifiers import check_identifiers
from ledger.model.names import name_key
from ledger.project import evidence
from ledger.project.identity import Identity, IdentityChange, identity
from ledger.store import log
from ledger.store.entity import Entity
from ledger.store.registry import Registry, open_at

_EVER = 2**63 - 1
#: People and products are never companies; a provisional entity's type is only a guess.
_OWN_KIND = frozenset({"person", "product"})


def merge(conn: Connection, into: str, merged: str, said: Said, *, effective: str | None = None) -> Decided:
    """Let two ids mean one entity: `merged` is answered as `into` from now on.

    Args:
        effective: the day of a merger of the real world, before which the two stay apart in answers about what was
            known; without it, the two have always been one and nobody had noticed.

    Raises:
        UnknownCompany, AmbiguousCompany: a name that means nobody, or several. InvalidDate: `effective` is none.
        ImpossibleDecision: they are one already, or `merged` was merged into another.
    """
    known_at = micros(known_time(effective)) if effective else None
    registry, history = open_at(conn), _history(conn)
    kept, other = find(registry, into), find(registry, merged)
    payload = CompaniesMerged(into=kept.id, merged=other.id, reason=said.reason, effective=effective)
    last = _last_word(history, other.id)
    ids = (kept.id, other.id)
    if said.by.command_id is None and last is not None and _says(conn, last, payload):
        return said_before(conn, last.seq, ids)
    decision = Decision(payload, said.by, ids, last.seq if last else 0, known_at, company_id=kept.id)
    return decide(conn, decision, lambda: _check_merge(_history(conn), kept, other))


def split(conn: Connection, company: str, other: str, said: Said) -> Decided:
    """Undo a merge: `other` is an entity of its own again.

    Raises:
        UnknownCompany, AmbiguousCompany: a name that means nobody, or several.
        ImpossibleDecision: `other` was not merged into `company`.
    """
    return _tell_apart(conn, company, other, said, merged=True)


def keep_apart(conn: Connection, company: str, other: str, said: Said) -> Decided:
    """Decide that two entities are not one, so that `review` does not ask again; a later merge overrules it.

    Raises:
        UnknownCompany, AmbiguousCompany: a name that means nobody, or several.
        ImpossibleDecision: they are merged, or one and the same.
    """
    return _tell_apart(conn, company, other, said, merged=False)


@dataclass(frozen=True, slots=True)
class Described:
    """What is said of an entity; what is `None` stays as it was."""

    name: str | None = None
    entity_id: str | None = None
    fields: tuple[tuple[str, Any], ...] = ()

    @classmethod
    def of(cls, name: str | None, entity_id: str | None = None, **fields: Any) -> Described:
        return cls(name, entity_id, tuple((k, v) for k, v in fields.items() if v is not None))


def register(conn: Connection, described: Described, said: Said, *, ambiguous: bool = False) -> Decided:
    """Register an entity, confirm one that a document named, or (by its id) change what is known of one.

    Args:
        ambiguous: names that another entity bears too count as ambiguous ones, instead of being refused.

    Raises:
        NameTaken: another entity bears one of the names. InvalidEntity: an id or identifier of a wrong form.
    """
    registry = open_at(conn)
    before = _described(registry, described)
    name = described.name or (before.name if before else None)
    if name is None:
        raise InvalidEntity("An entity that is not registered yet needs a name.")
    base: dict[str, Any] = _fields(before) if before else {"id": described.entity_id or registry.free_id(name)}
    payload = registration(base | dict(described.fields) | {"name": name, "provisional": False})
    if ambiguous:
        doubtful = [shared for shared, _ in taken(payload, registry, _now(_history(conn)))]
        opened = tuple(dict.fromkeys((*payload.ambiguous_aliases, *doubtful)))
        plain = tuple(known for known in payload.aliases if known not in opened)
        payload = payload.model_copy(update={"ambiguous_aliases": opened, "aliases": plain})
    return _put(conn, payload, before, said)


def alias(conn: Connection, company: str, name: str, said: Said, *, ambiguous: bool = False) -> Decided:
    """Register an entity anew with one more alias; with `ambiguous`, one that is also another's or a common word.

    Raises:
        UnknownCompany, AmbiguousCompany: `company` means nobody, or several.
        NameTaken: another entity bears the alias.
    """
    entity = find(open_at(conn), company)
    kind = "ambiguous_aliases" if ambiguous else "aliases"
    borne = {name_key(known) for known in (*getattr(entity, kind), *(() if ambiguous else (entity.name,)))}
    more = () if name_key(name) in borne else (name,)
    payload = registration(_fields(entity) | {kind: (*getattr(entity, kind), *more), "provisional": False})
    return _put(conn, payload, entity, said)


def find(registry: Registry, name: str) -> Entity:
    """The registered entity that an id, name or alias means, merged or not.

    Raises:
        UnknownCompany: none. AmbiguousCompany: several.
    """
    entity_id = registry.resolve(name)
    entity = registry.get(entity_id) if entity_id else None
    if entity is None:
        raise UnknownCompany(f"Nobody is registered as “{name}”; `deal-ledger company search` finds names.")
    return entity


def registration(fields: dict[str, Any]) -> CompanyRegistered:
    """The registration with these fields, checked.

    Raises:
        InvalidEntity: an id, type or identifier of a wrong form.
    """
    try:
        payload = CompanyRegistered(**{("entity_type" if k == "type" else k): v for k, v in fields.items()})
    except ValidationError as error:
        raise InvalidEntity(f"This is no entity: {explain(error)}.") from None
    if not payload.name.strip():
        raise InvalidEntity("The name of an entity cannot be empty.")
    check_identifiers(payload.wikidata, payload.lei, payload.country, payload.domain)
    return payload


def taken(payload: CompanyRegistered, registry: Registry, who: Identity) -> list[tuple[str, Entity]]:
    """The plain names in a registration that others bear, merges applied; each with one who does."""
    mine = who.same_as(payload.id)
    names = [n for n in (payload.name, payload.legal_name, *payload.aliases) if n]
    open_ones = {name_key(n) for n in payload.ambiguous_aliases}
    return [
        (name, other)
        for name in names
        if name_key(name) not in open_ones
        for other in registry.bearers(name)[:20]
        if other.id not in mine
    ]


def _put(conn: Connection, payload: CompanyRegistered, before: Entity | None, said: Said) -> Decided:
    payload = payload.model_copy(update={"reason": said.reason})
    if said.by.command_id is None and before is not None and Entity.of(payload, before.seq) == before:
        return said_before(conn, before.seq, (before.id,))
    decision = Decision(payload, said.by, (payload.id,), before.seq if before else 0, company_id=payload.id)
    return decide(conn, decision, lambda: _check_names(conn, payload, before))


def _check_names(conn: Connection, payload: CompanyRegistered, before: Entity | None) -> None:
    """Only what is new is checked: that a name had two bearers before is no reason to refuse a ticker."""
    had = {key for key, _ in before.names()} if before else set()
    for name, other in taken(payload, open_at(conn), _now(_history(conn))):
        if name_key(name) not in had:
            hint = f"; if the two are one, `deal-ledger company merge {payload.id} {other.id}`" if before else ""
            raise NameTaken(f"“{name}” is a name of {other.name} ({other.id}){hint}; --ambiguous lets both bear it.")


def _described(registry: Registry, described: Described) -> Entity | None:
    """The entity that is registered anew, if it is one that is there."""
    if described.entity_id is not None:
        return registry.get(described.entity_id)
    found = [e for e in registry.bearers(described.name or "") if name_key(e.name) == name_key(described.name or "")]
    confirmed = [e for e in found if not e.provisional]
    if confirmed:
        raise NameTaken(
            f"“{described.name}” is registered as {confirmed[0].id} already; --id {confirmed[0].id} changes what is "
            "known of it, and another --id with --ambiguous makes a namesake."
        )
    return found[0] if len(found) == 1 else None


def _fields(entity: Entity) -> dict[str, Any]:
    return {name: getattr(entity, name) for name in entity.__slots__ if name != "seq"}


def _check_merge(history: list[IdentityChange], kept: Entity, other: Entity) -> None:
    who = _now(history)
    if kept.id == other.id:
        raise ImpossibleDecision(f"{kept.id} cannot be merged with itself.")
    if other.id in who.parents:
        raise ImpossibleDecision(
            f"{other.id} is merged into {who.parents[other.id]} already; split the two first, or merge the latter."
        )
    if who.of(kept.id) == other.id:
        raise ImpossibleDecision(f"{kept.id} is merged into {other.id} already, so the reverse would be a circle.")
    confirmed = not kept.provisional and not other.provisional
    if confirmed and kept.type != other.type and _OWN_KIND & {kept.type, other.type}:
        raise ImpossibleDecision(f"{kept.id} is a {kept.type} and {other.id} a {other.type}; the two cannot be one.")


def _tell_apart(conn: Connection, company: str, other: str, said: Said, *, merged: bool) -> Decided:
    registry, history = open_at(conn), _history(conn)
    kept, apart = find(registry, company), find(registry, other)
    payload = CompaniesSplit(company=kept.id, split=apart.id, reason=said.reason)
    last = _last_word(history, apart.id)
    ids = (kept.id, apart.id)
    if said.by.command_id is None and last is not None and _says(conn, last, payload):
        return said_before(conn, last.seq, ids)
    decision = Decision(payload, said.by, ids, last.seq if last else 0, company_id=kept.id)

    def check() -> None:
        who = _now(_history(conn))
        into = who.parents.get(apart.id)
        if merged and into is None:
            raise ImpossibleDecision(
                f"{apart.id} was never merged into {kept.id}, or is split from it already; "
                "`deal-ledger company keep-apart` says that two are not one."
            )
        if merged and who.of(kept.id) != who.of(apart.id):
            raise ImpossibleDecision(f"{apart.id} is merged into {into}, not into {kept.id}.")
        if merged and kept.id == apart.id:
            raise ImpossibleDecision(f"{apart.id} cannot be split from itself; name {into}, which it is merged into.")
        if not merged and who.of(kept.id) == who.of(apart.id):
            one = kept.id == apart.id
            hint = "name two" if one else f"`deal-ledger company split {into or apart.id} {apart.id}` undoes a merge"
            raise ImpossibleDecision(f"{kept.id} and {apart.id} are one; {hint}.")

    return decide(conn, decision, check)


def _history(conn: Connection) -> list[IdentityChange]:
    return evidence.identity_history(conn)


def _now(history: list[IdentityChange]) -> Identity:
    return identity(history, seq=_EVER, known_at=_EVER)


def _last_word(history: list[IdentityChange], other: str) -> IdentityChange | None:
    return next((change for change in reversed(history) if change.other == other), None)


def _says(conn: Connection, change: IdentityChange, payload: Payload) -> bool:
    """Whether the change is the same decision for the same reason."""
    return log.get(conn, change.seq).payload == payload.model_dump(mode="json")
