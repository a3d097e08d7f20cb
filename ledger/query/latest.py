"""The last word on many companies at many known times, without drawing a picture of each.

Of a company whose claims nothing was done to, which copy and revise nothing, and which was never merged, the last claim
known by a time is the last word then. That is so of most, and asks for an index only. Of everybody else nothing is said
here.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from decimal import Decimal
from functools import cached_property
from itertools import islice
from operator import le
from typing import Any, NamedTuple

import msgspec

from ledger.model.canonical import from_json
from ledger.model.dates import iso
from ledger.model.facts import KINDS
from ledger.project.claims import roots_of
from ledger.query.questions import COMPANIES, EVER, Question
from ledger.query.sql import run
from ledger.store.entity import Entity
from ledger.store.lookups import among, look_up
from ledger.store.registry import Registry, open_at

#: Claims whose known times are held in memory at once, but for those of one company, which go together.
TOGETHER = 100_000

_SYMMETRIC = ", ".join(f"'{kind}'" for kind, rules in KINDS.items() if rules.symmetric)
_COUNTS = "SELECT recorded_company_id, count(*) FROM claims WHERE {} GROUP BY recorded_company_id"
_OWN = (
    "SELECT recorded_company_id, kind, reported_known_at, seq FROM claims WHERE {} AND seq <= CAST(? AS BIGINT) "
    "AND polarity <> 'negative' AND NOT previous AND NOT (forecast AND CAST(? AS BIGINT) = 0)"
)
_TIES = (
    "SELECT DISTINCT p.recorded_entity_id, c.kind, c.reported_known_at, c.seq "  # noqa: S608 - constants
    f"FROM claim_parties p JOIN claims c ON c.seq = p.seq WHERE {{}} AND c.kind IN ({_SYMMETRIC}) "
    "AND p.recorded_entity_id <> c.recorded_company_id AND c.seq <= CAST(? AS BIGINT) "
    "AND c.polarity <> 'negative' AND NOT c.previous AND NOT (c.forecast AND CAST(? AS BIGINT) = 0)"
)
_FIRST_OWN = (
    "SELECT recorded_company_id, min(reported_known_at) FROM claims WHERE {} AND seq <= CAST(? AS BIGINT) "
    "GROUP BY recorded_company_id"
)
_FIRST_TIE = (
    "SELECT p.recorded_entity_id, min(c.reported_known_at) FROM claim_parties p JOIN claims c ON c.seq = p.seq "
    "WHERE {} AND c.seq <= CAST(? AS BIGINT) GROUP BY p.recorded_entity_id"
)
_REGISTERED_BY_HAND = "SELECT seq FROM events WHERE {} AND known_at IS NULL"
_TOLD = "SELECT seq, claim_id, reported_known_at, publisher, document_id, named_roots, fact FROM claims WHERE {}"


class Meant(NamedTuple):
    """Whom a name means from a known time on, and nobody before; without it, ever. Without an entity it is nobody."""

    entity_id: str | None
    since: int | None = None

    def at(self, known_at: int) -> str | None:
        """Whom it means at a known time."""
        return self.entity_id if self.since is None or self.since <= known_at else None


class Series(NamedTuple):
    """The claims of a company and kind by known time, then position: the latest by any time is one search away."""

    times: list[int]
    positions: list[int]

    def at(self, known_at: int) -> tuple[int, int]:
        """How many claims were known by then, and the position of the last; of none, 0."""
        count = bisect_right(self.times, known_at)
        return count, self.positions[count - 1] if count else 0


class Told(NamedTuple):
    """What the join tells of a claim; figures exact, in full units."""

    claim_id: str
    seq: int
    published_at: str | None
    value: Any
    low: Any
    high: Any
    currency: str | None
    qualifier: str | None
    percent: Any
    basis: str | None
    period: str | None
    date: str | None
    stage: str | None
    certainty: str
    publisher: str | None
    roots: str


class Fact(msgspec.Struct):
    """As much of a stored fact as is told; the rest is not even decoded."""

    certainty: str
    amount: dict[str, Any] | None = None
    percent: Any = None
    basis: str | None = None
    period: str | None = None
    date: str | None = None
    stage: str | None = None
    attribution: list[list[dict[str, Any]]] = []


def told(  # noqa: PLR0913, PLR0917 - where a claim stands, who says it, and what
    claim_id: str, seq: int, known_at: int, publisher: str | None, roots: Sequence[str], fact: Fact
) -> Told:
    """What the join tells of a claim."""
    value = low = high = currency = qualifier = None
    if fact.amount:
        amount = fact.amount
        value, low, high = amount["value"], amount["low"], amount["high"]
        currency, qualifier = amount["currency"], amount["qualifier"]
    return Told(
        *(claim_id, seq, iso(known_at), value, low, high, currency, qualifier, fact.percent, fact.basis),
        *(fact.period, fact.date, fact.stage, fact.certainty, publisher, "; ".join(roots)),
    )


_DECODE = msgspec.json.Decoder(Fact, float_hook=Decimal).decode


class Latest:
    """The claims of companies of whom the latest is the last word."""

    def __init__(self, question: Question, *, forecasts: bool) -> None:
        self._conn, self._seq, self._forecasts = question.conn, question.clocks.seq, int(forecasts)

    @cached_property
    def _others(self) -> frozenset[str]:
        return frozenset(row["entity_id"] for row in run(self._conn, "beyond_the_latest"))

    def meant(self, names: Collection[str]) -> dict[str, Meant]:
        """Whom the names mean, as far as it is somebody of whom something can be said here."""
        # A registry of its own, which keeps no more than these.
        registry = open_at(self._conn, self._seq)
        registry.expect(names=names)
        only = {name: found[0] if found else None for name in names if len(found := _bearers(registry, name)) <= 1}
        sure = {name: one for name, one in only.items() if one is None or self._is_sure(one)}
        since = self._since([one for one in sure.values() if one is not None and one.provisional])
        return {name: Meant(one.id, since.get(one.id)) if one else Meant(None) for name, one in sure.items()}

    def series(self, entity_ids: Iterable[str]) -> Iterator[tuple[list[str], dict[str, dict[str, Series]]]]:
        """The series of the entities by id and kind, of some of them at a time; and which these are."""
        ids = list(entity_ids)
        counts = dict(self._look_up(_COUNTS, "recorded_company_id", ids))
        some: list[str] = []
        size = 0
        for entity_id in ids:
            if some and size + counts.get(entity_id, 0) > TOGETHER:
                yield some, self._series(some)
                some, size = [], 0
            some.append(entity_id)
            size += counts.get(entity_id, 0)
        if some:
            yield some, self._series(some)

    def told(self, positions: Collection[int]) -> dict[int, Told]:
        """What the claims at these positions say; none of them may be of a copy."""
        found = {}
        for seq, claim_id, known_at, publisher, document_id, named, stored in self._look_up(
            _TOLD, "seq", sorted(positions), "int8"
        ):
            fact = _DECODE(stored)
            roots = roots_of(tuple(from_json(named)) if named != "[]" else (), fact.attribution, publisher, document_id)
            found[seq] = told(claim_id, seq, known_at, publisher, roots, fact)
        return found

    def _is_sure(self, entity: Entity) -> bool:
        return entity.type in COMPANIES and entity.id not in self._others

    def _since(self, provisional: Sequence[Entity]) -> dict[str, int]:
        """From when on those are known that a document brought (`questions.known_since`, of many)."""
        if not provisional:
            return {}
        by_hand = {row[0] for row in self._look_up(_REGISTERED_BY_HAND, "seq", [e.seq for e in provisional], "int8")}
        ids = sorted({entity.id for entity in provisional if entity.seq not in by_hand})
        found = dict.fromkeys(ids, EVER)
        for statement, column in ((_FIRST_OWN, "recorded_company_id"), (_FIRST_TIE, "p.recorded_entity_id")):
            for entity_id, known_at in self._look_up(statement, column, ids, "text", self._seq):
                found[entity_id] = min(found[entity_id], known_at)
        return found

    def _series(self, ids: Sequence[str]) -> dict[str, dict[str, Series]]:
        found: dict[str, dict[str, Series]] = {}
        for statement, column in ((_OWN, "recorded_company_id"), (_TIES, "p.recorded_entity_id")):
            for entity_id, kind, known_at, seq in self._look_up(
                statement, column, ids, "text", self._seq, self._forecasts
            ):
                kinds = found.get(entity_id)
                if kinds is None:
                    kinds = found[entity_id] = {}
                series = kinds.get(kind)
                if series is None:
                    series = kinds[kind] = Series([], [])
                series.times.append(known_at)
                series.positions.append(seq)
        for kinds in found.values():
            for kind, series in kinds.items():
                kinds[kind] = _in_order(series)
        return found

    def _look_up(
        self, statement: str, column: str, values: Sequence[Any], kind: str = "text", *more: int
    ) -> list[tuple[Any, ...]]:
        return look_up(self._conn, statement.format(among(self._conn, column, kind)), values, *more)


def _bearers(registry: Registry, name: str) -> list[Entity]:
    """All that the name could mean."""
    named = registry.get(name)
    return list({entity.id: entity for entity in (*registry.bearers(name), *([named] if named else []))}.values())


def _in_order(series: Series) -> Series:
    """As a rule the index gives them so, but no engine promises it."""
    if all(map(le, zip(*series, strict=True), islice(zip(*series, strict=True), 1, None))):
        return series
    ordered = sorted(zip(*series, strict=True))
    return Series([time for time, _ in ordered], [seq for _, seq in ordered])
