"""A company's claims of a kind by known time, without reading the claims themselves.

Revision: 0017
After: 0016
Made: 2026-11-30
"""

from __future__ import annotations

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

NAME = "ix_claims_recorded_company"
COLUMNS = ["recorded_company_id", "kind", "reported_known_at", "seq", "polarity", "previous", "forecast"]


def upgrade() -> None:
    """The as-of join asks of millions of claims when they were known, and of nothing else."""
    if op.get_bind().dialect.name != "sqlite":
        # Rather give up and be tried again than stop the ledger for as long as a report runs.
        op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_index(NAME, "claims")
    op.create_index(NAME, "claims", COLUMNS, unique=False)


def downgrade() -> None:
    """Back to the shorter index; nothing is lost."""
    op.drop_index(NAME, "claims")
    op.create_index(NAME, "claims", ["recorded_company_id", "seq"], unique=False)
