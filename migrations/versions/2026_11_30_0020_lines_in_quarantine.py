"""Where lines that wait in quarantine stood in their file, so that another try names them right.

Revision: 0020
After: 0019
Made: 2026-11-30
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

LINES = "JSON: [line of the body, line of the file] wherever what lies between changes"


def upgrade() -> None:
    """Of what waits already nobody knows it."""
    if op.get_bind().dialect.name != "sqlite":
        # Rather give up and be tried again than stop the ledger for as long as a report runs.
        op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column("quarantine", sa.Column("lines", sa.Text(), comment=LINES))


def downgrade() -> None:
    """Lines are counted from the beginning of what was kept again."""
    op.drop_column("quarantine", "lines")
