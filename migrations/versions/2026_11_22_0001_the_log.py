"""The log, documents, entities and quarantine, and the triggers that keep the log append-only.

Revision: 0001
After: nothing
Made: 2026-11-22
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# A migration says for itself what it makes; the code's own tables move on, this file does not.
TEXT = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
BIGINT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
# SHA-256 of "deal-ledger log, format 1".
GENESIS = "48fc77ded121b0e875f894dd818f380d71c98f414198ef53fead7fe574154a76"


def upgrade() -> None:
    """Make everything; the log begins with an empty head, which is never inserted again."""
    if op.get_bind().dialect.name == "postgresql":
        # A change of a table waits for every reader of it, and everybody who comes after waits behind the change.
        # Rather give up after five seconds and try again later than stop the ledger for as long as a report runs.
        op.execute("SET LOCAL lock_timeout = '5s'")
    _create_log()
    _create_documents()
    _create_entities()
    _create_quarantine()
    op.execute(sa.text(f"INSERT INTO log_head (id, seq, hash, recorded_at) VALUES (1, 0, '{GENESIS}', 0)"))  # noqa: S608
    for statement in POSTGRESQL if op.get_bind().dialect.name == "postgresql" else SQLITE:
        op.execute(sa.text(statement))


def downgrade() -> None:
    """Drop everything, unless there is an event to lose."""
    conn = op.get_bind()
    if conn.exec_driver_sql("SELECT 1 FROM events LIMIT 1").first():
        raise RuntimeError("The log holds events; nothing that would lose them is done.")
    for table in ("quarantine", "entity_names", "entities", "documents", "log_head", "events"):
        op.drop_table(table)
    if conn.dialect.name == "postgresql":
        for function in ("ledger_refuse", "ledger_refuse_unless_erasure", "ledger_refuse_going_back"):
            op.execute(sa.text(f"DROP FUNCTION {function}()"))


def _create_log() -> None:
    op.create_table(
        "events",
        sa.Column("seq", BIGINT, autoincrement=False, nullable=False, comment="Gapless position, from 1"),
        sa.Column("event_id", TEXT, nullable=False, comment="UUID of the idempotency key"),
        sa.Column("type", TEXT, nullable=False, comment="What happened, in the past tense"),
        sa.Column("schema_version", sa.Integer, nullable=False, comment="Version of the payload's form"),
        sa.Column("company_id", TEXT, comment="The company it is about, as it was resolved when recorded"),
        sa.Column("document_id", TEXT, comment="Content hash of the document that says so"),
        sa.Column("known_at", BIGINT, comment="Published, microseconds UTC; null for the ledger's own knowledge"),
        sa.Column("recorded_at", BIGINT, nullable=False, comment="Written here, microseconds UTC; never goes back"),
        sa.Column("recorded_by", TEXT, nullable=False, comment="Program or person that wrote it"),
        sa.Column("payload", TEXT, nullable=False, comment="Canonical JSON; empty once its content was erased"),
        sa.Column("salt", TEXT, nullable=False, comment="32 random characters that go with the payload"),
        sa.Column("payload_hash", TEXT, nullable=False, comment="SHA-256 of salt and payload"),
        sa.Column("hash", TEXT, nullable=False, comment="SHA-256 of the predecessor's hash and all columns"),
        sa.PrimaryKeyConstraint("seq", name="pk_events"),
        sa.UniqueConstraint("event_id", name="uq_events_event_id"),
        comment="The log: append-only, gapless, hash-chained",
    )
    erasures = sa.text("type = 'ContentErased'")
    op.create_index("ix_events_erasures", "events", ["seq"], sqlite_where=erasures, postgresql_where=erasures)
    op.create_table(
        "log_head",
        sa.Column("id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("seq", BIGINT, nullable=False, comment="Position of the last event, 0 in an empty log"),
        sa.Column("hash", TEXT, nullable=False, comment="Hash of the last event"),
        sa.Column("recorded_at", BIGINT, nullable=False, comment="Recorded time of the last event"),
        sa.PrimaryKeyConstraint("id", name="pk_log_head"),
        sa.CheckConstraint("id = 1", name="ck_log_head_single"),
        comment="One row: where the next event goes. Whoever appends locks it until they commit",
    )


def _create_documents() -> None:
    op.create_table(
        "documents",
        sa.Column("id", TEXT, nullable=False, comment="SHA-256 of the body"),
        sa.Column("media_type", TEXT, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False, comment="The bytes as they were captured"),
        sa.Column("text", TEXT, nullable=False, comment="What facts were read from; spans count its characters"),
        sa.Column("text_hash", TEXT, nullable=False, comment="SHA-256 of the text in UTF-8"),
        sa.Column("captured_at", BIGINT, nullable=False, comment="First stored, microseconds UTC"),
        sa.PrimaryKeyConstraint("id", name="pk_documents"),
        comment="Captured sources, by content hash",
    )


def _create_entities() -> None:
    op.create_table(
        "entities",
        sa.Column("seq", BIGINT, autoincrement=False, nullable=False, comment="Position of the registration"),
        sa.Column("id", TEXT, nullable=False, comment="Readable id; the latest row of an id is what is known of it"),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("type", TEXT, nullable=False, comment="company, fund, publisher, person, product or organisation"),
        sa.Column("aliases", TEXT, nullable=False, comment="JSON list"),
        sa.Column("ambiguous_aliases", TEXT, nullable=False, comment="JSON list of names that are also ordinary words"),
        sa.Column("descriptions", TEXT, nullable=False, comment="JSON list of phrases that mean it"),
        sa.Column("legal_name", TEXT),
        sa.Column("country", TEXT),
        sa.Column("wikidata", TEXT),
        sa.Column("lei", TEXT),
        sa.Column("ticker", TEXT),
        sa.Column("domain", TEXT),
        sa.Column("tier", sa.Integer, comment="Of a source: 1 is the best"),
        sa.Column("provisional", sa.Boolean, nullable=False, comment="A document named it and nobody has confirmed it"),
        sa.PrimaryKeyConstraint("seq", name="pk_entities"),
        comment="Companies, funds, publishers, people, products: one row for each registration",
    )
    op.create_index("ix_entities_id_seq", "entities", ["id", "seq"])
    op.create_table(
        "entity_names",
        sa.Column("seq", BIGINT, autoincrement=False, nullable=False, comment="Position of the registration"),
        sa.Column("name_key", TEXT, nullable=False, comment="The name in the form that is compared"),
        sa.Column("kind", TEXT, nullable=False, comment="id, name, legal_name, alias or ambiguous_alias"),
        sa.Column("entity_id", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("seq", "name_key", "kind", name="pk_entity_names"),
        comment="The names of each registration",
    )
    op.create_index("ix_entity_names_name_key", "entity_names", ["name_key"])


def _create_quarantine() -> None:
    op.create_table(
        "quarantine",
        sa.Column("address", TEXT, nullable=False, comment="Where it came from: a path or an address"),
        sa.Column("body_hash", TEXT, nullable=False, comment="SHA-256 of the body"),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("reason", TEXT, nullable=False, comment="Why it could not be read, the last time"),
        sa.Column("first_at", BIGINT, nullable=False, comment="First refused, microseconds UTC"),
        sa.Column("last_at", BIGINT, nullable=False, comment="Last refused, microseconds UTC"),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("address", "body_hash", name="pk_quarantine"),
        comment="Input that could not be read, kept with its reason until it can be or is dismissed",
    )


# -- Triggers ---------------------------------------------------------------------------------------------------------
# They stop every program that connects, ours included. Whoever may change tables can drop them; that, the hash chain
# shows. The one change of an event that passes empties payload and salt of one that an earlier ContentErased event
# names (a legal erasure). An erasure itself cannot be erased: it is the licence that verification looks for.

SQLITE = (
    # INSERT OR REPLACE deletes what is in its way without asking the DELETE trigger, so it must not get that far.
    """
    CREATE TRIGGER events_refuse_insert BEFORE INSERT ON events
    WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM events)
        OR EXISTS (SELECT 1 FROM events WHERE event_id = NEW.event_id)
    BEGIN
        SELECT RAISE(ABORT, 'events is append-only: an event goes to the next position, under an id of its own');
    END
    """,
    # IS and not =, for a null would make the whole condition null and the trigger silent.
    """
    CREATE TRIGGER events_refuse_update BEFORE UPDATE ON events
    WHEN NOT (
        NEW.payload IS '' AND NEW.salt IS '' AND OLD.type IS NOT 'ContentErased'
        AND NEW.seq IS OLD.seq AND NEW.event_id IS OLD.event_id AND NEW.type IS OLD.type
        AND NEW.schema_version IS OLD.schema_version AND NEW.company_id IS OLD.company_id
        AND NEW.document_id IS OLD.document_id AND NEW.known_at IS OLD.known_at
        AND NEW.recorded_at IS OLD.recorded_at AND NEW.recorded_by IS OLD.recorded_by
        AND NEW.payload_hash IS OLD.payload_hash AND NEW.hash IS OLD.hash
        AND EXISTS (
            SELECT 1 FROM events AS erasure
            WHERE erasure.type = 'ContentErased' AND erasure.seq > OLD.seq
                AND json_extract(erasure.payload, '$.target_seq') = OLD.seq
        )
    )
    BEGIN
        SELECT RAISE(ABORT, 'events is append-only: UPDATE is refused');
    END
    """,
    """
    CREATE TRIGGER events_refuse_delete BEFORE DELETE ON events
    BEGIN
        SELECT RAISE(ABORT, 'events is append-only: DELETE is refused');
    END
    """,
    """
    CREATE TRIGGER log_head_refuse_insert BEFORE INSERT ON log_head
    BEGIN
        SELECT RAISE(ABORT, 'log_head has one row for ever: INSERT is refused');
    END
    """,
    """
    CREATE TRIGGER log_head_refuse_update BEFORE UPDATE ON log_head
    WHEN NOT (NEW.id IS 1 AND NEW.seq IS NOT NULL AND NEW.seq > OLD.seq)
    BEGIN
        SELECT RAISE(ABORT, 'log_head only goes up: UPDATE is refused');
    END
    """,
    """
    CREATE TRIGGER log_head_refuse_delete BEFORE DELETE ON log_head
    BEGIN
        SELECT RAISE(ABORT, 'log_head has one row for ever: DELETE is refused');
    END
    """,
    """
    CREATE TRIGGER documents_refuse_insert BEFORE INSERT ON documents
    WHEN EXISTS (SELECT 1 FROM documents WHERE id = NEW.id)
    BEGIN
        SELECT RAISE(ABORT, 'documents is append-only: the document is there already');
    END
    """,
    """
    CREATE TRIGGER documents_refuse_update BEFORE UPDATE ON documents
    BEGIN
        SELECT RAISE(ABORT, 'documents is append-only: UPDATE is refused');
    END
    """,
    """
    CREATE TRIGGER documents_refuse_delete BEFORE DELETE ON documents
    BEGIN
        SELECT RAISE(ABORT, 'documents is append-only: DELETE is refused');
    END
    """,
)

# The fixed search path keeps a temporary table named events from passing for the log. ENABLE ALWAYS keeps the triggers
# on under session_replication_role, which replication tools set.
POSTGRESQL = (
    """
    CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
        RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
    END
    $$
    """,
    """
    CREATE FUNCTION ledger_refuse_unless_erasure() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp AS $$
    DECLARE
        emptied record := OLD;
        named boolean;
    BEGIN
        emptied.payload := '';
        emptied.salt := '';
        IF NEW IS NOT DISTINCT FROM emptied AND OLD.type <> 'ContentErased' THEN
            EXECUTE format(
                'SELECT EXISTS (SELECT 1 FROM %I.%I WHERE type = ''ContentErased'' AND seq > $1'
                ' AND CAST(CAST(payload AS jsonb) ->> ''target_seq'' AS bigint) = $1)',
                TG_TABLE_SCHEMA, TG_TABLE_NAME
            ) INTO named USING OLD.seq;
            IF named THEN
                RETURN NEW;
            END IF;
        END IF;
        RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
    END
    $$
    """,
    """
    CREATE FUNCTION ledger_refuse_going_back() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
        IF NEW.seq > OLD.seq THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION '% only goes up: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
    END
    $$
    """,
    """
    CREATE TRIGGER events_refuse_update BEFORE UPDATE ON events
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_unless_erasure()
    """,
    """
    CREATE TRIGGER log_head_refuse_update BEFORE UPDATE ON log_head
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_going_back()
    """,
    """
    CREATE TRIGGER documents_refuse_update BEFORE UPDATE ON documents
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse()
    """,
    *(
        f"CREATE TRIGGER {table}_refuse_delete BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION ledger_refuse()"
        for table in ("events", "log_head", "documents")
    ),
    *(
        f"CREATE TRIGGER {table}_refuse_truncate BEFORE TRUNCATE ON {table} EXECUTE FUNCTION ledger_refuse()"
        for table in ("events", "log_head", "documents")
    ),
    *(
        f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_refuse_{statement}"
        for table in ("events", "log_head", "documents")
        for statement in ("update", "delete", "truncate")
    ),
)
