"""Backup of a ledger while writers write, and restoring it into a fresh database, verified by its chain.

SQLite is copied by its backup API, PostgreSQL dumped by its own pg_dump in the custom format; both copy one committed
state, without holding up anybody. A backup appears under its name only when it is whole, and never over another file.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Engine

from ledger.model.errors import LedgerError, LogDamaged
from ledger.ops import postgres_tools
from ledger.ops.verify import Verification, verify
from ledger.store import log
from ledger.store.database import describe, driver_connection, open_engine, reading, session, snapshot_on, sqlite_file
from ledger.store.log import Head

#: Pages, or bytes: what is done and what there is to do, where that is known.
Progress = Callable[[int, int], None]

_PAGES = 500
_SQLITE, _POSTGRESQL = b"SQLite format 3\0", b"PGDMP"


@dataclass(frozen=True, slots=True)
class BackedUp:
    """A backup: its file, its size, and the end of the log in it, which is worth keeping elsewhere as an anchor."""

    file: str
    bytes: int
    head: Head


@dataclass(frozen=True, slots=True)
class Restored:
    """A restored ledger and what verifying it found."""

    database: str
    verification: Verification


def backup(engine: Engine, target: Path, progress: Progress | None = None) -> BackedUp:
    """Write a backup of the ledger to a file that does not exist yet.

    Killed on the way, it leaves at most a file that ends in `.partial`, never half a backup under the name asked for.

    Raises:
        LedgerError: the file exists or cannot be written, or PostgreSQL's programs are missing or too old.
        DatabaseUnavailable: the database cannot be read.
    """
    if target.exists():
        raise LedgerError(f"{target} exists already; name a new file, a backup never replaces one.")
    with _partial(target) as partial:
        if engine.dialect.name == "sqlite":
            head = _copy_sqlite(engine, partial, progress or _silent)
        else:
            head = _dump(engine, partial)
        _flush(partial)
        size = partial.stat().st_size
        _appear(partial, target)
    return BackedUp(str(target), size, head)


def restore(source: Path, url: str) -> Restored:
    """Restore a backup into a database that holds no ledger, and verify it; positions are what they were.

    Raises:
        LedgerError: there is a ledger already, or the file is no backup of this kind of database.
        LogDamaged: what came out of the backup does not verify.
        DatabaseUnavailable: the database cannot be reached.
    """
    kind = _kind(source)
    engine = open_engine(url)
    try:
        if engine.dialect.name != kind:
            raise LedgerError(
                f"{source} is a backup of a ledger on {kind}, and {describe(engine)} is on {engine.dialect.name}; "
                "name a database of the same kind."
            )
        if kind == "sqlite":
            return _restore_sqlite(source, engine)
        return _restore_postgresql(source, engine)
    finally:
        engine.dispose()


# -- SQLite -----------------------------------------------------------------------------------------------------------


def _copy_sqlite(engine: Engine, target: Path, progress: Progress) -> Head:
    with session(engine) as conn, snapshot_on(conn):
        # The open snapshot is what is copied. Without it, each append would make the copy begin anew.
        head = log.head(conn)
        with closing(sqlite3.connect(target)) as copy:
            try:
                driver_connection(conn).backup(
                    copy, pages=_PAGES, progress=lambda _, left, total: progress(total - left, total)
                )
            except sqlite3.Error as error:
                raise LedgerError(f"The backup cannot be written to {target.parent}: {error}.") from None
        return head


def _restore_sqlite(source: Path, engine: Engine) -> Restored:
    file = sqlite_file(engine)
    if file is None:
        raise LedgerError("A ledger in memory cannot be restored; name a file.")
    # What is left of a write-ahead log would be taken for part of the new file.
    for beside in (file, Path(f"{file}-wal"), Path(f"{file}-shm")):
        if beside.exists() and beside.stat().st_size:
            raise LedgerError(f"{beside} exists already; nothing is ever restored over a ledger; name a new file.")
    with _partial(file) as partial:
        with (
            closing(sqlite3.connect(_read_only(source), uri=True)) as old,
            closing(sqlite3.connect(partial)) as new,
        ):
            try:
                old.backup(new, pages=_PAGES)
            except sqlite3.Error as error:
                raise LedgerError(f"{source} cannot be restored: {error}.") from None
        _flush(partial)
        copy = open_engine(f"sqlite:///{partial}")
        try:
            verification = _verified(copy, source)
        finally:
            copy.dispose()
            for suffix in ("-wal", "-shm"):
                Path(f"{partial}{suffix}").unlink(missing_ok=True)
        if file.exists():  # it is empty
            file.unlink()
        _appear(partial, file)
    return Restored(describe(engine), verification)


def _read_only(source: Path) -> str:
    """The address of a SQLite file that is not to be touched, nor anything beside it that is not its own log."""
    log_beside = Path(f"{source}-wal")
    alone = not (log_beside.exists() and log_beside.stat().st_size)
    return f"{source.resolve().as_uri()}?mode=ro{'&immutable=1' if alone else ''}"


# -- PostgreSQL -------------------------------------------------------------------------------------------------------


def _dump(engine: Engine, target: Path) -> Head:
    with reading(engine) as conn:
        # Dumped from this very snapshot, so that the head told is the head dumped.
        snapshot = conn.exec_driver_sql("SELECT pg_export_snapshot()").scalar_one()
        head = log.head(conn)
        version = conn.exec_driver_sql("SHOW server_version_num").scalar_one()
        postgres_tools.dump(engine.url, int(version) // 10_000, str(snapshot), target)
    return head


def _restore_postgresql(source: Path, engine: Engine) -> Restored:
    with reading(engine) as conn:
        tables = sa.inspect(conn).get_table_names()
        version = int(conn.exec_driver_sql("SHOW server_version_num").scalar_one()) // 10_000
    if tables:
        raise LedgerError(
            f"The database {describe(engine)} is not empty; create a new one, nothing is ever restored over a ledger."
        )
    postgres_tools.restore(engine.url, version, source)
    return Restored(describe(engine), _verified(engine, source))


# -- Both -------------------------------------------------------------------------------------------------------------


def _verified(engine: Engine, source: Path) -> Verification:
    try:
        with reading(engine) as conn:
            found = verify(conn)
    except sa.exc.DBAPIError:
        raise LedgerError(f"{source} is not a backup of a ledger: it lacks the log.") from None
    if not found.ok:
        problem = found.problems[0]
        raise LogDamaged(
            f"The ledger in {source} is damaged, first at position {problem.seq}: {problem.what}; do not use it."
        )
    return found


def _kind(source: Path) -> str:
    try:
        with source.open("rb") as file:
            first = file.read(len(_SQLITE))
    except OSError as error:
        raise LedgerError(f"{source} cannot be read: {error.strerror}.") from None
    if first == _SQLITE:
        return "sqlite"
    if first.startswith(_POSTGRESQL):
        return "postgresql"
    raise LedgerError(f"{source} is no backup: “deal-ledger backup” makes a SQLite file or a PostgreSQL dump.")


@contextmanager
def _partial(target: Path) -> Iterator[Path]:
    """A file beside the target to write to; gone in the end, unless it was renamed."""
    try:
        handle, name = tempfile.mkstemp(prefix=f"{target.name}.", suffix=".partial", dir=target.parent)
    except OSError as error:
        raise LedgerError(f"The folder {target.parent} cannot be written to: {error.strerror}.") from None
    os.close(handle)
    partial = Path(name)
    try:
        yield partial
    finally:
        partial.unlink(missing_ok=True)


def _flush(file: Path) -> None:
    with file.open("rb") as opened:
        os.fsync(opened.fileno())


def _appear(partial: Path, target: Path) -> None:
    """Give the finished file its name, unless somebody else has taken it meanwhile; so that a power cut keeps it."""
    try:
        os.link(partial, target)
    except FileExistsError:
        raise LedgerError(f"{target} was made by somebody else meanwhile; nothing was written.") from None
    except OSError:
        # A file system without hard links.
        partial.rename(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _silent(_done: int, _total: int) -> None:
    pass
