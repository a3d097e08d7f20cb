"""What is killed: programs that append, project, rebuild, migrate, back up and erase, each in a process of its own.

A kill comes either from outside, at a random moment, or from inside, before a certain statement or commit: the second
kind goes between any two statements on purpose, instead of waiting for luck. That counts what SQLAlchemy sends and what
the hot paths give to the driver themselves.
"""

from __future__ import annotations

import itertools
import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Engine, event

from ledger.bootstrap import initialise
from ledger.ingest.capture import By, capture
from ledger.ingest.files import Document, Imprint
from ledger.ingest.structured import StatedFact
from ledger.model.canonical import to_json
from ledger.model.dates import micros
from ledger.model.events import Reader
from ledger.model.facts import parse_fact
from ledger.ops import erase
from ledger.ops.backup import backup
from ledger.project import beside, projector
from ledger.settings import Settings
from ledger.store import bulk, log
from ledger.store.appender import Appender
from ledger.store.database import open_engine, reading, writing
from ledger.store.migrate import upgrade
from tests.store.samples import registered

NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)
KINDS = ("investment", "valuation", "revenue")
Tell = Callable[[str], None]


def run(job: str, url: str, name: str, acknowledged: str, kill_at: int | None) -> None:
    """Do a job over and over until somebody kills this process, or before its `kill_at`th statement or commit."""
    if kill_at is not None:
        _kill_before(kill_at)
    JOBS[job](url, name, _teller(acknowledged))


def _kill_before(number: int) -> None:
    seen = itertools.count(1)

    def count(*_: Any) -> None:
        if next(seen) >= number:
            os.kill(os.getpid(), signal.SIGKILL)

    for moment in ("before_cursor_execute", "after_cursor_execute", "commit"):
        event.listen(sa.Engine, moment, count)
    between(count)


def between(act: Callable[..., None]) -> Callable[[], None]:
    """Do something before and after what is given to the driver past SQLAlchemy; what comes back undoes it."""
    translated = bulk.translated

    @contextmanager
    def counted(conn: Connection, statement: str) -> Iterator[None]:
        act(conn)
        with translated(conn, statement):
            yield
        act(conn)

    bulk.translated = counted
    return lambda: setattr(bulk, "translated", translated)


def _teller(file: str) -> Tell:
    """Tells what is done. Once written it is told, even if the process dies with the next instruction."""
    handle = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def tell(line: str) -> None:
        os.write(handle, f"{line}\n".encode())

    return tell


def append_one(engine: Engine, name: str, number: int) -> str:
    """Append and project one report of three facts in a transaction; return the id of its document."""
    stated = [
        parse_fact(
            {
                "kind": kind,
                "company": f"Company {(number + place) % 7}",
                "amount": {"value": (number % 9 + 1) * 10**8, "currency": "USD"},
                "date": "2025-06",
            }
        )
        for place, kind in enumerate(KINDS)
    ]
    text = f"{name} {to_json([fact.model_dump() for fact in stated])}"
    document = Document(name, text.encode(), text, "application/jsonl", Imprint(publisher=name, published="2025-07-01"))
    by = By("torture", NOW, Reader(name="torture", version="1"))
    with writing(engine) as conn:
        return capture(conn, document, [StatedFact(fact) for fact in stated], by).document_id


def is_erased(engine: Engine, document: str) -> bool:
    """Whether nothing of a document's content is left."""
    statement = sa.text("SELECT count(*) FROM events WHERE document_id = :id AND payload <> ''")
    with reading(engine) as conn:
        return conn.execute(statement, {"id": document}).scalar() == 0


def _append(url: str, name: str, tell: Tell) -> None:
    """Reports about a few companies that everybody writes about, each acknowledged by its document."""
    engine = open_engine(url)
    for number in itertools.count():
        tell(append_one(engine, f"{name} {number}", number))


def _group(url: str, name: str, tell: Tell) -> None:
    """Single events of many threads that share transactions, each acknowledged by its id; nobody projects them."""

    def write(writer: int) -> None:
        for number in itertools.count():
            [done] = appender.append([registered(f"{name} {writer} {number}", company_id=f"company-{writer}")])
            tell(done.event_id)

    with Appender(open_engine(url)) as appender, ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(4)))


def _project(url: str, name: str, tell: Tell) -> None:
    """Projection in a transaction of its own, of what was appended without it."""
    engine = open_engine(url)
    for number in itertools.count():
        with writing(engine) as conn:
            events = [registered(f"{name} {number} {place}", company_id=f"company-{place}") for place in range(20)]
            appended = log.append(conn, events, recorded_at=micros(NOW))
        for done in appended:
            tell(done.event_id)
        with writing(engine) as conn:
            projector.catch_up(conn)


def _rebuild(url: str, _: str, tell: Tell) -> None:
    """Rebuilds of read models that were damaged before, so that there is something to switch."""
    engine = open_engine(url)
    while True:
        with writing(engine) as conn:
            conn.exec_driver_sql("UPDATE claims SET quote = 'damaged', currency = NULL")
            conn.exec_driver_sql("DELETE FROM slots")
        beside.rebuild(engine)
        tell("rebuilt")


def _upgrade(url: str, _: str, tell: Tell) -> None:
    """The migrations, on whatever the database is at."""
    upgrade(open_engine(url))
    tell("upgraded")
    signal.pause()


def _migrate(url: str, _: str, tell: Tell) -> None:
    """`init` on a ledger of an older version: its migrations, its read models made anew, its new seeds."""
    initialise(Settings(database_url=url))
    tell("migrated")
    signal.pause()


def _backup(url: str, name: str, tell: Tell) -> None:
    """Backups, one after the other, while the same process appends between them."""
    engine = open_engine(url)
    for number in itertools.count():
        append_one(engine, f"{name} {number}", number)
        target = Path(f"{name}.{number}.backup")
        backup(engine, target)
        tell(str(target))


def _erase(url: str, name: str, tell: Tell) -> None:
    """Erasures of documents that this process appended itself."""
    engine = open_engine(url)
    for number in itertools.count():
        document = append_one(engine, f"{name} to erase {number}", number)
        request = erase.Request("document", document, "torture", related=True)
        erase.erase(engine, request, actor="torture", now=NOW)
        tell(document)


JOBS: dict[str, Callable[[str, str, Tell], None]] = {
    "append": _append,
    "group": _group,
    "project": _project,
    "migrate": _migrate,
    "rebuild": _rebuild,
    "upgrade": _upgrade,
    "backup": _backup,
    "erase": _erase,
}
