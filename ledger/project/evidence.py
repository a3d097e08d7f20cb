"""What the read models hold about one company, read back as evidence."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select

from ledger.model.canonical import from_json
from ledger.model.errors import UnknownClaim
from ledger.model.facts import KINDS
from ledger.project.assemble import Evidence
from ledger.project.claims import LIVE, Claim, Effect
from ledger.project.identity import IdentityChange, identity
from ledger.project.pool import Decoder, Pool
from ledger.project.rows import effect_from_row
from ledger.project.tables import claims
from ledger.store.lookups import among, look_up

_EVER = 2**63 - 1
#: Kinds that belong to the picture of both their sides, for a statement.
SYMMETRIC = ", ".join(f"'{kind}'" for kind, rules in KINDS.items() if rules.symmetric)


@dataclass(frozen=True)
class Held:
    """The evidence about one company, and what the read models hold of its claims, both by position.

    `assembled` are the columns `ASSEMBLED`, `parties` the entities that the other sides are taken for now.
    """

    evidence: Evidence
    assembled: Mapping[int, tuple[Any, ...]]
    parties: Mapping[int, Sequence[str]]


def evidence(conn: Connection, entity_ids: Collection[str]) -> Evidence:
    """All claims that concern one of the ids (before merges), what later events did to them, and whom they copy."""
    [held] = gather(conn, [entity_ids])
    return held.evidence


def gather(conn: Connection, companies: Sequence[Collection[str]], decode: Decoder = from_json) -> list[Held]:
    """The same for many companies at once, each given by all its ids."""
    ids = sorted({entity_id for same in companies for entity_id in same})
    if not ids:
        return []
    pool = Pool(conn, decode)
    by_entity: dict[str, list[Claim]] = {}
    for claim in pool.read(among(conn, "recorded_company_id"), ids):
        by_entity.setdefault(claim.company_id, []).append(claim)
    parties = f"SELECT seq FROM claim_parties WHERE {among(conn, 'recorded_entity_id')}"  # noqa: S608 - constants
    for claim in pool.read(f"kind IN ({SYMMETRIC}) AND seq IN ({parties})", ids):
        for party in claim.party_ids:
            by_entity.setdefault(party, []).append(claim)
    pool.complete()
    return [
        Held(pool.evidence(c for entity_id in same for c in by_entity.get(entity_id, ())), pool.assembled, pool.parties)
        for same in companies
    ]


def positions(conn: Connection, entity_id: str) -> list[int]:
    """The positions of all claims that concern this very id, ascending."""
    parties = "SELECT seq FROM claim_parties WHERE recorded_entity_id = ?"
    both_sided = f"kind IN ({SYMMETRIC}) AND seq IN ({parties})"
    statement = f"SELECT seq FROM claims WHERE recorded_company_id = ? OR {both_sided} ORDER BY seq"  # noqa: S608
    return [row[0] for row in look_up(conn, statement, entity_id, entity_id)]


def mentions(conn: Connection, entity_id: str) -> Evidence:
    """All claims that name this very id, on either side, and what became of them."""
    pool = Pool(conn)
    found = _naming(pool, [entity_id])
    pool.complete(copies=False)
    return pool.evidence(found)


def naming(conn: Connection, entity_ids: Collection[str]) -> list[Claim]:
    """All claims that name one of these very ids, on either side."""
    return _naming(Pool(conn), entity_ids)


def _naming(pool: Pool, entity_ids: Collection[str]) -> list[Claim]:
    parties = f"SELECT seq FROM claim_parties WHERE {among(pool.conn, 'recorded_entity_id')}"  # noqa: S608 - constants
    return [
        *pool.read(among(pool.conn, "recorded_company_id"), entity_ids),
        *pool.read(f"seq IN ({parties})", entity_ids),
    ]


def claims_at(conn: Connection, positions: Collection[int]) -> list[Claim]:
    """The claims at these positions, ascending."""
    return Pool(conn).read(among(conn, "seq", "int8"), sorted(positions)) if positions else []


def in_evidence_with(conn: Connection, condition: str, *parameters: Collection[Any] | str) -> tuple[Claim, ...]:
    """The claims of which a condition holds, with what they correct and what corrects them, whomever that is about."""
    pool = Pool(conn)
    found = pool.read(condition, *parameters)
    pool.complete(copies=False)
    return pool.evidence(found).claims


def identity_history(conn: Connection) -> list[IdentityChange]:
    """Every merge and split, ascending."""
    statement = "SELECT seq, type, kept, other, known_at FROM identity_changes ORDER BY seq"
    return [IdentityChange(*row) for row in look_up(conn, statement)]


def expected_at(conn: Connection, company_ids: Iterable[str], seq: int | None) -> dict[str, int] | None:
    """What `log.append` is to expect of companies that were read up to a position, under all the ids they have."""
    if seq is None:
        return None
    who = identity(identity_history(conn), seq=_EVER, known_at=_EVER)
    return {same: seq for company_id in company_ids for same in who.same_as(company_id)}


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
    statement = (
        "SELECT seq, type, known_at, publication_id, payload FROM claim_effects "
        "WHERE claim_id = ? AND type = 'ClaimRanked' ORDER BY seq DESC LIMIT 1"
    )
    rows = look_up(conn, statement, claim_id)
    return effect_from_row(rows[0]) if rows else None
