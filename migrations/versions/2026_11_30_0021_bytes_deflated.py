"""What is said of the bytes of documents, which are stored deflated from now on where that is shorter.

Revision: 0021
After: 0020
Made: 2026-11-30
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

BEFORE = "The bytes as they were captured"
NOW = "The bytes as they were captured, or shorter: deflated (zlib)"


def upgrade() -> None:
    """Those that are stored stay as they are: nothing in the table is ever changed, and either form can be told."""
    _say(NOW, BEFORE)


def downgrade() -> None:
    """An older version would take what was deflated meanwhile for damaged."""
    _say(BEFORE, NOW)


def _say(comment: str, existing: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        return  # which keeps no comments
    # Rather give up and be tried again than stop the ledger for as long as a report runs.
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.alter_column(
        "documents",
        "body",
        comment=comment,
        existing_type=sa.LargeBinary(),
        existing_nullable=False,
        existing_comment=existing,
    )
