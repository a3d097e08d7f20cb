"""Where to look for texts that are alike, by publisher: whoever puts one footer below all articles is passed over.

Revision: 0022
After: 0021
Made: 2026-12-01
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

TABLE, KEY = "publication_bands", "pk_publication_bands"
BEFORE, NOW = ["band", "seq"], ["band", "voice", "seq"]


def upgrade() -> None:
    """The rows stay what they are; another order tells them from each other."""
    _key(NOW)


def downgrade() -> None:
    """Back to the shorter key, which tells them as well: a position has one publisher."""
    _key(BEFORE)


def _key(columns: Sequence[str]) -> None:
    if op.get_bind().dialect.name != "sqlite":
        # Rather give up and be tried again than stop the ledger for as long as a report runs.
        op.execute("SET LOCAL lock_timeout = '5s'")
        op.drop_constraint(KEY, TABLE)
        op.create_primary_key(KEY, TABLE, list(columns))
        return
    # The key is the table there, so it is made anew.
    names = "band", "seq", "voice"
    op.create_table(
        f"{TABLE}_anew",
        *(sa.Column(name, sa.Integer(), autoincrement=False, nullable=False) for name in names),
        sa.PrimaryKeyConstraint(*columns, name=KEY),
        sqlite_with_rowid=False,
    )
    op.execute(f"INSERT INTO {TABLE}_anew (band, seq, voice) SELECT band, seq, voice FROM {TABLE}")  # noqa: S608
    op.drop_table(TABLE)
    op.rename_table(f"{TABLE}_anew", TABLE)
