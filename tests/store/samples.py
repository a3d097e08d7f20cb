"""Events to append, and programs that append them in processes of their own."""

from __future__ import annotations

import time
from pathlib import Path

from sqlalchemy.engine import Connection, Engine

from ledger.model.events import CompanyRegistered, ContentErased, NewEvent
from ledger.store import documents, log
from ledger.store.database import open_engine, writing

NOW = 1_750_000_000_000_000


def registered(key: str, name: str | None = None, **changes: str | int | None) -> NewEvent:
    """An event that is told apart by its key; what it registers hardly matters."""
    columns = {"recorded_by": "tests", "company_id": "scale-ai", "document_id": None, "known_at": None} | changes
    return NewEvent(key, CompanyRegistered(id="scale-ai", name=name or f"Scale AI, {key}"), **columns)  # type: ignore[arg-type]


def erasure(target: int) -> NewEvent:
    """An event that gives leave to empty another's content."""
    return NewEvent(f"erase {target}", ContentErased(target_seq=target, reason="a court's order"), "tests")


def append(engine: Engine, *events: NewEvent, recorded_at: int = NOW) -> list[log.Appended]:
    """Append in a transaction of its own."""
    with writing(engine) as conn:
        return log.append(conn, events, recorded_at=recorded_at)


def stored(conn: Connection, body: bytes, text: str, media_type: str, at: int) -> str:
    """A document in its table, and nothing said of it in the log."""
    document = documents.prepare(conn, body, text, media_type, at)
    documents.put(conn, [document])
    return document.id


def url_of(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=False)


# -- Run in processes of their own ------------------------------------------------------------------------------------


def append_batches(url: str, writer: str, batches: int, size: int) -> None:
    """Append in a row of transactions."""
    engine = open_engine(url)
    for batch in range(batches):
        append(engine, *(registered(f"{writer} {batch} {i}") for i in range(size)))
    engine.dispose()


def append_and_hang(url: str, sign: str) -> None:
    """Append without ever committing; the file `sign` says that it is done."""
    with writing(open_engine(url)) as conn:
        log.append(conn, [registered("never committed")], recorded_at=NOW)
        Path(sign).touch()
        time.sleep(600)


def initialise_at(url: str, moment: float) -> None:
    """Do what `init` does, at a moment that another process was told as well."""
    from ledger.bootstrap import initialise
    from ledger.settings import Settings

    time.sleep(max(0.0, moment - time.time()))
    initialise(Settings(database_url=url))
