"""Where ids that begin with a time start, so that what is older is found under its former id.

Revision: 0016
After: 0015
Made: 2026-11-22
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

# A migration says for itself what it makes; the code's own tables move on, this file does not.
BIGINT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
# The head of the log only goes up; this fills in a new column of it and leaves the rest alone.
GUARD = "log_head_refuse_update"
GUARD_OF_SQLITE = f"""
    CREATE TRIGGER {GUARD} BEFORE UPDATE ON log_head
    WHEN NOT (NEW.id IS 1 AND NEW.seq IS NOT NULL AND NEW.seq > OLD.seq)
    BEGIN
        SELECT RAISE(ABORT, 'log_head only goes up: UPDATE is refused');
    END
"""


def upgrade() -> None:
    """Note how far the log had come; a new log has come nowhere."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    if not sqlite:
        # A change of a table waits for every reader of it, and everybody who comes after waits behind the change.
        # Rather give up after five seconds and try again later than stop the ledger for as long as a report runs.
        op.execute("SET LOCAL lock_timeout = '5s'")
    comment = "Last position before ids had times"
    op.add_column(
        "log_head", sa.Column("former_ids_until", BIGINT, nullable=False, server_default="0", comment=comment)
    )
    op.execute(f"DROP TRIGGER {GUARD}" if sqlite else f"ALTER TABLE log_head DISABLE TRIGGER {GUARD}")
    op.execute("UPDATE log_head SET former_ids_until = seq")
    op.execute(GUARD_OF_SQLITE if sqlite else f"ALTER TABLE log_head ENABLE ALWAYS TRIGGER {GUARD}")


def downgrade() -> None:
    """Take it away, unless there is an event to lose: the code before would not find those with new ids again."""
    conn = op.get_bind()
    if conn.exec_driver_sql("SELECT 1 FROM events LIMIT 1").first():
        raise RuntimeError("The log holds events; nothing that would lose them is done.")
    op.drop_column("log_head", "former_ids_until")
