"""What the worker remembers, and the sources that it reads.

Revision: 0011
After: 0010
Made: 2026-11-22
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

# A migration says for itself what it makes; the code's own tables move on, this file does not.
TEXT = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
BIGINT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables empty: no ledger has sources yet."""
    op.create_table(
        "source_changes",
        sa.Column("seq", BIGINT, autoincrement=False, nullable=False, comment="position of the event"),
        sa.Column("type", TEXT, nullable=False, comment="SourceAdded, SourcePaused, SourceResumed or SourceRemoved"),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("address", TEXT, comment="as SourceAdded says, like the columns that follow"),
        sa.Column("kind", TEXT),
        sa.Column("every_seconds", BIGINT),
        sa.Column("publisher", TEXT),
        sa.Column("language", TEXT),
        sa.Column("reason", TEXT),
        sa.Column("recorded_at", BIGINT, nullable=False, comment="microseconds UTC"),
        sa.PrimaryKeyConstraint("seq", name="pk_source_changes"),
        comment="What was decided about sources; the latest rows of a name are what stands",
    )
    op.create_index("ix_source_changes_name_seq", "source_changes", ["name", "seq"])
    op.create_table(
        "worker_lease",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "holder", TEXT, nullable=False, comment="the worker that may start sources, empty if it gave the lease back"
        ),
        sa.Column("term", BIGINT, nullable=False, comment="counts up with every change of holder: the fencing token"),
        sa.Column("taken_at", BIGINT, nullable=False),
        sa.Column("beat_at", BIGINT, nullable=False, comment="the holder's last sign of life"),
        sa.Column("expires_at", BIGINT, nullable=False, comment="from then on another worker may take it"),
        sa.CheckConstraint("id = 1", name="ck_worker_lease_single"),
        sa.PrimaryKeyConstraint("id", name="pk_worker_lease"),
        comment="One row: which worker starts the sources",
    )
    op.create_table(
        "workers",
        sa.Column("id", TEXT, nullable=False, comment="host, process and a random part"),
        sa.Column("started_at", BIGINT, nullable=False),
        sa.Column("beat_at", BIGINT, nullable=False, comment="last sign of life"),
        sa.Column("version", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_workers"),
        comment="The workers that have been seen of late, whether they hold the lease or stand by",
    )
    op.create_table(
        "source_runs",
        sa.Column("source", TEXT, nullable=False),
        sa.Column("next_at", BIGINT, nullable=False, comment="when it is due"),
        sa.Column("term", BIGINT, nullable=False, comment="term of the lease under which it was last started"),
        sa.Column("runs", BIGINT, nullable=False, comment="how often it was started"),
        sa.Column("started_at", BIGINT),
        sa.Column("finished_at", BIGINT, comment="when the last run ended, well or not"),
        sa.Column("ok_at", BIGINT, comment="when a run last ended well"),
        sa.Column("failures", sa.Integer(), nullable=False, comment="runs in a row that failed"),
        sa.Column("reason", TEXT, comment="why the last run failed, in a sentence"),
        sa.Column("found", BIGINT, nullable=False, comment="documents that it led to, in all"),
        sa.PrimaryKeyConstraint("source", name="pk_source_runs"),
        comment="How each source has fared, and when it is due again",
    )
    op.create_table(
        "addresses",
        sa.Column("address", TEXT, nullable=False, comment="canonical, or a path"),
        sa.Column("source", TEXT, comment="the source that led here last"),
        sa.Column("mark", TEXT, comment="what the source said of its version when it was last fetched"),
        sa.Column("validators", TEXT, comment="JSON: what the server said to recognise its last answer by"),
        sa.Column("body_hash", TEXT, comment="SHA-256 of the last body"),
        sa.Column("text_hash", TEXT, comment="SHA-256 of the text that was last read in it"),
        sa.Column("publication_id", TEXT, comment="the newest publication captured from here"),
        sa.Column("captured_at", BIGINT, comment="when that was captured"),
        sa.Column("checked_at", BIGINT, comment="when it was last asked for"),
        sa.Column("checks", sa.Integer(), nullable=False, comment="how often it was asked for since its last change"),
        sa.Column("recheck_at", BIGINT, comment="when to look for an edited version; null: not by itself"),
        sa.Column("gone_at", BIGINT, comment="since when it is not there any more"),
        sa.Column(
            "status", TEXT, nullable=False, comment="new, captured, unchanged, quarantined, gone, refused or failed"
        ),
        sa.Column("reason", TEXT, comment="why it could not be had or read"),
        sa.PrimaryKeyConstraint("address", name="pk_addresses"),
        comment="Every address that a document came from or was looked for at, with its validators",
    )
    op.create_index("ix_addresses_source", "addresses", ["source"])
    op.create_index("ix_addresses_recheck_at", "addresses", ["recheck_at"])
    op.create_table(
        "work",
        sa.Column("id", BIGINT, autoincrement=True, nullable=False),
        sa.Column("address", TEXT, nullable=False, comment="one piece of work an address at a time"),
        sa.Column("url", TEXT, nullable=False, comment="the address as it was found, which is what is asked for"),
        sa.Column("host", TEXT, nullable=False, comment="whom it is asked of; empty for files"),
        sa.Column("source", TEXT, comment="the source that led here"),
        sa.Column("state", TEXT, nullable=False, comment="fetch: to be fetched; read: captured, to be read"),
        sa.Column("due_at", BIGINT, nullable=False, comment="not before"),
        sa.Column("claimed_by", TEXT, comment="the worker at it"),
        sa.Column("claimed_until", BIGINT, comment="from then on another worker may take it"),
        sa.Column("attempts", sa.Integer(), nullable=False, comment="how often it was begun in this state"),
        sa.Column("reason", TEXT, comment="why the last attempt failed"),
        sa.Column("hints", TEXT, nullable=False, comment="JSON: what the source says of the document"),
        sa.Column("capture", TEXT, comment="JSON: status, headers and times of the answer"),
        sa.Column("body", sa.LargeBinary(), comment="the raw bytes, deflated, until they are read"),
        sa.Column("body_hash", TEXT, comment="SHA-256 of the raw bytes"),
        sa.Column("created_at", BIGINT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_work"),
        sa.UniqueConstraint("address", name="uq_work_address"),
        comment="What is to be fetched and read; a row goes when its document is in the log or in quarantine",
    )
    op.create_index("ix_work_state_due_at", "work", ["state", "due_at"])


def downgrade() -> None:
    """Take them away; the events about sources stay, and the next upgrade and rebuild bring their rows back."""
    for table in ("work", "addresses", "source_runs", "workers", "worker_lease", "source_changes"):
        op.drop_table(table)
