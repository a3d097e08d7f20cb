"""Subscriptions, and how far each has been told.

Revision: 0014
After: 0012
Made: 2026-11-22
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0012"
branch_labels = None
depends_on = None

# A migration says for itself what it makes; the code's own tables move on, this file does not.
TEXT = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
BIGINT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables empty: no ledger has subscriptions yet."""
    op.create_table(
        "subscription_changes",
        sa.Column("seq", BIGINT, autoincrement=False, nullable=False, comment="position of the event"),
        sa.Column("type", TEXT, nullable=False, comment="SubscriptionAdded or SubscriptionRemoved"),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("companies", TEXT, nullable=False, comment="ids as a JSON list; none: all"),
        sa.Column("kinds", TEXT, nullable=False, comment="JSON list; none: all"),
        sa.Column("whens", TEXT, nullable=False, comment="what is waited for, as a JSON list"),
        sa.Column("delivery", TEXT, comment="webhook or atom"),
        sa.Column("url", TEXT, comment="where a webhook is posted to"),
        sa.Column("reason", TEXT),
        sa.Column("recorded_at", BIGINT, nullable=False, comment="microseconds UTC"),
        sa.PrimaryKeyConstraint("seq", name="pk_subscription_changes"),
        comment="What was decided about subscriptions; the latest row of a name is what stands",
    )
    op.create_index("ix_subscription_changes_name_seq", "subscription_changes", ["name", "seq"])
    op.create_table(
        "alert_cursors",
        sa.Column("subscription", TEXT, nullable=False),
        sa.Column("position", BIGINT, nullable=False, comment="everything up to here was delivered, or is no alert"),
        sa.Column("claimed_by", TEXT, comment="who is delivering"),
        sa.Column("claimed_until", BIGINT, comment="from then on somebody else may deliver"),
        sa.Column("attempts", sa.Integer(), nullable=False, comment="how often the next message failed in a row"),
        sa.Column("failing_since", BIGINT, comment="the first of these failures"),
        sa.Column("next_at", BIGINT, nullable=False, comment="not to be tried before"),
        sa.Column("reason", TEXT, comment="why the last attempt failed"),
        sa.Column("disabled_at", BIGINT, comment="since when it was given up, until a person starts it again"),
        sa.Column("delivered", BIGINT, nullable=False, comment="messages that arrived, in all"),
        sa.Column("delivered_at", BIGINT, comment="when the last one did"),
        sa.PrimaryKeyConstraint("subscription", name="pk_alert_cursors"),
        comment="How far each subscription has been told, and how that goes",
    )
    op.create_index("ix_alert_cursors_position", "alert_cursors", ["position"])
    op.create_table(
        "alert_entries",
        sa.Column("subscription", TEXT, nullable=False),
        sa.Column("seq", BIGINT, autoincrement=False, nullable=False, comment="position of the alert"),
        sa.PrimaryKeyConstraint("subscription", "seq", name="pk_alert_entries"),
        comment="The latest alerts of subscriptions that are fetched as a feed; what they say is in the log",
    )
    op.create_table(
        "alert_secrets",
        sa.Column("subscription", TEXT, nullable=False),
        sa.Column("made_at", BIGINT, autoincrement=False, nullable=False),
        sa.Column("secret", TEXT, comment="whsec_…; null where it is kept in an environment variable"),
        sa.Column("variable", TEXT, comment="the environment variable that holds it"),
        sa.Column("expires_at", BIGINT, comment="until when it signs beside its successor; null: the one that holds"),
        sa.PrimaryKeyConstraint("subscription", "made_at", name="pk_alert_secrets"),
        comment="What messages are signed with. Nobody but the ledger itself needs to read this table",
    )


def downgrade() -> None:
    """Take them away; the events about subscriptions stay, and the next upgrade and rebuild bring their rows back."""
    for table in ("alert_secrets", "alert_entries", "alert_cursors", "subscription_changes"):
        op.drop_table(table)
