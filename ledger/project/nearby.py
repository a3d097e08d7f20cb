"""Reads the part of the evidence that an event can bear on, of companies with many claims.

What that is says `ledger.project.reach`. It is found for many companies at once, a few statements for each step from
claims to those that are near to them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from msgspec.structs import replace
from sqlalchemy import Connection

from ledger.project.claims import Claim
from ledger.project.essentials import essentials
from ledger.project.evidence import SYMMETRIC, Held
from ledger.project.groups import joins_deals, label_of
from ledger.project.identity import Identity
from ledger.project.pool import Pool
from ledger.project.reach import Part, Wanted
from ledger.project.rows import ASSEMBLED
from ledger.project.touched import concerned
from ledger.store.lookups import among, columns_of, look_up, rows_among

#: To find out how far an event reaches costs more than to draw a company with fewer claims.
MANY = 48

_KNOWN_AT = ASSEMBLED.index("known_at")
_LINKING = frozenset({"DealsLinked", "DealsSeparated"})

_OF = "near.company_id = asked.owner AND near.kind = asked.kind"
_DATED = (
    {"owner": "text", "kind": "text", "ends": "date", "ended": "date", "begins": "date", "begun": "date"},
    f"{_OF} AND date_upper BETWEEN asked.ends AND asked.ended AND date_lower BETWEEN asked.begins AND asked.begun",
)
_UNDATED = (
    {"owner": "text", "kind": "text", "since": "int8", "until": "int8"},
    f"{_OF} AND date_upper IS NULL AND date_lower IS NULL AND known_at BETWEEN asked.since AND asked.until",
)
_LOOSE = ({"owner": "text", "kind": "text"}, f"{_OF} AND near.loose")


def with_many_claims(conn: Connection, entity_ids: Collection[str], many: int | None = None) -> set[str]:
    """Those of the entities that are the subjects of so many claims: if not said, of as many as parts are drawn of."""
    if not entity_ids:
        return set()
    many = MANY if many is None else many
    # However many there are, no more are counted.
    count = f"SELECT count(*) FROM (SELECT 1 FROM claims WHERE company_id = asked.owner LIMIT {many}) AS counted"  # noqa: S608
    statement = f"SELECT asked.owner FROM {rows_among(conn, {'owner': 'text'})} WHERE ({count}) = {many}"  # noqa: S608
    return {row[0] for row in look_up(conn, statement, *columns_of(conn, [(one,) for one in sorted(entity_ids)]))}


def gather(conn: Connection, touched: Mapping[str, Collection[int]], who: Identity) -> dict[str, Held | None]:
    """The part of each entity's evidence that has to be drawn, by the positions of the claims that touch it.

    None where the documents of these were redated: what they were near to before, the present times do not say.
    """
    return _Search(conn, touched, who).run()


class _Search:
    def __init__(self, conn: Connection, touched: Mapping[str, Collection[int]], who: Identity) -> None:
        self._conn, self._who, self._touched = conn, who, touched
        self._pool = Pool(conn, essentials)
        self._parts = {entity_id: Part(entity_id, who) for entity_id in touched}
        self._first = True
        self._asked_publications: set[str] = set()
        self._asked_sides: set[str] = set()

    def run(self) -> dict[str, Held | None]:
        positions = sorted({seq for some in self._touched.values() for seq in some})
        for claim in self._pool.read(among(self._conn, "seq", "int8"), positions):
            for part in self._parts_of(claim):
                if claim.seq in self._touched[part.company_id]:
                    part.choose(self._as_drawn(claim))
        while chosen := self._followed():
            self._know(self._siblings(chosen))
            wanted = [(part, part.settle()) for part in self._parts.values()]
            self._know(self._siblings(self._know([*self._found(wanted), *self._both_sides()])))
            for part in self._parts.values():
                part.choose_both_sided()
                part.spread()
        pool = self._pool
        drawn = {one: [pool.claims[seq] for seq in part.chosen] for one, part in self._parts.items()}
        pool.find_copies(claim for claims in drawn.values() for claim in claims)
        return {
            one: Held(pool.evidence(drawn[one]), pool.assembled, pool.parties) if one in drawn else None
            for one in self._touched
        }

    def _followed(self) -> list[Claim]:
        """What was chosen since this was asked last, with all corrections and what people named along with it."""
        found: list[Claim] = []
        while fresh := {one: claims for one, part in self._parts.items() if (claims := part.take_fresh())}:
            new = [claim for claims in fresh.values() for claim in claims]
            self._pool.follow(new)
            effects = [effect for effect in self._pool.effects_on(new) if effect.type in _LINKING]
            named = {claim_id for effect in effects for claim_id in effect.claim_ids}
            linked = self._pool.read(among(self._conn, "claim_id"), sorted(named)) if named else []
            for one, claims in fresh.items():
                part, evidence = self._parts[one], self._pool.evidence(claims)
                with_these = {c for e in evidence.effects if e.type in _LINKING for c in e.claim_ids}
                for claim in (*evidence.claims, *(claim for claim in linked if claim.claim_id in with_these)):
                    if claim.concerns(part.same):
                        part.choose(self._as_drawn(claim))
                if self._first and any(effect.type == "DocumentRedated" for effect in evidence.effects):
                    del self._parts[one]
            found += new
            self._first = False
        return found

    def _parts_of(self, claim: Claim) -> Iterator[Part]:
        for entity_id in dict.fromkeys(map(self._who.of, concerned(claim))):
            if entity_id in self._parts:
                yield self._parts[entity_id]

    def _know(self, found: Iterable[Claim]) -> list[Claim]:
        """Let the companies know of claims about them; returns those that one had not known."""
        new: dict[int, Claim] = {}
        for claim in found:
            for part in self._parts_of(claim):
                if part.know(self._as_drawn(claim)):
                    new[claim.seq] = claim
        return list(new.values())

    def _as_drawn(self, claim: Claim) -> Claim:
        """The claim at the time at which it was known as far as its document has been redated."""
        known_at = self._pool.assembled[claim.seq][_KNOWN_AT]
        return claim if claim.known_at == known_at else replace(claim, known_at=known_at)

    def _siblings(self, found: Iterable[Claim]) -> list[Claim]:
        """What documents say that tie some claims to others."""
        tied = {c.publication_id for c in found if label_of(c) is not None and joins_deals(c)}
        tied -= self._asked_publications
        self._asked_publications |= tied
        return self._pool.read(among(self._conn, "publication_id"), sorted(tied)) if tied else []

    def _both_sides(self) -> list[Claim]:
        """Where a claim stands in the pictures of both its sides: all such of which another one is the subject.

        What is loosely dated is said of them as their subjects see it, so their dates are nothing to go by here.
        """
        new = [part for one, part in self._parts.items() if one not in self._asked_sides and part.both_sided]
        self._asked_sides |= {part.company_id for part in new}
        if not new:
            return []
        ids = sorted({entity_id for part in new for entity_id in part.same})
        parties = f"SELECT seq FROM claim_parties WHERE {among(self._conn, 'recorded_entity_id')}"  # noqa: S608
        mine = f"SELECT seq FROM claims WHERE kind IN ({SYMMETRIC}) AND previous AND {among(self._conn, 'company_id')}"  # noqa: S608
        return [
            *self._pool.read(f"kind IN ({SYMMETRIC}) AND seq IN ({parties})", ids),
            *self._pool.read(f"seq IN ({mine})", sorted(part.company_id for part in new)),
        ]

    def _found(self, wanted: Iterable[tuple[Part, Wanted]]) -> list[Claim]:
        rows: tuple[list[Any], list[Any], list[Any]] = ([], [], [])
        for part, of in wanted:
            rows[0].extend((part.company_id, *row) for row in of.dated)
            rows[1].extend((part.company_id, *row) for row in of.undated)
            rows[2].extend((part.company_id, kind) for kind in of.loose)
        found: list[Claim] = []
        for (columns, condition), asked in zip((_DATED, _UNDATED, _LOOSE), rows, strict=True):
            if asked:
                table = rows_among(self._conn, columns)
                near = f"SELECT near.seq FROM {table} CROSS JOIN claims AS near WHERE {condition}"  # noqa: S608
                found += self._pool.read(f"seq IN ({near})", *columns_of(self._conn, asked))
        return found
