"""Draws the pictures of entities anew from the stored evidence, and writes the rows in which they differ."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Table, and_, bindparam, delete, insert, select, update

from ledger.project import evidence as stored
from ledger.project.assemble import Evidence, Picture, assemble
from ledger.project.identity import Identity, identity
from ledger.project.recording import EVER, is_of_an_event, set_aside
from ledger.project.rows import ASSEMBLED, Row, assembled_columns, deal_row, slot_row
from ledger.project.tables import claim_parties, claims, deals, slots
from ledger.store import log


def draw(conn: Connection, touched: Iterable[str]) -> None:
    """Assemble and store the pictures of the touched entities."""
    waiting = set(touched)
    while waiting:
        who = identity(stored.identity_history(conn), seq=EVER, known_at=EVER)
        kept = {who.of(entity_id) for entity_id in waiting}
        for entity_id in sorted(waiting - kept):
            _sync(conn, slots, {"company_id": entity_id}, [])
            _sync(conn, deals, {"company_id": entity_id}, [])
        waiting = set()
        for entity_id in sorted(kept):
            waiting |= _draw_one(conn, entity_id, who)


def _draw_one(conn: Connection, entity_id: str, who: Identity) -> set[str]:
    """Draw one picture; returns whose pictures change besides because an event had to be set aside for it."""
    found = stored.evidence(conn, who.same_as(entity_id))
    try:
        picture, rows = _drawn(entity_id, found, who)
    except Exception as error:
        if not is_of_an_event(error):
            raise
        seq = _first_that_fails(entity_id, found, who)
        return {entity_id} | set_aside(conn, seq, log.get(conn, seq).type, error)
    _sync_claims(conn, rows["claims"])
    _sync_parties(conn, picture, who)
    _sync(conn, deals, {"company_id": entity_id}, rows["deals"])
    _sync(conn, slots, {"company_id": entity_id}, rows["slots"])
    return set()


def _drawn(entity_id: str, found: Evidence, who: Identity) -> tuple[Picture, dict[str, Any]]:
    picture = assemble(entity_id, found, who, seq=EVER, known_at=EVER)
    own = [deal for deal in picture.deals if deal.owner == picture.company_id]
    rows = {
        "claims": assembled_columns(picture, who),
        "deals": [deal_row(deal, picture.company_id) for deal in own],
        "slots": [slot_row(slot) for slot in picture.slots],
    }
    return picture, rows


def _first_that_fails(entity_id: str, found: Evidence, who: Identity) -> int:
    """The position at which the evidence, taken in order, can be drawn no longer: a rebuild finds the same one."""
    positions = sorted({claim.seq for claim in found.claims} | {effect.seq for effect in found.effects})
    # Of nothing a picture can be drawn, of everything not; in between, halving finds a step from one to the other.
    drawable, failing = -1, len(positions) - 1
    while failing - drawable > 1:
        middle = (drawable + failing) // 2
        if _can_be_drawn(entity_id, _until(found, positions[middle]), who):
            drawable = middle
        else:
            failing = middle
    return positions[failing]


def _until(found: Evidence, seq: int) -> Evidence:
    return Evidence(
        tuple(claim for claim in found.claims if claim.seq <= seq),
        tuple(effect for effect in found.effects if effect.seq <= seq),
        tuple(edition for edition in found.editions if edition.seq <= seq),
    )


def _can_be_drawn(entity_id: str, found: Evidence, who: Identity) -> bool:
    try:
        _drawn(entity_id, found, who)
    except Exception as error:
        if not is_of_an_event(error):
            raise
        return False
    return True


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


def _sync(conn: Connection, table: Table, owner: dict[str, Any], wanted: Sequence[Row]) -> None:
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
