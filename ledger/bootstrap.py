"""The one place that wires settings, database, seeds and reader together."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine

from ledger.extract.reader import RuleReader
from ledger.ingest.run import Ingester
from ledger.model.canonical import canonical, digest
from ledger.model.dates import micros
from ledger.model.errors import UnreadableDocument
from ledger.model.events import CompanyRegistered, NewEvent, Response
from ledger.offline import checked_reader, model_reader, reader_name, reader_of, seed_entities
from ledger.project import beside, projector
from ledger.settings import Settings
from ledger.store import log
from ledger.store.bundle import bundled
from ledger.store.database import open_engine, reading, writing
from ledger.store.documents import keeping
from ledger.store.migrate import check_schema, upgrade
from ledger.store.registry import Registry

if TYPE_CHECKING:
    from ledger.alert.posting import Poster
    from ledger.fetch.policy import Policy
    from ledger.ingest.web import Fetch
    from ledger.worker.service import Worker

#: Who is named as having recorded what came with the product.
SEEDER = "seeds"


def open_ledger(settings: Settings, *, stale_read_models: bool = False) -> Engine:
    """The ledger's database, checked to be at this code's schema, its connections keeping what the settings say.

    With `stale_read_models`, read models that another version of the code made are no reason to refuse.

    Raises:
        SchemaMismatch: not initialised, behind, or ahead of the code. DatabaseUnavailable: it cannot be opened.
    """
    engine = open_engine(settings.database_url)
    check_schema(engine)
    if not stale_read_models:
        with reading(engine) as conn:
            projector.require_current(conn)
    return keeping(engine, settings.keep)


@dataclass(frozen=True, slots=True)
class Initialised:
    """What `init` found and did."""

    registered: int
    entities: int
    seq: int


def initialise(settings: Settings) -> Initialised:
    """Create or upgrade the schema and register the seed entities; what is there already stays.

    Read models that an older version made are made anew.
    """
    engine = open_engine(settings.database_url)
    try:
        upgrade(engine)
        check_schema(engine)
        with reading(engine) as conn:
            current = projector.standing(conn).current
        if not current:
            beside.rebuild(engine)
        events = [_registration(payload) for payload in seed_entities()]
        with writing(engine) as conn:
            appended = log.append(conn, events, recorded_at=micros(datetime.now(UTC)))
            projector.catch_up(conn)
            return Initialised(sum(a.new for a in appended), len(events), log.head(conn).seq)
    finally:
        engine.dispose()


def seed_documents() -> list[Path]:
    """The example documents that ship with the product."""
    return sorted((bundled("seeds") / "documents").iterdir())


def ingester(engine: Engine, settings: Settings, reader: str | None = None) -> Ingester:
    """What turns files into events, with the reader that is named or set.

    Raises:
        ReaderUnavailable: a model is to read, and none is set up.
    """
    name = reader_name(settings, reader)
    model = model_reader(settings) if name != "rules" else None
    return Ingester(
        engine,
        (lambda _registry: model) if model is not None and name == "model" else reader_from_registry,
        settings.actor,
        settings.max_document_bytes,
        review_below=settings.review_below,
        second_for=lambda _registry: model if name == "both" else None,
    )


def worker(engine: Engine, settings: Settings) -> Worker:
    """The background worker, as the settings want it.

    Raises:
        ReaderUnavailable: a model is to read, and none is set up. InvalidAddress: a network that is none is allowed.
    """
    # Imported late: what fetches and schedules takes its time to load.
    from ledger.alert.deliver import deliver_due
    from ledger.fetch.fetcher import Fetcher
    from ledger.worker import clock
    from ledger.worker.service import Options, Worker

    policy = fetch_policy(settings)
    checked_reader(settings, ())  # so that what is not set up is said here and not in a process that reads
    options = Options(
        actor=settings.actor,
        max_bytes=settings.max_document_bytes,
        per_host=settings.fetch_per_host,
        processes=settings.worker_processes,
        lease_seconds=settings.worker_lease,
        listen=settings.worker_listen,
    )
    posts = poster(settings)

    def deliver(worker_id: str) -> bool:
        return deliver_due(engine, posts, clock.now, worker_id).more

    return Worker(engine, options, lambda: Fetcher(policy), partial(checked_reader, settings), deliver)


@contextmanager
def fetching(settings: Settings) -> Iterator[Fetch]:
    """What has a single address for a person who waits for it, guarded and polite like the worker.

    Raises:
        InvalidAddress: a network that is none is allowed.
    """
    from ledger.fetch.blocking import BlockingFetcher
    from ledger.fetch.fetcher import FetchRequest
    from ledger.fetch.outcomes import Fetched, NotModified
    from ledger.ingest.sources.base import Content

    with BlockingFetcher(fetch_policy(settings)) as fetcher:

        def fetch(address: str) -> Content:
            outcome = fetcher.fetch(FetchRequest(url=address))
            if isinstance(outcome, Fetched):
                response = Response(
                    url=outcome.final_url,
                    status=outcome.status,
                    at=outcome.at.isoformat(),
                    headers=dict(outcome.headers),
                )
                return Content(outcome.final_url, outcome.body, outcome.media_type, response)
            assert not isinstance(outcome, NotModified)  # there was nothing to compare with
            raise UnreadableDocument(outcome.reason)

        yield fetch


def fetch_policy(settings: Settings) -> Policy:
    """How documents are fetched.

    Raises:
        InvalidAddress: a network that is none is allowed.
    """
    from ledger.fetch.guard import Allowed
    from ledger.fetch.policy import Policy

    allowed = tuple(entry.strip() for entry in settings.fetch_allow_private.split(",") if entry.strip())
    Allowed.of(allowed)
    contact = f" (+{settings.fetch_contact})" if settings.fetch_contact else ""
    return Policy(
        identity=f"deal-ledger/{version('deal-ledger')}{contact}",
        allow_private=allowed,
        per_host=settings.fetch_per_host,
        pause=settings.fetch_pause,
        concurrent=64,
        total_seconds=settings.fetch_seconds,
        body_bytes=settings.max_document_bytes,
    )


def poster(settings: Settings) -> Poster:
    """What posts alerts: behind the same guard, under the same name.

    Raises:
        InvalidAddress: a network that is none is allowed.
    """
    from ledger.alert.posting import WebPoster

    return WebPoster(fetch_policy(settings))


def reader_from_registry(registry: Registry) -> RuleReader:
    """A reader that knows the confirmed entities of a ledger.

    Provisional ones stay out: what a text means must not depend on which texts were read before it.
    """
    return reader_of(registry.entities())


def _registration(payload: CompanyRegistered) -> NewEvent:
    # Without the reason, which seeds do not have: the keys of older ledgers know no such field.
    content = digest(canonical(payload.model_dump(exclude={"reason"})))
    return NewEvent(key=f"company|{payload.id}|{content}", payload=payload, recorded_by=SEEDER, company_id=payload.id)
