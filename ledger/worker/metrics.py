"""What Prometheus is told: the database's state, asked once a scrape, and what this process has done since it began.

Labels are bounded: states, statuses and outcomes are those named here, and sources are told one by one up to a number.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import version

import structlog
from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector
from sqlalchemy.engine import Engine

from ledger.model.errors import LedgerError
from ledger.store.database import reading
from ledger.worker.clock import SECOND
from ledger.worker.status import SourceStanding, Status, look
from ledger.worker.tally import Tally

_log = structlog.get_logger(__name__)

#: Sources that are told one by one; those that fail come first.
MOST_SOURCES = 500
ADDRESS_STATUSES = ("new", "captured", "unchanged", "quarantined", "gone", "refused", "failed")
ALERT_STATES = ("well", "failing", "disabled")
#: What a process counts besides documents and facts (`Tally`).
OUTCOMES = (
    "source_read",
    "source_failed",
    "fetched",
    "unchanged",
    "put_off",
    "gone",
    "refused",
    "failed",
    "quarantined",
)


@dataclass(eq=False)
class LedgerCollector(Collector):
    """Asks when it is scraped.

    Args:
        worker: the id of this process's worker.
        alive: when each of its parts last moved, by the monotonic clock.
        silent: seconds without a sign of life after which a worker does not count as alive.
    """

    engine: Engine
    worker: str
    tally: Tally
    alive: Mapping[str, float]
    silent: float

    def collect(self) -> Iterator[Metric]:
        """Everything that is measured; of a database that cannot be asked, that it cannot."""
        yield InfoMetricFamily("deal_ledger_build", "The version at work.", {"version": version("deal-ledger")})
        yield from self._process()
        try:
            with reading(self.engine) as conn:
                found = look(conn, self.silent)
        except LedgerError as error:
            _log.warning("metrics_without_database", reason=str(error))
            yield _gauge("database_up", "Whether the database answers.", 0)
            return
        yield _gauge("database_up", "Whether the database answers.", 1)
        yield from _ledger(found)
        yield from _work(found)
        yield from _workers(found, self.worker)
        yield from _sources(found)
        yield from _alerts(found)

    def _process(self) -> Iterator[Metric]:
        done, at = self.tally.shown(), time.monotonic()
        yield _counter("worker_documents", "New documents that this worker has captured.", done.get("captured", 0))
        yield _counter("worker_facts", "Facts that this worker has recorded.", done.get("facts", 0))
        outcomes = CounterMetricFamily(
            "deal_ledger_worker_outcomes", "What else came of sources and addresses in this worker.", labels=["outcome"]
        )
        for outcome in OUTCOMES:
            outcomes.add_metric([outcome], done.get(outcome, 0))
        yield outcomes
        yield _by(
            "worker_part_idle_seconds",
            "Since when a part of this worker has not moved.",
            "part",
            {part: at - moved for part, moved in sorted(self.alive.items())},
        )


def registry(collector: Collector) -> CollectorRegistry:
    """What is scraped: the ledger's own, and what the process uses."""
    made = CollectorRegistry()
    made.register(collector)
    ProcessCollector(registry=made)
    return made


def _ledger(found: Status) -> Iterator[Metric]:
    yield _gauge("log_position", "The last position of the log.", found.seq)
    yield _gauge("read_model_lag_events", "Events that the read models are behind the log.", found.read_models.behind)
    yield _gauge("read_models_current", "Whether this version made the read models.", found.read_models.current)
    yield _gauge("documents", "Documents in the ledger.", found.documents)
    yield _gauge("claims", "Claims in the ledger, earlier and withdrawn ones included.", found.claims)
    yield _gauge("reviews_waiting", "Facts that wait for a person.", found.reviews)
    yield _gauge("quarantine_entries", "Inputs that could not be read.", found.quarantine)


def _work(found: Status) -> Iterator[Metric]:
    yield _by("work_waiting", "Addresses queued.", "state", {one.state: one.waiting for one in found.work})
    yield _by("work_due", "Addresses queued whose time has come.", "state", {one.state: one.due for one in found.work})
    yield _by(
        "work_oldest_due_age_seconds",
        "How long the oldest of them has been due.",
        "state",
        {one.state: _seconds(found.at - one.oldest_at) if one.oldest_at else 0.0 for one in found.work},
    )
    yield _by(
        "addresses",
        "Addresses of documents, by what came of them last.",
        "status",
        {status: found.addresses.get(status, 0) for status in ADDRESS_STATUSES},
    )


def _workers(found: Status, worker: str) -> Iterator[Metric]:
    alive = sum(one.alive for one in found.workers)
    yield _by(
        "workers",
        "Workers that have given a sign of life, and those of them that are silent.",
        "state",
        {"alive": alive, "silent": len(found.workers) - alive},
    )
    lease = found.lease
    held = lease if lease is not None and lease.held else None
    yield _gauge("lease_held", "Whether any worker may start sources.", held is not None)
    yield _gauge("lease_held_here", "Whether it is this one.", held is not None and held.holder == worker)
    yield _gauge("lease_term", "The lease's term, one more with every change of holder.", lease.term if lease else 0)
    left = _seconds(held.expires_at - found.at) if held else 0.0
    yield _gauge("lease_remaining_seconds", "How long the lease lasts without a sign of life.", left)


def _sources(found: Status) -> Iterator[Metric]:
    every = found.sources
    yield _by(
        "sources",
        "Sources that stand, those of them that are paused or due, and those whose last run failed.",
        "state",
        {
            "all": len(every),
            "paused": sum(one.paused for one in every),
            "due": sum(one.due for one in every),
            "failing": sum(bool(one.failures) and not one.paused for one in every),
        },
    )
    told = sorted(every, key=lambda one: (-one.failures, one.name))[:MOST_SOURCES]

    def each(name: str, what: str, value: dict[str, float]) -> Metric:
        return _by(f"source_{name}", what, "source", value)

    yield each("failures_in_a_row", "Runs that failed since the last good one.", {s.name: s.failures for s in told})
    yield each("interval_seconds", "How often it is to be read.", {s.name: s.every_seconds for s in told})
    yield each(
        "last_good_timestamp_seconds",
        "When a run last ended well; not told of paused ones, whose silence is meant.",
        {s.name: _seconds(s.ok_at) for s in told if s.ok_at is not None and not s.paused},
    )
    yield each("overdue_seconds", "How long it has been due.", {s.name: _overdue(s, found.at) for s in told})
    documents = CounterMetricFamily(
        "deal_ledger_source_documents", "Documents that a source has led to.", labels=["source"]
    )
    for one in told:
        documents.add_metric([one.name], one.found)
    yield documents


def _alerts(found: Status) -> Iterator[Metric]:
    states = [one.state for one in found.alerts]
    yield _by(
        "alert_subscriptions",
        "Subscriptions, by how telling them goes.",
        "state",
        {state: states.count(state) for state in ALERT_STATES},
    )
    behind = max((one.behind for one in found.alerts if one.state != "disabled"), default=0)
    yield _gauge("alert_lag_events", "Events that the subscription furthest behind was not told of yet.", behind)


def _overdue(one: SourceStanding, at: int) -> float:
    return _seconds(at - one.next_at) if one.due and one.next_at is not None else 0.0


def _gauge(name: str, what: str, value: float) -> Metric:
    return GaugeMetricFamily(f"deal_ledger_{name}", what, value=value)


def _counter(name: str, what: str, value: float) -> Metric:
    return CounterMetricFamily(f"deal_ledger_{name}", what, value=value)


def _by(name: str, what: str, label: str, values: Mapping[str, float]) -> Metric:
    made = GaugeMetricFamily(f"deal_ledger_{name}", what, labels=[label])
    for key, value in values.items():
        made.add_metric([key], value)
    return made


def _seconds(micros: int) -> float:
    return micros / SECOND
