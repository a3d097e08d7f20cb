"""What messages are signed with: made here and shown once, or kept in an environment variable that is only named.

A secret that is replaced goes on signing beside its successor for a while (Standard Webhooks allows several
signatures), so that a receiver can be given the new one without losing a message.
"""

from __future__ import annotations

import base64
import binascii
import os
import re
import secrets as randomness
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection, delete, insert, select, update
from standardwebhooks import Webhook

from ledger.alert.tables import secrets
from ledger.model.dates import moment
from ledger.model.errors import InvalidSubscription

PREFIX = "whsec_"
#: Standard Webhooks: between 24 and 64 bytes.
_BYTES, _LEAST, _MOST = 32, 24, 64
#: How long a replaced secret goes on signing.
OVERLAP_SECONDS = 24 * 3600
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def new_secret(conn: Connection, subscription: str, *, now: int, overlap: int = OVERLAP_SECONDS) -> str:
    """Make a secret that signs from now on, beside the one before it for `overlap` seconds; it is told only here."""
    secret = PREFIX + base64.b64encode(randomness.token_bytes(_BYTES)).decode()
    _put(conn, {"subscription": subscription, "secret": secret, "variable": None}, now, overlap)
    return secret


def use_variable(
    conn: Connection, subscription: str, variable: str, *, now: int, overlap: int = OVERLAP_SECONDS
) -> None:
    """Sign with what an environment variable holds, wherever messages are delivered; the database never sees it.

    Raises:
        InvalidSubscription: that is no name of a variable.
    """
    if _VARIABLE.fullmatch(variable) is None:
        # Not quoted: somebody may have written the secret itself.
        raise InvalidSubscription("A variable's name has letters, digits and underscores; the secret stays in it.")
    _put(conn, {"subscription": subscription, "secret": None, "variable": variable}, now, overlap)


def has_secret(conn: Connection, subscription: str) -> bool:
    return conn.scalar(select(secrets.c.made_at).where(secrets.c.subscription == subscription).limit(1)) is not None


def forget(conn: Connection, subscription: str) -> None:
    """Remove every secret of a subscription."""
    conn.execute(delete(secrets).where(secrets.c.subscription == subscription))


def secrets_of(conn: Connection, subscription: str, now: int) -> list[str]:
    """The secrets that sign now, the newest first.

    Raises:
        InvalidSubscription: there is none, or a variable does not hold one.
    """
    table = secrets
    rows = conn.execute(
        select(table.c.secret, table.c.variable)
        .where(table.c.subscription == subscription, (table.c.expires_at.is_(None)) | (table.c.expires_at > now))
        .order_by(table.c.made_at.desc())
    ).all()
    if not rows:
        raise InvalidSubscription(f"“{subscription}” has no secret; “deal-ledger alert rotate” makes one.")
    return [row.secret or _from_variable(row.variable) for row in rows]


def signed(message_id: str, body: bytes, signing: Sequence[str], at: int) -> Mapping[str, str]:
    """The headers of Standard Webhooks for a message that is sent at a time (microseconds UTC)."""
    sent: datetime = moment(at).astimezone(UTC)
    signatures = [Webhook(secret).sign(message_id, sent, body.decode()) for secret in signing]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(sent.timestamp())),
        "webhook-signature": " ".join(signatures),
        "content-type": "application/json",
    }


def _put(conn: Connection, row: Mapping[str, str | None], now: int, overlap: int) -> None:
    """Let a secret follow the one that holds, which expires after `overlap` seconds."""
    mine = secrets.c.subscription == row["subscription"]
    conn.execute(delete(secrets).where(mine, secrets.c.expires_at <= now))
    last = conn.scalar(select(secrets.c.made_at).where(mine).order_by(secrets.c.made_at.desc()).limit(1)) or 0
    held = update(secrets).where(mine, secrets.c.expires_at.is_(None))
    conn.execute(held.values(expires_at=now + overlap * 1_000_000))
    conn.execute(insert(secrets).values(**row, made_at=max(now, last + 1), expires_at=None))


def _from_variable(variable: str) -> str:
    said = os.environ.get(variable, "")
    try:
        raw = base64.b64decode(said.removeprefix(PREFIX), validate=True)
    except binascii.Error:
        raw = b""
    if not _LEAST <= len(raw) <= _MOST:
        raise InvalidSubscription(
            f"The environment variable {variable} holds no secret here: whsec_ and {_LEAST} to {_MOST} bytes in base64."
        )
    return said
