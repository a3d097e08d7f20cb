"""Writes what each event alone says, and takes back what was erased.

An event on which the projection fails is set aside with the reason, so that it does not stop the rest; a rebuild tries
it again. What the database refuses for reasons of its own (no space, no connection, a lock) is no event's fault.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

import structlog
from sqlalchemy import Connection, Table, delete, exc, insert

from ledger.model.events import Event
from ledger.project import captures, reviewing, sources, subscriptions
from ledger.project import evidence as stored
from ledger.project.claims import EFFECT_EVENTS, FACT_EVENTS, Claim, claim_of, effect_of
from ledger.project.identity import IDENTITY_EVENTS, MERGED, identity
from ledger.project.rows import Stored, claim_row, effect_from_row, effect_rows, party_rows
from ledger.project.tables import (
    claim_effects,
    claim_parties,
    claims,
    events_set_aside,
    identity_changes,
    review_queue,
    source_changes,
    subscription_changes,
)
from ledger.project.touched import Touched, concerned
from ledger.store import registry, writes
from ledger.store.lookups import among, look_up
from ledger.store.tables import entities, entity_names
from ledger.store.text import readable

#: Everything that is recorded counts for the stored models: they are "now, at the head".
EVER = 2**63 - 1

#: A reason is for people to read, and may quote what the event holds.
REASON_LENGTH = 300

#: Tables with rows that one event alone makes; `seq` names it.
_OF_ONE_EVENT = (
    *(claims, claim_parties, claim_effects, identity_changes, review_queue, source_changes, entity_names, entities),
    subscription_changes,
    events_set_aside,
)

_EFFECT = "SELECT seq, type, known_at, publication_id, payload FROM claim_effects WHERE seq = CAST(? AS BIGINT) LIMIT 1"
_CHANGE = "SELECT kept, other FROM identity_changes WHERE seq = CAST(? AS BIGINT)"

_log = structlog.get_logger(__name__)


def record(conn: Connection, events: Sequence[Event], *, anew: bool = False) -> Touched:
    """Write what each event alone says; returns whose pictures change.

    Where all read models are made `anew`, that is everybody a claim is about, and nobody need be looked for.
    """
    try:
        with conn.begin_nested():
            return _record(conn, events, anew=anew)
    except Exception as error:
        if not is_of_an_event(error):
            raise
    touched = Touched()
    for event in events:
        # One at a time, to find which one it is; this is rare and may be slow.
        try:
            with conn.begin_nested():
                touched |= _record(conn, [event], anew=anew)
        except Exception as error:
            if not is_of_an_event(error):
                raise
            touched.whole |= set_aside(conn, event.seq, event.type, error)
    return touched


def is_of_an_event(error: Exception) -> bool:
    """Whether a failure can be laid to what an event holds, as against the machine or the database."""
    if isinstance(error, MemoryError):
        return False
    if isinstance(error, exc.ProgrammingError):
        # The driver cannot write such a value; with a code, it is the server that does not know our statement.
        return getattr(error.orig, "sqlstate", None) is None and not error.connection_invalidated
    if isinstance(error, exc.DBAPIError):
        return isinstance(error, (exc.DataError, exc.IntegrityError))
    # A StatementError that is none of the driver's is a value of a type that the column does not take.
    return isinstance(error, exc.StatementError) or not isinstance(error, exc.SQLAlchemyError)


def set_aside(conn: Connection, seq: int, event_type: str, error: Exception) -> set[str]:
    """Put an event aside that the projection failed on; returns the entities that it was in the pictures of."""
    touched = forget(conn, seq)
    said = readable(" ".join(f"{type(error).__name__}: {error}".split()))[:REASON_LENGTH]
    conn.execute(insert(events_set_aside).values(seq=seq, type=event_type, reason=said))
    # The reason stays out of the log lines: it may quote the content, which a later erasure could not reach there.
    _log.error("event_set_aside", seq=seq, type=event_type, error=type(error).__name__)
    return touched


def forget(conn: Connection, seq: int) -> set[str]:
    """Remove the rows that come from one event; returns the ids of the entities whose pictures change."""
    touched = all_concerned(stored.claims_at(conn, [seq]))
    effect = look_up(conn, _EFFECT, seq)
    if effect:
        said = effect_from_row(effect[0])
        touched |= targets(conn, said.claim_ids, [said.publication_id] if said.publication_id else [])
    for kept, other in look_up(conn, _CHANGE, seq):
        touched |= {kept, other} | _in_business_with(conn, {kept, other})
    touched |= targets(conn, (), captures.forget(conn, seq))
    reviewing.forget(conn, seq)
    for table in _OF_ONE_EVENT:
        conn.execute(delete(table).where(table.c.seq == seq))
    return touched


def all_concerned(found: Iterable[Claim]) -> set[str]:
    """The entities in whose pictures the claims stand."""
    return {entity_id for claim in found for entity_id in concerned(claim)}


def _record(conn: Connection, events: Sequence[Event], *, anew: bool) -> Touched:
    touched = Touched()
    rows: dict[Table, list[Stored]] = {claims: [], claim_parties: [], claim_effects: [], identity_changes: []}
    effects = []
    renamed: set[str] = set()
    erased: list[int] = []
    for event in events:
        if not event.payload:  # erased: it says nothing any more
            continue
        if event.type in FACT_EVENTS:
            claim = claim_of(event)
            rows[claims].append(claim_row(claim))
            if claim.party_ids:
                rows[claim_parties].extend(party_rows(claim))
            touched.add([claim])
        if event.type in EFFECT_EVENTS:  # a correction is both: a claim, and the end of another
            effects.append(effect_of(event))
            rows[claim_effects].extend(effect_rows(effects[-1]))
        elif event.type in IDENTITY_EVENTS:
            row = _identity_row(event)
            rows[identity_changes].append(row)
            renamed |= {row[2], row[3]}
        elif event.type == "ContentErased":
            erased.append(event.payload["target_seq"])
    # Whom they meant before: one entity may lose what another gains.
    changes = () if anew else rows[identity_changes]
    left = {entity_id for row in changes for entity_id in _meant(conn, row[2], row[3])}
    touched.whole |= renamed | left
    registry.apply(conn, *events)
    for table, new in rows.items():
        writes.insert(conn, table, writes.stored(conn, table, new))
    reviewing.write(conn, events)
    sources.write(conn, events)
    subscriptions.write(conn, events)
    captured = captures.write(conn, events)
    if not anew:
        redated = {effect.publication_id for effect in effects if effect.publication_id}
        # After the claims they speak of, which may be of this very batch.
        said_of = {claim_id for effect in effects for claim_id in effect.claim_ids}
        touched.add(_targets(conn, said_of, captures.resting(conn, captured)))
        if redated:
            # What was near it in time is so no longer, and nobody knows by the new date what that was.
            touched.whole |= targets(conn, (), redated | captures.resting(conn, redated))
        touched.whole |= _in_business_with(conn, renamed | left)
    for seq in erased:
        touched.whole |= forget(conn, seq)
    return touched


def _meant(conn: Connection, *entity_ids: str) -> set[str]:
    """The entities that ids mean by now."""
    who = identity(stored.identity_history(conn), seq=EVER, known_at=EVER)
    return {who.of(entity_id) for entity_id in entity_ids}


def naming(conn: Connection, ids: Iterable[str]) -> set[str]:
    """The entities in whose pictures claims stand that name one of these ids, on either side."""
    return all_concerned(stored.naming(conn, sorted(ids)))


def targets(conn: Connection, claim_ids: Collection[str], publication_ids: Collection[str]) -> set[str]:
    """The entities in whose pictures these claims and those of these publications stand.

    With what corrects them or they correct, also where that is about somebody else: redating one changes when the
    other ended.
    """
    return all_concerned(_targets(conn, claim_ids, publication_ids))


def _targets(conn: Connection, claim_ids: Collection[str], publication_ids: Collection[str]) -> list[Claim]:
    found: list[Claim] = []
    for column, values in (("claim_id", claim_ids), ("publication_id", publication_ids)):
        if values:
            found += stored.in_evidence_with(conn, among(conn, column), sorted(values))
    return found


def _in_business_with(conn: Connection, entity_ids: set[str]) -> set[str]:
    """All whose pictures show one of these, under any id it ever had."""
    if not entity_ids:
        return set()
    who = identity(stored.identity_history(conn), seq=EVER, known_at=EVER)
    return naming(conn, {same for entity_id in entity_ids for same in who.same_as(entity_id)})


def _identity_row(event: Event) -> Stored:
    payload = event.payload
    merged = event.type == MERGED
    kept, other = (payload["into"], payload["merged"]) if merged else (payload["company"], payload["split"])
    return event.seq, event.type, kept, other, event.known_at
