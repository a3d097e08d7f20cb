"""What somebody who looks after a ledger wants to know: a sentence on each thing, and whether all is well."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Literal

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from ledger.model.errors import LedgerError, SchemaMismatch
from ledger.ops import postgres_tools
from ledger.project import projector
from ledger.store import log
from ledger.store.database import describe, reading, sqlite_file
from ledger.store.migrate import check_schema

#: `well`; `note`: worth knowing; `trouble`: something to do, and the sentence says what.
Verdict = Literal["well", "note", "trouble"]

_GIGABYTE = 1_000_000_000
#: With less free than this, or than half of what the ledger takes, somebody should make room.
_LITTLE = _GIGABYTE
#: The write-ahead log should be taken in long before it is this large; a reader that never ends keeps it.
_LARGE_WAL = _GIGABYTE


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    subject: str
    verdict: Verdict
    sentence: str


def examine(engine: Engine) -> Iterator[Finding]:
    """Look at everything; what cannot be looked at is a finding too, and ends the examination if the rest needs it."""
    try:
        check_schema(engine)
    except SchemaMismatch as error:
        yield Finding("schema", "trouble", str(error))
        return
    yield Finding("schema", "well", f"The tables of {describe(engine)} are those of this version.")
    with reading(engine) as conn:
        of_engine = (_append_only, _settings(engine), _disk(engine))
        for look in (_log, _read_models, _set_aside, _quarantine, _alerts, *of_engine):
            try:
                yield from look(conn)
            except LedgerError as error:  # pragma: no cover - a database that goes away meanwhile
                yield Finding("database", "trouble", str(error))
    if engine.dialect.name == "postgresql":
        yield _programs(engine)


def _log(conn: Connection) -> Iterator[Finding]:
    head = log.head(conn)
    yield Finding("log", "well", f"The log ends at position {head.seq}:{head.hash}.")


def _read_models(conn: Connection) -> Iterator[Finding]:
    found, head = projector.standing(conn), log.head(conn).seq
    if not found.current:
        older = found.version < projector.VERSION
        what = "an older version; run “deal-ledger rebuild”" if older else "a newer version; upgrade deal-ledger"
        yield Finding("read models", "trouble", f"The read models were made by {what}.")
    elif found.seq < head:
        yield Finding(
            "read models",
            "note",
            f"The read models are {_events(head - found.seq)} behind the log; the next writing command catches up.",
        )
    elif found.seq > head:
        yield Finding(
            "read models",
            "trouble",
            f"The read models are at position {found.seq}, beyond the end of the log; run “deal-ledger verify”.",
        )
    else:
        yield Finding("read models", "well", f"The read models (version {projector.VERSION}) are up to date.")


def _events(count: int) -> str:
    return "1 event" if count == 1 else f"{count} events"


def _set_aside(conn: Connection) -> Iterator[Finding]:
    count = conn.exec_driver_sql("SELECT count(*) FROM events_set_aside").scalar_one()
    if not count:
        yield Finding("events set aside", "well", "No event was set aside.")
        return
    rows = conn.exec_driver_sql("SELECT seq, type, reason FROM events_set_aside ORDER BY seq LIMIT 3").all()
    told = "; ".join(f"position {seq} ({event_type}): {reason}" for seq, event_type, reason in rows)
    more = f", and {count - len(rows)} more" if count > len(rows) else ""
    one = f"{_events(count)} {'was' if count == 1 else 'were'}"
    yield Finding(
        "events set aside",
        "trouble",
        f"{one} set aside because the projection failed on them: {told}{more}. They are in the log and in no answer; "
        "upgrade deal-ledger or report the fault, then run “deal-ledger rebuild”.",
    )


def _quarantine(conn: Connection) -> Iterator[Finding]:
    count = conn.exec_driver_sql("SELECT count(*) FROM quarantine").scalar_one()
    if not count:
        yield Finding("quarantine", "well", "Nothing waits in quarantine.")
        return
    rows = conn.exec_driver_sql("SELECT reason FROM quarantine ORDER BY last_at DESC, address LIMIT 3")
    told = " ".join(reason for (reason,) in rows)
    things = "1 input waits" if count == 1 else f"{count} inputs wait"
    yield Finding("quarantine", "note", f"{things} in quarantine, the latest because: {told}")


def _alerts(conn: Connection) -> Iterator[Finding]:
    trouble = "SELECT subscription, reason, disabled_at FROM alert_cursors WHERE attempts > 0 ORDER BY subscription"
    rows = conn.exec_driver_sql(trouble).all()
    given_up = [(name, reason) for name, reason, disabled_at in rows if disabled_at is not None]
    failing = [(name, reason) for name, reason, disabled_at in rows if disabled_at is None]
    if given_up:
        told = "; ".join(f"“{name}”: {reason}" for name, reason in given_up[:3])
        yield Finding(
            "alerts",
            "trouble",
            f"{_subscriptions(len(given_up))} given up: {told} “deal-ledger alert replay NAME” starts one again.",
        )
    if failing:
        told = "; ".join(f"“{name}”: {reason}" for name, reason in failing[:3])
        yield Finding("alerts", "note", f"{_subscriptions(len(failing))} failing and tried again: {told}")
    if not rows:
        yield Finding("alerts", "well", "Every subscription can be delivered to.")


def _subscriptions(count: int) -> str:
    return "1 subscription is" if count == 1 else f"{count} subscriptions are"


_GUARDS = {
    "events": {"refuse_update", "refuse_delete"},
    "log_head": {"refuse_update", "refuse_delete"},
    "documents": {"refuse_update", "refuse_delete"},
}
#: SHA-256 of what the migrations make of them, name by name: a guard may be there and let everything pass.
_MADE_AS = {
    "sqlite": "3dc83a8bd00ec6e02739ef6fae583c71f49b5256adabf83af0630abab873f3ab",
    "postgresql": "89c32b4d457520c0b832b5e81a00c84697a9adc93aa2eda00c546fe118f664fa",
}
_MADE_SQLITE = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
_MADE_POSTGRESQL = (
    "SELECT tgname, concat_ws('|', tgtype, tgqual, prosrc) FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid "
    "WHERE NOT tgisinternal AND tgenabled = 'A'"
)


def _append_only(conn: Connection) -> Iterator[Finding]:
    """That the triggers which keep the log append-only are there, and on, and what the migrations made them."""
    sqlite = conn.dialect.name == "sqlite"
    also = "refuse_insert" if sqlite else "refuse_truncate"
    wanted = {f"{table}_{guard}" for table, guards in _GUARDS.items() for guard in guards | {also}}
    made = dict(map(tuple, conn.exec_driver_sql(_MADE_SQLITE if sqlite else _MADE_POSTGRESQL)))
    missing = sorted(wanted - made.keys())
    if missing:
        what = f"{', '.join(missing)} missing or off"
    elif guards_made_as(made[name] for name in sorted(wanted)) != _MADE_AS[conn.dialect.name]:
        what = "its triggers are not those that the migrations made"
    else:
        yield Finding("append-only", "well", "The database refuses to change or delete what is in the log.")
        return
    yield Finding(
        "append-only",
        "trouble",
        f"The database does not refuse every change of the log: {what}; run “deal-ledger verify”, and restore a backup "
        "into a new database.",
    )


def guards_made_as(definitions: Iterable[str]) -> str:
    """What the definitions of the guards come to, in the order of their names."""
    return sha256("\0".join(definitions).encode()).hexdigest()


def _settings(engine: Engine) -> Callable[[Connection], Iterator[Finding]]:
    return _sqlite_settings if engine.dialect.name == "sqlite" else _postgresql_settings


def _sqlite_settings(conn: Connection) -> Iterator[Finding]:
    version = conn.exec_driver_sql("SELECT sqlite_version()").scalar_one()
    mode = conn.exec_driver_sql("PRAGMA journal_mode").scalar_one()
    synchronous = conn.exec_driver_sql("PRAGMA synchronous").scalar_one()
    if mode != "wal":
        yield Finding(
            "engine",
            "trouble",
            f"SQLite {version} keeps its journal as “{mode}”, so readers hold up writers; move it to a local disk.",
        )
    elif synchronous < 2:
        yield Finding(
            "engine", "trouble", f"SQLite {version} does not wait for the disk; acknowledged events may be lost."
        )
    else:
        yield Finding("engine", "well", f"SQLite {version}, write-ahead log, each commit waits for the disk.")


def _postgresql_settings(conn: Connection) -> Iterator[Finding]:
    version = conn.exec_driver_sql("SHOW server_version").scalar_one()
    off = [name for name in ("fsync", "full_page_writes") if conn.exec_driver_sql(f"SHOW {name}").scalar_one() == "off"]
    if off:
        yield Finding(
            "engine",
            "trouble",
            f"PostgreSQL {version} runs with {' and '.join(off)} off: a crash may lose acknowledged events or "
            "damage the log; switch on what is off.",
        )
    else:
        yield Finding("engine", "well", f"PostgreSQL {version}, each commit waits for the disk.")


def _disk(engine: Engine) -> Callable[[Connection], Iterator[Finding]]:
    file = sqlite_file(engine)

    def of_a_server(conn: Connection) -> Iterator[Finding]:
        size = conn.execute(sa.text("SELECT pg_database_size(current_database())")).scalar_one()
        yield Finding("disk", "well", f"The database takes {_size(size)}; how much is free, its server knows.")

    def of_a_file(_: Connection) -> Iterator[Finding]:
        assert file is not None
        wal = Path(f"{file}-wal")
        waiting = wal.stat().st_size if wal.exists() else 0
        size, free = file.stat().st_size + waiting, shutil.disk_usage(file.resolve().parent).free
        sentence = f"The ledger takes {_size(size)}, {_size(free)} are free"
        if free < max(_LITTLE, size // 2):
            yield Finding("disk", "trouble", f"{sentence}; make room before appends fail.")
        else:
            yield Finding("disk", "well", f"{sentence}.")
        if waiting > _LARGE_WAL:
            yield Finding("disk", "note", f"The write-ahead log has grown to {_size(waiting)}: a reader holds it open.")

    return of_a_server if file is None else of_a_file


def _programs(engine: Engine) -> Finding:
    with reading(engine) as conn:
        server = int(conn.exec_driver_sql("SHOW server_version_num").scalar_one()) // 10_000
    version = postgres_tools.version_of("pg_dump")
    if version is None or version < server:
        have = "is not in PATH" if version is None else f"is of version {version}"
        return Finding(
            "backup", "note", f"pg_dump {have}: “deal-ledger backup” needs PostgreSQL's client programs of {server}."
        )
    return Finding("backup", "well", f"pg_dump {version} is there for “deal-ledger backup”.")


def _size(count: int) -> str:
    return f"{count / _GIGABYTE:.1f} GB" if count >= _GIGABYTE else f"{count / 1_000_000:.1f} MB"
