"""The read models. Everything here can be thrown away and rebuilt from the log.

Figures are stored three times for three readers: exact in the fact's JSON, as decimal text, and in
hundredths as integers for SQL that has to run unchanged on engines without exact decimals.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, Index, Integer, PrimaryKeyConstraint, Table, text

from ledger.store.tables import BIGINT, TEXT, metadata

#: Largest figure that fits the integer columns; a larger one stands in the JSON and the text only.
HUNDREDTHS_LIMIT = 2**63 // 100

claims = Table(
    "claims",
    metadata,
    Column("seq", BIGINT, primary_key=True, autoincrement=False),
    Column("claim_id", TEXT, nullable=False, unique=True),
    Column("company_id", TEXT, nullable=False, comment="entity now, merges applied"),
    Column("recorded_company_id", TEXT, nullable=False, comment="entity as resolved at seq"),
    Column("kind", TEXT, nullable=False),
    Column("status", TEXT, comment="live, corrected or retracted"),
    Column("current", Boolean, comment="among the latest of its publisher and roots in its slot"),
    Column("rank", TEXT),
    Column("deal_id", TEXT),
    Column("slot_id", TEXT),
    Column("copy_of", TEXT, comment="publication on which it rests, where its own is a copy"),
    Column("dropped_by", TEXT, comment="edited version of its article from which on it is not said any more"),
    Column("loose", Boolean, comment="its own dates do not say when its deal was: several are given, or an open one"),
    Column("publisher", TEXT),
    Column("publisher_id", TEXT),
    Column("document_id", TEXT, nullable=False),
    Column("publication_id", TEXT, nullable=False),
    Column("url", TEXT),
    Column("title", TEXT),
    Column("published", TEXT, comment="as the document says it: EDTF or an ISO time"),
    Column("known_at", BIGINT, nullable=False, comment="microseconds UTC, redating applied"),
    Column("reported_known_at", BIGINT, nullable=False, comment="microseconds UTC, as appended"),
    Column("recorded_at", BIGINT, nullable=False),
    Column("currency", TEXT),
    Column("amount_low", BIGINT, comment="hundredths"),
    Column("amount_high", BIGINT, comment="hundredths"),
    Column("percent", TEXT, comment="decimal text"),
    Column("qualifier", TEXT),
    Column("basis", TEXT),
    Column("date_lower", Date, comment="inclusive; null: open"),
    Column("date_upper", Date, comment="exclusive; null: open"),
    Column("stage", TEXT),
    Column("certainty", TEXT, nullable=False),
    Column("polarity", TEXT, nullable=False),
    Column("forecast", Boolean, nullable=False),
    Column("previous", Boolean, nullable=False),
    Column("quote", TEXT),
    Column("corrects", TEXT),
    Column("fact_id", TEXT, index=True),
    Column("named_roots", TEXT, nullable=False, comment="JSON list; without one the publisher is the root"),
    Column("fact", TEXT, nullable=False, comment="the whole fact as JSON"),
    # All that the as-of join asks of most claims, so that it reads nothing else.
    Index(
        "ix_claims_recorded_company",
        *("recorded_company_id", "kind", "reported_known_at", "seq", "polarity", "previous", "forecast"),
    ),
    # Where claims stand that others can be rivals of, or of one deal with (`ledger.project.reach`).
    Index("ix_claims_company", "company_id", "kind", "date_upper", "date_lower", "known_at"),
    Index("ix_claims_loose", "company_id", "kind", sqlite_where=text("loose"), postgresql_where=text("loose")),
    Index("ix_claims_publication", "publication_id"),
)

claim_parties = Table(
    "claim_parties",
    metadata,
    Column("seq", BIGINT, primary_key=True, autoincrement=False),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("entity_id", TEXT, nullable=False, comment="entity now, merges applied"),
    Column("recorded_entity_id", TEXT, nullable=False),
    Column("role", TEXT, nullable=False),
    Column("name", TEXT, nullable=False),
    Column("as_written", TEXT),
    Index("ix_claim_parties_recorded_entity", "recorded_entity_id", "seq"),
)

claim_effects = Table(
    "claim_effects",
    metadata,
    Column("seq", BIGINT, primary_key=True, autoincrement=False),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("type", TEXT, nullable=False),
    Column("claim_id", TEXT, index=True),
    Column("publication_id", TEXT, index=True),
    Column("known_at", BIGINT),
    Column("payload", TEXT, nullable=False),
)

identity_changes = Table(
    "identity_changes",
    metadata,
    Column("seq", BIGINT, primary_key=True, autoincrement=False),
    Column("type", TEXT, nullable=False),
    Column("kept", TEXT, nullable=False),
    Column("other", TEXT, nullable=False),
    Column("known_at", BIGINT),
)

deals = Table(
    "deals",
    metadata,
    Column("deal_id", TEXT, primary_key=True),
    Column("company_id", TEXT, nullable=False, index=True),
    Column("transaction", TEXT, nullable=False),
    Column("parties", TEXT, nullable=False, comment="entity ids as a JSON list"),
    Column("stage", TEXT),
    Column("rounds", TEXT, nullable=False, comment="JSON list"),
    Column("doubtful", Boolean, nullable=False),
    Column("claim_count", Integer, nullable=False),
    Column("first_known_at", BIGINT, nullable=False),
    Column("last_known_at", BIGINT, nullable=False),
)

slots = Table(
    "slots",
    metadata,
    Column("company_id", TEXT, primary_key=True),
    Column("slot_id", TEXT, primary_key=True),
    Column("kind", TEXT, nullable=False),
    Column("question", TEXT, nullable=False),
    Column("deal_id", TEXT),
    Column("parties", TEXT, nullable=False, comment="entity ids as a JSON list"),
    Column("date_lower", Date),
    Column("date_upper", Date),
    Column("subject", TEXT),
    Column("basis", TEXT),
    Column("unit", TEXT, comment="currency, percent or count"),
    Column("forecast", Boolean, nullable=False),
    Column("stage", TEXT, nullable=False),
    Column("previous", Boolean, nullable=False),
    Column("agreement", TEXT, nullable=False, index=True),
    Column("low", TEXT, comment="decimal text"),
    Column("high", TEXT, comment="decimal text"),
    Column("claim_count", Integer, nullable=False),
    Column("current_count", Integer, nullable=False),
    Column("denied_count", Integer, nullable=False),
    Column("roots", TEXT, nullable=False, comment="JSON list"),
    Column("root_count", Integer, nullable=False),
)

publications = Table(
    "publications",
    metadata,
    Column("seq", BIGINT, primary_key=True, autoincrement=False, comment="position of the capture"),
    Column("publication_id", TEXT, nullable=False),
    Column("document_id", TEXT, nullable=False),
    Column("publisher", TEXT),
    Column("publisher_id", TEXT),
    Column("url", TEXT),
    Column("title", TEXT),
    Column("known_at", BIGINT, nullable=False, comment="microseconds UTC, as appended"),
    Column("page_key", TEXT, index=True, comment="its address in one form for all spellings of it"),
    Column("names_page", Boolean, nullable=False, comment="the page itself says that this is its address"),
    Column("fingerprint", TEXT, comment="of its text, to find copies"),
    Column("revises", TEXT, index=True, comment="publication of which it is an edited version"),
    Index("ix_publications_publication_id", "publication_id"),
    comment="Captured documents, each as its publisher put it out",
)

publication_bands = Table(
    "publication_bands",
    metadata,
    Column("band", BIGINT, autoincrement=False, comment="key of a bucket that copies share"),
    Column("seq", BIGINT, autoincrement=False, comment="position of the capture"),
    Column("voice", BIGINT, autoincrement=False, comment="hash of the publisher, whose own texts are no copies"),
    # In this order those of one publisher are passed over at once, however many have its footer in common.
    PrimaryKeyConstraint("band", "voice", "seq"),
    comment="Where to look for texts that are alike",
    # Nothing but its key, so a tree of its own would hold it twice.
    sqlite_with_rowid=False,
)

publication_copies = Table(
    "publication_copies",
    metadata,
    Column("seq", BIGINT, primary_key=True, autoincrement=False, comment="position of the capture"),
    Column("other_seq", BIGINT, primary_key=True, autoincrement=False, comment="and of one that is alike"),
    comment="Publications of different publishers with the same text or address, each pair both ways",
    sqlite_with_rowid=False,
)

review_queue = Table(
    "review_queue",
    metadata,
    Column("seq", BIGINT, primary_key=True, autoincrement=False, comment="position of the proposal"),
    Column("proposal_id", TEXT, nullable=False, unique=True),
    Column("status", TEXT, nullable=False, comment="waiting, accepted, edited or rejected"),
    Column("cause", TEXT, nullable=False, comment="confidence, grounding or disagreement"),
    Column("reason", TEXT, nullable=False, comment="why it waits, in a sentence"),
    Column("reader", TEXT, nullable=False),
    Column("reader_version", TEXT, nullable=False),
    Column("kind", TEXT, nullable=False),
    Column("company", TEXT, nullable=False, comment="name as read"),
    Column("document_id", TEXT, nullable=False),
    Column("publication_id", TEXT, nullable=False),
    Column("publication", TEXT, nullable=False, comment="JSON"),
    Column("known_at", BIGINT, nullable=False, comment="microseconds UTC"),
    Column("recorded_at", BIGINT, nullable=False, comment="microseconds UTC"),
    Column("fact", TEXT, nullable=False, comment="the proposed fact as JSON"),
    Column("claim_id", TEXT, comment="what it became, if accepted"),
    Column("decided_seq", BIGINT, comment="position of the decision"),
    Column("decided_at", BIGINT, comment="microseconds UTC"),
    Column("decided_by", TEXT),
    Column("decided_reason", TEXT),
    Index("ix_review_queue_status_seq", "status", "seq"),
    Index("ix_review_queue_publication_id", "publication_id"),
    comment="Facts that a reader proposed and what people decided about them",
)

source_changes = Table(
    "source_changes",
    metadata,
    Column("seq", BIGINT, primary_key=True, autoincrement=False, comment="position of the event"),
    Column("type", TEXT, nullable=False, comment="SourceAdded, SourcePaused, SourceResumed or SourceRemoved"),
    Column("name", TEXT, nullable=False),
    Column("address", TEXT, comment="as SourceAdded says, like the columns that follow"),
    Column("kind", TEXT),
    Column("every_seconds", BIGINT),
    Column("publisher", TEXT),
    Column("language", TEXT),
    Column("reason", TEXT),
    Column("recorded_at", BIGINT, nullable=False, comment="microseconds UTC"),
    Index("ix_source_changes_name_seq", "name", "seq"),
    comment="What was decided about sources; the latest rows of a name are what stands",
)

subscription_changes = Table(
    "subscription_changes",
    metadata,
    Column("seq", BIGINT, primary_key=True, autoincrement=False, comment="position of the event"),
    Column("type", TEXT, nullable=False, comment="SubscriptionAdded or SubscriptionRemoved"),
    Column("name", TEXT, nullable=False),
    Column("companies", TEXT, nullable=False, comment="ids as a JSON list; none: all"),
    Column("kinds", TEXT, nullable=False, comment="JSON list; none: all"),
    Column("whens", TEXT, nullable=False, comment="what is waited for, as a JSON list"),
    Column("delivery", TEXT, comment="webhook or atom"),
    Column("url", TEXT, comment="where a webhook is posted to"),
    Column("reason", TEXT),
    Column("recorded_at", BIGINT, nullable=False, comment="microseconds UTC"),
    Index("ix_subscription_changes_name_seq", "name", "seq"),
    comment="What was decided about subscriptions; the latest row of a name is what stands",
)

events_set_aside = Table(
    "events_set_aside",
    metadata,
    Column("seq", BIGINT, primary_key=True, autoincrement=False, comment="position of the event"),
    Column("type", TEXT, nullable=False),
    Column("reason", TEXT, nullable=False, comment="what the projection says against it"),
    comment="Events that the projection could not take; a rebuild tries them again",
)

checkpoints = Table(
    "checkpoints",
    metadata,
    Column("projection", TEXT, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("seq", BIGINT, nullable=False),
)

#: In the order in which they may be emptied.
READ_MODELS = (
    *(claims, claim_parties, claim_effects, identity_changes, deals, slots, review_queue, source_changes),
    subscription_changes,
    events_set_aside,
    *(publication_copies, publication_bands, publications),
)
