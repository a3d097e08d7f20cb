"""Captured publications as rows: their fingerprints in buckets, and which of them are alike.

Whether two publications are alike is a function of their two events alone, so it is found once, when the later one is
recorded, whoever else is there: incremental and rebuilt rows are the same. What it means at a known time is asked of
the visible ones (`ledger.project.editions`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    FromClause,
    Select,
    and_,
    bindparam,
    case,
    delete,
    exists,
    func,
    not_,
    or_,
    select,
    tuple_,
)

from ledger.model.addresses import same_page_key
from ledger.model.canonical import digest
from ledger.model.events import Event, publication_id
from ledger.model.fingerprint import alike, bands
from ledger.project.editions import Edition
from ledger.project.rows import Row
from ledger.project.tables import claim_effects, publication_bands, publication_copies, publications
from ledger.store import writes
from ledger.store.lookups import columns_of, look_up, rows_among

CAPTURED = "DocumentCaptured"

T = TypeVar("T")

#: What is asked of a bucket, with PostgreSQL's names of the types.
_BUCKETS = {"band": "bigint", "seq": "bigint", "voice": "bigint"}

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


def _odd(one: FromClause) -> ColumnElement[bool]:
    """Whether a capture's place in time is not just that of its row: it was redated, or captured twice."""
    effect, again = claim_effects.alias(), publications.alias()
    return or_(
        exists().where(effect.c.publication_id == one.c.publication_id, effect.c.type == "DocumentRedated"),
        exists().where(again.c.publication_id == one.c.publication_id, again.c.seq != one.c.seq),
    )


def _alone(one: FromClause) -> ColumnElement[bool]:
    """Whether a capture revises nothing and nothing revises it."""
    newer = publications.alias()
    return and_(one.c.revises.is_(None), not_(exists().where(newer.c.revises == one.c.publication_id)))


def _earlier(one: FromClause, other: FromClause) -> ColumnElement[bool]:
    return tuple_(one.c.known_at, one.c.seq) < tuple_(other.c.known_at, other.c.seq)


def _first_ones() -> Select[Any]:
    """Of captures, each with those like it that may be the earliest one for it at some position.

    Of all likes in the order of the log that is each which is earlier than all before it; and those of which a row
    does not say when they count, or whether: the odd ones, and versions of its own article.
    """
    own, like, pair = publications.alias(), publications.alias(), publication_copies
    always = or_(_odd(like), like.c.publication_id.in_(bindparam("article", expanding=True)))
    known = case((always, None), else_=like.c.known_at)
    before = func.min(known).over(partition_by=pair.c.seq, order_by=pair.c.other_seq, rows=(None, -1))
    joined = pair.join(own, own.c.seq == pair.c.seq).join(like, like.c.seq == pair.c.other_seq)
    found = (
        select(pair.c.seq, pair.c.other_seq, known.label("known"), before.label("before"))
        .select_from(joined)
        .where(pair.c.seq.in_(_VALUES), or_(_earlier(like, own), _odd(own), _odd(like)))
        .subquery()
    )
    counts = or_(found.c.known.is_(None), found.c.before.is_(None), found.c.known < found.c.before)
    chosen = select(found.c.seq, found.c.other_seq, found.c.known.is_(None)).where(counts)
    return chosen.order_by(found.c.seq, found.c.other_seq)


def _resting_ones() -> Select[Any]:
    """The captures for which one of some captures may be the earliest that they are like.

    It is not where another one is earlier still, in whatever article and at whatever time.
    """
    own, like, first = publications.alias(), publications.alias(), publications.alias()
    pair, other = publication_copies.alias(), publication_copies.alias()
    before = exists().where(
        other.c.seq == like.c.seq,
        first.c.seq == other.c.other_seq,
        _earlier(first, own),
        or_(_alone(first), _alone(like)),
        not_(_odd(first)),
    )
    joined = pair.join(own, own.c.seq == pair.c.seq).join(like, like.c.seq == pair.c.other_seq)
    may_be = or_(_odd(own), _odd(like), and_(_earlier(own, like), not_(before)))
    return select(like).distinct().select_from(joined).where(pair.c.seq.in_(_VALUES), may_be)


_FIRST = _first_ones()
_RESTING = _resting_ones()


def write(conn: Connection, events: Sequence[Event]) -> set[str]:
    """Write the captures among the events, and whom they are like; returns their publications."""
    rows = [_row(event) for event in events if event.type == CAPTURED and event.payload]
    if not rows:
        return set()
    writes.insert(conn, publications, [tuple(row[name] for name in _COLUMNS) for row in rows])
    keys = [(band, row["seq"], _voice(row)) for row in rows for band in _bands(row)]
    writes.insert(conn, publication_bands, keys)
    pairs = _alike(conn, rows)
    writes.insert(conn, publication_copies, [*pairs, *((b, a) for a, b in pairs)])
    return {row["publication_id"] for row in rows}


def load(conn: Connection, publication_ids: Collection[str]) -> list[Edition]:
    """The publications among these that copy, are copied, revise or are revised, with all that says on whom they rest.

    Each comes with its article and, of those that it is like, with the ones that may be the earliest at some position
    and time: few, however many print the text.
    """
    found: dict[int, Row] = {}
    likes: dict[int, set[int]] = {}
    waiting = _rows(conn, _TIED, publication_ids)
    while waiting:
        new = {row["seq"]: row for row in waiting}
        found |= new | _versions(conn, [row for row in waiting if row["seq"] not in found])
        articles = _articles(found.values())
        of_article: dict[str, list[Row]] = {}
        for row in waiting:
            article = articles[row["publication_id"]]
            of_article.setdefault(min(article) if len(article) > 1 else "", []).append(row)
        for name, rows in of_article.items():
            likes |= _first(conn, rows, articles[name] if name else ())
        called = {row["publication_id"] for row in waiting}
        more = {row["seq"] for row in found.values() if row["publication_id"] in called}
        more = (more | {seq for one in new for seq in likes[one]}) - likes.keys()
        waiting = [found[seq] for seq in sorted(more & found.keys())] + _rows(conn, _AT, more - found.keys())
    return [_edition(found[seq], likes.get(seq, set())) for seq in sorted(found)]


def resting(conn: Connection, publication_ids: Collection[str]) -> set[str]:
    """The publications whose place among the others these decide: of their articles, or resting on one of them."""
    start = _rows(conn, _TIED, publication_ids)
    found = {row["seq"]: row for row in start} | _versions(conn, start)
    waiting = set(found)
    while waiting:
        rows = _rows(conn, _RESTING, waiting)
        waiting = {row["seq"] for row in rows} - found.keys()
        found |= {row["seq"]: row for row in rows}
    return {row["publication_id"] for row in found.values()}


def _first(conn: Connection, rows: Sequence[Row], article: Collection[str]) -> dict[int, set[int]]:
    """By position: the likes of some captures of one article, or of none, that may be the earliest (`_FIRST`)."""
    chosen: dict[int, set[int]] = {row["seq"]: set() for row in rows}
    always: set[tuple[int, int]] = set()
    for some in chunks(sorted(chosen)):
        for seq, other, any_time in conn.execute(_FIRST, {"values": some, "article": list(article)}):
            if any_time:
                always.add((seq, other))
                continue
            if other < seq:  # what is earlier than all before it, and there whenever the copy is
                chosen[seq].clear()
            chosen[seq].add(other)
    for seq, other in always:
        chosen[seq].add(other)
    return chosen


def _versions(conn: Connection, rows: Collection[Row]) -> dict[int, Row]:
    """All of the articles of these, by position, and other captures of them, which two commands may have made."""
    found: dict[int, Row] = {}
    new = list(rows)
    known = {row["seq"] for row in rows}
    while new:
        called = {row["publication_id"] for row in new}
        more = [
            *_rows(conn, _CALLED, called | {row["revises"] for row in new if row["revises"]}),
            *_rows(conn, _REVISING, called),
        ]
        new = list({row["seq"]: row for row in more if row["seq"] not in known}.values())
        known |= {row["seq"] for row in new}
        found |= {row["seq"]: row for row in new}
    return found


def _articles(rows: Iterable[Row]) -> dict[str, set[str]]:
    """Publication id → the ids of all versions of its article."""
    article: dict[str, set[str]] = {}
    for row in rows:
        own = article.setdefault(row["publication_id"], {row["publication_id"]})
        other = article.setdefault(row["revises"], {row["revises"]}) if row["revises"] else own
        if other is not own:
            own |= other
            article |= dict.fromkeys(other, own)
    return article


def forget(conn: Connection, seq: int) -> set[str]:
    """Take away what the capture at a position wrote; returns the publications whose claims rest otherwise now."""
    publication = conn.scalar(select(publications.c.publication_id).where(publications.c.seq == seq))
    if publication is None:
        return set()
    tied = resting(conn, [publication])
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


def _alike(conn: Connection, rows: Sequence[Row]) -> list[tuple[int, int]]:
    """The earlier captures of other publishers that are alike, each with the one of these that it is like."""
    of_page: dict[str, list[Row]] = {}
    for other in _rows(conn, _OF_PAGE, {row["page_key"] for row in rows} - {None}):
        of_page.setdefault(other["page_key"], []).append(other)
    sharing = _sharing(conn, rows)
    called = {row["seq"]: row for row in _rows(conn, _AT, {seq for some in sharing.values() for seq in some})}
    found: list[tuple[int, int]] = []
    for row in rows:
        candidates = {seq: called[seq] for seq in sharing.get(row["seq"], ())}
        candidates |= {other["seq"]: other for other in of_page.get(row["page_key"], ()) if other["seq"] < row["seq"]}
        for seq, other in sorted(candidates.items()):
            if _source(row) != _source(other) and (_same_page(row, other) or _same_text(row, other)):
                found.append((seq, row["seq"]))
    return found


def _sharing(conn: Connection, rows: Sequence[Row]) -> dict[int, set[int]]:
    """By position: the earlier captures of other publishers that share a bucket with some captures."""
    asked = [(band, row["seq"], _voice(row)) for row in rows for band in _bands(row)]
    if not asked:
        return {}
    columns = columns_of(conn, asked)
    # Two ranges of an index, where "<>" would be none: a footer of its own is in all that a publisher has put out.
    statement = " UNION ".join(
        f"SELECT asked.seq, there.seq FROM {rows_among(conn, _BUCKETS)} JOIN publication_bands AS there "  # noqa: S608 - constants
        f"ON there.band = asked.band AND there.voice {other} asked.voice AND there.seq < asked.seq"
        for other in ("<", ">")
    )
    found: dict[int, set[int]] = {}
    for seq, other in look_up(conn, statement, *columns, *columns):
        found.setdefault(seq, set()).add(other)
    return found


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
