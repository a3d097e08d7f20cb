"""Events that the projection sets aside, and documents that can be erased by law.

Revision: 0003
After: 0002
Made: 2026-11-22
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# A migration says for itself what it makes; the code's own tables move on, this file does not.
TEXT = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
BIGINT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table of events set aside, and let a document be emptied that an erasure names."""
    engine = op.get_bind().dialect.name
    if engine == "postgresql":
        # A change of a table waits for every reader of it, and everybody who comes after waits behind the change.
        # Rather give up after five seconds and try again later than stop the ledger for as long as a report runs.
        op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "events_set_aside",
        sa.Column("seq", BIGINT, autoincrement=False, nullable=False, comment="position of the event"),
        sa.Column("type", TEXT, nullable=False),
        sa.Column("reason", TEXT, nullable=False, comment="what the projection says against it"),
        sa.PrimaryKeyConstraint("seq", name="pk_events_set_aside"),
        comment="Events that the projection could not take; a rebuild tries them again",
    )
    _replace_trigger(engine, POSTGRESQL if engine == "postgresql" else SQLITE)


def downgrade() -> None:
    """Take both back. Documents that were emptied stay so; a read model is never the only copy of anything."""
    engine = op.get_bind().dialect.name
    _replace_trigger(engine, POSTGRESQL_BEFORE if engine == "postgresql" else SQLITE_BEFORE)
    if engine == "postgresql":
        op.execute("DROP FUNCTION ledger_refuse_unless_document_erasure()")
    op.drop_table("events_set_aside")


def _replace_trigger(engine: str, statements: tuple[str, ...]) -> None:
    op.execute(f"DROP TRIGGER documents_refuse_update{' ON documents' if engine == 'postgresql' else ''}")
    for statement in statements:
        op.execute(sa.text(statement))


# The one change of a document that passes empties it, if a ContentErased event names an event that captured it.
SQLITE = (
    """
    CREATE TRIGGER documents_refuse_update BEFORE UPDATE ON documents
    WHEN NOT (
        NEW.body IS x'' AND NEW.text IS '' AND NEW.id IS OLD.id AND NEW.media_type IS OLD.media_type
        AND NEW.text_hash IS OLD.text_hash AND NEW.captured_at IS OLD.captured_at
        AND EXISTS (
            SELECT 1 FROM events AS erasure
            JOIN events AS captured ON captured.seq = json_extract(erasure.payload, '$.target_seq')
            WHERE erasure.type = 'ContentErased' AND captured.type = 'DocumentCaptured'
                AND captured.document_id = OLD.id
        )
    )
    BEGIN
        SELECT RAISE(ABORT, 'documents is append-only: UPDATE is refused');
    END
    """,
)

POSTGRESQL = (
    """
    CREATE FUNCTION ledger_refuse_unless_document_erasure() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp AS $$
    DECLARE
        emptied record := OLD;
        named boolean;
    BEGIN
        emptied.body := '';
        emptied.text := '';
        IF NEW IS NOT DISTINCT FROM emptied THEN
            EXECUTE format(
                'SELECT EXISTS (SELECT 1 FROM %1$I.events AS erasure JOIN %1$I.events AS captured'
                ' ON captured.seq = CAST(CAST(erasure.payload AS jsonb) ->> ''target_seq'' AS bigint)'
                ' WHERE erasure.type = ''ContentErased'' AND captured.type = ''DocumentCaptured'''
                ' AND captured.document_id = $1)',
                TG_TABLE_SCHEMA
            ) INTO named USING OLD.id;
            IF named THEN
                RETURN NEW;
            END IF;
        END IF;
        RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
    END
    $$
    """,
    """
    CREATE TRIGGER documents_refuse_update BEFORE UPDATE ON documents
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_unless_document_erasure()
    """,
    "ALTER TABLE documents ENABLE ALWAYS TRIGGER documents_refuse_update",
)

SQLITE_BEFORE = (
    """
    CREATE TRIGGER documents_refuse_update BEFORE UPDATE ON documents
    BEGIN
        SELECT RAISE(ABORT, 'documents is append-only: UPDATE is refused');
    END
    """,
)

POSTGRESQL_BEFORE = (
    """
    CREATE TRIGGER documents_refuse_update BEFORE UPDATE ON documents
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse()
    """,
    "ALTER TABLE documents ENABLE ALWAYS TRIGGER documents_refuse_update",
)
