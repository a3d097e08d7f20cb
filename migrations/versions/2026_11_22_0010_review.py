"""The queue of facts that wait for a person.

Revision: 0010
After: 0003
Made: 2026-11-22
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0003"
branch_labels = None
depends_on = None

# A migration says for itself what it makes; the code's own tables move on, this file does not.
TEXT = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
BIGINT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table empty; the projection fills it from the log, which holds no proposals yet."""
    op.create_table(
        "review_queue",
        sa.Column("seq", BIGINT, autoincrement=False, nullable=False, comment="position of the proposal"),
        sa.Column("proposal_id", TEXT, nullable=False),
        sa.Column("status", TEXT, nullable=False, comment="waiting, accepted, edited or rejected"),
        sa.Column("cause", TEXT, nullable=False, comment="confidence, grounding or disagreement"),
        sa.Column("reason", TEXT, nullable=False, comment="why it waits, in a sentence"),
        sa.Column("reader", TEXT, nullable=False),
        sa.Column("reader_version", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("company", TEXT, nullable=False, comment="name as read"),
        sa.Column("document_id", TEXT, nullable=False),
        sa.Column("publication_id", TEXT, nullable=False),
        sa.Column("publication", TEXT, nullable=False, comment="JSON"),
        sa.Column("known_at", BIGINT, nullable=False, comment="microseconds UTC"),
        sa.Column("recorded_at", BIGINT, nullable=False, comment="microseconds UTC"),
        sa.Column("fact", TEXT, nullable=False, comment="the proposed fact as JSON"),
        sa.Column("claim_id", TEXT, comment="what it became, if accepted"),
        sa.Column("decided_seq", BIGINT, comment="position of the decision"),
        sa.Column("decided_at", BIGINT, comment="microseconds UTC"),
        sa.Column("decided_by", TEXT),
        sa.Column("decided_reason", TEXT),
        sa.PrimaryKeyConstraint("seq", name="pk_review_queue"),
        sa.UniqueConstraint("proposal_id", name="uq_review_queue_proposal_id"),
        comment="Facts that a reader proposed and what people decided about them",
    )
    op.create_index("ix_review_queue_status_seq", "review_queue", ["status", "seq"], unique=False)
    op.create_index("ix_review_queue_publication_id", "review_queue", ["publication_id"], unique=False)


def downgrade() -> None:
    """Take it away; the events stay, and the next upgrade and rebuild bring it back."""
    op.drop_table("review_queue")
