"""Draws the pictures of entities anew from the stored evidence, and writes the rows in which they differ.

Many at a time: what is read and written goes in a few statements for all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Table

from ledger.model.rubbish import uninterrupted
from ledger.project import evidence as stored
from ledger.project.assemble import Evidence, Picture, assemble
from ledger.project.evidence import Held
from ledger.project.identity import Identity, identity
from ledger.project.recording import EVER, is_of_an_event, set_aside
from ledger.project.rows import ASSEMBLED, Stored, assembled_columns, deal_row, slot_row
from ledger.project.tables import claim_parties, claims, deals, slots
from ledger.store import log, writes

#: Pictures that are read and written together.
TOGETHER = 100


def draw(conn: Connection, touched: Iterable[str]) -> None:
    """Assemble and store the pictures of the touched entities."""
    with uninterrupted():
        _draw(conn, set(touched))


def _draw(conn: Connection, waiting: set[str]) -> None:
    while waiting:
        who = identity(stored.identity_history(conn), seq=EVER, known_at=EVER)
        kept = {who.of(entity_id) for entity_id in waiting}
        gone, waiting = sorted(waiting - kept), set()
        for some in _portions(gone):
            _Changes(some).write(conn)
        for some in _portions(sorted(kept)):
            waiting |= _draw_some(conn, some, who)


def _portions(entity_ids: Sequence[str]) -> Iterator[Sequence[str]]:
    return (entity_ids[start : start + TOGETHER] for start in range(0, len(entity_ids), TOGETHER))


def _draw_some(conn: Connection, entity_ids: Sequence[str], who: Identity) -> set[str]:
    """Draw these pictures; returns whose have to be drawn again because an event was set aside for one of them."""
    held = stored.gather(conn, [who.same_as(entity_id) for entity_id in entity_ids])
    changes = _Changes(entity_ids)
    again: set[str] = set()
    for place, (entity_id, one) in enumerate(zip(entity_ids, held, strict=True)):
        try:
            picture, rows = _drawn(entity_id, one.evidence, who)
        except Exception as error:
            if not is_of_an_event(error):
                raise
            seq = _first_that_fails(entity_id, one.evidence, who)
            # Those that follow were perhaps read with what is set aside now.
            again = {*entity_ids[place:]} | set_aside(conn, seq, log.get(conn, seq).type, error)
            changes.entity_ids = entity_ids[:place]
            break
        changes.add(one, picture, rows, who)
    changes.write(conn)
    return again


@dataclass
class _Changes:
    """What the pictures of some entities make of the rows of the read models."""

    entity_ids: Sequence[str]
    _claims: list[tuple[Any, ...]] = field(default_factory=list)
    #: Those that are another company's now.
    _moved: list[tuple[Any, ...]] = field(default_factory=list)
    _parties: dict[tuple[int, int], str] = field(default_factory=dict)
    _deals: list[Stored] = field(default_factory=list)
    _slots: list[Stored] = field(default_factory=list)

    def add(self, held: Held, picture: Picture, rows: Mapping[str, Any], who: Identity) -> None:
        """Note what the picture of one of them changes."""
        for seq, new in rows["claims"].items():
            if held.assembled[seq] != new:
                if held.assembled[seq][0] == new[0]:
                    self._claims.append((seq, *new[1:]))
                else:
                    self._moved.append((seq, *new))
        self._deals.extend(rows["deals"])
        self._slots.extend(rows["slots"])
        for claim in (standing.claim for standing in picture.standings if standing.claim.party_ids):
            # Let the other sides follow merges and splits.
            for place, (recorded, now) in enumerate(zip(claim.party_ids, held.parties.get(claim.seq, ()), strict=True)):
                if now != who.of(recorded):
                    self._parties[claim.seq, place] = who.of(recorded)

    def write(self, conn: Connection) -> None:
        """Make the rows what they are to be, writing only what differs."""
        # An index leads with the company, which is seldom another one.
        writes.update(conn, claims, ("seq",), ASSEMBLED, self._moved)
        writes.update(conn, claims, ("seq",), ASSEMBLED[1:], self._claims)
        parties = [(*key, entity_id) for key, entity_id in self._parties.items()]
        writes.update(conn, claim_parties, ("seq", "place"), ("entity_id",), parties)
        self._sync(conn, deals, self._deals)
        self._sync(conn, slots, self._slots)

    def _sync(self, conn: Connection, table: Table, wanted: Sequence[Stored]) -> None:
        """Make the rows of these entities in a read model the wanted ones."""
        names = [column.name for column in table.columns]
        places = [names.index(column.name) for column in table.primary_key.columns]

        def key_of(row: tuple[Any, ...]) -> tuple[Any, ...]:
            return tuple(row[place] for place in places)

        before = {key_of(row): row for row in writes.select(conn, table, "company_id", self.entity_ids)}
        after = {key_of(row): row for row in writes.stored(conn, table, wanted)}
        writes.delete(conn, table, [key for key, row in before.items() if after.get(key) != row])
        writes.insert(conn, table, [row for key, row in after.items() if before.get(key) != row])


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
