"""What delivering alerts has to remember. None of it is knowledge: who is to be told what stands in the log, and an
alert is worked out from the log whenever it is needed. Losing the cursors costs repeats (with the ids they had), losing
the secrets means new ones.

Times are microseconds UTC by the database's clock, because workers on several machines share these rows.
"""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, Table

from ledger.store.tables import BIGINT, TEXT, metadata

cursors = Table(
    "alert_cursors",
    metadata,
    Column("subscription", TEXT, primary_key=True),
    Column("position", BIGINT, nullable=False, comment="everything up to here was delivered, or is no alert"),
    Column("claimed_by", TEXT, comment="who is delivering"),
    Column("claimed_until", BIGINT, comment="from then on somebody else may deliver"),
    Column("attempts", Integer, nullable=False, comment="how often the next message failed in a row"),
    Column("failing_since", BIGINT, comment="the first of these failures"),
    Column("next_at", BIGINT, nullable=False, comment="not to be tried before"),
    Column("reason", TEXT, comment="why the last attempt failed"),
    Column("disabled_at", BIGINT, comment="since when it was given up, until a person starts it again"),
    Column("delivered", BIGINT, nullable=False, comment="messages that arrived, in all"),
    Column("delivered_at", BIGINT, comment="when the last one did"),
    Index("ix_alert_cursors_position", "position"),
    comment="How far each subscription has been told, and how that goes",
)

entries = Table(
    "alert_entries",
    metadata,
    Column("subscription", TEXT, primary_key=True),
    Column("seq", BIGINT, primary_key=True, autoincrement=False, comment="position of the alert"),
    comment="The latest alerts of subscriptions that are fetched as a feed; what they say is in the log",
)

secrets = Table(
    "alert_secrets",
    metadata,
    Column("subscription", TEXT, primary_key=True),
    Column("made_at", BIGINT, primary_key=True, autoincrement=False),
    Column("secret", TEXT, comment="whsec_…; null where it is kept in an environment variable"),
    Column("variable", TEXT, comment="the environment variable that holds it"),
    Column("expires_at", BIGINT, comment="until when it signs beside its successor; null: the one that holds"),
    comment="What messages are signed with. Nobody but the ledger itself needs to read this table",
)
