"""Draws the pictures of entities anew from the stored evidence, and writes the rows in which they differ.

Many at a time: what is read and written goes in a few statements for all of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Table

from ledger.model.facts import KINDS
from ledger.model.rubbish import uninterrupted
from ledger.project import evidence as stored
from ledger.project import nearby
from ledger.project.assemble import Evidence, Picture, assemble
from ledger.project.deals import deal_id
from ledger.project.essentials import essentials
from ledger.project.evidence import Held
from ledger.project.identity import Identity, identity
from ledger.project.reach import of_no_deal_on_both_sides
from ledger.project.recording import EVER, is_of_an_event, set_aside
from ledger.project.rows import ASSEMBLED, SELDOM, Stored, assembled_columns, deal_row, slot_row
from ledger.project.tables import claim_parties, claims, deals, slots
from ledger.project.touched import Touched
from ledger.store import log, writes
from ledger.store.lookups import among, columns_of, rows_among

#: Pictures that are read and written together.
TOGETHER = 100

_SELDOM = len(SELDOM)
_DEAL_ID, _SLOT_ID = ASSEMBLED.index("deal_id"), ASSEMBLED.index("slot_id")
_OWNER_OF_SLOT, _DEAL_OF_SLOT = (slots.columns.keys().index(name) for name in ("company_id", "deal_id"))
_OF_BOTH_SIDES = ", ".join(sorted({f"'{rules.question}'" for rules in KINDS.values() if rules.symmetric}))


def draw(conn: Connection, touched: Touched) -> None:
    """Assemble and store the pictures of the touched entities, of those with many claims the touched parts."""
    with uninterrupted():
        waiting = touched
        while waiting:
            waiting = _draw(conn, waiting)


def _draw(conn: Connection, touched: Touched) -> Touched:
    """Returns what has to be drawn as a whole afterwards."""
    who = identity(stored.identity_history(conn), seq=EVER, known_at=EVER)
    kept = {who.of(entity_id) for entity_id in touched.whole}
    for some in _portions(sorted(touched.whole - kept)):
        _Changes(some).write(conn)
    parts: dict[str, set[int]] = {}
    for entity_id, positions in touched.at.items():
        parts.setdefault(who.of(entity_id), set()).update(positions)
    many = nearby.with_many_claims(conn, parts.keys() - kept)
    again: set[str] = set()
    for some in _portions(sorted(kept | (parts.keys() - many))):
        again |= _draw_some(conn, some, who)
    for some in _portions(sorted(many - again)):
        again |= _draw_parts(conn, {entity_id: parts[entity_id] for entity_id in some}, who)
    return Touched(again)


def _portions(entity_ids: Sequence[str]) -> Iterator[Sequence[str]]:
    return (entity_ids[start : start + TOGETHER] for start in range(0, len(entity_ids), TOGETHER))


def _draw_parts(conn: Connection, touched: Mapping[str, Collection[int]], who: Identity) -> set[str]:
    """Draw what these claims bear on; returns whose pictures have to be drawn as a whole after all."""
    changes = _Changes([])
    again: set[str] = set()
    try:
        for entity_id, held in nearby.gather(conn, touched, who).items():
            if held is None:
                again.add(entity_id)
            else:
                changes.add_part(held, *_drawn(entity_id, held.evidence, who), who)
    except Exception as error:
        if not is_of_an_event(error):
            raise
        return {*touched}  # which event that is, is found then
    changes.write(conn)
    return again


def _draw_some(conn: Connection, entity_ids: Sequence[str], who: Identity) -> set[str]:
    """Draw these pictures; returns whose have to be drawn again because an event was set aside for one of them."""
    held = stored.gather(conn, [who.same_as(entity_id) for entity_id in entity_ids], essentials)
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
    """What the pictures of some entities, and parts of pictures of others, make of the rows of the read models."""

    entity_ids: Sequence[str]
    #: The keys of rows of parts, as they were and as they are.
    _of_parts: dict[Table, set[tuple[str, str]]] = field(default_factory=lambda: {deals: set(), slots: set()})
    #: Deals of parts, by the entity in whose slots they are, that claims of other subjects may be in.
    _shared: set[tuple[str, str]] = field(default_factory=set)
    #: Entities of which all such claims that are of no deal are drawn.
    _of_no_deal: set[str] = field(default_factory=set)
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
                if held.assembled[seq][:_SELDOM] == new[:_SELDOM]:
                    self._claims.append((seq, *new[_SELDOM:]))
                else:
                    self._moved.append((seq, *new))
        self._deals.extend(rows["deals"])
        self._slots.extend(rows["slots"])
        for claim in (standing.claim for standing in picture.standings if standing.claim.party_ids):
            # Let the other sides follow merges and splits.
            for place, (recorded, now) in enumerate(zip(claim.party_ids, held.parties.get(claim.seq, ()), strict=True)):
                if now != who.of(recorded):
                    self._parties[claim.seq, place] = who.of(recorded)

    def add_part(self, held: Held, picture: Picture, rows: Mapping[str, Any], who: Identity) -> None:
        """Note what a part of the picture of one of them changes."""
        self.add(held, picture, rows, who)
        one = picture.company_id
        self._of_parts[deals].update((one, row[0]) for row in rows["deals"])
        self._of_parts[slots].update((one, row[1]) for row in rows["slots"])
        for seq in rows["claims"]:
            for table, place in ((deals, _DEAL_ID), (slots, _SLOT_ID)):
                before = held.assembled[seq][place]
                self._of_parts[table].update([(one, before)] if before else ())
        # In which slot a claim is, its row says for one of its sides only. For the other, one of a deal gave it its id.
        both_sided = [standing.claim for standing in picture.standings if standing.claim.rules.symmetric]
        if any(map(of_no_deal_on_both_sides, both_sided)):
            self._of_no_deal.add(one)
        for claim in both_sided:
            owner = who.of(claim.company_id)
            self._shared.update((one, deal_id(owner, seq)) for seq in (claim.seq, claim.first_seq))

    def write(self, conn: Connection) -> None:
        """Make the rows what they are to be, writing only what differs."""
        # What is in an index is seldom another than before.
        writes.update(conn, claims, ("seq",), ASSEMBLED, self._moved)
        writes.update(conn, claims, ("seq",), ASSEMBLED[_SELDOM:], self._claims)
        parties = [(*key, entity_id) for key, entity_id in self._parties.items()]
        writes.update(conn, claim_parties, ("seq", "place"), ("entity_id",), parties)
        self._sync(conn, deals, "deal_id", self._deals)
        self._sync(conn, slots, "slot_id", self._slots)

    def _sync(self, conn: Connection, table: Table, key: str, wanted: Sequence[Stored]) -> None:
        """Make the rows of these entities, and of the parts, in a read model the wanted ones."""
        names = [column.name for column in table.columns]
        places = [names.index(column.name) for column in table.primary_key.columns]

        def key_of(row: tuple[Any, ...]) -> tuple[Any, ...]:
            return tuple(row[place] for place in places)

        before = {key_of(row): row for row in self._standing(conn, table, key)}
        after = {key_of(row): row for row in writes.stored(conn, table, wanted)}
        writes.delete(conn, table, [key for key, row in before.items() if after.get(key) != row])
        writes.insert(conn, table, [row for key, row in after.items() if before.get(key) != row])

    def _standing(self, conn: Connection, table: Table, key: str) -> list[Stored]:
        """The rows as they stand."""
        found: list[Stored] = []
        if self.entity_ids:
            found += writes.select(conn, table, among(conn, "company_id"), self.entity_ids)
        if keys := self._of_parts[table]:
            asked = rows_among(conn, {"owner": "text", "id": "text"})
            of_parts = f"(company_id, {key}) IN (SELECT asked.owner, asked.id FROM {asked})"  # noqa: S608
            found += writes.select(conn, table, of_parts, *columns_of(conn, sorted(keys)))
        if table is slots and self._shared:
            owners, deal_ids = (sorted(set(some)) for some in zip(*self._shared, strict=True))
            either = f"{among(conn, 'company_id')} AND {among(conn, 'deal_id')}"
            found += (
                row
                for row in writes.select(conn, table, either, owners, deal_ids)
                if (row[_OWNER_OF_SLOT], row[_DEAL_OF_SLOT]) in self._shared
            )
        if table is slots and self._of_no_deal:
            of_none = f"{among(conn, 'company_id')} AND question IN ({_OF_BOTH_SIDES}) AND deal_id IS NULL"
            found += writes.select(conn, table, of_none, sorted(self._of_no_deal))
        return found


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
