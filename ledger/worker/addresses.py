"""What is remembered of every address: its validators, what was captured from it, and when to look again.

An article is edited mostly in its first days, so that is when its address is looked at again by itself; a source that
says of an entry that it changed has it looked at in any case.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, replace

from sqlalchemy.engine import Connection

from ledger.fetch.validators import Validators
from ledger.store.log import sql
from ledger.store.lookups import among, look_up
from ledger.store.text import readable
from ledger.worker.clock import SECOND

#: Pauses after which an address is looked at again without being asked to, counted from its last change: in all, an
#: article is looked at six times in its first fortnight.
RECHECKS = tuple(hours * 3600 * SECOND for hours in (1, 6, 24, 3 * 24, 7 * 24))

_COLUMNS = (
    "address, source, mark, validators, body_hash, text_hash, publication_id, captured_at, checked_at, "
    "checks, recheck_at, gone_at, status, reason"
)


@dataclass(frozen=True, slots=True)
class Address:
    """The row of an address. Times are microseconds UTC."""

    address: str
    source: str | None = None
    mark: str | None = None
    #: JSON, as the fetcher gave them.
    validators: str | None = None
    body_hash: str | None = None
    text_hash: str | None = None
    publication_id: str | None = None
    captured_at: int | None = None
    checked_at: int | None = None
    checks: int = 0
    recheck_at: int | None = None
    gone_at: int | None = None
    status: str = "new"
    reason: str | None = None

    def looked_at(self, at: int, status: str, reason: str | None = None) -> Address:
        """The address after it was asked for and had nothing new."""
        return replace(
            self,
            checked_at=at,
            checks=self.checks + 1,
            recheck_at=self._recheck(at) if self.publication_id and status != "gone" else None,
            gone_at=(self.gone_at or at) if status == "gone" else None,
            status=status,
            reason=reason,
        )

    def left_alone(self) -> Address:
        """The address when it is not to be looked at again by itself: it is queued to be, or its source tells."""
        return replace(self, recheck_at=None)

    def changed(self, at: int, *, publication_id: str, text_hash: str) -> Address:
        """The address after a document was captured from it that was not there before."""
        return replace(
            self,
            publication_id=publication_id,
            text_hash=text_hash,
            captured_at=at,
            checked_at=at,
            checks=0,
            recheck_at=at + RECHECKS[0],
            gone_at=None,
            status="captured",
            reason=None,
        )

    def _recheck(self, at: int) -> int | None:
        return at + RECHECKS[self.checks + 1] if self.checks + 1 < len(RECHECKS) else None


def get(conn: Connection, address: str) -> Address:
    """What is remembered of an address; of a new one nothing."""
    return get_all(conn, [address])[address]


def get_all(conn: Connection, wanted: Collection[str]) -> dict[str, Address]:
    """The same of many, by address."""
    statement = f"SELECT {_COLUMNS} FROM addresses WHERE {among(conn, 'address')}"
    found = {row[0]: Address(*row) for row in look_up(conn, statement, list(wanted))} if wanted else {}
    return {address: found.get(address) or Address(address) for address in wanted}


def put(conn: Connection, found: Address) -> None:
    """Remember it."""
    put_all(conn, [found])


def put_all(conn: Connection, found: Sequence[Address]) -> None:
    """Remember many."""
    if not found:
        return
    names = [name.strip() for name in _COLUMNS.split(",")]
    assignments = ", ".join(f"{name} = excluded.{name}" for name in names[1:])
    statement = (
        f"INSERT INTO addresses ({_COLUMNS}) VALUES ({', '.join('?' * len(names))}) "
        f"ON CONFLICT (address) DO UPDATE SET {assignments}"
    )
    values = [
        tuple(readable(value) if isinstance(value := getattr(each, name), str) else value for name in names)
        # In one order whoever writes, so that two who have some of them in common do not wait for each other.
        for each in sorted(found, key=lambda each: each.address)
    ]
    conn.exec_driver_sql(sql(conn, statement), values)


def validators_of(row: Address) -> Validators | None:
    """What to send with the next request, so that only a changed document is sent back."""
    return Validators(**json.loads(row.validators)) if row.validators else None


def stored_validators(validators: Validators | None) -> str | None:
    """As they are remembered."""
    return None if validators is None else json.dumps(asdict(validators))


def to_look_at_again(conn: Connection, source: str, at: int, limit: int) -> list[Address]:
    """Addresses of a source whose time has come, longest due first."""
    rows = conn.exec_driver_sql(
        sql(
            conn,
            f"SELECT {_COLUMNS} FROM addresses WHERE source = ? AND recheck_at <= ? ORDER BY recheck_at, address "
            "LIMIT ?",
        ),
        (source, at, limit),
    )
    return [Address(*row) for row in rows]


def leave_alone(conn: Connection, some: Sequence[Address]) -> None:
    """Look at them no more by themselves, unless somebody has found meanwhile that they changed."""
    statement = (
        f"UPDATE addresses SET recheck_at = NULL WHERE recheck_at <= CAST(? AS BIGINT) AND {among(conn, 'address')}"
    )
    if some:
        last = max(row.recheck_at or 0 for row in some)
        look_up(conn, f"{statement} RETURNING address", last, [row.address for row in some])
