"""What the read models hold about one company, read back as evidence."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, func, select

from ledger.model.errors import UnknownClaim
from ledger.model.facts import KINDS
from ledger.project import captures
from ledger.project.assemble import Evidence
from ledger.project.captures import chunks
from ledger.project.claims import LIVE, Claim, Effect
from ledger.project.identity import IdentityChange
from ledger.project.rows import claim_from_row, effect_from_rows
from ledger.project.tables import claim_effects, claim_parties, claims, identity_changes

#: Kinds that belong to the picture of both their sides.
SYMMETRIC = [kind for kind, rules in KINDS.items() if rules.symmetric]


def evidence(conn: Connection, entity_ids: Collection[str]) -> Evidence:
    """All claims that concern one of the ids (before merges), what later events did to them, and whom they copy."""
    found = complete(conn, _claims(conn, entity_ids))
    own = {c.publication_id for c in found.claims}
    editions = captures.load(conn, own)
    others = {one.publication_id for one in editions} - own
    redated = tuple(_effects(conn, [], others)) if others else ()
    return replace(found, effects=found.effects + redated, editions=tuple(editions))


def mentions(conn: Connection, entity_id: str) -> Evidence:
    """All claims that name this very id, on either side, and what became of them."""
    as_other_side = select(claim_parties.c.seq).where(claim_parties.c.recorded_entity_id == entity_id)
    named = (claims.c.recorded_company_id == entity_id) | claims.c.seq.in_(as_other_side)
    rows = conn.execute(select(claims).where(named).order_by(claims.c.seq)).mappings().all()
    return complete(conn, _with_parties(conn, rows))


def claims_at(conn: Connection, positions: Collection[int]) -> list[Claim]:
    """The claims at these positions, ascending."""
    found: list[Claim] = []
    for some in chunks(sorted(positions)):
        rows = conn.execute(select(claims).where(claims.c.seq.in_(some)).order_by(claims.c.seq)).mappings().all()
        found.extend(_with_parties(conn, rows))
    return found


def identity_history(conn: Connection) -> list[IdentityChange]:
    """Every merge and split, ascending."""
    rows = conn.execute(select(identity_changes).order_by(identity_changes.c.seq)).mappings()
    return [IdentityChange(r["seq"], r["type"], r["kept"], r["other"], r["known_at"]) for r in rows]


def _claims(conn: Connection, entity_ids: Collection[str]) -> list[Claim]:
    ids = sorted(entity_ids)
    as_other_side = select(claim_parties.c.seq).where(claim_parties.c.recorded_entity_id.in_(ids))
    own = select(claims).where(claims.c.recorded_company_id.in_(ids))
    ties = select(claims).where(claims.c.kind.in_(SYMMETRIC), claims.c.seq.in_(as_other_side))
    rows = {row["seq"]: row for query in (own, ties) for row in conn.execute(query).mappings()}
    return _with_parties(conn, [rows[seq] for seq in sorted(rows)])


def complete(conn: Connection, found: list[Claim]) -> Evidence:
    """The claims, what they correct or are corrected by where that is about somebody else, and all effects on these.

    A correction brings its own document along, whose redating counts too; so until nothing is added.
    """
    while True:
        effects = list(_effects(conn, [c.claim_id for c in found], {c.publication_id for c in found}))
        more = _with_corrections(conn, found, effects)
        if len(more) == len(found):
            return Evidence(tuple(found), tuple(effects))
        found = more


def _with_corrections(conn: Connection, found: list[Claim], effects: Iterable[Effect]) -> list[Claim]:
    positions = {c.seq for c in found}
    missing = {e.seq for e in effects if e.type == "FactCorrected"} - positions
    corrected = sorted({c.corrects for c in found if c.corrects} - {c.claim_id for c in found})
    for some in chunks(corrected):
        missing.update(conn.scalars(select(claims.c.seq).where(claims.c.claim_id.in_(some))))
    return sorted([*found, *claims_at(conn, missing)], key=lambda c: c.seq)


def _with_parties(conn: Connection, rows: Collection[RowMapping]) -> list[Claim]:
    parties: dict[int, list[str]] = {}
    for some in chunks([row["seq"] for row in rows]):
        query: Select[Any] = (
            select(claim_parties.c.seq, claim_parties.c.recorded_entity_id)
            .where(claim_parties.c.seq.in_(some))
            .order_by(claim_parties.c.seq, claim_parties.c.place)
        )
        for seq, entity_id in conn.execute(query):
            parties.setdefault(seq, []).append(entity_id)
    return [claim_from_row(dict(row), parties.get(row["seq"], ())) for row in rows]


def _effects(conn: Connection, claim_ids: Collection[str], publication_ids: Collection[str]) -> Iterator[Effect]:
    positions: set[int] = set()
    for some in chunks(claim_ids):
        positions.update(conn.scalars(select(claim_effects.c.seq).where(claim_effects.c.claim_id.in_(some))))
    for some in chunks(sorted(publication_ids)):
        positions.update(conn.scalars(select(claim_effects.c.seq).where(claim_effects.c.publication_id.in_(some))))
    for chosen in chunks(sorted(positions)):
        query = (
            select(claim_effects)
            .where(claim_effects.c.seq.in_(chosen))
            .order_by(claim_effects.c.seq, claim_effects.c.place)
        )
        for _, rows in groupby(conn.execute(query).mappings(), key=lambda r: int(r["seq"])):
            yield effect_from_rows([dict(row) for row in rows])


def find_claim(conn: Connection, reference: str) -> Claim:
    """The claim with this id (or a unique beginning of it, of eight characters at least), or at this position.

    Raises:
        UnknownClaim: there is none, or several begin so.
    """
    if reference.isdecimal() and len(reference) < 19:
        wanted = claims.c.seq == int(reference)
    elif len(reference) >= 8 and set(reference) <= set("0123456789abcdef-"):
        wanted = claims.c.claim_id.startswith(reference, autoescape=True)
    else:
        wanted = claims.c.claim_id == reference
    found = conn.scalars(select(claims.c.seq).where(wanted).limit(2)).all()
    if len(found) != 1:
        trouble = "Several claims begin with" if found else "There is no claim"
        raise UnknownClaim(f"{trouble} “{reference}”; `deal-ledger claims COMPANY` lists ids and positions.")
    return claims_at(conn, found)[0]


def claim_called(conn: Connection, reference: str) -> Claim:
    """The latest claim with this fact id, or else as `find_claim`."""
    seq = conn.scalar(select(func.max(claims.c.seq)).where(claims.c.fact_id == reference))
    return find_claim(conn, reference) if seq is None else claims_at(conn, [seq])[0]


def is_live(conn: Connection, claim_id: str) -> bool:
    """Whether the claim counts now: neither corrected nor retracted."""
    return conn.scalar(select(claims.c.status).where(claims.c.claim_id == claim_id)) == LIVE


def latest_rank(conn: Connection, claim_id: str) -> Effect | None:
    """The last ranking of the claim."""
    query = select(claim_effects).where(claim_effects.c.claim_id == claim_id, claim_effects.c.type == "ClaimRanked")
    row = conn.execute(query.order_by(claim_effects.c.seq.desc()).limit(1)).mappings().first()
    return effect_from_rows([dict(row)]) if row else None
