"""Read models: claims and what was done to them, deals, slots, and how far they have followed the log.

Revision: 0002
After: 0001
Made: 2026-11-22
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# A migration says for itself what it makes; the code's own tables move on, this file does not.
TEXT = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
BIGINT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables empty; the projection fills them from the log."""
    op.create_table(
        "checkpoints",
        sa.Column("projection", TEXT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("seq", BIGINT, nullable=False),
        sa.PrimaryKeyConstraint("projection", name="pk_checkpoints"),
    )
    op.create_table(
        "claim_effects",
        sa.Column("seq", BIGINT, autoincrement=False, nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("type", TEXT, nullable=False),
        sa.Column("claim_id", TEXT),
        sa.Column("publication_id", TEXT),
        sa.Column("known_at", BIGINT),
        sa.Column("payload", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("seq", "place", name="pk_claim_effects"),
    )
    op.create_index("ix_claim_effects_claim_id", "claim_effects", ["claim_id"], unique=False)
    op.create_index("ix_claim_effects_publication_id", "claim_effects", ["publication_id"], unique=False)
    op.create_table(
        "claim_parties",
        sa.Column("seq", BIGINT, autoincrement=False, nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("entity_id", TEXT, nullable=False, comment="entity now, merges applied"),
        sa.Column("recorded_entity_id", TEXT, nullable=False),
        sa.Column("role", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("as_written", TEXT),
        sa.PrimaryKeyConstraint("seq", "place", name="pk_claim_parties"),
    )
    op.create_index("ix_claim_parties_recorded_entity", "claim_parties", ["recorded_entity_id", "seq"], unique=False)
    op.create_table(
        "claims",
        sa.Column("seq", BIGINT, autoincrement=False, nullable=False),
        sa.Column("claim_id", TEXT, nullable=False),
        sa.Column("company_id", TEXT, nullable=False, comment="entity now, merges applied"),
        sa.Column("recorded_company_id", TEXT, nullable=False, comment="entity as resolved at seq"),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("status", TEXT, comment="live, corrected or retracted"),
        sa.Column("current", sa.Boolean(), comment="among the latest of its publisher and roots in its slot"),
        sa.Column("rank", TEXT),
        sa.Column("deal_id", TEXT),
        sa.Column("slot_id", TEXT),
        sa.Column("publisher", TEXT),
        sa.Column("publisher_id", TEXT),
        sa.Column("document_id", TEXT, nullable=False),
        sa.Column("publication_id", TEXT, nullable=False),
        sa.Column("url", TEXT),
        sa.Column("title", TEXT),
        sa.Column("published", TEXT, comment="as the document says it: EDTF or an ISO time"),
        sa.Column("known_at", BIGINT, nullable=False, comment="microseconds UTC, redating applied"),
        sa.Column("reported_known_at", BIGINT, nullable=False, comment="microseconds UTC, as appended"),
        sa.Column("recorded_at", BIGINT, nullable=False),
        sa.Column("currency", TEXT),
        sa.Column("amount_low", BIGINT, comment="hundredths"),
        sa.Column("amount_high", BIGINT, comment="hundredths"),
        sa.Column("percent", TEXT, comment="decimal text"),
        sa.Column("qualifier", TEXT),
        sa.Column("basis", TEXT),
        sa.Column("date_lower", sa.Date(), comment="inclusive; null: open"),
        sa.Column("date_upper", sa.Date(), comment="exclusive; null: open"),
        sa.Column("stage", TEXT),
        sa.Column("certainty", TEXT, nullable=False),
        sa.Column("polarity", TEXT, nullable=False),
        sa.Column("forecast", sa.Boolean(), nullable=False),
        sa.Column("previous", sa.Boolean(), nullable=False),
        sa.Column("quote", TEXT),
        sa.Column("corrects", TEXT),
        sa.Column("fact_id", TEXT),
        sa.Column("named_roots", TEXT, nullable=False, comment="JSON list; without one the publisher is the root"),
        sa.Column("fact", TEXT, nullable=False, comment="the whole fact as JSON"),
        sa.PrimaryKeyConstraint("seq", name="pk_claims"),
        sa.UniqueConstraint("claim_id", name="uq_claims_claim_id"),
    )
    op.create_index("ix_claims_company", "claims", ["company_id", "kind"], unique=False)
    op.create_index("ix_claims_fact_id", "claims", ["fact_id"], unique=False)
    op.create_index("ix_claims_publication", "claims", ["publication_id"], unique=False)
    op.create_index("ix_claims_recorded_company", "claims", ["recorded_company_id", "seq"], unique=False)
    op.create_table(
        "deals",
        sa.Column("deal_id", TEXT, nullable=False),
        sa.Column("company_id", TEXT, nullable=False),
        sa.Column("transaction", TEXT, nullable=False),
        sa.Column("parties", TEXT, nullable=False, comment="entity ids as a JSON list"),
        sa.Column("stage", TEXT),
        sa.Column("rounds", TEXT, nullable=False, comment="JSON list"),
        sa.Column("doubtful", sa.Boolean(), nullable=False),
        sa.Column("claim_count", sa.Integer(), nullable=False),
        sa.Column("first_known_at", BIGINT, nullable=False),
        sa.Column("last_known_at", BIGINT, nullable=False),
        sa.PrimaryKeyConstraint("deal_id", name="pk_deals"),
    )
    op.create_index("ix_deals_company_id", "deals", ["company_id"], unique=False)
    op.create_table(
        "identity_changes",
        sa.Column("seq", BIGINT, autoincrement=False, nullable=False),
        sa.Column("type", TEXT, nullable=False),
        sa.Column("kept", TEXT, nullable=False),
        sa.Column("other", TEXT, nullable=False),
        sa.Column("known_at", BIGINT),
        sa.PrimaryKeyConstraint("seq", name="pk_identity_changes"),
    )
    op.create_table(
        "slots",
        sa.Column("company_id", TEXT, nullable=False),
        sa.Column("slot_id", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("question", TEXT, nullable=False),
        sa.Column("deal_id", TEXT),
        sa.Column("parties", TEXT, nullable=False, comment="entity ids as a JSON list"),
        sa.Column("date_lower", sa.Date()),
        sa.Column("date_upper", sa.Date()),
        sa.Column("subject", TEXT),
        sa.Column("basis", TEXT),
        sa.Column("unit", TEXT, comment="currency, percent or count"),
        sa.Column("forecast", sa.Boolean(), nullable=False),
        sa.Column("stage", TEXT, nullable=False),
        sa.Column("previous", sa.Boolean(), nullable=False),
        sa.Column("agreement", TEXT, nullable=False),
        sa.Column("low", TEXT, comment="decimal text"),
        sa.Column("high", TEXT, comment="decimal text"),
        sa.Column("claim_count", sa.Integer(), nullable=False),
        sa.Column("current_count", sa.Integer(), nullable=False),
        sa.Column("denied_count", sa.Integer(), nullable=False),
        sa.Column("roots", TEXT, nullable=False, comment="JSON list"),
        sa.Column("root_count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("company_id", "slot_id", name="pk_slots"),
    )
    op.create_index("ix_slots_agreement", "slots", ["agreement"], unique=False)


def downgrade() -> None:
    """Drop them: all they hold can be made again from the log."""

    op.drop_table("slots")
    op.drop_table("identity_changes")
    op.drop_table("deals")
    op.drop_table("claims")
    op.drop_table("claim_parties")
    op.drop_table("claim_effects")
    op.drop_table("checkpoints")
