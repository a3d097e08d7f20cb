"""The last word on many companies at many known times, without drawing a picture of each.

Of a company whose claims nothing was done to, which copy and revise nothing, and which was never merged, the last claim
known by a time is the last word then. That is so of most, and asks for an index only. Of everybody else nothing is said
here.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import closing
from decimal import Decimal
from functools import cached_property
from itertools import islice
from operator import itemgetter, le
from typing import Any, NamedTuple

import msgspec

from ledger.model.canonical import encode
from ledger.model.facts import KINDS
from ledger.project.claims import roots_of
from ledger.query.ahead import ahead
from ledger.query.question import Question
from ledger.query.questions import COMPANIES, EVER
from ledger.query.sql import run
from ledger.store.lookups import among, look_up, numbers, whole
from ledger.store.lookups import pairs as pairs_of
from ledger.store.registry import Bearer, bearers_of

#: Claims whose known times are held in memory at once, as far as that can be foretold, and at the most; those of one
#: company and kind go together, however many.
TOGETHER, AT_MOST = 25_000, 400_000
_NO_LIMIT = 2**62
#: Pairs of a company and a kind to begin with.
_FIRST_TOGETHER = 500
#: Claims that are read together to be told.
_TOLD_TOGETHER = 10_000

_SYMMETRIC = frozenset(kind for kind, rules in KINDS.items() if rules.symmetric)
_LISTED = ", ".join(f"'{kind}'" for kind in sorted(_SYMMETRIC))
_SERIES = ("number", "known_at", "seq")
_COUNTED = (
    "c.seq <= CAST(? AS BIGINT) AND c.polarity <> 'negative' AND NOT c.previous "
    "AND NOT (c.forecast AND CAST(? AS BIGINT) = 0)"
)
_OWN = (
    "SELECT pair.number AS number, c.reported_known_at AS known_at, c.seq AS seq "  # noqa: S608 - constants
    f"FROM {{}} CROSS JOIN claims c WHERE c.recorded_company_id = pair.one AND c.kind = pair.other AND {_COUNTED}"
)
_TIES = (
    "SELECT DISTINCT pair.number AS number, c.reported_known_at AS known_at, c.seq AS seq "  # noqa: S608 - as above
    f"FROM {{}} CROSS JOIN claim_parties p JOIN claims c ON c.seq = p.seq WHERE pair.other IN ({_LISTED}) "
    "AND p.recorded_entity_id = pair.one AND c.kind = pair.other "
    f"AND p.recorded_entity_id <> c.recorded_company_id AND {_COUNTED}"
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
#: The document says who speaks only where the publisher does not.
_TOLD = (
    "SELECT c.seq AS seq, claim_id, reported_known_at, publisher, "
    "CASE WHEN COALESCE(publisher, '') = '' THEN document_id END AS document_id, named_roots, fact "
    "FROM {} CROSS JOIN claims c WHERE c.seq = wanted.value"
)


class Meant(NamedTuple):
    """Whom a name means from a known time on, and nobody before; without it, ever. Without an entity it is nobody."""

    entity_id: str | None
    since: int | None = None


class Series(NamedTuple):
    """Claims of several companies and kinds: the number of the pair, known time and position of each, in this order."""

    numbers: Sequence[int]
    times: Sequence[int]
    positions: Sequence[int]

    def of(self, number: int, start: int = 0) -> tuple[int, int]:
        """Where the claims of a pair begin and end, if they do not begin before `start`."""
        begin = bisect_left(self.numbers, number, start)
        return begin, bisect_right(self.numbers, number, begin)


class Amount(msgspec.Struct, frozen=True, gc=False):
    """A fact's amount, as far as it is told."""

    value: int | Decimal | None = None
    low: int | Decimal | None = None
    high: int | Decimal | None = None
    currency: str | None = None
    qualifier: str | None = None


class Fact(msgspec.Struct, frozen=True):
    """As much of a stored fact as is told; the rest is not even decoded."""

    certainty: str
    amount: Amount | None = None
    percent: int | Decimal | None = None
    basis: str | None = None
    period: str | None = None
    date: str | None = None
    stage: str | None = None
    attribution: tuple[tuple[dict[str, Any], ...], ...] = ()


class Told(NamedTuple):
    """A claim as far as the join tells of it."""

    seq: int
    claim_id: str
    known_at: int
    publisher: str | None
    roots: tuple[str, ...]
    fact: Fact


class Tolds(NamedTuple):
    """The same of many claims, column by column."""

    seqs: Sequence[int]
    claim_ids: Sequence[str]
    known_ats: Sequence[int]
    publishers: Sequence[str | None]
    roots: Sequence[tuple[str, ...]]
    facts: Sequence[Fact]

    @classmethod
    def of(cls, claims: Iterable[Told]) -> Tolds:
        """Those of these claims."""
        columns = list(zip(*claims, strict=True))
        return cls(*columns) if columns else cls((), (), (), (), (), ())

    def each(self) -> Iterator[Told]:
        """Claim by claim."""
        return map(Told._make, zip(*self, strict=True))


_NUMBERS = msgspec.json.Decoder(list[int]).decode
_TEXTS = msgspec.json.Decoder(list[str | None]).decode
#: Of the columns that `Latest.told` reads.
_DECODERS: tuple[Callable[[str | bytes], list[Any]], ...] = (
    *(_NUMBERS, _NUMBERS, _TEXTS, _TEXTS, _TEXTS),
    *(msgspec.json.Decoder(of).decode_lines for of in (tuple[str, ...], Fact)),
)


class Latest:
    """The claims of companies of whom the latest is the last word."""

    def __init__(self, question: Question, *, forecasts: bool) -> None:
        self._conn, self._seq, self._forecasts = question.conn, question.clocks.seq, int(forecasts)
        #: Pairs of which the claims are read together next time.
        self._together = _FIRST_TOGETHER

    @cached_property
    def _others(self) -> frozenset[str]:
        return frozenset(row["entity_id"] for row in run(self._conn, "beyond_the_latest"))

    def meant(self, names: Collection[str]) -> dict[str, Meant]:
        """Whom the names mean, as far as it is somebody of whom something can be said here."""
        bearers = bearers_of(self._conn, names, self._seq)
        only = {name: found[0] if found else None for name, found in bearers.items() if len(found) <= 1}
        sure = {name: one for name, one in only.items() if one is None or self._is_sure(one)}
        since = self._since([one for one in sure.values() if one is not None and one.provisional])
        return {name: Meant(one.id, since.get(one.id)) if one else Meant(None) for name, one in sure.items()}

    def series(self, pairs: Sequence[tuple[str, str]]) -> Iterator[tuple[range, Series]]:
        """The series of entities and kinds, of some of the pairs at a time: which these are, and their series.

        As many together as are likely to have `TOGETHER` claims by what those before had; if they turn out to have
        more than `AT_MOST`, fewer are read anew.
        """
        start = 0
        while start < len(pairs):
            some = range(start, min(start + self._together, len(pairs)))
            found = self._series(pairs[some.start : some.stop], AT_MOST if len(some) > 1 else _NO_LIMIT)
            if found is None:
                self._together = max(len(some) // 8, 1)
                continue
            self._together = max(min(len(some) * TOGETHER // (len(found.times) + 1), 2 * self._together), 1)
            yield some, found
            start = some.stop

    def told(self, positions: Sequence[int]) -> Iterator[Tolds]:
        """What the claims at these positions say, ascending, many at a time; none of them may be of a copy.

        The connection has to be left alone until all have come.
        """
        # What makes out the texts holds up other threads, and the database does not; so it goes on meanwhile.
        with closing(ahead(self._texts_of(positions))) as coming:
            yield from map(_read_out, coming)

    def _texts_of(self, positions: Sequence[int]) -> Iterator[tuple[str | bytes, ...]]:
        """The same, each column as one text."""
        texts = ("claim_id", "publisher", "document_id")
        rows = _TOLD.format(numbers(self._conn))
        statement = whole(self._conn, ("seq", "reported_known_at"), texts, ("named_roots", "fact"), rows)
        for start in range(0, len(positions), _TOLD_TOGETHER):
            asked = encode(list(positions[start : start + _TOLD_TOGETHER])).decode()
            yield from look_up(self._conn, statement, asked)

    def _is_sure(self, entity: Bearer) -> bool:
        return entity.type in COMPANIES and entity.id not in self._others

    def _since(self, provisional: Sequence[Bearer]) -> dict[str, int]:
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

    def _series(self, pairs: Sequence[tuple[str, str]], limit: int) -> Series | None:
        """The series of all of the pairs; nothing if they have more claims than the limit says."""
        found = self._read(_OWN, pairs, limit)
        if any(kind in _SYMMETRIC for _, kind in pairs):
            for column, more in zip(found, self._read(_TIES, pairs, limit), strict=True):
                column.extend(more)
        return _in_order(found) if len(found[0]) < limit else None

    def _read(self, statement: str, pairs: Sequence[tuple[str, str]], limit: int) -> list[list[int]]:
        rows = f"{statement.format(pairs_of(self._conn))} LIMIT CAST(? AS BIGINT)"
        asked = encode(pairs).decode()
        every = look_up(self._conn, whole(self._conn, _SERIES, (), (), rows), asked, self._seq, self._forecasts, limit)
        return [_NUMBERS(text) for text in every[0]] if every else [[], [], []]

    def _look_up(
        self, statement: str, column: str, values: Sequence[Any], kind: str = "text", *more: int
    ) -> list[tuple[Any, ...]]:
        return look_up(self._conn, statement.format(among(self._conn, column, kind)), values, *more)


def _read_out(texts: tuple[str | bytes, ...]) -> Tolds:
    columns = (decode(text) for decode, text in zip(_DECODERS, texts, strict=True))
    seqs, known_ats, claim_ids, publishers, documents, named, facts = columns
    roots = [
        roots_of(names, fact.attribution, publisher, document)
        for names, fact, publisher, document in zip(named, facts, publishers, documents, strict=True)
    ]
    told = Tolds(seqs, claim_ids, known_ats, publishers, roots, facts)
    # As a rule they come as they were asked for, but no engine promises it.
    return told if seqs == sorted(seqs) else Tolds.of(sorted(told.each(), key=itemgetter(0)))


def _in_order(columns: Sequence[Sequence[int]]) -> Series:
    """As a rule the index gives them so, but no engine promises it."""
    if all(map(le, zip(*columns, strict=True), islice(zip(*columns, strict=True), 1, None))):
        return Series(*columns)
    return Series(*zip(*sorted(zip(*columns, strict=True)), strict=True))
