"""Work by host, and addresses by source and by when they are looked at again.

Revision: 0018
After: 0017
Made: 2026-11-30
"""

from __future__ import annotations

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nobody who takes a piece should have to look at all that waits."""
    if op.get_bind().dialect.name != "sqlite":
        # Rather give up and be tried again than stop the ledger for as long as a report runs.
        op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_index("ix_work_state_host_due_at", "work", ["state", "host", "due_at", "id"], unique=False)
    op.drop_index("ix_addresses_source", "addresses")
    op.drop_index("ix_addresses_recheck_at", "addresses")
    op.create_index("ix_addresses_source_recheck_at", "addresses", ["source", "recheck_at"], unique=False)


def downgrade() -> None:
    """Back to what looks at everything; nothing is lost."""
    op.drop_index("ix_addresses_source_recheck_at", "addresses")
    op.create_index("ix_addresses_recheck_at", "addresses", ["recheck_at"], unique=False)
    op.create_index("ix_addresses_source", "addresses", ["source"], unique=False)
    op.drop_index("ix_work_state_host_due_at", "work")
