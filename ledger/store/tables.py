"""The tables that this package owns. Triggers, which no table object can say, stand in the migrations.

Column types are the few that mean the same on SQLite and PostgreSQL: text, integers (times are microseconds UTC),
booleans and bytes.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

metadata = sa.MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

#: Text that compares by its bytes on both engines: a server that sorts by a language's rules would page differently.
TEXT = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
#: SQLite keeps a primary key inside the table, without an index of its own, only if its type is spelled INTEGER.
BIGINT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _where(condition: str) -> dict[str, Any]:
    """What makes an index hold some rows only."""
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


events = sa.Table(
    "events",
    metadata,
    sa.Column("seq", BIGINT, primary_key=True, autoincrement=False, comment="Gapless position, from 1"),
    sa.Column("event_id", TEXT, nullable=False, unique=True, comment="UUID of the idempotency key"),
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
    # There is no index by company: a random one costs more than all the rest of an append, and the read models
    # have it. This one holds erasures only; the trigger that lets them through looks there.
    sa.Index(
        "ix_events_erasures",
        "seq",
        sqlite_where=sa.text("type = 'ContentErased'"),
        postgresql_where=sa.text("type = 'ContentErased'"),
    ),
    comment="The log: append-only, gapless, hash-chained",
)

log_head = sa.Table(
    "log_head",
    metadata,
    sa.Column("id", sa.Integer, sa.CheckConstraint("id = 1", name="single"), primary_key=True, autoincrement=False),
    sa.Column("seq", BIGINT, nullable=False, comment="Position of the last event, 0 in an empty log"),
    sa.Column("hash", TEXT, nullable=False, comment="Hash of the last event"),
    sa.Column("recorded_at", BIGINT, nullable=False, comment="Recorded time of the last event"),
    # Ids of what publications say begin with a time since schema 0016 (docs/decisions/0002). Up to here a thing may
    # stand under its former id, so it is looked for under both; 0 in a ledger that was made since.
    sa.Column(
        "former_ids_until", BIGINT, nullable=False, server_default="0", comment="Last position before ids had times"
    ),
    comment="One row: where the next event goes. Whoever appends locks it until they commit",
)

documents = sa.Table(
    "documents",
    metadata,
    sa.Column("id", TEXT, primary_key=True, comment="SHA-256 of the body"),
    sa.Column("media_type", TEXT, nullable=False),
    sa.Column(
        "body", sa.LargeBinary, nullable=False, comment="The bytes as they were captured, or shorter: deflated (zlib)"
    ),
    sa.Column("text", TEXT, nullable=False, comment="What facts were read from; spans count its characters"),
    sa.Column("text_hash", TEXT, nullable=False, comment="SHA-256 of the text in UTF-8"),
    sa.Column("captured_at", BIGINT, nullable=False, comment="First stored, microseconds UTC"),
    comment="Captured sources, by content hash",
)

entities = sa.Table(
    "entities",
    metadata,
    sa.Column("seq", BIGINT, primary_key=True, autoincrement=False, comment="Position of the registration"),
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
    sa.Index("ix_entities_id_seq", "id", "seq"),
    # Of many entities few have either; who asks by them should not read the others.
    sa.Index("ix_entities_tier", "tier", **_where("tier IS NOT NULL")),
    sa.Index("ix_entities_domain", "domain", **_where("domain IS NOT NULL")),
    comment="Companies, funds, publishers, people, products: one row for each registration",
)

entity_names = sa.Table(
    "entity_names",
    metadata,
    sa.Column("seq", BIGINT, primary_key=True, autoincrement=False, comment="Position of the registration"),
    sa.Column("name_key", TEXT, primary_key=True, comment="The name in the form that is compared"),
    sa.Column("kind", TEXT, primary_key=True, comment="id, name, legal_name, alias or ambiguous_alias"),
    sa.Column("entity_id", TEXT, nullable=False),
    sa.Index("ix_entity_names_name_key", "name_key"),
    comment="The names of each registration",
)

quarantine = sa.Table(
    "quarantine",
    metadata,
    sa.Column("address", TEXT, primary_key=True, comment="Where it came from: a path or an address"),
    sa.Column("body_hash", TEXT, primary_key=True, comment="SHA-256 of the body"),
    sa.Column("body", sa.LargeBinary, nullable=False),
    sa.Column("reason", TEXT, nullable=False, comment="Why it could not be read, the last time"),
    sa.Column("first_at", BIGINT, nullable=False, comment="First refused, microseconds UTC"),
    sa.Column("last_at", BIGINT, nullable=False, comment="Last refused, microseconds UTC"),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("lines", TEXT, comment="JSON: [line of the body, line of the file] wherever what lies between changes"),
    comment="Input that could not be read, kept with its reason until it can be or is dismissed",
)
