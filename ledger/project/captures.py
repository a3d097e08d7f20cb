"""Captured publications as rows: their fingerprints in buckets, and which of them are alike.

Whether two publications are alike is a function of their two events alone, so it is found once, when the later one is
recorded, whoever else is there: incremental and rebuilt rows are the same. What it means at a known time is asked of
the visible ones (`ledger.project.editions`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import BindParameter, Connection, Select, bindparam, delete, exists, or_, select

from ledger.model.addresses import same_page_key
from ledger.model.canonical import digest
from ledger.model.events import Event, publication_id
from ledger.model.fingerprint import alike, bands
from ledger.project.editions import Edition
from ledger.project.rows import Row
from ledger.project.tables import publication_bands, publication_copies, publications
from ledger.store import writes

CAPTURED = "DocumentCaptured"

T = TypeVar("T")

_COLUMNS = tuple(column.name for column in publications.columns)

# Made once: each document asks them, and making them takes longer than asking.
_VALUES: BindParameter[Any] = bindparam("values", expanding=True)
_NEWER = publications.alias()
_ALL = select(publications)
_AT = _ALL.where(publications.c.seq.in_(_VALUES))
_CALLED = _ALL.where(publications.c.publication_id.in_(_VALUES))
_REVISING = _ALL.where(publications.c.revises.in_(_VALUES))
_OF_PAGE = _ALL.where(publications.c.page_key.in_(_VALUES))
_TIED = _CALLED.where(
    or_(
        publications.c.revises.is_not(None),
        exists().where(publication_copies.c.seq == publications.c.seq),
        exists().where(_NEWER.c.revises == publications.c.publication_id),
    )
)
_COPIES = select(publication_copies).where(publication_copies.c.seq.in_(_VALUES))
_IN_BUCKETS = (
    select(publication_bands.c.seq)
    .distinct()
    .where(
        publication_bands.c.band.in_(_VALUES),
        publication_bands.c.seq < bindparam("seq"),
        publication_bands.c.voice != bindparam("voice"),
    )
)


def write(conn: Connection, events: Sequence[Event]) -> set[str]:
    """Write the captures among the events, and whom they are like; returns their publications."""
    rows = [_row(event) for event in events if event.type == CAPTURED and event.payload]
    if not rows:
        return set()
    writes.insert(conn, publications, [tuple(row[name] for name in _COLUMNS) for row in rows])
    keys = [(band, row["seq"], _voice(row)) for row in rows for band in _bands(row)]
    writes.insert(conn, publication_bands, keys)
    pairs = [pair for row in rows for pair in _alike(conn, row)]
    writes.insert(conn, publication_copies, [*pairs, *((b, a) for a, b in pairs)])
    return {row["publication_id"] for row in rows}


def load(conn: Connection, publication_ids: Collection[str]) -> list[Edition]:
    """The publications among these that copy, are copied, revise or are revised, and all that they are so tied to."""
    found: dict[int, Row] = {}
    tied: dict[int, set[int]] = {}
    waiting = _rows(conn, _TIED, publication_ids)
    while waiting:
        found |= {row["seq"]: row for row in waiting}
        tied |= {row["seq"]: set() for row in waiting}
        for some in chunks([row["seq"] for row in waiting]):
            for seq, other in conn.execute(_COPIES, {"values": some}):
                tied[seq].add(other)
        more = {other for row in waiting for other in tied[row["seq"]]} - found.keys()
        waiting = _rows(conn, _AT, more) or _versions(conn, found)
    return [_edition(found[seq], tied[seq]) for seq in sorted(found)]


def _versions(conn: Connection, found: Mapping[int, Row]) -> list[Row]:
    """What these revise and what revises them; and other captures of the same, which two commands may have made."""
    known = {row["publication_id"] for row in found.values()}
    ids = known | {row["revises"] for row in found.values() if row["revises"]}
    rows = [*_rows(conn, _CALLED, ids), *_rows(conn, _REVISING, known)]
    return list({row["seq"]: row for row in rows if row["seq"] not in found}.values())


def forget(conn: Connection, seq: int) -> set[str]:
    """Take away what the capture at a position wrote; returns the publications whose claims rest otherwise now."""
    publication = conn.scalar(select(publications.c.publication_id).where(publications.c.seq == seq))
    if publication is None:
        return set()
    tied = {one.publication_id for one in load(conn, [publication])}
    others = list(conn.scalars(select(publication_copies.c.other_seq).where(publication_copies.c.seq == seq)))
    for some in chunks(others):
        copies = publication_copies.c
        conn.execute(delete(publication_copies).where(copies.seq.in_(some), copies.other_seq == seq))
    made = conn.scalar(select(publications.c.fingerprint).where(publications.c.seq == seq))
    keys = publication_bands.c
    for some in chunks(sorted(bands(made)) if made else []):
        conn.execute(delete(publication_bands).where(keys.band.in_(some), keys.seq == seq))
    conn.execute(delete(publication_copies).where(publication_copies.c.seq == seq))
    conn.execute(delete(publications).where(publications.c.seq == seq))
    return tied


def chunks(items: Collection[T], size: int = 500) -> Iterator[list[T]]:
    """The items in lists that a statement may name one by one."""
    listed = list(items)
    return (listed[start : start + size] for start in range(0, len(listed), size))


def _alike(conn: Connection, row: Row) -> Iterator[tuple[int, int]]:
    """The earlier captures of other publishers that are alike, each with this one."""
    rows = _rows(conn, _OF_PAGE, [row["page_key"]]) if row["page_key"] else []
    if row["fingerprint"]:
        place = {"values": _bands(row), "seq": row["seq"], "voice": _voice(row)}
        rows += _rows(conn, _AT, conn.scalars(_IN_BUCKETS, place).all())
    candidates = {other["seq"]: other for other in rows if other["seq"] < row["seq"]}
    for seq, other in sorted(candidates.items()):
        if _source(row) != _source(other) and (_same_page(row, other) or _same_text(row, other)):
            yield seq, row["seq"]


def _same_page(one: Row, other: Row) -> bool:
    """Whether one page names the other's address, or both the same, as their own.

    An address that neither page names itself may be of a list or a register that several people cite.
    """
    named = one["names_page"] or other["names_page"]
    return bool(named) and one["page_key"] is not None and one["page_key"] == other["page_key"]


def _same_text(one: Row, other: Row) -> bool:
    return bool(one["fingerprint"] and other["fingerprint"]) and alike(one["fingerprint"], other["fingerprint"])


def _bands(row: Row) -> list[int]:
    return sorted(bands(row["fingerprint"])) if row["fingerprint"] else []


def _rows(conn: Connection, statement: Select[Any], values: Collection[Any]) -> list[Row]:
    return [
        dict(row) for some in chunks(sorted(values)) for row in conn.execute(statement, {"values": some}).mappings()
    ]


def _row(event: Event) -> Row:
    payload, publication = event.payload, event.payload["publication"]
    canonical, url = payload.get("canonical_url"), publication["url"]
    page = canonical or url
    parts = [publication[name] for name in ("publisher", "url", "published", "document_id")]
    return {
        "seq": event.seq,
        "publication_id": publication_id(*parts),
        "document_id": publication["document_id"],
        "publisher": publication["publisher"],
        "publisher_id": publication["publisher_id"],
        "url": url,
        "title": publication["title"],
        "known_at": event.known_at,
        "page_key": same_page_key(page) if page else None,
        "names_page": canonical is not None,
        "fingerprint": payload.get("fingerprint"),
        "revises": payload.get("revises"),
    }


def _edition(row: Row, tied: set[int]) -> Edition:
    return Edition(
        seq=row["seq"],
        publication_id=row["publication_id"],
        known_at=row["known_at"],
        source=_source(row),
        root=row["publisher"] or unnamed(row["document_id"]),
        publisher=row["publisher"],
        url=row["url"],
        revises=row["revises"],
        alike=frozenset(tied),
    )


def _voice(row: Row) -> int:
    """The publisher as a number: a footer of its own must not make all of its texts candidates."""
    return int(digest(_source(row).encode())[:15], 16)


def _source(row: Row) -> str:
    return row["publisher_id"] or row["publisher"] or unnamed(row["document_id"])


def unnamed(document_id: str) -> str:
    """What an unknown publisher is called: it is nobody else's voice, so the document stands for it."""
    return f"document:{document_id[:12]}"
