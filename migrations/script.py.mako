"""${message}.

Revision: ${up_revision}
After: ${down_revision | comma,n}
Made: ${create_date}
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Say here what changes, and why."""
    if op.get_bind().dialect.name == "postgresql":
        # A change of a table waits for every reader of it, and everybody who comes after waits behind the change.
        # Rather give up after five seconds and try again later than stop the ledger for as long as a report runs.
        op.execute("SET LOCAL lock_timeout = '5s'")
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    """Undo it. Whatever would lose events has to refuse instead."""
    ${downgrades if downgrades else "pass"}
