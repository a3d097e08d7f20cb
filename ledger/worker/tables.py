"""What the worker remembers between two moments. None of it is knowledge: the log is, and these tables only say what is
to be done next and with which validators. Losing them costs fetches, no facts.

Times are microseconds UTC by the database's clock (`ledger.worker.clock`), because workers on several machines share
these rows and their own clocks may differ.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Index, Integer, LargeBinary, Table

from ledger.store.tables import BIGINT, TEXT, metadata

lease = Table(
    "worker_lease",
    metadata,
    Column("id", Integer, CheckConstraint("id = 1", name="single"), primary_key=True, autoincrement=False),
    Column(
        "holder", TEXT, nullable=False, comment="the worker that may start sources, empty if it gave the lease back"
    ),
    Column("term", BIGINT, nullable=False, comment="counts up with every change of holder: the fencing token"),
    Column("taken_at", BIGINT, nullable=False),
    Column("beat_at", BIGINT, nullable=False, comment="the holder's last sign of life"),
    Column("expires_at", BIGINT, nullable=False, comment="from then on another worker may take it"),
    comment="One row: which worker starts the sources",
)

workers = Table(
    "workers",
    metadata,
    Column("id", TEXT, primary_key=True, comment="host, process and a random part"),
    Column("started_at", BIGINT, nullable=False),
    Column("beat_at", BIGINT, nullable=False, comment="last sign of life"),
    Column("version", TEXT, nullable=False),
    comment="The workers that have been seen of late, whether they hold the lease or stand by",
)

source_runs = Table(
    "source_runs",
    metadata,
    Column("source", TEXT, primary_key=True),
    Column("next_at", BIGINT, nullable=False, comment="when it is due"),
    Column("term", BIGINT, nullable=False, comment="term of the lease under which it was last started"),
    Column("runs", BIGINT, nullable=False, comment="how often it was started"),
    Column("started_at", BIGINT),
    Column("finished_at", BIGINT, comment="when the last run ended, well or not"),
    Column("ok_at", BIGINT, comment="when a run last ended well"),
    Column("failures", Integer, nullable=False, comment="runs in a row that failed"),
    Column("reason", TEXT, comment="why the last run failed, in a sentence"),
    Column("found", BIGINT, nullable=False, comment="documents that it led to, in all"),
    comment="How each source has fared, and when it is due again",
)

addresses = Table(
    "addresses",
    metadata,
    Column("address", TEXT, primary_key=True, comment="canonical, or a path"),
    Column("source", TEXT, comment="the source that led here last"),
    Column("mark", TEXT, comment="what the source said of its version when it was last fetched"),
    Column("validators", TEXT, comment="JSON: what the server said to recognise its last answer by"),
    Column("body_hash", TEXT, comment="SHA-256 of the last body"),
    Column("text_hash", TEXT, comment="SHA-256 of the text that was last read in it"),
    Column("publication_id", TEXT, comment="the newest publication captured from here"),
    Column("captured_at", BIGINT, comment="when that was captured"),
    Column("checked_at", BIGINT, comment="when it was last asked for"),
    Column("checks", Integer, nullable=False, comment="how often it was asked for since its last change"),
    Column("recheck_at", BIGINT, comment="when to look for an edited version; null: not by itself"),
    Column("gone_at", BIGINT, comment="since when it is not there any more"),
    Column("status", TEXT, nullable=False, comment="new, captured, unchanged, quarantined, gone, refused or failed"),
    Column("reason", TEXT, comment="why it could not be had or read"),
    Index("ix_addresses_source_recheck_at", "source", "recheck_at"),
    comment="Every address that a document came from or was looked for at, with its validators",
)

work = Table(
    "work",
    metadata,
    Column("id", BIGINT, primary_key=True, autoincrement=True),
    Column("address", TEXT, nullable=False, unique=True, comment="one piece of work an address at a time"),
    Column("url", TEXT, nullable=False, comment="the address as it was found, which is what is asked for"),
    Column("host", TEXT, nullable=False, comment="whom it is asked of; empty for files"),
    Column("source", TEXT, comment="the source that led here"),
    Column("state", TEXT, nullable=False, comment="fetch: to be fetched; read: captured, to be read"),
    Column("due_at", BIGINT, nullable=False, comment="not before"),
    Column("claimed_by", TEXT, comment="the worker at it"),
    Column("claimed_until", BIGINT, comment="from then on another worker may take it"),
    Column("attempts", Integer, nullable=False, comment="how often it was begun in this state"),
    Column("reason", TEXT, comment="why the last attempt failed"),
    Column("hints", TEXT, nullable=False, comment="JSON: what the source says of the document"),
    Column("capture", TEXT, comment="JSON: status, headers and times of the answer"),
    Column("body", LargeBinary, comment="the raw bytes, deflated, until they are read"),
    Column("body_hash", TEXT, comment="SHA-256 of the raw bytes"),
    Column("created_at", BIGINT, nullable=False),
    Index("ix_work_state_due_at", "state", "due_at"),
    # One claims the longest due of one host after the other, without looking at what else waits of them.
    Index("ix_work_state_host_due_at", "state", "host", "due_at", "id"),
    comment="What is to be fetched and read; a row goes when its document is in the log or in quarantine",
)
