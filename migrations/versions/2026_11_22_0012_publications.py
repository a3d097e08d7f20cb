"""Publications, which of them are copies, and what an edited version says no more.

Revision: 0012
After: 0011
Made: 2026-11-22
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

# A migration says for itself what it makes; the code's own tables move on, this file does not.
TEXT = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
BIGINT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables and columns empty; a rebuild of the read models fills them from the log."""
    op.create_table(
        "publications",
        sa.Column("seq", BIGINT, autoincrement=False, nullable=False, comment="position of the capture"),
        sa.Column("publication_id", TEXT, nullable=False),
        sa.Column("document_id", TEXT, nullable=False),
        sa.Column("publisher", TEXT),
        sa.Column("publisher_id", TEXT),
        sa.Column("url", TEXT),
        sa.Column("title", TEXT),
        sa.Column("known_at", BIGINT, nullable=False, comment="microseconds UTC, as appended"),
        sa.Column("page_key", TEXT, comment="its address in one form for all spellings of it"),
        sa.Column("names_page", sa.Boolean(), nullable=False, comment="the page itself says that this is its address"),
        sa.Column("fingerprint", TEXT, comment="of its text, to find copies"),
        sa.Column("revises", TEXT, comment="publication of which it is an edited version"),
        sa.PrimaryKeyConstraint("seq", name="pk_publications"),
        comment="Captured documents, each as its publisher put it out",
    )
    op.create_index("ix_publications_publication_id", "publications", ["publication_id"], unique=False)
    op.create_index("ix_publications_page_key", "publications", ["page_key"], unique=False)
    op.create_index("ix_publications_revises", "publications", ["revises"], unique=False)
    op.create_table(
        "publication_bands",
        sa.Column("band", BIGINT, autoincrement=False, nullable=False, comment="key of a bucket that copies share"),
        sa.Column("seq", BIGINT, autoincrement=False, nullable=False, comment="position of the capture"),
        sa.Column("voice", BIGINT, nullable=False, comment="hash of the publisher, whose own texts are no copies"),
        sa.PrimaryKeyConstraint("band", "seq", name="pk_publication_bands"),
        comment="Where to look for texts that are alike",
        sqlite_with_rowid=False,
    )
    op.create_table(
        "publication_copies",
        sa.Column("seq", BIGINT, autoincrement=False, nullable=False, comment="position of the capture"),
        sa.Column("other_seq", BIGINT, autoincrement=False, nullable=False, comment="and of one that is alike"),
        sa.PrimaryKeyConstraint("seq", "other_seq", name="pk_publication_copies"),
        comment="Publications of different publishers with the same text or address, each pair both ways",
        sqlite_with_rowid=False,
    )
    copy_of = "publication on which it rests, where its own is a copy"
    op.add_column("claims", sa.Column("copy_of", TEXT, comment=copy_of))
    dropped_by = "edited version of its article from which on it is not said any more"
    op.add_column("claims", sa.Column("dropped_by", TEXT, comment=dropped_by))


def downgrade() -> None:
    """Take it all away; the events stay, and the next upgrade and rebuild bring it back."""
    with op.batch_alter_table("claims") as batch:
        batch.drop_column("dropped_by")
        batch.drop_column("copy_of")
    op.drop_table("publication_copies")
    op.drop_table("publication_bands")
    op.drop_table("publications")
