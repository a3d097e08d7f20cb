"""Finding sources by their tier or domain without reading the whole registry.

Revision: 0015
After: 0014
Made: 2026-11-22
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the indexes; they hold the few rows only that have a tier or a domain."""
    for column in ("tier", "domain"):
        some = sa.text(f"{column} IS NOT NULL")
        name = f"ix_entities_{column}"
        op.create_index(name, "entities", [column], unique=False, sqlite_where=some, postgresql_where=some)


def downgrade() -> None:
    """Take them away; nothing is lost."""
    for column in ("tier", "domain"):
        op.drop_index(f"ix_entities_{column}", "entities")
