"""Edited versions of an article: which publication one revises, and since when what it says now was known.

The date of publication stays on the page when the text changes, so it says nothing about the edit. What was seen is
that the text was another one at the last capture.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, RowMapping, select

from ledger.ingest import dating
from ledger.model.addresses import same_page_key
from ledger.model.dates import known_time, micros
from ledger.model.errors import InvalidDate, UnknownPublication
from ledger.model.events import DateCandidate, Publication
from ledger.project.tables import publications
from ledger.store import log


def latest_version(conn: Connection, publication: Publication, canonical: str | None = None) -> str | None:
    """The id of the publisher's last publication at the same address, which another text there would revise."""
    page = canonical or publication.url
    key = same_page_key(page) if page else None
    if key is None:
        return None
    same = (publications.c.page_key == key, publications.c.publisher.is_not_distinct_from(publication.publisher))
    query = select(publications.c.publication_id).where(*same)
    last: str | None = conn.scalar(query.order_by(publications.c.known_at.desc(), publications.c.seq.desc()).limit(1))
    return last


def is_there(conn: Connection, publication_id: str) -> bool:
    """Whether there is such a publication; one that was erased is there no more."""
    query = select(publications.c.seq).where(publications.c.publication_id == publication_id)
    return conn.scalar(query.limit(1)) is not None


def captured_version(conn: Connection, publication_id: str, document_id: str) -> Any:
    """The id of the version with this very content, if it is the publication itself or revises it already."""
    this = publications.c
    query = select(this.publication_id).where(
        (this.publication_id == publication_id) | (this.revises == publication_id), this.document_id == document_id
    )
    return conn.scalar(query.order_by(this.seq).limit(1))


def edited_at(conn: Connection, publication_id: str, dates: Iterable[DateCandidate], now: int) -> int:
    """When an edited version of a publication was known, in microseconds.

    By the date of the last edit that it gives, if that lies after the capture of the version before and is not still to
    come; else now, when it was first seen.

    Raises:
        UnknownPublication: there is no such publication.
    """
    before = _captured(conn, publication_id)
    since = log.get(conn, before["seq"]).recorded_at
    said = [moment for one in dates if one.origin == dating.EDITED and (moment := _moment(one)) is not None]
    edited = max((moment for moment in said if since < moment <= now), default=now)
    # A version that is dated by its day is known at the end of it, and what is made of it is no earlier.
    return max(edited, int(before["known_at"]))


def _captured(conn: Connection, publication_id: str) -> RowMapping:
    query = select(publications).where(publications.c.publication_id == publication_id).order_by(publications.c.seq)
    row = conn.execute(query.limit(1)).mappings().first()
    if row is None:
        raise UnknownPublication(
            f"There is no publication “{publication_id}” that could have been edited; "
            "`deal-ledger claims COMPANY --json` shows the ids of publications."
        )
    return row


def _moment(candidate: DateCandidate) -> int | None:
    day = dating.as_iso(candidate.value)
    try:
        return micros(known_time(day)) if day else None
    except InvalidDate:
        return None
