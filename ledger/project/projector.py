"""Keeps the read models in step with the log: incrementally, or all anew.

Both ways end in the same function (`_write_picture`) over the same evidence, which is why they end in
the same rows. The checkpoint commits with the rows, in the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import Connection, Table, and_, bindparam, delete, insert, select, update

from ledger.model.events import Event
from ledger.project import evidence as stored
from ledger.project.assemble import Picture, assemble
from ledger.project.claims import EFFECT_EVENTS, FACT_EVENTS, Claim, claim_of, effect_of
from ledger.project.identity import IDENTITY_EVENTS, MERGED, Identity, identity
from ledger.project.rows import (
    ASSEMBLED,
    Row,
    assembled_columns,
    claim_row,
    deal_row,
    effect_rows,
    party_rows,
    slot_row,
)
from ledger.project.tables import (
    READ_MODELS,
    checkpoints,
    claim_effects,
    claim_parties,
    claims,
    deals,
    identity_changes,
    slots,
)
from ledger.store import log, registry

PROJECTION, VERSION = "read_models", 1

#: Everything that is recorded counts for the stored models: they are "now, at the head".
EVER = 2**63 - 1

#: Events whose rows are written together before the pictures they touch are drawn.
BATCH = 1000

Progress = Callable[[int, int], None]


def checkpoint(conn: Connection) -> int:
    """The position up to which the read models hold the log."""
    return conn.scalar(select(checkpoints.c.seq).where(checkpoints.c.projection == PROJECTION)) or 0


def catch_up(conn: Connection, progress: Progress | None = None) -> int:
    """Project what the log holds beyond the checkpoint, inside the caller's write transaction.

    Returns:
        How many events were projected.
    """
    done, head = checkpoint(conn), log.head(conn).seq
    start, touched = done, set[str]()
    while done < head:
        until = min(done + BATCH, head)
        batch = list(log.read(conn, after=done, until=until))
        touched |= _record(conn, batch)
        done = until
        if progress:
            progress(done - start, head - start)
    if done > start:
        _draw(conn, touched)
        _set_checkpoint(conn, done)
    return done - start


def rebuild(conn: Connection, progress: Progress | None = None) -> int:
    """Empty every read model and project the whole log again, inside the caller's write transaction."""
    for table in READ_MODELS:
        conn.execute(delete(table))
    registry.clear(conn)
    _set_checkpoint(conn, 0)
    return catch_up(conn, progress)


def _record(conn: Connection, events: Iterable[Event]) -> set[str]:
    """Write what each event alone says; returns the ids of the entities whose pictures change."""
    touched: set[str] = set()
    rows: dict[Table, list[Row]] = {claims: [], claim_parties: [], claim_effects: [], identity_changes: []}
    effects = []
    renamed: set[str] = set()
    for event in events:
        if event.type in FACT_EVENTS:
            claim = claim_of(event)
            rows[claims].append(claim_row(claim))
            rows[claim_parties].extend(party_rows(claim))
            touched |= _concerned(claim)
        elif event.type in EFFECT_EVENTS:
            effects.append(effect_of(event))
            rows[claim_effects].extend(effect_rows(effects[-1]))
        elif event.type in IDENTITY_EVENTS:
            row = _identity_row(event)
            rows[identity_changes].append(row)
            touched |= {row["kept"], row["other"]}
            renamed |= {row["kept"], row["other"]}
        elif event.type == "CompanyRegistered":
            registry.apply(conn, event)
    for table, new in rows.items():
        if new:
            conn.execute(insert(table), new)
    for effect in effects:  # after the claims they speak of, which may be of this very batch
        touched |= _targets(conn, effect.claim_ids, effect.publication_id)
    return touched | _in_business_with(conn, renamed)


def _all_concerned(found: Iterable[Claim]) -> set[str]:
    return {entity_id for claim in found for entity_id in _concerned(claim)}


def _concerned(claim: Claim) -> set[str]:
    """The entities in whose pictures the claim stands."""
    return {claim.company_id, *(claim.party_ids if claim.rules.symmetric else ())}


def _targets(conn: Connection, claim_ids: Iterable[str], publication_id: str | None) -> set[str]:
    wanted = select(claims.c.seq).where(
        (claims.c.claim_id.in_(list(claim_ids))) | (claims.c.publication_id == publication_id)
    )
    return _all_concerned(stored.claims_at(conn, list(conn.scalars(wanted))))


def _in_business_with(conn: Connection, entity_ids: set[str]) -> set[str]:
    """All whose pictures show one of these, under any id it ever had."""
    if not entity_ids:
        return set()
    who = identity(stored.identity_history(conn), seq=EVER, known_at=EVER)
    ids = sorted({same for entity_id in entity_ids for same in who.same_as(entity_id)})
    as_party = select(claim_parties.c.seq).where(claim_parties.c.recorded_entity_id.in_(ids))
    naming = select(claims.c.seq).where(claims.c.recorded_company_id.in_(ids) | claims.c.seq.in_(as_party))
    return _all_concerned(stored.claims_at(conn, list(conn.scalars(naming))))


def _identity_row(event: Event) -> Row:
    payload = event.payload
    merged = event.type == MERGED
    return {
        "seq": event.seq,
        "type": event.type,
        "kept": payload["into"] if merged else payload["company"],
        "other": payload["merged"] if merged else payload["split"],
        "known_at": event.known_at,
    }


def _draw(conn: Connection, touched: set[str]) -> None:
    """Assemble and store the pictures of the touched entities."""
    who = identity(stored.identity_history(conn), seq=EVER, known_at=EVER)
    kept = {who.of(entity_id) for entity_id in touched}
    for entity_id in sorted(touched - kept):
        _sync(conn, slots, {"company_id": entity_id}, [])
        _sync(conn, deals, {"company_id": entity_id}, [])
    for entity_id in sorted(kept):
        found = stored.evidence(conn, who.same_as(entity_id))
        _write_picture(conn, assemble(entity_id, found, who, seq=EVER, known_at=EVER), who)


def _write_picture(conn: Connection, picture: Picture, who: Identity) -> None:
    _sync_claims(conn, assembled_columns(picture, who))
    _sync_parties(conn, picture, who)
    own = [d for d in picture.deals if d.owner == picture.company_id]
    _sync(conn, deals, {"company_id": picture.company_id}, [deal_row(d, picture.company_id) for d in own])
    _sync(conn, slots, {"company_id": picture.company_id}, [slot_row(s) for s in picture.slots])


def _sync_claims(conn: Connection, wanted: dict[int, Row]) -> None:
    """Update the assembled columns of the claims in which they differ."""
    columns = [claims.c[name] for name in ASSEMBLED]
    changed = []
    positions = sorted(wanted)
    for start in range(0, len(positions), 500):
        some = positions[start : start + 500]
        for row in conn.execute(select(claims.c.seq, *columns).where(claims.c.seq.in_(some))).mappings():
            new = wanted[row["seq"]]
            if any(row[name] != new[name] for name in ASSEMBLED):
                changed.append({"at": row["seq"]} | {f"new_{name}": new[name] for name in ASSEMBLED})
    if changed:
        statement = update(claims).where(claims.c.seq == bindparam("at"))
        conn.execute(statement.values({name: bindparam(f"new_{name}") for name in ASSEMBLED}), changed)


def _sync_parties(conn: Connection, picture: Picture, who: Identity) -> None:
    """Let `entity_id` of the other sides follow merges and splits."""
    for standing in picture.standings:
        for place, recorded in enumerate(standing.claim.party_ids):
            conn.execute(
                update(claim_parties)
                .where(
                    claim_parties.c.seq == standing.claim.seq,
                    claim_parties.c.place == place,
                    claim_parties.c.entity_id != who.of(recorded),
                )
                .values(entity_id=who.of(recorded))
            )


def _sync(conn: Connection, table: Table, owner: dict[str, Any], wanted: list[Row]) -> None:
    """Make the owner's rows of a read model the wanted ones, writing only what differs."""
    keys = [column.name for column in table.primary_key.columns]
    mine = and_(*(table.c[name] == value for name, value in owner.items()))
    before = {tuple(row[k] for k in keys): dict(row) for row in conn.execute(select(table).where(mine)).mappings()}
    after = {tuple(row[k] for k in keys): row for row in wanted}
    for key in before.keys() - {key for key, row in after.items() if before.get(key) == row}:
        conn.execute(delete(table).where(and_(*(table.c[k] == v for k, v in zip(keys, key, strict=True)))))
    new = [row for key, row in after.items() if before.get(key) != row]
    if new:
        conn.execute(insert(table), new)


def _set_checkpoint(conn: Connection, seq: int) -> None:
    values = {"version": VERSION, "seq": seq}
    mine = checkpoints.c.projection == PROJECTION
    if conn.execute(update(checkpoints).where(mine).values(values)).rowcount == 0:
        conn.execute(insert(checkpoints).values(projection=PROJECTION, **values))
