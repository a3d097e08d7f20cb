"""Where a company's claims stand that can bear on each other, so that few have to be drawn anew.

Revision: 0019
After: 0018
Made: 2026-11-30
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

NAME = "ix_claims_company"
COLUMNS = ["company_id", "kind", "date_upper", "date_lower", "known_at"]
LOOSE = "its own dates do not say when its deal was: several are given, or an open one"


def upgrade() -> None:
    """A company's claims by date; and those, seldom and apart, for which their own dates are not enough."""
    if op.get_bind().dialect.name != "sqlite":
        # Rather give up and be tried again than stop the ledger for as long as a report runs.
        op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column("claims", sa.Column("loose", sa.Boolean(), comment=LOOSE))
    op.drop_index(NAME, "claims")
    op.create_index(NAME, "claims", COLUMNS, unique=False)
    loose = sa.text("loose")
    op.create_index("ix_claims_loose", "claims", ["company_id", "kind"], sqlite_where=loose, postgresql_where=loose)


def downgrade() -> None:
    """Back to the shorter index; a rebuild fills the column again."""
    op.drop_index("ix_claims_loose", "claims")
    op.drop_index(NAME, "claims")
    op.create_index(NAME, "claims", ["company_id", "kind"], unique=False)
    op.drop_column("claims", "loose")
