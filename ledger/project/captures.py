"""Captured publications as rows: their fingerprints in buckets, and which of them are alike.

Whether two publications are alike is a function of their two events alone, so it is found once, when the later one is
recorded, whoever else is there: incremental and rebuilt rows are the same. What it means at a known time is asked of
the visible ones (`ledger.project.editions`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, delete, exists, insert, or_, select

from ledger.model.addresses import same_page_key
from ledger.model.canonical import digest
from ledger.model.events import Event, publication_id
from ledger.model.fingerprint import alike, bands
from ledger.project.editions import Edition
from ledger.project.rows import Row
from ledger.project.tables import publication_bands, publication_copies, publications

CAPTURED = "DocumentCaptured"

T = TypeVar("T")


def write(conn: Connection, events: Sequence[Event]) -> set[str]:
    """Write the captures among the events, and whom they are like.

    Returns:
        The publications whose claims may rest on others now: copies of the new ones, and versions of their articles.
    """
    rows = [_row(event) for event in events if event.type == CAPTURED and event.payload]
    if not rows:
        return set()
    conn.execute(insert(publications), rows)
    keys = [{"band": band, "seq": row["seq"], "voice": _voice(row)} for row in rows for band in _bands(row)]
    if keys:
        conn.execute(insert(publication_bands), keys)
    pairs = [pair for row in rows for pair in _alike(conn, row)]
    if pairs:
        both_ways = [{"seq": a, "other_seq": b} for a, b in pairs] + [{"seq": b, "other_seq": a} for a, b in pairs]
        conn.execute(insert(publication_copies), both_ways)
    return {one.publication_id for one in load(conn, {row["publication_id"] for row in rows})}


def load(conn: Connection, publication_ids: Collection[str]) -> list[Edition]:
    """The publications among these that copy, are copied, revise or are revised, and all that they are so tied to."""
    found: dict[int, Row] = {}
    tied: dict[int, set[int]] = {}
    waiting = list(_rows(conn, publications.c.publication_id.in_, publication_ids, _is_tied()))
    while waiting:
        found |= {row["seq"]: row for row in waiting}
        tied |= {row["seq"]: set() for row in waiting}
        for some in chunks([row["seq"] for row in waiting]):
            query = select(publication_copies).where(publication_copies.c.seq.in_(some))
            for seq, other in conn.execute(query):
                tied[seq].add(other)
        more = {other for row in waiting for other in tied[row["seq"]]} - found.keys()
        waiting = list(_rows(conn, publications.c.seq.in_, more)) if more else []
        if not waiting:
            waiting = _versions(conn, found)
    return [_edition(found[seq], tied[seq]) for seq in sorted(found)]


def _versions(conn: Connection, found: Mapping[int, Row]) -> list[Row]:
    """What these revise and what revises them; and other captures of the same, which two commands may have made."""
    known = {row["publication_id"] for row in found.values()}
    ids = known | {row["revises"] for row in found.values() if row["revises"]}

    def of_an_article(some: list[str]) -> ColumnElement[bool]:
        return publications.c.publication_id.in_(some) | publications.c.revises.in_([i for i in some if i in known])

    return [row for row in _rows(conn, of_an_article, ids) if row["seq"] not in found]


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
    candidates: dict[int, Row] = {}
    mine = publications.c.seq < row["seq"]
    if row["page_key"]:
        candidates |= {r["seq"]: r for r in _rows(conn, publications.c.page_key.in_, [row["page_key"]], mine)}
    if row["fingerprint"]:
        bucket = publication_bands.c
        near = bucket.band.in_(_bands(row)), bucket.seq < row["seq"], bucket.voice != _voice(row)
        found = conn.scalars(select(bucket.seq).distinct().where(*near)).all()
        candidates |= {r["seq"]: r for r in _rows(conn, publications.c.seq.in_, found)}
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


def _is_tied() -> ColumnElement[bool]:
    newer = publications.alias()
    return or_(
        publications.c.revises.is_not(None),
        exists().where(publication_copies.c.seq == publications.c.seq),
        exists().where(newer.c.revises == publications.c.publication_id),
    )


def _rows(
    conn: Connection,
    among: Callable[[list[Any]], ColumnElement[bool]],
    values: Collection[Any],
    *conditions: ColumnElement[bool],
) -> Iterator[Row]:
    for some in chunks(sorted(values)):
        query = select(publications).where(among(some), *conditions)
        yield from (dict(row) for row in conn.execute(query).mappings())


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
